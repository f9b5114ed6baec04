"""From the files a user names to a document: which format it is, and what is wrong where it is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.pool.form.document import PoolDocument, parse, text_of
from conformance.pool.form.problems import PoolError
from conformance.pool.importing.dumps import import_dumps, is_dump
from conformance.pool.importing.template import import_template
from conformance.pool.importing.terraform import import_plan

EXTRA = "pip install 'cognito-conformance[pool]'"
READ = "a CloudFormation template, `terraform show -json`, answers of describe operations, or a pool document"


def import_files(names: Sequence[str]) -> PoolDocument:
    """The pool in these files; ``FILE#NAME`` names one of several. Raises ``PoolError``."""
    paths = [name.partition("#") for name in names]
    wanted = next((part[2] for part in paths if part[2]), "")
    read = [(part[0], _data(Path(part[0]))) for part in paths]
    where, first = read[0]
    if is_dump(first):
        for other, data in read[1:]:
            if not is_dump(data):
                raise PoolError(f"{other}: no answer of a describe operation, as {where} is; give one kind of files")
        return import_dumps(read)
    if isinstance(first, Mapping) and "form" in first:
        _alone(read, "a pool document")
        return parse(text_of(Path(where)), where)
    if isinstance(first, Mapping) and ("planned_values" in first or "values" in first or "format_version" in first):
        _alone(read, "a plan or a state")
        return import_plan(first, where, wanted)
    if isinstance(first, Mapping) and ("Resources" in first or "AWSTemplateFormatVersion" in first):
        return import_template(first, where, wanted, _parameters(read[1:]))
    if isinstance(first, Mapping) and {"service", "provider"} <= first.keys():
        raise PoolError(
            f"{where}: the Serverless Framework's own file; give the template that `serverless package` writes"
        )
    raise PoolError(f"{where}: {_what_it_is(first)}; it has to be {READ}")


def _alone(read: Sequence[tuple[str, Any]], what: str) -> None:
    if len(read) > 1:
        raise PoolError(f"{read[1][0]}: {read[0][0]} is {what}, which is read alone; leave the other files out")


def _what_it_is(data: Any) -> str:
    if isinstance(data, Mapping):
        names = ", ".join(sorted(map(str, data))[:4])
        return f"an object with {names}" if names else "an empty object"
    return "empty" if data is None else f"a {type(data).__name__}"


def _parameters(read: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """The values of a template's parameters: ``{"Name": value}``, or as ``aws cloudformation`` takes them."""
    found: dict[str, Any] = {}
    for where, data in read:
        if isinstance(data, Mapping) and isinstance(data.get("Parameters"), Mapping):
            found |= data["Parameters"]
        elif isinstance(data, Mapping) and "Resources" not in data:
            found |= data
        elif isinstance(data, list) and all(isinstance(one, Mapping) and "ParameterKey" in one for one in data):
            found |= {str(one["ParameterKey"]): one.get("ParameterValue") for one in data}
        else:
            raise PoolError(f'{where}: no parameters of a template; write {{"Name": "value"}}')
    return {name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in found.items()}


def _data(path: Path) -> Any:
    text = text_of(path)
    if not text.strip():
        raise PoolError(f"{path}: the file is empty; it has to be {READ}")
    if text.lstrip()[0] in "{[":
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            if path.suffix == ".json":
                raise PoolError(f"{path}:{error.lineno}:{error.colno}: no JSON: {error.msg}") from None
    return _yaml(path, text)


def _yaml(path: Path, text: str) -> Any:
    try:
        import yaml
        from cfnlint.decode.cfn_yaml import CfnParseError, loads
    except ImportError:
        raise PoolError(f"{path}: reading YAML needs cfn-lint: {EXTRA}") from None
    try:
        found = loads(text, str(path))
    except CfnParseError as error:
        match = error.matches[0]
        raise PoolError(f"{path}:{match.linenumber}:{match.columnnumber}: no YAML: {match.message}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise PoolError(f"{path}{place}: no YAML: {error.problem or error}") from None
    except yaml.YAMLError as error:
        raise PoolError(f"{path}: no YAML: {error}") from None
    return found
