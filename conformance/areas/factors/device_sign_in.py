"""Sign-in with a remembered device: the challenges after the password, right and wrong proofs, and refreshing."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import tokens_at_last
from conformance.flows.answers import checked
from conformance.flows.devices import (
    Device,
    answer_device,
    asked_for_device,
    begin_device,
    confirm,
    confirmed,
    device_of,
    device_proof,
    device_sign_in,
    device_user,
    first_sign_in,
    is_base64,
    is_hexadecimal,
    listed_keys,
    proved,
    refusal,
    remembered,
    set_status,
)
from conformance.flows.sign_in import initiate, srp_sign_in, with_password
from conformance.kit.reading import claims_in
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, Session
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.devices import Ways, device_ways
from conformance.strategies.passwords import wrong_password

CHANGED = st.sampled_from(("signature", "block", "earlier", "later"))


@check("DEVICE-025")
def device_asked(answered: Exchange) -> Difference | None:
    """The answer is DEVICE_SRP_AUTH, without tokens."""
    if not answered.ok:
        return Difference(f"refused-{answered.code}", "DEVICE_SRP_AUTH", f"{answered.code}: {answered.message}")
    if answered.get("AuthenticationResult.AccessToken"):
        return Difference("tokens", "DEVICE_SRP_AUTH and no tokens", "tokens")
    seen = answered.get("ChallengeName")
    return None if seen == "DEVICE_SRP_AUTH" else Difference("challenge-name", "DEVICE_SRP_AUTH", f"{seen!r}")


@check("DEVICE-026")
def verifier_asked(answered: Exchange) -> Difference | None:
    """The answer is DEVICE_PASSWORD_VERIFIER with the parameters that a proof is computed from."""
    expected = "DEVICE_PASSWORD_VERIFIER"
    if not answered.ok:
        return Difference(f"refused-{answered.code}", expected, f"{answered.code}: {answered.message}")
    if answered.get("ChallengeName") != expected:
        return Difference("challenge-name", expected, f"{answered.get('ChallengeName')!r}")
    given = {name: answered.get(f"ChallengeParameters.{name}") for name in ("SRP_B", "SALT", "SECRET_BLOCK")}
    for name, value in given.items():
        readable = is_base64 if name == "SECRET_BLOCK" else is_hexadecimal
        if not isinstance(value, str) or not readable(value):
            kind = f"{name.lower().replace('_', '-')}-unreadable"
            return Difference(kind, f"{name} that can be read", f"{name} {value!r}")
    return None


@check("DEVICE-027")
def confirmed_salt(answered: Exchange, salt: str) -> Difference | None:
    """SALT is the number that ConfirmDevice was sent."""
    seen = str(answered.get("ChallengeParameters.SALT"))
    same = is_hexadecimal(seen) and int(seen, 16) == int(salt, 16)
    return None if same else Difference("salt", f"SALT {salt}", f"SALT {seen}")


@check("DEVICE-028", "DEVICE-033", "DEVICE-034")
def signed_in(answered: Exchange) -> Difference | None:
    """Tokens and no further challenge; the refresh token is there too."""
    return tokens_at_last(answered)


@check("DEVICE-032", "TOKEN-047")
def claimed_device(answered: Exchange, key: str) -> Difference | None:
    """The access token's claim device_key is the device's key."""
    seen = claims_in(answered, "AccessToken").get("device_key")
    kind = "device-key-missing" if seen is None else "device-key"
    return None if seen == key else Difference(kind, f"device_key {key!r}", f"{seen!r}")


@check("DEVICE-038")
def no_new_device(answered: Exchange) -> Difference | None:
    """The answer has no NewDeviceMetadata, since the device is known."""
    found = answered.get("AuthenticationResult.NewDeviceMetadata")
    return Difference("metadata", "no NewDeviceMetadata", "NewDeviceMetadata") if found else None


@prop(
    "DEVICE-025",
    "DEVICE-026",
    "DEVICE-027",
    "DEVICE-028",
    "TOKEN-047",
    "DEVICE-038",
    password=passwords(),
    ways=device_ways(),
    where=st.sampled_from(("both", "proof")),
    prompt=st.booleans(),
)
def test_device_sign_in(s: Scenario, password: str, ways: Ways, where: str, prompt: bool) -> None:
    """A sign-in, its device remembered, and a second one with that device."""
    client, user = device_user(s, password, prompt=prompt)
    _, device = remembered(s, client, user, ways, prompt=prompt)
    start, asked = proved(s, client, user, device.key, where=where)
    if not checked(s, "DEVICE-025", asked):
        s.end("DEVICE-025", "the device was not asked for")
    begun = begin_device(s, client, start, asked, device)
    if not checked(s, "DEVICE-026", begun.challenge):
        s.end("DEVICE-026", "no DEVICE_PASSWORD_VERIFIER")
    s.check("DEVICE-027", begun.challenge, salt=device.salt)
    done = answer_device(s, client, begun, device_proof(s, begun, device))
    if not checked(s, "DEVICE-028", done):
        s.end("DEVICE-028", "no tokens for the right proof")
    s.check("TOKEN-047", done, key=device.key)
    s.check("DEVICE-038", done)


@prop("DEVICE-029", password=passwords(), ways=device_ways(), variant=wrong_variants())
def test_wrong_secret(s: Scenario, password: str, ways: Ways, variant: str) -> None:
    """A proof of another secret; then of the right one, from a fresh challenge."""
    client, user = device_user(s, password)
    _, device = remembered(s, client, user, ways)
    begun = asked_for_device(s, client, user, device)
    wrong = device_proof(s, begun, device, wrong_password(device.secret, variant))
    attempt = answer_device(s, client, begun, wrong)
    s.refused("DEVICE-029", attempt, control=lambda: device_sign_in(s, client, user, device))


@prop("DEVICE-031", password=passwords(), ways=device_ways(), what=CHANGED, seconds=st.integers(1, 40))
def test_changed_proof(s: Scenario, password: str, ways: Ways, what: str, seconds: int) -> None:
    """A right proof with one part changed; then an unchanged one."""
    client, user = device_user(s, password)
    _, device = remembered(s, client, user, ways)
    begun = asked_for_device(s, client, user, device)
    proof = device_proof(s, begun, device)
    if what in ("signature", "block"):
        name = "PASSWORD_CLAIM_SIGNATURE" if what == "signature" else "PASSWORD_CLAIM_SECRET_BLOCK"
        proof[name] = s.compute("secret.altered", proof[name])
    else:
        away = -seconds - 60 if what == "earlier" else 60 + seconds  # seconds away from the signed time
        proof["TIMESTAMP"] = s.compute("srp.timestamp", s.clock(), "plain", away)
    attempt = answer_device(s, client, begun, proof)
    s.refused("DEVICE-031", attempt, control=lambda: device_sign_in(s, client, user, device))


@prop("DEVICE-032", password=passwords(), base=names(), prompt=st.booleans())
def test_claim_of_a_new_device(s: Scenario, password: str, base: str, prompt: bool) -> None:
    """The access token of a sign-in that has a new device key."""
    client, user = device_user(s, password, base, prompt=prompt)
    session = first_sign_in(s, client, user)
    s.check("DEVICE-032", session.exchange, key=device_of(session, Ways()).key)


@prop("DEVICE-033", password=passwords(), base=names())
def test_never_remembered(s: Scenario, password: str, base: str) -> None:
    """A confirmed device that is not remembered."""
    client, user = device_user(s, password, base, prompt=True)
    session, device = confirmed(s, client, user, Ways())
    found = s.must("ListDevices", blame="DEVICE-007", AccessToken=session.access)
    if device.key in listed_keys(found):
        s.end("DEVICE-007", "the device is remembered without being asked for", found)
    checked(s, "DEVICE-033", proved(s, client, user, device.key)[1])


@prop("DEVICE-034", password=passwords(), base=names())
def test_no_longer_remembered(s: Scenario, password: str, base: str) -> None:
    """A device is asked for its proof while it is remembered, and not afterwards."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    asked_for_device(s, client, user, device)
    s.need(set_status(s, session, device, "not_remembered"), "DEVICE-008")
    checked(s, "DEVICE-034", proved(s, client, user, device.key)[1])


