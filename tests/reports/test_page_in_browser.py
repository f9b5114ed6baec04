"""The page in headless Chromium: its list, its links, its details, without scripts, and for those who cannot see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from browser import opened, violations, wait
from reports.site.publish import publish
from reports.write import render_all
from reports_synthetic import HOSTILE, clean_run, moto_events, partial_run, run_event, whole_run

pytestmark = pytest.mark.slow
COUNT = "document.getElementById('f-count').textContent"
TYPED = "{ const f = document.getElementById('f-text'); f.value = '%s'; f.form.dispatchEvent(new Event('input')); }"
SEARCHED = "{ const f = document.getElementById('search'); f.value = 'srp-00'; f.dispatchEvent(new Event('input')); }"
FOCUSED = "document.querySelector('#SIGNUP-001[open] .body') && document.activeElement.innerText"
# Where a requirement is two frames later: what the browser moves after its details came has then been moved.
SETTLED = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  done(document.getElementById('%s').getBoundingClientRect().top))))"""
SITE = ("index", "requirements", "targets/moto", "requirements/REFRESH-003", "requirements/SIGNUP-002")
RUNS = {"one": [run_event(), *moto_events()], "several": whole_run(), "clean": clean_run(), "partial": partial_run()}


@pytest.fixture(params=["one", "several"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The page of a run with one target, and with two."""
    render_all(RUNS[request.param], tmp_path, [])
    return tmp_path / "index.html"


def test_the_list_is_shown_and_filtered(page: Path) -> None:
    with opened(page) as tab:
        assert wait(tab, COUNT) == "60 of 60 requirements shown"
        tab.value(TYPED % "srp-00")
        assert tab.value(COUNT) == "9 of 60 requirements shown"
        shown = tab.value("Array.from(document.querySelectorAll('.req'), (e) => e.id).sort().join()")
        assert shown == ",".join(f"SRP-00{n}" for n in range(1, 10))
        tab.value("document.getElementById('f-divergent').click()")
        assert tab.value(COUNT) == "2 of 60 requirements shown"
        tab.value("document.querySelector('#filter [type=reset]').click()")
        assert tab.value(COUNT) == "60 of 60 requirements shown"


def test_differences_only_are_the_requirements_on_which_targets_differ(tmp_path: Path) -> None:
    record, _ = render_all(RUNS["several"], tmp_path, [])
    found = [{r.requirement: (r.verdict, tuple(k.kind for k in r.kinds)) for r in t.results} for t in record.targets]
    differing = [identifier for identifier in found[0] if found[0][identifier] != found[1][identifier]]
    with opened(tmp_path / "index.html") as tab:
        wait(tab, COUNT)
        tab.value("document.getElementById('differences').click()")
        assert tab.value(COUNT) == f"{len(differing)} of 60 requirements shown"
    assert 10 < len(differing) < 30


@pytest.mark.parametrize("place", ["#REFRESH-003", "#r-moto-REFRESH-003"])
def test_a_link_opens_its_requirement(page: Path, place: str) -> None:
    with opened(page, place) as tab:
        body = wait(tab, "document.querySelector('#REFRESH-003 .body')?.innerText")
        assert tab.value("document.getElementById('REFRESH-003').open") is True
        assert tab.value("document.activeElement.parentElement.id") == "REFRESH-003"
        assert "Without rotation the response has no RefreshToken member." in body
        assert "4 of 10 situations, confirmed by replay" in body or "4 of 9 situations, confirmed by replay" in body
        tab.value("document.querySelector('#REFRESH-003 .script').open = true")
        assert "import boto3" in wait(tab, "document.querySelector('#REFRESH-003 .script pre')?.textContent")
        tab.value("document.querySelector('#REFRESH-003 .transcript').open = true")
        assert "ConfirmSignUp" in wait(tab, "document.querySelector('#REFRESH-003 .transcript ol')?.innerText")


@pytest.mark.parametrize("place", ["REFRESH-003", "SRP-009", "TOKENS-003"])
def test_a_link_leads_to_where_its_requirement_is(page: Path, place: str) -> None:
    with opened(page, f"#{place}") as tab:
        wait(tab, f"document.querySelector('#{place} .body') !== null")
        top = tab.value(SETTLED % place)
        assert tab.value("document.querySelector('.filters').getBoundingClientRect().bottom") <= top
        assert top < tab.value("innerHeight") / 2


@pytest.mark.parametrize("place", ["", "#REFRESH-003"])
def test_a_phone_scrolls_the_page_in_one_direction_only(page: Path, place: str) -> None:
    with opened(page, place, width=320) as tab:
        wait(tab, COUNT if not place else "document.querySelector('#REFRESH-003 .body') !== null")
        assert tab.value("[document.documentElement.scrollWidth, innerWidth]") == [320, 320]


def test_the_pages_of_a_site_fit_a_phone(tmp_path: Path) -> None:
    render_all(RUNS["several"], tmp_path / "run", [])
    publish([tmp_path / "run"], tmp_path / "site")
    for path in SITE:
        with opened(tmp_path / "site" / f"{path}.html", width=320) as tab:
            assert (path, tab.value("document.documentElement.scrollWidth")) == (path, 320)


def test_a_link_opens_a_requirement_that_the_filter_hides(page: Path) -> None:
    with opened(page) as tab:
        wait(tab, COUNT)
        tab.value(TYPED % "nothing has this")
        assert tab.value(COUNT) == "0 of 60 requirements shown"
        tab.value("location.hash = '#SIGNUP-001'")
        assert "SIGNUP-001" in wait(tab, FOCUSED)


def test_links_of_the_first_screen_narrow_the_list(page: Path) -> None:
    with opened(page, "#harm-accepts") as tab:
        wait(tab, COUNT)
        harmful = int(tab.value(COUNT).split()[0])
        assert 0 < harmful < 60
        tab.value("location.hash = '#area-srp'")
        wait(tab, "document.getElementById('f-area').value === 'srp'")
        assert tab.value(COUNT) == "10 of 60 requirements shown"


def test_hostile_texts_are_shown_as_text(page: Path) -> None:
    with opened(page, "#TOKENS-003") as tab:
        wait(tab, "document.querySelector('#TOKENS-003 .body') !== null")
        tab.value("document.querySelectorAll('#TOKENS-003 .transcript').forEach((each) => { each.open = true; })")
        shown = wait(tab, "document.querySelector('#TOKENS-003 .transcript ol')?.textContent")
        assert HOSTILE[:25] in shown
        assert "\u202e" not in shown
        assert tab.value("document.querySelectorAll('#list script, #list img').length") == 0


def test_without_scripts_the_first_screen_is_there_and_says_what_is_missing(page: Path) -> None:
    with opened(page, scripts=False) as tab:
        tree = tab.send("Accessibility.getFullAXTree")["nodes"]
        said = " ".join(str(node.get("name", {}).get("value", "")) for node in tree)
        assert "What would hurt you" in said
        assert "accepts what Cognito refuses" in said
        assert "needs JavaScript" in said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("run", RUNS)
def test_axe_finds_nothing(run: str, scheme: str, tmp_path: Path) -> None:
    render_all(RUNS[run], tmp_path, [])
    with opened(tmp_path / "index.html", "#REFRESH-003", scheme=scheme) as tab:
        wait(tab, "document.querySelector('#REFRESH-003 .body') !== null")
        tab.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        wait(tab, "!document.querySelector('.script[open]') || document.querySelector('.script pre') !== null")
        assert violations(tab) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_site(scheme: str, tmp_path: Path) -> None:
    render_all(RUNS["several"], tmp_path / "run", [])
    publish([tmp_path / "run"], tmp_path / "site")
    for path in SITE:
        with opened(tmp_path / "site" / f"{path}.html", scheme=scheme) as tab:
            assert (path, violations(tab)) == (path, [])


def test_the_search_of_the_site_works_from_a_disk(tmp_path: Path) -> None:
    render_all(RUNS["several"], tmp_path / "run", [])
    publish([tmp_path / "run"], tmp_path / "site")
    with opened(tmp_path / "site" / "requirements.html") as tab:
        count = "document.getElementById('count').textContent"
        assert tab.value(count) == "57 requirements"
        tab.value(
            "{ const f = document.getElementById('search'); f.value = 'srp-00'; f.dispatchEvent(new Event('input')) }"
        )
        assert tab.value(count) == "9 of 57 requirements"
        shown = "Array.from(document.querySelectorAll('tr[data-text]')).filter((r) => r.getClientRects().length).length"
        assert tab.value(shown) == 9


def test_axe_would_find_something(tmp_path: Path) -> None:
    """The control of the test above."""
    render_all(RUNS["clean"], tmp_path, [])
    file = tmp_path / "index.html"
    file.write_text(file.read_text(encoding="utf-8").replace("</main>", "<button></button></main>"), encoding="utf-8")
    with opened(file) as tab:
        assert [line.partition(":")[0] for line in violations(tab)] == ["button-name"]
