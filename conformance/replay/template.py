"""The texts that a reproduction script is made of, besides its calls and the sources of the suite.

A script takes from these texts what it uses (``conformance.replay.pruning``).
"""

from __future__ import annotations

from string import Template

HEAD = Template('''#!/usr/bin/env python3
"""$id ($level, $grade): $title

$statement
$sources

Seen on $product $version (target $spec) by cognito-conformance $suite: $seen
Expected: $expected

usage: python $id.py $usage; needs $packages
exit status: 0 the target does what Cognito does, 1 it diverges, 2 the script cannot tell
"""
''')

# The traceback goes to standard error. ``sys.exit`` in a hook sets the exit status, and atexit handlers still run.
HOOK = """\
# Whatever goes wrong in this script does not count as a divergence.
sys.excepthook = lambda *error: (sys.__excepthook__(*error), print("Cannot tell:", error[1]), sys.exit(2))
"""

END = """
difference = main()
print("Cognito:     %s\\nthis target: %s" % difference if difference else "The target does what Cognito does.")
sys.exit(1 if difference else 0)
"""

INSIDE = Template("""
ENDPOINT = sys.argv[1].rstrip("/") if sys.argv[1:] else "$word"
if INSIDE := ENDPOINT == "$word":  # in this process
$start
""")
ATTACHED = Template("""
ENDPOINT = (sys.argv[1] if sys.argv[1:] else "$endpoint").rstrip("/")
""")
GIVEN = """
if not sys.argv[1:]:
    print(__doc__)
    sys.exit(2)
ENDPOINT = sys.argv[1].rstrip("/")
"""

CONSTANTS = Template("""
REGION = "$region"
os.environ.update({"AWS_ACCESS_KEY_ID": "$access_key", "AWS_SECRET_ACCESS_KEY": "$secret_key"} | os.environ)
$run
AREA = random.randrange(100, 900)  # in all phone numbers
Difference = make_dataclass("Difference", ["kind", "expected", "seen"])
""")
RUN = Template("""\
RUN = "".join(random.choices("bcdfghjklmnpqrstvwxz", k=$length))  # in all names, so that the script can run again""")

CALL = Template('''
def call(operation, may_fail=False,$signed **parameters):
    """Make one API call: no validation on this side, no second attempt."""
$client
    try:
        client._make_api_call(operation, parameters)
$no_answer
$answered
''')
CLIENT = Template("""\
    config = Config(region_name="$region", parameter_validation=False, retries={"total_max_attempts": 1}$unsigned)
    client, raw = boto3.client("cognito-idp", endpoint_url=ENDPOINT, config=config$verify), {}
    client.meta.events.register("before-parse", lambda response_dict, **_: raw.update(response_dict))""")
NO_ANSWER = """\
    except Exception:
        if not raw:
            raise  # there was no answer"""
NO_ANSWER_INSIDE = """\
    except Exception as error:
        if not raw and not INSIDE:
            raise  # there was no answer
        raw = raw or {"status_code": 500, "headers": {}, "body": repr(error).encode()}"""
SHARED_ANSWER = """\
    return settled(reported(exchange_of(operation, parameters, raw)), may_fail)"""
OWN_ANSWER = Template("""\
$built
    print(shown)
    if code and not may_fail:
        raise RuntimeError(f"{operation} has to succeed before the difference can show")
$exchange""")

BUILT = Template("""\
    status, body = raw["status_code"], raw["body"].decode("utf-8", "replace")
    response = json.loads(body) if body.lstrip().startswith("{") else {}
    code = response.get("__type") or response.get("code") or raw["headers"].get("x-amzn-errortype") or f"HTTP {status}"
    code = None if 200 <= status < 300 else str(code).rsplit("#", 1)[-1].split(":", 1)[0]
$message\
    shown = f"{operation}: HTTP {status} {code or ''} {response.get('message', response.get('Message', ''))}".rstrip()
""")
MESSAGE = """\
    message = response.get("message", response.get("Message")) if code else None
"""
MEMBERS = {  # attributes of an exchange, by what they are made from
    "operation": "operation",
    "request": "parameters",
    "status": "status",
    "headers": '{name.lower(): value for name, value in raw["headers"].items()}',
    "body": "body",
    "response": "response",
    "ok": "not code",
    "server_error": "status >= 500",
    "outcome": '"error" if code else "ok"',
    "code": "code",
    "message": "message",
    "shown": "shown",
}

IMPORTS = """
import contextlib, copy, io, json, os, random, re, sys, threading, time
from dataclasses import make_dataclass
from types import SimpleNamespace
from urllib.parse import urlsplit
import boto3
import requests
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError
"""

EXCHANGE = Template("""
class Exchange(SimpleNamespace):
    \"""One request with its answer.\"""

$methods
""")

