"""Whole runs on a target behind a proxy that breaks requests, held against the same run without."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import events, run, verdicts
from faulty_proxy import Faults, changes, proxy
from targets.registry import resolve

pytestmark = pytest.mark.slow
ATTACHED = Path(__file__).parents[1] / "support" / "reference_attached.toml"
USERS = ("refresh", "sign-up", "list-users", "sign-out", "pool-config")
PAGES = ("login", "token-endpoint", "user-info")
WITH_CODES = ("confirm-sign-up", "forgot-password", "triggers", "refresh")


def verdicts_through(
    started: str, named: str, faults: Faults, areas: tuple[str, ...], out: Path, *, seed: int = 1
) -> dict[str, str]:
    """The verdicts of a run through the proxy on a target that is started here as ``started``.

    ``named`` is what the run is given, ``{url}`` the address of the proxy.
    """
    running = resolve(started).start()
    try:
        with proxy(str(running.endpoint), faults) as url:
            selection = [word for area in areas for word in ("--area", area)]
            run("run", named.format(url=url), *selection, "--seed", str(seed), "--out", out)
    finally:
        running.stop()
    assert not events(out, "error")
    return verdicts(out)


def compared(
    started: str, named: str, areas: tuple[str, ...], share: float, folder: Path
) -> dict[str, tuple[str, str]]:
    """What became another verdict by faults."""
    quiet, faults = Faults(0.0, 1), Faults(share, 1)
    before = verdicts_through(started, named, quiet, areas, folder / "before")
    after = verdicts_through(started, named, faults, areas, folder / "after")
    assert before.keys() == after.keys()
    assert faults.met.total() > faults.requests * share / 2
    return changes(before, after)


@pytest.mark.parametrize("areas", [USERS, PAGES], ids=["users", "pages"])
@pytest.mark.parametrize(("share", "unclear"), [(0.03, 0.01), (0.10, 0.05)])
def test_faults_change_no_verdict_on_the_reference(
    areas: tuple[str, ...], share: float, unclear: float, tmp_path: Path
) -> None:
    changed = compared("reference?http=true", f"{ATTACHED}?endpoint={{url}}", areas, share, tmp_path)
    wrong = {name: both for name, both in changed.items() if both[1] != "inconclusive"}
    assert not wrong
    assert len(changed) <= unclear * len(verdicts(tmp_path / "after"))


@pytest.mark.skipif(not resolve("ministack").availability().ok, reason="ministack is not installed")
@pytest.mark.parametrize("mode", ["true", "false"])
def test_faults_change_no_verdict_on_ministack(mode: str, tmp_path: Path) -> None:
    named = f"ministack?auth={mode}&endpoint={{url}}"
    changed = compared(f"ministack?auth={mode}", named, WITH_CODES, 0.03, tmp_path)
    assert not {name: both for name, both in changed.items() if both[1] != "inconclusive"}
    assert len(changed) <= 0.01 * len(verdicts(tmp_path / "after"))


def test_a_defect_is_found_among_faults(tmp_path: Path) -> None:
    """The control: what the target does wrong shows through the faults."""
    started = "reference?http=true&mutants=refresh-returns-refresh-token"
    found = verdicts_through(started, f"{ATTACHED}?endpoint={{url}}", Faults(0.1, 1), ("refresh",), tmp_path)
    assert [name for name, verdict in found.items() if verdict == "fail"] == ["REFRESH-003"]
    assert "flaky" not in found.values()
