"""What a signed-in user sees and ends of the own account."""

from __future__ import annotations

from targets.reference.access import caller
from targets.reference.attributes import readable
from targets.reference.calls import Answer, Call, operation
from targets.reference.choice import available
from targets.reference.directory import listed_attributes, remove_user


@operation("GetUser")
def get_user(call: Call) -> Answer:
    """Documented: the attributes the client can read, and sub always."""
    who = caller(call)
    return {"Username": who.user.username, "UserAttributes": listed_attributes(who.user, readable(who))}


@operation("DeleteUser")
def delete_user(call: Call) -> Answer:
    """Recorded: the user is gone at once."""
    who = caller(call)
    remove_user(who.pool, who.user)
    return {}


@operation("GetUserAuthFactors")
def get_user_auth_factors(call: Call) -> Answer:
    """Documented: first factors only."""
    who = caller(call)
    factors = [factor for factor in available(who.pool, who.user) if factor != "PASSWORD_SRP"]
    return {"Username": who.user.username, "ConfiguredUserAuthFactors": factors}
