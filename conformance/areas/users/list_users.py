"""ListUsers: who is listed and how, filters, attributes asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.lists import forget, listed, usernames_of, users_of
from conformance.flows.users import sub_of
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Pool, User
from conformance.strategies import names
from conformance.strategies.malformed import words
from conformance.strategies.pools import FOR_LISTS

TEXT_ATTRIBUTES = ("name", "given_name", "family_name", "preferred_username")


def attributes_of(user: Mapping[str, Any]) -> dict[str, Any]:
    """A listed user's attributes by name."""
    listed = user.get("Attributes")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("Name")): entry.get("Value") for entry in entries if isinstance(entry, Mapping)}


def new_user(s: Scenario, pool: Pool, **attributes: str) -> User:
    """A user made by an administrator; nothing is sent."""
    return s.user(pool, attributes=attributes, status="FORCE_CHANGE_PASSWORD")


# -- who is listed, and how --------------------------------------------------------------------------------------------


@check("LIST-001")
def is_listed(answer: Exchange, username: str) -> Difference | None:
    """The user is in the list."""
    if username in usernames_of(answer):
        return None
    return Difference("missing", "the user is listed", f"{len(users_of(answer))} users without that one")


@check("LIST-002")
def members_of_user(answer: Exchange) -> Difference | None:
    """Each user has a name, a status, two dates, Enabled and attributes, of their types."""
    texts, dates = ("Username", "UserStatus"), ("UserCreateDate", "UserLastModifiedDate")
    for user in users_of(answer):
        for name in texts:
            if not isinstance(user.get(name), str):
                return Difference(f"no-{name}", f"each user has {name}, a string", f"{name} {user.get(name)!r}")
        for name in dates:
            if isinstance(user.get(name), bool) or not isinstance(user.get(name), int | float):
                return Difference(f"no-{name}", f"each user has {name}, a number", f"{name} {user.get(name)!r}")
        if not isinstance(user.get("Enabled"), bool):
            return Difference("no-Enabled", "each user has Enabled, a boolean", f"Enabled {user.get('Enabled')!r}")
        bad = [name for name, value in attributes_of(user).items() if not isinstance(value, str)]
        if bad or not isinstance(user.get("Attributes"), list):
            return Difference("attributes", "Attributes with string values", f"others for {', '.join(bad) or 'all'}")
    return None


@check("LIST-003")
def sub_is_there(answer: Exchange, username: str, sub: str) -> Difference | None:
    """The listed user's attribute sub is the sub that was shown before."""
    for user in users_of(answer):
        if user.get("Username") == username:
            found = attributes_of(user).get("sub")
            return None if found == sub else Difference("sub", "the user's sub among the Attributes", f"{found!r}")
    return Difference("missing", "the user is listed", "the user is not")


@check("LIST-004")
def disabled_listed(answer: Exchange, username: str) -> Difference | None:
    """The disabled user is in the list, with Enabled false."""
    for user in users_of(answer):
        if user.get("Username") == username:
            value = user.get("Enabled")
            return None if value is False else Difference("enabled", "Enabled false", f"Enabled {value!r}")
    return Difference("missing", "a disabled user is listed", "the user is not")


@prop("LIST-001", "LIST-002", "LIST-003", base=names(), nickname=names())
def test_listed_user(s: Scenario, base: str, nickname: str) -> None:
    """A user in the list of a pool with few users."""
    pool = s.pool(**FOR_LISTS)
    user = s.user(pool, username=s.name(base), attributes={"nickname": nickname}, status="FORCE_CHANGE_PASSWORD")
    answer = listed(s, lambda a: user.username in usernames_of(a), UserPoolId=pool.id)
    forget(s, pool, [user.username])
    s.need(answer, "LIST-001")
    if not s.check("LIST-001", answer, username=user.username):
        s.end("LIST-001", "the user is not listed")
    s.check("LIST-002", answer)
    if user.sub is None:
        s.end("ADMCREATE-002", "the user has no sub", user.created)
    s.check("LIST-003", answer, username=user.username, sub=user.sub)


