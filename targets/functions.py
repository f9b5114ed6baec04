"""Functions of a server target: deployed through its Lambda API, reporting by callback or in their log."""

from __future__ import annotations

import io
import json
import re
import threading
import time
import warnings
import zipfile
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any, Literal, TypeVar

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError, ReadTimeoutError
from botocore.exceptions import ConnectionError as BotoConnectionError
from botocore.parsers import ResponseParserError

from targets.clients import Connection, make_client
from targets.interface import Functions, FunctionsUnavailable
from targets.plan_function import MARK

SOURCE = Path(__file__).with_name("plan_function.py").read_text(encoding="utf-8")
HANDLER = "index.handler"
COGNITO = "cognito-idp.amazonaws.com"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
THROTTLED = "Throttl|TooManyRequests|RequestLimitExceeded|SlowDown"
LOGGING = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
READY_AFTER = 30.0  # seconds until a function must be active
TRIES = 5  # times that something is asked for that a fault on the way may have kept from us
SPARES = 4  # functions that become active while others are used
Report = Literal["callback", "logs"]
T = TypeVar("T")


class Callback:
    """A server on this machine that functions report their events to, each below a path of its own.

    The answer to a report is the function's plan, where ``plans`` has one.
    """

    def __init__(self) -> None:
        self.events: dict[str, list[Any]] = defaultdict(list)
        self.plans: dict[str, bytes] = {}  # by name, in JSON
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True, name="callback").start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        events, plans = self.events, self.plans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body, name = self.rfile.read(int(self.headers.get("Content-Length") or 0)), self.path.strip("/")
                events[name].append(json.loads(body))
                plan = plans.get(name, b"")
                self.send_response(200)
                self.send_header("Content-Length", str(len(plan)))
                self.end_headers()
                self.wfile.write(plan)

            def log_message(self, *_: Any) -> None:
                """Nothing: standard error is for people."""

        return Handler

    def address(self, name: str) -> str:
        """Where the function of this name reports."""
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class LambdaFunctions(Functions):
    """Functions deployed by ``CreateFunction``.

    The first one is invoked once by itself: an emulator that only stores functions says so there. Without ``role`` one
    is made through IAM, which may do nothing but write logs, and removed at the end. Not tried on AWS yet.

    Where functions report by callback they fetch their plan there, and some are made ahead: it takes a while until
    one is active.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        tag: str,
        report: Report = "callback",
        runtime: str = "python3.12",
        role: str | None = None,
        made_up_keys: tuple[str, str] = ("testing", "testing"),
    ) -> None:
        self._connection = connection
        self._tag = tag
        self._report = report
        self._runtime = runtime
        self._role = role
        self._made_up_keys = made_up_keys
        self._own_role: str | None = None
        self._names: dict[str, str] = {}  # by ARN
        self._unsure: list[str] = []  # names of functions that may have been made
        self._callback: Callback | None = None
        self._clients: dict[str, Any] = {}
        self._number = 0
        self._spares: deque[str] = deque()  # ARNs of functions without a plan, the oldest first
        self._trouble: str | None = None
        self._tried = False

    def deploy(self, plan: Mapping[str, Any]) -> str:
        """A function with this plan; its ARN. Raises ``FunctionsUnavailable``."""
        if self._trouble is not None:
            raise FunctionsUnavailable(self._trouble)
        try:
            arn = self._planned(plan)
            if not self._tried:
                self._try(arn)
        except FunctionsUnavailable as error:
            self._trouble = str(error)
            raise
        except Exception as error:  # whatever botocore or the emulator raises: no functions here, and this is why
            self._trouble = f"functions do not run here: {type(error).__name__}: {error}"[:300]
            raise FunctionsUnavailable(self._trouble) from error
        return arn

    def _planned(self, plan: Mapping[str, Any]) -> str:
        """An active function with this plan."""
        if self._report == "callback":
            while len(self._spares) <= SPARES:
                self._spares.append(self._create({}))
            arn = self._spares.popleft()
            self._listener().plans[self._names[arn]] = json.dumps(plan).encode()
        else:
            arn = self._create(plan)
        self._wait(self._names[arn])
        self._permit(self._names[arn])
        return arn

    def _permit(self, name: str) -> None:
        statement = {"StatementId": "cognito", "Action": "lambda:InvokeFunction", "Principal": COGNITO}
        client = self._client("lambda")
        try:
            repeated(lambda: client.add_permission(FunctionName=name, **statement))
        except client.exceptions.ResourceConflictException:
            return  # the first request has had its effect, although its answer was lost

    def _create(self, plan: Mapping[str, Any]) -> str:
        """A function that may not be active yet."""
        return repeated(lambda: self._create_one(plan))

    def _create_one(self, plan: Mapping[str, Any]) -> str:
        """Under a fresh name: of one whose answer was lost nobody knows whether it is there."""
        self._number += 1
        name = f"cc-{self._tag}-{self._number}"
        variables = {"PLAN": json.dumps(plan)}
        if self._report == "callback":
            variables["REPORT_TO"] = self._listener().address(name)
        self._unsure.append(name)
        made = self._made(
            FunctionName=name,
            Runtime=self._runtime,
            Handler=HANDLER,
            Role=self._role_arn(),
            Timeout=10,
            Code={"ZipFile": archive()},
            Environment={"Variables": variables},
        )
        arn = str(made["FunctionArn"])
        self._unsure.remove(name)
        self._names[arn] = name
        return arn

    def _made(self, **function: Any) -> Any:
        """CreateFunction; AWS takes some seconds until a new role can be used."""
        deadline = time.monotonic() + (READY_AFTER if self._own_role is not None and not self._tried else 0)
        while True:
            try:
                return self._client("lambda").create_function(**function)
            except ClientError as error:
                if "assumed" not in str(error) or time.monotonic() >= deadline:
                    raise
                time.sleep(1)

    def _wait(self, name: str) -> None:
        deadline, pause = time.monotonic() + READY_AFTER, 0.02
        while time.monotonic() < deadline:
            found = repeated(lambda: self._client("lambda").get_function_configuration(FunctionName=name))
            state = found.get("State")
            if state in (None, "Active"):
                return
            if state == "Failed":
                break
            time.sleep(pause)
            pause = min(pause * 1.5, 0.5)
        raise FunctionsUnavailable(f"function {name} did not become active")

    def _try(self, arn: str) -> None:
        for _ in range(TRIES):
            failed, text = repeated(lambda: self._invoked(self._names[arn]))
            if not failed:
                break
        else:
            raise FunctionsUnavailable(f"a function that was deployed does not run: {text[:200]}")
        if not self.events(arn):
            raise FunctionsUnavailable(f"a function that was deployed runs, but its report by {self._report} is lost")
        self._tried = True

    def _invoked(self, name: str) -> tuple[bool, str]:
        """Whether an invocation failed, and what it gave."""
        probe = {"triggerSource": "probe", "request": {}, "response": {}}
        answer = self._client("lambda").invoke(FunctionName=name, Payload=json.dumps(probe).encode())
        text = answer["Payload"].read().decode("utf-8", "replace")
        return bool(answer.get("FunctionError")) or "probe" not in text, text

    def events(self, arn: str) -> list[Any]:
        """From the callback, or from the function's log."""
        name = self._names[arn]
        if self._report == "callback":
            return list(self._listener().events[name])
        return repeated(lambda: self._logged(name))

    def _logged(self, name: str) -> list[Any]:
        found: list[Any] = []
        pages = self._client("logs").get_paginator("filter_log_events")
        for page in pages.paginate(logGroupName=f"/aws/lambda/{name}", filterPattern=f'"{MARK.strip()}"'):
            for line in page["events"]:
                _, mark, text = str(line["message"]).partition(MARK)
                found += [json.loads(text)] if mark else []
        return found

    def remove(self, arn: str) -> None:
        """Delete the function."""
        name = self._names.pop(arn)
        self._delete(name)

    def _delete(self, name: str) -> None:
        client = self._client("lambda")
        with suppress(client.exceptions.ResourceNotFoundException):  # deleted already, or never made
            repeated(lambda: client.delete_function(FunctionName=name))

    def close(self) -> None:
        """Remove all that was deployed; what cannot be removed must not keep the rest."""
        for arn in list(self._names):
            try:
                self.remove(arn)
            except Exception as error:  # the target may be gone already; what is left is named
                warnings.warn(f"function {arn} could not be removed: {error}", stacklevel=2)
        for name in self._unsure:
            with suppress(Exception):  # it may never have been there
                self._delete(name)
        if self._callback is not None:
            self._callback.close()
            self._callback = None
        try:
            self._remove_role()
        except Exception as error:  # as above
            warnings.warn(f"role {self._own_role} could not be removed: {error}", stacklevel=2)
        for client in self._clients.values():
            client.close()
        self._clients = {}

    def _listener(self) -> Callback:
        if self._callback is None:
            self._callback = Callback()
        return self._callback

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = make_client(self._connection, service=service)
        return self._clients[service]

    def _role_arn(self) -> str:
        """The role of all functions."""
        if self._role is None:
            self._own_role = f"cc-{self._tag}-triggers"
            iam = self._client("iam")
            named = {"RoleName": self._own_role}
            try:
                made = repeated(lambda: iam.create_role(**named, AssumeRolePolicyDocument=json.dumps(TRUST)))
            except iam.exceptions.EntityAlreadyExistsException:  # the first request has had its effect after all
                made = repeated(lambda: iam.get_role(**named))
            repeated(lambda: iam.attach_role_policy(**named, PolicyArn=LOGGING))
            self._role = str(made["Role"]["Arn"])
        return self._role

    def _remove_role(self) -> None:
        if self._own_role is not None:
            iam = self._client("iam")
            iam.detach_role_policy(RoleName=self._own_role, PolicyArn=LOGGING)
            iam.delete_role(RoleName=self._own_role)
            self._own_role, self._role = None, None

    @property
    def snippet(self) -> str:
        """For scripts: the same by boto3."""
        access, secret = self._made_up_keys
        given = {
            "source": repr(SOURCE),
            "runtime": self._runtime,
            "report": self._report,
            "access": access,
            "secret": secret,
        }
        return Template(SNIPPET).substitute(given)


