"""Values of a witness as Python source. Names that the run made up are drawn anew whenever the script starts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

PHONE = re.compile(r"\+1555(\d{3})(\d{4})")  # as Scenario.phone makes them
WORD = re.compile(r"[^\s\"'=<>^,;:/?&]+")


def quoted(text: str) -> str:
    """A string literal, between double quotes where it holds none."""
    shown = repr("'" + text)  # repr uses double quotes for a text with single ones only
    return '"' + shown[2:] if shown.startswith('"') else repr(text)


def literals(value: Any) -> Iterator[str]:
    """The strings in an encoded value, names of members among them, without references to other steps."""
    if isinstance(value, Mapping):
        if not value.keys() & {"$ref", "$step"}:
            for name, member in value.items():
                yield from () if name.startswith("$") else (name,)
                yield from literals(member)
    elif isinstance(value, list):
        for member in value:
            yield from literals(member)
    elif isinstance(value, str):
        yield value


class FreshNames:
    """Replaces the part that all names of a run have in common by one that is drawn when the script starts.

    ``tag`` is that part. A script keeps the recorded names where new ones could change the outcome: where a name is
    written in mixed case, or is cut in the middle of the tag. ``always`` replaces the tag there as well: a race runs
    many times. The last four digits of a phone number are kept, since they may be shown in a masked number.
    """

    def __init__(self, tag: str, texts: Iterable[str], *, always: bool = False) -> None:
        known = list(texts)
        forms = {tag: "{RUN}", tag.upper(): "{RUN.upper()}", tag.capitalize(): "{RUN.capitalize()}"} if tag else {}
        self._forms = forms if always or not _depends_on_letters(tag, forms, known) else {}
        self._tags = re.compile("|".join(map(re.escape, self._forms)) or r"(?!)")
        numbers = sorted({match[1] for text in known for match in PHONE.finditer(text)})
        apart = any("+1555" in PHONE.sub("", text) for text in known)  # a phone number that is cut
        self._areas = {} if apart or not self._forms else {area: number for number, area in enumerate(numbers)}

    def replaced(self, text: str) -> str:
        """The inside of an f-string for this text, before it is quoted; without names the text as it is."""
        if not self.holds(text):
            return text
        text = text.replace("{", "{{").replace("}", "}}")
        return PHONE.sub(self._phone, self._tags.sub(lambda match: self._forms[match[0]], text))

    def holds(self, text: str) -> bool:
        """Whether a name that is drawn anew is in this text."""
        return bool(self._tags.search(text) or (self._areas and PHONE.search(text)))

    def source(self, text: str) -> str:
        """The text as a literal, or as an f-string with the names that are drawn."""
        return f"f{quoted(self.replaced(text))}" if self.holds(text) else quoted(text)

    def _phone(self, match: re.Match[str]) -> str:
        if not self._areas:
            return match[0]
        place = self._areas[match[1]]
        return f"+1555{{AREA + {place}}}{match[2]}" if place else f"+1555{{AREA}}{match[2]}"


def _depends_on_letters(tag: str, forms: Mapping[str, str], texts: list[str]) -> bool:
    """Whether some text has the tag in mixed case, or the beginning or end of a name that is cut within the tag."""
    if not tag:
        return True
    found = (match for text in texts for match in re.findall(re.escape(tag), text, re.IGNORECASE))
    if any(form not in forms for form in found):
        return True
    words = {word.lower() for text in texts for word in WORD.findall(text)}
    cuts = ((word, word.index(tag) + cut) for word in words if tag in word for cut in range(1, len(tag)))
    return any(word[:place] in words or word[place:] in words for word, place in cuts)


class Source:
    """Writes encoded values as Python; ``reference`` gives the expression for what a step returned at a path."""

    def __init__(self, names: FreshNames, reference: Callable[[int, str], str]) -> None:
        self._names = names
        self._reference = reference

    def of(self, value: Any) -> str:
        """The expression for an encoded value."""
        if isinstance(value, Mapping):
            return self._of_mapping(value)
        if isinstance(value, list):
            return "[" + ", ".join(map(self.of, value)) + "]"
        return self._names.source(value) if isinstance(value, str) else repr(value)

    def _of_mapping(self, value: Mapping[str, Any]) -> str:
        if "$ref" in value:
            return self._reference(int(value["$ref"][0]), str(value["$ref"][1]))
        if "$step" in value:
            return self._reference(int(value["$step"]), "")
        if "$join" in value:
            return self._joined(value["$join"])
        members = (f"{self._names.source(name)}: {self.of(member)}" for name, member in value.items())
        return "{" + ", ".join(members) + "}"

    def _joined(self, parts: Iterable[Any]) -> str:
        """A text made of literals and references, as an f-string where Python 3.11 can read it as one."""
        written = [(part, self.of(part)) for part in parts]
        if any(not isinstance(part, str) and re.search(r"""["'\\]""", code) for part, code in written):
            return " + ".join(code if isinstance(part, str) else f"str({code})" for part, code in written)
        return "f" + quoted("".join(self._inside(part, code) for part, code in written))

    def _inside(self, part: Any, code: str) -> str:
        if not isinstance(part, str):
            return "{" + code + "}"
        return self._names.replaced(part) if self._names.holds(part) else part.replace("{", "{{").replace("}", "}}")
