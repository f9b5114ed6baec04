"""The command ``site``: a static site from the results of many runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from conformance.command.exit_status import OK, UNUSABLE, end_with_error
from conformance.command.use import UseError


def make_site(directories: Sequence[Path], out: Path, base: str, keep: Path | None) -> int:
    """Write the site, and print what it is made from and what was left out; returns the exit status.

    ``base`` is the address that the site will have, empty where that is not known; ``keep`` a folder for packed
    results, if they are wanted. Raises ``UseError`` where no site can be made of what was named.
    """
    from reports.site.publish import publish
    from reports.site.run import SiteError
    from reports.store import ReportError
    from reports.text import is_link

    if base and not is_link(base):
        raise UseError(f"--url: {base!r} is no address. Write it as https://example.org/conformance/")
    try:
        history = publish(directories, out, base, keep)
    except SiteError as error:
        raise UseError(str(error)) from None
    except ReportError as error:
        end_with_error(str(error), UNUSABLE)
    for line in history.lines:
        versions = ", ".join(release.version for release in line.releases)
        click.echo(f"{line.name}: {versions}")
    for note in history.notes:
        click.echo(f"note: {note}")
    click.echo(f"site: {out / 'index.html'}")
    return OK
