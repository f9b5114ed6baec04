"""The frame of a reproduction script."""

from __future__ import annotations

from string import Template

HEAD = Template('''#!/usr/bin/env python3
"""$id ($level, $grade): $title

$statement

Sources:
$sources

Seen on $product $version (target $spec): $seen
Expected: $expected

usage: python $id.py ENDPOINT      for example http://127.0.0.1:5000$usage
needs: pip install $packages
exit:  0 the target does what Cognito does, 1 it diverges, 2 it could not be told
Written by cognito-conformance $suite.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from urllib.parse import urlsplit


def could_not_be_told(kind, error, trace):
    """Whatever goes wrong in this script is no divergence."""
    sys.__excepthook__(kind, error, trace)
    print(f"It could not be told: {kind.__name__}: {error}", flush=True)
    os._exit(2)


sys.excepthook = could_not_be_told

import boto3
import requests
from botocore import UNSIGNED
from botocore.config import Config
$needed$imports

REGION = "$region"
ENDPOINT = (sys.argv[1] if len(sys.argv) > 1 else "$endpoint").rstrip("/")
if not ENDPOINT:
    print(__doc__)
    sys.exit(2)
INSIDE = ENDPOINT == "$word"
ADDRESS = "$address" if INSIDE else ENDPOINT
if INSIDE:
$start


$definitions


class Answer(Exchange):
    """An exchange whose members can be subscripted like the response."""

    def __getitem__(self, name):
        return {**self.response, "$$headers": self.headers, "$$body": self.body}[name]


def named_member(members, name):
    """The member of a list that has this Name."""
    for member in members:
        if member["Name"] == name:
            return member
    raise LookupError(f"the answer has no {name}")


class LastAnswer(threading.local):
    last = None
    raw = None


Answers = LastAnswer()


def client(signed):
    config = Config(
        retries={"total_max_attempts": 1},
        parameter_validation=False,
        **({} if signed else {"signature_version": UNSIGNED}),
    )
    made = boto3.client(
        "cognito-idp", region_name=REGION, endpoint_url=ADDRESS, config=config,
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "$access_key"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "$secret_key"),
        verify=not ENDPOINT.startswith("https://localhost"),
    )
    made.meta.events.register(
        "response-received.*.*", lambda response_dict=None, **_: setattr(Answers, "raw", response_dict)
    )
    return made


CLIENTS = {}


def answer_of(operation, request, status, headers, body):
    text = body.decode("utf-8", "replace")
    try:
        response = json.loads(text or "{}")
    except ValueError:
        response = {}
    lower = {name.lower(): value for name, value in headers.items()}
    good = 200 <= status < 300
    code = str(response.get("__type") or lower.get("x-amzn-errortype") or f"HTTP {status}") if not good else None
    code = code.rsplit("#", 1)[-1].split(":", 1)[0] if code else None
    message = response.get("message", response.get("Message")) if not good else None
    Answers.last = Answer(
        operation, request, status, lower, text, response, "ok" if good else "error", code, message
    )
    return Answers.last


def worked(answer, needed):
    """The answer; where it is needed and a refusal, nothing can be told."""
    if needed and not answer.ok:
        print("This step must work before the difference can show.")
        sys.exit(2)
    return answer


def call(operation, parameters, signed=True, needed=False):
    if signed not in CLIENTS:
        CLIENTS[signed] = client(signed)
    Answers.raw = None
    try:
        CLIENTS[signed]._make_api_call(operation, parameters)
    except Exception as error:
        if Answers.raw is None and not INSIDE:
            raise  # there was no answer
        if Answers.raw is None:
            Answers.raw = {"status_code": 500, "headers": {}, "body": repr(error).encode()}
    raw = Answers.raw
    answer = answer_of(operation, parameters, raw["status_code"], raw["headers"], raw["body"])
    print(f"{operation}: HTTP {answer.status} {answer.code or ''} {answer.message or ''}".rstrip())
    return worked(answer, needed)


def at_home(url):
    """The address, if it is the target's or on this machine: a script asks nobody else."""
    host = urlsplit(url).hostname or ""
    if host not in (urlsplit(ADDRESS).hostname, "127.0.0.1", "::1") and not f".{host}".endswith(".localhost"):
        print(f"It could not be told: this leads to {host}, which is not the target.")
        sys.exit(2)
    return url


def fetch(url, headers):
    got = requests.get(at_home(url), headers=headers, timeout=20, allow_redirects=False)
    print(f"GET {url}: HTTP {got.status_code}")
    return answer_of("GET", {"url": url}, got.status_code, got.headers, got.content)


def raw(headers, body):
    got = requests.post(ADDRESS, headers=headers, data=body.encode(), timeout=20)
    print(f"POST: HTTP {got.status_code} {got.text[:200]}")
    return answer_of("raw", {"headers": headers, "body": body}, got.status_code, got.headers, got.content)


def issuer(pool_id):
    return $issuer

$pages

def advance(seconds):
    if INSIDE:
$advance
    elif seconds <= 900:
        print(f"waiting {seconds} seconds ...")
        time.sleep(seconds)
    else:
        print(f"This script needs a target whose clock can be moved by {seconds} seconds.")
        sys.exit(2)


$code

$functions
''')

FUNCTIONS = """
def watch(function):
    return function, len(events_so_far(function))


def events_since(since):
    function, number = since
    events = events_so_far(function)[number:]
    for event in events:
        print(f"event: {json.dumps(event)}")
    return Answer("function events", {}, None, response={"events": events})
"""

PAGES = Template('''
def hosted(pool_id, domain):
    return $hosted


class Web:
    """Requests as a browser makes them; redirects are not followed."""

    def request(self, method, url, query=None, form=None, headers=None, cookies=None, body=None):
        content = form if body is None else body.encode()
        got = requests.request(
            method, at_home(url), params=query, data=content, headers=headers, cookies=cookies, timeout=20,
            allow_redirects=False,
        )
        lower = {name.lower(): value for name, value in got.headers.items()}
        lower |= {"set-cookie": "\\n".join(got.raw.headers.getlist("set-cookie"))} if "set-cookie" in lower else {}
        try:
            found = got.json()
        except ValueError:
            found = {}
        response = found if isinstance(found, dict) else {"": found}
        outcome, code, message = web_outcome(got.status_code, lower, response)
        print(f"{method} {url.split('?')[0]}: HTTP {got.status_code} {code or ''} {message or ''}".rstrip())
        asked = {"url": url, "query": query, "form": form}
        return Answer(
            f"{method} {url}", asked, got.status_code, lower, got.text, response, outcome, code, message
        )


BROWSERS = Browsers(Web())


def request(method, url, needed=False, **parts):
    return worked(BROWSERS.request(method=method, url=url, **parts), needed)


def submit(filled, browser, needed=False):
    return worked(BROWSERS.submit(method="POST", filled=filled, browser=browser), needed)


def follow(answer, needed=False, **where):
    return worked([answer, *BROWSERS.follow(answer=answer, **where)][-1], needed)


def finish(answer, needed=False, **where):
    return worked([answer, *BROWSERS.finish(answer=answer, **where)][-1], needed)

''')

TAIL = Template("""
$verdict
print()
if difference is None:
    print("The target does what Cognito does.")
    sys.exit(0)
print(f"Cognito:     {difference.expected}")
print(f"this target: {difference.seen}")
sys.exit(1)
""")
