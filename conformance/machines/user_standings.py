"""Other changes of users: confirmed, disabled, enabled, updated, deleted, and created again under the same name."""

from __future__ import annotations

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Exchange
from conformance.machines.accounts import Account, Password
from conformance.machines.users import ANY, Users, seen_working
from conformance.oracle.user_life import (
    CONFIRMED,
    FORCE_CHANGE_PASSWORD,
    UNCONFIRMED,
    Standing,
    confirmed_by_administrator,
    written,
)
from conformance.scenario import Scenario
from conformance.scenario.beliefs import known
from conformance.scenario.resources import User

TAKEN = {"SignUp": ("SIGNUP-011", "SIGNUP-014"), "AdminCreateUser": ("ADMCREATE-009", "ADMCREATE-011")}
ATTRIBUTES = ("nickname", "given_name", "website")


class Standings(Users):
    """Actions by an administrator on a user as a whole."""

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

    def _disable(self, number: int) -> None:
        """AdminDisableUser of an enabled user."""
        self._switch(number, "AdminDisableUser", enabled=False, requirement="ADMUSER-002")

    def _enable(self, number: int) -> None:
        """AdminEnableUser of a disabled user."""
        self._switch(number, "AdminEnableUser", enabled=True, requirement="ADMUSER-003")

    def _switch(self, number: int, operation: str, *, enabled: bool, requirement: str) -> None:
        a = self._some(number, lambda a: a.is_(*ANY, enabled=not enabled), seen_working)
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
                s.check(
                    requirement,
                    after,
                    wanted={name: expected.attributes.get(name) for name in values}
                    | ({"email_verified": "false"} if requirement == "ATTR-004" else {}),
                )
            contacts = {n: v for n, v in before.attributes.items() if n in ("email", "email_verified")}
            if contacts and "email" not in values:
                s.check("ATTR-006", after, wanted=contacts)

    def _values(
        self, s: Scenario, before: Standing, how: str, name: str, value: str
    ) -> tuple[dict[str, str], str | None]:
        """The attributes to write, and the requirement on their effect."""
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
        user = User(
            self.pool,
            a.user.login,
            str(created.get("User.Username") or a.user.login),
            attributes_of(created, "User.Attributes").get("sub"),
            password,
            attributes,
            FORCE_CHANGE_PASSWORD,
            created,
        )
        temporary = Password(password, "AdminCreateUser", temporary=True)
        again = Account(user, known(temporary, "AdminCreateUser"), stale=True)
        again.earlier = [*a.earlier, *a.former, *([a.password.value.value] if a.password.known else [])]
        self.accounts[self.accounts.index(a)] = again
        return again

    def _take_name(self, number: int, word: str) -> None:
        """A second user of the same name."""
        a = self._some(number, lambda a: a.is_(*ANY, enabled=None))
        operation = ("SignUp", "AdminCreateUser")[number % 2]
        control = self.made.get(operation)
        if a is None or control is None:
            return
        with self._on(a, "take_name", operation=operation) as s:
            self._look(s, a)
            which = TAKEN[operation][self.kind == "email"]
            attempt = self._create(s, operation, a.user.login, word)
            self._sent(a, attempt)
            s.refused(which, attempt, control=control)
            if attempt.ok:  # it is unknown which of the two the name means
                a.quarantined = True

    def _look_at(self, number: int) -> None:
        """AdminGetUser, compared with the model."""
        a = self._some(number, lambda a: a.is_(*ANY, enabled=None))
        if a is not None:
            with self._on(a, "look") as s:
                self._look(s, a)
