"""The lockout after wrong passwords: when it begins, what it refuses, how it ends, and whom it does not affect."""

from __future__ import annotations

from hypothesis import strategies as st

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.flows.sign_in import srp_answer, srp_challenge, srp_proof
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import Client, User
from conformance.scenario.setup import password_step
from conformance.strategies import names, passwords, wrong_variants
from conformance.strategies.clients import ANY_PASSWORD_CLIENT
from conformance.strategies.durations import MINUTE
from conformance.strategies.passwords import wrong_password

PASSWORD, ADMIN = "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"
FLOWS = st.sampled_from((PASSWORD, ADMIN))
TEXT = "Password attempts exceeded"
FREE = 5  # the failure after which the first lockout begins
MOST = 12  # wrong passwords until a lockout has to be seen
SHORTEST = 0.8  # seconds after the failure that began it in which a lockout of one second surely lasts


def is_lockout(answer: Exchange) -> bool:
    """Whether this refusal is that of a lockout; known by its text alone."""
    return answer.code == "NotAuthorizedException" and str(answer.message).startswith(TEXT)


@check("LOCK-001", "LOCK-012", "LOCK-014")
def locked_at_last(*attempts: Exchange) -> Difference | None:
    """One of these attempts is refused with the text of a lockout."""
    shown = [(a.code, str(a.message)) for a in attempts]
    if any(code == "NotAuthorizedException" and text.startswith("Password attempts exceeded") for code, text in shown):
        return None
    last = f"{shown[-1][0]}: {shown[-1][1]}" if shown else "nothing"
    wanted = "a refusal with NotAuthorizedException: Password attempts exceeded"
    return Difference("never-locked", wanted, f"{len(shown)} refusals without it, the last of them {last}")


def some_user(s: Scenario, password: str, base: str = "user") -> tuple[Client, User]:
    """A confirmed user, and a client for every password flow; locking the user out must be allowed."""
    s.allow_lockout()
    pool = s.pool()
    return s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT), s.user(pool, password=password, username=s.name(base))


def attempt(s: Scenario, client: Client, user: User, password: str, flow: str) -> Exchange:
    """One sign-in, not judged."""
    return password_step(s, client, user.login, password, flow)


def fail(s: Scenario, client: Client, user: User, wrong: str, flow: str) -> Exchange:
    """A sign-in with a wrong password; the example ends where it is taken or gets no clear answer."""
    answer = attempt(s, client, user, wrong, flow)
    if answer.ok:
        s.end("PWAUTH-003" if flow == PASSWORD else "ADMAUTH-003", "a wrong password signs in", answer)
    if answer.outcome != "error":
        s.need(answer, None)
    return answer


def fail_until_locked(s: Scenario, client: Client, user: User, wrong: str, *flows: str) -> list[Exchange]:
    """Wrong passwords, alternating between these flows, until one is refused by a lockout, or too many were not."""
    answers: list[Exchange] = []
    while len(answers) < MOST and not (answers and is_lockout(answers[-1])):
        answers.append(fail(s, client, user, wrong, flows[len(answers) % len(flows)]))
    return answers


def lock(s: Scenario, client: Client, user: User, wrong: str, flow: str) -> list[Exchange]:
    """Wrong passwords until a lockout, which the rest of the example needs."""
    answers = fail_until_locked(s, client, user, wrong, flow)
    if not is_lockout(answers[-1]):
        s.end("LOCK-001", f"{len(answers)} wrong passwords in a row do not lock the user out", answers[-1])
    return answers


def lock_seconds(failures: int) -> float:
    """How long the lockout after so many failures lasts, and a little more."""
    return float(2 ** (failures - FREE)) + 0.3


def failures_in(answers: list[Exchange]) -> int:
    """The number of failures among these: attempts that no lockout refused."""
    return sum(not is_lockout(answer) for answer in answers)


def wait_out(s: Scenario, answers: list[Exchange]) -> None:
    """Let the lockout that these attempts began pass."""
    seconds = lock_seconds(failures_in(answers))
    while seconds > 0:
        seconds -= s.let_pass(seconds)


def in_time(*since: Exchange) -> bool:
    """Whether the last of these was answered while a lockout begun by the first would last, even the shortest one."""
    return sum(answer.elapsed for answer in since) < SHORTEST


