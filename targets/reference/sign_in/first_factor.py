"""The password step, and what follows a first factor: a new password, later a second factor, then issue."""

from __future__ import annotations

import json

from targets.reference.core.api import Answer
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.contention import signed_in_meanwhile
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.endings import check_password_age
from targets.reference.core.errors import (
    ApiError,
    InternalErrorException,
    NotAuthorizedException,
    PasswordResetRequiredException,
    UserNotConfirmedException,
    UserNotFoundException,
    user_not_found,
    wrong_credentials,
)
from targets.reference.core.existence import unknown_at_sign_in
from targets.reference.core.limits import check_lockout, count_failure, forget_failures
from targets.reference.core.masks import EMAIL
from targets.reference.core.name_index import by_any_case, find, other_owner
from targets.reference.core.namesakes import elsewhere
from targets.reference.core.passwords import check_temporary, matches
from targets.reference.core.schema import missing_required
from targets.reference.core.sessions import new_session
from targets.reference.core.sign_in_names import named, owner_of_unverified
from targets.reference.core.state import (
    EXTERNAL_PROVIDER,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    Client,
    Pool,
    User,
)
from targets.reference.sign_in.device_tracking import ask_device, content_with, device_of_sign_in
from targets.reference.sign_in.mfa import ask_second
from targets.reference.sign_in.ways import way_of
from targets.reference.tokens import issue
from targets.reference.triggers.authentication import post_authentication


def user_to_sign_in(attempt: Attempt, name: str) -> User:
    """The user of a name, who must not be disabled."""
    user = named(attempt.pool, name, way_of(attempt))
    if user is not None and overlooks(attempt.pool, user, name):
        user = None
    user = former_owner(attempt, name) or of_another_pool(attempt, user) or user
    user = user or found_by_mutants(attempt.pool, name)
    if user is None and name in attempt.pool.deleted and deviates("admuser-deleted-signs-in"):
        return attempt.pool.deleted[name]
    if user is None:
        place = "hiding-client-tells-administrators" if attempt.admin else "hiding-client-tells"
        raise user_not_found() if deviates(place) else unknown(attempt)
    if not deviates(f"{attempt.operation_kind}-sign-in-of-disabled-user"):
        check_enabled(user)
    return user


def unknown(attempt: Attempt) -> ApiError:
    """The refusal for a name that nobody has."""
    if not attempt.client.hides_existence and deviates(f"{attempt.operation_kind}-sign-in-hides-unknown-from-legacy"):
        return wrong_credentials()
    if not attempt.client.hides_existence and deviates("unknown-user-text"):
        return UserNotFoundException("Username not found.")
    return unknown_at_sign_in(attempt)


def overlooks(pool: Pool, user: User, name: str) -> bool:
    """Whether a mutant does not let this user in by this name."""
    if pool.fold(name) == pool.fold(user.username):
        return name != user.username and deviates("sign-in-exact-case")
    if pool.username_attributes and name.startswith("+"):
        return deviates("number-is-no-user-name")
    if pool.username_attributes and deviates("address-is-no-user-name"):
        return "@" in name
    if pool.username_attributes:
        return not user.verified(EMAIL) and deviates("address-name-has-to-be-verified")
    if "@" in name:
        other_case = name != user.attributes.get(EMAIL) and deviates("alias-sign-in-exact-case")
        return other_case or deviates("email-alias-does-not-sign-in")
    return deviates("phone-alias-does-not-sign-in" if name.startswith("+") else "preferred-name-does-not-sign-in")


def found_by_mutants(pool: Pool, name: str) -> User | None:
    """Whom a mutant lets in by a name that is not the user's to sign in with."""
    early = owner_of_unverified(pool, name)
    if early is not None and early.status == UNCONFIRMED and deviates("address-of-unconfirmed-is-known"):
        return early
    if deviates("unverified-alias-signs-in" if pool.alias_attributes else "any-address-signs-in"):
        return next((user for user in pool.users.values() if user.attributes.get(EMAIL) == name), None)
    return by_any_case(pool, name) if deviates("sign-in-in-any-case") else None


def former_owner(attempt: Attempt, name: str) -> User | None:
    """Whom a mutant lets in by an alias that has moved to another user."""
    if not deviates("former-owner-signs-in"):
        return None
    pool = attempt.pool
    having = [u for u in pool.users.values() if u.attributes.get(EMAIL) == name and other_owner(pool, u, EMAIL, name)]
    return next((user for user in having if matches(user, attempt.given.get("PASSWORD", ""))), None)


