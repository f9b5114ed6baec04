"""How a user pool domain says no: to the browser on its own page or at the application's callback, or in JSON."""

from __future__ import annotations

from targets.reference.core.deviation import varied
from targets.reference.core.domain_state import Authorization
from targets.reference.core.wire import Reply
from targets.reference.hosted.request import WebRequest, answer, extended, nothing, page, redirect


class Refusal(Exception):
    """A request that is not served."""

    def reply(self, request: WebRequest) -> Reply:
        """What the caller sees."""
        raise NotImplementedError


class ErrorPage(Refusal):
    """Recorded: 302 to the domain's own ``/error``, never to the application."""

    def __init__(self, error: str, client_id: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.client_id = client_id

    def reply(self, request: WebRequest) -> Reply:
        """The way to the page."""
        return redirect(extended(f"{request.base}/error", {"error": self.error, "client_id": self.client_id}))


class CallbackError(Refusal):
    """Redirect to the callback with the error. Recorded: the members in this order.

    For ``response_type=token`` in the fragment.
    """

    def __init__(self, authorization: Authorization, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.authorization = authorization
        self.error = error
        self.description = description

    def reply(self, request: WebRequest) -> Reply:
        """The way back to the application."""
        state = varied(self.authorization.state, "hosted-error-without-state", None)
        query = {"error_description": self.description, "state": state, "error": self.error}
        fragment = self.authorization.response_type == "token"
        return redirect(extended(self.authorization.redirect_uri, query, fragment=fragment))


class OAuthError(Refusal):
    """A JSON object with ``error``. Recorded: status 400, also for wrong client credentials."""

    def __init__(self, error: str, status: int = 400, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.description = description

    def reply(self, request: WebRequest) -> Reply:
        """The error."""
        content = {"error": self.error}
        if self.description is not None:
            content["error_description"] = self.description
        return answer(content, self.status)


class BearerError(OAuthError):
    """Documented for userInfo: the error is in ``WWW-Authenticate``. That the body repeats it is ours."""

    def reply(self, request: WebRequest) -> Reply:
        """The error, twice."""
        reply = super().reply(request)
        challenge = f'error="{self.error}", error_description="{self.description}"'
        return Reply(reply.status, reply.headers | {"WWW-Authenticate": challenge}, reply.body)


class NotAllowed(Refusal):
    """Recorded: 405 and an empty body."""

    def reply(self, request: WebRequest) -> Reply:
        """The status."""
        return nothing(405)


class Broken(Refusal):
    """500 and a page: what some emulators show where they should refuse. Raised by mutants alone."""

    def reply(self, request: WebRequest) -> Reply:
        """The page."""
        return page("Error", "<h1>Internal Server Error</h1>", status=500)