@prop("DEVICE-035", password=passwords(), base=names(), by_admin=st.booleans())
def test_forgotten_device(s: Scenario, password: str, base: str, by_admin: bool) -> None:
    """A sign-in that names a forgotten device, and one that names none."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    asked_for_device(s, client, user, device)
    if by_admin:
        s.must(
            "AdminForgetDevice",
            blame="DEVICE-018",
            UserPoolId=client.pool.id,
            Username=user.username,
            DeviceKey=device.key,
        )
    else:
        s.must("ForgetDevice", blame="DEVICE-016", AccessToken=session.access, DeviceKey=device.key)
    s.refused(
        "DEVICE-035", refusal(s, client, user, device.key), control=lambda: srp_sign_in(s, client, user.login, password)
    )


@prop("DEVICE-037", password=passwords(), base=names())
def test_device_of_another_user(s: Scenario, password: str, base: str) -> None:
    """A sign-in that names another user's device; the other user can."""
    client, owner = device_user(s, password, base)
    _, device = remembered(s, client, owner, Ways())
    other = s.user(client.pool, password=password, username=s.name(base))
    s.need(srp_sign_in(s, client, other.login, password), "SRP-002")
    s.refused(
        "DEVICE-037", refusal(s, client, other, device.key), control=lambda: proved(s, client, owner, device.key)[1]
    )


