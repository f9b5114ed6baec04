"""A user with a remembered device, where OLD tracks devices."""

from __future__ import annotations

from dataclasses import replace

from conformance.pool.check.bench import Unclear
from conformance.pool.check.devices import confirm_device
from conformance.pool.contract.sign_in import REFRESHING, is_open
from conformance.pool.diff.lives.app import AppUser, WithApp
from conformance.pool.diff.lives.living import Deed, Through, step
from conformance.pool.form.document import is_unknown

SIGNS_IN = "signs in from the device remembered before"
REFRESHES = "refreshes from the device remembered before"


class DeviceUser(WithApp):
    """Signs in by SRP, as devices need; with an app where the pool has some, which it may replace."""

    kind = "device"

    device = ""

    @staticmethod
    def suits(through: Through) -> bool:
        """Where devices are tracked and the client has the flow."""
        tracked, flows = through.pool.get("DeviceConfiguration"), through.shape["ExplicitAuthFlows"]
        return bool(tracked) and not is_unknown(tracked) and is_open("USER_SRP_AUTH", flows)

    def begin(self) -> None:
        """A sign-in whose device is confirmed, and remembered."""
        self.through = replace(self.through, way="USER_SRP_AUTH")
        self.person = self.set_up() if AppUser.suits(self.through) else self.bench.person(shortest=True)
        self.username = self.bench.username(self.person)
        answer = self.by_app(self.person, self.sign_in(self.person))
        result = answer.get("AuthenticationResult")
        if not isinstance(result, dict) or not result.get("AccessToken"):
            raise Unclear(f"the sign-in gave no tokens: {step(answer)}")
        self.device, confirmed = confirm_device(self.bench, result)
        if confirmed.get("UserConfirmationNecessary"):
            who = {"AccessToken": result["AccessToken"], "DeviceKey": self.device}
            self.bench.must("UpdateDeviceStatus", **who, DeviceRememberedStatus="remembered")
        self.token = str(result.get("RefreshToken") or "")

    def deeds(self, *, after: bool) -> dict[str, Deed]:
        """The device is named; what it would have to prove is not."""
        found: dict[str, Deed] = {SIGNS_IN: lambda: step(self.sign_in(self.person, self.device))}
        if self.token and set(self.through.shape["ExplicitAuthFlows"]) & REFRESHING:
            found[REFRESHES] = lambda: self.refresh(self.token, self.username, self.device)
        return found
