"""The examples in docs/targets.md are real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from targets.definition import Definition, load
from targets.reader_schema import FromFile, Mailbox
from targets.registry import names, resolve
from targets.schema_parts import Part

TEXT = (Path(__file__).parents[2] / "docs" / "targets.md").read_text(encoding="utf-8")
BLOCKS = [block for block in re.findall(r"```toml\n(.*?)```", TEXT, re.DOTALL) if "pyproject.toml" not in block]


def as_definition(block: str, where: Path) -> Definition:
    """An example as a whole file."""
    path = where / "mine.toml"
    path.write_text(block if "\nproduct" in block else f'name = "mine"\nproduct = "Mine"\n{block}')
    return load(path)


@pytest.mark.parametrize("block", BLOCKS, ids=[str(number) for number in range(len(BLOCKS))])
def test_each_example_is_a_definition(block: str, tmp_path: Path) -> None:
    assert as_definition(block, tmp_path).model_fields_set > {"name", "product"}


def test_there_are_examples_of_all_that_is_reported() -> None:
    assert len(BLOCKS) == 7


def test_the_whole_definition_does_what_it_says(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(next(block for block in BLOCKS if "\nproduct" in block))
    running = resolve(f"{path}?endpoint=http://127.0.0.1:9&strict=true").start()
    assert {"clock", "codes:sign_up", "reset", "hosted-ui", "functions", "idp:loopback"} <= running.capabilities
    assert running.identity.mode == "strict"


def test_the_whole_definition_has_every_key_of_its_tables(tmp_path: Path) -> None:
    """What is not in the example is in the text around it."""
    parts: list[type[Part]] = [Definition, *Part.__subclasses__(), Mailbox, FromFile]
    keys = {name for part in parts for name in part.model_fields}
    silent = {key for key in keys if not re.search(rf"\b{key} =|`{key}`|\[\[?{key}[].]", TEXT)}
    assert silent == {"homepage", "tested", "notes", "beside"}  # for the definitions shipped


def test_the_examples_of_programs_start_what_they_say(tmp_path: Path) -> None:
    started = [as_definition(block, tmp_path).start for block in BLOCKS if "[start]" in block]
    commands = [start.command[0] for start in started if start is not None]
    assert commands == ["{bin}/my-emulator", "{here}/my-emulator", "java", "node", "docker"]
    assert [start.contained for start in started if start is not None] == [False, False, False, False, True]


@pytest.mark.parametrize("spec", re.findall(r"^\| (`.+?`) \|", TEXT.split("Options of every target")[0], re.MULTILINE))
def test_the_first_table_names_targets(spec: str) -> None:
    for one in re.findall(r"`([^`]+)`", spec):
        if not one.startswith(("./", "NAME")):
            assert resolve(one).spec == one


def test_every_shipped_definition_is_mentioned() -> None:
    assert [name for name in names() if f"`{name}" not in TEXT] == []
