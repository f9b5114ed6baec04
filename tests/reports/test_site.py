"""The site as it is written: what it says, links and leaves out, and the results that it keeps."""

from __future__ import annotations

import json
import lzma
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner
from markupsafe import escape

from conformance.cli import main
from reports.record import percent
from reports.site.publish import LISTING, publish
from reports.site.run import SiteError
from reports.site.runs import read_runs
from reports.write import render_all
from reports_synthetic import (
    HOSTILE,
    event,
    moto_events,
    other_events,
    run_event,
)
from site_kit import IDS, TODAY, release


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three runs: two releases, and two targets with every verdict and hostile texts."""
    render_all([run_event(), *moto_events(), *other_events()], tmp_path / "runs" / "two", [], today=TODAY)
    release(tmp_path / "runs", "5.2.0", {IDS[1]: "accepted"}, at=1.0)
    return tmp_path / "runs"


class Links(HTMLParser):
    """The addresses that a page names, its places, and whether its tags are balanced."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        named = {name: value or "" for name, value in attrs}
        self.links += [named[name] for name in ("href", "src") if name in named]
        self.ids += [named["id"]] if "id" in named else []
        assert not [name for name in named if name.startswith("on")]
        if tag not in ("meta", "link", "br", "input", "img", "path", "polyline", "circle", "rect"):
            self._open.append(tag)
        elif tag in ("path", "polyline", "circle", "rect"):
            self._open += [tag] if not (self.get_starttag_text() or "").endswith("/>") else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element of a drawing."""

    def handle_endtag(self, tag: str) -> None:
        """Close the last one."""
        assert self._open.pop() == tag


def test_every_link_leads_somewhere(runs: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish([runs], out)
    pages = {path: Links(path.read_text(encoding="utf-8")) for path in out.rglob("*.html")}
    assert len(pages) == 2 + 2 + 6  # overview and list, two targets, six requirements
    for path, page in pages.items():
        assert len(page.ids) == len(set(page.ids))
        for link in page.links:
            if link.startswith(("https://", "http://", "data:")):
                continue
            file, _, place = link.partition("#")
            target = (path.parent / unquote(file)).resolve() if file else path
            assert target.is_file(), (path, link)
            assert not place or place in pages[target].ids, (path, link)
    assert any("scripts/" in link for page in pages.values() for link in page.links)


def test_no_text_of_a_target_is_markup(runs: Path, tmp_path: Path) -> None:
    release(runs, "5.3.0", {IDS[0]: "claim-missing"}, at=2.0, seen=HOSTILE)
    publish([runs], tmp_path / "site")
    written = [path for path in (tmp_path / "site").rglob("*") if path.suffix in (".html", ".svg")]
    texts = [path.read_text(encoding="utf-8") for path in written]
    assert not [text for text in texts if "<script>alert" in text or "\u202e" in text or 'href="javascript' in text]
    assert any(str(escape(HOSTILE[:28])) in text for text in texts)  # the runs have it, and it is shown


def test_the_share_of_content_judges_is_shown_where_judges_were_asked(tmp_path: Path) -> None:
    said = {"task": "access token", "form": "right", "given": "x", "outcome": "accepted", "number": 1}
    asked = release(tmp_path, "1.0", more=[event("judge", "moto-1.0", judge="one", **said)])
    other = release(tmp_path, "2.0", product="ministack")
    publish([asked, other], tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "Judges content" in page
    assert "1 of 1 (100 %)" in page
    assert "not asked" in page
    publish([other], tmp_path / "without")
    assert "Judges content" not in (tmp_path / "without" / "index.html").read_text("utf-8")


def test_badges_and_feed(runs: Path, tmp_path: Path) -> None:
    history = publish([runs], tmp_path / "site", "https://example.org/c")
    for line in history.lines:
        badge = ET.parse(tmp_path / "site" / "badges" / f"{line.slug}.svg").getroot()
        assert percent(line.newest.scores.total.must.conformance) in (badge.get("aria-label") or "")
    feed = json.loads((tmp_path / "site" / "feed.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "https://example.org/c/feed.json"
    titles = [item["title"] for item in feed["items"]]
    assert "moto 5.1.22" in titles
    assert re.fullmatch(r"moto 5\.2\.0: \d+ fixed, 1 broken", titles[-1])
    assert {item["url"] for item in feed["items"]} == {
        "https://example.org/c/targets/moto.html",
        "https://example.org/c/targets/ministack-auth-true.html",
    }
    assert len({item["id"] for item in feed["items"]}) == 3


def test_a_site_is_renewed_and_other_files_are_never_touched(runs: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    publish([runs], out)
    (out / "CNAME").write_text("example.org")
    publish([runs / "two"], out)
    assert (out / "CNAME").read_text() == "example.org"
    assert (out / "requirements" / "TOKENS-001.html").is_file()
    publish([release(tmp_path / "other", "1.0", product="else")], out)
    assert not (out / "requirements" / "TOKENS-001.html").exists()
    assert not (out / "targets" / "moto.html").exists()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "index.html").write_text("mine")
    with pytest.raises(SiteError, match="other files"):
        publish([runs], tmp_path / "mine")
    assert [p.name for p in (tmp_path / "mine").iterdir()] == ["index.html"]


def test_the_same_runs_make_the_same_site(runs: Path, tmp_path: Path) -> None:
    sites = []
    for name in ("a", "b"):
        publish([runs], tmp_path / name)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        sites.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    assert sites[0] == sites[1]
    assert set(sites[0]) == {*sites[0][LISTING].decode().splitlines(), LISTING}


# -- the command --------------------------------------------------------------------------------------------------


def test_the_command_says_what_the_site_is_made_of(runs: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["site", str(runs), "--out", str(tmp_path / "site")])
    assert done.exit_code == 0, done.output
    assert "moto: 5.1.22, 5.2.0" in done.output
    assert "note: These runs used parts of one catalog." in done.output
    assert (tmp_path / "site" / "index.html").is_file()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "does not exist"),
        ({}, "no folder below it has"),
        ({"run.json": "{"}, "is not a run record: Invalid JSON: EOF"),
        ({"run.json": '{"schema": 1, "targets": 7}'}, "is not a run record: targets: Input should be"),
        ({"run.json": "{}"}, "has no target"),
        ({"run.json": "[]"}, "is not a run record: Input should be an object"),
        ({"journal.ndjson": ""}, "journal"),
    ],
)
def test_what_no_site_can_be_made_of_is_named(content: dict[str, str] | None, said: str, tmp_path: Path) -> None:
    folder = tmp_path / "given"
    for name, text in (content or {}).items():
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    if content == {}:
        folder.mkdir()
    done = CliRunner().invoke(main, ["site", str(folder), "--out", str(tmp_path / "site")])
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "given" in done.output
    assert not (tmp_path / "site").exists()


def test_wrong_use_of_the_command(runs: Path, tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["site", "--out", str(tmp_path / "site")]).exit_code == 2
    for address in ("example.org", "https://example.org/a b", "https://example.org/\u202e"):
        done = CliRunner().invoke(main, ["site", str(runs), "--url", address, "--out", str(tmp_path / "site")])
        assert done.exit_code == 2
        assert "is no address" in done.output
    (tmp_path / "file").write_text("")
    done = CliRunner().invoke(main, ["site", str(runs), "--out", str(tmp_path / "file")])
    assert done.exit_code == 2
    assert "is a file" in done.output


# -- results that are kept ----------------------------------------------------------------------------------------


def written(site: Path) -> dict[str, bytes]:
    """The files of a site."""
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_a_site_of_packed_results_is_the_same(runs: Path, tmp_path: Path) -> None:
    publish([runs], tmp_path / "a", keep=tmp_path / "kept")
    publish([tmp_path / "kept"], tmp_path / "b", keep=tmp_path / "again")
    assert written(tmp_path / "a") == written(tmp_path / "b")
    assert written(tmp_path / "kept") == written(tmp_path / "again")
    names = sorted(path.name for path in (tmp_path / "kept").iterdir())
    assert [name for name in names if not name.startswith("catalog-")] == [
        "ministack-auth-true-1.4.0.json.xz",
        "moto-5.1.22.json.xz",
        "moto-5.2.0.json.xz",
    ]
    assert any(name.startswith("scripts/") for name in written(tmp_path / "b"))


def test_packed_results_and_new_runs_make_one_line(runs: Path, tmp_path: Path) -> None:
    publish([runs], tmp_path / "a", keep=tmp_path / "kept")
    release(tmp_path / "new", "5.3.0", {IDS[1]: "accepted"}, at=5.0)
    history = publish([tmp_path / "kept", tmp_path / "new"], tmp_path / "b", keep=tmp_path / "kept")
    assert [[r.version for r in line.releases] for line in history.lines] == [["1.4.0"], ["5.1.22", "5.2.0", "5.3.0"]]
    kept = {run.record.targets[0].version: run for run in read_runs([tmp_path / "kept"])}
    assert {version: bool(run.scripts) for version, run in kept.items()} == {
        "1.4.0": True,
        "5.1.22": False,
        "5.2.0": False,
        "5.3.0": True,
    }


def test_packed_results_have_no_transcripts(runs: Path, tmp_path: Path) -> None:
    publish([runs], tmp_path / "a", keep=tmp_path / "kept")
    for run in read_runs([tmp_path / "kept"]):
        (target,) = run.record.targets
        assert not [witness for witness in target.witnesses.values() if witness.transcript or witness.replayed]
        assert not target.properties


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no xz", "is not a packed result"),
        (lzma.compress(b"{"), "is not a packed result"),
        (lzma.compress(b"[]"), "it has no members"),
        (lzma.compress(b"{}"), "is not a packed result: 'catalog'"),
        (lzma.compress(b'{"catalog": "catalog-0", "run": {}, "target": {"slug": "x"}, "scripts": {}}'), "cannot read"),
    ],
)
def test_a_packed_file_that_cannot_be_read_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "moto-1.0.json.xz").write_bytes(content)
    done = CliRunner().invoke(main, ["site", str(tmp_path), "--out", str(tmp_path / "site")])
    assert done.exit_code == 2, done.output
    assert said in done.output
    assert "moto-1.0.json.xz" in done.output


def test_a_packed_script_leads_to_no_file_outside_the_site(runs: Path, tmp_path: Path) -> None:
    """Its place on the site comes from the requirement, whatever path a packed file gives it."""
    publish([runs], tmp_path / "a", keep=tmp_path / "kept")
    file = tmp_path / "kept" / "moto-5.2.0.json.xz"
    kept = json.loads(lzma.decompress(file.read_bytes()))
    (name,) = kept["target"]["witnesses"]
    kept["target"]["witnesses"][name]["path"] = "../../outside.py"
    kept["scripts"] = {"../../outside.py": "# moved"}
    file.write_bytes(lzma.compress(json.dumps(kept).encode()))
    publish([tmp_path / "kept"], tmp_path / "site")
    assert not list(tmp_path.rglob("outside.py"))
    assert (tmp_path / "site" / "scripts" / "moto" / f"{IDS[1]}.py").read_text() == "# moved"
