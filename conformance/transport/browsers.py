"""The cookies of the browsers of one scenario, and requests with them: in a run, a replay and a script alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.checking.exchange import Exchange
from conformance.kit.forms import CookieJar, filled_form, form_to_fill, inner_redirect
from conformance.transport.driver import Driver

LONGEST_CHAIN = 8  # redirects that are followed
LONGEST_WAY = 8  # forms between authorize and the callback


class Browsers:
    """Browsers by number, each with its own cookies."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self._jars: dict[int, CookieJar] = {}

    def new(self) -> int:
        """The number of a new browser without cookies."""
        number = len(self._jars) + 1
        self._jars[number] = CookieJar()
        return number

    def forget(self) -> None:
        """Delete the cookies of all browsers."""
        self._jars.clear()

    def request(self, *, url: str, browser: int | None = None, **parts: Any) -> Exchange:
        """One request, with the cookies of a browser where there is one; redirects are not followed."""
        if browser is None:
            return self.driver.request(url=url, **parts)
        jar = self._jars.setdefault(browser, CookieJar())
        answer = self.driver.request(url=url, cookies=jar.sent(url) or None, **parts)
        jar.keep(url, answer.headers.get("set-cookie", ""))
        return answer

    def submit(self, *, filled: Mapping[str, Any], browser: int) -> Exchange:
        """A form as it was filled in: ``url``, ``method`` and ``fields``."""
        method: str = filled["method"]
        fields = {"query" if method == "GET" else "form": filled["fields"]}
        return self.request(method=method, url=filled["url"], browser=browser, **fields)

    def follow(self, *, answer: Exchange, base: str, browser: int) -> list[Exchange]:
        """The requests that redirects below ``base`` lead to, up to the first page or a redirect elsewhere."""
        sent: list[Exchange] = []
        for _ in range(LONGEST_CHAIN):
            url = inner_redirect(str(answer.request["url"]), answer.headers.get("location", ""), base)
            if not url:
                break
            answer = self.request(method="GET", url=url, browser=browser)
            sent.append(answer)
        return sent

    def finish(self, *, answer: Exchange, base: str, browser: int, login: str, password: str) -> list[Exchange]:
        """The requests of a sign-in that begins with this answer: redirects followed, each form filled in once."""
        sent = self.follow(answer=answer, base=base, browser=browser)
        filled: set[str] = set()
        for _ in range(LONGEST_WAY):
            page = (sent or [answer])[-1]
            kind = form_to_fill(page.body) if page.ok and not page.headers.get("location") else ""
            if not kind or kind in filled:
                break
            filled.add(kind)
            form = filled_form(page, kind, login, password)
            sent.append(self.submit(filled=form, browser=browser))
            sent += self.follow(answer=sent[-1], base=base, browser=browser)
        return sent
