"""A small browser: cookies, forms and redirects, each request an exchange of the scenario.

It follows redirects below the hosted UI alone. A redirect to a callback, or to anywhere else, ends the sign-in: that
address is recorded, never requested.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from conformance.checking.exchange import Exchange
from conformance.kit.forms import asked_for, forms, inner_redirect, sent_by_script

if TYPE_CHECKING:
    from conformance.scenario import Scenario
    from conformance.scenario.resources import Client, Hosted, User

WITHOUT_SCRIPTS = "pages can be used without scripts"


@dataclass(frozen=True)
class Arrival:
    """Where a sign-in ended: a redirect away from the hosted UI, or the last of its pages."""

    last: Exchange
    url: str  # the callback with its parameters; empty when the browser stayed
    parameters: Mapping[str, str] = field(default_factory=dict)  # of query and fragment

    @property
    def arrived(self) -> bool:
        """Whether the sign-in ended at a callback."""
        return bool(self.url)

    @property
    def code(self) -> str:
        """The authorization code; empty where there is none."""
        return self.parameters.get("code", "")

    @property
    def error(self) -> str:
        """The error in the callback's parameters; empty where there is none."""
        return self.parameters.get("error", "")


class Browser:
    """One browser in a scenario, with its own cookies."""

    def __init__(self, s: Scenario, hosted: Hosted) -> None:
        self.s = s
        self.hosted = hosted
        self.number = s.new_browser()

    # -- single requests -------------------------------------------------------------------------------------------

    def get(self, url: str, *, query: Mapping[str, Any] | None = None) -> Exchange:
        """GET with the cookies of that address; redirects are not followed."""
        return self._send("GET", url, query=query)

    def post(self, url: str, form: Mapping[str, Any]) -> Exchange:
        """POST of a form."""
        return self._send("POST", url, form=form)

    def forget(self) -> None:
        """Delete all cookies."""
        self.number = self.s.new_browser()

    def _send(self, method: str, url: str, **parts: Any) -> Exchange:
        return self.s.request(method, url, browser=self.number, **parts)

    # -- a sign-in -------------------------------------------------------------------------------------------------

    def authorize(self, client: Client, **parameters: str | None) -> Exchange:
        """GET /oauth2/authorize, not followed. Parameters that are None are left out.

        A code is asked for at the client's first callback unless said otherwise.
        """
        usual = {"client_id": client.id, "response_type": "code", "redirect_uri": callback_of(client)}
        return self.get(self.hosted.url("/oauth2/authorize"), query=usual | parameters)

    def sign_in(self, client: Client, user: User, *, password: str | None = None, **parameters: str | None) -> Arrival:
        """Sign in from the authorize request through the pages to the callback, with this user's name and password."""
        return self.finish(self.authorize(client, **parameters), user, password=password)

    def finish(self, answer: Exchange, user: User, *, password: str | None = None) -> Arrival:
        """Continue from an answer: follow redirects and fill in each form once; returns where that leads.

        Ends the example as excluded where a form leads nowhere that is sent by a script: this browser runs none.
        """
        last = self.s.finish(answer, self.hosted.base, self.number, user.login, str(password or user.password))
        arrival = self._away(last) or Arrival(last, "")
        known = self.s.context.shared.known
        if arrival.arrived:
            known[WITHOUT_SCRIPTS] = True
        elif last.ok and WITHOUT_SCRIPTS not in known and sent_by_script(last.body):
            self.s.exclude("the sign-in page is sent by a script, and the suite's browser runs none")
        return arrival

    def follow(self, answer: Exchange) -> Exchange:
        """Redirects below the hosted UI, to the page they end at or to the redirect that leads away."""
        return self.s.follow(answer, self.hosted.base, self.number)

    def arrive(self, answer: Exchange) -> Arrival:
        """Where redirects lead from an answer; no form is filled in."""
        last = self.follow(answer)
        return self._away(last) or Arrival(last, "")

    def form(self, page: Exchange) -> Form | None:
        """The form of a page that asks for a name, a password or a choice."""
        return next((form for form in forms_of(page) if form.kind), None)

    def submit(
        self, form: Form, user: User, *, password: str | None = None, changes: Mapping[str, str | None] | None = None
    ) -> Exchange:
        """The form with the user's name and password in it; ``changes`` replaces or (None) leaves out fields."""
        filled = self.s.compute(
            "forms.filled_form",
            form.page,
            form.kind,
            login=user.login,
            password=str(password or user.password),
            changes=dict(changes or {}),
        )
        return self.s.submit(filled, self.number)

    def _away(self, answer: Exchange) -> Arrival | None:
        location = answer.headers.get("location", "")
        if not location:
            return None
        asked = str(answer.request["url"])
        if inner_redirect(asked, location, self.hosted.base):
            return None
        return Arrival(answer, urljoin(asked, location), self.s.compute("oauth.parameters", location))


@dataclass(frozen=True)
class Form:
    """A form of a page, with what the page put into it; ``kind`` is what it asks for."""

    page: Exchange
    kind: str
    fields: list[dict[str, str]]


def forms_of(page: Exchange) -> list[Form]:
    """All forms of a page."""
    return [Form(page, asked_for(form), form["fields"]) for form in forms(page.body)]


def callback_of(client: Client) -> str:
    """The first callback of a client's configuration."""
    urls = client.config.get("CallbackURLs") or [""]
    return str(urls[0])
