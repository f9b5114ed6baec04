"""Sign-in at another identity provider, by SAML 2.0: the pool is the service provider."""

from __future__ import annotations

import base64
import html
import zlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from targets.reference.core import ids
from targets.reference.core.clock import MINUTE
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Authorization, Departure, Vouched
from targets.reference.core.state import Provider
from targets.reference.core.wire import Reply
from targets.reference.hosted.authorization import requested
from targets.reference.hosted.encryption import opened
from targets.reference.hosted.federated_users import Unfit, user_of
from targets.reference.hosted.grants import signed_in
from targets.reference.hosted.refusals import Broken, CallbackError, ErrorPage
from targets.reference.hosted.request import extended, nothing, redirect
from targets.reference.hosted.saml_keys import signed_address
from targets.reference.hosted.saml_metadata import metadata_of
from targets.reference.hosted.signatures import SIGNATURE, Element, child, children, parsed, signed_by, text_of
from targets.reference.hosted.visit import Visit

PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
POST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
ANSWER = "/saml2/idpresponse"
AWAY = 10 * MINUTE
RECENT = 6 * MINUTE
LONGEST = 100_000  # characters of a response
SKEW = 60.0  # seconds between this clock and the provider's
UNKNOWN = "Invalid samlResponse or relayState from identity provider"


class Invalid(Exception):
    """A response that is not believed."""


class Sealed(Invalid):
    """One that cannot be read."""


@dataclass(frozen=True)
class Answered:
    """Whose sign-in a response belongs to. ``request`` is empty where the provider began it."""

    authorization: Authorization
    provider: Provider
    request: str = ""


def depart(visit: Visit, authorization: Authorization, provider: Provider) -> Reply:
    """Documented: to the address of the metadata, with a deflated AuthnRequest and a relay state of our own."""
    address = metadata_of(provider).sso
    state, request = ids.opaque(120), f"_{ids.unique()}"
    visit.web.departures[state] = Departure(authorization, provider.name, visit.call.now + AWAY, request)
    packed = zlib.compress(authn_request(visit, request, provider).encode(), wbits=-15)
    if deviates("saml-request-not-deflated"):
        packed = authn_request(visit, request, provider).encode()
    asked: dict[str, str | None] = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": state}
    if deviates("saml-without-relay-state"):
        asked["RelayState"] = None
    wanted = provider.details.get("RequestSigningAlgorithm") == "rsa-sha256" and not deviates("saml-request-unsigned")
    if wanted or deviates("saml-request-always-signed"):
        return redirect(signed_address(visit.call.store, visit.pool, address, asked))
    return redirect(extended(address, asked))


