"""What a request needs permission for: its action, its resource, and the keys that conditions may ask about.

The resources and keys are those of AWS's service authorization reference. Where an action is on no resource, a
statement applies to it only with the resource ``*``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from targets.aws.twin.account import Account
from targets.aws.twin.key_policy import KEY, verdict
from targets.aws.twin.operations import Operation
from targets.aws.twin.policy import BadPolicy, Demand, Policy, Values
from targets.aws.twin.principal import Principal
from targets.aws.twin.refusals import Refused
from targets.aws.twin.subjects import pool_of

PREFIXES = {"tagging": "tag", "service-quotas": "servicequotas"}
WITHOUT_RESOURCE = frozenset(
    {
        "CreateUserPool",
        "ListUserPools",
        "DescribeUserPoolDomain",
        "GetProvisionedLimit",
        "UpdateProvisionedLimit",
    }
)
FREE = frozenset({"sts:GetCallerIdentity"})  # documented: no permission is needed, and none can be refused
ACTIONS = {  # documented: operations that need the permission of another name
    "lambda:Invoke": "lambda:InvokeFunction",
    "lambda:InvokeAsync": "lambda:InvokeFunction",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
TAGGING = {"lambda:CreateFunction": "lambda:TagResource", "sqs:CreateQueue": "sqs:TagQueue"}
IN_TAGS = ("UserPoolTags", "Tags", "tags")


def check(account: Account, service: str, operation: Operation, principal: Principal) -> None:
    """Raises ``Refused`` as AWS words it where the principal's policy does not allow the request."""
    policies = _policies(account, principal)
    for demand in demands(account, service, operation, principal):
        verdicts = {policy.verdict(demand) for policy in policies}
        of_key = _of_key(account, demand, principal)
        allowed = "allowed" in verdicts if of_key in ("", "delegated") else of_key == "allowed"
        if "denied" in verdicts or not allowed:
            raise denied(demand, principal, explicit="denied" in {*verdicts, of_key})


def _of_key(account: Account, demand: Demand, principal: Principal) -> str:
    """What the policy of the key says, where a request is on one that there is; empty elsewhere."""
    document = account.key_policy(demand.resource) if KEY in demand.resource else ""
    try:
        return verdict(document, demand, principal, account.id) if document else ""
    except BadPolicy as error:
        text = f"TWIN: the policy of the key {demand.resource} cannot be read here: {error}"
        raise Refused("AccessDeniedException", text) from error


def _policies(account: Account, principal: Principal) -> list[Policy]:
    """What applies to a principal. Raises ``Refused`` where a role has a policy that cannot be read here."""
    if not principal.role:
        return [account.policy]
    try:
        return [Policy(document) for document in account.role_policies(principal.role)]
    except BadPolicy as error:
        text = f"TWIN: a policy of the role {principal.role} cannot be read here: {error}"
        raise Refused("AccessDeniedException", text) from error


def denied(demand: Demand, principal: Principal, *, explicit: bool) -> Refused:
    """The refusal of AccessDenied."""
    because = (
        "with an explicit deny in an identity-based policy"
        if explicit
        else f"because no identity-based policy allows the {demand.action} action"
    )
    text = f"User: {principal.arn} is not authorized to perform: {demand.action} on resource: {demand.resource}"
    return Refused("AccessDeniedException", f"{text} {because}")


def demands(account: Account, service: str, operation: Operation, principal: Principal) -> Iterator[Demand]:
    """Everything that has to be allowed; of a request with no operation nothing."""
    action = f"{PREFIXES.get(service, service)}:{operation.name}"
    if not operation.name or action in FREE:
        return
    common = _common(account, service, principal)
    params = operation.params
    if service == "cognito-idp":
        yield from _of_pools(account, action, operation, common)
        return
    resource, keys = account.resources.of(service, params)
    given = _tags_in(params)
    yield Demand(ACTIONS.get(action, action), resource, common | keys | _request_tags(given))
    if given and action in TAGGING:  # documented: to tag what is made takes a permission of its own
        yield Demand(TAGGING[action], resource, common | keys | _request_tags(given))
    if action == "lambda:CreateFunction" and (role := params.get("Role")):
        yield _pass_role(str(role), "lambda.amazonaws.com", common)


def _of_pools(account: Account, action: str, operation: Operation, common: Mapping[str, Values]) -> Iterator[Demand]:
    params = operation.params
    keys: dict[str, Values] = dict(common) | _request_tags(_tags_in(params), params.get("TagKeys"))
    resource = "*"
    if operation.name not in WITHOUT_RESOURCE:
        pool = pool_of(account.service, params)
        named = str(params.get("UserPoolId", "") or "")
        resource = pool.arn if pool else str(params.get("ResourceArn") or account.pool_arn(named))
        tags = pool.settings.get("UserPoolTags") or {} if pool else {}
        keys |= {f"aws:resourcetag/{name}": [value] for name, value in tags.items()}
    yield Demand(action, resource, keys)
    if operation.name in {"CreateUserPool", "UpdateUserPool", "SetUserPoolMfaConfig"}:
        yield from _passed_on(account, params, common)


def _passed_on(account: Account, params: Mapping[str, Any], common: Mapping[str, Values]) -> Iterator[Demand]:
    """What a pool is given of the account's: a role that sends text messages, a key that encrypts codes."""
    texts = params.get("SmsConfiguration") or (params.get("SmsMfaConfiguration") or {}).get("SmsConfiguration")
    if isinstance(texts, Mapping) and (role := texts.get("SnsCallerArn")):
        yield _pass_role(str(role), "cognito-idp.amazonaws.com", common)
    functions = params.get("LambdaConfig")
    if isinstance(functions, Mapping) and (key := functions.get("KMSKeyID")):
        resource, keys = account.resources.of("kms", {"KeyId": str(key)})
        yield Demand("kms:CreateGrant", resource, dict(common) | keys)


def _pass_role(role: str, to: str, common: Mapping[str, Values]) -> Demand:
    return Demand("iam:PassRole", role, dict(common) | {"iam:passedtoservice": [to]})


def _common(account: Account, service: str, principal: Principal) -> dict[str, Values]:
    return {
        "aws:requestedregion": ["us-east-1" if service == "iam" else account.region],
        "aws:principalaccount": [account.id],
        "aws:resourceaccount": [account.id],
        "aws:principalarn": [principal.arn],
        "aws:securetransport": ["true"],
    }


def _tags_in(params: Mapping[str, Any]) -> dict[str, str]:
    """The tags that a request gives, however its service writes them."""
    for name in IN_TAGS:
        given = params.get(name)
        if isinstance(given, Mapping):
            return {str(key): str(value) for key, value in given.items()}
        if isinstance(given, list):
            pairs = [one for one in given if isinstance(one, Mapping)]
            return {str(_first(one, "Key", "TagKey")): str(_first(one, "Value", "TagValue")) for one in pairs}
    return {}


def _first(pair: Mapping[str, Any], *names: str) -> Any:
    return next((pair[name] for name in names if name in pair), "")


def _request_tags(given: Mapping[str, str], removed: Any = None) -> dict[str, Values]:
    keys = [*given, *(removed if isinstance(removed, list) else [])]
    found: dict[str, Values] = {f"aws:requesttag/{name}": [value] for name, value in given.items()}
    return found | ({"aws:tagkeys": keys} if keys else {})
