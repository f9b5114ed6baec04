"""How users sign in: with the right password, with wrong and former ones, and with a temporary one."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.flows.sign_in import new_password, session_of
from conformance.machines.accounts import LIMIT, Account, Password
from conformance.machines.base import pick
from conformance.machines.users import ANY, Users
from conformance.oracle.user_life import CONFIRMED, FORCE_CHANGE_PASSWORD, RESET_REQUIRED, UNCONFIRMED, password_chosen
from conformance.scenario import Scenario
from conformance.strategies.passwords import wrong_password


class SignIns(Users):
    """Actions that try passwords."""

    def _sign_in(self, number: int) -> None:
        """Sign in with the right password, whatever the user's state."""
        special = number % 2 == 0  # those whose state keeps them from signing in
        a = self._some(
            number // 2,
            lambda a: a.password.known and a.is_(*ANY, enabled=None),
            lambda a: special and (not a.is_(CONFIRMED) or a.enabled_again),
        )
        if a is None:
            return
        with self._on(a, "sign_in", set_by=a.password.value.set_by, worked=a.worked is not None) as s:
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
        if password.set_by == "AdminCreateUser":
            s.accepted("NEWPW-001", answer)
        s.need(answer, "NEWPW-001")
        right = s.check("NEWPW-002", answer)
        if password.set_by.startswith("AdminSetUserPassword"):
            right = s.check("ADMPW-006", answer) and right
        if not right:
            a.forgets("it did not lead to NEW_PASSWORD_REQUIRED", "NEWPW-002")
            s.end("NEWPW-002", "no NEW_PASSWORD_REQUIRED", answer)
        a.worked, a.wrong = answer, 0
        return answer

    def _sign_in_confirmed(self, s: Scenario, a: Account) -> Exchange:
        """Tokens."""
        if self.tells_apart is None:  # otherwise the right password signing in would prove little
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
            s.end(requirement, f"no tokens but {answer.get('ChallengeName')}", answer)
        a.worked, a.enabled_again, a.wrong = answer, False, 0
        return answer

    def _promised(self, a: Account) -> str:
        """The requirement that promises tokens for the present password."""
        plain = "PWAUTH-020" if self.kind == "email" else "PWAUTH-001"
        if not self.tells_apart:
            return plain
        if a.worked:
            return "PWAUTH-011" if a.enabled_again else plain
        return {
            "AdminSetUserPassword": "ADMPW-003",
            "SignUp": "ADMCONF-004",
            "ChangePassword": "CHANGEPW-002",
            "ConfirmForgotPassword": "FORGOT-012",
        }.get(a.password.value.set_by, plain)

    def _sign_in_wrong(self, number: int, variant: str) -> None:
        """A password that is nearly right, another user's, or that of a deleted user of the same name."""
        a = self._some(
            number, lambda a: a.password.known and a.is_(CONFIRMED, FORCE_CHANGE_PASSWORD) and a.wrong < LIMIT
        )
        if a is None:
            return
        password = a.password.value
        others = [o.password.value.value for o in self.accounts if o is not a and o.password.known]
        source, wrong = (
            ("variant", wrong_password(password.value, variant)),
            ("another user's", pick(number // 3, others)),
            ("of a deleted user", pick(number // 3, a.earlier)),
        )[number % 3]
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
        with self._on(
            a,
            "sign_in_with_former",
            requirement=a.former[former],
            set_by=a.password.value.set_by,
            formers=min(len(a.former), 3),
        ) as s:
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
        with self._on(a, "choose_new_password", set_by=a.password.value.set_by) as s:
            self._look(s, a)
            if not a.password.known:
                return
            challenge = self._sign_in_temporary(s, a)
            if session_of(challenge) is None:
                s.end("NEWPW-002", "no Session", challenge)
            new, expected = a.unused(word), password_chosen(a.standing.value)
            answer = new_password(s, self.client, challenge, a.user, new)
            self._sent(a, answer)
            s.accepted("NEWPW-007", answer)
            s.check("NEWPW-008", answer)
            a.takes(Password(new, "NEW_PASSWORD_REQUIRED"), kills="NEWPW-010")
            after = self._read(s, a, expected)
            self._stands(s, a, "NEWPW-009", after)
