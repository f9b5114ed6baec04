"""The life of users and their passwords: created, confirmed, changed, disabled, reset, deleted and created again.

A pure model says what AdminGetUser should show next. What it showed is adopted, so that one divergence does not lead to
the next; whether a password works is believed only when a sign-in showed it.
"""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from conformance.flows.users import legacy_client
from conformance.machines.base import beginning, machine_test, name_pools, naming, once_begun, picks
from conformance.machines.user_passwords import Passwords
from conformance.machines.user_standings import Standings
from conformance.machines.users import FIRST
from conformance.strategies import attribute_values, passwords, wrong_variants
from conformance.strategies.pools import BY_EMAIL

ACTIONS = (
    "sign_in",
    "sign_in",
    "sign_in",
    "sign_in_wrong",
    "sign_in_with_former",
    "choose_new_password",
    "confirm",
    "sign_in_with_former",
    "confirm_again",
    "set_permanent",
    "set_temporary",
    "change_password",
    "disable",
    "enable",
    "delete",
    "write",
    "write",
    "forget",
    "reset",
    "type_code",
    "type_code",
    "look",
    "take_name",
    "begin_anew",
)


class UserLife(Passwords, Standings):
    """Users created in every way; their passwords and their state change in any order."""

    @initialize(words=st.tuples(*[passwords()] * len(FIRST)), kind=name_pools())
    @beginning
    def begin(self, words: tuple[str, ...], kind: str) -> None:
        """A pool whose users recover by e-mail, and a user in each state."""
        self.kind = kind
        self.accounts = []
        self.name_seen = self.by_username = False
        self.tells_apart = None
        self.made = {}
        names = {"UsernameAttributes": ["email"]} if kind == "email" else {}
        with self.step("begin", decisive=True) as s:
            self.pool = s.pool(AccountRecoverySetting=BY_EMAIL, **names)
            self.kind = naming(self.pool)
            self.client = legacy_client(s, self.pool)
        for status, word in zip(FIRST, words, strict=True):
            if self.begun:
                self._make(status, word)
        self._know_names()

    @rule(
        action=st.sampled_from(ACTIONS),
        number=picks(),
        word=passwords(),
        variant=wrong_variants(),
        value=attribute_values(),
    )
    @once_begun
    def act(self, *, action: str, number: int, word: str, variant: str, value: str) -> None:
        """Do one action. There is one rule: of several, swarm testing would leave half out of most examples."""
        acts: dict[str, Callable[[], None]] = {
            "sign_in": lambda: self._sign_in(number),
            "sign_in_wrong": lambda: self._sign_in_wrong(number, variant),
            "sign_in_with_former": lambda: self._sign_in_with_former(number),
            "choose_new_password": lambda: self._choose_new_password(number, word),
            "confirm": lambda: self._confirm(number),
            "confirm_again": lambda: self._confirm_again(number),
            "set_permanent": lambda: self._set_password(number, word, True),
            "set_temporary": lambda: self._set_password(number, word, (False, None)[number % 2]),
            "change_password": lambda: self._change_password(number, word, variant),
            "disable": lambda: self._disable(number),
            "enable": lambda: self._enable(number),
            "delete": lambda: self._delete(number, word),
            "write": lambda: self._write(number, value),
            "forget": lambda: self._forget(number),
            "reset": lambda: self._reset(number),
            "type_code": lambda: self._type_code(number, word),
            "look": lambda: self._look_at(number),
            "take_name": lambda: self._take_name(number, word),
            "begin_anew": lambda: self._make(FIRST[number % len(FIRST)], word),
        }
        acts[action]()
        self._repair()
        self._know_names()


test_user_life = machine_test(
    UserLife,
    "ADMUSER-001",
    "ADMUSER-002",
    "ADMUSER-003",
    "ADMUSER-004",
    "ADMUSER-009",
    "ADMUSER-011",
    "ADMUSER-012",
    "ADMUSER-013",
    "PWAUTH-001",
    "PWAUTH-003",
    "PWAUTH-009",
    "PWAUTH-011",
    "PWAUTH-012",
    "PWAUTH-015",
    "PWAUTH-017",
    "PWAUTH-020",
    "NEWPW-001",
    "NEWPW-002",
    "NEWPW-007",
    "NEWPW-008",
    "NEWPW-009",
    "NEWPW-010",
    "NEWPW-019",
    "STATUS-001",
    "STATUS-002",
    "ADMPW-001",
    "ADMPW-002",
    "ADMPW-003",
    "ADMPW-004",
    "ADMPW-005",
    "ADMPW-006",
    "ADMPW-008",
    "ADMPW-009",
    "ADMPW-016",
    "ADMCONF-001",
    "ADMCONF-002",
    "ADMCONF-004",
    "ADMCONF-005",
    "ADMCONF-007",
    "ADMCONF-008",
    "CHANGEPW-001",
    "CHANGEPW-002",
    "CHANGEPW-003",
    "CHANGEPW-004",
    "FORGOT-001",
    "FORGOT-010",
    "FORGOT-011",
    "FORGOT-012",
    "FORGOT-013",
    "FORGOT-014",
    "FORGOT-022",
    "ATTR-001",
    "ATTR-004",
    "ATTR-006",
    "ATTR-007",
    "ATTR-008",
    "ADMCREATE-009",
    "ADMCREATE-011",
    "SIGNUP-011",
    "SIGNUP-014",
)