def of_another_pool(attempt: Attempt, user: User | None) -> User | None:
    """Whom mutants let in instead: a user of another pool with the same name and password, or the same address."""
    if user is None:
        return None
    pools = attempt.call.store.pools.values()
    if deviates("password-of-another-pool"):
        others = elsewhere(pools, attempt.pool, user)
        return next((other for other in others if matches(other, attempt.given.get("PASSWORD", ""))), None)
    address = user.attributes.get(EMAIL, "")
    if attempt.pool.alias_attributes and address and deviates("address-of-another-pool"):
        return next(other for pool in pools if (other := find(pool, address)) is not None)
    return None


def check_enabled(user: User, *ways: str) -> None:
    """Recorded, for the right password. ``ways``: on which of them a mutant may forget this."""
    disabled = not user.enabled or "disabled" in user.remains  # the latter for a mutant
    if disabled and not any(deviates(f"disabled-signs-in-by-{way}") for way in ways):
        raise NotAuthorizedException(varied("User is disabled.", "disabled-user-text", "User is not enabled."))


def check_status(client: Client, user: User, way: str) -> None:
    """States in which no password helps. Reported: they are reported whether or not the password is right."""
    if user.status == UNCONFIRMED and not deviates(f"unconfirmed-signs-in-by-{way}"):
        admin = "unconfirmed-text-at-administrators" if way.startswith("admin-") else "unconfirmed-text"
        raise UserNotConfirmedException(varied("User is not confirmed.", admin, "User not confirmed"))
    asks = deviates(f"reset-required-asked-by-{way}")
    if user.status == RESET_REQUIRED and not asks and not deviates(f"reset-required-signs-in-by-{way}"):
        if client.hides_existence:  # documented: the state of a user is hidden too
            raise wrong_credentials()
        text = varied("Password reset required for the user", "reset-required-text", "Password reset required.")
        raise PasswordResetRequiredException(text)


def password_step(attempt: Attempt, user: User, password: str) -> Answer:
    """A password as it was typed."""
    any_case = attempt.pool.fold("A") == "a" and deviates("password-in-any-case")
    right = matches(user, password) or (any_case and matches(user, password.swapcase()))
    right = right or takes_wrong(attempt, user, password)
    if user.status == UNCONFIRMED and not right and deviates(f"password-before-confirmation-by-{way_of(attempt)}"):
        raise wrong_credentials()
    check_before_password(attempt, user, right=right)
    check_password_age(attempt.call, attempt.pool, user)
    signed_in_meanwhile(attempt.call, attempt.pool, user)
    return after_password(attempt, user, right=right)


def takes_wrong(attempt: Attempt, user: User, password: str) -> bool:
    """Whether a mutant takes this for the password: anything, in one flow or another, or what was replaced."""
    if user.status == FORCE_CHANGE_PASSWORD:
        return deviates("any-temporary-password")
    former = user.password_history[1:2], user.password_history[-1:]
    return (
        deviates(f"any-password-at-{attempt.step}")
        or (password in former[0] and deviates("former-password-lives"))
        or (password in former[1] and deviates("temporary-password-lives"))
        or (user.status == EXTERNAL_PROVIDER and deviates("federation-any-password"))
    )


def check_before_password(attempt: Attempt, user: User, *, right: bool = False) -> None:
    """What is refused before any look at the password, but for mutants."""
    check_status(attempt.client, user, way_of(attempt))
    check_lockout(attempt.call, attempt.pool, user, right=right)


def after_password(attempt: Attempt, user: User, *, right: bool) -> Answer:
    """What a right or wrong password leads to, by whatever proof."""
    if not right:
        count_failure(attempt.call, user)
        end_sessions(user)
        if user.status == FORCE_CHANGE_PASSWORD and deviates("wrong-password-changes-status"):
            user.status = RESET_REQUIRED
        place = {"InitiateAuth": "hidden-password-text", "AdminInitiateAuth": "hidden-admin-password-text"}
        if attempt.client.hides_existence and deviates(place.get(attempt.call.operation, "hidden-proof-text")):
            raise NotAuthorizedException("Incorrect password.")
        if deviates("post-authentication-after-wrong-password"):
            post_authentication(attempt, user)
        raise refused(attempt)
    forget_failures(attempt.call, user)
    if user.status == FORCE_CHANGE_PASSWORD and not takes_temporary(attempt, user):
        check_temporary(attempt.call, attempt.pool, user)
        check_asked(attempt, user)
        return ask_new_password(attempt, user)
    if user.status == RESET_REQUIRED and deviates(f"reset-required-asked-by-{way_of(attempt)}"):
        return ask_new_password(attempt, user)
    return second_factor(attempt, user)


