"""Functions that run: the code that was deployed, in a process of its own, as Lambda would run it.

moto keeps the catalog of functions, and its answers go out. Here is what moto does not do: roles and functions that are
not ready yet, the permission that Cognito needs, and the run itself.
"""

from __future__ import annotations

import base64
import binascii
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from targets.aws.twin.account import Account
from targets.aws.twin.delays import FUNCTION, ROLE
from targets.aws.twin.elsewhere import Elsewhere
from targets.aws.twin.messages import Answer, Request, answer
from targets.aws.twin.operations import Operation
from targets.aws.twin.policy import like
from targets.aws.twin.refusals import Refused
from targets.aws.twin.running import Ended, Failed, Process, unpacked

COGNITO = "cognito-idp.amazonaws.com"
MOST_PROCESSES = 6  # that wait for the next event
NOT_ASSUMED = "The role defined for the function cannot be assumed by Lambda."


@dataclass
class Deployed:
    """A function: its code, its settings, and who may invoke it."""

    arn: str
    name: str
    folder: Path
    handler: str = ""
    role: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    timeout: float = 3.0  # seconds; documented: three, where nobody says more
    sources: dict[str, str] = field(default_factory=dict)  # of statements for Cognito: the ARNs it may come from
    process: Process | None = None

    def stop(self) -> None:
        """End its process; the next event starts another."""
        if self.process is not None:
            self.process.close()
            self.process = None

    def leave(self, ended: Process) -> None:
        """Do without a process that does not answer; another may have taken its place by now."""
        ended.close()
        if self.process is ended:
            self.process = None


