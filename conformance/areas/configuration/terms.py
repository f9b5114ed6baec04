"""Terms documents of clients: links that managed login shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.differences import members_differ
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import walk
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client
from conformance.strategies.configurations import hosts
from conformance.strategies.malformed import version_four_ids, words

CREATE, DESCRIBE, BY_CLIENT = "CreateTerms", "DescribeTerms", "DescribeTermsByClient"
LIST, UPDATE, DELETE = "ListTerms", "UpdateTerms", "DeleteTerms"
names = st.sampled_from(("terms-of-use", "privacy-policy"))
languages = st.lists(st.sampled_from(("english", "french", "japanese", "chinese-simplified")), unique=True)
links = st.tuples(hosts(), languages).map(
    lambda drawn: {f"cognito:{word}": f"https://{drawn[0]}/{word}" for word in ("default", *drawn[1])}
)


def _client(s: Scenario) -> Client:
    """A client without terms."""
    s.newer(CREATE, DESCRIBE, BY_CLIENT, LIST, UPDATE, DELETE)
    return s.own_client(s.pool())


def _create(s: Scenario, client: Client, name: str, links: Mapping[str, str]) -> Exchange:
    fixed: dict[str, Any] = {"TermsSource": "LINK", "Enforcement": "NONE"}
    return s.call(CREATE, UserPoolId=client.pool.id, ClientId=client.id, TermsName=name, Links=dict(links), **fixed)


def _made(s: Scenario, client: Client, name: str, links: Mapping[str, str]) -> dict[str, Any]:
    """The parameters that name new terms."""
    created = s.need(_create(s, client, name, links), "TERMS-001")
    return {"UserPoolId": client.pool.id, "TermsId": created.text("Terms.TermsId")}


@check("TERMS-001", "TERMS-002", "TERMS-004")
def terms_shown(answer: Exchange, wanted: Mapping[str, Any]) -> Difference | None:
    """These members."""
    return members_differ(answer.get("Terms"), wanted, "Terms")


@prop("TERMS-001", "TERMS-002", "TERMS-005", name=names, links=links, again=links)
def test_terms(s: Scenario, name: str, links: dict[str, str], again: dict[str, str]) -> None:
    """Terms by their id and by client and name, and a second document with the same name."""
    client = _client(s)
    of_client: dict[str, Any] = {"UserPoolId": client.pool.id, "ClientId": client.id, "TermsName": name}
    created = s.works("TERMS-001", _create(s, client, name, links))
    identifier = created.text("Terms.TermsId")
    shown = s.works("TERMS-001", s.call(DESCRIBE, UserPoolId=client.pool.id, TermsId=identifier))
    s.check("TERMS-001", shown, wanted=of_client | {"Links": links})
    s.check("TERMS-002", s.works("TERMS-002", s.call(BY_CLIENT, **of_client)), wanted={"TermsId": identifier})
    s.refused("TERMS-005", _create(s, client, name, again), control=created)


@prop("TERMS-004", name=names, before=links, after=links)
def test_update_of_links(s: Scenario, name: str, before: dict[str, str], after: dict[str, str]) -> None:
    """Other links in the place of the first."""
    client = _client(s)
    named = _made(s, client, name, before)
    links = {language: f"{url}/2" for language, url in after.items()}
    s.works("TERMS-004", s.call(UPDATE, **named, Links=links))
    s.check("TERMS-004", s.need(s.call(DESCRIBE, **named), "TERMS-001"), wanted={"Links": links})


@check("TERMS-003")
def terms_listed_once(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each of the pool's terms once, and no others."""
    found: list[str] = []
    for page in pages:
        listed = page.get("Terms")
        entries = listed if isinstance(listed, list) else []
        found += [str(entry.get("TermsId")) for entry in entries if isinstance(entry, Mapping)]
    if sorted(found) == sorted(wanted):
        return None
    kind = "lost" if set(wanted) - set(found) else "repeated"
    return Difference(kind, f"each of {len(wanted)} documents once on all pages", f"{len(found)} entries")


@prop("TERMS-003", limit=st.integers(1, 5) | st.just(60))
def test_list_of_terms(s: Scenario, limit: int) -> None:
    """All pages of a pool with two clients that have both documents."""
    s.newer(CREATE, LIST)
    pool = s.pool(UserPoolTags={"for": "listed terms"})

    def make() -> list[str]:
        links = {"cognito:default": "https://app.example.com/terms"}
        clients = [s.own_client(pool) for _ in range(2)]
        both = ("terms-of-use", "privacy-policy")
        return [str(_made(s, client, name, links)["TermsId"]) for client in clients for name in both]

    wanted = s.once(pool, "terms", make)
    pages = walk(s, LIST, "NextToken", UserPoolId=pool.id, MaxResults=limit)
    s.works("TERMS-003", pages[-1])
    s.check("TERMS-003", *pages, wanted=wanted)


@prop("TERMS-006", "TERMS-007", name=names, links=links, unknown=version_four_ids())
def test_gone_terms(s: Scenario, name: str, links: dict[str, str], unknown: str) -> None:
    """Terms that never were, and terms that were deleted."""
    client = _client(s)
    named = _made(s, client, name, links)
    before = s.need(s.call(DESCRIBE, **named), "TERMS-001")
    s.refused("TERMS-006", s.call(DESCRIBE, **(named | {"TermsId": unknown})), control=before)
    s.works("TERMS-007", s.call(DELETE, **named))
    s.refused("TERMS-007", s.call(DESCRIBE, **named), control=before)


@prop("TERMS-008", wrong=words(), right=names, links=links)
def test_other_names(s: Scenario, wrong: str, right: str, links: dict[str, str]) -> None:
    """A name that terms do not have; with one that they have it is accepted."""
    client = _client(s)
    s.refused("TERMS-008", _create(s, client, wrong, links), control=lambda: _create(s, client, right, links))
