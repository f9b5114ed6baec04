"""Rules for every answer of the API, whatever the request: members, values, times, lists, names."""

from __future__ import annotations

from conformance.checking.exchange import Difference, Exchange
from conformance.checking.members import (
    is_api_answer,
    members_of,
    named_otherwise,
    names_what_was_asked_for,
    null_member,
    repeated_entry,
)
from conformance.checking.registry import every_answer
from conformance.checking.shapes import not_in_seconds, other_members, times, too_short, unknown_members, unlisted
from conformance.strategies.malformed import WORD_MARK
from conformance.transport.aws_model import answer_members, output_shape

DATES_OF_WIRE_009 = ("DescribeUserPool", "DescribeUserPoolClient", "AdminGetUser", "AdminCreateUser")


@every_answer("SHAPE-012", to=is_api_answer)
def without_members_of_others(answer: Exchange) -> Difference | None:
    """The answer has no member that the model has only in other answers, or elsewhere in this one."""
    return other_members(answer.response, output_shape(answer.operation), answer_members())


@every_answer("SHAPE-013", to=is_api_answer)
def without_unknown_members(answer: Exchange) -> Difference | None:
    """The answer has no member that the model has in no answer."""
    return unknown_members(answer.response, output_shape(answer.operation), answer_members())


@every_answer("SHAPE-014", to=is_api_answer)
def with_listed_values(answer: Exchange) -> Difference | None:
    """Values are among those that their enum lists. Values that the suite sent or made up do not count."""
    shape = output_shape(answer.operation)
    for path, value, listed in unlisted(answer.response, shape) if shape is not None else ():
        sent = any(part == value for _, _, part in members_of(dict(answer.request)))
        if not sent and not value.lower().startswith(WORD_MARK):
            return Difference(f"unlisted-{path}", f"{path} is one of {', '.join(listed)}", f"{path} is {value!r}")
    return None


def has_other_times(answer: Exchange) -> bool:
    """Whether an answer has points in time that are numbers, and WIRE-009 is not about it."""
    if not is_api_answer(answer) or answer.operation in DATES_OF_WIRE_009:
        return False
    shape = output_shape(answer.operation)
    return shape is not None and next(times(answer.response, shape), None) is not None


@every_answer("SHAPE-015", to=has_other_times)
def times_in_seconds(answer: Exchange) -> Difference | None:
    """Points in time are seconds since 1970."""
    return not_in_seconds(answer.response, output_shape(answer.operation))


@every_answer("SHAPE-016", to=is_api_answer)
def without_nulls(answer: Exchange) -> Difference | None:
    """No member, and no entry of a list, is null."""
    return null_member(dict(answer.response)) if "null" in answer.body else None


def has_lists(answer: Exchange) -> bool:
    """Whether an answer has a list with more than one entry."""
    return is_api_answer(answer) and any(
        isinstance(part, list) and len(part) > 1 for _, _, part in members_of(dict(answer.response))
    )


@every_answer("SHAPE-017", to=has_lists)
def entries_once(answer: Exchange) -> Difference | None:
    """Every list has each of its entries once."""
    return repeated_entry(answer)


def names_its_subject(answer: Exchange) -> bool:
    """Whether an answer names what the request asked for."""
    return is_api_answer(answer) and names_what_was_asked_for(answer)


@every_answer("SHAPE-018", to=names_its_subject)
def about_what_was_asked_for(answer: Exchange) -> Difference | None:
    """The pool, client, group ... in the answer is the one in the request."""
    return named_otherwise(answer)


def asked_without_empty_texts(answer: Exchange) -> bool:
    """Whether this is an answer of the API to a request that has no empty text that it could repeat."""
    return is_api_answer(answer) and all(part != "" for _, _, part in members_of(dict(answer.request)))


@every_answer("SHAPE-026", to=asked_without_empty_texts)
def without_empty_texts(answer: Exchange) -> Difference | None:
    """No text outside of lists is empty whose shape has a least length."""
    shape = output_shape(answer.operation)
    paths = too_short(answer.response, shape) if shape is not None else ()
    for path in (path for path in paths if "[]" not in path):
        return Difference(f"empty-{path}", f"{path} is not empty, or is not there", f"{path} is empty")
    return None
