"""Sign-out at a SAML provider: the pool asks for it, and goes on when the answer comes."""

from __future__ import annotations

import base64
import html
import zlib
from datetime import UTC, datetime

from targets.reference.core import ids
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.domain_state import Goodbye, Vouched
from targets.reference.core.state import Provider
from targets.reference.core.wire import Reply
from targets.reference.hosted.refusals import ErrorPage
from targets.reference.hosted.request import extended, redirect
from targets.reference.hosted.saml_keys import signed_address
from targets.reference.hosted.saml_metadata import metadata_of
from targets.reference.hosted.saml_sign_in import ASSERTION, PROTOCOL, UNKNOWN, audience_of
from targets.reference.hosted.signatures import parsed
from targets.reference.hosted.visit import Visit


def by_way_of_provider(visit: Visit, location: str) -> str:
    """Where the browser goes first; documented: to the provider that vouched, where its sign-out is switched on."""
    vouched = visit.session.vouched if visit.session else None
    provider = visit.pool.providers.get(vouched.provider) if vouched else None
    address = metadata_of(provider).slo if provider else ""
    if vouched is None or provider is None or not address or deviates("saml-logout-here-alone"):
        return location
    if provider.details.get("IDPSignout") != "true" and not deviates("saml-logout-always-at-the-provider"):
        return location
    state, request = ids.opaque(120), f"_{ids.unique()}"
    visit.web.goodbyes[state] = Goodbye(location, request)
    packed = zlib.compress(logout_request(visit, request, provider, vouched).encode(), wbits=-15)
    asked: dict[str, str | None] = {"SAMLRequest": base64.b64encode(packed).decode(), "RelayState": state}
    if deviates("saml-logout-unsigned"):
        return extended(address, asked)
    return signed_address(visit.call.store, visit.pool, address, asked)


def logout_request(visit: Visit, request: str, provider: Provider, vouched: Vouched) -> str:
    """SAML core 3.7.1."""
    at = datetime.fromtimestamp(visit.call.now, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    kind = varied("LogoutRequest", "saml-logout-asks-to-sign-in", "AuthnRequest")
    subject = varied(vouched.subject, "saml-logout-of-the-user-name", f"{provider.name}_{vouched.subject}")
    address = html.escape(metadata_of(provider).slo)
    return (
        f'<samlp:{kind} xmlns:samlp="{PROTOCOL}" Destination="{address}" ID="{request}"'
        f' IssueInstant="{at}" Version="2.0"><saml:Issuer xmlns:saml="{ASSERTION}">{audience_of(visit)}</saml:Issuer>'
        f'<saml:NameID xmlns:saml="{ASSERTION}">{html.escape(subject)}</saml:NameID>'
        f"<samlp:SessionIndex>{html.escape(vouched.index)}</samlp:SessionIndex></samlp:{kind}>"
    )


def returned(visit: Visit) -> Reply:
    """POST ``/saml2/logout``; documented: on to where the sign-out was to lead."""
    given = visit.request.form
    goodbye = visit.web.goodbyes.pop(given.get("RelayState", ""), None)
    try:
        root = parsed(base64.b64decode(given.get("SAMLResponse", "")))
    except ValueError as error:
        raise ErrorPage(UNKNOWN) from error
    if goodbye is None or root.localName != "LogoutResponse" or root.getAttribute("InResponseTo") != goodbye.request:
        raise ErrorPage(UNKNOWN)
    return redirect(varied(goodbye.location, "saml-logout-ends-at-login", f"{visit.request.base}/login"))