class LambdaService:
    """Lambda in front of moto. ``folder`` is where code goes; ``surroundings`` what every function finds around it."""

    def __init__(self, account: Account, elsewhere: Elsewhere, folder: Path, surroundings: Mapping[str, str]) -> None:
        self._account = account
        self._elsewhere = elsewhere
        self._folder = folder
        self._surroundings = surroundings
        self._functions: dict[str, Deployed] = {}  # by name
        self._lock = threading.RLock()
        self._number = 0

    def __call__(self, request: Request, operation: Operation) -> Answer:
        """A request to Lambda."""
        name = _name(str(operation.params.get("FunctionName", "") or ""))
        if operation.name == "CreateFunction":
            return self._create(request, operation.params)
        if operation.name == "Invoke":
            return self._invoke(name, request)
        served = self._elsewhere.serve(request)
        if served.status < 300:
            self._note(operation, name)
        if operation.name in {"GetFunction", "GetFunctionConfiguration"}:
            return self._with_state(served, name)
        return served

    # -- the catalog ---------------------------------------------------------------------------------------------------

    def _create(self, request: Request, params: Mapping[str, Any]) -> Answer:
        role = str(params.get("Role", ""))
        if not self._account.delays.ready(ROLE, role.rpartition("/")[2]):
            raise Refused("InvalidParameterValueException", NOT_ASSUMED)
        served = self._elsewhere.serve(request)
        if served.status >= 300:
            return served
        said = json.loads(served.body)
        folder = self._unpacked(params.get("Code") or {})
        made = Deployed(str(said["FunctionArn"]), str(params["FunctionName"]), folder)
        _reconfigure(made, params)
        self._account.delays.begin(FUNCTION, made.name)
        with self._lock:
            self._functions[made.name] = made
        return self._with_state(served, made.name)

    def _note(self, operation: Operation, name: str) -> None:
        """What a request to the catalog has changed."""
        with self._lock:
            function = self._functions.get(name)
            if function is None:
                return
            params = operation.params
            if operation.name == "DeleteFunction":
                del self._functions[name]
                function.stop()
            elif operation.name == "AddPermission" and self._for_cognito_here(params):
                function.sources[str(params.get("StatementId"))] = str(params.get("SourceArn") or "*")
            elif operation.name == "RemovePermission":
                function.sources.pop(str(params.get("StatementId")), None)
            elif operation.name == "UpdateFunctionConfiguration":
                _reconfigure(function, params)
            elif operation.name == "UpdateFunctionCode":
                function.folder = self._unpacked(params)
                function.stop()

    def _for_cognito_here(self, params: Mapping[str, Any]) -> bool:
        """Whether a permission is for Cognito, of this account where it names one, and lets it invoke."""
        account, action = params.get("SourceAccount"), str(params.get("Action", ""))
        return (
            params.get("Principal") == COGNITO
            and account in (None, self._account.id)
            and like("lambda:invokefunction", action.lower())
        )

    def _unpacked(self, code: Mapping[str, Any]) -> Path:
        """The folder with the files of a function. Raises ``Refused`` where they are no archive."""
        with self._lock:
            self._number += 1
            return unpacked(_archive(code), self._folder / f"function-{self._number}")

    def _with_state(self, served: Answer, name: str) -> Answer:
        """The answer with the state that the function is in."""
        if served.status >= 300 or name not in self._functions or self._account.delays.ready(FUNCTION, name):
            return served
        said = json.loads(served.body)
        place = said.get("Configuration", said)
        place |= {"State": "Pending", "StateReason": "The function is being created.", "StateReasonCode": "Creating"}
        return replace(served, body=json.dumps(said).encode())

    # -- running -------------------------------------------------------------------------------------------------------

    def _invoke(self, name: str, request: Request) -> Answer:
        """Invoke, as a client of Lambda asks for it."""
        with self._lock:
            function = self._functions.get(name)
        if function is None:
            arn = f"arn:aws:lambda:{self._account.region}:{self._account.id}:function:{name}"
            raise Refused("ResourceNotFoundException", f"Function not found: {arn}", 404)
        if not self._account.delays.ready(FUNCTION, name):
            text = "The operation cannot be performed at this time. The function is currently in the following state: "
            raise Refused("ResourceConflictException", f"{text}Pending", 409)
        event = json.loads(request.body or b"{}")
        if request.headers.get("x-amz-invocation-type") == "Event":
            threading.Thread(target=self._quietly, args=(function, event), daemon=True).start()
            return answer(202, "application/json", b"")
        try:
            found = self.run(function, event)
        except Failed as failed:
            error = {"errorMessage": failed.text, "errorType": failed.kind}
            mark = ("X-Amz-Function-Error", "Unhandled")
            return answer(200, "application/json", json.dumps(error).encode(), mark)
        return answer(200, "application/json", json.dumps(found).encode())

    def _quietly(self, function: Deployed, event: Any) -> None:
        try:
            self.run(function, event)
        except Failed:
            return

    def for_cognito(self, arn: str) -> Deployed | None:
        """The function that a pool may invoke by this ARN; None where there is none, or it may not."""
        with self._lock:
            function = self._functions.get(_name(arn))
        if function is None or not function.sources or not self._account.delays.ready(FUNCTION, function.name):
            return None
        return function

    def run(self, function: Deployed, event: Any, patience: float | None = None) -> Any:
        """What the function returns. Raises ``Failed``; ``TimeoutError`` after ``patience`` seconds."""
        while True:
            process = self._process(function)
            try:
                return process.run(event, function.timeout if patience is None else min(patience, function.timeout))
            except Ended:
                continue  # by another event, before the turn of this one: on AWS each has a process of its own
            except TimeoutError:
                with self._lock:
                    function.leave(process)
                if patience is not None and patience < function.timeout:
                    raise
                raise Failed("Sandbox.Timedout", f"Task timed out after {function.timeout:.2f} seconds") from None

    def _process(self, function: Deployed) -> Process:
        """The process of a function; a new one where there is none that lives."""
        with self._lock:
            if function.process is None or not function.process.alive():
                self._make_room(function)
                function.process = Process(function.folder, function.handler, self._environment(function))
            return function.process

    def _make_room(self, wanted: Deployed) -> None:
        """End the process that has waited longest, where there are too many."""
        running = [one for one in self._functions.values() if one.process is not None and one is not wanted]
        idle = sorted(running, key=lambda one: one.process.used if one.process else 0.0)
        for function in idle[: max(len(running) - MOST_PROCESSES + 1, 0)]:
            if function.process is not None and not function.process.busy:
                function.stop()

    def _environment(self, function: Deployed) -> dict[str, str]:
        """The variables that Lambda sets, those of the function, and keys of its role."""
        role = function.role.rpartition("/")[2]
        keys = self._account.principals.assumed(role, function.name, role=role).keys
        return {
            **self._surroundings,
            "AWS_ACCESS_KEY_ID": keys.access_key,
            "AWS_SECRET_ACCESS_KEY": keys.secret_key,
            "AWS_SESSION_TOKEN": keys.session_token,
            "AWS_LAMBDA_FUNCTION_NAME": function.name,
            **function.environment,
        }

    def names(self) -> list[str]:
        """The functions that there are."""
        with self._lock:
            return sorted(self._functions)

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            for function in self._functions.values():
                function.stop()


def may_come_from(function: Deployed, pool: str) -> bool:
    """Whether a permission of the function is for this pool, named by its ARN."""
    return any(like(pool, wanted) for wanted in function.sources.values())


def _name(named: str) -> str:
    """The name in a name or an ARN."""
    text = unquote(named)
    return text.split(":function:")[1].partition(":")[0] if ":function:" in text else text


def _reconfigure(function: Deployed, params: Mapping[str, Any]) -> None:
    """Take what a request says of a function's settings; the next event meets them."""
    if isinstance(given := params.get("Environment"), Mapping):
        variables = given.get("Variables") or {}
        function.environment = {str(name): str(value) for name, value in variables.items()}
    function.handler = str(params.get("Handler") or function.handler)
    function.role = str(params.get("Role") or function.role)
    function.timeout = float(params.get("Timeout") or function.timeout)
    function.stop()


def _archive(code: Mapping[str, Any]) -> bytes:
    try:
        return base64.b64decode(str(code.get("ZipFile", "")), validate=True)
    except (binascii.Error, ValueError):
        raise Refused("InvalidParameterValueException", "Could not unzip uploaded file.") from None
