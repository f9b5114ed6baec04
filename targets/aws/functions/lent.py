"""What the owner of the account lends to runs: a role for functions, the key that encrypts codes, and senders.

A pool whose users are sent codes to sign in has to have a sender of its own: a role for text messages, an identity of
SES for e-mail. Nothing is sent by them, for every pool of the run hands its messages to a function.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from targets.aws.access import access_lost
from targets.aws.answered import says_absent
from targets.aws.functions.asking import asked
from targets.aws.named import Named
from targets.interface import TargetGone, TargetUnusable

SDK = "aws_encryption_sdk"
EXTRA = "pip install 'cognito-conformance[aws]'"
EXTERNAL_ID = "cognito-conformance"  # what the trust of the role for text messages asks for
SYMMETRIC = ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT")


@dataclass(frozen=True)
class Lent:
    """``role`` is an ARN; ``named`` the key as the user named it, ``key`` its ARN once KMS has given it.

    ``sms``: the ARN of the role for text messages, ``ses`` that of the identity for e-mail; each empty without one.
    """

    role: str
    named: str
    key: str = ""
    sms: str = ""
    ses: str = ""

    def sender(self, medium: str) -> Mapping[str, Any] | None:
        """SmsConfiguration or EmailConfiguration of a pool; None where nobody has named what it takes."""
        if medium == "sms":
            return {"SnsCallerArn": self.sms, "ExternalId": EXTERNAL_ID} if self.sms else None
        return {"EmailSendingAccount": "DEVELOPER", "SourceArn": self.ses} if self.ses else None

    def lends(self, member: str, arn: str) -> bool:
        """Whether this is lent for a member of this name."""
        return bool(arn) and arn == {"SnsCallerArn": self.sms, "SourceArn": self.ses}.get(member, self.key)


def must_have_the_sdk(named: Named) -> None:
    """Raises ``TargetUnusable`` where codes are to be read and nothing here can decrypt them.

    In a rehearsal nothing is encrypted.
    """
    if named.codes and not named.rehearsal and find_spec(SDK) is None:
        raise TargetUnusable(
            f"{named.spec}: codes=custom-sender decrypts codes with the AWS Encryption SDK, which is not installed; "
            f"nothing was sent. Install it: {EXTRA}"
        )


def lent_to(named: Named) -> Lent | None:
    """What the options name; None where codes are not to be read."""
    if not named.codes:
        return None
    roles = f"arn:aws:iam::{named.account}:role"
    return Lent(
        f"{roles}/{named.role}",
        named.key,
        sms=f"{roles}/{named.sms}" if named.sms else "",
        ses=f"arn:aws:ses:{named.region}:{named.account}:identity/{named.ses}" if named.ses else "",
    )


def with_its_arn(lent: Lent, named: Named, kms: Any) -> Lent:
    """The same with the ARN of the key. One request, DescribeKey.

    Raises ``TargetUnusable``: no such key, one that is not in use or cannot encrypt codes, a missing permission.
    """
    found = _described(lent, named, kms)
    account, region = str(found["Arn"]).split(":")[4], str(found["Arn"]).split(":")[3]
    why = ""
    if (account, region) != (named.account, named.region):
        why = "is not of this account and region"
    elif found.get("KeyState", "Enabled") != "Enabled":
        why = f"is not in use: {found['KeyState']}"
    elif (found.get("KeySpec", SYMMETRIC[0]), found.get("KeyUsage", SYMMETRIC[1])) != SYMMETRIC:
        why = "is not a symmetric key that encrypts"
    if why:
        raise TargetUnusable(f"{named.spec}: the key {lent.named} {why}; nothing was made. Name another with key=")
    return replace(lent, key=str(found["Arn"]))


def _described(lent: Lent, named: Named, kms: Any) -> dict[str, Any]:
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        found: dict[str, Any] = asked("kms", "DescribeKey", lambda: kms.describe_key(KeyId=lent.named))["KeyMetadata"]
        return {"Arn": found["Arn"], **found}
    except TargetGone as error:
        raise TargetUnusable(f"{named.spec}: {error}; nothing was made") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        code = str(said.get("Code"))
        none = f"there is no key {lent.named}" if says_absent(code) else f"KMS does not describe the key {lent.named}"
        why = access_lost("kms:DescribeKey", code, str(said.get("Message"))) or f"{none} ({code})"
    except (BotoCoreError, HTTPClientError, KeyError, TypeError) as error:
        why = f"no answer of KMS that describes the key {lent.named} ({type(error).__name__})"
    raise TargetUnusable(
        f"{named.spec}: {why}; nothing was made. 'cognito-conformance aws setup' prints a template with a key; key= "
        "names another"
    )
