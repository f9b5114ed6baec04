"""What a property is written with: it sends, records, observes and never stops at a divergence."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

from hypothesis import assume as hypothesis_assume

from conformance import arrange, functions, kit
from conformance.arrange import Client, Made, Pool, Session, User
from conformance.browsers import Browsers
from conformance.checks import find_check, judges_absence
from conformance.exchange import Difference, Exchange
from conformance.hosted import Hosted, make_hosted
from conformance.judging import describe, judge_accepted, judge_refused, judge_text
from conformance.property import Property, prop
from conformance.races import Call, race
from conformance.replay.steps import Judgement, Step, page_result
from targets.interface import FunctionsUnavailable, Purpose

if TYPE_CHECKING:
    from conformance.engine import Engine

__all__ = ["ExampleOver", "Scenario", "prop"]
T = TypeVar("T")
LONGEST_WAIT = 1.2  # seconds; where no clock can be moved: times in whole seconds differ then


class ExampleOver(Exception):
    """This example cannot go on; what it had not reached has been recorded. Never a verdict by itself."""


class Scenario:
    """One example of a property on one target."""

    def __init__(self, engine: Engine, property_: Property, number: int, situation: str) -> None:
        self.engine = engine
        self.property = property_
        self.number = number
        self.situation = situation
        self.steps: list[Step] = []
        self._observed: set[str] = set()
        self._borrowed: set[int] = set()
        self._waited = 0.0  # seconds that were waited for where no clock can be moved
        self._browsers = Browsers(engine.driver)
        self._marks: dict[str, str] = {}  # by function: where its events of this example begin

    # -- sending ---------------------------------------------------------------------------------------------------

    def call(self, operation: str, *, signed: bool = True, **parameters: Any) -> Exchange:
        """One API call, recorded and not judged. ``signed=False`` sends it without credentials."""
        exchange = self.engine.driver.call(operation, parameters, signed=signed)
        self._keep(Step("call", operation, parameters, exchange.response, exchange, signed))
        return exchange

    def must(self, operation: str, *, blame: str | None = None, signed: bool = True, **parameters: Any) -> Exchange:
        """An API call that the rest of the example needs; when it fails the example ends, blamed on ``blame``."""
        exchange = self.call(operation, signed=signed, **parameters)
        return self.need(exchange, blame or arrange.BLAME.get(operation))

    def fetch(self, url: str, *, headers: Mapping[str, str] | None = None) -> Exchange:
        """HTTP GET of a URL the target published, recorded and not judged."""
        exchange = self.engine.driver.fetch("GET", url, headers, None)
        self._keep(Step("http", "GET", {"url": url, "headers": dict(headers or {})}, exchange.response, exchange))
        return exchange

    def request(
        self, method: str, url: str, *, query: Mapping[str, Any] | None = None, form: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None, body: str | None = None, browser: int | None = None,
        elsewhere: bool = False,
    ) -> Exchange:  # fmt: skip
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
        arguments = {"method": method, "url": url, **parts}
        exchange = self._browsers.request(**arguments)
        self._keep(Step("http", method, arguments, page_result(exchange), exchange))
        return exchange

    def submit(self, filled: Mapping[str, Any], browser: int) -> Exchange:
        """POST of a form as ``forms.filled_form`` gives it: where it goes is up to the page that had it."""
        arguments: dict[str, Any] = {"method": "POST", "filled": filled, "browser": browser}
        exchange = self._browsers.submit(**arguments)
        self._keep(Step("http", "POST", arguments, page_result(exchange), exchange))
        return exchange

    def follow(self, answer: Exchange, base: str, browser: int) -> Exchange:
        """Where redirects below ``base`` lead from an answer: the first page that is none, or the redirect away.

        One step however many requests it takes: another target may need more of them, or none.
        """
        return self._lead("follow", answer, {"answer": answer, "base": base, "browser": browser})

    def finish(self, answer: Exchange, base: str, browser: int, login: str, password: str) -> Exchange:
        """Where a sign-in leads that begins with this answer: redirects followed and each form filled in once."""
        who = {"login": login, "password": password}
        return self._lead("finish", answer, {"answer": answer, "base": base, "browser": browser, **who})

    def _lead(self, name: Literal["follow", "finish"], answer: Exchange, arguments: dict[str, Any]) -> Exchange:
        sent = getattr(self._browsers, name)(**arguments)
        last: Exchange = replace((sent or [answer])[-1])  # another step, another object
        self._keep(Step("pages", name, arguments, page_result(last), last))
        return last

    def new_browser(self) -> int:
        """The number of a browser without cookies."""
        return self._browsers.new()

    def hosted(self, pool: Pool, domain: str | None = None) -> Hosted:
        """Where the pool's hosted UI is; without ``domain`` the pool gets one, shared with other examples.

        Where the target has no hosted UI the example ends as unsupported.
        """
        if domain is not None:
            return Hosted(pool, domain, self.hosted_base(pool, domain))
        self._borrow(pool)
        if pool.hosted is None:
            pool.hosted = make_hosted(self, pool)
            self._borrowed.add(id(pool.hosted))
        self._borrow(pool.hosted)
        return pool.hosted

    def hosted_base(self, pool: Pool, domain: str) -> str:
        """The URL below which the pages of a domain are, recorded as a step."""
        base = self.engine.running.hosted_ui(pool.id, domain)
        if base is None:
            self.lack("this target has no hosted UI")
        self._keep(Step("hosted", "hosted", {"pool": pool.id, "domain": domain}, base))
        return base

    def jwks(self, pool: Pool) -> Exchange:
        """The pool's JWKS; not judged."""
        return self._well_known(pool, "/.well-known/jwks.json")

    def discovery(self, pool: Pool) -> Exchange:
        """The pool's OpenID Connect discovery document; not judged."""
        return self._well_known(pool, "/.well-known/openid-configuration")

    def _well_known(self, pool: Pool, path: str) -> Exchange:
        if "well-known" not in self.engine.running.capabilities:
            self.exclude("this target gives the suite no way to fetch its well-known documents")
        exchange = self.engine.driver.fetch("GET", self.engine.running.issuer(pool.id) + path, None, None)
        self._keep(Step("http", "GET", {"pool": pool.id, "path": path}, exchange.response, exchange))
        return exchange

    def raw(self, headers: Mapping[str, str], body: str, *, operation: str = "raw") -> Exchange:
        """Exactly these headers and this body to the API endpoint, unsigned; not judged."""
        if "raw" not in self.engine.running.capabilities:
            self.exclude("raw requests cannot be sent to this target")
        exchange = self.engine.driver.raw(operation, headers, body)
        self._keep(Step("raw", operation, {"headers": dict(headers), "body": body}, exchange.response, exchange))
        return exchange

    def race(self, *calls: Call) -> Exchange:
        """These calls at the same time (see ``conformance.races``); not judged.

        The exchange has them all, as ``calls``. The example ends where none of them got a clear answer, and as
        unsupported where the target takes one call at a time.
        """
        if "threads" not in self.engine.running.capabilities:
            self.lack("calls are not made at the same time on this target")
        exchange = race(self.engine.driver, calls)
        self._keep(Step("race", exchange.operation, {"calls": list(calls)}, exchange.response, exchange))
        return self.need(exchange, None)

    def compute(self, name: str, *arguments: Any, **values: Any) -> Any:
        """The result of a computation of ``conformance.kit`` (``module.function``), recorded as a step."""
        result = kit.find(name)(*arguments, **values)
        self._keep(Step("compute", name, {"arguments": list(arguments), "values": values}, result))
        return result

    def advance(self, seconds: float) -> None:
        """Move the target's clock forward, or wait if the run allows an example to wait that long.

        Ends the example as excluded where neither can be done.
        """
        if "clock" in self.engine.running.capabilities:
            self.engine.running.advance(seconds)
            self._keep(Step("advance", "advance", {"seconds": seconds}))
            return
        self._waited += seconds
        if not seconds or not self.engine.waiting.allows(self._waited):  # no seconds: where a clock moves, or nowhere
            allowed = self.engine.waiting.longest
            more = f", and {self._waited:g} seconds are more than --allow-wait lets pass" if allowed and seconds else ""
            self.exclude(f"the clock of this target cannot be moved{more}")
        self._keep(Step("advance", "wait", {"seconds": seconds}))
        self.engine.waiting.pause(seconds)

    def soon(self, drawn: T, brief: T) -> T:
        """``drawn``; ``brief`` where time would have to be waited for. To be given what is drawn, not what is met."""
        return drawn if "clock" in self.engine.running.capabilities else brief

    def came_late(self, reason: str) -> None:
        """The suite was too slow: what this example had not reached is inconclusive."""
        self._end_unreached("inconclusive", "", reason)

    def let_pass(self, seconds: float) -> float:
        """Let time pass on the target and return how much did: its clock is moved, or a second is waited for."""
        if "clock" in self.engine.running.capabilities:
            self.advance(seconds)
            return seconds
        waited = min(seconds, LONGEST_WAIT)
        time.sleep(waited)
        self._keep(Step("advance", "wait", {"seconds": waited}))
        return waited

    def allow_lockout(self) -> None:
        """Before a user is locked out or a limit used up; ends the example as excluded where nobody allowed it."""
        if not self.engine.may_lock:
            self.exclude("it locks users of an account for a while: asks for --allow-lockout")

    def clock(self) -> str:
        """The target's clock: whole seconds since the epoch as a string, recorded as a step."""
        now = str(int(self.engine.running.now()))
        self._keep(Step("clock", "now", {}, now))
        return now

    def code(self, purpose: Purpose, user: User, *, announced: Exchange, destination: str | None = None) -> str:
        """The code that was sent for this purpose; ends the example as excluded where it cannot be read."""
        where = destination or user.attributes.get("email") or user.attributes.get("phone_number") or user.login
        code = self.engine.running.read_code(
            purpose, pool_id=user.pool.id, username=user.username, destination=where, headers=announced.headers
        )
        if code is None:
            self.exclude(f"the suite cannot read {purpose} codes on this target")
        # Not the headers: a code in an argument would count as drawn, and a replay would type the old one.
        arguments = {"purpose": purpose, "pool_id": user.pool.id, "username": user.username, "destination": where}
        self._keep(Step("code", "code", arguments, code))
        return code

    def function(self, plan: Mapping[str, Any]) -> str:
        """The ARN of a function with this plan (``targets.plan_function``), to be named in a pool's LambdaConfig.

        Shared with other examples; ``events`` gives those of this one. Ends the example as unsupported where the
        target runs no functions.
        """
        key = arrange.key_of(plan)
        step = self.engine.functions.get(key)
        try:
            if step is None:
                arn = functions.deploy(self.engine.running, plan)
                step = self.engine.functions[key] = Step("function", "function", {"plan": plan}, arn)
        except FunctionsUnavailable as error:
            self.lack(str(error))
        if str(step.result) not in self._marks:
            self._keep(step)
            mark = functions.watch(self.engine.running, step.result)
            self._marks[step.result] = mark
            self._keep(Step("watch", "watch", {"function": step.result}, mark))
        return str(step.result)

    def events(self, function: str) -> Exchange:
        """The events this function was invoked with in this example: the member ``events``, oldest first."""
        since = self._marks[function]
        exchange = functions.events_since(self.engine.running, since)
        self._keep(Step("events", "events", {"since": since}, None, exchange))
        return exchange

    def sender(self, medium: Literal["sms", "email"]) -> dict[str, Any]:
        """SmsConfiguration or EmailConfiguration for a pool; ends the example as excluded where none is known."""
        found = self.engine.running.sender(medium)
        if found is None:
            self.exclude(f"pools here cannot send by {medium} without a role or identity of the account")
        return dict(found)

    def wrong_code(self, code: str | None, salt: int) -> str:
        """Six digits that are not ``code`` (of which nothing need be known), chosen by ``salt``."""
        wrong = f"{salt % 1_000_000:06d}"
        return wrong if wrong != code else f"{(salt + 1) % 1_000_000:06d}"

    def _keep(self, step: Step) -> None:
        self.steps.append(step)

    # -- judging ---------------------------------------------------------------------------------------------------

    def accepted(self, requirement: str, exchange: Exchange) -> Exchange:
        """The requirement is that this is accepted; the example ends when it was not."""
        if self._undecided(requirement, exchange):
            raise ExampleOver
        self._judge(requirement, judge_accepted(exchange), exchange, Judgement("accepted", requirement, [exchange]))
        if not exchange.ok:
            self._end_unreached("blocked", requirement, describe(exchange))
            raise ExampleOver
        return exchange

    def refused(self, requirement: str, exchange: Exchange, *, control: Exchange | Callable[[], Exchange]) -> bool:
        """The requirement is that this is refused with a code of the catalog; returns whether it was.

        ``control`` is the same request with the one wrong thing put right. Without its acceptance a refusal proves
        nothing: the requirement is then blocked. The requirements on the refusal's text are judged along with it.
        """
        if self._undecided(requirement, exchange):
            return False
        catalog = self.engine.catalog
        difference = judge_refused(catalog.requirements[requirement], exchange)
        if not exchange.ok:
            proof = control() if callable(control) else control
            if not proof.ok:
                self._unproven(requirement, proof)
                return difference is None
        self._judge(requirement, difference, exchange, Judgement("refused", requirement, [exchange]))
        for text in catalog.texts_of(requirement):
            if exchange.ok or exchange.code not in catalog.requirements[requirement].error:
                self._observe(text.id, "blocked", exchange, blame=requirement, reason="there is no such refusal")
            else:
                self._judge(text.id, judge_text(text, exchange), exchange, Judgement("refused", text.id, [exchange]))
        return difference is None

    def check(self, requirement: str, *arguments: Any, **values: Any) -> bool:
        """Apply the registered check to exchanges and JSON-like values; returns whether it agrees.

        Where one of the exchanges got no clear answer, or the answer that there is no such thing here, there is nothing
        to judge: inconclusive or unsupported, and nothing disagrees.
        """
        met: dict[str, Exchange] = {a.outcome: a for a in reversed(arguments) if isinstance(a, Exchange)}
        if "indeterminate" in met:
            self._observe(requirement, "inconclusive", met["indeterminate"], reason=describe(met["indeterminate"]))
            return True
        if "unsupported" in met and not judges_absence(requirement):
            self._observe(requirement, "unsupported", met["unsupported"], reason=describe(met["unsupported"]))
            return True
        difference = find_check(requirement)(*arguments, **values)
        about = next((a for a in reversed(arguments) if isinstance(a, Exchange)), None)
        self._judge(requirement, difference, about, Judgement("check", requirement, arguments, values))
        return difference is None

    def need(self, exchange: Exchange, blame: str | None) -> Exchange:
        """End the example, blamed on a requirement, unless this was accepted."""
        if exchange.ok:
            return exchange
        if exchange.outcome == "unsupported":
            self._end_unreached("unsupported", "", describe(exchange))
        elif exchange.outcome == "indeterminate":
            self._end_unreached("inconclusive", "", describe(exchange))
        else:
            self._end_unreached("blocked", blame or "", describe(exchange))
        raise ExampleOver

    def end(self, blame: str, reason: str) -> NoReturn:
        """End the example: what it had not reached is blocked by that requirement."""
        self._end_unreached("blocked", blame, reason)
        raise ExampleOver

    def lack(self, reason: str) -> NoReturn:
        """End the example: what it had not reached is something the target does not have."""
        self._end_unreached("unsupported", "", reason)
        raise ExampleOver

    def exclude(self, reason: str) -> NoReturn:
        """End the example: what it had not reached cannot be tested on this target."""
        self._end_unreached("excluded", "", reason)
        raise ExampleOver

    def assume(self, condition: bool) -> None:
        """Drop this example unless the drawn values fit. The condition must not depend on the target."""
        hypothesis_assume(condition)

    def _undecided(self, requirement: str, exchange: Exchange) -> bool:
        if exchange.outcome == "unsupported":
            self._observe(requirement, "unsupported", exchange, reason=describe(exchange))
        elif exchange.outcome == "indeterminate":
            self._observe(requirement, "inconclusive", exchange, reason=describe(exchange))
        else:
            return False
        for text in self.engine.catalog.texts_of(requirement):
            self._observe(text.id, "blocked", exchange, blame=requirement, reason=describe(exchange))
        if exchange.outcome == "unsupported":
            self._end_unreached("unsupported", "", describe(exchange))
        return True

    def _unproven(self, requirement: str, proof: Exchange) -> None:
        outcome = {"unsupported": "unsupported", "indeterminate": "inconclusive"}.get(proof.outcome, "blocked")
        blame = arrange.BLAME.get(proof.operation, "") if outcome == "blocked" else ""
        reason = f"refused, but so was the control: {describe(proof)}"
        for identifier in [requirement, *(text.id for text in self.engine.catalog.texts_of(requirement))]:
            self._observe(identifier, outcome, proof, blame=blame, reason=reason)

    def _judge(
        self, requirement: str, difference: Difference | None, about: Exchange | None, judgement: Judgement
    ) -> None:
        self._observe(requirement, "diverges" if difference else "agrees", about, difference=difference)
        if difference is not None:
            self.engine.keep_witness(self, requirement, difference, about, judgement)

    def _observe(self, requirement: str, outcome: Any, about: Exchange | None, **more: Any) -> None:
        self._observed.add(requirement)
        self.engine.ledger.observe(
            requirement, outcome, property_=self.property.name, scenario=self.number, situation=self.situation,
            operation=about.operation if about is not None else "", about=about, **more,
        )  # fmt: skip

    def _end_unreached(self, outcome: str, blame: str, reason: str) -> None:
        for requirement in self.property.expanded(self.engine.catalog):
            if requirement not in self._observed and requirement != blame:
                self._observe(requirement, outcome, None, blame=blame, reason=reason)

    # -- arranging -------------------------------------------------------------------------------------------------

    def name(self, base: str = "user") -> str:
        """A user name that is fresh in this run, shaped by what was drawn."""
        return f"{base[:100]}{self.engine.fresh()}"

    def email(self, base: str = "user") -> str:
        """An address that is fresh in this run."""
        return f"{base[:40].lower()}{self.engine.fresh()}@example.com"

    def phone(self) -> str:
        """A phone number that is fresh in this run."""
        return f"+1555{self.engine.fresh_number():07d}"

    def resource_name(self) -> str:
        """A name for a pool, client or group, with the prefix that marks it as ours."""
        return f"{self.engine.prefix}{self.engine.fresh()}"

    def pool(self, **config: Any) -> Pool:
        """A pool of this configuration (parameters of CreateUserPool), shared with other examples."""
        key = arrange.key_of(config)
        pool = self.engine.pools.get(key)
        if pool is None:
            pool = self.engine.pools[key] = arrange.make_pool(self, config)
            self._borrowed.add(id(pool))
        self._borrow(pool)
        return pool

    def prepared_pool(self, key: str, prepare: Callable[[Pool], object], **config: Any) -> Pool:
        """A pool on which ``prepare`` was done once, shared with the examples that give the same ``key``."""
        key = arrange.key_of({"$prepared": key, **config})
        pool = self.engine.pools.get(key)
        if pool is None:
            pool = self.own_pool(**config)  # deleted if preparing it fails
            first = len(self.steps)
            prepare(pool)
            pool.steps += self.steps[first:]
            self.engine.own_pools.remove(pool.id)
            self.engine.pools[key] = pool
        self._borrow(pool)
        return pool

    def own_pool(self, **config: Any) -> Pool:
        """A pool of this example alone, for properties that change or delete it."""
        pool = arrange.make_pool(self, config)
        self._borrowed.add(id(pool))
        self.engine.own_pools.append(pool.id)
        return pool

    def client(self, pool: Pool, **config: Any) -> Client:
        """A client of this configuration (parameters of CreateUserPoolClient), shared with other examples."""
        self._borrow(pool)
        key = arrange.key_of(config)
        client = pool.clients.get(key)
        if client is None:
            client = pool.clients[key] = arrange.make_client(self, pool, config)
            self._borrowed.add(id(client))
        self._borrow(client)
        return client

    def own_client(self, pool: Pool, **config: Any) -> Client:
        """A client of this example alone."""
        client = arrange.make_client(self, pool, config)
        self._borrowed.add(id(client))
        return client

    def once(self, pool: Pool, what: str, make: Callable[[], Any]) -> Any:
        """Something of a pool that ``make`` makes the first time, shared with other examples like the pool itself."""
        self._borrow(pool)
        known = pool.made.get(what)
        if known is None:
            first = len(self.steps)
            value = make()
            known = pool.made[what] = Made(value, self.steps[first:])
            self._borrowed.add(id(known))
        self._borrow(known)
        return known.value

    def _borrow(self, made: Pool | Client | Hosted | Made) -> None:
        if id(made) not in self._borrowed:
            self._borrowed.add(id(made))
            self.steps.extend(made.steps)

    def user(
        self, pool: Pool, *, password: str = "Correct-Horse7", username: str | None = None,
        attributes: Mapping[str, str] | None = None, status: str = "CONFIRMED", road: str | None = None,
    ) -> User:  # fmt: skip
        """A fresh user; see ``arrange.make_user``. Without ``username`` a fitting one is made.

        A target may make addresses the user names though nobody asked for it: a name is then replaced by an address.
        """
        imposed = bool(pool.username_attributes) and not pool.config.get("UsernameAttributes")
        if imposed:
            username = (attributes or {}).get(pool.username_attributes[0])
        login = username or self._login_for(pool)
        return arrange.make_user(self, pool, login, password, attributes or {}, status, road)

    def _login_for(self, pool: Pool) -> str:
        if "email" in pool.username_attributes:
            return self.email()
        return self.phone() if pool.username_attributes else self.name()

    def sign_in(self, client: Client, user: User, *, password: str | None = None, flow: str | None = None) -> Session:
        """Tokens for a confirmed user; the example ends, blamed on the flow, when there are none."""
        return arrange.sign_in(self, client, user, password, flow)

    def secret_hash(self, client: Client, username: str) -> str | None:
        """SECRET_HASH for this user name, or None for a client without a secret."""
        if client.secret is None:
            return None
        return str(self.compute("secret.secret_hash", username, client.id, client.secret))

    def srp_start(self) -> dict[str, str]:
        """A fresh key pair of the SRP client: ``a`` and ``A``, hexadecimal."""
        started: dict[str, str] = self.compute("srp.start", self.engine.srp_secret())
        return started
