"""The trial of one application: right tokens first, then each wrong form beside its control."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from conformance.verify_app.asking import Answer, Endpoint, Verdict
from conformance.verify_app.forms import Form, Level, NotMade, Step, Tokens
from conformance.verify_app.trouble import Say, after_right_token, after_wrong_token

INTERRUPTED = "interrupted"


@dataclass
class Tried:
    """What came of one form: how often it was accepted, refused, or could not be judged, and an example of it."""

    form: Form
    accepted: int = 0
    refused: int = 0
    unclear: int = 0
    curl: str = ""
    reason: str = ""  # why it could not be judged, the last time

    @property
    def count(self) -> int:
        """How often it was tried."""
        return self.accepted + self.refused + self.unclear


@dataclass
class Trial:
    """All that was found. ``stopped`` says why nothing can be concluded; then ``tried`` is empty.

    ``ended`` says why it ended before all forms were tried; empty where it did not. ``untried`` is what is known
    beforehand not to be tried, and advice that could not be made, with the reason. ``unmade`` are the other forms that
    could not be made, or not each time; their ``reason`` says why.
    """

    seed: int
    times: int
    stopped: str = ""
    ended: str = ""
    right: dict[str, str] = field(default_factory=dict)
    rotation: str = ""  # what came of a token signed with a key that was published later; empty when accepted
    tried: list[Tried] = field(default_factory=list)
    untried: dict[str, str] = field(default_factory=dict)
    unmade: list[Tried] = field(default_factory=list)

    def accepted(self, level: Level) -> list[Tried]:
        """The wrong forms of this level that were accepted at least once."""
        return [one for one in self.tried if one.accepted and one.form.level is level]

    @property
    def unclear(self) -> list[Tried]:
        """Forms that were not accepted, and at least once could not be judged."""
        return [one for one in self.tried if one.unclear and not one.accepted]

    @property
    def undecided(self) -> bool:
        """Whether anything leaves open what the trial is for: unclear advice does not."""
        return bool(self.ended or self.unmade) or any(one.form.level is not Level.ADVICE for one in self.unclear)

    @property
    def unprotected(self) -> bool:
        """Whether every wrong form that counts as a fault was accepted, each time; none was left out."""
        faults = [one for one in self.tried if one.form.level is Level.FAULT]
        complete = bool(faults) and not self.ended and not self.unmade
        return complete and not any(one.refused or one.unclear for one in faults)

    @property
    def leeway(self) -> int:
        """The largest number of seconds after exp at which a token was accepted; 0 for none."""
        return max((one.form.seconds for one in self.tried if one.accepted and one.form.seconds), default=0)


def try_application(endpoint: Endpoint, tokens: Tokens, seed: int, times: int, say: Say) -> Trial:
    """Try the application, each form ``times`` times; ``say`` gets a line on each form when it is done.

    Ctrl-C ends it early, with what was found so far.
    """
    random, trial = Random(seed), Trial(seed, times)
    try:
        accepted = _right_tokens(endpoint, tokens, random, trial)
        trial.untried.update(tokens.untried)
        if accepted:
            _wrong_tokens(endpoint, tokens, random, trial, say)
    except KeyboardInterrupt:
        trial.ended = INTERRUPTED
        if not trial.tried:
            trial.stopped = f"{INTERRUPTED} before any wrong token was judged"
    return trial


def _right_tokens(endpoint: Endpoint, tokens: Tokens, random: Random, trial: Trial) -> bool:
    """Whether the application accepts right tokens, so that anything can be concluded."""
    try:
        for name, value in tokens.right(random, trial.times):
            answer = endpoint.ask(value)
            trial.right[name] = answer.text
            if answer.verdict is not Verdict.ACCEPTED:
                advice = answer.advice or after_right_token(answer.status)
                trial.stopped = f"a right token ({name}) was not accepted: {answer.text}. {advice}"
                return False
    except NotMade as error:
        trial.stopped = f"no right token: {error}"
        return False
    later = tokens.later(random)
    if later is not None:
        answer = endpoint.ask(later)
        trial.rotation = "" if answer.verdict is Verdict.ACCEPTED else answer.text
    return True


def _wrong_tokens(endpoint: Endpoint, tokens: Tokens, random: Random, trial: Trial, say: Say) -> None:
    forms = tokens.forms()
    for number, form in enumerate(forms):
        tried = Tried(form)
        trial.tried.append(tried)  # beforehand, so that what it showed stays where it is interrupted
        try:
            where = f"the form '{form.name}', after {number} of {len(forms)} forms"
            trial.ended = _try_form(endpoint, random, trial, tried, where)
        finally:
            if not tried.count:
                trial.tried.pop()
        if trial.ended:
            return
        if tried.count:
            say(f"{form.name}: accepted {tried.accepted}, refused {tried.refused}, unclear {tried.unclear}")


def _try_form(endpoint: Endpoint, random: Random, trial: Trial, tried: Tried, where: str) -> str:
    """Why no other form can be tried after this one; empty where others can."""
    for _ in range(trial.times):
        try:
            silence = _try_once(endpoint, tried.form, random, tried)
        except NotMade as error:
            if error.final:
                return f"no token at {where}: {error}"
            _note_unmade(tried.form, str(error), trial)
            return ""
        if silence is not None:
            return f"the application stopped answering at {where}: {silence.text}. {silence.advice}"
    return ""


def _note_unmade(form: Form, reason: str, trial: Trial) -> None:
    """Advice that cannot be made leaves nothing open that the trial is for; any other form does."""
    if form.level is Level.ADVICE:
        trial.untried[form.name] = reason
    else:
        trial.unmade.append(Tried(form, reason=reason))


def _try_once(endpoint: Endpoint, form: Form, random: Random, tried: Tried) -> Answer | None:
    """The wrong form first, so that software that takes a jti only once does not refuse it for that.

    The answer where none came, neither to the form nor to its control; else None.
    """
    pair = form.make(random)
    answer = endpoint.ask(pair.wrong, malformed=form.step is Step.STRUCTURE)
    if answer.verdict is Verdict.ACCEPTED:
        tried.accepted += 1
        tried.curl = tried.curl or endpoint.curl(pair.wrong)
        return None
    control = endpoint.ask(pair.right())
    if answer.verdict is Verdict.REFUSED and control.verdict is Verdict.ACCEPTED:
        tried.refused += 1
        return None
    tried.unclear += 1
    shown = answer if answer.verdict is Verdict.UNCLEAR else control
    what, advice = "the form", answer.advice or after_wrong_token(answer.status)
    if shown is control:
        what, advice = "its control, a right token,", control.advice or after_right_token(control.status)
    tried.reason = f"{what} was answered with {shown.text}" if shown.status else f"{what} got {shown.text}"
    tried.reason += f". {advice}" if advice else ""
    return control if answer.status == control.status == 0 else None
