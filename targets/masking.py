"""What is shown of an account: its last four digits."""

from __future__ import annotations

import re

_ACCOUNT = re.compile(r"(?<=[?&]account=)([^&]+)")
_CONFIRM = re.compile(r"&confirm=[^&]*|(?<=\?)confirm=[^&]*&?")
_IN_ARN = re.compile(r"(?<=:)\d{12}(?=:)")
_SHOWN = 4


def masked_account(account: str) -> str:
    """As many stars as digits are hidden, and the last four."""
    return "*" * max(0, len(account) - _SHOWN) + account[-_SHOWN:] if len(account) > _SHOWN else "*" * len(account)


def public(spec: str) -> str:
    """A target's name as it may be printed and written: of an account only the last digits."""
    if not spec.strip().startswith("aws?"):
        return spec
    without = _CONFIRM.sub("", spec).rstrip("?")
    without = _IN_ARN.sub(lambda found: masked_account(found[0]), without)
    return _ACCOUNT.sub(lambda found: masked_account(found[1]), without)


def account_in(spec: str) -> str:
    """The account that a target's name has; empty where it has none."""
    found = _ACCOUNT.search(spec) if spec.strip().startswith("aws?") else None
    return found[1] if found else ""