# -- refreshing --------------------------------------------------------------------------------------------------------


def refreshed(s: Scenario, client: Client, session: Session, key: str | None) -> Exchange:
    """A refresh that names a device, or none."""
    named = {"DEVICE_KEY": key} if key else {}
    return initiate(s, client, "REFRESH_TOKEN_AUTH", {"REFRESH_TOKEN": session.refresh, **named})


@prop("DEVICE-041", "DEVICE-042", password=passwords(), base=names(), prompt=st.booleans())
def test_refresh(s: Scenario, password: str, base: str, prompt: bool) -> None:
    """A refresh without the device key, then with it."""
    client, user = device_user(s, password, base, prompt=prompt)
    session, device = confirmed(s, client, user, Ways())
    without = refreshed(s, client, session, None)
    right = refreshed(s, client, session, device.key)
    s.refused("DEVICE-041", without, control=right)
    s.accepted("DEVICE-042", right)


@prop("DEVICE-043", password=passwords(), base=names())
def test_refresh_by_another_device(s: Scenario, password: str, base: str) -> None:
    """A refresh with the key of another device of the user, then with the right one."""
    client, user = device_user(s, password, base)
    session, device = confirmed(s, client, user, Ways())
    _, other = confirmed(s, client, user, Ways(name="tablet"))
    s.refused(
        "DEVICE-043",
        refreshed(s, client, session, other.key),
        control=lambda: refreshed(s, client, session, device.key),
    )


@prop("DEVICE-044", password=passwords(), base=names())
def test_refresh_of_a_forgotten_device(s: Scenario, password: str, base: str) -> None:
    """A refresh before and after the device is forgotten."""
    client, user = device_user(s, password, base)
    session, device = remembered(s, client, user, Ways())
    before = refreshed(s, client, session, device.key)
    s.must("ForgetDevice", blame="DEVICE-016", AccessToken=session.access, DeviceKey=device.key)
    s.refused("DEVICE-044", refreshed(s, client, session, device.key), control=before)


@prop("DEVICE-045", password=passwords(), ways=device_ways())
def test_refresh_before_confirmation(s: Scenario, password: str, ways: Ways) -> None:
    """A refresh before and after the device is confirmed."""
    client, user = device_user(s, password)
    session = first_sign_in(s, client, user)
    device: Device = device_of(session, ways)
    early = refreshed(s, client, session, device.key)

    def late() -> Exchange:
        s.need(confirm(s, session, device), "DEVICE-003")
        return refreshed(s, client, session, device.key)

    s.refused("DEVICE-045", early, control=late)


@prop("DEVICE-046", password=passwords(), base=names())
def test_tokens_from_refresh_token(s: Scenario, password: str, base: str) -> None:
    """GetTokensFromRefreshToken without the device key, then with it."""
    client, user = device_user(s, password, base)
    session, device = confirmed(s, client, user, Ways())
    attempt = s.call("GetTokensFromRefreshToken", ClientId=client.id, RefreshToken=session.refresh)
    s.refused(
        "DEVICE-046",
        attempt,
        control=lambda: s.call(
            "GetTokensFromRefreshToken", ClientId=client.id, RefreshToken=session.refresh, DeviceKey=device.key
        ),
    )


@prop("DEVICE-047", password=passwords(), base=names())
def test_refresh_after_administrators_sign_in(s: Scenario, password: str, base: str) -> None:
    """A refresh token of a sign-in that no device can be tracked in; then one of a tracked device."""
    client, user = device_user(s, password, base)
    tracked, device = confirmed(s, client, user, Ways())
    answer = s.need(with_password(s, client, user.login, password, "ADMIN_USER_PASSWORD_AUTH"), "ADMAUTH-001")
    session = Session(client, user, answer)
    s.refused(
        "DEVICE-047", refreshed(s, client, session, None), control=lambda: refreshed(s, client, tracked, device.key)
    )
