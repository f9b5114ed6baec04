"""The part of a reproduction script that runs a race again and again until it goes wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from string import Template
from typing import Any

from conformance.replay.history import SHARED

RACE = Template('''
TAG = "$tag"  # what all names contain
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 300
ROUND = [0]


def named(text):
    """A name of this round."""
    letters, number = "", ROUND[0]
    while number:
        number, place = divmod(number, 20)
        letters += "bcdfghjklmnpqrstvwxz"[place]
    return text.replace(TAG, TAG + letters)


def race(*calls):
    """These calls at the same time: what came of each stands under "calls", with its start and end in seconds."""
    barrier, ends = threading.Barrier(len(calls)), [None] * len(calls)
    zero = time.perf_counter()

    def contend(number):
        one = calls[number]
        barrier.wait()
        time.sleep(one.get("after") or 0)
        started = time.perf_counter() - zero
        try:
            if "operation" in one:
                got = call(one["operation"], one["parameters"], one.get("signed", True))
            else:
                got = request(one["method"], one["url"], form=one.get("form"), headers=one.get("headers"))
        except (requests.RequestException, BotoCoreError) as error:  # no answer: it may have happened
            got = Answer(0, one["call"], {}, None, outcome="error", message=str(error))
        unclear = got.status in (None, 429, 500, 502, 503, 504)
        ends[number] = {
            "call": one["call"], "does": one.get("does"),
            "outcome": "ok" if got.ok else "unknown" if unclear else "refused",
            "status": got.status, "code": got.code, "message": got.message, "response": got.response,
            "started": started, "ended": time.perf_counter() - zero,
        }

    threads = [threading.Thread(target=contend, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Answer(0, "race", {"calls": calls}, 200, {}, "", {"calls": ends}, "ok", None, None)


$shared

def one_round():
$body
    return difference


for ROUND[0] in range(1, ROUNDS + 1):
    printed = io.StringIO()
$anew    try:
        with contextlib.redirect_stdout(printed):
            difference = one_round()
    except SystemExit:
        print(printed.getvalue())
        raise
    except LookupError:
        continue  # this time another call came first, and what is looked at later is not there
    if difference is not None:
        print(printed.getvalue())
        print(f"round {ROUND[0]}")
        print(f"Cognito:     {difference.expected}")
        print(f"this target: {difference.seen}")
        sys.exit(1)
print(f"{ROUNDS} rounds, and each time the target did what Cognito does.")
''')
ONCE = SHARED | {"CreateUserPoolDomain", "oauth.domain_for"}
IMPORTS = "import contextlib\nimport io\n\nfrom botocore.exceptions import BotoCoreError\n"


def renamed(value: Any, tag: str) -> Any:
    """A step or judgement in which the names of the run are marked, so that each round gives them anew."""
    if isinstance(value, Mapping):
        if "$ref" in value or "$step" in value:
            return value
        return {name: renamed(member, tag) for name, member in value.items()}
    if isinstance(value, list):
        return [renamed(member, tag) for member in value]
    return {"$named": value} if isinstance(value, str) and tag and tag in value else value


def rounds(steps: Sequence[Mapping[str, Any]], body: Sequence[str], verdict: str, tag: str, *, browsers: bool) -> str:
    """The end of the script: pools and clients once, everything behind them in each round, in ``browsers`` anew."""
    first = next((number for number, step in enumerate(steps) if step["name"] not in ONCE), 0)
    inside = "\n".join([*body[first:], "", verdict])
    shared = "\n".join(body[:first])
    return IMPORTS + RACE.substitute(
        tag=tag, shared=shared, body=textwrap.indent(inside, "    "), anew="    BROWSERS.forget()\n" if browsers else ""
    )
