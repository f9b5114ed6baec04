"""Fingerprints of what diverged, and the witnesses that show them."""

from __future__ import annotations

from collections.abc import Mapping

from reports.cells import needed_for
from reports.members import Event, list_in, text_in, whole_number
from reports.record import Fingerprint, Witness
from reports.tally import Tally, TargetEvents


def fingerprints(
    identifier: str, tally: Tally, target: TargetEvents, names: Mapping[tuple[str, str, str], str]
) -> list[Fingerprint]:
    """The kinds of its divergences: confirmed ones first, then those seen most often."""
    found = []
    for key, situations in tally.diverged.items():
        witness = target.witnesses.get(identifier, {}).get(key)
        source: Event = witness if witness is not None and text_in(witness, "seen") else tally.samples[key]
        found.append(
            Fingerprint(
                operation=key[0],
                kind=key[1],
                situations=len(situations),
                confirmed=witness is not None and witness.get("confirmed") is True,
                when=needed_for(tally.combinations, key[1]),
                expected=text_in(source, "expected"),
                seen=text_in(source, "seen"),
                witness=names.get((identifier, *key)),
            )
        )
    return sorted(found, key=lambda f: (not f.confirmed, -f.situations, f.kind, f.operation))


def witness_ids(target: TargetEvents) -> dict[tuple[str, str, str], str]:
    """Stable ids: the requirement's id for its main witness, with the kind (and operation) appended for others."""
    names: dict[tuple[str, str, str], str] = {}
    for requirement, found in target.witnesses.items():
        seen = target.tallies[requirement].diverged if requirement in target.tallies else {}
        order = sorted(found, key=lambda k: (found[k].get("confirmed") is not True, -len(seen.get(k, ())), k[1], k[0]))
        taken: set[str] = set()
        for key in order:
            stem = requirement if not taken else f"{requirement}--{key[1]}"
            name = file_stem(stem if stem not in taken else f"{stem}--{key[0]}")
            while name in taken:
                name += "-"
            taken.add(name)
            names[(requirement, *key)] = name
    return names


def file_stem(text: str) -> str:
    """The text made safe as a file name on any system."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in text)[:120] or "witness"


def witnesses_of(target: TargetEvents, names: Mapping[tuple[str, str, str], str]) -> dict[str, Witness]:
    found = {}
    for (requirement, operation, kind), name in sorted(names.items(), key=lambda item: item[1]):
        event = target.witnesses[requirement][(operation, kind)]
        replays = event.get("replays")
        found[name] = Witness(
            id=name,
            requirement=requirement,
            kind=kind,
            operation=operation,
            property=text_in(event, "property"),
            confirmed=event.get("confirmed") is True,
            replays=len(replays) if isinstance(replays, list) else whole_number(replays),
            expected=text_in(event, "expected"),
            seen=text_in(event, "seen"),
            steps=len(list_in(event, "steps")),
            transcript=list_in(event, "transcript"),
            replayed=list_in(event, "replayed"),
            script=text_in(event, "script"),
        )
    return found
