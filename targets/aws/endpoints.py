"""Where requests go: the addresses of AWS in one region, or those that the twin has announced."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from targets.clients import is_loopback
from targets.interface import TargetUnusable

SERVICES: Mapping[str, str] = {  # by botocore's name: the host in a region
    "cognito-idp": "cognito-idp",
    "sts": "sts",
    "service-quotas": "servicequotas",
}
HOSTED = "https://{domain}.auth.{region}.amazoncognito.com"


class Announced(Protocol):
    """What the twin says of itself when it has started, as far as it matters here."""

    @property
    def endpoints(self) -> Mapping[str, str]:
        """URLs by botocore's name of the service."""
        ...

    @property
    def hosted(self) -> str:
        """The URL of a domain's pages, with ``{prefix}`` and perhaps ``{region}``."""
        ...

    @property
    def ca(self) -> str:
        """The file with the certificate of its authority."""
        ...


@dataclass(frozen=True)
class Endpoints:
    """URLs of services, without a final slash; the template of hosted pages has ``{domain}`` and ``{region}``."""

    region: str
    services: Mapping[str, str]
    hosted: str = HOSTED
    ca: str | None = None

    def of(self, service: str) -> str:
        """The URL of a service."""
        return self.services[service]

    def host_of(self, service: str) -> str:
        """The host and port of a service, in lower case."""
        return urlsplit(self.services[service]).netloc.lower()

    def issuer(self, pool: str) -> str:
        """What tokens of a pool carry as ``iss``: real Cognito's, on the twin too."""
        return f"https://cognito-idp.{self.region}.amazonaws.com/{pool}"

    def pages(self, domain: str) -> str:
        """The URL below which the pages of a domain are."""
        return self.hosted.format(domain=domain, region=self.region)


def of_aws(region: str) -> Endpoints:
    """The addresses of AWS. Raises ``TargetUnusable`` where the region has no user pools as far as botocore knows."""
    from targets.clients import session

    partition = "aws"
    known = session().get_available_regions("cognito-idp", partition)
    if region not in known:
        raise TargetUnusable(
            f"region {region!r} has no user pools as far as the installed botocore knows; nothing was sent. "
            f"There are: {', '.join(known)}"
        )
    return Endpoints(region, {name: f"https://{host}.{region}.amazonaws.com" for name, host in SERVICES.items()})


def of_twin(region: str, announced: Announced) -> Endpoints:
    """The addresses of a twin. Raises ``TargetUnusable`` for one that is not on this machine."""
    for url in announced.endpoints.values():
        if not is_loopback(url):
            raise TargetUnusable(f"the twin announced {url}, which is not on this machine; nothing was sent there")
    services = {name: announced.endpoints[name].rstrip("/") for name in SERVICES if name in announced.endpoints}
    hosted = announced.hosted.replace("{prefix}", "{domain}")
    return Endpoints(region, services, hosted, announced.ca or None)
