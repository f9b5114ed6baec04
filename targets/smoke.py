"""Before a run: one line on what is wrong with a target and what to do about it."""

from __future__ import annotations

import json
import re
import time
from typing import Any

from targets.interface import CAPABILITIES, Running, TargetGone, TargetUnusable
from targets.made_up import POOL_MARK
from targets.spec import nearest

NOBODYS = f"{POOL_MARK}Smoke"
PROBES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("list_user_pools", {"MaxResults": 1}),
    ("describe_user_pool", {"UserPoolId": f"us-east-1_{NOBODYS}"}),
)
LACKS = "If it means that it has no ListUserPools, its definition can say so with unsupported"
NEITHER = "neither ListUserPools nor DescribeUserPool; with one of them it can be tested"
REFUSED = re.compile(
    r"UnrecognizedClient|InvalidClientTokenId|InvalidSignature|SignatureDoesNotMatch|MissingAuthenticationToken"
    r"|IncompleteSignature|AccessDenied|NotAuthorized|ExpiredToken|InvalidAccessKeyId|AuthFailure"
)
UNSUPPORTED = re.compile(r"NotImplemented|UnknownOperation|Unsupported|InvalidAction|not (been )?implemented")
THROTTLED = re.compile(r"Throttl|TooManyRequests|RequestLimitExceeded|SlowDown")
LOOKS = 3  # times that a target may fail the test
QUICK = 1.0  # seconds in which it has to fail to be tried again
PAUSE = 0.1  # seconds before it is
NOT_FOUND = 404
TOO_MANY = 429


def smoke(running: Running) -> str | None:
    """None when the target answers like Cognito; never raises."""
    try:
        return _repeated(running)
    except Exception as error:
        spec = getattr(getattr(running, "identity", None), "spec", "the target")
        return f"{spec}: the smoke test itself failed with {type(error).__name__}: {error}; please report this"


def _repeated(running: Running) -> str | None:
    """The test, made again where one answer may have been lost or broken on its way: not where each takes long."""
    for _ in range(LOOKS - 1):
        begun = time.monotonic()
        problem = _smoke(running)
        if problem is None or time.monotonic() - begun > QUICK:
            return problem
        time.sleep(PAUSE)
    return _smoke(running)


def _smoke(running: Running) -> str | None:
    problem = _unknown_words(running)
    if problem:
        return problem
    for operation, parameters in _probes(running):
        problem, go_on = _probe(running, operation, parameters)
        if not go_on:
            return problem
    return problem


def _probes(running: Running) -> tuple[tuple[str, dict[str, Any]], ...]:
    """What is asked for: in an account not for the pools of others, but for one that nobody has."""
    if running.identity.guarded:
        return (("describe_user_pool", {"UserPoolId": f"{running.region}_{NOBODYS}"}),)
    return PROBES


def _unknown_words(running: Running) -> str | None:
    """A word that no check asks for promises nothing: it is a slip of the pen in a target of another package."""
    unknown = sorted(running.capabilities - CAPABILITIES.keys())
    if not unknown:
        return None
    what = f"declares the capability {unknown[0]!r}, which does not exist{nearest(unknown[0], CAPABILITIES)}"
    return f"{_name(running)} {what}; there are {', '.join(CAPABILITIES)}"


def _probe(running: Running, operation: str, parameters: dict[str, Any]) -> tuple[str | None, bool]:
    """What is wrong, and whether another operation may still show that this is Cognito."""
    from botocore.exceptions import ClientError

    try:
        if operation == "list_user_pools" and _lists_pools(running, parameters):
            return None, False
        answer = getattr(running.client(), operation)(**parameters)
    except ClientError as error:
        return _refusal(running, dict(error.response))
    except NotImplementedError:
        return f"{_name(running)} has {NEITHER}", True
    except (TargetUnusable, TargetGone) as error:
        return str(error), False
    except Exception as error:
        return _no_answer(running, error), False
    if operation == "list_user_pools" and not isinstance(answer.get("UserPools"), list):
        return _not_cognito(running, "it accepts ListUserPools and returns no UserPools"), False
    return None, False


def _lists_pools(running: Running, parameters: dict[str, Any]) -> bool:
    """Whether it plainly does, by the way that most calls of a run take. Of all else botocore's client can say more."""
    calls = running.calls
    if calls is None or not calls.takes("ListUserPools"):
        return False
    answer = calls.send("ListUserPools", parameters)
    try:
        document = json.loads(answer.body) if answer.status == 200 else None
    except ValueError:
        return False
    return isinstance(document, dict) and isinstance(document.get("UserPools"), list)


