"""What counts as a refusal of the token endpoint. A missing token is not enough: a server error has none either."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange

TOKENS = ("access_token", "id_token", "refresh_token")


def refused_without_tokens(answer: Exchange) -> Difference | None:
    """A status of 400 to 499 and no tokens: how a malformed request is refused; the body is ignored."""
    found = next((name for name in TOKENS if answer.response.get(name)), None)
    if found:
        return Difference("tokens-given", "a refusal without tokens", f"HTTP {answer.status} with {found}")
    if answer.server_error:
        return Difference("server-error", "a refusal, HTTP 400 to 499", f"HTTP {answer.status}")
    if answer.status is None or not 400 <= answer.status < 500:
        return Difference("not-refused", "a refusal, HTTP 400 to 499", f"HTTP {answer.status} without tokens")
    return None


def oauth_refusal(answer: Exchange) -> Difference | None:
    """Likewise, with a string ``error`` in a JSON body: how a grant is refused."""
    difference = refused_without_tokens(answer)
    error = answer.response.get("error")
    if difference is None and not (isinstance(error, str) and error):
        return Difference("no-oauth-error", "a JSON body with a string error", f"HTTP {answer.status}, {error!r}")
    return difference
