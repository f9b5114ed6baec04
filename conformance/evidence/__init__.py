"""Recorded answers of real Cognito, with their provenance. See docs/evidence.md for the layout."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

LAYOUT: Literal[1] = 1
Kind = Literal[
    "access-token",
    "id-token",
    "refresh-token",
    "jwks",
    "discovery",
    "api-answer",
    "api-error",
    "oauth-answer",
    "oauth-error",
    "page",
    "redirect",
    "userinfo",
    "consumer",
    "web-answer",
]
Trait = Literal["refreshed", "federated", "trigger", "excerpt"]


class EvidenceError(Exception):
    """A file of recordings is not valid; the message names the file, the recording and the member."""


class Recording(BaseModel):
    """One recorded answer or token, as far as its source kept it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")
    kind: Kind
    recorded: str = Field(default="", pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")  # the date as far as it is known
    region: str = ""  # empty: unknown
    via: Literal["", "api", "oauth", "client-credentials"] = ""  # tokens: issued by the API or the hosted UI
    operation: str = ""  # API operation, or method and path
    situation: str = ""  # the request, in words
    status: int | None = None  # HTTP status, where it was kept
    header: Mapping[str, Any] | None = None  # tokens: JOSE header; answers: HTTP headers
    payload: Mapping[str, Any]  # claims, document or body, members in the order of the source
    request: Mapping[str, Any] = Field(default_factory=dict)
    traits: tuple[Trait, ...] = ()
    altered: tuple[str, ...] = ()  # members of the payload that the source masked, cut or changed
    same_sign_in: str = ""  # id of the other token of the same sign-in
    requirements: tuple[str, ...] = ()  # ids of requirements that this shows
    contradicts: tuple[str, ...] = ()  # ids of requirements that this contradicts
    superseded: Mapping[str, str] = Field(default_factory=dict)  # requirement -> why later recordings count instead
    source: str = Field(min_length=4)
    notes: str = ""
    # what follows is written by the suite's own recording alone
    drawn: str = Field(default="", pattern=r"^([a-p]{12})?$")  # digest of what was drawn
    setting: Mapping[str, str] = Field(default_factory=dict)  # what was arranged, by dimension
    places: Mapping[str, int] = Field(default_factory=dict)  # requirement: the how-manieth time it is decided there
    tier: str = ""  # of the pool; empty where the request does not name one
    tokens: Mapping[str, Any] = Field(default_factory=dict)  # by reference: header and claims
    revalidated: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")  # when the same was seen again
    changed: Mapping[str, Any] = Field(default_factory=dict)  # what was seen instead, with its date

    @model_validator(mode="after")
    def _consistent(self) -> Recording:
        if self.kind in ("access-token", "id-token") and not self.via:
            raise ValueError("a token needs 'via'")
        if self.kind == "api-error" and not self.code:
            raise ValueError("an api-error needs a payload with __type")
        if unknown := set(self.altered) - set(self.payload):
            raise ValueError(f"altered names {', '.join(sorted(unknown))}, which the payload does not have")
        return self

    @property
    def code(self) -> str:
        """The error code of a refusal, else empty."""
        return str(self.payload.get("__type") or self.payload.get("error") or "")

    @property
    def message(self) -> str:
        """The text of a refusal, else empty (also where the source kept the code alone)."""
        return str(self.payload.get("message") or "")


class Question(BaseModel):
    """A disputed requirement, put to a target: what it answered, and whether the statement holds there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    requirement: str
    asked: str  # what was done, in words
    answer: str  # what came of it, in words of the allow list
    holds: bool | None = None  # whether the statement holds; None where it has two sides, or was not answered
    answered: bool = False


class EvidenceFile(BaseModel):
    """One file of recordings. All but ``layout``, ``about`` and ``recordings`` is written by the suite's recording."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: Literal[1]
    about: str = Field(min_length=8)
    target: str = ""
    real: bool = True  # False: recorded from something that only behaves like Cognito
    versions: Mapping[str, str] = Field(default_factory=dict)
    recorded: str = Field(default="", pattern=r"^(\d{4}-\d\d-\d\d)?$")
    region: str = ""
    tiers: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = Field(default_factory=dict)  # the run's options, with which it draws the same again
    complete: bool = True
    questions: tuple[Question, ...] = ()
    conclusions: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)  # word -> requirement ids
    recordings: tuple[Recording, ...]


def parse_evidence(name: str, text: str) -> EvidenceFile:
    """One file of recordings. Raises ``EvidenceError``."""
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        cut = " It is empty." if not text.strip() else " Perhaps it was cut off: take a whole copy, or record again."
        raise EvidenceError(f"{name}: not JSON: {error}.{cut}") from error
    if isinstance(document, dict) and document.get("layout", LAYOUT) != LAYOUT:
        other = f"layout {document['layout']!r}, and this version of the suite reads layout {LAYOUT}"
        raise EvidenceError(f"{name}: {other}. Use the version that wrote it, or record again.")
    try:
        return EvidenceFile.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise EvidenceError(f"{name}: {_named(document, first['loc'])}{where}: {first['msg']}") from error


def _named(document: Any, place: tuple[int | str, ...]) -> str:
    """The id of the recording at a place of the document, for a message."""
    if len(place) < 2 or place[0] != "recordings" or not isinstance(place[1], int):
        return ""
    entry = document["recordings"][place[1]]
    return f"recording {entry.get('id', '')}: " if isinstance(entry, dict) else ""


def unique(recordings: Iterable[tuple[str, Recording]]) -> dict[str, Recording]:
    """Recordings by id, from pairs of file name and recording. Raises ``EvidenceError`` when an id is used twice."""
    found: dict[str, Recording] = {}
    for name, recording in recordings:
        if recording.id in found:
            raise EvidenceError(f"{name}: recording {recording.id} exists already; give it an id of its own")
        found[recording.id] = recording
    for recording in found.values():
        if recording.same_sign_in and recording.same_sign_in not in found:
            raise EvidenceError(f"{recording.id}: same_sign_in names {recording.same_sign_in}, which does not exist")
    return found


@cache
def load_evidence() -> Mapping[str, Recording]:
    """All recordings shipped with the suite, by id. Raises ``EvidenceError``."""
    folder = files(__package__)
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".json")), key=lambda entry: entry.name)
    return together({entry.name: parse_evidence(entry.name, entry.read_text(encoding="utf-8")) for entry in entries})


def together(parsed: Mapping[str, EvidenceFile]) -> dict[str, Recording]:
    """The recordings of several files by id. Raises ``EvidenceError``, also where a file is not of real Cognito."""
    for name, file in parsed.items():
        if not file.real:
            raise EvidenceError(f"{name}: recorded on {file.target}, which is not real Cognito: it is no evidence")
    return unique((name, recording) for name, file in parsed.items() for recording in file.recordings)