def _refusal(running: Running, response: dict[str, Any]) -> tuple[str | None, bool]:
    """Sort an error answer: an error of Cognito's is a good sign."""
    code = str(response.get("Error", {}).get("Code", ""))
    message = " ".join(str(response.get("Error", {}).get("Message", "")).split())
    status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    said = (
        f"status {status}, {code}: {_short(message)}" if code != str(status) else f"status {status}: {_short(message)}"
    )
    if REFUSED.search(code):
        return f"{_name(running)} refuses the credentials ({said}); give it the keys that it was started with", False
    if UNSUPPORTED.search(code) or UNSUPPORTED.search(message) or running.lacks(code, message):
        return f"{_name(running)} answers, but has {NEITHER} ({said})", True
    if code == "ResourceNotFoundException":
        return None, False
    if THROTTLED.search(code) or status == TOO_MANY:
        return f"{_name(running)} throttles the first call ({said}); wait, or raise its limits", True
    if status >= 500:
        return f"{_name(running)} fails the first call ({said}); see its log and repair it before a run", True
    return _not_cognito(running, said), status == NOT_FOUND


def _not_cognito(running: Running, said: str) -> str:
    """Look at the bare answer: it says more than what botocore could make of it."""
    seen = _bare(running)
    if seen == "html":
        return f"{_name(running)} is not Cognito: it answers with a web page ({said}); check host and port"
    if seen == "forbidden":
        return f"{_name(running)} forbids the request ({said}); check the credentials and whether a proxy is in between"
    if seen == "json":
        return f"{_name(running)} answers in JSON, but not like Cognito ({said}); is Cognito switched on there? {LACKS}"
    return f"{_name(running)} is not Cognito: it answers something else ({said}); check host and port"


def _bare(running: Running) -> str:
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools",
    }
    answer = running.api(headers, b'{"MaxResults": 1}')
    if answer.status in {401, 403}:
        return "forbidden"
    if "html" in answer.headers.get("content-type", "") or answer.body.lstrip()[:1] == b"<":
        return "html"
    try:
        json.loads(answer.body)
    except ValueError:
        return "other"
    return "json"


def _no_answer(running: Running, error: Exception) -> str:
    """No answer at all: what the network said."""
    from botocore.parsers import ResponseParserError

    if not running.alive() and running.identity.extras.get("runs") == "subprocess":
        return f"{_name(running)}: the program has ended; see its log: {_tail(running)}"
    if isinstance(error, ResponseParserError):
        return _not_cognito(running, "what it says cannot be parsed")
    cause = _cause(error)
    for kind, said in _network_failures():
        if isinstance(error, kind):
            return f"{_name(running)}: {said.format(cause=cause)}"
    return (
        f"{_name(running)}: the first call failed with {type(error).__name__}: {cause}; it cannot be tested like this"
    )


def _network_failures() -> tuple[tuple[type[Exception], str], ...]:
    """What botocore raises, the special before the general."""
    from botocore import exceptions

    return (
        (
            exceptions.SSLError,
            "TLS failed ({cause}); name the emulator's CA with ca=FILE, or say http:// if it has none",
        ),
        (exceptions.ConnectTimeoutError, "no connection in time; check host, port and firewall"),
        (exceptions.EndpointConnectionError, "nothing listens there ({cause}); start it, or check host and port"),
        (exceptions.ReadTimeoutError, "it hangs: it took the request and did not answer in time; is it overloaded?"),
        (exceptions.HTTPClientError, "the connection broke off ({cause}); does another protocol run on that port?"),
    )


def _cause(error: Exception) -> str:
    """The system's own words, without the library's."""
    inner = error.__cause__ or error.__context__
    text = f"{error} {inner or ''}"
    for pattern in (r"\[Errno -?\d+\] ([^')\"]+)", r"\[SSL: [A-Z_]+\] ([^'\"]+?)(?: \(_ssl|$)"):
        found = re.search(pattern, text)
        if found:
            return found[1].strip()
    return _short(str(inner or error))


def _tail(running: Running) -> str:
    lines = str(getattr(running, "log_tail", lambda: "")()).splitlines()
    return " | ".join(line.strip() for line in lines[-3:]) or "(empty)"


def _name(running: Running) -> str:
    where = running.endpoint
    spec = running.identity.spec
    return spec if where is None or where in spec else f"{spec} at {where}"


def _short(text: str, most: int = 160) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
