"""Real Cognito: refused for now."""

from __future__ import annotations

from targets.interface import Availability, Running, Target, TargetUnusable
from targets.spec import Spec

OPTIONS = ("confirm", "pool", "profile", "region")
LATER = "running against real Cognito is not part of this version"


class AwsTarget(Target):
    """Real Cognito. Never contacted by accident: it does not start without ``confirm=true``."""

    def __init__(self, spec: Spec) -> None:
        spec.only(OPTIONS)
        self.spec = spec.text
        self._confirmed = spec.flag("confirm")

    def availability(self) -> Availability:
        """Not yet."""
        return Availability(False, LATER)

    def start(self, *, worker: str = "main") -> Running:
        """Refuse."""
        if not self._confirmed:
            raise TargetUnusable(
                f"{self.spec}: this names real Cognito, where calls cost money and change an account; nothing was "
                "sent. It starts only with the option confirm=true"
            )
        raise TargetUnusable(f"{self.spec}: {LATER}; nothing was sent. Use an emulator, for example moto")
