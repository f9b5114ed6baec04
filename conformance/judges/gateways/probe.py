"""One rule tried on a target: whether its request gets through, and what a script says of it with its control."""

from __future__ import annotations

import json

from conformance.judges.gateways.apis import Send, api
from conformance.judges.gateways.place import NotServed, Place, Undecided
from conformance.judges.gateways.pools import Pools
from conformance.judges.gateways.rules import RULES, Rule, control_of

REFUSED = (401, 403)  # how an authorizer refuses; any other error is about something else


def let_in(rule: Rule, send: Send, pools: Pools) -> tuple[bool, str]:
    """Whether the request got through, and the answer. Raises ``Undecided`` where the answer says neither."""
    status, text = send(rule.place, pools.token(rule.token))
    said = f"HTTP {status} {' '.join(text.split())[:200]}"
    if status in REFUSED:
        return False, said
    if not 200 <= status < 300:
        raise Undecided(said)
    if rule.api != "appsync":
        return True, said
    if _unauthorized(text):
        return False, said
    if not _has_data(text):
        raise Undecided(said)
    return True, said


def _unauthorized(text: str) -> bool:
    """Whether a GraphQL answer refuses the field. Other errors are those of a field that was let through."""
    try:
        errors = json.loads(text).get("errors") or []
    except (ValueError, AttributeError):
        return False
    texts = [f"{error.get('errorType')} {error.get('message')}".lower() for error in errors if isinstance(error, dict)]
    return any(word in each for each in texts for word in ("unauthorized", "not authorized"))


def _has_data(text: str) -> bool:
    """Whether a GraphQL answer is one of a query that was carried out."""
    try:
        return "data" in dict(json.loads(text))
    except (TypeError, ValueError):
        return False


def main(endpoint: str, region: str, name: str, keys: tuple[str, str]) -> int:
    """Tries one rule with its control and prints what came: 0 as documented, 1 not, 2 it cannot be said."""
    rule = RULES[name]
    place = Place(endpoint, region, keys)
    try:
        pools = Pools(place)
        with api(rule.api, place, pools) as send:
            control = control_of(rule)
            through, said = let_in(control, send, pools)
            print(f"{control.given}: {'let in' if through else 'refused'} ({said})")
            if rule.right:
                return 0 if through else 1
            if not through:
                print("The control is refused too, so the refusal of the other request would prove nothing.")
                return 2
            through, said = let_in(rule, send, pools)
            print(f"{rule.given}: {'let in' if through else 'refused'} ({said})")
            return 1 if through else 0
    except (NotServed, Undecided) as error:
        print(f"Cannot tell: {error}")
        return 2
    finally:
        place.tidy()
