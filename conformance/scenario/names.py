"""Names that are fresh in a run: users, addresses, phone numbers, pools."""

from __future__ import annotations

import hashlib
import random

_LETTERS = "bcdfghjklmnpqrstvwxz"  # no vowels, so that a tag spells no word


class Names:
    """Numbers the resources that one worker makes. Equal seeds, workers and runs give the same names in the same order.

    ``run`` distinguishes runs with the same seed on an endpoint that keeps what they made.
    """

    def __init__(self, seed: int, worker: str, run: str = "") -> None:
        digest = hashlib.sha256(f"{seed}:{worker}{run and f':{run}'}".encode()).digest()
        self.tag = "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:4])
        self.prefix = f"cc-{worker}-" if worker != "main" else "cc-"
        self._count = 0
        self._random = random.Random(f"{seed}:{worker}")

    def suffix(self) -> str:
        """A suffix that no name of this run has; it begins with the tag that every name of this worker contains.

        None begins with another (how many digits follow is written first): a name is not to look made of another one.
        """
        self._count += 1
        digits = f"{self._count:x}"
        return f"{self.tag}{len(digits)}{digits}"

    def number(self) -> int:
        """A number of at most 7 digits that no phone number of this run has."""
        self._count += 1
        return self._count % 10_000_000

    def srp_secret(self) -> str:
        """A secret exponent for the SRP client, hexadecimal."""
        return f"{self._random.getrandbits(256) | 1:x}"
