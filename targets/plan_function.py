"""The function that is deployed as a trigger: it answers as its plan says and reports each event.

The plan is JSON: for a trigger (``PreSignUp``), or one of its sources (``PreSignUp_SignUp``), a list of rules, of which
the first that applies counts; no rule leaves the event as it came. A rule may hold

``rounds``    applies only with so many entries in ``request.session``;
``last``      applies only when the last of them has this ``challengeResult``;
``response``  members for ``response``;
``right``     the ``challengeAnswer`` that is correct: decides ``answerCorrect``;
``named``     members of ``response.userAttributes`` that are the event's ``userName``;
``seconds``   take so long;
``raise``     fail with this text;
``return``    return this instead of the event.

It reports to the queue ``REPORT_QUEUE`` where there is one, else in its log, and by HTTP to ``REPORT_TO``.

This file is deployed as it is, and shown in scripts: standard library only. A queue is reached by boto3, which every
function on AWS has.
"""

import json
import os
import time
import urllib.request
import uuid
from typing import Any

MARK = "cc-event "
GROUP = "events"  # one for all messages of a queue, which keeps their order


class Planned(Exception):
    """The failure that the plan asks for."""


def answered(plan: dict[str, Any], event: dict[str, Any]) -> Any:
    """What the function returns for an event. Raises ``Planned``."""
    rule = rule_for(plan, event)
    if "raise" in rule:
        raise Planned(rule["raise"])
    if "return" in rule:
        return rule["return"]
    response = dict(rule.get("response", {}))
    if "right" in rule:
        response["answerCorrect"] = event["request"].get("challengeAnswer") == rule["right"]
    for name in rule.get("named", ()):
        response["userAttributes"] = {**response.get("userAttributes", {}), name: event.get("userName")}
    return {**event, "response": {**(event.get("response") or {}), **response}}


def rule_for(plan: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """The rule that counts; an empty one where none applies."""
    source = str(event.get("triggerSource"))
    rules = plan.get(source) or plan.get(source.partition("_")[0]) or []
    return next((rule for rule in rules if applies(rule, event)), {})


def applies(rule: dict[str, Any], event: dict[str, Any]) -> bool:
    """Whether the conditions of a rule hold."""
    session = event["request"].get("session") or []
    if "rounds" in rule and rule["rounds"] != len(session):
        return False
    return "last" not in rule or (bool(session) and session[-1].get("challengeResult") is rule["last"])


def queue() -> Any:
    """A client of SQS where events are reported to a queue; else None."""
    if not os.environ.get("REPORT_QUEUE"):
        return None
    import boto3

    return boto3.client("sqs")


QUEUE = queue()  # made before the first event, which Cognito does not wait for long


def to_queue(event: dict[str, Any]) -> None:
    """Report one event, with the name of this function."""
    message = {"function": os.environ["AWS_LAMBDA_FUNCTION_NAME"], "event": event}
    QUEUE.send_message(
        QueueUrl=os.environ["REPORT_QUEUE"],
        MessageBody=json.dumps(message),
        MessageGroupId=GROUP,
        MessageDeduplicationId=uuid.uuid4().hex,
    )


def handler(event: dict[str, Any], context: Any) -> Any:
    """The entry point: report, then answer. The plan may come as the answer to the report."""
    text = json.dumps(event)
    if QUEUE is not None:
        to_queue(event)  # and not to the log: it would outlive the run, and an event may hold a password
    else:
        print(MARK + text)
    address, body = os.environ.get("REPORT_TO"), b""
    if address:
        request = urllib.request.Request(address, data=text.encode(), method="POST")
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            body = answer.read()
    plan = json.loads(body or os.environ["PLAN"])
    time.sleep(rule_for(plan, event).get("seconds", 0))
    return answered(plan, event)
