"""What must not be written: secrets go before anything is kept, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SECRETS = frozenset({"ClientSecret", "ClientSecretValue"})
# The members of ProviderDetails are a map of free names: client_secret, private_key and what a provider may add.
FREE = "ProviderDetails"
SECRET_DETAIL = re.compile(r"secret|private_?key|password|passphrase|api_?key|token$", re.IGNORECASE)


def without_secrets(value: Any) -> Any:
    """A copy without the members that hold secrets."""
    if isinstance(value, Mapping):
        return {name: _inside(str(name), inner) for name, inner in value.items() if name not in SECRETS}
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value


def _inside(name: str, value: Any) -> Any:
    if name == FREE and isinstance(value, Mapping):
        return {detail: inner for detail, inner in value.items() if not SECRET_DETAIL.search(str(detail))}
    return without_secrets(value)