HELPERS = Template('''
def exchange_of(operation, parameters, raw):
$built
$exchange


def settled(exchange, may_fail):
    """The exchange, unless it failed and has to succeed."""
    if not (exchange.ok or may_fail):
        raise RuntimeError(f"{exchange.operation} has to succeed before the difference can show")
    return exchange


def describe(exchange):
    return exchange.shown


def reported(exchange):
    print(exchange.shown)
    return exchange


def named_member(members, name):
    """The member of a list that has this Name."""
    for member in members:
        if member["Name"] == name:
            return member
    raise LookupError(f"the answer has no {name}")


def own(url):
    """The URL, if it is on the target or on this machine: a script sends nothing anywhere else."""
    host = urlsplit(url).hostname or ""
    if host not in (urlsplit(ENDPOINT).hostname, "127.0.0.1", "::1") and not f".{host}".endswith(".localhost"):
        raise RuntimeError(f"this leads to {host}, which is not the target")
    return url


def received(answer):
    """An answer to ``requests`` as botocore has it."""
    return {"status_code": answer.status_code, "headers": answer.headers, "body": answer.content}


def fetch(url, headers, may_fail=False):
    answer = requests.get(own(url), headers=headers, timeout=20, allow_redirects=False)
    return settled(reported(exchange_of(f"GET {url}", {"url": url}, received(answer))), may_fail)


def raw(headers, body, may_fail=False):
    """This body with these headers to the API, unsigned."""
    answer = requests.post(ENDPOINT, headers=headers, data=body.encode(), timeout=20)
    return settled(reported(exchange_of("POST", {"headers": headers, "body": body}, received(answer))), may_fail)


def issuer(pool_id):
    return $issuer


def hosted(pool_id, domain):
    """Where the target on which this was seen has the pages of this domain."""
    return $hosted


def now():
    return str(int(time.time()))


def made(operation, request, response):
    """An exchange that was not sent."""
    raw = {"status_code": 200, "headers": {}, "body": json.dumps(response).encode()}
    return exchange_of(operation, request, raw)
''')

ADVANCE = Template("""
def advance(seconds):
$inside
    if seconds > 900:
        raise RuntimeError(f"this needs a target whose clock can be moved by {seconds} seconds")
    print(f"waiting {seconds} seconds ...", flush=True)
    time.sleep(seconds)
""")
ADVANCE_INSIDE = Template("""\
    if INSIDE:
$advance
        return""")

CODE = '''
def code_sent(**where):
    """The code that the target has sent, as the target shows it."""
    code = read_code(**where)
    if code is None:
        raise RuntimeError("the code that was sent cannot be read on this target")
    return code
'''
ASK = """
def read_code(purpose, pool_id, username, destination, headers):
    return input(f"code sent to {destination} ({purpose}): ")
"""

EVENTS = '''
def replace(value, **changes):
    """A copy with other values for some attributes."""
    changed = copy.copy(value)
    vars(changed).update(changes)
    return changed


def watch(function):
    return function, len(events_so_far(function))


def events_since(since):
    function, number = since
    events = events_so_far(function)[number:]
    for event in events:
        print(f"event: {json.dumps(event)}")
    return made("function events", {}, {"events": events})
'''

# After the sources of the suite: this code uses them when the script starts.
PAGES = '''
class Web:
    """Requests as a browser makes them; redirects are not followed."""

    def request(self, method, url, query=None, form=None, headers=None, cookies=None, body=None):
        content = form if body is None else body.encode()
        answer = requests.request(
            method, own(url), params=query, data=content, headers=headers, cookies=cookies, timeout=20,
            allow_redirects=False,
        )
        asked = {"url": url, "query": query, "form": form}
        page = exchange_of(f"{method} {url.split('?')[0]}", asked, received(answer))
        if "set-cookie" in page.headers:
            page.headers["set-cookie"] = "\\n".join(answer.raw.headers.getlist("set-cookie"))
        page.outcome, page.code, page.message = web_outcome(page.status, page.headers, page.response)
        page.ok = page.outcome == "ok"
        page.shown = f"{page.operation}: HTTP {page.status} {page.code or ''} {page.message or ''}".rstrip()
        return reported(page)


BROWSERS = Browsers(Web())


def request(method, url, may_fail=False, **parts):
    return settled(BROWSERS.request(method=method, url=url, **parts), may_fail)


def submit(filled, browser, may_fail=False):
    return settled(BROWSERS.submit(filled=filled, browser=browser), may_fail)


def follow(answer, may_fail=False, **where):
    return settled([answer, *BROWSERS.follow(answer=answer, **where)][-1], may_fail)


def finish(answer, may_fail=False, **where):
    return settled([answer, *BROWSERS.finish(answer=answer, **where)][-1], may_fail)


def offered(page):
    """The page, if the target has it at all: its hosted UI may be elsewhere than on the target this was seen on."""
    if page.outcome == "unsupported":
        raise RuntimeError(f"the target has nothing at {page.request['url']}")
    return page
'''
