"""The tier of the pool that an exchange is about, as far as its request says which pool that is."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.transport.made import Made

UNKNOWN = ""


class Tiers:
    """Reads from what a driver has seen made."""

    def __init__(self, made: Made) -> None:
        self._made = made

    def of(self, exchange: Exchange) -> str:
        """ESSENTIALS, LITE or PLUS; empty where the exchange does not tell, or the target never said."""
        answered = exchange.get("UserPool.UserPoolTier")
        if isinstance(answered, str):
            return answered if answered in ("ESSENTIALS", "LITE", "PLUS") else UNKNOWN
        pool = exchange.request.get("UserPoolId") or self._made.clients.get(_client(exchange), "")
        return self._made.tiers.get(str(pool), UNKNOWN)


def _client(exchange: Exchange) -> str:
    for part in (exchange.request, exchange.request.get("query"), exchange.request.get("form")):
        if isinstance(part, dict):
            for name in ("ClientId", "client_id"):
                if name in part:
                    return str(part[name])
    return ""
