"""From the files a user names to a document: which format it is, and what is wrong where it is none."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from conformance.pool.form.document import PoolDocument, parse, text_of
from conformance.pool.form.problems import PoolError
from conformance.pool.importing.dumps import import_dumps, is_dump
from conformance.pool.importing.kinds import wrong_kinds
from conformance.pool.importing.template import import_template
from conformance.pool.importing.terraform import import_plan

EXTRA = "pip install 'cognito-conformance[pool]'"
HCL = "Terraform's own language is not read; give what `terraform show -json` writes of the plan or the state"
CODE = "a program is not read; give the template that `cdk synth`, or the build of Amplify, writes from it"
TOML = "a contract is read by `pool check` alone; give the file that its line `pool` names"
OTHER_LANGUAGES = {
    ".toml": TOML,
    ".tf": HCL,
    ".hcl": HCL,
    **dict.fromkeys((".ts", ".js", ".py", ".java", ".cs", ".go"), CODE),
}
NOT_READ = {  # files of tools from which the configuration is only made
    frozenset({"service", "provider"}): (
        "the Serverless Framework's own file; give the template that `serverless package` writes"
    ),
    frozenset({"cognitoConfig"}): (
        "answers to Amplify's questions; give the template of the same folder, *-cloudformation-template, that "
        "`amplify` writes from them, with its parameters.json"
    ),
}
READ = "a CloudFormation template, `terraform show -json`, answers of describe operations, or a pool document"


def import_files(names: Sequence[str]) -> PoolDocument:
    """The pool in these files; ``FILE#NAME`` names one of several. Raises ``PoolError``."""
    document = _imported(names)
    for sentence in wrong_kinds(document):  # parameters of a template may be at fault as well as itself
        raise PoolError(f"{' with '.join(names)}: {sentence}")
    return document


def _imported(names: Sequence[str]) -> PoolDocument:
    paths = [name.partition("#") for name in names]
    wanted = next((part[2] for part in paths if part[2]), "")
    read = [(part[0], _data(Path(part[0]))) for part in paths]
    where, first = read[0]
    if _is_fragment(first):
        first = {"Resources": first}
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
    for members, hint in NOT_READ.items():
        if isinstance(first, Mapping) and members <= first.keys():
            raise PoolError(f"{where}: {hint}")
    raise PoolError(f"{where}: {_what_it_is(first)}; it has to be {READ}")


def _is_fragment(data: Any) -> bool:
    """Whether this is what stands below Resources in a template, as the Serverless Framework's files have it."""
    if not isinstance(data, Mapping) or not data:
        return False
    types = [one.get("Type") if isinstance(one, Mapping) else None for one in data.values()]
    return all(isinstance(one, str) and "::" in one for one in types)


def _alone(read: Sequence[tuple[str, Any]], what: str) -> None:
    if len(read) > 1:
        raise PoolError(f"{read[1][0]}: {read[0][0]} is {what}, which is read alone; leave the other files out")


def _what_it_is(data: Any) -> str:
    if isinstance(data, Mapping):
        names = ", ".join(sorted(map(str, data))[:4])
        return f"an object with {names}" if names else "an empty object"
    if data is None:
        return "empty"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return next((name for kind, name in kinds.items() if isinstance(data, kind)), "no object")


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
    if path.suffix in OTHER_LANGUAGES:
        raise PoolError(f"{path}: {OTHER_LANGUAGES[path.suffix]}")
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
