"""Races without a winner: something is ended while it is used, and concurrent writes, none of which may be lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.linearizability import afterwards, history, unexplained
from conformance.checking.race_models import ALL_KEPT, dead_afterwards, group_and_member, nothing_lost
from conformance.checking.registry import check
from conformance.flows.races import api, not_a_refusal, send, signs_in, supposed
from conformance.flows.tokens import refresh
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies import names, passwords
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.transport.races import Call

MILLISECONDS = st.integers(0, 6)
DELAYS = st.tuples(MILLISECONDS, MILLISECONDS, MILLISECONDS)  # for the end and two uses
WRITTEN = ("given_name", "family_name", "nickname", "locale")


@check("RACE-013", "RACE-014", "RACE-015", "RACE-016")
def ended_is_ended(raced: Exchange, *later: Exchange) -> Difference | None:
    """Everything issued before the end is refused after it, and nothing new is accepted."""
    return dead_afterwards(raced, *later)


@check("RACE-017")
def no_ghost(raced: Exchange, group: Exchange, listed: Exchange, name: str) -> Difference | None:
    """The user is in the group only if the group is there."""
    found = listed.get("Groups")
    member = isinstance(found, list) and any(isinstance(g, Mapping) and g.get("GroupName") == name for g in found)
    events = history(raced, afterwards("the group, and the user in it:", listed, shows=[group.ok, member]))
    rule = "who is added to a group is in it until the group is deleted, and nobody is in a group that is not there"
    return unexplained(events, (True, False), group_and_member, rule)


@check("RACE-018")
def all_attributes(raced: Exchange, shown: Exchange, wanted: Sequence[Sequence[str]]) -> Difference | None:
    """Every accepted attribute is there. ``wanted``: name and value by contender."""
    found = shown.get("UserAttributes")
    attributes = [a for a in found if isinstance(a, Mapping)] if isinstance(found, list) else []
    pairs = [[a.get("Name"), a.get("Value")] for a in attributes]
    kept = [number for number, pair in enumerate(wanted) if list(pair) in pairs]
    return unexplained(history(raced, afterwards("attributes of", shown, shows=kept)), [], nothing_lost, ALL_KEPT)


@check("RACE-019")
def all_memberships(raced: Exchange, listed: Exchange, groups: Sequence[str]) -> Difference | None:
    """Every group whose call was accepted is listed."""
    found = listed.get("Groups")
    listing = [g.get("GroupName") for g in found if isinstance(g, Mapping)] if isinstance(found, list) else []
    kept = [number for number, name in enumerate(groups) if name in listing]
    return unexplained(history(raced, afterwards("groups of", listed, shows=kept)), [], nothing_lost, ALL_KEPT)


@check("RACE-020")
def all_users(raced: Exchange, *shown: Exchange) -> Difference | None:
    """Every user whose sign-up was accepted can be read."""
    kept = [number for number, answer in enumerate(shown) if answer.ok]
    return unexplained(history(raced, afterwards("users of", shown[-1], shows=kept)), [], nothing_lost, ALL_KEPT)


# -- an end ------------------------------------------------------------------------------------------------------------


def _client(s: Scenario) -> Client:
    return s.client(s.pool(), ExplicitAuthFlows=PASSWORD_CLIENT)


def _session(s: Scenario, password: str, base: str) -> Session:
    client = _client(s)
    return s.sign_in(client, s.user(client.pool, password=password, username=s.name(base)))


def _refreshes(session: Session, delays: Sequence[int]) -> list[Call]:
    return [
        api(
            f"InitiateAuth REFRESH_TOKEN_AUTH {number}",
            "InitiateAuth",
            after=delay / 1000,
            ClientId=session.client.id,
            AuthFlow="REFRESH_TOKEN_AUTH",
            AuthParameters={"REFRESH_TOKEN": session.refresh},
        )
        for number, delay in enumerate(delays[1:], 1)
    ]


def _used(s: Scenario, raced: Exchange, contenders: int) -> list[Exchange]:
    """GetUser with each access token that came out of the race."""
    tokens = [raced.get(f"calls.{n}.response.AuthenticationResult.AccessToken") for n in range(contenders)]
    return [s.call("GetUser", AccessToken=token) for token in tokens if isinstance(token, str) and token]


def _ends_refreshing(s: Scenario, session: Session, end: Call, works: str) -> Exchange:
    """One after the other: a refresh and the end; the answer to GetUser with the token that the refresh gave."""
    token = s.need(refresh(s, session.client, session.refresh), "REFRESH-001").text("AuthenticationResult.AccessToken")
    s.must("GetUser", AccessToken=token)
    s.need(send(s, end), works)
    return s.call("GetUser", AccessToken=token)


@prop("RACE-013", password=passwords(), base=names(), delays=DELAYS, admin=st.booleans())
def test_sign_out(s: Scenario, password: str, base: str, delays: tuple[int, int, int], admin: bool) -> None:
    """A session is refreshed while its user signs out."""

    def end(session: Session) -> Call:
        if admin:
            return api(
                "AdminUserGlobalSignOut",
                "AdminUserGlobalSignOut",
                does="end",
                after=delays[0] / 1000,
                UserPoolId=session.user.pool.id,
                Username=session.user.username,
            )
        return api("GlobalSignOut", "GlobalSignOut", does="end", after=delays[0] / 1000, AccessToken=session.access)

    works = "SIGNOUT-002" if admin else "SIGNOUT-001"
    dead = ("SIGNOUT-010", "SIGNOUT-011") if admin else ("SIGNOUT-003", "SIGNOUT-005")
    _race_of_refreshes(s, ("RACE-013", *dead, works), end, (password, base), delays)


@prop("RACE-014", password=passwords(), base=names(), delays=DELAYS)
def test_revocation(s: Scenario, password: str, base: str, delays: tuple[int, int, int]) -> None:
    """A session is refreshed while its refresh token is revoked."""

    def end(session: Session) -> Call:
        return api(
            "RevokeToken",
            "RevokeToken",
            does="end",
            after=delays[0] / 1000,
            ClientId=session.client.id,
            Token=session.refresh,
        )

    _race_of_refreshes(s, ("RACE-014", "REVOKE-005", "REVOKE-002", "REVOKE-001"), end, (password, base), delays)


def _race_of_refreshes(
    s: Scenario,
    ids: tuple[str, str, str, str],
    end: Callable[[Session], Call],
    person: tuple[str, str],
    delays: tuple[int, int, int],
) -> None:
    """``ids``: the requirements on the race, on both tokens sequentially, and on the end being accepted."""
    race, access, refreshing, works = ids

    def access_stays() -> Exchange | None:
        earlier = _session(s, *person)
        return not_a_refusal(s, _ends_refreshing(s, earlier, end(earlier), works))

    def refreshing_stays() -> Exchange | None:
        earlier = _session(s, *person)
        _ends_refreshing(s, earlier, end(earlier), works)
        return not_a_refusal(s, refresh(s, earlier.client, earlier.refresh))

    supposed(s, access, f"{race} {access}", access_stays)
    supposed(s, refreshing, f"{race} {refreshing}", refreshing_stays)
    session = _session(s, *person)
    raced = s.race(end(session), *_refreshes(session, delays))
    s.check(race, raced, *_used(s, raced, 3), refresh(s, session.client, session.refresh))


@prop("RACE-015", password=passwords(), base=names(), delays=DELAYS)
def test_deleted_user(s: Scenario, password: str, base: str, delays: tuple[int, int, int]) -> None:
    """A user signs in while an administrator deletes it."""
    ids = ("RACE-015", "ACCESS-023", "ADMUSER-011", "ADMUSER-004")
    _race_of_sign_ins(s, ids, "AdminDeleteUser", (password, base), delays)


@prop("RACE-016", password=passwords(), base=names(), delays=DELAYS)
def test_disabled_user(s: Scenario, password: str, base: str, delays: tuple[int, int, int]) -> None:
    """A user signs in while an administrator disables it."""
    ids = ("RACE-016", "ADMUSER-006", "PWAUTH-009", "ADMUSER-002")
    _race_of_sign_ins(s, ids, "AdminDisableUser", (password, base), delays)


def _race_of_sign_ins(
    s: Scenario, ids: tuple[str, str, str, str], operation: str, person: tuple[str, str], delays: tuple[int, int, int]
) -> None:
    """``ids``: the requirements on the race, on access tokens and sign-ins sequentially, on the end being accepted."""
    race, access, signing_in, works = ids
    client, (password, base) = _client(s), person

    def end(user: User) -> Call:
        return api(
            operation, operation, does="end", after=delays[0] / 1000, UserPoolId=user.pool.id, Username=user.username
        )

    def ended() -> Session:
        session = _session(s, password, base)
        s.must("GetUser", AccessToken=session.access)
        s.need(send(s, end(session.user)), works)
        return session

    def access_stays() -> Exchange | None:
        return not_a_refusal(s, s.call("GetUser", AccessToken=ended().access))

    def signing_in_stays() -> Exchange | None:
        return not_a_refusal(s, signs_in(s, client, ended().user.login, password))

    supposed(s, access, f"{race} {access}", access_stays)
    supposed(s, signing_in, f"{race} {signing_in}", signing_in_stays)
    user = s.user(client.pool, password=password, username=s.name(base))
    parameters = {"USERNAME": user.login, "PASSWORD": password}
    raced = s.race(
        end(user),
        *(
            api(
                f"InitiateAuth USER_PASSWORD_AUTH {number}",
                "InitiateAuth",
                after=delay / 1000,
                ClientId=client.id,
                AuthFlow="USER_PASSWORD_AUTH",
                AuthParameters=parameters,
            )
            for number, delay in enumerate(delays[1:], 1)
        ),
    )
    s.check(race, raced, *_used(s, raced, 3), signs_in(s, client, user.login, password))


# -- groups ------------------------------------------------------------------------------------------------------------


def _group(s: Scenario, pool: Pool, base: str) -> str:
    name = f"{base}{s.resource_name()}"
    s.must("CreateGroup", UserPoolId=pool.id, GroupName=name)
    return name


def _joins(pool: Pool, user: User, name: str, number: int, delay: int = 0) -> Call:
    return api(
        f"AdminAddUserToGroup {number}",
        "AdminAddUserToGroup",
        after=delay / 1000,
        UserPoolId=pool.id,
        Username=user.username,
        GroupName=name,
    )


GROUPS = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=20)


@prop("RACE-017", base=GROUPS, delays=DELAYS)
def test_deleted_group(s: Scenario, base: str, delays: tuple[int, int, int]) -> None:
    """A user is added to a group while the group is deleted."""
    pool = s.pool()

    def end(name: str) -> Call:
        return api("DeleteGroup", "DeleteGroup", does="end", after=delays[0] / 1000, UserPoolId=pool.id, GroupName=name)

    def against() -> Exchange | None:
        name = _group(s, pool, base)
        user = s.user(pool)
        s.need(send(s, end(name)), "GROUP-018")
        return not_a_refusal(s, send(s, _joins(pool, user, name, 1)))

    supposed(s, "GROUP-004", "RACE-017", against)
    name, user = _group(s, pool, base), s.user(pool)
    raced = s.race(end(name), _joins(pool, user, name, 1, delays[1]))
    group = s.call("GetGroup", UserPoolId=pool.id, GroupName=name)
    listed = s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=pool.id, Username=user.username)
    s.check("RACE-017", raced, group, listed, name=name)


@prop("RACE-019", base=GROUPS, many=st.integers(2, 4))
def test_several_groups(s: Scenario, base: str, many: int) -> None:
    """A user is added to several groups at once."""
    pool = s.pool()

    def listed(user: User) -> Exchange:
        return s.must("AdminListGroupsForUser", blame="GROUP-012", UserPoolId=pool.id, Username=user.username)

    def against() -> Exchange | None:
        user, (*joined, _) = s.user(pool), [_group(s, pool, base) for _ in range(3)]  # from one without the user
        for name in joined:
            s.need(send(s, _joins(pool, user, name, 1)), "GROUP-002")
        answer = listed(user)
        return None if {g.get("GroupName") for g in answer.get("Groups") or []} == set(joined) else answer

    supposed(s, "GROUP-012", "RACE-019", against)
    user, groups = s.user(pool), [_group(s, pool, base) for _ in range(many)]
    raced = s.race(*(_joins(pool, user, name, number) for number, name in enumerate(groups, 1)))
    s.check("RACE-019", raced, listed(user), groups=groups)


# -- writes ------------------------------------------------------------------------------------------------------------


@prop("RACE-018", values=st.lists(names(), min_size=2, max_size=4, unique=True))
def test_several_attributes(s: Scenario, values: list[str]) -> None:
    """Several attributes of one user are set at once, each by a request of its own."""
    pool = s.pool()
    wanted = [[name, value] for name, value in zip(WRITTEN, values, strict=False)]

    def calls(user: User) -> list[Call]:
        return [
            api(
                f"AdminUpdateUserAttributes {number}",
                "AdminUpdateUserAttributes",
                UserPoolId=pool.id,
                Username=user.username,
                UserAttributes=attribute_list({name: value}),
            )
            for number, (name, value) in enumerate(wanted, 1)
        ]

    def shown(user: User) -> Exchange:
        return s.must("AdminGetUser", UserPoolId=pool.id, Username=user.username)

    def against() -> Exchange | None:
        user = s.user(pool)
        for call in calls(user):
            s.need(send(s, call), "ATTR-001")
        answer = shown(user)
        found = [[each.get("Name"), each.get("Value")] for each in answer.get("UserAttributes") or []]
        return None if all(pair in found for pair in wanted) else answer

    supposed(s, "ATTR-001", "RACE-018", against)
    user = s.user(pool)
    raced = s.race(*calls(user))
    s.check("RACE-018", raced, shown(user), wanted=wanted)


@prop("RACE-020", password=passwords(), base=names(), many=st.integers(2, 4))
def test_several_users(s: Scenario, password: str, base: str, many: int) -> None:
    """Several people sign up at once, each under a name of their own."""
    pool = s.pool()
    client = s.client(pool)
    logins = [s.email(base) if "email" in pool.username_attributes else s.name(base) for _ in range(many + 1)]

    def sign_up(login: str, number: int) -> Call:
        return api(f"SignUp {number}", "SignUp", ClientId=client.id, Username=login, Password=password)

    def against() -> Exchange | None:
        s.need(send(s, sign_up(logins[-1], 1)), "SIGNUP-001")
        s.must("AdminGetUser", UserPoolId=pool.id, Username=logins[-1])
        return None

    supposed(s, "SIGNUP-001", "RACE-020", against)
    raced = s.race(*(sign_up(login, number) for number, login in enumerate(logins[:-1], 1)))
    found = [s.call("AdminGetUser", UserPoolId=pool.id, Username=login) for login in logins[:-1]]
    for read in found:
        if read.server_error:
            s.need(read, "ADMUSER-001")  # it does not say which users exist
    s.check("RACE-020", raced, *found)