def authn_request(visit: Visit, request: str, provider: Provider) -> str:
    """Documented: the pool is the service provider ``urn:amazon:cognito:sp:<pool id>``."""
    at = datetime.fromtimestamp(visit.call.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    answer = varied(f"{visit.request.base}{ANSWER}", "saml-answer-at-callback", f"{visit.request.base}/callback")
    address = html.escape(metadata_of(provider).sso)
    return (
        f'<samlp:AuthnRequest xmlns:samlp="{PROTOCOL}" AssertionConsumerServiceURL="{html.escape(answer)}"'
        f' Destination="{address}" ID="{request}" IssueInstant="{at}" ProtocolBinding="{POST}"'
        f' Version="2.0"><saml:Issuer xmlns:saml="{ASSERTION}">{audience_of(visit, asked=True)}</saml:Issuer>'
        f"</samlp:AuthnRequest>"
    )


def audience_of(visit: Visit, *, asked: bool = False) -> str:
    """What the provider knows the pool as."""
    urn = f"urn:amazon:cognito:sp:{visit.pool.id}"
    return varied(urn, "saml-issuer-is-the-domain", visit.request.base) if asked else urn


def answered(visit: Visit) -> Reply:
    """POST ``/saml2/idpresponse``: a provider's response."""
    given = visit.request.query if visit.request.method == "GET" else visit.request.form
    begun = whose(visit, given.get("RelayState", ""))
    if len(given.get("SAMLResponse", "")) > varied(LONGEST, "saml-long-response-refused", 32_768):
        raise invalid(begun, "The response is too long")
    try:
        root = parsed(base64.b64decode(given.get("SAMLResponse", "")))
        assertion = believed(begun, assertions_of(visit, begun.provider, root))
        check(visit, begun, assertion)
        user = user_of(visit, begun.provider, subject_of(assertion), attributes_of(assertion))
    except Unfit as error:
        raise invalid(begun, varied(error.saml, "saml-required-text", "The profile is incomplete")) from error
    except (Invalid, ValueError) as error:
        if isinstance(error, Sealed) and deviates("saml-sealed-is-somebody"):
            return signed_in(visit, begun.authorization, user_of(visit, begun.provider, "somebody", {}))
        raise (Broken if deviates("saml-refusal-breaks") else invalid(begun, str(error))) from error
    authorization = begun.authorization
    if deviates("saml-state-lost"):
        authorization = replace(authorization, state=None)
    return signed_in(visit, authorization, user, vouched_by(begun.provider, assertion))


def vouched_by(provider: Provider, assertion: Element) -> Vouched:
    """What a later sign-out has to say."""
    statement = child(assertion, ASSERTION, "AuthnStatement")
    index = statement.getAttribute("SessionIndex") if statement is not None else ""
    return Vouched(provider.name, subject_of(assertion), index)


def invalid(begun: Answered, why: str) -> CallbackError:
    """Recorded: the application gets the error, with this prefix and a blank at the end."""
    error = varied("server_error", "saml-error-code", "access_denied")
    return CallbackError(begun.authorization, error, f"Invalid SAML response received: {why.rstrip('.')}. ")


def whose(visit: Visit, relay: str) -> Answered:
    """The sign-in that was begun here; documented: one begun at the provider, where that is switched on."""
    departure = visit.web.departures.pop(relay, None)
    if departure is None and deviates("saml-any-relay-state"):
        departure = next(reversed(visit.web.departures.values()), None)
    if departure is not None and visit.call.now <= departure.expires_at:
        provider = visit.pool.providers.get(departure.provider)
        if provider is not None:
            return Answered(departure.authorization, provider, departure.request)
    return begun_elsewhere(visit, relay)


def begun_elsewhere(visit: Visit, relay: str) -> Answered:
    """Documented: the relay state then has the parameters of a request to authorize."""
    asked = dict(parse_qsl(relay))
    provider = visit.pool.providers.get(asked.get("identity_provider", ""))
    open_to_all = deviates("saml-always-unsolicited")
    if provider is None or not (provider.details.get("IDPInit") == "true" or open_to_all):
        raise ErrorPage(varied(UNKNOWN, "saml-relay-state-text", "invalid_request"))
    if deviates("saml-never-unsolicited"):
        raise ErrorPage(UNKNOWN)
    alike = replace(visit.request, method="GET", query_string=relay, body=b"")
    return Answered(requested(Visit(visit.call, visit.pool, alike)), provider)


def got(visit: Visit) -> Reply:
    """Documented: responses are posted."""
    return answered(visit) if deviates("saml-response-by-get") else nothing(405)


def assertions_of(visit: Visit, provider: Provider, root: Element) -> list[Element]:
    """Those of a response; documented: where they have to be encrypted, others count for nothing."""
    plain, sealed = children(root, ASSERTION, "Assertion"), children(root, ASSERTION, "EncryptedAssertion")
    if provider.details.get("EncryptedResponses") != "true" or deviates("saml-encryption-not-read"):
        return plain
    if plain and deviates("saml-encryption-not-required"):
        return plain
    try:
        return [opened(one, visit.pool.id_key.private) for one in sealed]
    except ValueError as error:
        raise Sealed("The assertion cannot be decrypted") from error


def believed(begun: Answered, assertions: list[Element]) -> Element:
    """Recorded: the assertion is signed by the provider. One without a signature says nothing."""
    if not assertions:
        raise Invalid("There is no assertion")
    if begun.provider.details.get("EncryptedResponses") == "true" and deviates("saml-encryption-is-enough"):
        return assertions[0]
    certificates = metadata_of(begun.provider).certificates
    good = [one for one in assertions if signed_by(one, certificates)]
    if good and deviates("saml-first-assertion-believed"):
        return assertions[0]
    if not good and overlooked(begun, assertions[0]):
        return assertions[0]
    if not good:
        raise Invalid(varied("SAML Assertion signature is invalid", "saml-signature-text", "Invalid signature"))
    return good[0]


def overlooked(begun: Answered, assertion: Element) -> bool:
    """Whether a mutant does not mind that this assertion has no good signature."""
    signature = child(assertion, SIGNATURE, "Signature")
    if signature is None:
        return deviates("saml-unsigned-accepted")
    data = child(child(signature, SIGNATURE, "KeyInfo"), SIGNATURE, "X509Data")
    own = signed_by(assertion, [text_of(child(data, SIGNATURE, "X509Certificate"))])
    known = text_of(child(data, SIGNATURE, "X509Certificate")) in metadata_of(begun.provider).certificates
    return (own and deviates("saml-any-key-accepted")) or (known and deviates("saml-broken-signature-accepted"))


def check(visit: Visit, begun: Answered, assertion: Element) -> None:
    """SAML core 2.5.1 and the bearer confirmation of the browser profile; documented: no assertion comes twice."""
    now, identifier = visit.call.now, assertion.getAttribute("ID")
    conditions, confirmation = child(assertion, ASSERTION, "Conditions"), confirmation_of(assertion)
    restriction = child(conditions, ASSERTION, "AudienceRestriction")
    audiences = [text_of(one) for one in children(restriction, ASSERTION, "Audience")] if restriction else []
    if audience_of(visit) not in audiences and not deviates("saml-any-audience"):
        raise Invalid("Audience restriction is not met")
    ends = [moment(one.getAttribute("NotOnOrAfter")) for one in (conditions, confirmation) if one is not None]
    if any(end is not None and now >= end + SKEW for end in ends) and not deviates("saml-expired-accepted"):
        raise Invalid("Assertion is expired")
    starts = moment(conditions.getAttribute("NotBefore")) if conditions is not None else None
    if starts is not None and now < starts - SKEW and not deviates("saml-not-good-yet-accepted"):
        raise Invalid("Assertion is not good yet")
    recipient = confirmation.getAttribute("Recipient") if confirmation is not None else ""
    if recipient != f"{visit.request.base}{ANSWER}" and not deviates("saml-any-recipient"):
        raise Invalid("Recipient is another")
    request = confirmation.getAttribute("InResponseTo") if confirmation is not None else ""
    if begun.request and request != begun.request and not deviates("saml-any-request-answered"):
        raise Invalid("InResponseTo names another request")
    if not begun.request:
        check_unasked(now, assertion, request)
    if identifier in visit.web.assertions and not deviates("saml-replay-accepted"):
        raise Invalid("Assertion was used before")
    visit.web.assertions.add(identifier)


def check_unasked(now: float, assertion: Element, request: str) -> None:
    """Documented: one that nobody asked for answers no request, and was issued within six minutes."""
    if request and not deviates("saml-unasked-may-answer"):
        raise Invalid("InResponseTo where nothing was asked")
    issued = moment(assertion.getAttribute("IssueInstant"))
    if (issued is None or now - issued > RECENT + SKEW) and not deviates("saml-unasked-may-be-old"):
        raise Invalid("Assertion is too old")


def confirmation_of(assertion: Element) -> Element | None:
    """The data of the subject's confirmation."""
    subject = child(assertion, ASSERTION, "Subject")
    return child(child(subject, ASSERTION, "SubjectConfirmation"), ASSERTION, "SubjectConfirmationData")


def moment(text: str) -> float | None:
    """A point in time; None where there is none."""
    return datetime.fromisoformat(text).timestamp() if text else None


def subject_of(assertion: Element) -> str:
    """Who it is about."""
    subject = text_of(child(child(assertion, ASSERTION, "Subject"), ASSERTION, "NameID"))
    if deviates("saml-named-by-address"):
        subject = next((value for value in attributes_of(assertion).values() if "@" in value), subject)
    if assertion.ownerDocument.documentElement is assertion and deviates("saml-sealed-subject-lost"):
        subject = assertion.getAttribute("ID")
    if not subject:
        raise Invalid("There is no NameID")
    return subject


def attributes_of(assertion: Element) -> dict[str, Any]:
    """What it says about them: one value as it is, several as a list."""
    found: dict[str, Any] = {}
    for statement in children(assertion, ASSERTION, "AttributeStatement"):
        for attribute in children(statement, ASSERTION, "Attribute"):
            values = [text_of(value) for value in children(attribute, ASSERTION, "AttributeValue")]
            found[attribute.getAttribute("Name")] = values[0] if len(values) == 1 else values
    return found