def within_lockout(s: Scenario, answers: list[Exchange], right: Exchange) -> None:
    """End the example if a right password may have been sent after the lockout was over."""
    if right.ok and not in_time(*answers[-2:], right):
        s.exclude("this target answers too slowly to be asked within a lockout of one second")


@prop("LOCK-001", password=passwords(), variant=wrong_variants(), flow=FLOWS, base=names())
def test_wrong_passwords_in_a_row(s: Scenario, password: str, variant: str, flow: str, base: str) -> None:
    """One wrong password after the other."""
    client, user = some_user(s, password, base)
    s.check("LOCK-001", *fail_until_locked(s, client, user, wrong_password(password, variant), flow))


@prop("LOCK-002", password=passwords(), variant=wrong_variants(), flows=st.lists(FLOWS, min_size=1, max_size=4))
def test_a_few_wrong_passwords(s: Scenario, password: str, variant: str, flows: list[str]) -> None:
    """One to four failures, then the right password."""
    client, user = some_user(s, password)
    for flow in flows:
        fail(s, client, user, wrong_password(password, variant), flow)
    s.accepted("LOCK-002", attempt(s, client, user, password, flows[0]))


@prop("LOCK-003", password=passwords(), variant=wrong_variants(), flow=FLOWS)
def test_right_password_while_locked(s: Scenario, password: str, variant: str, flow: str) -> None:
    """The right password during a lockout, and after it."""
    client, user = some_user(s, password)
    answers = lock(s, client, user, wrong_password(password, variant), flow)
    right = attempt(s, client, user, password, flow)
    within_lockout(s, answers, right)

    def later() -> Exchange:
        wait_out(s, answers)
        return attempt(s, client, user, password, flow)

    s.refused("LOCK-003", right, control=later)


@prop("LOCK-005", password=passwords(), variant=wrong_variants(), flow=FLOWS)
def test_lockout_ends(s: Scenario, password: str, variant: str, flow: str) -> None:
    """The right password once the lockout is over."""
    client, user = some_user(s, password)
    seconds = lock_seconds(failures_in(lock(s, client, user, wrong_password(password, variant), flow)))
    while seconds > 0:
        seconds -= s.let_pass(seconds)
    s.accepted("LOCK-005", attempt(s, client, user, password, flow))


@prop("LOCK-006", password=passwords(), variant=wrong_variants(), flow=FLOWS, more=st.integers(4, 10))
def test_attempts_while_locked(s: Scenario, password: str, variant: str, flow: str, more: int) -> None:
    """Further attempts during a lockout, then the right password once the original duration is over."""
    client, user = some_user(s, password)
    answers = lock(s, client, user, wrong_password(password, variant), flow)
    answers += [fail(s, client, user, wrong_password(password, variant), flow) for _ in range(more)]
    wait_out(s, answers)
    s.accepted("LOCK-006", attempt(s, client, user, password, flow))


# -- longer lockouts ---------------------------------------------------------------------------------------------------


def fail_often(s: Scenario, client: Client, user: User, wrong: str, times: int) -> None:
    """So many failures, each after the lockout of the previous one is over; the fifth must begin a lockout."""
    for number in range(1, times + 1):
        answer = fail(s, client, user, wrong, PASSWORD)
        if is_lockout(answer):
            s.end("LOCK-005", f"attempt {number} is refused by a lockout that should be over", answer)
        if number == FREE:
            answer = fail(s, client, user, wrong, PASSWORD)
            if not is_lockout(answer):
                s.end("LOCK-001", f"{FREE} wrong passwords in a row do not lock the user out", answer)
        if FREE <= number < times:
            s.advance(lock_seconds(number))


@prop("LOCK-007", password=passwords(), variant=wrong_variants(), failures=st.integers(7, 12))
def test_lockout_doubles(s: Scenario, password: str, variant: str, failures: int) -> None:
    """The right password after three quarters of the lockout's duration, then after all of it."""
    client, user = some_user(s, password)
    s.advance(0)  # this property is for targets whose clock can be moved
    fail_often(s, client, user, wrong_password(password, variant), failures)
    whole = 2 ** (failures - FREE)
    s.advance(0.75 * whole)

    def later() -> Exchange:
        s.advance(0.25 * whole + 1)
        return attempt(s, client, user, password, PASSWORD)

    s.refused("LOCK-007", attempt(s, client, user, password, PASSWORD), control=later)