@prop("LIST-004", base=names(), status=st.sampled_from(("CONFIRMED", "FORCE_CHANGE_PASSWORD")))
def test_disabled_user(s: Scenario, base: str, status: str) -> None:
    """A disabled user in the list, who was listed before."""
    pool = s.pool(**FOR_LISTS)
    user = s.user(pool, username=s.name(base), status=status)
    before = listed(s, lambda a: user.username in usernames_of(a), UserPoolId=pool.id)
    s.must("AdminDisableUser", blame="ADMUSER-002", UserPoolId=pool.id, Username=user.username)

    def shown(answer: Exchange) -> bool:
        return any(u.get("Username") == user.username and u.get("Enabled") is False for u in users_of(answer))

    answer = listed(s, shown, UserPoolId=pool.id)
    forget(s, pool, [user.username])
    if user.username not in usernames_of(before):
        s.end("LIST-001", "the user was not listed before", before)
    s.check("LIST-004", s.need(answer, "LIST-001"), username=user.username)


# -- filters -----------------------------------------------------------------------------------------------------------


@check("LIST-005", "LIST-007")
def found_by_filter(answer: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each user who fits the filter is in the list."""
    found = usernames_of(answer)
    missing = [name for name in wanted if name not in found]
    if not missing:
        return None
    return Difference("missing", f"{len(wanted)} users that fit the filter", f"{len(missing)} of them are not there")


@check("LIST-006", "LIST-009")
def nobody_else(answer: Exchange, others: Sequence[str]) -> Difference | None:
    """No user who does not fit the filter is in the list."""
    wrong = [name for name in usernames_of(answer) if name in others]
    if not wrong:
        return None
    return Difference("others", "none of the users that do not fit the filter", f"{len(wrong)} of them")


@prop(
    "LIST-005",
    "LIST-006",
    "LIST-007",
    "LIST-009",
    base=names(ascii_only=True),
    attribute=st.sampled_from((*TEXT_ATTRIBUTES, "username", "email", "phone_number")),
)
def test_filter(s: Scenario, base: str, attribute: str) -> None:
    """Three users: one has the value, one a value that begins with it, one a value that ends with it."""
    pool = s.pool(**FOR_LISTS)
    exact, longer, _ = users = _three_users(s, pool, attribute, base)
    value = _value_of(s, exact, attribute)
    # Where the target chooses the names, the longer one need not begin like the other.
    begins = longer.username.startswith(value) if attribute == "username" else attribute in (*TEXT_ATTRIBUTES, "email")
    fits = [exact.username, *([longer.username] if begins else [])]
    misfits = [user.username for user in users if user.username not in fits]
    start = value.partition("@")[0] if attribute == "email" else value
    equal = _found(s, pool, f'{attribute} = "{value}"', [exact.username])
    answer = _found(s, pool, f'{attribute} ^= "{start}"', fits)
    forget(s, pool, [user.username for user in users])
    _judge_equal(s, equal, users)
    s.check("LIST-007", s.need(answer, "LIST-005"), wanted=fits)
    s.check("LIST-009", answer, others=misfits)


@prop("LIST-005", "LIST-006", base=names(ascii_only=True))
def test_filter_by_sub(s: Scenario, base: str) -> None:
    """Three users, one of whom has the sub."""
    pool = s.pool(**FOR_LISTS)
    users = _three_users(s, pool, "sub", base)
    answer = _found(s, pool, f'sub = "{_value_of(s, users[0], "sub")}"', [users[0].username])
    forget(s, pool, [user.username for user in users])
    _judge_equal(s, answer, users)


def _value_of(s: Scenario, user: User, attribute: str) -> str:
    if attribute == "username":
        return user.username
    return sub_of(s, user) if attribute == "sub" else user.attributes[attribute]


def _judge_equal(s: Scenario, answer: Exchange, users: Sequence[User]) -> None:
    """Judge what a filter with = found, which the first of these users fits alone."""
    s.need(answer, "LIST-005")
    s.check("LIST-005", answer, wanted=[users[0].username])
    s.check("LIST-006", answer, others=[user.username for user in users[1:]])


def _found(s: Scenario, pool: Pool, text: str, wanted: Sequence[str]) -> Exchange:
    return listed(s, lambda a: set(wanted) <= set(usernames_of(a)), UserPoolId=pool.id, Filter=text)


@check("LIST-025")
def that_user_alone(answer: Exchange, username: str) -> Difference | None:
    """The list has this user and no other."""
    found = usernames_of(answer)
    return None if found == [username] else Difference("found", "the one user", f"{len(found)} users, or another one")


@prop("LIST-025", base=names(ascii_only=True), by_sub=st.booleans())
def test_filter_without_blanks(s: Scenario, base: str, by_sub: bool) -> None:
    """A filter without blanks around the operator, in a pool where another user does not fit it."""
    pool = s.pool(**FOR_LISTS)
    exact, other = (s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD") for _ in range(2))
    name = "sub" if by_sub else "username"
    answer = _found(s, pool, f'{name}="{_value_of(s, exact, name)}"', [exact.username])
    forget(s, pool, [exact.username, other.username])
    s.check("LIST-025", s.accepted("LIST-025", answer), username=exact.username)


@prop("LIST-025", base=names(ascii_only=True), attribute=st.sampled_from(("username", "sub")))
def test_tight_filter(s: Scenario, base: str, attribute: str) -> None:
    """A filter without blanks, after the same with blanks, in a pool where another user does not fit it."""
    pool = s.pool(**FOR_LISTS)
    user, other = (s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD") for _ in range(2))
    value = _value_of(s, user, attribute)
    wide, tight = (_found(s, pool, f'{attribute}{sign}"{value}"', [user.username]) for sign in (" = ", "="))
    forget(s, pool, [user.username, other.username])
    found = usernames_of(s.need(wide, "LIST-005"))
    if found != [user.username]:
        blame = "LIST-006" if user.username in found else "LIST-005"
        s.end(blame, "the filter with blanks does not find that user alone", wide)
    s.check("LIST-025", s.accepted("LIST-025", tight), username=user.username)


@check("LIST-029")
def fitting_users_alone(answer: Exchange, wanted: Sequence[str], others: Sequence[str]) -> Difference | None:
    """Each user who fits is in the list, and none of these others."""
    return found_by_filter(answer, wanted) or nobody_else(answer, others)


@prop(
    "LIST-029",
    base=names(ascii_only=True),
    attribute=st.sampled_from(("username", "email", "family_name")),
    sign=st.sampled_from(("=", "^=")),
    blank=st.sampled_from(("", " ")),
)
def test_quoted_name(s: Scenario, base: str, attribute: str, sign: str, blank: str) -> None:
    """A filter with its name in quotes, after the same without, in a pool where another user does not fit it."""
    pool = s.pool(**FOR_LISTS)
    exact, _, other = users = _three_users(s, pool, attribute, base)
    value = _value_of(s, exact, attribute)
    plain = _found(s, pool, f'{attribute} {sign} "{value}"', [exact.username])
    quoted = _found(s, pool, f'"{attribute}"{blank}{sign}{blank}"{value}"', [exact.username])
    forget(s, pool, [user.username for user in users])
    found = usernames_of(s.need(plain, "LIST-005"))
    if exact.username not in found or other.username in found:
        blame = "LIST-006" if exact.username in found else "LIST-005"
        s.end(blame, "the filter without quotes does not find that user alone", plain)
    s.accepted("LIST-029", quoted)
    s.check("LIST-029", quoted, wanted=[exact.username], others=[other.username])


def _three_users(s: Scenario, pool: Pool, attribute: str, base: str) -> tuple[User, User, User]:
    first = s.name(base)
    if attribute == "phone_number":
        exact, longer, other = (new_user(s, pool, phone_number=s.phone()) for _ in range(3))
    elif attribute == "email":
        exact, longer, other = (
            new_user(s, pool, email=f"{v.lower()}@example.com") for v in (first, f"{first}x", f"x{first}")
        )
    elif attribute in ("username", "sub"):
        exact, longer, other = (
            s.user(pool, username=value, status="FORCE_CHANGE_PASSWORD") for value in (first, f"{first}x", f"x{first}")
        )
    else:
        exact, longer, other = (new_user(s, pool, **{attribute: value}) for value in (first, f"{first}x", f"x{first}"))
    return exact, longer, other


@check("LIST-010")
def everybody(answer: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each of these users is in the list."""
    missing = set(wanted) - set(usernames_of(answer))
    if not missing:
        return None
    return Difference("missing", f"all {len(wanted)} users", f"without {len(missing)} of them")


@check("LIST-018")
def by_status(answer: Exchange, wanted: Sequence[str], others: Sequence[str]) -> Difference | None:
    """The list has the users in this status, and no others."""
    found = usernames_of(answer)
    if not set(wanted) <= set(found):
        return Difference("missing", "the users in that status", "not all of them")
    if set(others) & set(found):
        return Difference("others", "no users in another status", "some of them")
    return None


@check("LIST-019")
def by_enabled(answer: Exchange, wanted: Sequence[str], others: Sequence[str]) -> Difference | None:
    """The list has the enabled or the disabled users, and no others."""
    return by_status(answer, wanted, others)


@prop("LIST-010", "LIST-018", "LIST-019", base=names(), more=st.integers(0, 2), disabled=st.booleans())
def test_status_filters(s: Scenario, base: str, more: int, disabled: bool) -> None:
    """One confirmed user, one who must change the password (and may be disabled), and perhaps more."""
    pool = s.pool(**FOR_LISTS)
    fresh = [s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD").username for _ in range(more + 1)]
    confirmed = s.user(pool, username=s.name(base)).username
    off = fresh[0] if disabled else confirmed
    s.must("AdminDisableUser", blame="ADMUSER-002", UserPoolId=pool.id, Username=off)
    everyone, on = [*fresh, confirmed], [name for name in [*fresh, confirmed] if name != off]
    whole = listed(s, _exactly(everyone, everyone), UserPoolId=pool.id, Filter="")
    questions = {
        'cognito:user_status = "CONFIRMED"': [confirmed],
        'cognito:user_status = "FORCE_CHANGE_PASSWORD"': fresh,
        'status = "Enabled"': on,
        'status = "Disabled"': [off],
    }
    answers = {
        text: listed(s, _exactly(everyone, wanted), UserPoolId=pool.id, Filter=text)
        for text, wanted in questions.items()
    }
    forget(s, pool, everyone)
    if not s.check("LIST-010", s.need(whole, "LIST-005"), wanted=everyone):
        s.end("LIST-010", "the list without a filter lacks some of the users")
    shown = {str(user.get("Username")): user for user in users_of(whole)}
    for text in questions:
        answer = s.need(answers[text], "LIST-005")
        # Whom a filter fits is seen in the list: a target may make users in another status than they were asked for.
        wanted = [name for name in everyone if _fits(shown[name], text)]
        others = [name for name in everyone if name not in wanted]
        s.check("LIST-018" if text.startswith("cognito") else "LIST-019", answer, wanted=wanted, others=others)


def _fits(user: Mapping[str, Any], text: str) -> bool:
    """Whether a listed user fits a filter on the status of users or on whether they are enabled."""
    name, _, value = text.partition(" = ")
    state = "Enabled" if user.get("Enabled") is True else "Disabled"
    return value.strip('"') == (user.get("UserStatus") if name == "cognito:user_status" else state)


def _exactly(everyone: Sequence[str], wanted: Sequence[str]) -> Callable[[Exchange], bool]:
    return lambda answer: set(usernames_of(answer)) & set(everyone) == set(wanted)


@prop("LIST-014", known=st.sampled_from(("size", "colour", "team")), value=names(ascii_only=True), prefix=st.booleans())
def test_custom_attribute_filter(s: Scenario, known: str, value: str, prefix: bool) -> None:
    """A filter on a custom attribute of the pool's schema; on a standard one it is accepted."""
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in ("size", "colour", "team")]
    pool = s.pool(Schema=schema)
    operator = "^=" if prefix else "="

    def ask(name: str) -> Exchange:
        return s.call("ListUsers", UserPoolId=pool.id, Filter=f'{name} {operator} "{value}"')

    s.refused("LIST-014", ask(f"custom:{known}"), control=lambda: ask("name"))


@prop("LIST-016", text=words())
def test_unreadable_filter(s: Scenario, text: str) -> None:
    """A filter that is a single word; with an operator and a value it is accepted."""
    pool = s.pool()
    attempt = s.call("ListUsers", UserPoolId=pool.id, Filter=text)
    s.refused("LIST-016", attempt, control=lambda: s.call("ListUsers", UserPoolId=pool.id, Filter=f'name = "{text}"'))


@prop("LIST-030", text=words(), sign=st.sampled_from(("=", "^=")), attribute=st.sampled_from(TEXT_ATTRIBUTES))
def test_quote_in_a_value(s: Scenario, text: str, sign: str, attribute: str) -> None:
    """A filter with a quotation mark amid the value; without it, it is accepted."""
    pool = s.pool()

    def ask(value: str) -> Exchange:
        return s.call("ListUsers", UserPoolId=pool.id, Filter=f'{attribute} {sign} "{value}"')

    s.refused("LIST-030", ask(f'{text}"{text}'), control=lambda: ask(f"{text}{text}"))


@prop(
    "LIST-020", length=st.integers(257, 400), attribute=st.sampled_from(TEXT_ATTRIBUTES), value=names(ascii_only=True)
)
def test_filter_length(s: Scenario, length: int, attribute: str, value: str) -> None:
    """A filter of more than 256 characters; one of 256 is accepted."""
    pool = s.pool()

    def ask(size: int) -> Exchange:
        head = f'{attribute} = "{value}'
        return s.call("ListUsers", UserPoolId=pool.id, Filter=head.ljust(size - 1, "x") + '"')

    s.refused("LIST-020", ask(length), control=lambda: ask(256))


# -- attributes asked for ----------------------------------------------------------------------------------------------


@check("LIST-021")
def only_what_was_asked_for(answer: Exchange, username: str, asked: Sequence[str]) -> Difference | None:
    """The user has just the requested attributes; whether ``sub`` is included is not known."""
    for user in users_of(answer):
        if user.get("Username") != username:
            continue
        found = set(attributes_of(user))
        if not set(asked) <= found:
            return Difference("missing", "the attributes that were asked for", f"without {sorted(set(asked) - found)}")
        if found - set(asked) - {"sub"}:
            return Difference("others", "no other attributes", f"also {sorted(found - set(asked) - {'sub'})}")
        return None
    return Difference("no-user", "the user is listed", "the user is not")


VALUES = ("name", "given_name", "family_name", "nickname", "preferred_username", "locale")


@prop(
    "LIST-021",
    "LIST-022",
    base=names(ascii_only=True),
    asked=st.lists(st.sampled_from(VALUES), min_size=1, unique=True),
    lacking=st.sampled_from(("website", "zoneinfo", "gender", "middle_name")),
    limited=st.booleans(),
)
def test_attributes_to_get(s: Scenario, *, base: str, asked: list[str], lacking: str, limited: bool) -> None:
    """Attributes that the listed user has, and one that the user lacks."""
    pool = s.pool(**FOR_LISTS)
    values = {name: s.name(base) for name in VALUES}
    user = new_user(s, pool, **values)

    def ask(wanted: list[str]) -> Exchange:
        return listed(
            s,
            lambda a: user.username in usernames_of(a),
            UserPoolId=pool.id,
            AttributesToGet=wanted,
            Filter=f'name = "{values["name"]}"',
            **({"Limit": 60} if limited else {}),
        )

    answer, beyond = ask(asked), ask([*asked, lacking])
    forget(s, pool, [user.username])
    s.need(answer, "LIST-021")
    if user.username not in usernames_of(answer):
        s.end("LIST-005", "the filter does not find the user", answer)
    s.check("LIST-021", answer, username=user.username, asked=asked)
    s.refused("LIST-022", beyond, control=answer)
