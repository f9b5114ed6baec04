"""From events to a folder of reports. This module and ``reports.store`` do all I/O on reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from conformance.journal import FILE_NAME, read_events
from reports.expectations import Expectation, load_expectations, shipped_expectations
from reports.fold import fold
from reports.gate import GateResult, gate
from reports.record import JudgeOpinion, RunRecord, TargetRecord, Witness
from reports.render import FORMATS, renderer
from reports.store import ReportError, write_text
from reports.witnesses import file_stem

LISTING = ".written-by-cognito-conformance"  # in repro/: the scripts of the report that is there
__all__ = ["ReportError", "judge", "load_record", "render_all", "render_record", "write_report"]


def render_all(
    events: Iterable[Mapping[str, Any]],
    out_dir: Path,
    expectations: Path | Sequence[Expectation] | None = None,
    *,
    today: date | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[RunRecord, GateResult]:
    """Fold the events, judge the record, and write every format and script into ``out_dir``.

    ``expectations`` is a file, a list, or None for those shipped. Files are replaced whole; the journal is not touched.
    Raises ``ReportError`` and ``ExpectationError``.
    """
    return render_record(fold(events), out_dir, expectations, today=today, formats=formats)


def render_record(
    record: RunRecord,
    out_dir: Path,
    expectations: Path | Sequence[Expectation] | None = None,
    *,
    today: date | None = None,
    formats: Sequence[str] | None = None,
) -> tuple[RunRecord, GateResult]:
    """As ``render_all``, of events that are folded already."""
    record = with_paths(record)
    verdict = judge(record, expectations, today=today)
    write_report(record, verdict, out_dir, formats=formats)
    return record, verdict


def judge(
    record: RunRecord, expectations: Path | Sequence[Expectation] | None = None, *, today: date | None = None
) -> GateResult:
    """The gate's answer on a record. Raises ``ExpectationError``."""
    if expectations is None:
        listed: Sequence[Expectation] = shipped_expectations(t.product for t in record.targets)
    elif isinstance(expectations, Path):
        listed = load_expectations(expectations)
    else:
        listed = expectations
    return gate(record, listed, today or datetime.now(UTC).date())


def write_report(
    record: RunRecord, verdict: GateResult, out_dir: Path, *, formats: Sequence[str] | None = None
) -> list[Path]:
    """Write the formats (all, or those named) and the scripts; returns the files. Raises ``ReportError``."""
    written = []
    for name in formats or FORMATS:
        module = renderer(name)
        write_text(out_dir / module.FILE, module.render(record, verdict))
        written.append(out_dir / module.FILE)
    return written + _write_scripts(record, out_dir)


def with_paths(record: RunRecord) -> RunRecord:
    """The record with the place of each script: ``repro/<id>.py``, or ``repro/<slug>/<id>.py`` for several targets."""
    several = len(record.targets) > 1
    targets = [
        t.model_copy(update={"witnesses": _placed(t, several), "judges": _opinions_placed(t, several)})
        for t in record.targets
    ]
    return record.model_copy(update={"targets": targets})


def _placed(target: TargetRecord, several: bool) -> dict[str, Witness]:
    folder = f"repro/{target.slug}" if several else "repro"
    return {
        name: w.model_copy(update={"path": f"{folder}/{name}.py", "script": _named(w, name)}) if w.script else w
        for name, w in target.witnesses.items()
    }


def _opinions_placed(target: TargetRecord, several: bool) -> list[JudgeOpinion]:
    folder = f"repro/{target.slug}" if several else "repro"
    return [o.model_copy(update={"path": f"{folder}/{file_stem(o.name)}.py"}) if o.script else o for o in target.judges]


def _named(witness: Witness, name: str) -> str:
    """The script with its file name in its usage line: the name was not known when it was generated."""
    return witness.script.replace(f"usage: python {witness.requirement}.py", f"usage: python {name}.py", 1)


def _write_scripts(record: RunRecord, out_dir: Path) -> list[Path]:
    """The scripts of witnesses and judges."""
    found = [(w.path, w.script) for target in record.targets for w in target.witnesses.values()]
    found += [(outcome.path, outcome.script) for target in record.targets for outcome in target.judges]
    return renew_scripts(out_dir / "repro", {p.removeprefix("repro/"): text for p, text in found if p and text})


def renew_scripts(folder: Path, scripts: Mapping[str, str]) -> list[Path]:
    """Write these scripts, executable, by their names. Those of an earlier report in the same folder go.

    Raises ``ReportError``, before anything is written, where a name leads out of the folder.
    """
    for name in scripts:
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            raise ReportError(f"{name!r} is no name of a script in {folder}: it leads out of it.")
    for name, text in scripts.items():
        write_text(folder / name, text, mode=0o755)
    names = "".join(f"{name}\n" for name in scripts)
    _remove_earlier(folder, names)
    if scripts:
        write_text(folder / LISTING, names)
    return [folder / name for name in scripts]


def _remove_earlier(folder: Path, names: str) -> None:
    """Remove the scripts that an earlier report listed and this one does not: never another file."""
    listing = folder / LISTING
    if not listing.is_file():
        return
    try:
        for name in set(listing.read_text(encoding="utf-8").splitlines()) - set(names.splitlines()):
            path = folder / name
            if path.suffix == ".py" and path.resolve().is_relative_to(folder.resolve()):
                path.unlink(missing_ok=True)
        listing.unlink()
    except OSError as error:
        raise ReportError(f"cannot renew {folder}: {error.strerror}. Choose another folder with --out.") from error


def load_record(path: Path) -> RunRecord:
    """The record of a folder (from its journal, else from its ``run.json``) or of one of these files.

    Raises ``ReportError`` or ``JournalError``.
    """
    file = path
    if path.is_dir():
        file = path / FILE_NAME if (path / FILE_NAME).exists() else path / "run.json"
    if file.suffix != ".json":
        return with_paths(fold(read_events(file)))
    try:
        return RunRecord.model_validate_json(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReportError(f"cannot read {file}: {error.strerror}. Name a folder that a run has written.") from error
    except UnicodeDecodeError as error:
        raise ReportError(f"{file} is not a run record: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        problem = f"{place}: {first['msg']}" if place else first["msg"]
        raise ReportError(f"{file} is not a run record: {problem}") from error
