"""The life of second factors: apps set up, preferred, disabled, pools changing their mode, sign-in by every flow.

Small properties show each rule by itself. This machine looks for a way around MFA: an order of events after which a
password alone, or a code that is not right, gives tokens where a second factor is due; and for MFA where none is due.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from conformance.checking.exchange import Exchange
from conformance.flows.answers import checked
from conformance.flows.second_factors import (
    ADMIN,
    APP,
    ASKED,
    FLOWS,
    PASSWORD,
    SIGNS_IN,
    TO_SET_UP,
    answer_code,
    asked,
    associate,
    by_admin,
    completed,
    first_factor,
    mfa_client,
    must_set_mode,
    prefer,
    set_mode,
    with_tokens,
    wrong_code,
)
from conformance.flows.sign_in import session_of
from conformance.machines.base import Machine, MachineScenario, beginning, machine_test, once_begun, pick, picks
from conformance.oracle.mfa_life import Standing, expected
from conformance.scenario import Scenario
from conformance.scenario.apps import App, fresh_code, moment, set_up_by_session, step_of, verify
from conformance.scenario.resources import Client, Pool, Session, User
from conformance.strategies import passwords

USERS = 3
ACTIONS = (
    "sign_in",
    "sign_in",
    "sign_in",
    "sign_in",
    "sign_in",
    "sign_in",
    "enrol",
    "begin_again",
    "enable",
    "disable",
    "disable",
    "change_mode",
    "enrol",
    "newcomer",
)
HOW = ("right", "right", "right", "wrong", "used", "other", "leave")
MODES = ("OPTIONAL", "ON", "OFF", "ON", "OPTIONAL")


@dataclass(eq=False)
class Person:
    """A user with what was observed of it."""

    user: User
    session: Session | None = None
    app: App | None = None
    standing: Standing = field(default_factory=Standing)
    last_code: tuple[int, str] | None = None  # the time step and the code that completed a sign-in
    stale: bool = False  # the pool's MFA was off since its settings were read

    @property
    def ready(self) -> bool:
        """Whether it is known which verified app counts."""
        return self.app is not None and self.standing.has_app is True and not self.standing.unverified_again


class MfaLife(Machine):
    """Sign-in by every flow among changes of apps, preferences and modes."""

    @initialize(words=st.tuples(*[passwords()] * USERS))
    @beginning
    def begin(self, words: tuple[str, ...]) -> None:
        """A pool of its own, in which MFA is optional, and confirmed users who have signed in."""
        self.people: list[Person] = []
        self.mode = "OPTIONAL"
        self.steps = 0
        with self.step("begin", decisive=True) as s:
            self.pool: Pool = s.own_pool()
            must_set_mode(s, self.pool, self.mode)
            self.client: Client = mfa_client(s, self.pool)
            self.people = [Person(s.user(self.pool, password=word)) for word in words]
        for person in self.people if self.begun else ():
            with self.step("first sessions") as s:
                self._sign_in(s, person, PASSWORD, "right", None, 0)
        for person in self.people[:2] if self.begun else ():
            with self.step("first app") as s:
                self._set_up(s, person, preferred=True)

    @rule(
        action=st.integers(0, len(ACTIONS) - 1),
        number=picks(),
        turn=st.integers(0, len(FLOWS) - 1),
        manner=st.integers(0, len(HOW) - 1),
        salt=st.integers(0, 999_999),
    )
    @once_begun
    def act(self, action: int, number: int, turn: int, manner: int, salt: int) -> None:
        """Do one action. There is one rule: of several, swarm testing would leave half out of most examples.

        Drawn numbers are shifted by the number of the step: generators like to repeat what they drew before.
        """
        self.steps += 1
        name, flow = ACTIONS[(action + self.steps) % len(ACTIONS)], FLOWS[(turn + self.steps) % len(FLOWS)]
        person, how = self.people[(number + self.steps) % USERS], HOW[(manner + self.steps) % len(HOW)]
        if name == "sign_in":
            other = pick(number // USERS, [p for p in self.people if p is not person and p.ready])
            next_, _ = expected(self.mode, person.standing, flow)
            with self.step("sign_in", flow=flow, how=how, mode=self.mode, next=next_) as s:
                self._sign_in(s, person, flow, how, other, salt)
            return
        do: Callable[[Person, int], None] = getattr(self, name)
        do(person, number // USERS + self.steps)

    def newcomer(self, person: Person, number: int) -> None:
        """Replace one of the users with a new one."""
        with self.step("newcomer", mode=self.mode) as s:
            user = s.user(self.pool, password=str(person.user.password))
            self.people[self.people.index(person)] = Person(user)

    def enrol(self, person: Person, number: int) -> None:
        """Set up a first or another app with the access token of the last sign-in."""
        with self.step("enrol", mode=self.mode, again=person.ready) as s:
            self._set_up(s, person, preferred=number % 4 != 0)

    def begin_again(self, person: Person, number: int) -> None:
        """Ask for a new secret and do not verify it."""
        if self.mode == "OFF" or person.session is None or number % 2:
            return
        with self.step("begin_again", mode=self.mode, ready=person.ready) as s:
            associate(s, person.session)
            person.standing.unverified_again = person.standing.has_app is not False

    def enable(self, person: Person, number: int) -> None:
        """Enable the app, preferred or not."""
        if self.mode == "OFF" or person.session is None or not person.ready:
            return
        with self.step("enable", mode=self.mode) as s:
            preferred = bool(number % 2)
            prefer(s, person.session, preferred=preferred)
            self._enabled(person, preferred=preferred)

    def disable(self, person: Person, number: int) -> None:
        """Disable the app, as the user or as an administrator."""
        by = "admin" if number % 2 else "user"
        if self.mode == "OFF" or person.session is None or not person.ready or not person.standing.enabled:
            return
        with self.step("disable", mode=self.mode, by=by) as s:
            off = {"Enabled": False, "PreferredMfa": False}
            if by == "admin":
                answer = by_admin(s, person.user, off)
            else:
                answer = s.call("SetUserMFAPreference", AccessToken=person.session.access, SoftwareTokenMfaSettings=off)
            if self.mode == "ON":
                person.standing.disabled_though_required = by == "admin"
                person.standing.enabled = None if by == "admin" else person.standing.enabled
                person.standing.has_app = person.standing.has_app if by == "admin" else None
                return
            s.need(answer, "MFACONF-018" if by == "admin" else "MFACONF-019")
            person.standing.enabled, person.standing.disabled_by = False, by
            self._glance(s, person)

    def change_mode(self, person: Person, number: int) -> None:
        """Change the pool's mode."""
        mode = MODES[number % len(MODES)]
        with self.step("change_mode", before=self.mode, mode=mode) as s:
            answer = set_mode(s, self.pool, mode)
            s.accepted("MFACONF-010" if mode == "OFF" else "MFACONF-001", answer)
            for one in self.people:
                self._outlive(one, mode)
            self.mode = mode
            self._glance(s, person)

    def _outlive(self, person: Person, mode: str) -> None:
        """Update what is known of a user when the mode changes."""
        standing = person.standing
        if self.mode == "OFF" and mode != "OFF":
            person.stale = True
        if self.mode == "ON" and standing.disabled_though_required:
            standing.has_app, standing.disabled_though_required = None, False

    def _glance(self, s: MachineScenario, person: Person) -> None:
        """Sign in by a flow that asked for something before: only of such a flow can one say that it stopped asking."""
        flows = sorted(person.standing.seen_asked | person.standing.seen_set_up)
        if flows:
            self._sign_in(s, person, flows[self.steps % len(flows)], "leave", None, 0)

    # -- sign-in -------------------------------------------------------------------------------------------------------

    def _sign_in(
        self, s: MachineScenario, person: Person, flow: str, how: str, other: Person | None, salt: int
    ) -> None:
        """Sign in with the first factor, judge the answer, and respond to its challenge."""
        if person.stale:
            self._read_again(s, person)
        next_, requirement = expected(self.mode, person.standing, flow)
        by_flow = {"app": ASKED, "set-up": TO_SET_UP}.get(next_, {})
        if not requirement or (requirement == "MFA-042" and flow != PASSWORD):
            requirement = by_flow.get(flow, "")
        answer = first_factor(s, self.client, person.user, flow)
        if flow in SIGNS_IN:
            s.need(answer, SIGNS_IN[flow])
        if next_ == "unknown" or requirement == "none":
            s.need(answer, "PWAUTH-001")
        else:
            checked(s, requirement, answer)
        self._go_on(s, person, answer, flow, how, other, salt)

    def _go_on(
        self, s: MachineScenario, person: Person, answer: Exchange, flow: str, how: str, other: Person | None, salt: int
    ) -> None:
        standing, name = person.standing, answer.get("ChallengeName")
        if answer.get("AuthenticationResult.AccessToken"):
            standing.seen_alone = standing.has_app is False
            person.session = Session(self.client, person.user, answer)
        elif name == APP and session_of(answer) is not None:
            standing.seen_asked.add(flow)
            if person.ready and how != "leave":
                self._answer(s, person, answer, flow, how, other, salt)
        elif name == "MFA_SETUP" and session_of(answer) is not None:
            standing.seen_set_up.add(flow)
            self._answer_set_up(s, person, answer, how)

    def _read_again(self, s: MachineScenario, person: Person) -> None:
        """Read the user as an administrator after MFA was off: what is not shown is unknown."""
        shown = s.must("AdminGetUser", UserPoolId=self.pool.id, Username=person.user.username)
        listed = APP in (shown.get("UserMFASettingList") or [])
        if person.standing.has_app and not (listed and person.standing.enabled):
            person.standing.has_app = None
        person.standing.preferred = shown.get("PreferredMfaSetting") == APP
        person.standing.seen_asked = set()
        person.stale = False

    def _answer(
        self,
        s: MachineScenario,
        person: Person,
        challenge: Exchange,
        flow: str,
        how: str,
        other: Person | None,
        salt: int,
    ) -> None:
        """The code of the app, or another one; a wrong one is followed by a whole sign-in with the right one."""
        app = person.app
        assert app is not None
        if not self._has_code(s, app):
            return
        admin = flow == ADMIN
        wrong = self._wrong(s, person, how, other, salt)
        if wrong is None:
            self._right(s, person, app, challenge, admin=admin)
            return
        requirement, code = wrong
        attempt = answer_code(s, self.client, person.user, challenge, code, admin=admin)
        if attempt.ok and other is not None and other.app is not None and how == "other":
            other.app.used.add(step_of(s.clock()))
        control = lambda: self._control(s, person, app)  # noqa: E731
        s.refused("MFA-012" if admin and requirement == "MFA-011" else requirement, attempt, control=control)

    def _wrong(
        self, s: MachineScenario, person: Person, how: str, other: Person | None, salt: int
    ) -> tuple[str, str] | None:
        """A code that must be refused, with the requirement that says so; None for a right one."""
        app = person.app
        assert app is not None
        if how == "wrong":
            return "MFA-011", wrong_code(s, app, salt)
        if how == "used" and person.last_code is not None and person.last_code[0] == step_of(moment(s)):
            return "MFA-018", person.last_code[1]
        if how == "other" and other is not None and other.app is not None and self._has_code(s, other.app):
            code = fresh_code(s, other.app)
            near = {s.compute("totp.code", app.secret, s.clock(), shift) for shift in (-1, 0, 1)}
            return ("MFA-014", code) if code not in near else None
        return None

    def _right(
        self, s: MachineScenario, person: Person, app: App, challenge: Exchange, *, admin: bool = False
    ) -> Exchange:
        """Send the right code, which must give tokens."""
        code = fresh_code(s, app)
        answer = answer_code(s, self.client, person.user, challenge, code, admin=admin)
        s.accepted("MFA-010" if admin else "MFA-008", answer)
        s.check("MFA-009", answer)
        if answer.get("AuthenticationResult.AccessToken"):
            person.session = Session(self.client, person.user, answer)
            person.last_code = (step_of(s.clock()), code)
        return answer

    def _control(self, s: MachineScenario, person: Person, app: App) -> Exchange:
        """A whole sign-in with a right code."""
        challenge = asked(s, self.client, person.user)
        answer = answer_code(s, self.client, person.user, challenge, fresh_code(s, app))
        if answer.get("AuthenticationResult.AccessToken"):
            person.session, person.last_code = Session(self.client, person.user, answer), None
        return answer

    def _has_code(self, s: Scenario, app: App) -> bool:
        """Whether there is a code that was not used, without waiting for half a minute."""
        if s.offers("clock"):
            return True
        step = step_of(moment(s))
        return not {step, step + 1} <= app.used

    # -- apps ----------------------------------------------------------------------------------------------------------

    def _set_up(self, s: MachineScenario, person: Person, *, preferred: bool) -> None:
        """Set up an app with the access token; a second one is always enabled again."""
        if self.mode == "OFF" or person.session is None:
            return
        app = associate(s, person.session)
        person.standing.unverified_again = person.standing.has_app is not False
        again = person.standing.has_app is not False
        verify(s, app, AccessToken=person.session.access)
        person.app, person.last_code, person.stale = app, None, False
        person.standing = Standing(has_app=True)
        if preferred or again:
            person.standing.enabled = None
            prefer(s, person.session)
            self._enabled(person, preferred=True)

    def _enabled(self, person: Person, *, preferred: bool) -> None:
        standing = person.standing
        if not standing.enabled:
            standing.seen_asked = set()
        standing.preferred = preferred
        standing.enabled, standing.disabled_by, standing.disabled_though_required = True, "", False

    def _answer_set_up(self, s: MachineScenario, person: Person, challenge: Exchange, how: str) -> None:
        """Answer MFA_SETUP too early, complete the set-up up to the tokens, or do nothing."""
        if how == "leave" or person.standing.has_app is not False:
            return
        if how in ("wrong", "used"):
            checked(s, "MFA-037", completed(s, self.client, person.user, challenge))
            return
        app, verified = set_up_by_session(s, challenge)
        person.app, person.last_code, person.standing = app, None, Standing(has_app=True, enabled=None)
        answer = s.accepted("MFA-035", completed(s, self.client, person.user, verified))
        s.check("MFA-036", answer)
        person.session = with_tokens(s, self.client, person.user, answer, "MFA-036")


test_mfa_life = machine_test(
    MfaLife,
    "MFACONF-001",
    "MFACONF-010",
    "MFA-001",
    "MFA-002",
    "MFA-003",
    "MFA-004",
    "MFA-005",
    "MFA-006",
    "MFA-008",
    "MFA-009",
    "MFA-010",
    "MFA-011",
    "MFA-012",
    "MFA-014",
    "MFA-018",
    "MFA-027",
    "MFA-028",
    "MFA-029",
    "MFA-030",
    "MFA-031",
    "MFA-032",
    "MFA-033",
    "MFA-035",
    "MFA-036",
    "MFA-037",
    "MFA-041",
    "MFA-042",
    "MFA-043",
    "MFA-044",
    "MFA-045",
    "MFA-049",
    "TOTP-024",
    "TOTP-025",
)
