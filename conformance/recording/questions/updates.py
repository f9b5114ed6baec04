"""Questions about UpdateUserPool: what becomes of a member that the request leaves out."""

from __future__ import annotations

from typing import Any

from conformance.checking.exchange import Exchange
from conformance.recording.questions.question import Said, question
from conformance.scenario.unjudged import Quiet

OTHER: dict[str, Any] = {
    "UserAttributeUpdateSettings": {"AttributesRequireVerificationBeforeUpdate": []}
}  # an update that does little
MESSAGE = "Your code is {####}."


def _after_an_update_without(s: Quiet, config: dict[str, Any]) -> tuple[Exchange, Exchange]:
    """The pool before and after an update that names none of these members.

    Before it, the pool has to show each of them as it was set: otherwise there is nothing to be kept, or to go.
    """
    pool = s.own_pool(**config)
    before = s.must("DescribeUserPool", UserPoolId=pool.id)
    if unset := [name for name, given in config.items() if not _shows(before.get(f"UserPool.{name}"), given)]:
        s.end("POOL-002", f"before the update not as it was set: {', '.join(unset)}", before)
    s.must("UpdateUserPool", blame="POOL-024", UserPoolId=pool.id, AutoVerifiedAttributes=["email"], **OTHER)
    return before, s.must("DescribeUserPool", UserPoolId=pool.id)


def _shows(value: Any, given: Any) -> bool:
    """Whether a value is what was given; a mapping may have more members."""
    if isinstance(given, dict):
        return isinstance(value, dict) and all(_shows(value.get(name), inner) for name, inner in given.items())
    return bool(value == given)


def _kept(s: Quiet, config: dict[str, Any], *paths: str) -> Said:
    """Whether all of these are as they were; the words name those that are not."""
    before, after = _after_an_update_without(s, config)
    changed = [path for path in paths if before.get(f"UserPool.{path}") != after.get(f"UserPool.{path}")]
    words = f"not as before: {', '.join(path.replace('.', ' ') for path in changed)}" if changed else "as before"
    return Said(words, not changed, after)


@question("POOL-060", "UpdateUserPool without AdminCreateUserConfig, which had AllowAdminCreateUserOnly true")
def sign_up_again(s: Quiet) -> Said:
    """See the catalog."""
    config = {"AdminCreateUserConfig": {"AllowAdminCreateUserOnly": True}}
    _, after = _after_an_update_without(s, config)
    now = after.get("UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly")
    return Said(f"AllowAdminCreateUserOnly is {str(bool(now)).lower()}", not now, after)


@question("POOL-061", "UpdateUserPool without DeletionProtection, which was ACTIVE")
def protection(s: Quiet) -> Said:
    """See the catalog. The protection goes at the end, so that the pool can."""
    config = {"DeletionProtection": "ACTIVE"}
    said = _kept(s, config, "DeletionProtection")
    s.call("UpdateUserPool", UserPoolId=said.about.text("UserPool.Id"), DeletionProtection="INACTIVE")
    return said


@question("POOL-062", "UpdateUserPool without UserPoolTags, of which there was one")
def tags(s: Quiet) -> Said:
    """See the catalog."""
    s.untagged()
    _, after = _after_an_update_without(s, {"UserPoolTags": {"for": "a question"}})
    gone = not after.get("UserPool.UserPoolTags")
    return Said("no tags" if gone else "tags", gone, after)


@question("POOL-063", "UpdateUserPool without VerificationMessageTemplate, which had a message")
def template(s: Quiet) -> Said:
    """See the catalog."""
    config = {"DefaultEmailOption": "CONFIRM_WITH_CODE", "EmailMessage": MESSAGE, "EmailSubject": "Code"}
    return _kept(s, {"VerificationMessageTemplate": config}, "VerificationMessageTemplate")


@question("POOL-064", "UpdateUserPool without EmailConfiguration, which had an address for replies")
def email_configuration(s: Quiet) -> Said:
    """See the catalog."""
    config = {"EmailSendingAccount": "COGNITO_DEFAULT", "ReplyToEmailAddress": "replies@example.com"}
    return _kept(s, {"EmailConfiguration": config}, "EmailConfiguration")


@question("POOL-065", "UpdateUserPool without AccountRecoverySetting, which had admin_only")
def recovery(s: Quiet) -> Said:
    """See the catalog."""
    config = {"RecoveryMechanisms": [{"Name": "admin_only", "Priority": 1}]}
    return _kept(s, {"AccountRecoverySetting": config}, "AccountRecoverySetting")


@question("POOL-067", "UpdateUserPool without messages and subjects that were set")
def messages(s: Quiet) -> Said:
    """See the catalog; of the members that the statement names, these can be set without anything else."""
    config = {
        "EmailVerificationMessage": MESSAGE,
        "EmailVerificationSubject": "Code",
        "SmsVerificationMessage": MESSAGE,
        "SmsAuthenticationMessage": MESSAGE,
    }
    before, after = _after_an_update_without(s, config)
    left = [name for name in config if after.get(f"UserPool.{name}") == before.get(f"UserPool.{name}")]
    return Said(f"as before: {', '.join(left)}" if left else "all were reset", not left, after)


@question("POOL-066", "UpdateUserPool without IssuerConfiguration, which was UPDATED")
def issuer_configuration(s: Quiet) -> Said:
    """See the catalog; of the two that the statement names, this takes no key of the account."""
    return _kept(s, {"IssuerConfiguration": {"Type": "UPDATED"}}, "IssuerConfiguration")
