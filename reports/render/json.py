"""``run.json``: the record together with the gate's answer, and its JSON Schema."""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import PydanticSerializationError

from reports.gate import GateResult
from reports.record import RunRecord

FILE = "run.json"
SCHEMA_ID = "https://cognito-conformance.github.io/schema/run.schema.json"


class RunFile(RunRecord):
    """The content of ``run.json``. Scripts are files of their own in ``repro/``."""

    gate: GateResult = GateResult()


def render(record: RunRecord, gate: GateResult) -> str:
    """The record as JSON; the member ``gate`` holds the gate's answer."""
    whole = RunFile.model_construct(**dict(record), gate=gate)
    try:
        return whole.model_dump_json(indent=1) + "\n"
    except PydanticSerializationError:  # a target sent half of a surrogate pair, which only the slow way can write
        return json.dumps(whole.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of ``run.json``, made from the models."""
    schema = RunFile.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID}
    return {**head, **schema, "title": "cognito-conformance run record"}


def schema_text() -> str:
    """The text of ``reports/schema/run.schema.json``; a test holds the file to it."""
    return json.dumps(json_schema(), indent=2, sort_keys=True) + "\n"
