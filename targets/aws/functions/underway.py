"""Messages that are on their way: custom senders are invoked later, so an answer comes before its code.

Whoever reads a code has to know that no later one is to come: an older one would be refused, and Cognito blamed for it.
So each announcement is counted, and a user is sent the next message only once the one before has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from targets.aws.answered import members_of
from targets.aws.book import Book
from targets.aws.functions.inbox import Inbox
from targets.aws.left_out import reached_by
from targets.aws.outbound import names_made, names_of
from targets.aws.outgoing import PAGES, Outgoing
from targets.aws.people import Person
from targets.interface import HttpResponse, Purpose

PATIENCE = 20.0  # seconds until a message that was announced has to be there
LOOK = 2.0  # seconds of one look
BY_CHALLENGE = ("SMS_MFA", "EMAIL_OTP", "SMS_OTP")
SAYING: Mapping[str, Purpose] = {  # operations whose answers say where a code went, if one was sent
    "SignUp": "sign_up",
    "ResendConfirmationCode": "sign_up",
    "ForgotPassword": "forgot_password",
    "GetUserAttributeVerificationCode": "attribute",
    "UpdateUserAttributes": "attribute",
}
SILENT: Mapping[str, Purpose] = {  # operations whose answers say nothing of it
    "AdminCreateUser": "invitation",
    "AdminResetUserPassword": "forgot_password",
    "AdminUpdateUserAttributes": "attribute",
}
SIGNING_IN = frozenset({"InitiateAuth", "AdminInitiateAuth", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"})
OF_PAGES: Mapping[str, Purpose] = {
    "/signup": "sign_up",
    "/resendcode": "sign_up",
    "/forgotpassword": "forgot_password",
}


class Underway:
    """Counts what is announced to each user of a run, and waits for it."""

    def __init__(self, book: Book, inbox: Inbox, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._book, self._inbox, self._clock = book, inbox, clock

    def note(self, request: Outgoing, answer: HttpResponse) -> None:
        """Count what an answer announces."""
        accepted = 200 <= answer.status < (400 if request.service == PAGES else 300)
        purpose = purpose_of(request)
        if not accepted or purpose is None:
            return
        document = members_of(answer)
        count = self._page(request) if request.service == PAGES else self._count(request, document)
        person = self._person(request, document)
        if count and person:
            person.announced[purpose] += count

    def _count(self, request: Outgoing, document: Mapping[str, Any]) -> int:
        """How many messages were sent: as the answer says, or as the request asks for."""
        if request.operation in SIGNING_IN:
            return int(document.get("ChallengeName") in BY_CHALLENGE)
        if request.operation in SAYING:
            several = document.get("CodeDeliveryDetailsList")
            single = isinstance(document.get("CodeDeliveryDetails"), Mapping)
            return len(several) if isinstance(several, list) else int(single)
        reached = reached_by(request.operation, request.members, self._book)
        return len(reached) if request.operation == "AdminUpdateUserAttributes" else int(bool(reached))

    def _page(self, request: Outgoing) -> int:
        person = self._person(request, {})
        return int(person is not None and person.addressed)

    def _person(self, request: Outgoing, document: Mapping[str, Any]) -> Person | None:
        """The user of the run whom a request and its answer are about."""
        if request.service == PAGES:
            pool, names = self._book.pool_at(request.url), [value for _, value in request.fields]
        else:
            pool = self._book.pool_named(request.members)
            names = [*_names(request, document), *names_made(document)]
        return self._book.people.known(pool, names)

    def before(self, request: Outgoing) -> None:
        """Wait for what was announced to a user to whom this request sends more."""
        purpose = purpose_of(request)
        person = self._person(request, {}) if purpose else None
        if purpose and person and person.awaits(purpose):
            self.wait(person, purpose)

    def wait(self, person: Person, purpose: Purpose) -> bool:
        """Whether all that was announced for a purpose has come, and nothing else: then the newest is known.

        Where it has not come in time nobody will know any more.
        """
        until = self._clock() + PATIENCE
        while person.awaits(purpose) and self._clock() < until:
            self._inbox.wait(min(LOOK, until - self._clock()))
        if person.arrived[purpose] < person.announced[purpose]:
            person.unsure.add(purpose)
        more = person.arrived[purpose] > person.announced[purpose]
        return purpose not in person.unsure and (not more or purpose == "invitation")  # one by e-mail and by text


def purpose_of(request: Outgoing) -> Purpose | None:
    """What the messages are for that a request may make Cognito send."""
    if request.service == PAGES:
        last = request.path.lower().rpartition("/")[2]
        return OF_PAGES.get(f"/{last}") if request.method == "POST" else None
    if request.service != "cognito-idp":
        return None
    if request.operation in SIGNING_IN:
        return "sign_in"
    return SAYING.get(request.operation) or SILENT.get(request.operation)


def _names(request: Outgoing, document: Mapping[str, Any]) -> list[str]:
    """All names by which a request and its answer name a user."""
    found = names_of(request.members)
    for place in ("AuthParameters", "ChallengeResponses"):
        given = request.members.get(place)
        found += [str(given["USERNAME"])] if isinstance(given, Mapping) and "USERNAME" in given else []
    parameters = document.get("ChallengeParameters")
    if isinstance(parameters, Mapping) and "USER_ID_FOR_SRP" in parameters:
        found.append(str(parameters["USER_ID_FOR_SRP"]))
    return found
