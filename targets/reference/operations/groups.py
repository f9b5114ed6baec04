"""Groups and who is in them."""

from __future__ import annotations

from targets.reference.core.api import Answer, Call, Params, operation
from targets.reference.core.contention import gap, joined_meanwhile
from targets.reference.core.deviation import deviates, varied
from targets.reference.core.directory import date, managed_user
from targets.reference.core.errors import (
    GroupExistsException,
    InvalidParameterException,
    LimitExceededException,
    ResourceNotFoundException,
)
from targets.reference.core.namesakes import elsewhere, namesake, same_group
from targets.reference.core.paging import page
from targets.reference.core.state import Group, Pool
from targets.reference.operations.admin_users import described as described_user

SETTINGS = ("Description", "RoleArn", "Precedence")
GROUPS_PER_USER = 100
LONGEST = 128  # characters of a name


@operation("CreateGroup")
def create_group(call: Call) -> Answer:
    """Recorded: nobody looks whether the role exists."""
    pool = call.pool()
    if "RoleArn" in call.params and deviates("group-role-must-exist"):
        raise InvalidParameterException("Role does not exist.")
    if call["GroupName"] in pool.groups and not deviates("group-replaced"):
        if deviates("taken-group-is-described-anew"):
            pool.groups[call["GroupName"]].settings |= _settings(call)
        raise GroupExistsException("A group with the name already exists.")
    if len(call["GroupName"]) == LONGEST and deviates("longest-group-name-refused"):
        raise InvalidParameterException("The name is too long.")
    gap(call, "race-create-group")
    settings = _settings(call)
    if call["GroupName"] in pool.deleted_groups and deviates("group-made-again-keeps-settings"):
        settings = pool.deleted_groups[call["GroupName"]].settings | settings
    group = Group(call["GroupName"], call.now, call.now, settings)
    pool.groups[group.name] = group
    return {} if deviates("group-created-without-answer") else {"Group": described(pool, group)}


@operation("GetGroup")
def get_group(call: Call) -> Answer:
    """One group."""
    pool = call.pool()
    shown = described(pool, _group(call, pool))
    if deviates("get-group-shows-its-key"):
        shown["_key"] = f"{pool.id}/{shown['GroupName']}"
    if deviates("get-group-of-another-pool"):
        shown["UserPoolId"] = f"local_{pool.id.rpartition('_')[2]}"
    return {"Group": shown}


@operation("UpdateGroup")
def update_group(call: Call) -> Answer:
    """What is given is changed."""
    pool = call.pool()
    group = _group(call, pool)
    group.former = dict(group.settings)
    if not deviates("group-update-lost"):
        group.settings |= _settings(call)
    if call.get("Precedence", 0) < 0 and deviates("group-described-before-checks"):
        group.settings["Precedence"] = group.former.get("Precedence", 0)
        raise InvalidParameterException("Precedence must not be negative.")
    for other in same_group(call.store.pools.values(), pool, group.name):
        if deviates("group-update-reaches-other-pools"):
            other.groups[group.name].settings |= _settings(call)
    group.modified = call.now
    for user in pool.users.values() if deviates("update-of-group-empties-it") else ():
        user.groups = [name for name in user.groups if name != group.name]
    return {"Group": described(pool, group)}


@operation("DeleteGroup")
def delete_group(call: Call) -> Answer:
    """The API model has no error for a group with members: they leave it."""
    pool = call.pool()
    group = _group(call, pool)
    if deviates("group-delete-lost"):
        return {}
    del pool.groups[group.name]
    if deviates("deletion-of-group-by-beginning"):
        pool.groups = {name: one for name, one in pool.groups.items() if not name.startswith(group.name)}
        for user in pool.users.values():
            user.groups = [name for name in user.groups if name in pool.groups or name == group.name]
    pool.deleted_groups[group.name] = group
    for user in pool.users.values():
        if group.name in user.groups:
            user.groups.remove(group.name)
            if deviates("deleted-group-empties-others"):
                user.groups.clear()
            user.remains[f"group {group.name}"] = "yes"  # for mutants
    for other in same_group(call.store.pools.values(), pool, group.name):
        if deviates("group-delete-reaches-other-pools"):
            del other.groups[group.name]
    return {}


@operation("ListGroups")
def list_groups(call: Call) -> Answer:
    """Groups of the pool."""
    pool = call.pool()
    limit = None if deviates("group-list-without-limit") else call.get("Limit")
    groups = list(pool.groups.values())[deviates("group-list-loses-one") :]
    shown, token = page(call, groups, lambda group: group.name, limit, "NextToken")
    former = deviates("list-groups-before-update")
    listed = [described(pool, group, former=former) for group in shown]
    for entry in listed if deviates("groups-listed-without-precedence") else ():
        entry.pop("Precedence", None)
    return {"Groups": listed} | token


