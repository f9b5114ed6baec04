"""The life of users and their passwords: made, confirmed, changed, disabled, reset, deleted and made again.

A pure model says what AdminGetUser should show next. What it showed is adopted, so that one divergence does not lead to
the next; whether a password works is believed only when a sign-in showed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from conformance.areas.roads import BY_EMAIL, legacy_client
from conformance.arrange import User, attribute_list, attributes_of
from conformance.belief import known, unknown
from conformance.exchange import Exchange
from conformance.machine import Machine, machine_test, name_pools, naming, once_begun, pick, picks
from conformance.machines.accounts import LIMIT, Account, Password
from conformance.oracle.user_life import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    Standing,
    confirmed_by_administrator,
    password_chosen,
    password_set,
    reset,
    written,
)
from conformance.scenario import Scenario
from conformance.sign_in import new_password, session_of, with_password
from conformance.strategies import attribute_values, passwords, wrong_variants
from conformance.strategies.passwords import wrong_password

FIRST = (CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, CONFIRMED)
ANY = (CONFIRMED, UNCONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED)
SHOWN_BY = {UNCONFIRMED: "STATUS-001", FORCE_CHANGE_PASSWORD: "STATUS-002"}
TAKEN = {"SignUp": ("SIGNUP-011", "SIGNUP-014"), "AdminCreateUser": ("ADMCREATE-009", "ADMCREATE-011")}
ATTRIBUTES = ("nickname", "given_name", "website")
ACTIONS = (
    "sign_in", "sign_in", "sign_in", "sign_in_wrong", "sign_in_with_former", "choose_new_password", "confirm",
    "sign_in_with_former", "confirm_again", "set_permanent", "set_temporary", "change_password", "disable", "enable",
    "delete", "write", "write", "forget", "reset", "type_code", "type_code", "look", "take_name", "begin_anew",
)  # fmt: skip


class UserLife(Machine):
    """Users by every road, their passwords and their standing, in any order."""

    @initialize(words=st.tuples(*[passwords()] * len(FIRST)), kind=name_pools())
    def begin(self, words: tuple[str, ...], kind: str) -> None:
        """A pool whose users recover by e-mail, and a user in each standing."""
        self.kind = kind
        self.accounts: list[Account] = []
        self.name_seen = self.by_username = False
        self.tells_apart: bool | None = None  # whether a wrong password was seen refused
        self.made: dict[str, Exchange] = {}  # an accepted SignUp and AdminCreateUser, as controls
        names = {"UsernameAttributes": ["email"]} if kind == "email" else {}
        with self.step("begin", decisive=True) as s:
            self.pool = s.pool(AccountRecoverySetting=BY_EMAIL, **names)
            self.kind = naming(self.pool)
            self.client = legacy_client(s, self.pool)
        for status, word in zip(FIRST, words, strict=True):
            if self.begun:
                self._make(status, word)
        self._know_names()

    @rule(action=st.sampled_from(ACTIONS), number=picks(), word=passwords(), variant=wrong_variants(),
          value=attribute_values())  # fmt: skip
    @once_begun
    def act(self, *, action: str, number: int, word: str, variant: str, value: str) -> None:
        """One thing that happens. One rule, for swarm testing would leave most examples without half of several."""
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

    # -- sign-in -------------------------------------------------------------------------------------------------------

    def _sign_in(self, number: int) -> None:
        """The right password, in whatever standing the user is."""
        special = number % 2 == 0  # those whose standing keeps them out
        a = self._some(number // 2, lambda a: a.password.known and a.is_(*ANY, enabled=None),
                       lambda a: special and (not a.is_(CONFIRMED) or a.enabled_again))  # fmt: skip
        if a is None:
            return
        with self._on(a, "sign_in", road=a.password.value.road, worked=a.worked is not None) as s:
            self._look(s, a)
            if not a.password.known:
                return
            if not a.standing.value.enabled:
                self._sign_in_disabled(s, a)
            elif a.is_(UNCONFIRMED):
                self._sign_in_unconfirmed(s, a)
            elif a.is_(RESET_REQUIRED):
                if a.worked:
                    s.refused("PWAUTH-015", self._try(s, a, a.password.value.value), control=a.worked)
            elif a.is_(FORCE_CHANGE_PASSWORD):
                self._sign_in_temporary(s, a)
            elif a.is_(CONFIRMED):
                self._sign_in_confirmed(s, a)

    def _sign_in_disabled(self, s: Scenario, a: Account) -> None:
        if a.worked and a.is_(CONFIRMED, enabled=False):
            s.refused("PWAUTH-009", self._try(s, a, a.password.value.value), control=a.worked)

    def _sign_in_unconfirmed(self, s: Scenario, a: Account) -> None:
        password = a.password.value.value

        def confirmed() -> Exchange:
            self._do(s, a, "AdminConfirmSignUp")
            return self._try(s, a, password)

        s.refused("PWAUTH-012", self._try(s, a, password), control=confirmed)

    def _sign_in_temporary(self, s: Scenario, a: Account) -> Exchange:
        """NEW_PASSWORD_REQUIRED."""
        password = a.password.value
        answer = self._try(s, a, password.value)
        if answer.outcome == "error":
            a.forgets("the right temporary password was refused", "NEWPW-001")
        if password.road == "AdminCreateUser":
            s.accepted("NEWPW-001", answer)
        s.need(answer, "NEWPW-001")
        right = s.check("NEWPW-002", answer)
        if password.road.startswith("AdminSetUserPassword"):
            right = s.check("ADMPW-006", answer) and right
        if not right:
            a.forgets("it did not lead to NEW_PASSWORD_REQUIRED", "NEWPW-002")
            s.end("NEWPW-002", "no NEW_PASSWORD_REQUIRED")
        a.worked, a.wrong = answer, 0
        return answer

    def _sign_in_confirmed(self, s: Scenario, a: Account) -> Exchange:
        """Tokens."""
        if self.tells_apart is None:  # else that the right password signs in would say little
            self.tells_apart = not self._try(s, a, wrong_password(a.password.value.value, "other")).ok
        answer = self._decided(s, self._try(s, a, a.password.value.value))
        requirement = self._promised(a)
        complete = bool(answer.get("AuthenticationResult.AccessToken"))
        if not complete:
            a.forgets("the right password gave no tokens", requirement)
        if requirement in ("ADMPW-003", "ADMCONF-004"):
            s.check(requirement, answer)
            s.need(answer, requirement)
        else:
            s.accepted(requirement, answer)
        if not complete:
            s.end(requirement, f"no tokens but {answer.get('ChallengeName')}")
        a.worked, a.enabled_again, a.wrong = answer, False, 0
        return answer

    def _promised(self, a: Account) -> str:
        """The requirement that promises tokens for the present password."""
        plain = "PWAUTH-020" if self.kind == "email" else "PWAUTH-001"
        if not self.tells_apart:
            return plain
        if a.worked:
            return "PWAUTH-011" if a.enabled_again else plain
        return {"AdminSetUserPassword": "ADMPW-003", "SignUp": "ADMCONF-004", "ChangePassword": "CHANGEPW-002",
                "ConfirmForgotPassword": "FORGOT-012"}.get(a.password.value.road, plain)  # fmt: skip

    def _sign_in_wrong(self, number: int, variant: str) -> None:
        """A password that is nearly right, another user's, or that of a deleted user of the same name."""
        a = self._some(number, lambda a: a.password.known and a.is_(CONFIRMED, FORCE_CHANGE_PASSWORD)
                       and a.wrong < LIMIT)  # fmt: skip
        if a is None:
            return
        password = a.password.value
        others = [o.password.value.value for o in self.accounts if o is not a and o.password.known]
        source, wrong = (("variant", wrong_password(password.value, variant)),
                         ("another user's", pick(number // 3, others)),
                         ("of a deleted user", pick(number // 3, a.earlier)))[number % 3]  # fmt: skip
        wrong = wrong or wrong_password(password.value, variant)
        with self._on(a, "sign_in_wrong", source=source, variant=variant, temporary=password.temporary) as s:
            self._look(s, a)
            if not a.password.known or wrong in (password.value, *a.former):
                return
            a.wrong += 1
            requirement = "NEWPW-019" if password.temporary else "PWAUTH-003"
            s.refused(requirement, self._try(s, a, wrong), control=lambda: self._right(s, a))

    def _sign_in_with_former(self, number: int) -> None:
        """A password that was seen working, and was replaced since."""
        a = self._some(number, lambda a: bool(a.former) and a.password.known and a.is_(CONFIRMED) and a.wrong < LIMIT)
        if a is None:
            return
        former = sorted(a.former)[number % len(a.former)]
        with self._on(a, "sign_in_with_former", requirement=a.former[former], road=a.password.value.road,
                      formers=min(len(a.former), 3)) as s:  # fmt: skip
            self._look(s, a)
            if not a.password.known or self.tells_apart is False:
                return
            a.wrong += 1
            answer = self._try(s, a, former)
            s.refused(a.former[former], answer, control=lambda: self._right(s, a))
            if answer.ok:
                del a.former[former]

    def _right(self, s: Scenario, a: Account) -> Exchange:
        """The control: the right password."""
        answer = self._try(s, a, a.password.value.value)
        if answer.ok:
            a.worked, a.wrong = answer, 0
        elif answer.outcome == "error":
            a.forgets("the password that should be right was refused")
        return answer

    def _choose_new_password(self, number: int, word: str) -> None:
        """NEW_PASSWORD_REQUIRED, answered."""
        a = self._some(number, lambda a: a.password.known and a.is_(FORCE_CHANGE_PASSWORD))
        if a is None:
            return
        with self._on(a, "choose_new_password", road=a.password.value.road) as s:
            self._look(s, a)
            if not a.password.known:
                return
            challenge = self._sign_in_temporary(s, a)
            if session_of(challenge) is None:
                s.end("NEWPW-002", "no Session")
            new, expected = a.unused(word), password_chosen(a.standing.value)
            answer = new_password(s, self.client, challenge, a.user, new)
            self._sent(a, answer)
            s.accepted("NEWPW-007", answer)
            s.check("NEWPW-008", answer)
            a.takes(Password(new, "NEW_PASSWORD_REQUIRED"), kills="NEWPW-010")
            after = self._read(s, a, expected)
            self._stands(s, a, "NEWPW-009", after)

    # -- confirmation --------------------------------------------------------------------------------------------------

    def _confirm(self, number: int) -> None:
        """AdminConfirmSignUp of a user who signed up."""
        a = self._some(number, lambda a: a.is_(UNCONFIRMED))
        if a is None:
            return
        with self._on(a, "confirm", attributes=len(a.standing.value.attributes)) as s:
            self._look(s, a)
            expected = confirmed_by_administrator(a.standing.value)
            s.accepted("ADMCONF-001", self._do(s, a, "AdminConfirmSignUp"))
            self._stands(s, a, "ADMCONF-002", self._read(s, a, expected))

    def _confirm_again(self, number: int) -> None:
        """AdminConfirmSignUp of a user who did not sign up or is confirmed."""
        a = self._some(number, lambda a: a.is_(CONFIRMED, FORCE_CHANGE_PASSWORD))
        if a is None:
            return
        with self._on(a, "confirm_again") as s:
            self._look(s, a)
            temporary = a.is_(FORCE_CHANGE_PASSWORD)

            def somebody_else() -> Exchange:
                other = s.user(self.pool, status=UNCONFIRMED)
                return s.call("AdminConfirmSignUp", UserPoolId=self.pool.id, Username=other.username)

            answer = self._do(s, a, "AdminConfirmSignUp")
            s.refused("ADMCONF-005" if temporary else "ADMCONF-008", answer, control=somebody_else)
            after = self._shown(s, a)
            if temporary and answer.outcome == "error":
                self._stands(s, a, "ADMCONF-007", after)

    # -- passwords -----------------------------------------------------------------------------------------------------

    def _set_password(self, number: int, word: str, permanent: bool | None) -> None:
        """AdminSetUserPassword, permanent, temporary or unsaid."""
        a = self._some(number, lambda a: a.is_(*ANY), _worked)
        if a is None:
            return
        with self._on(a, "set_password", permanent=permanent) as s:
            self._look(s, a)
            before, new = a.standing.value, a.unused(word)
            more = {} if permanent is None else {"Permanent": permanent}
            s.accepted("ADMPW-001", self._do(s, a, "AdminSetUserPassword", Password=new, **more))
            road = "AdminSetUserPassword" if permanent else "AdminSetUserPassword (temporary)"
            password = Password(new, road, not permanent)
            a.takes(password, kills="PWAUTH-017" if permanent and before.status == CONFIRMED else None)
            a.pending = None
            after = self._read(s, a, password_set(before, permanent=bool(permanent)))
            for requirement, values in _after_password_set(before.status, permanent):
                self._stands(s, a, requirement, after, **values)

    def _change_password(self, number: int, word: str, variant: str) -> None:
        """ChangePassword by the user, every third time with a wrong previous password first."""
        a = self._some(number, lambda a: a.password.known and a.is_(CONFIRMED) and a.changes < LIMIT)
        if a is None:
            return
        first_wrong = number % 3 == 0
        with self._on(a, "change_password", wrong=first_wrong and variant, road=a.password.value.road) as s:
            self._look(s, a)
            if not a.password.known:
                return
            token = str(self._sign_in_confirmed(s, a).get("AuthenticationResult.AccessToken"))
            old, new = a.password.value.value, a.unused(word)
            expected = a.standing.value

            def change(previous: str) -> Exchange:
                a.changes += 1
                answer = s.call("ChangePassword", AccessToken=token, PreviousPassword=previous, ProposedPassword=new)
                self._sent(a, answer)
                if answer.ok:
                    a.takes(Password(new, "ChangePassword"), kills="CHANGEPW-003")
                return answer

            if first_wrong:
                s.refused("CHANGEPW-004", change(wrong_password(old, variant)), control=lambda: change(old))
            else:
                s.accepted("CHANGEPW-001", change(old))
            self._read(s, a, expected)

    def _forget(self, number: int) -> None:
        """ForgotPassword: a code, and nothing else."""
        a = self._some(number, lambda a: a.is_(CONFIRMED) and a.standing.value.can_recover and a.codes < LIMIT,
                       _worked)  # fmt: skip
        if a is None:
            return
        with self._on(a, "forget", pending=a.pending is not None) as s:
            self._look(s, a)
            if not (a.is_(CONFIRMED) and a.standing.value.can_recover):
                return
            a.codes += 1
            expected = a.standing.value
            answer = s.call("ForgotPassword", ClientId=self.client.id, Username=self._name(a))
            self._sent(a, answer)
            s.accepted("FORGOT-001", answer)
            a.pending = answer
            after = self._read(s, a, expected)
            self._stands(s, a, "FORGOT-010", after, status=CONFIRMED)

    def _reset(self, number: int) -> None:
        """AdminResetUserPassword of a user who can get a code."""
        a = self._some(number, lambda a: a.is_(CONFIRMED) and a.standing.value.can_recover and a.codes < LIMIT,
                       _worked)  # fmt: skip
        if a is None:
            return
        with self._on(a, "reset", worked=a.worked is not None, pending=a.pending is not None) as s:
            self._look(s, a)
            expected = reset(a.standing.value)
            if expected is None:
                return
            a.codes += 1
            answer = self._do(s, a, "AdminResetUserPassword")
            s.accepted("ADMPW-008", answer)
            a.pending = answer
            after = self._read(s, a, expected)
            self._stands(s, a, "ADMPW-009", after, status=RESET_REQUIRED)
            if number % 2 and a.worked and a.password.known and a.is_(RESET_REQUIRED):
                s.refused("PWAUTH-015", self._try(s, a, a.password.value.value), control=a.worked)

    def _type_code(self, number: int, word: str) -> None:
        """ConfirmForgotPassword with the code that was sent; half the time with another one first."""
        a = self._some(number, lambda a: a.pending is not None and a.is_(CONFIRMED, RESET_REQUIRED), _worked)
        if a is None:
            return
        with self._on(a, "type_code", wrong=number % 2) as s:
            self._look(s, a)
            announced, before = a.pending, a.standing.value
            if announced is None or not a.is_(CONFIRMED, RESET_REQUIRED):
                return
            code, new = s.code("forgot_password", a.user, announced=announced), a.unused(word)

            def confirm(typed: str) -> Exchange:
                answer = s.call("ConfirmForgotPassword", ClientId=self.client.id, Username=self._name(a),
                                ConfirmationCode=typed, Password=new)  # fmt: skip
                self._sent(a, answer)
                if answer.ok:
                    a.takes(Password(new, "ConfirmForgotPassword"), kills="FORGOT-013")
                    a.pending = None
                return answer

            if number % 2:
                s.refused("FORGOT-014", confirm(s.wrong_code(code, number)), control=lambda: confirm(code))
            else:
                a.pending = None
                s.accepted("FORGOT-011", confirm(code))
            if a.pending is not None:
                s.end("FORGOT-011", "the right code was refused")
            after = self._read(s, a, password_chosen(before))
            if before.status == RESET_REQUIRED:
                self._stands(s, a, "FORGOT-022", after, status=CONFIRMED)

    # -- standing ------------------------------------------------------------------------------------------------------

    def _disable(self, number: int) -> None:
        """AdminDisableUser of an enabled user."""
        self._switch(number, "AdminDisableUser", enabled=False, requirement="ADMUSER-002")

    def _enable(self, number: int) -> None:
        """AdminEnableUser of a disabled user."""
        self._switch(number, "AdminEnableUser", enabled=True, requirement="ADMUSER-003")

    def _switch(self, number: int, operation: str, *, enabled: bool, requirement: str) -> None:
        a = self._some(number, lambda a: a.is_(*ANY, enabled=not enabled), _worked)
        if a is None:
            return
        with self._on(a, operation, worked=a.worked is not None) as s:
            before = self._look(s, a)
            s.accepted(requirement, self._do(s, a, operation))
            after = self._shown(s, a)
            self._stands(s, a, requirement, before, after, enabled=enabled)
            a.enabled_again = a.enabled_again or enabled

    def _write(self, number: int, value: str) -> None:
        """AdminUpdateUserAttributes: a new value, no value, a new address."""
        a = self._some(number, lambda a: a.is_(*ANY))
        if a is None:
            return
        how = ("set", "set", "delete", "address", "verified")[number % 5]
        with self._on(a, "write", how=how, name=number % 3, verified=a.standing.value.can_recover) as s:
            self._look(s, a)
            before = a.standing.value
            name = ATTRIBUTES[number % len(ATTRIBUTES)]
            values, requirement = self._values(s, before, how, name, value)
            if not values:
                return
            s.accepted("ATTR-001", self._do(s, a, "AdminUpdateUserAttributes", UserAttributes=attribute_list(values)))
            expected = written(before, values)
            after = self._read(s, a, expected, written=values)
            if requirement:
                s.check(requirement, after, wanted={name: expected.attributes.get(name) for name in values}
                        | ({"email_verified": "false"} if requirement == "ATTR-004" else {}))  # fmt: skip
            contacts = {n: v for n, v in before.attributes.items() if n in ("email", "email_verified")}
            if contacts and "email" not in values:
                s.check("ATTR-006", after, wanted=contacts)

    def _values(
        self, s: Scenario, before: Standing, how: str, name: str, value: str
    ) -> tuple[dict[str, str], str | None]:
        """What is written, and the requirement that says what comes of it."""
        if how == "delete":
            return ({name: ""}, "ATTR-008") if name in before.attributes else ({name: value}, "ATTR-001")
        if how == "set" or self.kind == "email":
            return {name: value}, "ATTR-001"
        if how == "verified":
            return {"email": s.email(), "email_verified": "true"}, "ATTR-007"
        return {"email": s.email()}, "ATTR-004" if before.can_recover else None

    def _delete(self, number: int, word: str) -> None:
        """AdminDeleteUser; then the name is free for another user."""
        a = self._some(number, lambda a: a.is_(*ANY, enabled=None))
        if a is None:
            return
        with self._on(a, "delete", worked=a.worked is not None, life=len(a.earlier)) as s:
            former = self._look(s, a)
            before, worked = a.password, a.worked if a.is_(CONFIRMED) else None
            deleted = self._do(s, a, "AdminDeleteUser")
            a.quarantined = True  # until another user of this name is there
            s.accepted("ADMUSER-004", deleted)
            s.refused("ADMUSER-009", self._do(s, a, "AdminDeleteUser"), control=deleted)
            if before.known and worked:
                s.refused("ADMUSER-011", self._try(s, a, before.value.value), control=worked)
            new, attributes = a.unused(word), self._attributes(a.user.login, verified=True, s=s)
            created = self._create(s, "AdminCreateUser", a.user.login, new, UserAttributes=attribute_list(attributes))
            if self.kind == "plain":  # where addresses are names, the user's name is another one
                s.accepted("ADMUSER-012", created)
            s.need(created, "ADMCREATE-001")
            again = self._again(a, created, new, attributes)
            shown = self._shown(s, again)
            self._stands(s, again, "STATUS-002", shown)
            if self.kind == "plain" and all(attributes_of(user).get("sub") for user in (former, shown)):
                s.check("ADMUSER-013", former, shown)

    def _again(self, a: Account, created: Exchange, password: str, attributes: dict[str, str]) -> Account:
        """Another user under the name of a deleted one."""
        user = User(self.pool, a.user.login, str(created.get("User.Username") or a.user.login),
                    attributes_of(created, "User.Attributes").get("sub"), password, attributes, FORCE_CHANGE_PASSWORD,
                    created)  # fmt: skip
        temporary = Password(password, "AdminCreateUser", temporary=True)
        again = Account(user, known(temporary, "AdminCreateUser"), stale=True)
        again.earlier = [*a.earlier, *a.former, *([a.password.value.value] if a.password.known else [])]
        self.accounts[self.accounts.index(a)] = again
        return again

    def _take_name(self, number: int, word: str) -> None:
        """A second user of the same name."""
        a = self._some(number, lambda a: a.is_(*ANY, enabled=None))
        road = ("SignUp", "AdminCreateUser")[number % 2]
        control = self.made.get(road)
        if a is None or control is None:
            return
        with self._on(a, "take_name", road=road) as s:
            self._look(s, a)
            which = TAKEN[road][self.kind == "email"]
            attempt = self._create(s, road, a.user.login, word)
            self._sent(a, attempt)
            s.refused(which, attempt, control=control)
            if attempt.ok:  # which of the two is meant by the name cannot be told
                a.quarantined = True

    def _create(self, s: Scenario, road: str, login: str, password: str, **more: Any) -> Exchange:
        if road == "SignUp":
            return s.call("SignUp", ClientId=self.client.id, Username=login, Password=password, **more)
        return s.call("AdminCreateUser", UserPoolId=self.pool.id, Username=login, MessageAction="SUPPRESS",
                      TemporaryPassword=password, **more)  # fmt: skip

    def _look_at(self, number: int) -> None:
        """AdminGetUser, compared with the model."""
        a = self._some(number, lambda a: a.is_(*ANY, enabled=None))
        if a is not None:
            with self._on(a, "look") as s:
                self._look(s, a)

    # -- what rules are made of ----------------------------------------------------------------------------------------

    def _on(self, a: Account, action: str, **features: Any) -> AbstractContextManager[Scenario]:
        """A step with this account; what is known of it makes the situation."""
        standing = a.standing.value if a.standing.known else None
        return self.step(
            action, status=standing and standing.status, enabled=standing and standing.enabled, kind=self.kind,
            has=sorted(standing.attributes) if standing else [], **features,
        )  # fmt: skip

    def _some(
        self, number: int, fits: Callable[[Account], bool], prefer: Callable[[Account], bool] = bool
    ) -> Account | None:
        """An account that fits; rather one of which more can be learned."""
        found = [a for a in self.accounts if not a.quarantined and not a.stale and fits(a)]
        return pick(number, [a for a in found if prefer(a)] or found)

    def _make(self, status: str, password: str) -> None:
        """A fresh user, in place of the longest-serving one when there are enough."""
        with self.step("make", status=status, kind=self.kind, users=min(len(self.accounts), len(FIRST))) as s:
            login = s.email() if self.kind == "email" else s.name()
            attributes = self._attributes(login, verified=status != UNCONFIRMED, s=s)
            user = s.user(self.pool, username=login, password=password, attributes=attributes, status=status)
            road = {UNCONFIRMED: "SignUp", FORCE_CHANGE_PASSWORD: "AdminCreateUser"}.get(status, "AdminSetUserPassword")
            if user.created.operation == "SignUp" and status == CONFIRMED:
                road = "SignUp"
            a = Account(user, known(Password(password, road, status == FORCE_CHANGE_PASSWORD), road), stale=True)
            self.made[user.created.operation] = user.created
            self.accounts = [*self.accounts, a]
            shown = self._shown(s, a)
            if status in SHOWN_BY:
                self._stands(s, a, SHOWN_BY[status], shown)
            if a.is_(status):
                s.check("ADMUSER-001", shown, username=user.username, status=status, attributes=_judged(attributes))
            else:
                a.quarantined = True

    def _attributes(self, login: str, *, verified: bool, s: Scenario) -> dict[str, str]:
        address = {"email": login if self.kind == "email" else s.email()}
        return {**address, **({"email_verified": "true"} if verified else {}), "nickname": "Nick"}

    def _try(self, s: Scenario, a: Account, password: str) -> Exchange:
        return with_password(s, self.client, self._name(a), password)

    def _name(self, a: Account) -> str:
        """What signs in: the address where addresses are names, unless that was refused here."""
        return a.user.username if self.by_username else a.user.login

    def _know_names(self) -> None:
        """Once, where addresses are names: does the address sign in? What follows builds on it."""
        a = self._some(0, lambda a: a.password.known and a.is_(CONFIRMED) and not a.password.value.temporary)
        if self.kind == "plain" or self.name_seen or a is None:
            return
        self.name_seen = True
        with self._on(a, "sign_in", road=a.password.value.road, by="address") as s:
            answer = self._try(s, a, a.password.value.value)
            self.by_username = answer.outcome == "error"
            s.accepted("PWAUTH-020", answer)

    def _decided(self, s: Scenario, answer: Exchange) -> Exchange:
        """An answer that a check can look at, accepted or refused."""
        return s.need(answer, None) if answer.outcome in ("unsupported", "indeterminate") else answer

    def _do(self, s: Scenario, a: Account, operation: str, **more: Any) -> Exchange:
        """An administrator's operation on the user."""
        answer = s.call(operation, UserPoolId=self.pool.id, Username=a.user.username, **more)
        self._sent(a, answer)
        return answer

    def _sent(self, a: Account, answer: Exchange) -> None:
        """Something was asked for; an answer that leaves open what happened takes away what was known."""
        if answer.outcome != "unsupported":
            a.stale = True
        if answer.outcome == "indeterminate" or (answer.outcome == "error" and (answer.status or 0) >= 500):
            a.forgets(f"{answer.operation} may have happened")

    def _shown(self, s: Scenario, a: Account) -> Exchange:
        """AdminGetUser, adopted."""
        answer = s.need(s.call("AdminGetUser", UserPoolId=self.pool.id, Username=a.user.username), "ADMUSER-001")
        a.shown(answer)
        return answer

    def _look(self, s: Scenario, a: Account) -> Exchange:
        """AdminGetUser, which should show what it showed last: nothing was done to this user since."""
        expected = a.standing.value
        shown = self._shown(s, a)
        self._same(s, a, shown, expected)
        return shown

    def _read(self, s: Scenario, a: Account, expected: Standing | None, written: Iterable[str] = ()) -> Exchange:
        """AdminGetUser after something was done; what should not have changed has not. What was ``written`` and what
        became of the status is for others to judge."""
        shown = self._shown(s, a)
        if expected is not None and a.standing.value.status == expected.status:
            kept = {name: value for name, value in expected.attributes.items() if name not in set(written)}
            self._same(s, a, shown, replace(expected, attributes=kept))
        return shown

    def _stands(self, s: Scenario, a: Account, requirement: str, *shown: Exchange, **values: Any) -> None:
        """A check on the standing. When it diverges, what was done and what is shown contradict each other: whichever
        of them is wrong, nothing can be believed of this user any more."""
        if not s.check(requirement, *shown, **values):
            a.quarantined = True

    def _same(self, s: Scenario, a: Account, shown: Exchange, expected: Standing) -> None:
        if expected.enabled:
            s.check("ADMUSER-001", shown, username=a.user.username, status=expected.status,
                    attributes=_judged(expected.attributes))  # fmt: skip

    def _repair(self) -> None:
        """Users to whom something was done, and who were not read since, are read; who cannot be read is replaced."""
        for a in [a for a in self.accounts if a.stale and not a.quarantined]:
            with self.step("repair") as s:
                a.standing = unknown("not read since")
                a.quarantined = True
                self._shown(s, a)
                a.quarantined = False
        for status in FIRST[: sum(a.quarantined for a in self.accounts)]:
            self._make(status, "Correct-Horse7")
        self.accounts = [a for a in self.accounts if not a.quarantined][-len(FIRST) :]


def _worked(a: Account) -> bool:
    return a.worked is not None


def _judged(attributes: Any) -> dict[str, str]:
    """The attributes that only a write changes; what becomes of a flag is said elsewhere."""
    return {name: value for name, value in attributes.items() if not name.endswith("_verified")}


def _after_password_set(status: str, permanent: bool | None) -> list[tuple[str, dict[str, str]]]:
    """The requirements on the status after AdminSetUserPassword."""
    temporary = "ADMPW-005" if permanent is None else "ADMPW-004"
    found: dict[tuple[str, bool], list[tuple[str, dict[str, str]]]] = {
        (FORCE_CHANGE_PASSWORD, True): [("ADMPW-002", {"status": CONFIRMED})],
        (CONFIRMED, True): [("ADMPW-002", {"status": CONFIRMED})],
        (UNCONFIRMED, True): [("ADMPW-016", {"status": CONFIRMED})],
        (CONFIRMED, False): [(temporary, {"status": FORCE_CHANGE_PASSWORD})],
    }
    return found.get((status, bool(permanent)), [])


test_user_life = machine_test(
    UserLife,
    "ADMUSER-001", "ADMUSER-002", "ADMUSER-003", "ADMUSER-004", "ADMUSER-009", "ADMUSER-011", "ADMUSER-012",
    "ADMUSER-013", "PWAUTH-001", "PWAUTH-003", "PWAUTH-009", "PWAUTH-011", "PWAUTH-012", "PWAUTH-015", "PWAUTH-017",
    "PWAUTH-020", "NEWPW-001", "NEWPW-002", "NEWPW-007", "NEWPW-008", "NEWPW-009", "NEWPW-010", "NEWPW-019",
    "STATUS-001", "STATUS-002",
    "ADMPW-001", "ADMPW-002", "ADMPW-003", "ADMPW-004", "ADMPW-005", "ADMPW-006",
    "ADMPW-008", "ADMPW-009", "ADMPW-016", "ADMCONF-001", "ADMCONF-002", "ADMCONF-004", "ADMCONF-005", "ADMCONF-007",
    "ADMCONF-008", "CHANGEPW-001", "CHANGEPW-002", "CHANGEPW-003", "CHANGEPW-004", "FORGOT-001", "FORGOT-010",
    "FORGOT-011", "FORGOT-012", "FORGOT-013", "FORGOT-014", "FORGOT-022", "ATTR-001", "ATTR-004", "ATTR-006",
    "ATTR-007", "ATTR-008", "ADMCREATE-009", "ADMCREATE-011", "SIGNUP-011", "SIGNUP-014",
)  # fmt: skip
