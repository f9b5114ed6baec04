"""Clients of a twin, and what it says of itself."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from targets.aws.twin import Announcement
from targets.aws.twin.rates import CATEGORY, DOMAIN, POOL

REGION = "us-east-1"


def client(twin: Announcement, service: str = "cognito-idp", *, region: str = "", **keys: str) -> Any:
    """A botocore client of one of the twin's services, with its keys or with others."""
    given = {
        "aws_access_key_id": twin.credentials.access_key,
        "aws_secret_access_key": twin.credentials.secret_key,
        "aws_session_token": twin.credentials.session_token,
    }
    return Session().create_client(
        service,
        region_name=region or twin.region,
        endpoint_url=twin.endpoints[{"resourcegroupstaggingapi": "tagging"}.get(service, service)],
        verify=twin.ca,
        config=Config(retries={"total_max_attempts": 1}, parameter_validation=False, proxies={}),
        **given | keys,
    )


def refusal(ask: Any, **parameters: Any) -> tuple[str, str]:
    """The code and the text of a refusal; fails where there is none."""
    try:
        answer = ask(**parameters)
    except ClientError as error:
        return str(error.response["Error"]["Code"]), str(error.response["Error"]["Message"])
    raise AssertionError(f"accepted: {answer}")


def above(rates: Mapping[str, Any], share: float) -> list[str]:
    """The limits of which more was used in some second than a run may: of one operation to one pool of its own it may
    use the whole, of what it has in common with others a share. Fails where a limit is of no known kind.
    """
    most = {CATEGORY: share, DOMAIN: share, POOL: 1.0}
    return [
        f"{name}: {rate['highest']} of {rate['limit']}"
        for name, rate in rates.items()
        if rate["highest"] > max(1, int(rate["limit"] * most[rate["kind"]]))
    ]


def archive(code: str) -> bytes:
    """What a function is deployed from: a module ``index`` with this code."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("index.py", code)
    return content.getvalue()
