"""Attributes by the administrator: the effect of a change on the attribute, on its flag and on other attributes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.attributes import FLEXIBLE, LENGTHS, NUMBERS, attribute_pool, write_all
from conformance.flows.users import seen, signed_in, user_with_email
from conformance.kit.reading import claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import attribute_values, emails_local, names, passwords
from conformance.strategies.attributes import TEXT_ATTRIBUTES, text_attributes


def write(s: Scenario, user: User, **values: str) -> Exchange:
    """AdminUpdateUserAttributes, not judged; ``__`` in a name stands for the colon of a prefix."""
    return write_all(s, user, {name.replace("__", ":"): value for name, value in values.items()})


@check(
    "ATTR-001",
    "ATTR-002",
    "ATTR-003",
    "ATTR-004",
    "ATTR-005",
    "ATTR-006",
    "ATTR-007",
    "ATTR-008",
    "ATTR-009",
    "ATTR-028",
)
def attributes_are(user: Exchange, wanted: dict[str, str | None]) -> Difference | None:
    """The attributes that AdminGetUser or GetUser lists, by name; None is for one that must not be there."""
    listed = attributes_of(user)
    for name, value in wanted.items():
        found = listed.get(name)
        if found == value:
            continue
        if value is None:
            return Difference("still-there", f"no attribute {name}", f"{name} {found!r}")
        kind = "missing" if found is None else "other-value"
        return Difference(f"{kind}-flag" if name.endswith("_verified") else kind, f"{name} {value!r}", f"{found!r}")
    return None


@prop("ATTR-001", name=text_attributes, first=attribute_values(), second=attribute_values(), base=names())
def test_set_standard_attribute(s: Scenario, name: str, first: str, second: str, base: str) -> None:
    """An attribute is set, then changed."""
    pool = s.pool()
    user = s.user(pool, username=s.name(base))
    s.accepted("ATTR-001", write_all(s, user, {name: first}))
    s.accepted("ATTR-001", write_all(s, user, {name: second}))
    s.check("ATTR-001", seen(s, user), wanted={name: second})


@prop(
    "ATTR-004",
    "ATTR-007",
    local=emails_local(),
    new=emails_local(),
    newer=emails_local(),
    flag=st.sampled_from(("true", "True")),
)
def test_change_of_address(s: Scenario, *, local: str, new: str, newer: str, flag: str) -> None:
    """A new address without its flag, then one with it."""
    user = user_with_email(s, s.pool(), local, "Correct-Horse7", flag=flag)
    address, verified = s.email(new), s.email(newer)
    s.need(write_all(s, user, {"email": address}), "ATTR-001")
    s.check("ATTR-004", seen(s, user), wanted={"email": address, "email_verified": "false"})
    s.need(write_all(s, user, {"email": verified, "email_verified": "true"}), "ATTR-001")
    s.check("ATTR-007", seen(s, user), wanted={"email": verified, "email_verified": "true"})


@prop("ATTR-005", base=names(), nickname=attribute_values(), both=st.booleans())
def test_new_phone_number(s: Scenario, base: str, nickname: str, both: bool) -> None:
    """A phone number and no flag, alone or with an e-mail address."""
    user = s.user(s.pool(), username=s.name(base))
    phone, more = s.phone(), {"email": s.email("new")} if both else {}
    s.need(write(s, user, **more, phone_number=phone, nickname=nickname), "ATTR-001")
    s.check("ATTR-005", seen(s, user), wanted={"phone_number": phone, "phone_number_verified": "false"})


@prop(
    "ATTR-006",
    local=emails_local(),
    flag=st.sampled_from(("true", "false")),
    name=text_attributes,
    value=attribute_values(),
)
def test_change_of_another_attribute(s: Scenario, local: str, flag: str, name: str, value: str) -> None:
    """Address and flag stay as they were."""
    user = user_with_email(s, s.pool(), local, "Correct-Horse7", flag=flag)
    s.need(write_all(s, user, {name: value}), "ATTR-001")
    s.check("ATTR-006", seen(s, user), wanted={"email": user.attributes["email"], "email_verified": flag})


@prop(
    "ATTR-008",
    name=st.sampled_from((*TEXT_ATTRIBUTES, FLEXIBLE)),
    value=attribute_values(),
    nickname=attribute_values(),
)
def test_empty_value(s: Scenario, name: str, value: str, nickname: str) -> None:
    """An attribute that is there, then set to nothing."""
    s.assume(name != "nickname")
    user = s.user(attribute_pool(s))
    s.need(write_all(s, user, {name: value, "nickname": nickname}), "ATTR-001")
    shown = seen(s, user)
    if attributes_of(shown).get(name) != value:
        s.end("ATTR-001", "the attribute was not set", shown)
    s.accepted("ATTR-008", write_all(s, user, {name: ""}))
    s.check("ATTR-008", seen(s, user), wanted={name: None, "nickname": nickname})


@prop("ATTR-016", base=names(ascii_only=True), value=attribute_values(), prefix=st.sampled_from(("", "custom:")))
def test_attribute_outside_of_schema(s: Scenario, base: str, value: str, prefix: str) -> None:
    """A name that the schema does not have, then one that it has."""
    user = s.user(attribute_pool(s))
    unknown = f"{prefix}{base[:8]}zz"
    s.refused("ATTR-016", write_all(s, user, {unknown: value}), control=lambda: write(s, user, custom__flexible=value))


@prop("ATTR-018", "ATTR-019", base=names(), uuid=st.uuids().map(str), nickname=attribute_values())
def test_what_never_changes(s: Scenario, base: str, uuid: str, nickname: str) -> None:
    """AdminUpdateUserAttributes of username and of sub."""
    user = s.user(s.pool(), username=s.name(base))
    username = write_all(s, user, {"username": s.name(base)})
    sub = write_all(s, user, {"sub": uuid})
    control = write(s, user, nickname=nickname)
    s.refused("ATTR-018", username, control=control)
    s.refused("ATTR-019", sub, control=control)


@prop(
    "ATTR-020",
    "ATTR-021",
    name=st.sampled_from(("name", "profile", "website", FLEXIBLE)),
    more=st.integers(1, 3),
    letters=st.text("abcdefghijklmnopqrstuvwxyz 0123456789", min_size=10, max_size=10),
)
def test_length_of_a_value(s: Scenario, name: str, more: int, letters: str) -> None:
    """A value of 2048 characters, and of one to three more."""
    user = s.user(attribute_pool(s))
    value = ("v" + letters * 300)[:2047] + "z"
    longest = s.accepted("ATTR-020", write_all(s, user, {name: value}))
    s.refused("ATTR-021", write_all(s, user, {name: value + "x" * more}), control=longest)


@prop("ATTR-022", day=st.dates(), fault=st.sampled_from(("short", "long")))
def test_birthdate(s: Scenario, day: Any, fault: str) -> None:
    """A birthdate of nine and eleven characters, and of ten."""
    user = s.user(s.pool())
    good = day.isoformat()
    wrong = good[:-1] if fault == "short" else good + "0"
    s.refused("ATTR-022", write(s, user, birthdate=wrong), control=lambda: write(s, user, birthdate=good))


@prop(
    "ATTR-023",
    name=st.sampled_from(tuple(LENGTHS)),
    long=st.booleans(),
    letters=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=10, max_size=10),
)
def test_length_of_a_custom_attribute(s: Scenario, name: str, long: bool, letters: str) -> None:
    """One character too few or too many, and just enough. An empty value would delete."""
    least, most = LENGTHS[name]
    long = long or least == 1
    user = s.user(attribute_pool(s))
    text = letters * 30
    wrong, right = (text[: most + 1], text[:most]) if long else (text[: least - 1], text[:least])
    s.refused("ATTR-023", write_all(s, user, {name: wrong}), control=lambda: write_all(s, user, {name: right}))


@prop(
    "ATTR-024",
    name=st.sampled_from(tuple(NUMBERS)),
    high=st.booleans(),
    by=st.integers(1, 50),
    nickname=attribute_values(),
)
def test_value_of_a_number(s: Scenario, *, name: str, high: bool, by: int, nickname: str) -> None:
    """A number slightly out of bounds, and at the bound."""
    least, most = NUMBERS[name]
    high = high or least == 0  # below zero would test the sign as well
    user = s.user(attribute_pool(s))
    s.need(write(s, user, nickname=nickname), "ATTR-001")
    wrong, right = (most + by, most) if high else (max(least - by, 0), least)
    refusal = write_all(s, user, {name: str(wrong)})
    s.refused("ATTR-024", refusal, control=lambda: write_all(s, user, {name: str(right)}))


@prop(
    "ATTR-025",
    name=st.sampled_from(tuple(NUMBERS)),
    letters=st.text("abcdfghijklmnopqrstuvwyz", min_size=1, max_size=8),
)
def test_number_of_letters(s: Scenario, name: str, letters: str) -> None:
    """A Number attribute with letters, then with a number."""
    user = s.user(attribute_pool(s))
    right = str(NUMBERS[name][0])
    s.refused("ATTR-025", write_all(s, user, {name: letters}), control=lambda: write_all(s, user, {name: right}))


@check("ATTR-029")
def claim_is_gone(before: Exchange, after: Exchange, name: str) -> Difference | None:
    """The later ID token lacks the claim, which the earlier one had."""
    found = claims_in(after, "IdToken").get(name)
    if found is None:
        return None
    return Difference("claim-there", f"no claim {name} in the ID token", f"{name} {found!r}")


@prop(
    "ATTR-028",
    "ATTR-029",
    name=text_attributes,
    value=attribute_values(),
    other=attribute_values(),
    password=passwords(),
)
def test_delete_by_administrator(s: Scenario, *, name: str, value: str, other: str, password: str) -> None:
    """A deleted attribute is gone from the user and from the next ID token; the others stay."""
    pool = attribute_pool(s)
    user = s.user(pool, password=password)
    s.need(write_all(s, user, {name: value, FLEXIBLE: other}), "ATTR-001")
    before = signed_in(s, pool, user)
    gone = s.call("AdminDeleteUserAttributes", UserPoolId=pool.id, Username=user.username, UserAttributeNames=[name])
    s.accepted("ATTR-028", gone)
    s.check("ATTR-028", seen(s, user), wanted={name: None, FLEXIBLE: other})
    if name not in claims_in(before.exchange, "IdToken"):
        s.end("TOKEN-022", f"the ID token from before had no claim {name}", before.exchange)
    s.check("ATTR-029", before.exchange, signed_in(s, pool, user).exchange, name=name)


@check("ATTR-030")
def modified_later(before: Exchange, after: Exchange) -> Difference | None:
    """UserLastModifiedDate is later after the update than before."""
    then, now = (answer.get("UserLastModifiedDate") for answer in (before, after))
    if not all(isinstance(date, int | float) and not isinstance(date, bool) for date in (then, now)):
        return Difference("no-date", "UserLastModifiedDate as a number, twice", f"{then!r} and {now!r}")
    if now > then:
        return None
    return Difference("not-later", "a later UserLastModifiedDate", "the same" if now == then else "an earlier one")


@prop("ATTR-030", name=text_attributes, value=attribute_values(), base=names())
def test_date_of_modification(s: Scenario, name: str, value: str, base: str) -> None:
    """UserLastModifiedDate before and after an update some seconds later."""
    user = s.user(s.pool(), username=s.name(base))
    before = seen(s, user)
    s.let_pass(2)
    s.need(write_all(s, user, {name: value}), "ATTR-001")
    s.check("ATTR-030", before, seen(s, user))
