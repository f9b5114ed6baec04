"""Sending in a scenario: every call, page, code and computation is a step, and nothing is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Literal, NoReturn
from urllib.parse import urlsplit

from conformance import kit
from conformance.checking.exchange import Exchange
from conformance.checking.faults import fault_of
from conformance.scenario.blame import blame_of
from conformance.scenario.clock import Timing
from conformance.scenario.example import ExampleOver, Fault
from conformance.scenario.resources import Client, Pool, User, key_of
from conformance.scenario.steps import Step, page_result
from conformance.transport import functions
from conformance.transport.aws_model import service_model
from conformance.transport.browsers import Browsers
from conformance.transport.races import Call, fault_in, race
from targets.interface import FunctionsUnavailable, Purpose

NOT_FOUND = 404


class Sending(Timing):
    """The role that reaches the target: API calls, pages, functions, codes that were sent.

    And chooses names for resources.
    """

    def __init__(self, *example: Any) -> None:
        super().__init__(*example)
        self._browsers = Browsers(self.context.driver)
        self._sent: Counter[str] = Counter()  # by operation: the requests of this attempt
        self._marks: dict[str, str] = {}  # by function: where its events of this example begin

    def call(self, operation: str, *, signed: bool = True, **parameters: Any) -> Exchange:
        """One API call, recorded and not judged. ``signed=False`` sends it without credentials."""
        self._may_send(operation, parameters)
        exchange = self._settled(lambda: self.context.driver.call(operation, parameters, signed=signed))
        self._keep(Step("call", operation, parameters, exchange.response, exchange, signed))
        return exchange

    def probe(self, operation: str, **parameters: Any) -> Exchange:
        """One API call that finds something out for all examples: no step, so that no witness has it."""
        return self._settled(lambda: self.context.driver.call(operation, parameters))

    def must(self, operation: str, *, blame: str | None = None, signed: bool = True, **parameters: Any) -> Exchange:
        """An API call that the rest of the example needs; when it fails the example ends, blamed on ``blame``."""
        exchange = self.call(operation, signed=signed, **parameters)
        return self.need(exchange, blame or blame_of(exchange))

    def fetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Exchange:
        """HTTP GET of a URL the target published, recorded and not judged."""
        exchange = self._settled(lambda: self.context.driver.fetch("GET", url, headers, None))
        self._keep(Step("http", "GET", {"url": url, "headers": dict(headers or {})}, exchange.response, exchange))
        return exchange

    def request(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, Any] | None = None,
        form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
        browser: int | None = None,
        elsewhere: bool = False,
    ) -> Exchange:
        """One HTTP request as a browser or an OAuth client makes it, recorded and not judged.

        Redirects are not followed. 2xx and 3xx are ``ok``; a redirect that carries ``error`` is a refusal with that
        code, 404 is *unsupported*. ``query`` and ``form`` are given unencoded; members that are None are left out.
        ``browser`` is the number of the browser whose cookies go along. ``elsewhere`` is for a server of the suite's
        own on this machine.
        """
        given = {"query": query, "form": form, "headers": headers, "body": body, "browser": browser}
        parts: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
        if elsewhere:
            parts["elsewhere"] = True
        else:
            self._may_send(f"{method} {urlsplit(url).path}", {"url": url, **parts})
        arguments = {"method": method, "url": url, **parts}
        send = partial(self._browsers.request, **arguments)
        exchange = send() if elsewhere else self._settled(send)
        self._keep(Step("http", method, arguments, page_result(exchange), exchange))
        return exchange

    def submit(self, filled: Mapping[str, Any], browser: int) -> Exchange:
        """A form as ``forms.filled_form`` gives it: where and how it goes is up to the page that had it."""
        arguments: dict[str, Any] = {"filled": filled, "browser": browser}
        exchange = self._settled(lambda: self._browsers.submit(**arguments))
        self._keep(Step("http", "POST", arguments, page_result(exchange), exchange))
        return exchange

    def follow(self, answer: Exchange, base: str, browser: int) -> Exchange:
        """The end of the redirects below ``base`` from an answer.

        That is the first page, or the redirect to another place. It is one step however many requests it takes: another
        target may need more, or none.
        """
        return self._lead("follow", answer, {"answer": answer, "base": base, "browser": browser})

    def finish(self, answer: Exchange, base: str, browser: int, login: str, password: str) -> Exchange:
        """The end of a sign-in that begins with this answer: redirects are followed and each form is filled in once."""
        who = {"login": login, "password": password}
        return self._lead("finish", answer, {"answer": answer, "base": base, "browser": browser, **who})

    def _lead(self, name: Literal["follow", "finish"], answer: Exchange, arguments: dict[str, Any]) -> Exchange:
        self._go_on()
        sent = getattr(self._browsers, name)(**arguments)
        for each in sent:  # forms and redirects are not sent twice: they may have been spent
            self._bear(each, fault_of(each))
        last: Exchange = replace((sent or [answer])[-1])  # each step has an object of its own
        self._keep(Step("pages", name, arguments, page_result(last), last))
        return last

    def new_browser(self) -> int:
        """The number of a browser without cookies."""
        return self._browsers.new()

    def hosted_base(self, pool: Pool, domain: str) -> str:
        """The URL below which the pages of a domain are, recorded as a step."""
        base = self.context.running.hosted_ui(pool.id, domain)
        if base is None:
            self._lack_capability("hosted-ui", "this target has no hosted UI")
        self._keep(Step("hosted", "hosted", {"pool": pool.id, "domain": domain}, base))
        return base

    def jwks(self, pool: Pool) -> Exchange:
        """The pool's JWKS; not judged."""
        return self._well_known(pool, "/.well-known/jwks.json")

    def discovery(self, pool: Pool) -> Exchange:
        """The pool's OpenID Connect discovery document; not judged."""
        return self._well_known(pool, "/.well-known/openid-configuration")

    def _well_known(self, pool: Pool, path: str) -> Exchange:
        if not self.offers("well-known"):
            self.exclude("this target gives the suite no way to fetch its well-known documents")
        url = self.context.running.issuer(pool.id) + path
        exchange = self._settled(lambda: self.context.driver.fetch("GET", url, None, None))
        if exchange.status == NOT_FOUND and (unknown := self.context.running.unknown("well-known")):
            self.exclude(unknown)
        self._keep(Step("http", "GET", {"pool": pool.id, "path": path}, exchange.response, exchange))
        return exchange

    def raw(self, headers: Mapping[str, str], body: str, *, operation: str = "raw") -> Exchange:
        """Exactly these headers and this body to the API endpoint, unsigned; not judged."""
        if not self.offers("raw"):
            self.exclude("raw requests cannot be sent to this target")
        self._may_send("raw", {"headers": headers, "body": body})
        exchange = self._settled(lambda: self.context.driver.raw(operation, headers, body))
        self._keep(Step("raw", operation, {"headers": dict(headers), "body": body}, exchange.response, exchange))
        return exchange

    def race(self, *calls: Call) -> Exchange:
        """These calls at the same time (see ``conformance.transport.races``); not judged.

        The exchange has them all, as ``calls``. The example ends if none of them got a clear answer; as unsupported if
        the target takes only one call at a time.
        """
        if not self.offers("threads"):
            self.lack("calls are not made at the same time on this target")
        for call in calls:
            if "operation" in call:
                self._may_send(str(call["operation"]), call["parameters"])
        self._go_on()
        exchange = race(self.context.driver, calls)
        self._bear(exchange, fault_in(exchange))
        self._keep(Step("race", exchange.operation, {"calls": list(calls)}, exchange.response, exchange))
        return self.need(exchange, None)

    def compute(self, name: str, *arguments: Any, **values: Any) -> Any:
        """The result of a computation of ``conformance.kit`` (``module.function``), recorded as a step."""
        result = kit.find(name)(*arguments, **values)
        self._keep(Step("compute", name, {"arguments": list(arguments), "values": values}, result))
        return result

    def newer(self, *operations: str) -> None:
        """Call this before operations that the oldest supported botocore does not know.

        Ends the example as excluded where the installed one does not know them.
        """
        lacking = [operation for operation in operations if operation not in service_model().operation_names]
        if lacking:
            self.exclude(f"the installed botocore does not know {', '.join(lacking)}")

    def untagged(self) -> None:
        """Call this where a pool is to have no other tags than those of the example.

        Ends the example as excluded where the suite tags all that it makes.
        """
        if self.context.driver.dressed("CreateUserPool", {}):
            self.exclude("pools have tags of the suite's own here")

    def without_senders(self) -> None:
        """Call this where a pool is to have no other functions than those of the example.

        Ends the example as excluded where codes come from custom senders, which every pool has then.
        """
        if "LambdaConfig" in self.context.driver.dressed("CreateUserPool", {}):
            self.exclude("pools have custom senders of the suite's own here")

    def allow_lockout(self) -> None:
        """Call this before a user is locked out or a limit used up.

        Ends the example as excluded unless that is allowed.
        """
        if not self.context.may_lock:
            self.exclude("it locks users of an account for a while: asks for --allow-lockout")

    def code(self, purpose: Purpose, user: User, *, announced: Exchange, destination: str | None = None) -> str:
        """The code that was sent for this purpose; ends the example as excluded where it cannot be read."""
        to_whom = _to_whom(user, destination)
        code = self.code_if_any(purpose, user, announced=announced, destination=destination)
        if code is None:
            self.exclude(self.context.running.no_code(purpose, **to_whom, headers=announced.headers))
        return code

    def code_if_any(
        self, purpose: Purpose, user: User, *, announced: Exchange, destination: str | None = None
    ) -> str | None:
        """The same; None where it cannot be read."""
        to_whom = _to_whom(user, destination)
        code = self.context.driver.read_code(purpose, **to_whom, headers=announced.headers)
        if code is not None:
            # Not the headers: a code in an argument would count as drawn, and a replay would type the old one.
            self._keep(Step("code", "code", {"purpose": purpose, **to_whom}, code))
        return code

    def function(self, plan: Mapping[str, Any]) -> str:
        """The ARN of a function with this plan (``targets.plan_function``), to be named in a pool's LambdaConfig.

        Shared with other examples; ``events`` gives those of this one. Ends the example as unsupported where the
        target runs no functions.
        """
        if self.context.running.functions is None:
            self._lack_capability("functions", "this target runs no functions as triggers")
        try:
            step = self._step_of(plan)
        except FunctionsUnavailable as error:
            if self.context.running.identity.guarded:  # real Cognito has them: it is the account that has none for us
                self.exclude(str(error))
            self.lack(str(error))
        if str(step.result) not in self._marks:
            self._keep(step)
            mark = functions.watch(self.context.running, step.result)
            self._marks[step.result] = mark
            self._keep(Step("watch", "watch", {"function": step.result}, mark))
        return str(step.result)

    def _deployed(self, plan: Mapping[str, Any]) -> str | None:
        """The same for a function whose events nobody asks for; None where the target runs no functions."""
        try:
            step = self._step_of(plan)
        except FunctionsUnavailable:
            return None
        self._keep(step)
        return str(step.result)

    def _step_of(self, plan: Mapping[str, Any]) -> Step:
        """The step that deploys this function, taken once a run. Raises ``FunctionsUnavailable``."""
        key, known = key_of(plan), self.context.shared.functions
        if key not in known:
            arn = functions.deploy(self.context.running, plan)
            known[key] = Step("function", "function", {"plan": plan}, arn)
        return known[key]

    def _lack_capability(self, capability: str, reason: str) -> NoReturn:
        """End the example: unsupported, or excluded where nobody knows whether the target has it."""
        unknown = self.context.running.unknown(capability)
        if unknown:
            self.exclude(unknown)
        self.lack(reason)

    def events(self, function: str) -> Exchange:
        """The events this function was invoked with in this example: the member ``events``, oldest first."""
        since = self._marks[function]
        exchange = functions.events_since(self.context.running, since)
        self._keep(Step("events", "events", {"since": since}, None, exchange))
        return exchange

    def sender(self, medium: Literal["sms", "email"]) -> dict[str, Any]:
        """SmsConfiguration or EmailConfiguration for a pool; ends the example as excluded where none is available."""
        found = self.context.running.sender(medium)
        if found is None:
            self.exclude(f"pools here cannot send by {medium} without a role or identity of the account")
        return dict(found)

    def _may_send(self, operation: str, parameters: Mapping[str, Any]) -> None:
        """End the example as excluded where this target is not sent such requests."""
        if reason := self.context.running.withheld(operation, parameters):
            self.exclude(reason)

    # -- faults on the way -------------------------------------------------------------------------------------------

    def _settled(self, send: Callable[[], Exchange]) -> Exchange:
        """The answer to a request, asked again while it may be due to something on the way. Raises ``Fault``."""
        self._go_on()
        answer = self.context.driver.insistence.ask(send)
        fault = fault_of(answer.exchange)
        own = answer.certain and fault != "throttled"  # of a limit a fresh client may be free
        self._bear(answer.exchange, "" if own else fault)
        return answer.exchange

    def _bear(self, answer: Exchange, fault: str) -> None:
        """Give this attempt up where there was a fault, unless it is the target's own. Raises ``Fault``."""
        self._sent[answer.operation] += 1
        place = (answer.operation, fault, self._sent[answer.operation])
        patience = self.context.driver.insistence
        if fault and place in self.endured:
            patience.persists(answer.operation, fault)
        elif fault and not patience.hopeless(answer.operation, fault):
            raise Fault(answer, place)

    def _go_on(self) -> None:
        if self.given_up:
            raise ExampleOver

    # -- names ---------------------------------------------------------------------------------------------------------

    def name(self, base: str = "user") -> str:
        """A user name that is fresh in this run, shaped by what was drawn."""
        return f"{base[:100]}{self.suffix()}"

    def email(self, base: str = "user") -> str:
        """An address that is fresh in this run."""
        return f"{base[:40].lower()}{self.suffix()}@example.com"

    def phone(self) -> str:
        """A phone number that is fresh in this run."""
        return f"+1555{self.context.names.number():07d}"

    def resource_name(self, base: str = "") -> str:
        """A name for a pool, client or group: the prefix that marks it as the suite's, ``base``, a fresh suffix."""
        return f"{self.prefix}{base}{self.suffix()}"

    def suffix(self) -> str:
        """Letters and digits that no other name of this run ends with."""
        return self.context.names.suffix()

    @property
    def prefix(self) -> str:
        """The prefix of the names of pools, clients and groups."""
        return self.context.names.prefix

    # -- what a client computes ----------------------------------------------------------------------------------------

    def secret_hash(self, client: Client, username: str) -> str | None:
        """SECRET_HASH for this user name, or None for a client without a secret."""
        if client.secret is None:
            return None
        return str(self.compute("secret.secret_hash", username, client.id, client.secret))

    def srp_start(self) -> dict[str, str]:
        """A fresh key pair of the SRP client: ``a`` and ``A``, hexadecimal."""
        started: dict[str, str] = self.compute("srp.start", self.context.names.srp_secret())
        return started

    def wrong_code(self, code: str | None, salt: int) -> str:
        """Six digits that are not ``code`` (None where it is not known), chosen by ``salt``."""
        wrong = f"{salt % 1_000_000:06d}"
        return wrong if wrong != code else f"{(salt + 1) % 1_000_000:06d}"


def _to_whom(user: User, destination: str | None) -> dict[str, str]:
    """Whose code it is, and where it went."""
    where = destination or user.attributes.get("email") or user.attributes.get("phone_number") or user.login
    return {"pool_id": user.pool.id, "username": user.username, "destination": where}