def repeated(ask: Callable[[], T]) -> T:
    """What ``ask`` gives, asked again where a fault on the way may be to blame; raises what it raised last."""
    for number in range(TRIES - 1):
        try:
            return ask()
        except Exception as error:
            if not _passing(error):
                raise
        time.sleep(0.02 * 2**number)
    return ask()


def _passing(error: Exception) -> bool:
    """Whether another request may fare better: a server error, a throttled request, a lost or broken answer."""
    if isinstance(error, ReadTimeoutError):
        return False
    if isinstance(error, ClientError):
        said, status = error.response.get("Error", {}), error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
        return status == 429 or (status or 0) >= 500 or re.search(THROTTLED, str(said.get("Code"))) is not None
    return isinstance(error, HTTPClientError | BotoConnectionError | ResponseParserError | IncompleteReadError)


def archive() -> bytes:
    """The function's code as CreateFunction takes it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        entry = zipfile.ZipInfo("index.py", (2020, 1, 1, 0, 0, 0))  # always the same bytes
        entry.external_attr = 0o644 << 16
        file.writestr(entry, SOURCE)
    return content.getvalue()


SNIPPET = '''
import atexit
import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer

SOURCE = $source
REPORTED = {}


class Reports(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        REPORTED.setdefault(self.path[1:], []).append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def role():
    """A role for the function: the one in FUNCTION_ROLE, or one that is made for it."""
    if os.environ.get("FUNCTION_ROLE"):
        return os.environ["FUNCTION_ROLE"]
    name = f"cc-script-{os.getpid()}"
    trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
             "Principal": {"Service": "lambda.amazonaws.com"}}]}
    try:
        return service("iam").get_role(RoleName=name)["Role"]["Arn"]
    except service("iam").exceptions.NoSuchEntityException:
        atexit.register(lambda: service("iam").delete_role(RoleName=name))
        return service("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]


def service(name):
    return boto3.client(
        name, region_name=REGION, endpoint_url=ENDPOINT,
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "$access"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "$secret"),
    )


SERVER = HTTPServer(("127.0.0.1", 0), Reports)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()


def deploy_function(plan):
    """A function of this plan as a trigger; removed at the end."""
    name = f"cc-script-{os.getpid()}-{len(REPORTED)}"
    REPORTED[name] = []
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("index.py", SOURCE)
    made = service("lambda").create_function(
        FunctionName=name, Runtime="$runtime", Handler="index.handler", Timeout=10,
        Role=role(), Code={"ZipFile": archive.getvalue()},
        Environment={"Variables": {
            "PLAN": json.dumps(plan), "REPORT_TO": f"http://127.0.0.1:{SERVER.server_port}/{name}"}},
    )
    atexit.register(lambda: service("lambda").delete_function(FunctionName=name))
    service("lambda").get_waiter("function_active_v2").wait(FunctionName=name)
    service("lambda").add_permission(
        FunctionName=name, StatementId="cognito", Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com")
    print(f"function {name}: {json.dumps(plan)}")
    return made["FunctionArn"]


def events_so_far(function):
    if "$report" == "logs":
        found = service("logs").filter_log_events(logGroupName="/aws/lambda/" + function.rpartition(":")[2])["events"]
        lines = [line["message"].partition("cc-event ") for line in found]
        return [json.loads(text) for _, mark, text in lines if mark]
    return REPORTED[function.rpartition(":")[2]]
'''