# -- the counter -------------------------------------------------------------------------------------------------------


@prop("LOCK-009", password=passwords(), variant=wrong_variants(), flow=FLOWS, again=st.integers(1, 4))
def test_sign_in_resets(s: Scenario, password: str, variant: str, flow: str, again: int) -> None:
    """A lockout, a sign-in, a few failures, and the right password at once."""
    client, user = some_user(s, password)
    wrong = wrong_password(password, variant)
    wait_out(s, lock(s, client, user, wrong, flow))
    s.need(attempt(s, client, user, password, flow), "LOCK-005")
    for _ in range(again):
        fail(s, client, user, wrong, flow)
    s.accepted("LOCK-009", attempt(s, client, user, password, flow))


@prop("LOCK-010", password=passwords(), variant=wrong_variants(), flow=FLOWS, again=st.integers(1, 4))
def test_idle_time_resets(s: Scenario, password: str, variant: str, flow: str, again: int) -> None:
    """A lockout, a long pause, a few failures, and the right password at once."""
    client, user = some_user(s, password)
    wrong = wrong_password(password, variant)
    lock(s, client, user, wrong, flow)
    s.advance(16 * MINUTE)
    for _ in range(again):
        fail(s, client, user, wrong, flow)
    s.accepted("LOCK-010", attempt(s, client, user, password, flow))


@prop("LOCK-011", password=passwords(), variant=wrong_variants(), flow=FLOWS, base=names())
def test_another_user(s: Scenario, password: str, variant: str, flow: str, base: str) -> None:
    """Another user signs in while a user is locked out."""
    client, user = some_user(s, password, base)
    other = s.user(user.pool, password=password, username=s.name(base))
    lock(s, client, user, wrong_password(password, variant), flow)
    s.accepted("LOCK-011", attempt(s, client, other, password, flow))


@prop("LOCK-012", password=passwords(), variant=wrong_variants(), first=FLOWS)
def test_one_counter(s: Scenario, password: str, variant: str, first: str) -> None:
    """Alternating failures by the two operations: before the last of nine, neither alone has five."""
    client, user = some_user(s, password)
    flows = (first, ADMIN if first == PASSWORD else PASSWORD)
    wrong = wrong_password(password, variant)
    answers: list[Exchange] = []
    while len(answers) < 9 and not (answers and is_lockout(answers[-1])):
        answers.append(fail(s, client, user, wrong, flows[len(answers) % 2]))
    if not is_lockout(answers[-1]):  # perhaps one operation alone does not lock out either
        lock(s, client, s.user(user.pool, password=password), wrong, first)
    s.check("LOCK-012", *answers)


@prop("LOCK-013", password=passwords(), variant=wrong_variants(), first=FLOWS)
def test_locked_for_the_twin(s: Scenario, password: str, variant: str, first: str) -> None:
    """Locked out by one operation, the right password to the other."""
    client, user = some_user(s, password)
    twin = ADMIN if first == PASSWORD else PASSWORD
    answers = lock(s, client, user, wrong_password(password, variant), first)
    right = attempt(s, client, user, password, twin)
    within_lockout(s, answers, right)

    def later() -> Exchange:
        wait_out(s, answers)
        return attempt(s, client, user, password, twin)

    s.refused("LOCK-013", right, control=later)


@prop("LOCK-014", password=passwords(), variant=wrong_variants(), proofs=st.integers(4, 5))
def test_wrong_proofs(s: Scenario, password: str, variant: str, proofs: int) -> None:
    """Wrong proofs by SRP, then wrong passwords."""
    client, user = some_user(s, password)
    wrong = wrong_password(password, variant)
    for _ in range(proofs):
        start = srp_challenge(s, client, user.login)
        answer = srp_answer(s, client, start, srp_proof(s, client, start, wrong))
        if answer.ok:
            s.end("SRP-008", "a wrong proof signs in", answer)
    answers: list[Exchange] = []
    while len(answers) < 4 and not (answers and is_lockout(answers[-1])):
        answers.append(fail(s, client, user, wrong, PASSWORD))
    if not is_lockout(answers[-1]):
        lock(s, client, s.user(user.pool, password=password), wrong, PASSWORD)
    s.check("LOCK-014", *answers)
