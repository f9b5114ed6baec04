"""moto's signing key, read once.

moto signs the tokens of all pools with one key, which it reads from its own file anew for each pool; finding the primes
of that key again took half of a run's time. The same text always gives the same key, so nothing that moto answers
depends on when it was read.
"""

from __future__ import annotations

import json
from types import ModuleType
from typing import Any


class _KeptKeys:
    """``RSAKey`` of joserfc, which keeps what it has imported. All else is the class's own."""

    def __init__(self, keys: Any) -> None:
        self._keys = keys
        self._imported: dict[str, Any] = {}

    def import_key(self, value: Any, *more: Any, **options: Any) -> Any:
        """The key of these members; imported the first time. Raises what joserfc raises."""
        if not isinstance(value, dict) or more or options:
            return self._keys.import_key(value, *more, **options)
        text = json.dumps(value, sort_keys=True, default=repr)
        if text not in self._imported:
            self._imported[text] = self._keys.import_key(value)
        return self._imported[text]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._keys, name)


class _Module:
    """joserfc's ``jwk``, with keys that are kept."""

    def __init__(self, jwk: ModuleType) -> None:
        self._jwk = jwk
        self.RSAKey = _KeptKeys(jwk.RSAKey)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._jwk, name)


def read_keys_once(models: ModuleType) -> None:
    """Let moto's module of pools keep the keys that it reads. A release without this way of reading is left alone."""
    jwk = getattr(models, "jwk", None)
    if isinstance(jwk, ModuleType) and hasattr(jwk, "RSAKey"):
        models.jwk = _Module(jwk)  # type: ignore[attr-defined]
