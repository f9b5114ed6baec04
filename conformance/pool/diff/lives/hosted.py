"""A user who signs in at the pool's domain."""

from __future__ import annotations

from conformance.checking.exchange import Exchange
from conformance.kit import oauth
from conformance.pool.check.bench import Unclear, clear
from conformance.pool.diff.lives.living import Deed, Living, Through
from conformance.pool.form.document import is_unknown
from conformance.transport.browsers import Browsers

SIGNS_IN = "signs in at the domain, back to the callback"
REDEEMS = "redeems a code from before at the domain"
REFRESHES = "refreshes at the domain with the token from before"


class HostedUser(Living):
    """Signs in at the pages, and has a code from before for each round and a refresh token."""

    kind = "hosted"

    @staticmethod
    def suits(through: Through) -> bool:
        """Where the client may use the code flow at a domain, and a user of the pool itself may sign in there."""
        client = through.shape
        flows, urls = client.get("AllowedOAuthFlows") or [], client.get("CallbackURLs") or []
        providers = client.get("SupportedIdentityProviders") or []
        if any(is_unknown(one) for one in (flows, urls, providers)) or any(is_unknown(one) for one in urls):
            return False
        opened = client["AllowedOAuthFlowsUserPoolClient"] is True and "code" in flows and "COGNITO" in providers
        return bool(through.domain and opened and urls)

    def begin(self) -> None:
        """Three codes, of which one is redeemed."""
        site = self.bench.driver.running.hosted_ui(self.bench.pool, self.through.domain)
        if site is None:
            raise Unclear("the target has no hosted UI")
        self.site, self.callback = site, str(self.through.shape["CallbackURLs"][0])
        self.browsers = Browsers(self.bench.driver)
        self.person = self.bench.person(shortest=True)
        self.codes = {after: self._code() for after in (False, True)}
        answer = self._redeem(self._code())
        self.token = str(answer.get("refresh_token") or "")

    def _code(self) -> str:
        last = self._visit()
        code = oauth.parameters(str(last.headers.get("location", ""))).get("code", "")
        if not code:
            raise Unclear(f"the sign-in at the domain gave no code: {_page(last)}")
        return code

    def _visit(self) -> Exchange:
        """Each sign-in in a browser of its own."""
        number = self.browsers.new()
        query = {"client_id": self.bench.client(self.client), "response_type": "code", "redirect_uri": self.callback}
        first = self.browsers.request(method="GET", url=f"{self.site}/oauth2/authorize", query=query, browser=number)
        login, password = self.person.login, self.person.password
        sent = self.browsers.finish(answer=first, base=self.site, browser=number, login=login, password=password)
        return (sent or [first])[-1]

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """A new sign-in, and what is left of the one before."""
        found: dict[str, Deed] = {
            SIGNS_IN: lambda: self._arrival(self._visit()),
            REDEEMS: lambda: _granted(self._redeem(self.codes[after])),
        }
        if self.token:
            found[REFRESHES] = lambda: _granted(self._token(grant_type="refresh_token", refresh_token=self.token))
        return found

    def _arrival(self, last: Exchange) -> str:
        location = str(last.headers.get("location", ""))
        if location.startswith(self.callback):
            given = oauth.parameters(location)
            return "a code" if given.get("code") else f"the callback with {given.get('error', 'no code')}"
        return _page(last)

    def _redeem(self, code: str) -> Exchange:
        return self._token(grant_type="authorization_code", code=code, redirect_uri=self.callback)

    def _token(self, **form: str) -> Exchange:
        client, secret = self.bench.client(self.client), self.bench.secret(self.client)
        headers = {"Authorization": oauth.basic(client, secret)} if secret else {}
        whole = form if secret else {**form, "client_id": client}
        return self.bench.driver.request("POST", f"{self.site}/oauth2/token", form=whole, headers=headers)


def _granted(answer: Exchange) -> str:
    if _gone(answer):
        return "the domain does not answer"
    return "tokens" if answer.get("access_token") else str(answer.get("error") or answer.code)


def _gone(answer: Exchange) -> bool:
    """Whether there are no pages any more, where there were some under OLD. Raises ``Unclear`` if that is open."""
    if answer.outcome == "unsupported":
        return True
    clear(answer)
    return False


def _page(answer: Exchange) -> str:
    if _gone(answer):
        return "the domain does not answer"
    at = (str(answer.headers.get("location", "")), str(answer.request.get("url", "")))
    errors = (oauth.parameters(url).get("error") for url in at)
    return str(next(filter(None, errors), "") or answer.code or "a page, and no callback")
