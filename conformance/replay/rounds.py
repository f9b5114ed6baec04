"""The part of a reproduction script that runs a race again and again until it goes wrong."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from string import Template
from typing import Any

from conformance.replay.history import SHARED

FRUITLESS = 20  # rounds at the beginning that may all say nothing, until the target is taken to be the cause
ONCE = SHARED | {"CreateUserPoolDomain", "oauth.domain_for"}  # the resources that are created before the rounds begin

NAMES = Template('''\
FIRST = random.randrange(20**$length)
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 300


def letters(number):
    """The number in letters, for names: each round has names of its own."""
    return "".join("bcdfghjklmnpqrstvwxz"[number // 20**place % 20] for place in range($length))


RUN = letters(FIRST)
''')

# Threads share these clients: they are made before any of them starts.
CLIENTS = Template("""
def client_for(signed):
    config = Config(region_name="$region", parameter_validation=False, retries={"total_max_attempts": 1}$unsigned)
    client = boto3.client("cognito-idp", endpoint_url=ENDPOINT, config=config$verify)
    client.meta.events.register("before-parse", lambda response_dict, **_: RECEIVED.raw.update(response_dict))
    return client


RECEIVED = threading.local()
CLIENTS = {signed: client_for(signed) for signed in (True, False)}
""")
CLIENT = """\
    client = CLIENTS[signed]
    raw = RECEIVED.raw = {}"""

RACE = Template('''
def race(*calls):
    """These calls at the same time; "calls" of the answer has how each ended, and when, in seconds."""
    barrier, ends = threading.Barrier(len(calls)), [None] * len(calls)
    zero = time.perf_counter()

    def contend(number):
        one = calls[number]
        barrier.wait()
        time.sleep(one.get("after") or 0)
        started = time.perf_counter() - zero
        try:
$sent
        except ($silence) as error:  # no answer: it may have happened
            got = SimpleNamespace(ok=False, status=None, code=None, message=str(error), response={}, outcome="error")
        unclear = got.status in (None, 429, 500, 502, 503, 504)
        ends[number] = {
            "call": one["call"], "does": one.get("does"),
            "outcome": "ok" if got.ok else "unknown" if unclear else "refused",
            "status": got.status, "code": got.code, "message": got.message, "response": got.response,
            "started": started, "ended": time.perf_counter() - zero,
        }
        if got.outcome == "unsupported":
            ends[number] = None

    threads = [threading.Thread(target=contend, args=(number,)) for number in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if None in ends:
        raise RuntimeError("one of the calls could not be made, or the target has nothing there")
    return made("race", {"calls": calls}, {"calls": ends})


def rounds(one_round):
    """The first difference that a round shows; None after the last one.

    In some rounds another call came first, and what is read or done later is not possible: these say nothing.
    """
    global RUN
    judged = 0
    for number in range(1, ROUNDS + 1):
        RUN, printed = letters(FIRST + number), io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                difference = one_round()
        except (RuntimeError, LookupError):
            if not judged and number == min(ROUNDS, $fruitless):
                print(printed.getvalue())
                raise
            continue
        judged += 1
        if difference is not None:
            print(printed.getvalue() + f"round {number}")
            return difference
    print(f"{judged} rounds showed no difference.")
    return None
''')
CALLS = {
    "silence": "BotoCoreError",
    "sent": """\
            got = call(one["operation"], may_fail=True, signed=one.get("signed", True), **one["parameters"])""",
}
CALLS_AND_PAGES = {
    "silence": "BotoCoreError, requests.RequestException",
    "sent": """\
            if "operation" in one:
                got = call(one["operation"], may_fail=True, signed=one.get("signed", True), **one["parameters"])
            else:
                parts = {name: one.get(name) for name in ("form", "headers")}
                got = request(one["method"], one["url"], may_fail=True, **parts)""",
}


def in_rounds(steps: Sequence[Mapping[str, Any]], body: Sequence[str], verdict: Sequence[str], *, pages: bool) -> str:
    """The inside of ``main``: pools and clients are made once, everything behind them in each round.

    ``pages``: each round has browsers without cookies.
    """
    first = next((number for number, step in enumerate(steps) if step["name"] not in ONCE), 0)
    inside = [*(["BROWSERS.forget()"] if pages else []), *body[first:], *verdict]
    one_round = "def one_round():\n" + textwrap.indent("\n".join(filter(None, inside)), "    ")
    return "\n".join([*filter(None, body[:first]), "", one_round, "", "return rounds(one_round)"])
