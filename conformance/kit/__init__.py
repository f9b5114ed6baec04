"""Computations that steps use. Recorded by name, repeated at replay, shown in scripts.

Each module is self-contained (standard library and ``cryptography``), because a script shows its source. All but
``issuing``, which no step uses: issuers of tokens are made of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.kit import device, forms, idp, jwt, oauth, opaque, passkey, reading, saml, secret, signature, srp, totp

_MODULES = (secret, srp, jwt, reading, signature, oauth, opaque, forms, totp, device, passkey, idp, saml)


def find(name: str) -> Callable[..., Any]:
    """The computation ``module.function``. Raises ``LookupError`` for an unknown one: a defect of this suite."""
    module, _, function = name.partition(".")
    for candidate in _MODULES:
        if candidate.__name__.rsplit(".", 1)[-1] == module and hasattr(candidate, function):
            found: Callable[..., Any] = getattr(candidate, function)
            return found
    raise LookupError(f"conformance.kit has no computation {name}")
