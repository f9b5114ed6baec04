"""Whose keys these are: the account that STS names has to be the one that the user named."""

from __future__ import annotations

from typing import Any

from targets.aws.access import access_lost
from targets.aws.named import Named
from targets.interface import TargetGone, TargetUnusable
from targets.masking import masked_account


def must_be_the_account(named: Named, sts: Any) -> None:
    """One request, GetCallerIdentity. Raises ``TargetUnusable``: another account, refused keys, no answer."""
    found = caller_account(named, sts)
    if found != named.account:
        raise TargetUnusable(
            f"{named.spec}: the keys are those of account {masked_account(found)}, not of the one that was named; "
            "nothing was made. Name another profile, or the account that its keys are for"
        )


def caller_account(named: Named, sts: Any) -> str:
    """The account of the keys. Raises ``TargetUnusable``."""
    from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError

    try:
        return str(sts.get_caller_identity()["Account"])
    except TargetGone as error:
        raise TargetUnusable(f"{named.spec}: {error}; nothing was made") from error
    except ClientError as error:
        said = error.response.get("Error", {})
        code = str(said.get("Code"))
        known = access_lost("sts:GetCallerIdentity", code, str(said.get("Message")))
        why = known or f"STS refused GetCallerIdentity with {code}, so the account is not known"
        raise TargetUnusable(f"{named.spec}: {why}; nothing was made") from error
    except (BotoCoreError, HTTPClientError, KeyError) as error:
        raise TargetUnusable(
            f"{named.spec}: no answer of STS in {named.region} that names the account ({type(error).__name__}); "
            "nothing was made. Look at the region and at the network"
        ) from error
