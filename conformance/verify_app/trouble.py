"""Why no answer came, or not the wanted one, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import NameResolutionError, NewConnectionError, ProtocolError

Say = Callable[[str], None]  # takes a line for the person who tries an application
SETTINGS = (
    "Compare the settings printed above with the application's, and restart it: it may keep the keys of an earlier run."
)
# What to do where a right token was answered with a status.
BY_STATUS = {
    400: "The endpoint may want something else beside the token: see --method, --header and --body.",
    404: "Correct the path of the URL. An application that looks the user up: see --username and --sub.",
    405: "The endpoint has another method: see --method.",
    406: "The endpoint wants a header: see --header, such as --header 'Accept: application/json'.",
    415: "The endpoint wants a body of another type: see --header and --body.",
    422: "The endpoint may want something else beside the token: see --method, --header and --body.",
}
REDIRECTED = "Redirects are not followed: give the URL that answers itself."
THROTTLED = "It limits requests: raise its limits for the test."
FAILED = "See the application's log for the error; it may not reach the JWKS address, or not know the user."


def without_answer(error: requests.RequestException, url: str, seconds: float) -> tuple[str, str]:
    """What went wrong where no answer came, and what to do."""
    parts = urlsplit(url)
    where = parts.netloc
    if isinstance(error, requests.exceptions.SSLError):
        return f"TLS with {where} failed: {_tls_reason(error)}", _tls_advice(error)
    if isinstance(error, requests.Timeout):
        return f"no answer from {where} within {seconds:g} s", "See its log for why; --timeout waits longer."
    cause = _cause(error)
    if isinstance(cause, NameResolutionError):
        return f"the name {parts.hostname} is not known", "Correct the URL's host."
    if isinstance(cause, NewConnectionError):
        return f"nothing listens on {where}", "Start the application, or correct the URL's host and port."
    if isinstance(cause, ProtocolError):
        return (
            f"{where} closed the connection without an answer that can be read",
            "See the application's log; if it speaks TLS, write https:// in the URL.",
        )
    return f"no answer from {where} ({type(error).__name__})", "Start the application, or correct the URL."


def after_right_token(status: int) -> str:
    """What to do where a right token was answered with this status."""
    if 300 <= status < 400:
        return REDIRECTED
    if status == 429:
        return THROTTLED
    return FAILED if status >= 500 else BY_STATUS.get(status, SETTINGS)


def after_wrong_token(status: int) -> str:
    """What to do where it cannot be said whether an answer refuses a wrong token; empty where nothing is known."""
    if status == 429:
        return THROTTLED
    if status >= 500:
        return "It may fail only after it accepted the token: see the application's log"
    if 300 <= status < 500:
        return f"RFC 6750 refuses a token with 401 or 403; if this is how the application does, say --refused {status}"
    return ""


def _cause(error: requests.RequestException) -> BaseException | None:
    """The error of urllib3 that requests wraps."""
    first = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error.__cause__
    return getattr(first, "reason", None) or first


def _tls_reason(error: requests.RequestException) -> str:
    cause: BaseException | None = _cause(error)
    inner = cause.args[0] if cause is not None and cause.args else cause
    text = getattr(inner, "verify_message", "") or getattr(inner, "reason", "") or str(inner)
    return str(text).replace("_", " ").lower()


def _tls_advice(error: requests.RequestException) -> str:
    if "wrong version number" in _tls_reason(error) or "record layer failure" in _tls_reason(error):
        return "It does not speak TLS there: write http:// in the URL."
    if "hostname mismatch" in _tls_reason(error) or "ip address mismatch" in _tls_reason(error):
        return "Use a name in the URL that its certificate has."
    return "Name the CA that signed its certificate with --ca FILE (PEM)."
