"""Tags of pools. They are kept among the pool's settings, where DescribeUserPool shows them."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, operation
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import InvalidParameterException, ResourceNotFoundException
from targets.reference.core.state import Pool

LONGEST_KEY = 128
MOST = 50  # documented: tags of one pool


@operation("TagResource")
def tag_resource(call: Call) -> Answer:
    """Documented: tags are added, and one that is there gets the new value."""
    pool, given = tagged_pool(call), call["Tags"]
    _check_keys(given)
    before = {} if deviates("tags-replaced") else tags_of(pool)
    tags = given | before if deviates("tag-value-stays") else before | given
    if deviates("tags-before-checks"):
        pool.settings["UserPoolTags"] = tags
    if len(tags) > MOST and not deviates("tags-without-end"):
        raise InvalidParameterException(f"A user pool has at most {MOST} tags.")
    if deviates("tag-without-value-lost"):
        tags = {key: value for key, value in tags.items() if value}
    pool.tagged |= given
    if not deviates("tags-lost"):
        pool.settings["UserPoolTags"] = tags
    return {}


@operation("UntagResource")
def untag_resource(call: Call) -> Answer:
    """The tags that are named are removed."""
    pool, keys = tagged_pool(call), call["TagKeys"]
    if not set(keys) & set(tags_of(pool)) and deviates("untag-of-nothing-removes-all"):
        keys = list(tags_of(pool))
    if deviates("untag-removes-all"):
        keys = list(tags_of(pool))
    if not deviates("untag-lost"):
        pool.settings["UserPoolTags"] = {key: value for key, value in tags_of(pool).items() if key not in keys}
    return {}


@operation("ListTagsForResource")
def list_tags_for_resource(call: Call) -> Answer:
    """All tags, in one answer."""
    pool = tagged_pool(call)
    tags = tags_of(pool)
    if not tags and deviates("tags-none-is-not-found"):
        raise ResourceNotFoundException("No tags.")
    if deviates("tags-of-creation-not-listed"):
        tags = {key: value for key, value in tags.items() if key in pool.tagged}
    return {"Tags": tags}


def tags_of(pool: Pool) -> dict[str, str]:
    """The tags of a pool by key."""
    return dict(pool.settings.get("UserPoolTags", {}))


def tagged_pool(call: Call) -> Pool:
    """The pool that ``ResourceArn`` names. Raises ``ResourceNotFoundException``."""
    found = next((pool for pool in call.store.pools.values() if pool.arn == call["ResourceArn"]), None)
    if found is None and deviates(f"arn-unknown-to-{call.operation}"):
        raise InvalidParameterException("Invalid ARN.")
    if found is None:
        raise ResourceNotFoundException(f"Resource {call['ResourceArn']} does not exist.")
    return found


def _check_keys(tags: dict[str, str]) -> None:
    """The API model's bounds on keys: those on values were checked with the request."""
    wrong = next((key for key in tags if not 1 <= len(key) <= LONGEST_KEY), None)
    if wrong is not None and not deviates("tag-key-of-any-length"):
        bound = f"less than or equal to {LONGEST_KEY}" if wrong else "greater than or equal to 1"
        raise InvalidParameterException(
            "1 validation error detected: Value at 'tags' failed to satisfy constraint: Map keys must satisfy "
            f"constraint: [Member must have length {bound}]"
        )
