"""Which known product answers at an address: by the ``[[recognise]]`` of the definitions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from targets.definition import Definition, Sign
from targets.interface import HttpResponse, TargetUnusable

Get = Callable[[str], HttpResponse]


def recognised(definitions: Mapping[str, Definition], get: Get) -> str | None:
    """The name of the first definition all of whose signs are seen; None where nothing is.

    ``get`` fetches a path of the endpoint. Each path is asked for once, and none after one that got no answer.
    """
    answers: dict[str, HttpResponse] = {}
    try:
        for name, definition in definitions.items():
            if definition.recognise and all(_seen(sign, answers, get) for sign in definition.recognise):
                return name
    except TargetUnusable:
        pass  # nothing answers: the smoke test says what is wrong
    return None


def _seen(sign: Sign, answers: dict[str, HttpResponse], get: Get) -> bool:
    if sign.path not in answers:
        answers[sign.path] = get(sign.path)
    answer = answers[sign.path]
    there = sign.contains.lower() in answer.body.decode("utf-8", "replace").lower()
    headers = [(answer.headers.get(name.lower()), text.lower()) for name, text in sign.headers.items()]
    return answer.status == sign.status and there and all(has is not None and t in has.lower() for has, t in headers)
