"""What a trial found, as text, as Markdown and as JSON."""

from __future__ import annotations

from typing import Any

from conformance.verify_app.forms import CHANGES, Level, Step
from conformance.verify_app.judge import Trial, Tried

UNPROTECTED = (
    "every wrong form was accepted: nothing looks at the token at this URL. Protect it, or give the URL of an endpoint "
    "that is protected. Where the body says it, as GraphQL does, name its words with --refused-text."
)


def as_data(trial: Trial, url: str) -> dict[str, Any]:
    """The trial as JSON-like values."""
    return {
        "url": url,
        "seed": trial.seed,
        "times": trial.times,
        "stopped": trial.stopped or None,
        "ended": trial.ended or None,
        "right": trial.right,
        "rotation": trial.rotation or None,
        "leeway_seconds": trial.leeway,
        "steps_broken": sorted({one.form.step.value for one in trial.accepted(Level.FAULT)}),
        "forms": [_form_data(one) for one in trial.tried],
        "unmade": {one.form.name: one.reason for one in trial.unmade},
        "untried": trial.untried,
    }


def _form_data(one: Tried) -> dict[str, Any]:
    return {
        "name": one.form.name,
        "step": one.form.step.value,
        "level": one.form.level.value,
        "accepted": one.accepted,
        "refused": one.refused,
        "unclear": one.unclear,
        "reason": one.reason or None,
        "curl": one.curl or None,
    }


def summary(trial: Trial) -> list[str]:
    """What was found, one statement a line, the faults first."""
    if trial.stopped:
        return [f"cannot be judged: {trial.stopped}"]
    faults, lines = trial.accepted(Level.FAULT), []
    if trial.unprotected:
        lines.append(UNPROTECTED)
    for step in Step:
        names = [_named(one) for one in faults if one.form.step is step]
        if names:
            change = "" if trial.unprotected else f" {CHANGES[step]}"
            lines.append(f"accepts wrong tokens [{step.value}]: {', '.join(names)}.{change}")
    if not faults and not trial.undecided:
        count = sum(one.form.level is Level.FAULT for one in trial.tried)
        lines.append(f"none of the {count} wrong forms that count as faults was accepted")
    if trial.ended:
        lines.append(f"not all forms were tried: {trial.ended}")
    undecided = [*trial.unclear, *trial.unmade]
    reasons = dict.fromkeys(one.reason for one in undecided)
    lines += [f"cannot be judged: {_with_reason(undecided, reason)}: {reason}" for reason in reasons]
    lines += _leeway(trial)
    lines += _advice(trial)
    lines += [f"not tried: {_untried(trial, reason)}: {reason}" for reason in dict.fromkeys(trial.untried.values())]
    return lines


def _named(one: Tried) -> str:
    return f"{one.form.name} ({one.accepted} of {one.count})"


def _with_reason(forms: list[Tried], reason: str) -> str:
    return ", ".join(one.form.name for one in forms if one.reason == reason)


def _untried(trial: Trial, reason: str) -> str:
    return ", ".join(name for name, why in trial.untried.items() if why == reason)


def _leeway(trial: Trial) -> list[str]:
    if not any(one.form.seconds for one in [*trial.tried, *trial.unmade]):
        return []
    if trial.leeway:
        return [f"leeway: a token that expired {trial.leeway} s ago is accepted"]
    if any(one.form.seconds for one in [*trial.unclear, *trial.unmade]):
        return ["leeway: not known"]
    least = min(one.form.seconds for one in trial.tried if one.form.seconds)
    return [f"leeway: none; a token that expired {least} s ago was not accepted"]


def _advice(trial: Trial) -> list[str]:
    lines = []
    for revoked, change in ((False, CHANGES[Step.BEYOND]), (True, CHANGES[Step.REVOCATION])):
        names = [_named(one) for one in trial.accepted(Level.ADVICE) if (one.form.step is Step.REVOCATION) == revoked]
        lines += [f"advice: also accepts: {', '.join(names)}. {change}"] if names else []
    if trial.rotation:
        lines.append(f"advice: a right token signed with a key added later was not accepted at once: {trial.rotation}")
    return lines


def as_markdown(trial: Trial, url: str) -> str:
    """The report as a page."""
    lines = [f"# verify-app {url}", "", f"Seed {trial.seed}, each form {trial.times} times.", ""]
    lines += [f"- {line}" for line in summary(trial)]
    if trial.tried:
        lines += ["", "| form | step | accepted | refused | unclear |", "|---|---|---|---|---|"]
    for one in trial.tried:
        form = one.form
        lines.append(f"| {form.name} | {form.step.value} | {one.accepted} | {one.refused} | {one.unclear} |")
    shown = [one for one in trial.accepted(Level.FAULT) if one.curl]
    if shown:
        lines += ["", "Each line shows one, while the application still knows the keys of this run:", "", "```sh"]
        for one in shown:
            lines += [f"# {one.form.name}", one.curl]
        lines.append("```")
    return "\n".join(lines) + "\n"
