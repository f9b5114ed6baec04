"""An application whose clock is another: measured by its Date header, or given."""

from __future__ import annotations

import time
from email.utils import formatdate
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from conformance.cli import main
from conformance.kit import jwt as kit
from conformance.verify_app import clock
from conformance.verify_app.clock import bounds, measured
from odd_apps import odd_app

BEGIN = 1_800_000_000


@given(
    ahead=st.integers(-90_000, 90_000),
    begun=st.floats(0, 1, exclude_max=True),
    took=st.floats(0, 0.2),
    late=st.floats(0, 0.99),
)
def test_the_true_offset_is_within_the_bounds(ahead: int, begun: float, took: float, late: float) -> None:
    """The server reads its clock while it answers; its Date has no fractions and may be up to a second old."""
    sent = BEGIN + begun
    read = sent + took / 2
    date = formatdate(int(read + ahead - late), usegmt=True)
    found = bounds(date, sent, sent + took)
    assert found is not None
    assert found.low <= ahead <= found.high
    offset = measured([found])
    assert abs(offset.seconds - ahead) <= 2.2  # two seconds, and what the request took


@pytest.mark.parametrize(
    "date", [None, "", "yesterday", "Mon, 99 Foo 2026", "Mon, 01 Jan 99999999999999999999 00:00:00 GMT"]
)
def test_an_answer_without_a_usable_date(date: str | None) -> None:
    assert bounds(date, BEGIN, BEGIN) is None
    assert measured([None]).seconds == 0


def test_a_date_that_does_not_move_is_no_clock() -> None:
    first = bounds(formatdate(BEGIN - 5000, usegmt=True), BEGIN, BEGIN)
    second = bounds(formatdate(BEGIN - 5000, usegmt=True), BEGIN + clock.PAUSE, BEGIN + clock.PAUSE)
    offset = measured([first, second])
    assert offset.seconds == 0
    assert "contradict" in offset.why


def strict(ahead: float, value: str | None) -> tuple[int, dict[str, str]]:
    """An application that looks at the times alone, by a clock that is so many seconds ahead."""
    now = time.time() + ahead
    date = {"Date": formatdate(now, usegmt=True)}
    if (value or "").count(".") != 2:
        return 401, date
    claims = kit.payload((value or "").split()[1])
    good = claims.get("exp", now + 1) > now and claims.get("nbf", 0) <= now and claims["iat"] <= now
    return 200 if good else 401, date


def asked(url: str, out: Path, *words: str) -> Result:
    command = ["verify-app", url, "--times", "1", "--seed", "1", "--out", str(out), *words]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize("ahead", [86_400, -7200])
def test_tokens_have_the_times_of_the_applications_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ahead: int
) -> None:
    monkeypatch.setattr(clock, "PAUSE", 0.0)
    with odd_app(lambda number, value: strict(ahead, value)) as url:
        result = asked(url, tmp_path)
        other = asked(url, tmp_path, "--clock-offset", "0")
    text = " ".join(result.output.split())
    assert result.exit_code == 1  # it looks at the times alone
    assert "of this machine's, by the Date header" in text.replace("ahead of", "of").replace("behind this", "of this")
    assert "[exp]" not in text
    assert "nbf an hour ahead" not in text.split("advice")[-1]
    assert other.exit_code == 3
    assert "a right token (user 1) was not accepted" in other.output


@pytest.mark.parametrize("given_", ["86400", "86401"])
def test_the_clock_can_be_given(tmp_path: Path, given_: str) -> None:
    def behaviour(number: int, value: str | None) -> tuple[int, dict[str, str]]:
        status, _ = strict(86_400, value)
        return status, {"Date": "never"}

    with odd_app(behaviour) as url:
        unknown = asked(url, tmp_path)
        known = asked(url, tmp_path, "--clock-offset", given_)
    assert unknown.exit_code == 3
    assert known.exit_code == 1
    assert "[exp]" not in known.output
    assert "by --clock-offset" in known.output
