"""The trial of one application: right tokens first, then each wrong form beside its control."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from conformance.verify_app.asking import Answer, Endpoint, Verdict
from conformance.verify_app.draft import Draft, Needs, drawn_name, right_draft
from conformance.verify_app.forms import Form, Level, Step, wrong_forms
from conformance.verify_app.issuer import Issuer

Say = Callable[[str], None]
HINT = (
    "Compare the settings printed above with the application's, and restart it: it may keep the keys of an earlier run."
)
NO_ANSWER = "Start the application, or correct the URL."
OTHER_STATUS = "RFC 6750 refuses a token with 401 or 403; if this is how the application does, say --refused {}"


@dataclass
class Tried:
    """What came of one form: how often it was accepted, refused, or could not be judged, and an example of it."""

    form: Form
    accepted: int = 0
    refused: int = 0
    unclear: int = 0
    curl: str = ""
    reason: str = ""  # why it could not be judged, the last time


@dataclass
class Trial:
    """All that was found. ``stopped`` says why nothing can be concluded; then ``tried`` is empty."""

    seed: int
    times: int
    stopped: str = ""
    right: dict[str, str] = field(default_factory=dict)
    rotation: str = ""  # what came of a token signed with a key that was published later; empty when accepted
    tried: list[Tried] = field(default_factory=list)

    def accepted(self, level: Level) -> list[Tried]:
        """The wrong forms of this level that were accepted at least once."""
        return [one for one in self.tried if one.accepted and one.form.level is level]

    @property
    def unclear(self) -> list[Tried]:
        """Forms that were not accepted, and at least once could not be judged."""
        return [one for one in self.tried if one.unclear and not one.accepted]

    @property
    def undecided(self) -> bool:
        """Whether any of these leaves open what the trial is for: advice does not."""
        return any(one.form.level is not Level.ADVICE for one in self.unclear)

    @property
    def leeway(self) -> int:
        """The largest number of seconds after exp at which a token was accepted; 0 for none."""
        return max((one.form.seconds for one in self.tried if one.accepted and one.form.seconds), default=0)


def try_application(endpoint: Endpoint, issuer: Issuer, needs: Needs, seed: int, times: int, say: Say) -> Trial:
    """Try the application, each form ``times`` times; ``say`` is told of each form as it is done."""
    random, trial = Random(seed), Trial(seed, times)
    ask = _Asking(endpoint, issuer.keys)
    if not _right_forms(ask, issuer, needs, random, trial):
        return trial
    for form in wrong_forms(needs):
        tried = Tried(form)
        for _ in range(times):
            _try_once(ask, right_draft(random, needs, random.choice(issuer.published[:2])), needs, random, tried)
        trial.tried.append(tried)
        say(f"{form.name}: accepted {tried.accepted}, refused {tried.refused}, unclear {tried.unclear}")
    return trial


@dataclass(frozen=True)
class _Asking:
    endpoint: Endpoint
    keys: dict[str, Any]

    def __call__(self, draft: Draft) -> Answer:
        return self.endpoint.ask(draft.authorization(self.keys))


def _right_forms(ask: _Asking, issuer: Issuer, needs: Needs, random: Random, trial: Trial) -> bool:
    """Whether the application accepts right tokens, so that anything can be concluded."""
    for name, draft in _right_drafts(issuer, needs, random, trial.times):
        answer = ask(draft)
        trial.right[name] = answer.text
        if answer.verdict is not Verdict.ACCEPTED:
            trial.stopped = (
                f"a right token ({name}) was not accepted: {answer.text}. {HINT if answer.status else NO_ANSWER}"
            )
            return False
    later = drawn_name(random, 43)
    issuer.publish(later)
    answer = ask(right_draft(random, needs, later))
    trial.rotation = "" if answer.verdict is Verdict.ACCEPTED else answer.text
    return True


def _right_drafts(issuer: Issuer, needs: Needs, random: Random, times: int) -> list[tuple[str, Draft]]:
    first, second = issuer.published[:2]
    drafts = [(f"drawn user {n + 1}", right_draft(random, needs, first)) for n in range(times)]
    groups = [drawn_name(random, 20) for _ in range(60)] + ([needs.group] if needs.group else [])
    long = right_draft(random, needs, first).with_claims(**{"cognito:groups": groups})
    return [*drafts, ("second key of the key set", right_draft(random, needs, second)), ("long token", long)]


def _try_once(ask: _Asking, right: Draft, needs: Needs, random: Random, tried: Tried) -> None:
    """The wrong form first, so that software that takes a jti only once does not refuse it for that."""
    wrong = tried.form.change(right, needs, random)
    value = wrong.authorization(ask.keys)
    answer = ask.endpoint.ask(value, malformed=tried.form.step is Step.STRUCTURE)
    if answer.verdict is Verdict.ACCEPTED:
        tried.accepted += 1
        tried.curl = tried.curl or ask.endpoint.curl(value)
        return
    control = ask(right)
    if answer.verdict is Verdict.REFUSED and control.verdict is Verdict.ACCEPTED:
        tried.refused += 1
        return
    tried.unclear += 1
    shown = answer if answer.verdict is Verdict.UNCLEAR else control
    tried.reason = f"{'the form' if shown is answer else 'its control'} was answered with {shown.text}"
    if shown is answer and 300 <= answer.status < 500 and answer.status != 429:
        tried.reason += f". {OTHER_STATUS.format(answer.status)}"
