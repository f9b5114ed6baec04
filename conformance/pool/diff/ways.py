"""Layer 2: how each difference gets there, by tool: from the table of update members and a trial on the reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from conformance.oracle.update_members import TERRAFORM_EMPTIES, LeftOutBy, Via, fixed_member, left_out_by, row_of
from conformance.pool.diff.members import Difference
from conformance.pool.diff.pairing import same_keys
from conformance.pool.diff.trial import Trial
from conformance.pool.form.document import ITEMS, PoolDocument, is_unknown
from conformance.pool.form.known import unknown_members

Class = Literal["applied", "refused", "replaces", "kept", "reset", "partly applied", "unknown"]
OPERATIONS = {"pool": "UpdateUserPool", "mfa": "SetUserPoolMfaConfig", "clients": "UpdateUserPoolClient"}
FACTORS = ("SmsMfaConfiguration", "SoftwareTokenMfaConfiguration", "EmailMfaConfiguration")
REFERENCE = "tried on the suite's reference, which follows what was recorded of Cognito"


@dataclass(frozen=True)
class Way:
    """How one difference gets there."""

    difference: Difference
    way: Class
    why: str
    sources: tuple[str, ...] = ()
    requirement: str = ""  # that the catalog has about it


class Deciding:
    """One change by one tool."""

    def __init__(self, old: PoolDocument, new: PoolDocument, via: Via, trial: Trial) -> None:
        self.old, self.new, self.via, self.trial = old, new, via, trial
        self.strange = set(unknown_members(old)) | set(unknown_members(new))

    def way(self, one: Difference) -> Way:
        """How this difference gets there."""
        if one.place in self.strange or any(one.place.startswith(f"{name}.") for name in self.strange):
            return Way(one, "unknown", "this version of the suite does not know this member")
        if one.change == "unknown":
            return Way(one, "unknown", "a value is not resolved")
        return self._fixed(one) or self._item(one) or self._left_out(one) or self._sent(one)

    def _fixed(self, one: Difference) -> Way | None:
        row = fixed_member(one.part, one.path)
        if row is None or (row.name == "Schema" and one.change == "added" and one.path[1].startswith("custom:")):
            return None
        fate = row.by(self.via)
        if fate == "applied":
            return None
        whats = {
            "pool": "the pool, and all users in it are lost",
            "clients": "the client: its id changes, its tokens end",
        }
        texts = {
            "refused": "it is settled when the object is made, and no update changes it",
            "replaces": f"it replaces {whats.get(one.part, 'the object')}",
            "unknown": "versions of the tool differ",
        }
        return Way(one, fate, texts[fate], row.sources)

    def _item(self, one: Difference) -> Way | None:
        """An item that goes; one that comes is sent like any other."""
        if one.path or one.change != "removed":
            return None
        if self.new.declared and not self.old.declared:
            return Way(one, "unknown", "NEW does not declare it; a tool deletes only what it made")
        return self._refused(one) or Way(one, "applied", "it is deleted")

    def _left_out(self, one: Difference) -> Way | None:
        """A member that OLD has and NEW does not mention."""
        if one.part not in OPERATIONS or self._given(one):
            return None
        emptied = TERRAFORM_EMPTIES.get((OPERATIONS[one.part], one.path[0]))
        if emptied is not None and self.via == "terraform":
            return self._refused(one) or Way(one, "applied", "Terraform sends it empty", (emptied[1],))
        if one.part == "mfa" and not self.new.single("mfa"):
            return self._by_table(one, "UpdateUserPool", ("MfaConfiguration",))
        if one.part == "mfa" and one.path[:1] == ("MfaConfiguration",):
            return self._refused(one) or self._by_table(one)
        if one.part == "mfa" and one.path[0] in FACTORS and self.new.single("mfa").get("MfaConfiguration") == "OFF":
            return None  # it goes with MFA
        return self._by_table(one)

    def _by_table(self, one: Difference, operation: str = "", path: tuple[str, ...] = ()) -> Way:
        said = self._says(one, operation or OPERATIONS[one.part], path or one.path)
        if said is None:
            return Way(one, "unknown", "nobody has measured what becomes of this member when it is left out")
        refused = self._refused(one) if operation == "" and said.says != "kept" and self.via != "cfn" else None
        if refused is not None:  # CloudFormation's handlers may send what nobody wrote, so there nothing is known
            return refused
        texts = {
            "kept": "left out of the update, and Cognito keeps what was there: it never gets there",
            "reset": "left out of the update, and it goes back to its default",
            "unknown": "left out of the update, and nobody has measured what becomes of it",
        }
        return Way(one, said.says, texts[said.says], said.sources, said.requirement)

    def _says(self, one: Difference, operation: str, path: tuple[str, ...]) -> LeftOutBy | None:
        beside = ""
        policies = self.new.single("pool").get("Policies") or {}
        if one.part == "pool" and one.path[0] == "Policies":
            beside = next((name for name in policies if name != one.path[1] and policies[name]), "")
        row = row_of(operation, path, beside)
        return left_out_by(row, self.via) if row is not None else None

    def _given(self, one: Difference) -> bool:
        """Whether NEW mentions the member, as it was written and not as it was folded."""
        if one.path == ():
            return True
        held: Any = self.new.items(one.part).get(self._key(one), {}) if one.part in ITEMS else self.new.single(one.part)
        depth = 2 if one.part == "pool" and one.path[0] in ("Policies", "AdminCreateUserConfig") else 1
        if one.path[0] == "VerificationMessageTemplate" and any(held.get(name) for name in MIRRORS):
            return True
        if one.part == "mfa" and one.path[0] in FACTORS and one.path[0] in held:
            return True  # an empty object turns the factor on
        for name in one.path[:depth]:
            if not isinstance(held, Mapping) or held.get(name) in (None, "", {}):
                return False
            held = held[name]
        return held != [] or one.part == "clients"

    def _key(self, one: Difference) -> str:
        keys = same_keys(self.old.items(one.part), self.new.items(one.part))
        return next((new for new, old in keys.items() if old == one.key), one.key)

    def _sent(self, one: Difference) -> Way:
        refused = self._refused(one)
        if refused is not None:
            return refused
        if self.trial.refused and (one.part, one.key) in self.trial.accepted:
            first = next(iter(self.trial.refused))
            why = f"it is there already when {'.'.join(filter(None, first))} is refused"
            return Way(one, "partly applied", why, (REFERENCE,))
        return Way(one, "applied", "")

    def _refused(self, one: Difference) -> Way | None:
        text = self.trial.refused.get((one.part, one.key))
        if text is None:
            return None
        if self._unresolved(one):
            return Way(one, "unknown", f"the reference refuses it, but what NEW does not say is missing there: {text}")
        return Way(one, "refused", text, (REFERENCE,))

    def _unresolved(self, one: Difference) -> bool:
        """Whether NEW leaves something open in what is sent together with this member."""
        held = self.new.items(one.part).get(self._key(one), {}) if one.part in ITEMS else self.new.single(one.part)
        return is_unknown(held) or _open(held)


MIRRORS = ("EmailVerificationMessage", "EmailVerificationSubject", "SmsVerificationMessage")


def _open(value: Any) -> bool:
    if is_unknown(value):
        return True
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(_open(one) for one in inner)