@operation("AdminAddUserToGroup")
def admin_add_user_to_group(call: Call) -> Answer:
    """Recorded: twice is fine."""
    pool = call.pool()
    if call["GroupName"] not in pool.groups and deviates("group-unknown-accepted"):
        return {}
    if call["GroupName"] not in pool.groups and deviates("group-unknown-text"):
        raise ResourceNotFoundException("Group does not exist.")
    user = managed_user(call, pool)
    if call["GroupName"] not in pool.groups and deviates("unknown-group-ends-memberships"):
        user.groups.clear()
    group = _group(call, pool)
    if group.name in user.groups and deviates("group-twice-refused"):
        raise InvalidParameterException("User is already in the group.")
    if user.groups and deviates("group-only-one"):
        raise InvalidParameterException("User is in a group.")
    if group.name not in user.groups or deviates("group-twice-listed"):
        if len(user.groups) >= GROUPS_PER_USER and not deviates("group-hundred-and-first"):
            raise LimitExceededException("The user is in too many groups.")
        joined_meanwhile(call, pool, group, user)
        user.groups.append(group.name)
    if deviates("group-joined-in-every-pool"):
        for other in elsewhere(call.store.pools.values(), pool, user):
            other.groups.append(group.name)
    return {}


@operation("AdminRemoveUserFromGroup")
def admin_remove_user_from_group(call: Call) -> Answer:
    """Tokens already issued keep the group."""
    pool = call.pool()
    user, group = managed_user(call, pool), _group(call, pool)
    if deviates("group-claim-stays"):
        user.remains["groups"] = group.name
    if group.name not in user.groups and deviates("leaving-another-group-leaves-all"):
        user.groups.clear()
    if group.name in user.groups and not deviates("group-remove-lost"):
        user.groups.remove(group.name)
        user.remains["left a group"] = "yes"  # for a mutant
    return {}


@operation("AdminListGroupsForUser")
def admin_list_groups_for_user(call: Call) -> Answer:
    """The user's groups."""
    pool = call.pool()
    user = managed_user(call, pool)
    groups = [pool.groups[name] for name in user.groups]
    if deviates("group-made-again-is-listed"):
        groups += [group for group in pool.groups.values() if f"group {group.name}" in user.remains]
    if user.username in pool.deleted and deviates("made-again-keeps-groups"):
        groups += [pool.groups[name] for name in pool.deleted[user.username].groups]
    if call["Username"] == user.attributes.get("phone_number") and deviates("groups-not-by-number"):
        groups = []
    if call["Username"] != user.username and deviates("group-user-list-by-user-name-only"):
        groups = []
    if deviates("group-list-of-pool"):
        groups = list(pool.groups.values())
    limit = None if deviates("group-user-list-without-limit") else call.get("Limit")
    shown, token = page(call, groups, lambda group: group.name, limit, "NextToken")
    if token and deviates("group-user-list-first-page-only"):
        token = {}
    former = deviates("groups-of-user-before-update")
    lowest: Params = {"Precedence": 0} if deviates("groups-of-user-with-precedence-zero") else {}
    return {"Groups": [lowest | described(pool, group, former=former) for group in shown]} | token


@operation("ListUsersInGroup")
def list_users_in_group(call: Call) -> Answer:
    """The group's users, oldest first."""
    pool = call.pool()
    group = _group(call, pool)
    members = [user for user in pool.users.values() if group.name in user.groups]
    if deviates("group-made-again-keeps-members"):
        members += [user for user in pool.users.values() if f"group {group.name}" in user.remains]
    if deviates("made-again-stays-member"):
        former = [user for user in pool.deleted.values() if group.name in user.groups]
        members += [user for gone in former if (user := namesake(pool, gone)) is not None]
    if deviates("group-members-of-any"):
        members = [user for user in pool.users.values() if user.groups]
    shown, token = page(call, members, lambda user: user.sub, call.get("Limit"), "NextToken")
    listed = [described_user(user) for user in shown]
    if deviates("members-shown-enabled"):
        listed = [entry | {"Enabled": True} for entry in listed]
    if deviates("members-as-created"):
        listed = [entry | {"UserLastModifiedDate": entry["UserCreateDate"]} for entry in listed]
    if deviates("members-with-status-in-small-letters"):
        listed = [entry | {"UserStatus": entry["UserStatus"].lower()} for entry in listed]
    return {"Users": listed} | token


def described(pool: Pool, group: Group, *, former: bool = False) -> Params:
    """GroupType; ``former`` for mutants that show it as it was before it was changed."""
    return {
        "GroupName": group.name,
        "UserPoolId": pool.id,
        "CreationDate": varied(date(group.created), "group-created-in-milliseconds", int(group.created * 1000)),
        "LastModifiedDate": date(group.modified),
    } | (group.settings | group.former if former else group.settings)


def _settings(call: Call) -> Params:
    given = {name: call[name] for name in SETTINGS if name in call.params}
    if not given.get("Precedence") and deviates("group-precedence-zero-lost"):
        given.pop("Precedence", None)
    return given


def _group(call: Call, pool: Pool) -> Group:
    group = pool.groups.get(call["GroupName"])
    if group is None:
        raise ResourceNotFoundException("Group not found.")
    return group
