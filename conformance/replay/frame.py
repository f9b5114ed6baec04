"""The helpers available to a script, generated for one target and one witness."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from conformance.replay import rounds, template
from conformance.replay.pruning import Part, parts_of, whole
from conformance.replay.statements import spread
from conformance.replay.variables import is_page
from targets.interface import Running

NOT_BY_CALL = frozenset({"http", "pages", "raw", "events", "race"})  # steps that get an exchange in another way
SELF_SIGNED = ("https://localhost", "https://127.0.0.1")


@dataclass(frozen=True)
class Frame:
    """The parts of a script before and after the sources of the suite that it shows."""

    constants: Sequence[Part]
    helpers: Sequence[Part]
    behind: Sequence[Part]

    @property
    def names(self) -> frozenset[str]:
        """The names that the frame defines."""
        every = (*self.constants, *self.helpers, *self.behind)
        return frozenset(name for part in every for name in part.defines)


@dataclass(frozen=True)
class Kinds:
    """The capabilities that a script needs."""

    steps: Sequence[Mapping[str, Any]]

    def __contains__(self, kind: str) -> bool:
        return any(step["kind"] == kind for step in self.steps)

    @property
    def pages(self) -> bool:
        """Whether it asks for pages as a browser does."""
        raced = (call for step in self.steps if step["kind"] == "race" for call in step["arguments"]["calls"])
        return "pages" in self or any(map(is_page, self.steps)) or any("method" in call for call in raced)

    @property
    def unsigned(self) -> bool:
        """Whether it makes API calls without credentials, too."""
        return "race" in self or not all(step.get("signed", True) for step in self.steps)

    @property
    def calls_alone(self) -> bool:
        """Whether API calls are its only source of exchanges."""
        return not any(step["kind"] in NOT_BY_CALL for step in self.steps)


def runs_inside(kinds: Kinds, running: Running) -> bool:
    """Whether the target can run in the script's own process: without pages, functions and races."""
    return running.in_process is not None and not (kinds.pages or "function" in kinds or "race" in kinds)


def frame_for(
    kinds: Kinds, running: Running, *, length: int, members: Collection[str], methods: Sequence[str] = ()
) -> Frame:
    """The frame of a script on this target.

    ``length`` is the length of the part that all names have in common. ``members`` are the attributes of an exchange
    that anything reads, ``methods`` the sources of those methods.
    """
    helpers = [_call(kinds, running, members, methods), _helpers(running, methods), _advance(kinds, running)]
    helpers += [template.EXCHANGE.substitute(methods=indent("\n\n".join(methods), " " * 4))] if methods else []
    sent = rounds.CALLS_AND_PAGES if kinds.pages else rounds.CALLS
    helpers += [rounds.RACE.substitute(sent, fruitless=rounds.FRUITLESS)] if "race" in kinds else []
    helpers += [template.EVENTS] if "function" in kinds else []
    helpers += [template.CODE] if "code" in kinds else []
    blocks = [running.code_snippet or template.ASK] if "code" in kinds else []
    blocks += [running.functions.snippet] if running.functions is not None and "function" in kinds else []
    return Frame(
        parts_of(_constants(kinds, running, length)),
        [*(part for text in helpers for part in parts_of(text)), *map(whole, blocks)],
        parts_of(template.PAGES) if kinds.pages else [],
    )


def _constants(kinds: Kinds, running: Running, length: int) -> str:
    access_key, secret_key = running.made_up_keys
    run = (rounds.NAMES if "race" in kinds else template.RUN).substitute(length=length)
    constants = template.CONSTANTS.substitute(
        region=running.region, access_key=access_key, secret_key=secret_key, run=run
    )
    return constants + _address(kinds, running) + (_client_texts(rounds.CLIENTS, running) if "race" in kinds else "")


def _address(kinds: Kinds, running: Running) -> str:
    """The statements that set ENDPOINT."""
    inside = running.in_process
    if inside is not None and runs_inside(kinds, running):
        start = [*filter(None, inside.start.splitlines()), f'ENDPOINT = "{inside.address}"']
        return template.INSIDE.substitute(word=inside.word, start=indent("\n".join(start), " " * 4))
    if running.endpoint and running.identity.extras.get("runs") == "attached":
        return template.ATTACHED.substitute(endpoint=running.endpoint)
    return template.GIVEN  # the server ends with the run


def _client_texts(text: Any, running: Running, *, unsigned: bool = True) -> str:
    return str(
        text.substitute(
            region=running.region,
            unsigned=", signature_version=None if signed else UNSIGNED" if unsigned else "",
            verify=", verify=False" if (running.endpoint or "").startswith(SELF_SIGNED) else "",
        )
    )


def _call(kinds: Kinds, running: Running, members: Collection[str], methods: Sequence[str]) -> str:
    own = template.OWN_ANSWER.substitute(built=_built(members), exchange=_exchange(members, methods))
    return template.CALL.substitute(
        signed=" signed=True," if kinds.unsigned else "",
        client=rounds.CLIENT if "race" in kinds else _client_texts(template.CLIENT, running, unsigned=kinds.unsigned),
        no_answer=template.NO_ANSWER_INSIDE if runs_inside(kinds, running) else template.NO_ANSWER,
        answered=own if kinds.calls_alone else template.SHARED_ANSWER,
    )


def _built(members: Collection[str]) -> str:
    return template.BUILT.substitute(message=template.MESSAGE if "message" in members else "").rstrip()


def _exchange(members: Collection[str], methods: Sequence[str]) -> str:
    """The statement that ends a function with the exchange it made."""
    made = [f"{name}={code}" for name, code in template.MEMBERS.items() if name in members]
    return indent(spread(f"return {'Exchange' if methods else 'SimpleNamespace'}(", made, ")"), " " * 4)


def _helpers(running: Running, methods: Sequence[str]) -> str:
    exchange = _exchange(template.MEMBERS, methods)  # pages, races and functions read more of it
    return template.HELPERS.substitute(
        built=_built(template.MEMBERS), exchange=exchange, issuer=_issuer(running), hosted=_hosted(running)
    )


def _advance(kinds: Kinds, running: Running) -> str:
    inside = running.in_process
    if inside is None or not runs_inside(kinds, running):
        return template.ADVANCE.substitute(inside="")
    code = template.ADVANCE_INSIDE.substitute(advance=indent(inside.advance, " " * 8))
    return template.ADVANCE.substitute(inside=code)


def _issuer(running: Running) -> str:
    """The expression for the issuer of ``pool_id``."""
    if running.endpoint is None:
        return 'f"{ENDPOINT}/{pool_id}"'
    template_ = running.issuer("POOL_ID").replace(running.endpoint.rstrip("/"), "{ENDPOINT}")
    return f'f"{template_}"'.replace("POOL_ID", "{pool_id}")


def _hosted(running: Running) -> str:
    """The expression for the URL below which the pages of a domain are."""
    if running.endpoint is None:
        return 'f"{ENDPOINT}/hosted/{domain}"'  # the reference's address over HTTP
    base = (running.hosted_ui("POOL_ID", "DOMAIN") or "").replace(running.endpoint.rstrip("/"), "{ENDPOINT}")
    return f'f"{base}"'.replace("POOL_ID", "{pool_id}").replace("DOMAIN", "{domain}")
