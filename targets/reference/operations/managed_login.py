"""Styles and terms of managed login. They are kept and shown; the pages here do not change."""

from __future__ import annotations

from typing import Any

from targets.reference.core import ids
from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date
from targets.reference.core.errors import (
    ManagedLoginBrandingExistsException,
    ResourceNotFoundException,
    TermsExistsException,
)
from targets.reference.core.paging import page
from targets.reference.core.state import Style

TERMS = ("ClientId", "TermsName", "TermsSource", "Enforcement", "Links")


# -- styles ------------------------------------------------------------------------------------------------------------


@operation("CreateManagedLoginBranding")
def create_managed_login_branding(call: Call) -> Answer:
    """Documented: one style a client. Recorded: without settings of its own it shows none, but always assets."""
    pool, client = call.pool(), call.client()
    if client.styled and deviates("second-style-changes-the-first"):
        first = next(style for style in pool.styles.values() if style.client is client)
        first.described["UseCognitoProvidedValues"] = call.get("UseCognitoProvidedValues", False)
    if client.styled and not deviates("style-twice"):
        raise ManagedLoginBrandingExistsException("The client has a style.")
    client.styled = True
    provided = call.get("UseCognitoProvidedValues", False)
    described = {"ManagedLoginBrandingId": ids.unique(), "UserPoolId": pool.id, "UseCognitoProvidedValues": provided}
    described |= {"CreationDate": date(call.now), "LastModifiedDate": date(call.now)}
    described |= varied({"Assets": call.get("Assets", [])}, "style-without-assets", {})
    if "Settings" in call.params or deviates("style-with-empty-settings"):
        described["Settings"] = call.get("Settings", {})
    pool.styles[described["ManagedLoginBrandingId"]] = Style(client, described)
    return {"ManagedLoginBranding": described}


@operation("DescribeManagedLoginBranding")
def describe_managed_login_branding(call: Call) -> Answer:
    """A style by its id."""
    if call["ManagedLoginBrandingId"] not in call.pool().styles and deviates("style-unknown-is-empty"):
        return {"ManagedLoginBranding": {}}
    described = _style(call).described
    if deviates("style-always-provided"):
        described = described | {"UseCognitoProvidedValues": True}
    return {"ManagedLoginBranding": described}


@operation("DescribeManagedLoginBrandingByClient")
def describe_managed_login_branding_by_client(call: Call) -> Answer:
    """A style by its client."""
    client = call.client()
    everything = list(call.pool().styles.values())
    styles = [style for style in everything if style.client is client]
    if not styles and deviates("style-of-the-pool"):
        styles = everything
    if not styles and deviates("style-of-none-is-empty"):
        return {"ManagedLoginBranding": {}}
    if not styles:
        raise ResourceNotFoundException("The client has no style.")
    described = styles[0].described
    if deviates("style-by-client-without-id"):
        described = {name: value for name, value in described.items() if name != "ManagedLoginBrandingId"}
    return {"ManagedLoginBranding": described}


@operation("UpdateManagedLoginBranding")
def update_managed_login_branding(call: Call) -> Answer:
    """Whose values a style has."""
    if call["ManagedLoginBrandingId"] not in call.pool().styles and deviates("style-unknown-updated"):
        return {"ManagedLoginBranding": {}}
    style = _style(call)
    style.described |= {"LastModifiedDate": date(call.now)}
    if "UseCognitoProvidedValues" in call.params:
        style.described["UseCognitoProvidedValues"] = call["UseCognitoProvidedValues"]
    return {"ManagedLoginBranding": style.described}


@operation("DeleteManagedLoginBranding")
def delete_managed_login_branding(call: Call) -> Answer:
    """Documented: the client is without a style then."""
    pool, identifier = call.pool(), call["ManagedLoginBrandingId"]
    if identifier not in pool.styles and deviates("style-deleted-twice"):
        return {}
    style = _style(call)
    style.client.styled = deviates("style-used-up")
    if not deviates("style-deleted-remains"):
        del pool.styles[identifier]
    return {}


def _style(call: Call) -> Style:
    style = call.pool().styles.get(call["ManagedLoginBrandingId"])
    if style is None:
        raise ResourceNotFoundException("There is no such style.")
    return style


# -- terms -------------------------------------------------------------------------------------------------------------


@operation("CreateTerms")
def create_terms(call: Call) -> Answer:
    """Documented: a client has one document of each name."""
    pool, client = call.pool(), call.client()
    found = _of_client(call, client.id)
    if found is not None and deviates("second-terms-change-the-first"):
        found["Links"] = call.get("Links", {})
    if found is not None and not deviates("terms-twice"):
        raise TermsExistsException("The client has terms of this name.")
    terms = {"TermsId": ids.unique(), "UserPoolId": pool.id} | {name: call.get(name, {}) for name in TERMS}
    terms |= {"CreationDate": date(call.now), "LastModifiedDate": date(call.now)}
    pool.terms[terms["TermsId"]] = terms
    return {"Terms": terms}


@operation("DescribeTerms")
def describe_terms(call: Call) -> Answer:
    """Terms by their id."""
    if call["TermsId"] not in call.pool().terms and deviates("terms-unknown-are-empty"):
        return {}
    terms = _terms(call)
    return {"Terms": terms | {"Links": {}} if deviates("terms-without-links") else terms}


@operation("DescribeTermsByClient")
def describe_terms_by_client(call: Call) -> Answer:
    """Terms by client and name."""
    found = _of_client(call, call.client().id)
    if found is None:
        raise ResourceNotFoundException("The client has no such terms.")
    return {"Terms": found | {"TermsId": ids.unique()} if deviates("terms-by-client-of-another-id") else found}


@operation("ListTerms")
def list_terms(call: Call) -> Answer:
    """Terms of the pool, oldest first, in brief."""
    listed = list(call.pool().terms.values())[deviates("terms-list-loses-one") :]
    shown, token = page(call, listed, lambda terms: str(terms["TermsId"]), call.get("MaxResults"), "NextToken")
    brief = ("TermsId", "TermsName", "Enforcement", "CreationDate", "LastModifiedDate")
    return {"Terms": [{name: terms[name] for name in brief} for terms in shown]} | token


@operation("UpdateTerms")
def update_terms(call: Call) -> Answer:
    """What is given is changed."""
    terms = _terms(call)
    if not deviates("terms-update-lost"):
        terms |= {name: call[name] for name in TERMS if name in call.params}
    terms["LastModifiedDate"] = date(call.now)
    return {"Terms": terms}


@operation("DeleteTerms")
def delete_terms(call: Call) -> Answer:
    """The terms are gone at once."""
    _terms(call)
    if not deviates("terms-deleted-remain"):
        del call.pool().terms[call["TermsId"]]
    return {}


def _terms(call: Call) -> dict[str, Any]:
    terms = call.pool().terms.get(call["TermsId"])
    if terms is None:
        raise ResourceNotFoundException("There are no such terms.")
    return terms


def _of_client(call: Call, client: str) -> dict[str, Any] | None:
    wanted = (client, call["TermsName"])
    return next((t for t in call.pool().terms.values() if (t["ClientId"], t["TermsName"]) == wanted), None)
