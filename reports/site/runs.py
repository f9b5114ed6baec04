"""The runs that a site is made from: found below the folders that are named, and read without their transcripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from conformance.journal import FILE_NAME, JournalError
from reports.record import TargetRecord
from reports.site.packed import CATALOG, SUFFIX, PackedError, Unpacker
from reports.site.run import Run, SiteError
from reports.store import ReportError
from reports.write import load_record

RUN_FILE = "run.json"


def read_runs(paths: Sequence[Path]) -> list[Run]:
    """The runs of these folders, ``run.json`` files and packed results, each file once. Raises ``SiteError``."""
    files = list(dict.fromkeys(file.resolve() for path in paths for file in _files(path)))
    if not files:
        raise SiteError(
            f"no folder of a run was named. Name folders that have a {RUN_FILE} or packed results, or such files."
        )
    unpacker = Unpacker()
    return [_unpacked(file, unpacker) if file.name.endswith(SUFFIX) else _whole(file) for file in files]


def _files(path: Path) -> Iterator[Path]:
    """The file of a run, or those of the runs in a folder and below it."""
    if not path.exists():
        raise SiteError(
            f"{path} does not exist. Name a folder that a run has written, its {RUN_FILE}, or packed results."
        )
    if path.is_file():
        yield path
        return
    found = sorted(path.rglob(RUN_FILE))
    folders = {file.parent for file in found}
    found += [file for file in sorted(path.rglob(FILE_NAME)) if file.parent not in folders]
    found += [file for file in sorted(path.rglob(f"*{SUFFIX}")) if not file.name.startswith(CATALOG)]
    if not found:
        text = f"{path} has no {RUN_FILE} and no packed results ({SUFFIX}), and no folder below it has."
        raise SiteError(f"{text} Name a folder that a run or 'cognito-conformance site --keep' has written.")
    yield from found


def _unpacked(file: Path, unpacker: Unpacker) -> Run:
    try:
        return unpacker.run(file)
    except PackedError as error:
        text = f"{error}. Leave {file} out, or pack it anew with 'cognito-conformance site --keep'."
        raise SiteError(text) from error


def _whole(file: Path) -> Run:
    try:
        record = load_record(file)
    except (ReportError, JournalError) as error:
        text = f"{error}. Leave {file} out, or write it anew with 'cognito-conformance report render'."
        raise SiteError(text) from error
    if not record.targets:
        raise SiteError(f"{file} has no target: it is not the result of a run, or of one that tested nothing.")
    lighter = record.model_copy(update={"targets": [_lighter(target) for target in record.targets]})
    return Run(lighter, file.parent)


def _lighter(target: TargetRecord) -> TargetRecord:
    """The target without what no page shows: transcripts and properties are most of a run."""
    bare = {"transcript": [], "replayed": [], "script": ""}
    witnesses = {name: witness.model_copy(update=bare) for name, witness in target.witnesses.items()}
    return target.model_copy(update={"witnesses": witnesses, "properties": [], "scopes": None, "judges": []})
