"""AdminInitiateAuth: the flows for servers, and which operation takes which flow."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import no_challenge_left, password_verifier, three_tokens
from conformance.flows.answers import checked
from conformance.flows.sign_in import ADMIN_FLOWS, initiate, srp_first, with_password
from conformance.scenario import Scenario, prop
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

ADMIN_CLIENT = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

check("ADMAUTH-011")(password_verifier)


@check("ADMAUTH-002")
def complete(signed_in: Exchange) -> Difference | None:
    """The answer has three tokens, no challenge and empty ChallengeParameters."""
    return three_tokens(signed_in) or no_challenge_left(signed_in)


@prop("ADMAUTH-001", "ADMAUTH-002", plain=("mfa=ON",), password=passwords(), base=names())
def test_right_password(s: Scenario, password: str, base: str) -> None:
    """A confirmed user signs in through the operation for servers."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    answer = with_password(s, client, user.login, password, "ADMIN_USER_PASSWORD_AUTH")
    s.accepted("ADMAUTH-001", answer)
    s.check("ADMAUTH-002", answer)


@prop("ADMAUTH-003", password=passwords(), variant=wrong_variants(), flow=st.sampled_from(ADMIN_FLOWS))
def test_wrong_password(s: Scenario, password: str, variant: str, flow: str) -> None:
    """A wrong password is refused whatever the flow is called."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password)
    attempt = with_password(s, client, user.login, wrong_password(password, variant), flow)
    s.refused("ADMAUTH-003", attempt, control=lambda: with_password(s, client, user.login, password, flow))


@prop("ADMAUTH-005", password=passwords(), base=names())
def test_older_flow_name(s: Scenario, password: str, base: str) -> None:
    """ADMIN_NO_SRP_AUTH under the newer permission."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    s.accepted("ADMAUTH-005", with_password(s, client, user.login, password, "ADMIN_NO_SRP_AUTH"))


@prop("ADMAUTH-006", password=passwords(), base=names(), flow=st.sampled_from(ADMIN_FLOWS))
def test_unknown_user(s: Scenario, password: str, base: str, flow: str) -> None:
    """An unknown user name."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password, username=s.name(base))
    attempt = with_password(s, client, s.name(base), password, flow)
    s.refused("ADMAUTH-006", attempt, control=lambda: with_password(s, client, user.login, password, flow))


@prop("ADMAUTH-007", "ADMAUTH-009", password=passwords(), base=names(), flow=st.sampled_from(ADMIN_FLOWS))
def test_flow_at_the_wrong_operation(s: Scenario, password: str, base: str, flow: str) -> None:
    """Each operation refuses the other's password flow, though the client allows both and the password is right."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=[*ADMIN_CLIENT, "ALLOW_USER_PASSWORD_AUTH"])
    user = s.user(pool, password=password, username=s.name(base))
    right = {"USERNAME": user.login, "PASSWORD": password}
    admin = initiate(s, client, flow, right, admin=True)
    public = initiate(s, client, "USER_PASSWORD_AUTH", right)
    s.refused("ADMAUTH-007", initiate(s, client, flow, right), control=admin)
    s.refused("ADMAUTH-009", initiate(s, client, "USER_PASSWORD_AUTH", right, admin=True), control=public)


@prop("ADMAUTH-011", base=names())
def test_srp_begins(s: Scenario, base: str) -> None:
    """The first step of SRP through the operation for servers."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"])
    user = s.user(pool, username=s.name(base))
    begun = srp_first(s, client, user.login, admin=True).challenge
    checked(s, "ADMAUTH-011", begun)


@prop("ADMAUTH-013", password=passwords(), flow=st.sampled_from(ADMIN_FLOWS))
def test_client_of_another_pool(s: Scenario, password: str, flow: str) -> None:
    """The same user and password, with a client that belongs to another pool."""
    pool, other = s.pool(), s.pool(UsernameAttributes=["email"])
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    foreign = s.client(other, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password)
    attempt = s.call(
        "AdminInitiateAuth",
        UserPoolId=pool.id,
        ClientId=foreign.id,
        AuthFlow=flow,
        AuthParameters={"USERNAME": user.login, "PASSWORD": password},
    )
    s.refused("ADMAUTH-013", attempt, control=lambda: with_password(s, client, user.login, password, flow))


@prop("ADMAUTH-014", password=passwords(), flow=st.sampled_from(ADMIN_FLOWS))
def test_disabled(s: Scenario, password: str, flow: str) -> None:
    """Disabled, the right password is refused; before, it was accepted."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password)
    before = with_password(s, client, user.login, password, flow)
    s.must("AdminDisableUser", blame="ADMUSER-001", UserPoolId=pool.id, Username=user.username)
    s.refused("ADMAUTH-014", with_password(s, client, user.login, password, flow), control=before)


@prop(
    "ADMAUTH-015",
    plain=("client",),  # no SECRET_HASH can be made for a user name that is not there
    password=passwords(),
    missing=st.sampled_from(("USERNAME", "PASSWORD")),
    flow=st.sampled_from(ADMIN_FLOWS),
)
def test_missing_parameter(s: Scenario, password: str, missing: str, flow: str) -> None:
    """One of the two parameters left out."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ADMIN_CLIENT)
    user = s.user(pool, password=password)
    both = {"USERNAME": user.login, "PASSWORD": password}
    one = {name: value for name, value in both.items() if name != missing}
    s.refused(
        "ADMAUTH-015",
        initiate(s, client, flow, one, admin=True),
        control=lambda: initiate(s, client, flow, both, admin=True),
    )
