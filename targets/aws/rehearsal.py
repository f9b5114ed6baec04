"""A rehearsal: the reference in this process in the place of AWS, behind the same guards; nothing is sent anywhere.

It finds out what a run would send and make. No time is lost in waiting, so the pace is not tried.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from targets.aws.endpoints import Endpoints
from targets.aws.outgoing import PAGES, Outgoing
from targets.aws.wire import Wire
from targets.interface import HttpResponse, Running


class Rehearsal(Wire):
    """A wire that ends in this process."""

    def __init__(self, endpoints: Endpoints, reference: Running) -> None:
        super().__init__(endpoints)
        self.reference = reference

    def send(self, request: Outgoing) -> HttpResponse:
        """The reference's answer. Raises what it raises."""
        if request.service == PAGES:
            return self.reference.http(request.method, request.url, headers=request.headers, body=request.body)
        headers = {**request.headers, "host": urlsplit(request.url).netloc}
        return self.reference.api(headers, request.body)

    def close(self) -> None:
        """End it."""
        super().close()
        self.reference.stop()


def reference() -> Running:
    """A reference of its own, empty."""
    from targets.reference import ReferenceTarget

    return ReferenceTarget("reference").start()
