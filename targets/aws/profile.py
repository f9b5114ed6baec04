"""The keys of the profile that was named, and the settings that would send requests elsewhere, which are refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from targets.aws.named import Named
from targets.interface import TargetUnusable
from targets.spec import nearest

MOVES_ENDPOINT = re.compile(r"AWS_ENDPOINT_URL(_\w+)?")
PROFILE_MOVES = ("endpoint_url", "services")
NEEDS_REQUESTS = (  # before the account is known nothing may be sent, not for keys either
    "role_arn",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
    "login_session",
    "credential_source",
)


@dataclass(frozen=True)
class Keys:
    """Credentials. Never printed."""

    access_key: str
    secret_key: str
    session_token: str | None = None

    def __repr__(self) -> str:
        return "Keys(...)"


def refuse_moved_endpoints(named: Named, environment: Mapping[str, str]) -> None:
    """Raises ``TargetUnusable`` for variables that move endpoints, whatever they say."""
    found = sorted(name for name in environment if MOVES_ENDPOINT.fullmatch(name))
    if found:
        raise TargetUnusable(
            f"{named.spec}: the environment has {', '.join(found)}, which moves the endpoint; nothing was sent. "
            "Unset it: requests with the keys of an account go to AWS and nowhere else"
        )


def refuse_moved_profile(named: Named, profile: Mapping[str, Any]) -> None:
    """Raises ``TargetUnusable`` for settings of the profile that move endpoints."""
    found = [name for name in PROFILE_MOVES if name in profile]
    if found:
        raise TargetUnusable(
            f"{named.spec}: profile {named.profile!r} has {', '.join(found)}, which moves the endpoint; nothing was "
            "sent. Name a profile without it"
        )


def read_profile(named: Named) -> Mapping[str, Any]:
    """The settings of the profile in the user's AWS files. Raises ``TargetUnusable``."""
    import botocore.session
    from botocore.exceptions import BotoCoreError

    try:
        profiles: Mapping[str, Any] = botocore.session.Session().full_config["profiles"]
    except (BotoCoreError, OSError, ValueError) as error:
        raise TargetUnusable(
            f"{named.spec}: the AWS configuration cannot be read: {error}; nothing was sent"
        ) from error
    if named.profile not in profiles:
        raise TargetUnusable(
            f"{named.spec}: there is no profile {named.profile!r}{nearest(named.profile, profiles)} in the AWS "
            "configuration; nothing was sent. 'aws configure list-profiles' prints those that there are"
        )
    found: Mapping[str, Any] = profiles[named.profile]
    return found


def keys_of(named: Named, profile: Mapping[str, Any]) -> Keys:
    """The keys of a profile: in the file, or from its ``credential_process``. Raises ``TargetUnusable``."""
    if "credential_process" in profile:
        return _from_process(named, profile)
    if profile.get("aws_access_key_id") and profile.get("aws_secret_access_key"):
        token = profile.get("aws_session_token")
        return Keys(str(profile["aws_access_key_id"]), str(profile["aws_secret_access_key"]), token and str(token))
    needs = [name for name in NEEDS_REQUESTS if name in profile]
    why = f"its keys take requests ({', '.join(needs)})" if needs else "it has no keys"
    raise TargetUnusable(
        f"{named.spec}: profile {named.profile!r} cannot be used: {why}; nothing was sent. Make another profile with "
        f"the line: credential_process = aws configure export-credentials --profile {named.profile}"
    )


def _from_process(named: Named, profile: Mapping[str, Any]) -> Keys:
    from botocore.credentials import ProcessProvider
    from botocore.exceptions import BotoCoreError

    provider = ProcessProvider(named.profile, lambda: {"profiles": {named.profile: profile}})
    try:
        keys = provider.load().get_frozen_credentials()
    except (BotoCoreError, OSError, ValueError, AttributeError) as error:
        said = " ".join(str(error).split())[:300]
        raise TargetUnusable(
            f"{named.spec}: the credential_process of profile {named.profile!r} gave no keys: {said}; nothing was "
            "sent. If the login has expired, log in again"
        ) from error
    return Keys(keys.access_key, keys.secret_key, keys.token)
