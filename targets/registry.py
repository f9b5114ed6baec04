"""From the string a user writes to a target, and the list of all there are."""

from __future__ import annotations

from targets.interface import Target, TargetUnusable
from targets.moto_embedded import MotoEmbedded
from targets.spec import nearest, parse


def resolve(spec: str) -> Target:
    """The target a spec names. Raises ``TargetUnusable`` with what is wrong with the spec."""
    parsed = parse(spec)
    if parsed.kind == "name" and parsed.name == "moto" and not parsed.version and not parsed.options:
        return MotoEmbedded(parsed.text)
    if parsed.kind == "name" and parsed.name == "reference":
        from targets.reference import ReferenceTarget

        return ReferenceTarget(spec=parsed.text)
    raise TargetUnusable(f"unknown target {spec!r}{nearest(parsed.name, ['moto', 'reference'])}")
