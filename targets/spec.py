"""The one string that names a target, taken apart: ``name==version?option=value&...``, a URL, or a path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from urllib.parse import parse_qsl

from targets.interface import TargetUnusable

NAMED = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_.-]*?)(?:(?:==|@)(?P<version>[A-Za-z0-9][A-Za-z0-9_.+!-]*))?")
BOTH = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9_.-]*)[=@:]{1,2}(?P<address>https?://.+)")  # as other tools write it
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True)
class Spec:
    """A target's name taken apart."""

    text: str
    kind: str  # "name", "url" or "path"
    name: str
    version: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    def flag(self, option: str) -> bool:
        """The option read as yes or no; absent is no."""
        value = self.options.get(option, "false").lower()
        if value in TRUE:
            return True
        if value in FALSE:
            return False
        raise TargetUnusable(f"target {self.text!r}: option {option}={value!r} is neither true nor false")

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse an option that is not among these."""
        names = sorted(allowed)
        for option in self.options:
            if option not in names:
                known = f"known options: {', '.join(names)}" if names else "it takes no options"
                raise TargetUnusable(
                    f"target {self.text!r}: unknown option {option!r}{nearest(option, names)}; {known}"
                )


def nearest(word: str, known: Iterable[str]) -> str:
    """`` (did you mean 'x'?)``, or nothing where no known word is near."""
    found = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f" (did you mean {found[0]!r}?)" if found else ""


def parse(text: str) -> Spec:
    """Take a spec apart; says what is wrong with it, never whether the target exists."""
    text = text.strip()
    if not text:
        raise TargetUnusable("the target's name is empty; try 'moto', or a URL such as http://localhost:9229")
    head, _, query = text.partition("?")
    options = _options(text, query)
    if re.match(r"https?://", head):
        return Spec(text, "url", head.rstrip("/"), None, options)
    if both := BOTH.fullmatch(head):
        more = f"&{query}" if query else ""
        raise TargetUnusable(
            f"target {text!r} joins a name and an address; write '{both['name']}?endpoint={both['address']}{more}'"
        )
    if head.endswith(".toml") or "/" in head or "\\" in head:
        return Spec(text, "path", head, None, options)
    matched = NAMED.fullmatch(head)
    if not matched:
        raise TargetUnusable(
            f"target {text!r} cannot be read; write NAME, NAME==VERSION, NAME?option=value, a URL or a path to a .toml"
        )
    return Spec(text, "name", matched["name"], matched["version"], options)


def _options(text: str, query: str) -> dict[str, str]:
    if not query:
        return {}
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise TargetUnusable(
            f"target {text!r}: the part after '?' cannot be read; write option=value, several joined by '&'"
        ) from None
    twice = sorted({name for name, _ in pairs if [pair[0] for pair in pairs].count(name) > 1})
    if twice:
        raise TargetUnusable(f"target {text!r}: option {twice[0]!r} is given twice; keep one")
    return dict(pairs)
