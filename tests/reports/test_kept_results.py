"""The results in docs/data: they can still be read, each catalog is used, and a README says how they were made."""

from __future__ import annotations

from pathlib import Path

from reports.site.history import history_of
from reports.site.packed import CATALOG, SUFFIX
from reports.site.runs import read_runs

FOLDER = Path(__file__).parents[2] / "docs" / "data"
README = (FOLDER / "README.md").read_text(encoding="utf-8")
LARGEST = 6_000_000  # bytes of all files


def test_they_make_one_history() -> None:
    runs = read_runs([FOLDER])
    files = [file for file in FOLDER.glob(f"*{SUFFIX}") if not file.name.startswith(CATALOG)]
    history = history_of(runs)
    assert sum(len(line.releases) for line in history.lines) == len(files)
    assert len({run.record.catalog_digest for run in runs}) == len(list(FOLDER.glob(f"{CATALOG}*")))


def test_their_readme_says_how_they_were_made() -> None:
    for run in read_runs([FOLDER]):
        (target,) = run.record.targets
        assert f"`{run.record.profile}`" in README
        assert f"seed {run.record.seed}" in README
        assert f"catalog {run.record.catalog_digest}" in README
        assert f"botocore {run.record.botocore_version}" in README
        assert target.product in README
        assert not target.errors


def test_they_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < LARGEST
