"""Clients of a twin, and what it says of itself."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from targets.aws.twin import Announcement

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


def archive(code: str) -> bytes:
    """What a function is deployed from: a module ``index`` with this code."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("index.py", code)
    return content.getvalue()
