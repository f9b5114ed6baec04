"""The user's own list of accounts in which the suite never runs."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

from targets.account_forms import ACCOUNT
from targets.aws.named import Named
from targets.interface import TargetUnusable

FILE = Path("cognito-conformance") / "never.toml"


def list_file(environment: Mapping[str, str] = os.environ) -> Path:
    """``never.toml`` in the user's configuration folder."""
    base = environment.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(base) / FILE


def refuse_listed(named: Named, account: str) -> None:
    """Raises ``TargetUnusable`` for an account on the list, and for a list that cannot be read."""
    file = list_file()
    if account in _accounts(named, file):
        raise TargetUnusable(f"{named.spec}: {file} says that the suite never runs in this account; nothing was made")


def _accounts(named: Named, file: Path) -> dict[str, str]:
    """The ids on the list, each with its alias."""
    where = f"{named.spec}: {file}"
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TargetUnusable(f"{where} cannot be read: {error}; nothing was made. Repair the file") from error
    if unknown := sorted(set(document) - {"accounts"}):
        raise TargetUnusable(f"{where}: unknown key {unknown[0]!r}; it has one table, [accounts]; nothing was made")
    accounts = document.get("accounts", {})
    if not isinstance(accounts, dict):
        raise TargetUnusable(f'{where}: accounts is not a table of alias = "id"; nothing was made')
    for alias, account in accounts.items():
        if not isinstance(account, str) or not ACCOUNT.fullmatch(account):
            raise TargetUnusable(f"{where}: {alias} is not an account of 12 digits in quotes; nothing was made")
    return {account: alias for alias, account in accounts.items()}
