"""How passwords change: set by an administrator, changed by the user, forgotten, reset, and set anew with a code."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.machines.accounts import LIMIT, Password
from conformance.machines.user_sign_ins import SignIns
from conformance.machines.users import ANY, seen_working
from conformance.oracle.user_life import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    RESET_REQUIRED,
    UNCONFIRMED,
    password_chosen,
    password_set,
    reset,
)
from conformance.strategies.passwords import wrong_password


class Passwords(SignIns):
    """Actions that replace passwords."""

    def _set_password(self, number: int, word: str, permanent: bool | None) -> None:
        """AdminSetUserPassword with Permanent true, false or left out."""
        a = self._some(number, lambda a: a.is_(*ANY), seen_working)
        if a is None:
            return
        with self._on(a, "set_password", permanent=permanent) as s:
            self._look(s, a)
            before, new = a.standing.value, a.unused(word)
            more = {} if permanent is None else {"Permanent": permanent}
            s.accepted("ADMPW-001", self._do(s, a, "AdminSetUserPassword", Password=new, **more))
            operation = "AdminSetUserPassword" if permanent else "AdminSetUserPassword (temporary)"
            password = Password(new, operation, not permanent)
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
        with self._on(a, "change_password", wrong=first_wrong and variant, set_by=a.password.value.set_by) as s:
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
        a = self._some(
            number, lambda a: a.is_(CONFIRMED) and a.standing.value.can_recover and a.codes < LIMIT, seen_working
        )
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
        a = self._some(
            number, lambda a: a.is_(CONFIRMED) and a.standing.value.can_recover and a.codes < LIMIT, seen_working
        )
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
        a = self._some(number, lambda a: a.pending is not None and a.is_(CONFIRMED, RESET_REQUIRED), seen_working)
        if a is None:
            return
        with self._on(a, "type_code", wrong=number % 2) as s:
            self._look(s, a)
            announced, before = a.pending, a.standing.value
            if announced is None or not a.is_(CONFIRMED, RESET_REQUIRED):
                return
            code, new = s.code("forgot_password", a.user, announced=announced), a.unused(word)
            answers: list[Exchange] = []

            def confirm(typed: str) -> Exchange:
                answer = s.call(
                    "ConfirmForgotPassword",
                    ClientId=self.client.id,
                    Username=self._name(a),
                    ConfirmationCode=typed,
                    Password=new,
                )
                answers.append(answer)
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
                s.end("FORGOT-011", "the right code did not set the password", answers[-1])
            after = self._read(s, a, password_chosen(before))
            if before.status == RESET_REQUIRED:
                self._stands(s, a, "FORGOT-022", after, status=CONFIRMED)


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
