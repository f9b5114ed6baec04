"""The tokens of the sign-in in which a function makes the user: what holds of all tokens holds of these."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import with_password
from conformance.flows.triggers import with_functions
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT, typed_flows

HEADERS = ("TOKEN-001", "TOKEN-002", "TOKEN-003")
CLAIMS = ("TOKEN-004", "TOKEN-005", "TOKEN-006", "TOKEN-009", "TOKEN-011", "TOKEN-015", "TOKEN-018", "TOKEN-019")
MORE_CLAIMS = ("TOKEN-020", "TOKEN-031", "TOKEN-032", "TOKEN-033", "TOKEN-034", "TOKEN-037", "TOKEN-039", "TOKEN-043")
# Other properties judge these, too: where no function makes users, no value that is drawn here is missing.
FLOWS, FLAGS = typed_flows.map(str), st.booleans().map(bool)
OF_ANY = (*HEADERS, *CLAIMS, *MORE_CLAIMS)


def _migrated(s: Scenario, name: str, password: str, flow: str, attributes: dict[str, str]) -> tuple[Exchange, Any]:
    """A sign-in with a name that only the pool's function knows, and the client."""
    response = {"userAttributes": attributes, "finalUserStatus": "CONFIRMED", "messageAction": "SUPPRESS"}
    _, pool = with_functions(s, {"UserMigration": [{"response": response}]}, ("UserMigration",))
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    answer = s.need(with_password(s, client, name, password, flow), "TRIG-034")
    if not answer.get("AuthenticationResult.AccessToken"):
        s.end("TRIG-034", f"the sign-in gave no tokens but {answer.get('ChallengeName')}", answer)
    return answer, client


@prop(
    *OF_ANY,
    "TOKEN-007",
    "TOKEN-008",
    "TOKEN-010",
    "TOKEN-013",
    "TOKEN-014",
    plain=("names=addresses",),
    password=passwords(),
    base=names(),
    flow=FLOWS,
)
def test_migrated_user(s: Scenario, password: str, base: str, flow: str) -> None:
    """Headers and claims, and whom they are about."""
    name = s.name(base)
    answer, client = _migrated(s, name, password, flow, {"nickname": "ana"})
    for requirement in OF_ANY:
        s.check(requirement, answer)
    s.check("TOKEN-007", answer, pool_id=client.pool.id)
    s.check("TOKEN-008", answer, client_id=client.id)
    s.check("TOKEN-010", answer, client_id=client.id)
    s.check("TOKEN-013", answer, username=name)
    s.check("TOKEN-014", answer, username=name)


@prop(
    "TOKEN-022",
    "TOKEN-023",
    "TOKEN-024",
    plain=("names",),  # the function, one of two, gives everybody the same address
    password=passwords(),
    verified=FLAGS,
    flow=FLOWS,
)
def test_attributes_of_a_migrated_user(s: Scenario, password: str, verified: bool, flow: str) -> None:
    """The attributes that the function returned."""
    flag, given = str(verified).lower(), {"nickname": "ana", "email": "ana@example.com", "phone_number": "+15550100"}
    flags = {"email_verified": flag, "phone_number_verified": flag}
    answer, _ = _migrated(s, s.name("migrated"), password, flow, given | flags)
    s.check("TOKEN-022", answer, attributes=given)
    s.check("TOKEN-023", answer, expected=flag)
    s.check("TOKEN-024", answer, expected=flag)
