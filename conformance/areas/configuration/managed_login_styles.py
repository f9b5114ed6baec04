"""Styles of managed login: one per client, created, shown, deleted. Their appearance is not tested."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool
from conformance.strategies.malformed import version_four_ids
from conformance.strategies.pools import FOR_STYLES

CREATE, UPDATE = "CreateManagedLoginBranding", "UpdateManagedLoginBranding"
DESCRIBE, DELETE = "DescribeManagedLoginBranding", "DeleteManagedLoginBranding"
BY_CLIENT = "DescribeManagedLoginBrandingByClient"
# The settings of a new style: Cognito's values, or one setting of its own.
values: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {"UseCognitoProvidedValues": True},
        {"UseCognitoProvidedValues": False, "Settings": {"components": {"primaryButton": {"lightMode": {}}}}},
    )
)


def _client(s: Scenario) -> Client:
    """A client without a style, in a pool without any: some targets keep one for each pool."""
    s.newer(CREATE, UPDATE, DESCRIBE, DELETE, BY_CLIENT)
    return s.own_client(s.own_pool())


def _second_client(s: Scenario) -> Client:
    """A client without a style, in a pool where another client has one: a style is a client's, not its pool's."""
    s.newer(CREATE, UPDATE, DESCRIBE, DELETE, BY_CLIENT)
    pool = s.pool(**FOR_STYLES)
    s.once(pool, "another client's style", lambda: _other_style(s, pool))
    return s.own_client(pool)


def _other_style(s: Scenario, pool: Pool) -> None:
    """Not judged: where no style can be made, what the property is about says so."""
    other = s.own_client(pool)
    s.call(CREATE, UserPoolId=pool.id, ClientId=other.id, UseCognitoProvidedValues=True)


def _create(s: Scenario, client: Client, given: dict[str, Any]) -> Exchange:
    return s.call(CREATE, UserPoolId=client.pool.id, ClientId=client.id, **given)


def _named(client: Client, style: str) -> dict[str, Any]:
    return {"UserPoolId": client.pool.id, "ManagedLoginBrandingId": style}


def _made(s: Scenario, client: Client, given: dict[str, Any]) -> str:
    """The id of a new style."""
    return s.need(_create(s, client, given), "BRAND-001").text("ManagedLoginBranding.ManagedLoginBrandingId")


@check("BRAND-001")
def style_shown(answer: Exchange, style: str, pool_id: str, provided: bool) -> Difference | None:
    """The answer has the style's id, its pool, and UseCognitoProvidedValues."""
    wanted = {"ManagedLoginBrandingId": style, "UserPoolId": pool_id, "UseCognitoProvidedValues": provided}
    return members_differ(answer.get("ManagedLoginBranding"), wanted, "ManagedLoginBranding")


@check("BRAND-002")
def style_of_client(answer: Exchange, style: str) -> Difference | None:
    """The style that was made for the client."""
    return members_differ(answer.get("ManagedLoginBranding"), {"ManagedLoginBrandingId": style}, "ManagedLoginBranding")


@check("BRAND-010")
def nothing_of_its_own(answer: Exchange) -> Difference | None:
    """The style has Assets, a list, and no Settings."""
    assets, settings = answer.get("ManagedLoginBranding.Assets"), answer.get("ManagedLoginBranding.Settings")
    if not isinstance(assets, list):
        return Difference("without-Assets", "Assets, a list", f"Assets {assets!r}")
    return Difference("Settings", "no Settings", f"Settings {settings!r}") if settings is not None else None


@prop("BRAND-001", "BRAND-002", "BRAND-003", "BRAND-010", given=values, again=values)
def test_style(s: Scenario, given: dict[str, Any], again: dict[str, Any]) -> None:
    """A style by its id and by its client, and a second one for the client."""
    client = _second_client(s)
    created = s.works("BRAND-001", _create(s, client, given))
    style = created.text("ManagedLoginBranding.ManagedLoginBrandingId")
    shown = s.works("BRAND-001", s.call(DESCRIBE, **_named(client, style)))
    provided = bool(given["UseCognitoProvidedValues"])
    s.check("BRAND-001", shown, style=style, pool_id=client.pool.id, provided=provided)
    shown = s.works("BRAND-002", s.call(BY_CLIENT, UserPoolId=client.pool.id, ClientId=client.id))
    s.check("BRAND-002", shown, style=style)
    if provided:
        s.check("BRAND-010", created)
        s.check("BRAND-010", shown)
    s.refused("BRAND-003", _create(s, client, again), control=created)


@prop("BRAND-004", "BRAND-008", "BRAND-009", given=values, unknown=version_four_ids())
def test_unknown_style(s: Scenario, given: dict[str, Any], unknown: str) -> None:
    """A style that does not exist; with one that does each request is accepted."""
    client = _client(s)
    style = _made(s, client, given)
    nobody, somebody = _named(client, unknown), _named(client, style)
    s.refused("BRAND-004", s.call(DESCRIBE, **nobody), control=lambda: s.call(DESCRIBE, **somebody))
    usual = {"UseCognitoProvidedValues": True}
    s.refused("BRAND-008", s.call(UPDATE, **nobody, **usual), control=lambda: s.call(UPDATE, **somebody, **usual))
    s.refused("BRAND-009", s.call(DELETE, **nobody), control=lambda: s.call(DELETE, **somebody))


@prop("BRAND-005", given=values)
def test_client_without_style(s: Scenario, given: dict[str, Any]) -> None:
    """A client before and after it has a style."""
    client = _second_client(s)
    of_client: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id}
    attempt = s.call(BY_CLIENT, **of_client)

    def with_style() -> Exchange:
        _made(s, client, given)
        return s.call(BY_CLIENT, **of_client)

    s.refused("BRAND-005", attempt, control=with_style)


@prop("BRAND-006", "BRAND-007", given=values, again=values)
def test_deleted_style(s: Scenario, given: dict[str, Any], again: dict[str, Any]) -> None:
    """A style is deleted, and the client gets another one."""
    client = _client(s)
    named = _named(client, _made(s, client, given))
    before = s.need(s.call(DESCRIBE, **named), "BRAND-001")
    s.works("BRAND-006", s.call(DELETE, **named))
    s.refused("BRAND-006", s.call(DESCRIBE, **named), control=before)
    s.accepted("BRAND-007", _create(s, client, again))
