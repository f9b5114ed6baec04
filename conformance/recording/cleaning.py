"""What is kept of a request and of an answer: members, values and words of the allow list; references for the rest.

Members that are not on the list are kept too, but neither their name nor their value is: that there was one is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from conformance.checking.exchange import Exchange
from conformance.kit.reading import part_of
from conformance.recording import vocabulary
from conformance.recording.kinds import SECRET, kind_of
from conformance.recording.references import ANYTHING, REFERENCE, References
from conformance.transport.aws_model import operation_names

NUMBER, TIME, DEEP = "<number>", "<time>", "<deep>"
_MARKS = frozenset({NUMBER, TIME, DEEP})
_TOKEN = re.compile(r"eyJ[\w-]*\.[\w-]*\.[\w-]*(?:\.[\w-]*)*")
_LARGEST = 10**9  # a number above is no limit and no lifetime; an account has twelve digits
_DEEPEST = 24
_SHORTEST = 4  # characters of a value of the request that is looked for inside of a message
_EDGES = "\"'`.,;:!?()[]{}<>"
_MOST_EDGES = 6  # such characters around a word; what is made of them alone is no word
_CLAIM_END = re.compile(r"iat[+-]\d{1,9}")


@dataclass(frozen=True)
class Cleaned:
    """What is kept of one exchange."""

    operation: str
    request: dict[str, Any]
    payload: dict[str, Any]
    header: dict[str, str]
    tokens: dict[str, Any]  # by reference: JOSE header and claims of the tokens in it


@dataclass
class Cleaner:
    """Applies the allow list to one exchange after the other.

    ``finished``: references that are numbered already may stay, as in a file that is looked at again. In what a target
    answers they may not, since a value of somebody could look like one.
    """

    references: References
    finished: bool = False
    _tokens: dict[str, Any] = field(default_factory=dict)
    _given: list[str] = field(default_factory=list)  # values of the request, longest first

    def exchange(self, exchange: Exchange) -> Cleaned:
        """What is kept of it."""
        self._tokens = {}
        strings = {text for text in _strings(exchange.request) if len(text) >= _SHORTEST and not self._common(text)}
        self._given = sorted(strings, key=len, reverse=True)
        request = self.value(_jsonlike(exchange.request))
        payload = self.value(_jsonlike(exchange.response))
        header = self.headers(exchange.headers)
        return Cleaned(self.operation(exchange.operation), request, payload, header, self._tokens)

    def operation(self, name: str) -> str:
        """The name of an operation, or method and path of a page; those of a race with bars between."""
        return " | ".join(self._one_operation(part) for part in name.split(" | "))

    def _one_operation(self, name: str) -> str:
        method, space, path = name.partition(" ")
        if not space:
            return name if name in operation_names() or name in ("raw", "race") else self._reference(ANYTHING, name)
        return f"{self._closed(method)} {self._path(path)}"

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The headers on the list; their names are in lower case."""
        kept = {str(n).lower(): str(v) for n, v in headers.items() if str(n).lower() in vocabulary.HEADERS}
        return {name: self.text(value, name) for name, value in kept.items()}

    def value(self, value: Any, name: str = "", depth: int = 0) -> Any:
        """A JSON-like value as it is kept in the member of this name."""
        if depth > _DEEPEST:
            return DEEP
        if isinstance(value, Mapping):
            return self._mapping(value, name, depth)
        if isinstance(value, list | tuple):
            return [self.value(member, name, depth + 1) for member in value]
        if value is None or isinstance(value, bool):
            return value
        return self._number(value, name) if isinstance(value, int | float) else self.text(str(value), name)

    def _mapping(self, value: Mapping[str, Any], name: str, depth: int) -> dict[str, Any]:
        if name == "headers":
            return dict(self.headers(value))
        if set(value) == {"Name", "Value"}:
            named = str(value["Name"])
            return {"Name": self._name(named), "Value": self.value(value["Value"], named, depth + 1)}
        kept = {self._name(str(key)): self.value(inner, str(key), depth + 1) for key, inner in value.items()}
        kept.pop(self._name("cookies"), None)
        lifetime = _lifetime(value)
        return {**kept, "exp": lifetime} if lifetime and "exp" in kept else kept

    def _name(self, name: str) -> str:
        if name in vocabulary.members() or name == "" or self._left(name):
            return name
        return self._reference("member", name)

    @staticmethod
    def _number(value: float, name: str) -> Any:
        if name in vocabulary.moments():
            return TIME
        return value if name in vocabulary.numbers() and isinstance(value, int) and abs(value) < _LARGEST else NUMBER

    def text(self, value: str, name: str) -> str:
        """A text as it is kept in the member of this name."""
        kind = kind_of(name)
        if self._left(value) or value == "":
            return value
        if kind in SECRET:
            return self._secret(value, kind)
        if self._common(value):
            return value
        if name in vocabulary.moments():
            return value if name == "exp" and self.finished and _CLAIM_END.fullmatch(value) else TIME
        if name in vocabulary.TEXTS:
            return self._message(value)
        return self._structured(value, kind, name)

    def _secret(self, value: str, kind: str) -> str:
        reference = self._reference(kind, value)
        if _TOKEN.fullmatch(value):
            self._take_apart(value, reference)
        return reference

    def _structured(self, value: str, kind: str, name: str) -> str:
        """A text that has parts: a token, a URL, JSON. Anything else is a reference."""
        if _TOKEN.fullmatch(value):
            return self._secret(value, "token")
        relative = value.startswith("/") and not value.startswith("//") and name in ("location", "url")
        if relative or value.startswith(("https://", "http://")):
            return self._url(value)
        if value[:1] in "{[" and (inner := _parsed(value)) is not None:
            return json.dumps(self.value(inner, name), ensure_ascii=False)
        return self._reference(kind, value)

    def _reference(self, kind: str, value: str) -> str:
        return self.references.of(kind, value)

    def _left(self, value: str) -> bool:
        """Whether this is a mark that stands for something already."""
        return value in _MARKS or (self.finished and REFERENCE.fullmatch(value) is not None)

    @staticmethod
    def _common(value: str) -> bool:
        return value in vocabulary.values()

    def _closed(self, value: str) -> str:
        return value if self._common(value) or self._left(value) else self._reference(ANYTHING, value)

    # -- tokens --------------------------------------------------------------------------------------------------------

    def _take_apart(self, token: str, reference: str) -> None:
        """Keep the header of a token, and the claims of one that can be read; never the signature."""
        header, claims = part_of(token, 0), part_of(token, 1)  # an encrypted token has no claims that can be read
        if reference not in self._tokens and header:
            self._tokens[reference] = {"header": self.value(header)}
            if claims:
                self._tokens[reference]["claims"] = self.value(claims)

    # -- messages ------------------------------------------------------------------------------------------------------

    def _message(self, text: str) -> str:
        """A text for people: its words, with references for what is none, and for what the request had in it."""
        for given in self._given:
            text = text.replace(given, f" {self._reference(ANYTHING, given)} ") if " " in given else text
        return re.sub(r"\S+", lambda found: self._word(found[0]), text)

    def _word(self, token: str) -> str:
        if token in vocabulary.patterns() or self._common(token) or self._unnumbered(token):
            return token
        if self.finished and REFERENCE.search(token):
            around = REFERENCE.sub("", token)
            edges = not around.strip(_EDGES) and len(around) <= _MOST_EDGES
            return token if edges else self._reference(ANYTHING, token)
        core = token.strip(_EDGES)
        if len(token) - len(core) > _MOST_EDGES:
            return self._reference(ANYTHING, token)
        if not core or self._known(core):
            return token
        before, after = token.split(core, 1)
        return f"{before}{self._reference(ANYTHING, core)}{after}"

    @staticmethod
    def _unnumbered(token: str) -> bool:
        return token.startswith("\ue000") and token.endswith("\ue001")

    def _known(self, core: str) -> bool:
        """Whether a word is on the list: a word, a number of at most three digits, a path of members."""
        if core.isascii() and core.isdigit():
            return len(core) <= 3
        return core not in self._given and all(part.lower() in vocabulary.words() for part in re.split(r"[.=,/]", core))

    # -- URLs ----------------------------------------------------------------------------------------------------------

    def _url(self, value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            return self._reference("url", value)
        query, fragment = self._fields(parts.query), self._fields(parts.fragment)
        ends = (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
        begin = f"{parts.scheme}://{self._host(parts.netloc)}" if parts.scheme else ""
        return f"{begin}{self._path(parts.path)}{ends}"

    def _host(self, host: str) -> str:
        if self._left(host):
            return host
        for known in vocabulary.AWS_HOSTS:
            if host.endswith(f".{known}"):
                labels = host.removesuffix(f".{known}").split(".")
                kept = (p if vocabulary.host_part(p) or self._left(p) else self._reference("domain", p) for p in labels)
                return ".".join((*kept, known))
        return self._reference("host", host)

    def _path(self, path: str) -> str:
        def part(text: str) -> str:
            known = not text or text in vocabulary.paths() or self._left(text)
            return text if known else self._reference(ANYTHING, text)

        return "/".join(map(part, path.split("/")))

    def _fields(self, text: str) -> str:
        pairs = parse_qsl(text, keep_blank_values=True)
        return "&".join(f"{self._name(name)}={self.text(value, name)}" for name, value in pairs)


def _lifetime(claims: Mapping[str, Any]) -> str:
    """How long a token lives, from its claims; empty where they do not say."""
    issued, ends = claims.get("iat"), claims.get("exp")
    whole = all(isinstance(moment, int) and not isinstance(moment, bool) for moment in (issued, ends))
    return f"iat{int(ends) - int(issued):+d}" if whole and abs(int(ends) - int(issued)) < _LARGEST else ""  # type: ignore[arg-type]


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _jsonlike(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _strings(value: Any, depth: int = 0) -> set[str]:
    """The texts in a value."""
    if isinstance(value, str):
        return {value}
    if depth > _DEEPEST:
        return set()
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return {text for each in inner for text in _strings(each, depth + 1)}
