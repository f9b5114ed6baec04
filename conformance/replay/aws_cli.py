"""The API calls of a witness as lines for a shell with the AWS CLI, where the CLI would send the same requests."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from conformance.replay.literals import literals
from conformance.replay.variables import member_name, unused, uses
from conformance.transport.aws_model import service_model
from targets.clients import session

MOST = 8  # more calls than this are not worth pasting into a shell
WIDTH = 150  # characters of a line, without the comment sign
READ_BY_THE_CLI = ("http://", "https://", "file://", "fileb://")  # what follows is read and sent in place of the value
STAND_IN = "stand-in-1"  # for a value of an earlier answer, when the parameters are validated
MARK = "\ue000{}\ue001"  # the name of a shell variable, inside a value
MARKED = re.compile("\ue000(\\w+)\ue001")


def cli_lines(steps: Sequence[Mapping[str, Any]], *, region: str, keys: tuple[str, str], endpoint: str) -> list[str]:
    """Lines for bash; empty where the CLI cannot make these calls, or would reject them.

    ``keys`` are the made-up keys of the target, ``endpoint`` an example of its address.
    """
    if len(steps) > MOST or not all(_can_be_made(step) for step in steps):
        return []
    shell = _Shell(steps)
    settings = {"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1]}
    where = f"--endpoint-url {shlex.quote(endpoint)} --region {region}"
    lines = ["export " + " ".join(f"{name}={shlex.quote(value)}" for name, value in settings.items())]
    lines += [f'cognito() {{ aws {where} cognito-idp "$@"; }}']
    return lines + [line for number in range(len(steps)) for line in _folded(shell.words(number))]


def _can_be_made(step: Mapping[str, Any]) -> bool:
    """Whether the CLI has options for these parameters, finds them valid, and sends them as they are."""
    from botocore.validate import ParamValidator

    if step["kind"] != "call" or step["name"] not in service_model().operation_names:
        return False
    shape, parameters = service_model().operation_model(step["name"]).input_shape, _resolved(step["arguments"])
    if shape is None or ParamValidator().validate(parameters, shape).has_errors():
        return False
    options = [value for value in parameters.values() if isinstance(value, str)]
    return (
        all(text.isprintable() for text in literals(step["arguments"]))
        and not any(text.startswith(READ_BY_THE_CLI) for text in options)
        and all(shape.members[name].type_name != "blob" for name in parameters)
    )


def _resolved(value: Any) -> Any:
    """Parameters with a placeholder for each reference to an earlier answer."""
    if isinstance(value, Mapping):
        referring = value.keys() & {"$ref", "$join"}
        return STAND_IN if referring else {name: _resolved(member) for name, member in value.items()}
    return [_resolved(member) for member in value] if isinstance(value, list) else value


class _Shell:
    """The commands of one witness, and the shell variables between them."""

    def __init__(self, steps: Sequence[Mapping[str, Any]]) -> None:
        self._steps = steps
        self._names = _shell_variables(steps)

    def words(self, number: int) -> list[str]:
        """The command of one step; its answer is shown, or the members that later commands need are kept."""
        words = [*self._command(self._steps[number]), *self._options(self._steps[number])]
        kept = {path: name for (step, path), name in self._names.items() if step == number}
        if not kept:
            return words
        queries = [_query(path) for path in kept]
        query = queries[0] if len(queries) == 1 else f"[{', '.join(queries)}]"
        words += [f"--query {shlex.quote(query)}", "--output text"]
        if len(kept) == 1:
            return [f"{next(iter(kept.values()))}=$({words[0]}", *words[1:-1], f"{words[-1]})"]
        return [f'read -r {" ".join(kept.values())} <<< "$({words[0]}', *words[1:-1], f'{words[-1]})"']

    def _command(self, step: Mapping[str, Any]) -> list[str]:
        from botocore import xform_name

        words = [f"cognito {xform_name(step['name'], '-')}"]
        words += [] if step.get("signed", True) else ["--no-sign-request"]
        return words + (["--no-paginate"] if step["name"] in _paged() else [])

    def _options(self, step: Mapping[str, Any]) -> list[str]:
        from botocore import xform_name

        return [self._option(xform_name(name, "-"), value) for name, value in step["arguments"].items()]

    def _option(self, name: str, value: Any) -> str:
        if isinstance(value, bool):
            return f"--{name}" if value else f"--no-{name}"
        marked = self._marked(value)
        text = marked if isinstance(marked, str) else json.dumps(marked, ensure_ascii=False)
        return f"--{name}{'=' if text.startswith('-') else ' '}{_word(text)}"

    def _marked(self, value: Any) -> Any:
        """The value with a mark for each reference: the shell variable that holds it."""
        if isinstance(value, Mapping) and "$ref" in value:
            return MARK.format(self._names[value["$ref"][0], value["$ref"][1]])
        if isinstance(value, Mapping) and "$join" in value:
            return "".join(map(self._marked, value["$join"]))
        if isinstance(value, Mapping):
            return {name: self._marked(member) for name, member in value.items()}
        return [self._marked(member) for member in value] if isinstance(value, list) else value


def _shell_variables(steps: Sequence[Mapping[str, Any]]) -> dict[tuple[int, str], str]:
    """The variable for each step and path, for that member of the step's answer."""
    found: dict[tuple[int, str], str] = {}
    for use in (use for step in steps for use in uses(step["arguments"])):
        if use not in found:
            found[use] = unused(member_name(use[1]).upper(), found.values())
    return found


def _word(text: str) -> str:
    """One word for the shell: marked variables in double quotes, the rest quoted as necessary."""
    pieces = MARKED.split(text)  # text and names alternate
    quoted = [f'"${piece}"' if number % 2 else shlex.quote(piece) for number, piece in enumerate(pieces) if piece]
    return "".join(quoted) or "''"


def _query(path: str) -> str:
    """A path as JMESPath."""
    query = ""
    for part in path.split("."):
        if part.startswith("@"):
            query += f"[?Name=='{part[1:]}'] | [0]"
        elif part.isdigit():
            query += f"[{part}]"
        else:
            query += ("." if query else "") + (part if re.fullmatch(r"[A-Za-z_]\w*", part) else json.dumps(part))
    return query


@cache
def _paged() -> frozenset[str]:
    """The operations of which the CLI would request all pages of an answer automatically."""
    loader = session().get_component("data_loader")
    return frozenset(loader.load_service_model("cognito-idp", "paginators-1")["pagination"])


def _folded(words: Sequence[str]) -> list[str]:
    """Words in lines that are continued with a backslash."""
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 3 <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines[-1] += " \\"
            lines.append(f"  {word}")
    return lines
