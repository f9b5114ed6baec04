"""Writes the site: pages, badges, feed, scripts. Files of an earlier site in the same folder go; others stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reports.record import Witness
from reports.render.badge_svg import colour, drawn, shares
from reports.site.feed import feed
from reports.site.history import History, Line, history_of
from reports.site.packed import pack
from reports.site.pages import pages
from reports.site.run import SiteError
from reports.site.runs import read_runs
from reports.store import ReportError, write_text

LISTING = ".site-by-cognito-conformance"  # the files of the site that is there
TEMPLATES = Path(__file__).parent / "templates"
STYLES = (Path(__file__).parent.parent / "render" / "templates" / "report.css", TEMPLATES / "site.css")


def publish(paths: Sequence[Path], out: Path, base: str = "", keep: Path | None = None) -> History:
    """Make the site of the runs of these folders and files. Raises ``SiteError`` and ``ReportError``.

    ``base`` is the address it will have, for the feed; ``keep`` a folder for packed results, to make later sites of.
    Nothing is written before all runs are read.
    """
    history = history_of(read_runs(paths))
    if out.exists() and not out.is_dir():
        raise SiteError(f"{out} is a file. Name a folder with --out.")
    strangers = out.is_dir() and any(out.iterdir()) and not (out / LISTING).is_file()
    if strangers:
        raise SiteError(f"{out} has other files in it. Name an empty folder, or one with an earlier site, with --out.")
    write_text(out / LISTING, _listed(out))  # should this stop half-way, the next site may still be written here
    scripts = _scripts(history)
    texts = dict(pages(history, {key: path for key, (path, _) in scripts.items()}))
    texts["feed.json"] = feed(history, f"{base.rstrip('/')}/" if base else "")
    texts["style.css"] = "".join(file.read_text(encoding="utf-8") for file in STYLES)
    texts["search.js"] = (TEMPLATES / "search.js").read_text(encoding="utf-8")
    texts |= {f"badges/{line.slug}.svg": _badge(line) for line in history.lines}
    for path, text in texts.items():
        write_text(out / path, text)
    for path, text in scripts.values():
        write_text(out / path, text)
    if keep is not None:
        pack(history, keep)
    _renew(out, {*texts, *(path for path, _ in scripts.values())})
    return history


def _badge(line: Line) -> str:
    scores = line.newest.scores
    words = shares(scores)
    return drawn(words, f"{line.name} {line.newest.version}: {words}", colour(scores.total.must.conformance))


def _scripts(history: History) -> dict[tuple[str, str], tuple[str, str]]:
    """By line and requirement: the path on the site of the script of its newest release, and its text."""
    found = {}
    for line in history.lines:
        release = line.newest
        for identifier, result in release.results.items():
            witness: Witness | None = release.target.witnesses.get(result.witness or "")
            if witness is None or not witness.path or not result.divergent:
                continue
            text = release.origin.script(witness.path)
            if text is not None:
                found[line.slug, identifier] = (f"scripts/{line.slug}/{identifier}.py", text)
    return found


def _listed(out: Path) -> str:
    try:
        return (out / LISTING).read_text(encoding="utf-8")
    except OSError:
        return ""


def _renew(out: Path, names: set[str]) -> None:
    """Remove the files that an earlier site listed and this one does not have."""
    try:
        for name in set(_listed(out).splitlines()) - names:
            path = out / name
            if path.resolve().is_relative_to(out.resolve()):
                path.unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"cannot renew {out}: {error.strerror}. Choose another folder with --out.") from error
    write_text(out / LISTING, "".join(f"{name}\n" for name in sorted(names)))
