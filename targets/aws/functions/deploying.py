"""Functions of a run: deployed through the gate, reporting to the queue of their process."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from targets.aws.access import access_lost, action_in, shortened
from targets.aws.functions.asking import asked, said_by
from targets.aws.functions.inbox import Inbox
from targets.aws.functions.own import COGNITO
from targets.aws.functions.services import function_in
from targets.functions import HANDLER, archive
from targets.interface import Functions, FunctionsUnavailable

RUNTIME = "python3.12"
MEMORY = 512  # MB: with less a function loads boto3 so slowly that Cognito may not wait for it
TIMEOUT = 10  # seconds
GET = "GetFunctionConfiguration"
READY_AFTER = 60.0  # seconds until a function has to be in use
ROLE_AFTER = 15.0  # seconds until its role has to be: it was made long before the run
PAUSES = (0.1, 0.2, 0.5, 1.0)  # seconds between two looks; the last one from then on
PROBE = {"triggerSource": "probe", "request": {}, "response": {}}


class DeployedFunctions(Functions):
    """``client`` is one of Lambda behind the gate; ``inbox`` has what functions report. Threads may share it."""

    def __init__(
        self,
        client: Any,
        inbox: Inbox,
        *,
        name: str,
        role: str,
        account: str,
        tags: Mapping[str, str],
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``name`` is what all names begin with."""
        self._client, self._inbox = client, inbox
        self._name, self._role, self._account, self._tags = name, role, account, dict(tags)
        self._sleep, self._clock = sleep, clock
        self._number = 0
        self._lock = threading.RLock()
        self._sender = ""

    @property
    def sender(self) -> str:
        """The ARN of the function that messages are handed to; deployed when it is first asked for."""
        with self._lock:
            self._sender = self._sender or self.deploy({})
            return self._sender

    def deploy(self, plan: Mapping[str, Any]) -> str:
        """See the interface. A function is invoked once, so that it is loaded when Cognito invokes it."""
        with self._lock:
            arn, name = self._created(plan)
            self._until_active(name)
            self._permit(name)
            self._try(name)
            return arn

    def _created(self, plan: Mapping[str, Any]) -> tuple[str, str]:
        """A function under a fresh name, also where the answer to an earlier request was lost."""
        until = self._clock() + ROLE_AFTER
        for pause in _pauses():
            try:
                made = asked("lambda", "CreateFunction", lambda: self._create(plan))
                return str(made["FunctionArn"]), str(made["FunctionName"])
            except Exception as error:
                if not _soon(error) or self._clock() > until:
                    raise _unavailable(error) from error
            self._sleep(pause)
        raise AssertionError("there is always another pause")

    def _create(self, plan: Mapping[str, Any]) -> Any:
        self._number += 1
        return self._client.create_function(
            FunctionName=f"{self._name}-{self._number}",
            Runtime=RUNTIME,
            Handler=HANDLER,
            Role=self._role,
            Timeout=TIMEOUT,
            MemorySize=MEMORY,
            Code={"ZipFile": archive()},
            Environment={"Variables": {"PLAN": json.dumps(plan), "REPORT_QUEUE": self._inbox.address}},
            Tags=self._tags,
        )

    def _until_active(self, name: str) -> None:
        until = self._clock() + READY_AFTER
        for pause in _pauses():
            looked = asked("lambda", GET, lambda: self._client.get_function_configuration(FunctionName=name))
            state = looked.get("State", "Active")
            if state == "Active":
                return
            if state == "Failed" or self._clock() > until:
                raise FunctionsUnavailable(f"function {name} is not in use: {looked.get('StateReason', state)}")
            self._sleep(pause)

    def _permit(self, name: str) -> None:
        """Let pools of this account invoke it. They are made later, so none of them can be named."""
        given = {"StatementId": "cognito", "Action": "lambda:InvokeFunction", "Principal": COGNITO}
        try:
            permit = partial(self._client.add_permission, FunctionName=name, SourceAccount=self._account, **given)
            asked("lambda", "AddPermission", permit)
        except self._client.exceptions.ResourceConflictException:
            return  # an earlier request has had its effect, although its answer was lost

    def _try(self, name: str) -> None:
        probe = json.dumps(PROBE).encode()
        answer = asked("lambda", "Invoke", lambda: self._client.invoke(FunctionName=name, Payload=probe))
        text = answer["Payload"].read().decode("utf-8", "replace")
        if answer.get("FunctionError") or '"probe"' not in text:
            lacks = action_in(text)
            why = f"the permission {lacks} is missing from its role" if lacks else shortened(text)
            raise FunctionsUnavailable(
                f"a function that was deployed does not run; its role has to let it send to a queue: {why}"
            )

    def events(self, arn: str) -> list[Any]:
        """See the interface."""
        return self._inbox.events(function_in(arn))

    def remove(self, arn: str) -> None:
        """Delete it."""
        name = function_in(arn)
        asked("lambda", "DeleteFunction", lambda: self._client.delete_function(FunctionName=name))


def _pauses() -> Any:
    yield from PAUSES
    while True:
        yield PAUSES[-1]


def _soon(error: Exception) -> bool:
    """Whether the role is only not ready yet: AWS takes some seconds with a new one."""
    return "cannot be assumed" in said_by(error)[1]


def _unavailable(error: Exception) -> Exception:
    code, message = said_by(error)
    if not code or access_lost("lambda:CreateFunction", code, message):
        return error
    return FunctionsUnavailable(f"no function can be deployed: {code}: {shortened(message)}")
