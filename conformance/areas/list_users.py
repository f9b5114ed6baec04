"""ListUsers: who is listed and how, filters, attributes asked for, and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from conformance.arrange import Pool, User
from conformance.checks import check
from conformance.exchange import Difference, Exchange
from conformance.pages import MOST_PAGES, settled, walk
from conformance.scenario import Scenario, prop
from conformance.strategies import names
from conformance.strategies.malformed import words

FEW = {"UserPoolTags": {"for": "lists"}}  # the configuration of the pool whose users are deleted again
TEXT_ATTRIBUTES = ("name", "given_name", "family_name", "preferred_username")


def users_of(answer: Exchange) -> list[Mapping[str, Any]]:
    """The users of an answer; what is no user is passed over."""
    listed = answer.get("Users")
    return [entry for entry in (listed if isinstance(listed, list) else []) if isinstance(entry, Mapping)]


def usernames_of(*answers: Exchange) -> list[str]:
    """Their user names."""
    return [str(user.get("Username")) for answer in answers for user in users_of(answer)]


def attributes_of(user: Mapping[str, Any]) -> dict[str, Any]:
    """A listed user's attributes by name."""
    listed = user.get("Attributes")
    entries = listed if isinstance(listed, list) else []
    return {str(entry.get("Name")): entry.get("Value") for entry in entries if isinstance(entry, Mapping)}


def new_user(s: Scenario, pool: Pool, **attributes: str) -> User:
    """A user made by an administrator; nothing is sent."""
    return s.user(pool, attributes=attributes, status="FORCE_CHANGE_PASSWORD")


def forget(s: Scenario, pool: Pool, usernames: Sequence[str]) -> None:
    """Delete users, so that the pool's list stays on one page."""
    for username in usernames:
        s.call("AdminDeleteUser", UserPoolId=pool.id, Username=username)


def listed(s: Scenario, wanted: Callable[[Exchange], bool], **parameters: Any) -> Exchange:
    """ListUsers, once it shows what is waited for: lists lag behind on real Cognito."""
    return settled(s, lambda: s.call("ListUsers", **parameters), wanted)


# -- who is listed, and how --------------------------------------------------------------------------------------------


@check("LIST-001")
def is_listed(answer: Exchange, username: str) -> Difference | None:
    """There."""
    if username in usernames_of(answer):
        return None
    return Difference("missing", "the user is listed", f"{len(users_of(answer))} users without that one")


@check("LIST-002")
def members_of_user(answer: Exchange) -> Difference | None:
    """Names and types."""
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
    """The same sub as elsewhere."""
    for user in users_of(answer):
        if user.get("Username") == username:
            found = attributes_of(user).get("sub")
            return None if found == sub else Difference("sub", "the user's sub among the Attributes", f"{found!r}")
    return Difference("missing", "the user is listed", "the user is not")


@check("LIST-004")
def disabled_listed(answer: Exchange, username: str) -> Difference | None:
    """There, and not enabled."""
    for user in users_of(answer):
        if user.get("Username") == username:
            value = user.get("Enabled")
            return None if value is False else Difference("enabled", "Enabled false", f"Enabled {value!r}")
    return Difference("missing", "a disabled user is listed", "the user is not")


@prop("LIST-001", "LIST-002", "LIST-003", "LIST-004", base=names(), nickname=names(), disabled=st.booleans())
def test_listed_user(s: Scenario, base: str, nickname: str, disabled: bool) -> None:
    """A user in the list of a pool with few users."""
    pool = s.pool(**FEW)
    user = s.user(pool, username=s.name(base), attributes={"nickname": nickname}, status="FORCE_CHANGE_PASSWORD")
    if disabled:
        s.must("AdminDisableUser", blame="ADMUSER-002", UserPoolId=pool.id, Username=user.username)

    def shown(answer: Exchange) -> bool:
        return any(u.get("Username") == user.username and u.get("Enabled") is not disabled for u in users_of(answer))

    answer = s.need(listed(s, shown, UserPoolId=pool.id), "LIST-001")
    forget(s, pool, [user.username])
    if not s.check("LIST-001", answer, username=user.username):
        s.end("LIST-001", "the user is not listed")
    s.check("LIST-002", answer)
    if user.sub is not None:
        s.check("LIST-003", answer, username=user.username, sub=user.sub)
    if disabled:
        s.check("LIST-004", answer, username=user.username)


# -- filters -----------------------------------------------------------------------------------------------------------


