"""Where requests go: the hosts of AWS in one region; for the twin, the ports of this machine that stand for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

from targets.clients import is_loopback
from targets.interface import TargetUnusable

HOSTS: Mapping[str, str] = {  # by botocore's name of a service: the first word of its host
    "cognito-idp": "cognito-idp",
    "sts": "sts",
    "service-quotas": "servicequotas",
    "lambda": "lambda",
    "sqs": "sqs",
    "kms": "kms",
}


class Announced(Protocol):
    """What the twin says of itself when it has started, as far as it matters here."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """URLs by botocore's name of the service."""
        ...

    @property
    def hosted_port(self) -> int:
        """Where the pages of every domain are answered."""
        ...

    @property
    def ca(self) -> str:
        """The file with the certificate of its authority."""
        ...


@dataclass(frozen=True)
class Endpoints:
    """The hosts in a region. ``ports``: of the twin, by service, ``pages`` among them; empty for AWS itself."""

    region: str
    ports: Mapping[str, int] = field(default_factory=dict)
    ca: str | None = None  # the file with the authority of those ports

    def of(self, service: str) -> str:
        """The URL of a service."""
        return f"https://{HOSTS[service]}.{self.region}.amazonaws.com"

    def host_of(self, service: str) -> str:
        """The host of a service."""
        return urlsplit(self.of(service)).netloc

    def issuer(self, pool: str) -> str:
        """What tokens of a pool carry as ``iss``."""
        return f"{self.of('cognito-idp')}/{pool}"

    def pages(self, domain: str) -> str:
        """The URL below which the pages of a domain are."""
        return f"https://{domain}.auth.{self.region}.amazoncognito.com"

    def port_for(self, host: str) -> int | None:
        """The port of this machine that stands for a host; None where the host itself is asked.

        Raises ``TargetUnusable`` on the twin for a host that nothing stands for: it is never asked itself.
        """
        if not self.ports:
            return None
        for service in HOSTS:
            if host == self.host_of(service) and service in self.ports:
                return self.ports[service]
        if host.endswith(f".auth.{self.region}.amazoncognito.com"):
            return self.ports["pages"]
        raise TargetUnusable(f"the twin does not stand for {host}; nothing was sent there")


def of_aws(region: str) -> Endpoints:
    """Those of AWS. Raises ``TargetUnusable`` where the region has no user pools as far as botocore knows."""
    from targets.clients import session

    known = session().get_available_regions("cognito-idp")
    if region not in known:
        raise TargetUnusable(
            f"region {region!r} has no user pools as far as the installed botocore knows; nothing was sent. "
            f"There are: {', '.join(known)}"
        )
    return Endpoints(region)


def of_twin(region: str, announced: Announced) -> Endpoints:
    """Those of a twin. Raises ``TargetUnusable`` for one that is not on this machine."""
    for url in announced.endpoints.values():
        if not is_loopback(url):
            raise TargetUnusable(f"the twin announced {url}, which is not on this machine; nothing was sent there")
    ports = {name: int(urlsplit(announced.endpoints[name]).port or 0) for name in HOSTS if name in announced.endpoints}
    return Endpoints(region, {**ports, "pages": announced.hosted_port}, announced.ca)