def end_sessions(user: User) -> None:
    """Where a mutant takes a wrong password for an attack."""
    if user.devices and deviates("wrong-password-forgets-devices"):
        user.devices.clear()
    if user.families and deviates("wrong-password-ends-sessions"):
        for family in user.families:
            family.revoked = True


def refused(attempt: Attempt) -> ApiError:
    """A wrong password."""
    if deviates(f"wrong-password-not-found-at-{attempt.step}"):
        return user_not_found()
    right = "Incorrect username or password."
    return NotAuthorizedException(varied(right, f"wrong-password-text-at-{attempt.step}", right.rstrip(".")))


def check_asked(attempt: Attempt, user: User) -> None:
    """Mutants that do not ask for a new password: of some users, or twice."""
    named = attempt.step in ("user-password-auth", "admin-user-password-auth") and not user.username.isascii()
    if named and deviates("temporary-password-fails-beyond-ascii"):
        raise InternalErrorException("UnicodeEncodeError")
    if user.remains.get("asked") and deviates("temporary-password-good-once"):
        raise wrong_credentials()
    user.remains["asked"] = "yes"


def takes_temporary(attempt: Attempt, user: User) -> bool:
    """Whether a mutant is content with a temporary password: the first one, a later one, or any on one way."""
    replaced = len(user.password_history) > 1
    again = len(user.password_history) > 2  # an administrator set it for a user who had one already
    return (
        deviates("later-temporary-password-signs-in" if replaced else "temporary-password-signs-in")
        or (again and deviates("admpw-temporary-signs-in"))
        or deviates(f"{attempt.step}-skips-new-password")
        or deviates(f"temporary-password-enough-by-{way_of(attempt)}")
    )


def ask_new_password(attempt: Attempt, user: User) -> Answer:
    """Recorded: lists and objects are JSON in a string; sub is not among the attributes."""
    prefix = varied("userAttributes.", "required-attributes-without-prefix", "")
    missing = [f"{prefix}{name}" for name in missing_required(attempt.pool.schema, user.attributes)]
    parameters = {
        "USER_ID_FOR_SRP": user.username,
        "requiredAttributes": json.dumps(missing, separators=(",", ":")),
        "userAttributes": json.dumps(shown_attributes(user), separators=(",", ":")),
    }
    if deviates("new-password-without-user-id"):
        del parameters["USER_ID_FOR_SRP"]
    typed = attempt.given.get("USERNAME")
    session = new_session(attempt.call, attempt.client, user, "NEW_PASSWORD_REQUIRED", admin=attempt.admin, typed=typed)
    kept = attempt.step == "select-challenge" and deviates("next-step-keeps-session")
    answer = challenge("NEW_PASSWORD_REQUIRED", parameters, attempt.call["Session"] if kept else session.text)
    if attempt.step.endswith("user-password-auth") and deviates("new-password-with-tokens"):
        return answer | {"AuthenticationResult": issue.signed_in(attempt.call, attempt.client, user)}
    return answer


def shown_attributes(user: User) -> dict[str, str]:
    """All that the user has but the sub."""
    without = "custom:" if deviates("user-attributes-without-custom") else "-"
    shown = {name: value for name, value in user.attributes.items() if not name.startswith(without)}
    return shown | varied({}, "user-attributes-with-sub", {"sub": user.sub})


def second_factor(attempt: Attempt, user: User) -> Answer:
    """What comes between a first factor and the tokens: the challenge for a device, or MFA."""
    if content_with(attempt, user):
        return finish(attempt, user)
    return ask_device(attempt, user) or ask_second(attempt, user) or finish(attempt, user)


def finish(attempt: Attempt, user: User) -> Answer:
    """Recorded: the tokens come with an empty ChallengeParameters and no ChallengeName."""
    post_authentication(attempt, user)
    device, metadata = device_of_sign_in(attempt, user)
    result = issue.signed_in(attempt.call, attempt.client, user, device=device) | metadata
    user.remains[f"typed {user.families[-1].origin_jti}"] = attempt.given.get("USERNAME", user.username)
    if deviates(f"token-type-in-lower-case-at-{attempt.step}"):
        result["TokenType"] = "bearer"
    if deviates(f"no-challenge-parameters-at-{attempt.step}"):
        return {"AuthenticationResult": result}
    return {"ChallengeParameters": {}, "AuthenticationResult": result}
