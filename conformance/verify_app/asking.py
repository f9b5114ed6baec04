"""One request to the application, and what its answer means."""

from __future__ import annotations

import shlex
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum

import requests

from conformance.verify_app.clock import Bounds, bounds
from conformance.verify_app.trouble import without_answer

ATTEMPTS = 4
KEPT = 65_536  # bytes of a body that are read
LONGEST_WAIT = 30.0  # seconds that one Retry-After is obeyed for
REFUSALS = frozenset({401, 403})  # what RFC 6750 (3.1) says of a token that is not good
NOT_READ = "Its body was not read to its end (a stream, longer than 64 kB, or broken off): have it answer with less."
MALFORMED = 400  # the same section, of a request that has no well-formed token


_sleep = time.sleep


class Verdict(Enum):
    """What an answer says about the token."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Answer:
    """The application's answer; ``status`` is 0 where none came: ``text`` then says why.

    ``advice`` is what to do, where the status does not say it.
    ``clock`` is what its Date says of the application's clock.
    """

    verdict: Verdict
    status: int
    text: str
    advice: str = ""
    clock: Bounds | None = None


@dataclass(frozen=True)
class Received:
    """An answer as it came; ``text`` is the beginning of its body, or the ``whole`` of it."""

    status: int
    headers: Mapping[str, str]  # looked up in any case
    text: str
    whole: bool


@dataclass(frozen=True)
class Endpoint:
    """The endpoint, and how to ask it.

    ``token_header`` is the header that carries the token. ``refusals`` are the statuses that refuse one, and
    ``refusal_text``, where it is not empty, is in the body of every answer that does, whatever its status. ``ca`` is
    the file of the CA that an https URL's certificate is signed by, in place of the usual ones.
    """

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None
    token_header: str = "Authorization"
    refusals: frozenset[int] = REFUSALS
    pause: float = 0.5  # seconds before a request is repeated, where the answer does not say
    timeout: float = 30.0  # seconds until an answer has to begin
    ca: str | None = None
    refusal_text: str = ""

    def ask(self, value: str | None, *, malformed: bool = False) -> Answer:
        """Send one request, again where it was throttled or the connection broke. Redirects are not followed.

        ``malformed`` says that the request has no well-formed token, so that 400 refuses it.
        """
        refusals = self.refusals | ({MALFORMED} if malformed else frozenset())
        answer = Answer(Verdict.UNCLEAR, 0, "not asked")
        for attempt in range(ATTEMPTS):
            wait = self.pause * 2**attempt
            sent = time.time()
            try:
                got = self._send(value)
            except requests.RequestException as error:
                answer = Answer(Verdict.UNCLEAR, 0, *without_answer(error, self.url, self.timeout))
                if isinstance(error, requests.Timeout | requests.exceptions.SSLError):
                    return answer  # it was waited for, or it cannot change
            else:
                answer = _meaning(got, refusals, self.refusal_text, sent)
                if got.status not in (429, 503):
                    return answer
                wait = _wait_asked(got, wait)
            if attempt < ATTEMPTS - 1:
                _sleep(wait)
        return answer

    def check(self) -> None:
        """Raise ValueError, with what is wrong, where no request can be made of these words."""
        made = requests.Request(self.method, self.url, self.headers | {self.token_header: "Bearer x"}, data=self.body)
        made.prepare()  # its errors are ValueErrors
        self.method.encode("ascii")
        for text in (self.token_header, *self.headers, *self.headers.values()):
            text.encode("latin-1")

    def _send(self, value: str | None) -> Received:
        headers = dict(self.headers) | ({self.token_header: value} if value is not None else {})
        with requests.Session() as session:
            session.trust_env = False  # no proxy, and no .netrc that would put in another Authorization
            got = session.request(
                self.method,
                self.url,
                headers=headers,
                data=self.body.encode() if self.body is not None else None,
                timeout=self.timeout,
                allow_redirects=False,
                verify=self.ca or True,
                stream=True,
            )
            return Received(got.status_code, got.headers, *_beginning(got))

    def curl(self, value: str | None) -> str:
        """A line that sends the same request; the values of further headers and the body are left out."""
        words = ["curl", "-i", "-X", self.method, self.url]
        words += ["--cacert", self.ca] if self.ca else []
        if value is not None:
            words += ["-H", f"{self.token_header}: {value}"]
        for name in self.headers:
            words += ["-H", f"{name}: …"]
        return shlex.join(words + (["--data", "…"] if self.body is not None else []))


def _beginning(got: requests.Response) -> tuple[str, bool]:
    """The first ``KEPT`` bytes of the body: all that is looked at; and whether there is no more.

    Nothing of a stream of events, which may not end.
    """
    with got:
        if got.headers.get("Content-Type", "").lower().startswith("text/event-stream"):
            return "", False
        found, whole = b"", False
        with suppress(requests.RequestException):  # it broke off: the status stands all the same
            for piece in got.iter_content(KEPT):
                found += piece
                if len(found) > KEPT:
                    break
            whole = len(found) <= KEPT
    try:
        return found[:KEPT].decode(got.encoding or "utf-8", "replace"), whole
    except LookupError:  # a charset that does not exist
        return found[:KEPT].decode("utf-8", "replace"), whole


def _meaning(got: Received, refusals: frozenset[int], refusal_text: str, sent: float) -> Answer:
    text = f"HTTP {got.status} {got.text[:200]!r}"
    said = {name: got.headers[name][:200] for name in ("WWW-Authenticate", "Location") if name in got.headers}
    text += f" ({', '.join(f'{name}: {value}' for name, value in said.items())})" if said else ""
    # An answer from a cache has an old Date.
    clock = None if "Age" in got.headers else bounds(got.headers.get("Date"), sent, time.time())
    if refusal_text and refusal_text in got.text:
        return Answer(Verdict.REFUSED, got.status, text, clock=clock)
    if 200 <= got.status < 300 and refusal_text and not got.whole:
        return Answer(Verdict.UNCLEAR, got.status, text, NOT_READ, clock)
    if 200 <= got.status < 300:
        return Answer(Verdict.ACCEPTED, got.status, text, clock=clock)
    # Any other status may come from behind the validation: the token may have been accepted.
    verdict = Verdict.REFUSED if got.status in refusals else Verdict.UNCLEAR
    return Answer(verdict, got.status, text, clock=clock)


def _wait_asked(got: Received, otherwise: float) -> float:
    asked = got.headers.get("Retry-After", "")
    return min(float(asked), LONGEST_WAIT) if asked.isdecimal() else otherwise
