"""botocore clients for ``cognito-idp``: made once each, free of the user's AWS configuration."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

CONNECT_TIMEOUT = 3.0
READ_TIMEOUT = 20.0
USER_AGENT = "cognito-conformance"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Connection:
    """All that makes one client differ from another."""

    endpoint: str
    region: str
    access_key: str = "testing"
    secret_key: str = "testing"
    session_token: str | None = None
    ca: str | None = None  # a file with the CA that signed the endpoint's certificate
    connect_timeout: float = CONNECT_TIMEOUT
    read_timeout: float = READ_TIMEOUT
    headers: Mapping[str, str] = field(default_factory=dict)  # of calls that are signed, in the place of their own

    @property
    def loopback(self) -> bool:
        """Whether the endpoint is this machine: then proxies are passed by."""
        return is_loopback(self.endpoint)


def public_authorities() -> str | None:
    """The file with the authorities that certifi brings; None, which means those of the system, without it."""
    try:
        import certifi
    except ImportError:
        return None
    return str(certifi.where())


def is_loopback(url: str) -> bool:
    """Whether a URL points at this machine."""
    host = urlsplit(url).hostname or ""
    return host in LOOPBACK or host.endswith(".localhost") or host.startswith("127.")


@cache
def session() -> Any:
    """One botocore session for the process: loading the service model is what costs.

    No profile, configuration or credentials file of the user is read.
    """
    import botocore.session

    return botocore.session.Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        }
    )


def make_client(connection: Connection, *, signed: bool = True, service: str = "cognito-idp") -> Any:
    """A client that sends each request unchanged, once, and waits no longer than ``read_timeout``."""
    import botocore
    from botocore.config import Config

    config = Config(
        parameter_validation=False,
        retries={"total_max_attempts": 1},
        connect_timeout=connection.connect_timeout,
        read_timeout=connection.read_timeout,
        max_pool_connections=10,
        user_agent=USER_AGENT,  # botocore builds its own anew, twice for each request
        proxies={} if connection.loopback else None,
        signature_version=None if signed else botocore.UNSIGNED,
    )
    client = session().create_client(
        service,
        region_name=connection.region,
        endpoint_url=connection.endpoint,
        aws_access_key_id=connection.access_key,
        aws_secret_access_key=connection.secret_key,
        aws_session_token=connection.session_token,
        verify=connection.ca or True,
        config=config,
    )
    if signed and connection.headers:
        _add_headers(client, connection.headers)
    return client


def _add_headers(client: Any, headers: Mapping[str, str]) -> None:
    """Send these along with every call that is signed, in the place of headers of the same name."""
    model = client.meta.service_model

    def add(request: Any, operation_name: str, **_: Any) -> None:
        if model.operation_model(operation_name).resolved_auth_type != "none":
            put_headers(request.headers, headers)

    client.meta.events.register_last(f"request-created.{model.service_id.hyphenize()}", add)


def put_headers(there: Any, headers: Mapping[str, str]) -> None:
    """Set headers on a botocore request that may have some of these names already, in any case."""
    for name, value in headers.items():
        del there[name]  # of a name that is not there too: they are an email.message.Message
        there[name] = value


def as_botocore_has_it(url: str, status: int, headers: Mapping[str, str], body: bytes) -> Any:
    """An answer that came in another way than by botocore's own connection, as its ``before-send`` hands it on."""
    from botocore.awsrequest import AWSResponse
    from botocore.compat import HTTPHeaders

    return AWSResponse(url, status, HTTPHeaders.from_dict(dict(headers)), _Raw(body))


class _Raw:
    """What AWSResponse reads a body from."""

    def __init__(self, body: bytes) -> None:
        self._body = BytesIO(body)

    def read(self, size: int | None = None) -> bytes:
        return self._body.read(size if size is not None else -1)

    def stream(self, *_: Any, **__: Any) -> Iterable[bytes]:
        content = self._body.read()
        return [content] if content else []