@check("LIST-005", "LIST-007")
def found_by_filter(answer: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Those that fit."""
    found = usernames_of(answer)
    missing = [name for name in wanted if name not in found]
    if not missing:
        return None
    return Difference("missing", f"{len(wanted)} users that fit the filter", f"{len(missing)} of them are not there")


@check("LIST-006", "LIST-009")
def nobody_else(answer: Exchange, others: Sequence[str]) -> Difference | None:
    """None of those that do not fit."""
    wrong = [name for name in usernames_of(answer) if name in others]
    if not wrong:
        return None
    return Difference("others", "none of the users that do not fit the filter", f"{len(wrong)} of them")


@prop(
    "LIST-005", "LIST-006", "LIST-007", "LIST-009", base=names(ascii_only=True), prefix=st.booleans(),
    attribute=st.sampled_from((*TEXT_ATTRIBUTES, "username", "email", "phone_number", "sub")),
)  # fmt: skip
def test_filter(s: Scenario, base: str, prefix: bool, attribute: str) -> None:
    """Three users: one has the value, one a value that begins with it, one a value that ends with it."""
    pool = s.pool()
    exact, longer, other = _three_users(s, pool, attribute, base)
    value = {"username": exact.username, "sub": exact.sub or ""}.get(attribute) or exact.attributes[attribute]
    if attribute == "sub" and exact.sub is None:
        s.end("ADMCREATE-001", "AdminCreateUser showed no sub")
    by_prefix = prefix and attribute != "sub"
    # Where names are not the target's to choose, the longer one need not begin like the other.
    begins = longer.username.startswith(value) if attribute == "username" else attribute in (*TEXT_ATTRIBUTES, "email")
    sent = value.rpartition("@")[0] if by_prefix and attribute == "email" else value
    operator = " ^= " if by_prefix else " = "
    fits = [exact.username, *([longer.username] if by_prefix and begins else [])]
    misfits = [user.username for user in (longer, other) if user.username not in fits]
    answer = listed(
        s, lambda a: set(fits) <= set(usernames_of(a)), UserPoolId=pool.id, Filter=f'{attribute}{operator}"{sent}"'
    )
    s.need(answer, "LIST-005")
    s.check("LIST-007" if by_prefix else "LIST-005", answer, wanted=fits)
    s.check("LIST-009" if by_prefix else "LIST-006", answer, others=misfits)


@check("LIST-025")
def that_user_alone(answer: Exchange, username: str) -> Difference | None:
    """One user."""
    found = usernames_of(answer)
    return None if found == [username] else Difference("found", "the one user", f"{len(found)} users, or another one")


@prop("LIST-025", base=names(ascii_only=True), by_sub=st.booleans())
def test_filter_without_blanks(s: Scenario, base: str, by_sub: bool) -> None:
    """No blanks around the sign."""
    pool = s.pool()
    exact = s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD")
    if by_sub and exact.sub is None:
        s.end("ADMCREATE-001", "AdminCreateUser showed no sub")
    name, value = ("sub", exact.sub) if by_sub else ("username", exact.username)
    answer = listed(s, lambda a: exact.username in usernames_of(a), UserPoolId=pool.id, Filter=f'{name}="{value}"')
    s.check("LIST-025", s.accepted("LIST-025", answer), username=exact.username)


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
    """All of them."""
    missing = set(wanted) - set(usernames_of(answer))
    if not missing:
        return None
    return Difference("missing", f"all {len(wanted)} users", f"without {len(missing)} of them")


@check("LIST-018")
def by_status(answer: Exchange, wanted: Sequence[str], others: Sequence[str]) -> Difference | None:
    """Those in the status, and no others."""
    found = usernames_of(answer)
    if not set(wanted) <= set(found):
        return Difference("missing", "the users in that status", "not all of them")
    if set(others) & set(found):
        return Difference("others", "no users in another status", "some of them")
    return None


@check("LIST-019")
def by_enabled(answer: Exchange, wanted: Sequence[str], others: Sequence[str]) -> Difference | None:
    """Those enabled or disabled, and no others."""
    return by_status(answer, wanted, others)


@prop("LIST-010", "LIST-018", "LIST-019", base=names(), more=st.integers(0, 2), disabled=st.booleans())
def test_status_filters(s: Scenario, base: str, more: int, disabled: bool) -> None:
    """One confirmed user, one who must change the password (and may be disabled), and perhaps more."""
    pool = s.pool(**FEW)
    fresh = [s.user(pool, username=s.name(base), status="FORCE_CHANGE_PASSWORD").username for _ in range(more + 1)]
    confirmed = s.user(pool, username=s.name(base)).username
    off = fresh[0] if disabled else confirmed
    s.must("AdminDisableUser", blame="ADMUSER-002", UserPoolId=pool.id, Username=off)
    everyone, on = [*fresh, confirmed], [name for name in [*fresh, confirmed] if name != off]
    questions = {
        "": everyone, 'cognito:user_status = "CONFIRMED"': [confirmed],
        'cognito:user_status = "FORCE_CHANGE_PASSWORD"': fresh, 'status = "Enabled"': on, 'status = "Disabled"': [off],
    }  # fmt: skip
    answers = {
        text: listed(s, _exactly(everyone, wanted), UserPoolId=pool.id, Filter=text)
        for text, wanted in questions.items()
    }
    forget(s, pool, everyone)
    for text, wanted in questions.items():
        answer = s.need(answers[text], "LIST-005")
        if not text:
            s.check("LIST-010", answer, wanted=wanted)
            continue
        others = [name for name in everyone if name not in wanted]
        s.check("LIST-018" if text.startswith("cognito") else "LIST-019", answer, wanted=wanted, others=others)


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
    """A filter that is but a word; with an operator and a value it is accepted."""
    pool = s.pool()
    attempt = s.call("ListUsers", UserPoolId=pool.id, Filter=text)
    s.refused("LIST-016", attempt, control=lambda: s.call("ListUsers", UserPoolId=pool.id, Filter=f'name = "{text}"'))


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
    """The attributes asked for. Whether ``sub`` comes with them is not known."""
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


@prop("LIST-021", "LIST-022", base=names(ascii_only=True),
      asked=st.lists(st.sampled_from(VALUES), min_size=1, unique=True),
      lacking=st.sampled_from(("website", "zoneinfo", "gender", "middle_name")))  # fmt: skip
def test_attributes_to_get(s: Scenario, base: str, asked: list[str], lacking: str) -> None:
    """Attributes that the listed user has, and one that the user lacks."""
    pool = s.pool()
    values = {name: s.name(base) for name in VALUES}
    user = new_user(s, pool, **values)

    def ask(wanted: list[str]) -> Exchange:
        return listed(
            s, lambda a: user.username in usernames_of(a), UserPoolId=pool.id, AttributesToGet=wanted,
            Filter=f'name = "{values["name"]}"',
        )  # fmt: skip

    answer = s.need(ask(asked), "LIST-021")
    s.check("LIST-021", answer, username=user.username, asked=asked)
    if user.username not in usernames_of(answer):
        s.end("LIST-005", "the filter does not find the user")
    s.refused("LIST-022", ask([*asked, lacking]), control=answer)


# -- pages -------------------------------------------------------------------------------------------------------------


@prop("LIST-008", limit=st.integers(61, 10**6))
def test_limit(s: Scenario, limit: int) -> None:
    """Limit beyond 60; 60 is accepted."""
    pool = s.pool()
    attempt = s.call("ListUsers", UserPoolId=pool.id, Limit=limit)
    s.refused("LIST-008", attempt, control=lambda: s.call("ListUsers", UserPoolId=pool.id, Limit=60))


@check("LIST-011")
def within_limit(*pages: Exchange, limit: int) -> Difference | None:
    """No more than asked for."""
    sizes = [len(users_of(page)) for page in pages]
    if max(sizes, default=0) <= limit:
        return None
    return Difference("more", f"at most {limit} users on a page", f"{max(sizes)} users")


@check("LIST-012")
def nobody_lost(*pages: Exchange, wanted: Sequence[str]) -> Difference | None:
    """Each on some page."""
    missing = set(wanted) - set(usernames_of(*pages))
    if not missing:
        return None
    return Difference("lost", f"{len(wanted)} users on all pages together", f"{len(missing)} are on none")


@check("LIST-013")
def nobody_twice(*pages: Exchange) -> Difference | None:
    """Each on one page."""
    found = usernames_of(*pages)
    if len(set(found)) == len(found):
        return None
    return Difference("repeated", "each user on one page", f"{len(found) - len(set(found))} users again")


@check("LIST-023")
def pages_end(*pages: Exchange, users: int) -> Difference | None:
    """Without a token in the end."""
    last = pages[-1]
    if not last.get("PaginationToken"):
        return None
    return Difference(
        "endless", "a last page without PaginationToken", f"still one after {len(pages)} pages for {users} users"
    )


@prop(
    "LIST-011",
    "LIST-012",
    "LIST-013",
    "LIST-023",
    base=names(),
    count=st.integers(3, 5),
    limit=st.integers(1, 4),
    filtered=st.booleans(),
)
def test_pages(s: Scenario, base: str, count: int, limit: int, filtered: bool) -> None:
    """All pages of a pool with a few users, or of those that a filter finds."""
    pool = s.pool(UserPoolTags={"for": "users"}) if filtered else s.pool(**FEW)
    family = s.name("family")
    made = [
        s.user(pool, username=s.name(base), attributes={"family_name": family}, status="FORCE_CHANGE_PASSWORD").username
        for _ in range(count)
    ]
    query: dict[str, Any] = {"UserPoolId": pool.id, **({"Filter": f'family_name = "{family}"'} if filtered else {})}
    whole = listed(s, lambda answer: set(made) <= set(usernames_of(answer)), Limit=60, **query)
    if not set(made) <= set(usernames_of(whole)):
        s.end("LIST-005" if filtered else "LIST-001", "not all users are found on one page")
    pages = walk(s, "ListUsers", "PaginationToken", Limit=limit, **query)
    if not filtered:
        forget(s, pool, made)
    s.need(pages[-1], "LIST-012")
    s.check("LIST-023", *pages, users=count)
    if len(pages) == MOST_PAGES:
        s.end("LIST-023", "the pages do not end")
    s.check("LIST-011", *pages, limit=limit)
    s.check("LIST-012", *pages, wanted=made)
    s.check("LIST-013", *pages)
