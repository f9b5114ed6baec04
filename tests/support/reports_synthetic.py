"""A made-up run for the tests of the reports: 60 requirements in 6 areas, two targets, every verdict.

Nothing here was seen on a real product; the names are only there to look like a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Event = dict[str, Any]

NEED = 3
HOSTILE = "<script>alert('x')</script>\"&\u202e\u0000\u2028 \U0001f600 ]]> ünï <!-- "
AREAS = {
    "SIGNUP": ("sign-up", "Sign-up", "SignUp"),
    "CONFIRM": ("confirmation", "Confirmation and resend", "ConfirmSignUp"),
    "REFRESH": ("refresh", "Refresh of tokens", "InitiateAuth"),
    "REVOKE": ("revocation", "Sign-out and revocation", "RevokeToken"),
    "TOKENS": ("tokens", "Tokens through the API", "InitiateAuth"),
    "SRP": ("srp", "USER_SRP_AUTH", "RespondToAuthChallenge"),
}
STATEMENTS = (
    ("Wrong input is refused", "With a wrong value the call fails with the modelled error, and nothing is changed."),
    ("The answer has the documented members", "The response carries every member that the documentation names."),
    ("No new refresh token comes back", "Without rotation the response has no RefreshToken member."),
    ("The second call answers the same", "Repeating the call with the same input gives an answer of the same shape."),
    ("An unknown client is refused", "A client id that does not exist is answered with ResourceNotFoundException."),
    ("A disabled user cannot go on", "After AdminDisableUser the call fails with NotAuthorizedException."),
    ("The ID token survives", "The ID token still verifies against the published JWKS after global sign-out."),
    ("Lengths are validated", "A value one longer than the model's maximum is refused with InvalidParameterException."),
    ("The error header is set", "The error code stands in the x-amzn-errortype header as well as in __type."),
    ("The message names the member", "The validation message names the member and the constraint that it violates."),
)
LEVELS = ("must", "must", "should", "must", "must", "may", "must", "should", "must", "may")
GRADES = ("recorded", "documented", "inferred")


def requirements() -> list[Event]:
    """The catalog: 60 entries; one excluded, one disputed, one planned."""
    found = []
    for prefix, (area, _, operation) in AREAS.items():
        for number, (title, statement) in enumerate(STATEMENTS, 1):
            found.append(
                {
                    "id": f"{prefix}-{number:03d}",
                    "area": area,
                    "title": title,
                    "statement": statement,
                    "level": LEVELS[number - 1],
                    "grade": GRADES[number % 3],
                    "status": "active",
                    "sources": [
                        "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/",
                        "javascript:alert(1)",
                        "OpenID Connect Core 1.0, section 12.2",
                    ],
                    "operations": [operation],
                }
            )
    found[9] |= {"status": "excluded", "reason": "needs a real phone"}
    found[19] |= {"status": "disputed", "reason": "two recordings contradict each other"}
    found[29] |= {"status": "planned", "reason": "no generator yet"}
    return found


def event(name: str, target: str = "", worker: str = "gw0", at: float = 1_790_000_000.0, **members: Any) -> Event:
    """One line of the journal."""
    return {"event": name, "target": target, "worker": worker, "at": at, **members}


def run_event(entries: Iterable[Event] | None = None, **members: Any) -> Event:
    """The ``run`` event of a catalog."""
    listed = list(requirements() if entries is None else entries)
    return event(
        "run",
        **{
            "target": "",
            "schema": 1,
            "run_id": "4711-7",
            "suite_version": "0.1.0",
            "catalog_digest": "0123456789abcdef",
            "botocore_version": "1.42.1",
            "model_operations": 122,
            "profile": "quick",
            "need": NEED,
            "seed": 7,
            "arguments": {"area": [], "requirement": [], "shard": None, "budget": None},
            "requirements": listed,
            "areas": {area: title for area, title, _ in AREAS.values()},
            "expected": [r["id"] for r in listed if r.get("status", "active") == "active"],
            **members,
        },
    )


def observation(
    requirement: str, outcome: str, situation: object = "", *, target: str = "moto", **members: Any
) -> Event:
    """One observation."""
    given = {"property": f"test_{requirement.partition('-')[0].lower()}", "situation": str(situation), **members}
    return event("observation", target, requirement=requirement, outcome=outcome, **given)


def diverges(requirement: str, situation: object, kind: str = "accepted", **members: Any) -> Event:
    """An observation that diverges."""
    given = {"operation": "SignUp", "expected": "CodeMismatchException", "seen": "200", **members}
    return observation(requirement, "diverges", situation, kind=kind, **given)


def witness(
    requirement: str, kind: str = "accepted", *, confirmed: bool = True, target: str = "moto", **members: Any
) -> Event:
    """A witness with a transcript and, when confirmed, a script."""
    given: Event = {
        "operation": "SignUp",
        "property": f"test_{requirement.partition('-')[0].lower()}",
        "replays": 4,
        "expected": "CodeMismatchException with status 400",
        "seen": "status 200, the user is CONFIRMED",
        "steps": [{"call": "SignUp"}, {"call": "ConfirmSignUp"}],
        "judge": {"check": requirement, "arguments": [], "values": {}},
        "transcript": transcript(),
        "script": script(requirement) if confirmed else "",
        **members,
    }
    return event("witness", target, requirement=requirement, kind=kind, confirmed=confirmed, **given)


def transcript() -> list[Event]:
    """Three exchanges with a hostile user name and a long answer."""
    return [
        {
            "operation": "SignUp",
            "request": {"ClientId": "3n4b5urk1ft4fl3mg5e62d9ado", "Username": HOSTILE, "Password": "***"},
            "status": 200,
            "outcome": "ok",
            "response": {"UserConfirmed": False, "UserSub": "b2c8a2c0-3f52-4e8e-9f3e-1d6f9c2c7e11"},
        },
        {
            "operation": "ConfirmSignUp",
            "request": {"ClientId": "3n4b5urk1ft4fl3mg5e62d9ado", "Username": HOSTILE, "ConfirmationCode": "123456"},
            "status": 200,
            "outcome": "ok",
            "response": {},
        },
        {
            "operation": "AdminGetUser",
            "request": {"UserPoolId": "eu-west-1_AbCdEfGhI", "Username": HOSTILE},
            "status": 200,
            "outcome": "ok",
            "response": {
                "Username": HOSTILE,
                "UserStatus": "CONFIRMED",
                "UserAttributes": [{"Name": f"custom:a{n}", "Value": "x" * 40} for n in range(30)],
            },
        },
        {
            "operation": "GetUser",
            "request": {},
            "status": 500,
            "outcome": "indeterminate",
            "response": "<html>oops</html>",
        },
    ]


def script(requirement: str) -> str:
    """A text that stands for a script."""
    lines = [f'"""{requirement}: shows the divergence, exits 1 while it is there."""', "import sys", "", "import boto3"]
    lines += ["", f"NAME = {HOSTILE.replace(chr(0), '')!r}", "client = boto3.client('cognito-idp')", "sys.exit(1)"]
    return "\n".join(lines) + "\n"


def properties(target: str, *, failing: str = "") -> list[Event]:
    """One property for each area; ``failing`` names the prefix whose property ended in an error."""
    found = []
    for prefix, (area, _, _) in AREAS.items():
        found.append(
            event(
                "property",
                target,
                property=f"test_{prefix.lower()}",
                area=area,
                requirements=[f"{prefix}-{n:03d}" for n in range(1, 11)],
                examples=12,
                calls=60,
                seconds=2.0,
                target_seconds=1.5,
                status="error" if prefix == failing else "done",
                exhausted=False,
                events={"ended early": 2},
            )
        )
    return found


def footer(target: str, **members: Any) -> Event:
    """The footer of a run that came to its end."""
    given = {"reason": "finished", "complete": True, "calls": 360, "seconds": 12.5, "target_seconds": 9.25}
    return event(
        "footer", target, at=1_790_000_012.5, **{**given, "properties": 6, "properties_expected": 6, **members}
    )


def _first_target(slug: str) -> list[Event]:
    events: list[Event] = []
    for number, entry in enumerate(requirements()):
        identifier = entry["id"]
        for situation in range(NEED + number % 3):
            events.append(observation(identifier, "agrees", situation, target=slug, operation=entry["operations"][0]))
    return events


def moto_events(slug: str = "moto") -> list[Event]:
    """A target with every verdict."""
    special = {"SIGNUP-003", "CONFIRM-003", "CONFIRM-004", "REFRESH-004", "REFRESH-005", "REVOKE-003", "REVOKE-004"}
    special |= {"TOKENS-005", "SRP-005", "SRP-006", "SRP-007", "SRP-009"}
    events = [
        event(
            "target",
            slug,
            spec="moto",
            product="moto",
            version="5.1.22",
            mode="",
            extras={},
            endpoint=None,
            region="us-east-1",
            capabilities=["clock", "codes"],
            embedded=True,
        )
    ]
    events += [e for e in _first_target(slug) if e["requirement"] not in special]
    for requirement in ("CONFIRM-001", "REFRESH-003", "SRP-001", "SRP-002", "TOKENS-002", "REVOKE-001"):
        events += [diverges(requirement, 100 + n, target=slug) for n in range(4)]
        events.append(witness(requirement, target=slug))
    events += [
        diverges("REFRESH-003", 200, kind="rotated", target=slug),
        witness("REFRESH-003", "rotated", target=slug),
    ]
    events += [diverges("TOKENS-003", 1, kind="claim-missing", seen=HOSTILE, target=slug)]
    events += [witness("TOKENS-003", "claim-missing", confirmed=False, replayed=transcript()[:1], target=slug)]
    events += [diverges("SIGNUP-003", 1, kind="http-500", target=slug)]
    events += [witness("SIGNUP-003", "http-500", confirmed=False, target=slug)]
    events += [
        observation("CONFIRM-003", "blocked", target=slug, blame="CONFIRM-001", reason="no pending code is left")
    ]
    events += [observation("CONFIRM-004", "agrees", 1, target=slug)]
    events += [observation("CONFIRM-004", "blocked", target=slug, blame="CONFIRM-001")]
    events += [
        observation("REFRESH-004", "unsupported", target=slug, reason="NotImplementedError: GetTokensFromRefreshToken")
    ]
    events += [observation("REFRESH-005", "excluded", target=slug, reason="its clock cannot be moved")]
    events += [observation("REVOKE-003", "inconclusive", target=slug, reason="read timeout after 10 s")]
    events += [observation("REVOKE-004", "agrees", n, target=slug) for n in range(2)]
    events += [
        event(
            "error",
            slug,
            property="test_odd",
            requirements=["SRP-009"],
            message=f"KeyError: {HOSTILE}",
            traceback="Traceback (most recent call last):\n  ...\nKeyError",
        )
    ]
    return [
        *events,
        *properties(slug),
        event("note", slug, text="aws-jwt-verify is not installed: one judge only"),
        footer(slug),
    ]


def other_events(slug: str = "ministack-auth-true") -> list[Event]:
    """A target with two divergences, one of which the first one has too."""
    events = [
        event(
            "target",
            slug,
            spec="ministack?auth=true",
            product="ministack",
            version="1.4.0",
            mode="auth=true",
            extras={},
            endpoint="http://127.0.0.1:4570",
            region="us-east-1",
            embedded=False,
        )
    ]
    events += _first_target(slug)
    for requirement, kind in (("REFRESH-003", "accepted"), ("SIGNUP-008", "limit-not-checked")):
        events += [diverges(requirement, 100, kind=kind, target=slug), witness(requirement, kind, target=slug)]
    return [e | {"at": e["at"] + 20} for e in (*events, *properties(slug), footer(slug))]


def whole_run() -> list[Event]:
    """Two targets, complete."""
    return [run_event(), *moto_events(), *other_events()]


def clean_run() -> list[Event]:
    """One target that passes everything, complete."""
    slug = "reference"
    identity = event("target", slug, spec="reference", product="reference", version="0.1.0", mode="", embedded=True)
    return [run_event(), identity, *_first_target(slug), *properties(slug), footer(slug)]


def partial_run() -> list[Event]:
    """One target, cut off: no footer."""
    return [e for e in [run_event(), *moto_events()] if e["event"] != "footer"]


def write_journal(folder: Path, events: Iterable[Event], *, torn: bool = False) -> Path:
    """Write a journal file; ``torn`` leaves half a line at its end."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(e, ensure_ascii=False) + "\n" for e in events)
    path = folder / "journal.ndjson"
    path.write_text(text + ('{"event":"observation","requi' if torn else ""), encoding="utf-8")
    return path
