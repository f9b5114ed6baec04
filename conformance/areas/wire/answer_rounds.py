"""Rounds over the operations, so that rules for every answer are checked on each of them in one example."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from conformance.checking.exchange import Exchange
from conformance.checking.registry import checks_on_every_answer
from conformance.flows.groups import group_name, must_add_to_group, role_in
from conformance.flows.hosted_sign_in import user_info, web_client, web_pool, web_tokens, web_user
from conformance.flows.sign_in import forced, initiate, new_password, srp_challenge
from conformance.flows.users import fresh_login, refresh, signed_in
from conformance.scenario import Scenario, prop
from conformance.strategies import attribute_values, emails_local, group_names, names, passwords
from conformance.strategies.clients import ANY_PASSWORD_CLIENT
from conformance.strategies.names import role_names
from conformance.strategies.scopes import words_for_pkce

OF_ANSWERS = (
    "SHAPE-012",
    "SHAPE-013",
    "SHAPE-014",
    "SHAPE-015",
    "SHAPE-016",
    "SHAPE-017",
    "SHAPE-018",
    "SHAPE-026",
)
OF_TOKENS = ("SHAPE-020", "SHAPE-021", "SHAPE-022", "SHAPE-023", "SHAPE-024")


def judge(s: Scenario, answer: Exchange) -> Exchange:
    """Apply each check on every answer that the property is about and that holds for this one."""
    for requirement, applied in checks_on_every_answer().items():
        if requirement in s.property.requirements and applied.to(answer):
            s.check(requirement, answer)
    return answer


@prop(
    *OF_ANSWERS,
    base=names(),
    group=group_names(),
    local=emails_local(),
    nickname=attribute_values(),
    role=role_names,
    password=passwords(),
)
def test_answers_about_a_user(
    s: Scenario, *, base: str, group: str, local: str, nickname: str, role: str, password: str
) -> None:
    """A user in a group, as each operation shows them."""
    pool = s.pool()
    attributes = {"email": s.email(local), "nickname": nickname}
    user = s.user(pool, username=s.name(base), password=password, attributes=attributes)
    named = group_name(s, group)
    settings: dict[str, Any] = {"Description": nickname, "RoleArn": role_in(pool, role), "Precedence": 3}
    judge(s, user.created)
    judge(s, s.must("CreateGroup", UserPoolId=pool.id, GroupName=named, **settings))
    must_add_to_group(s, user, named)
    who, which = {"UserPoolId": pool.id, "Username": user.username}, {"UserPoolId": pool.id, "GroupName": named}
    for operation, request in (
        ("AdminGetUser", who),
        ("ListUsers", {"UserPoolId": pool.id, "Filter": f'username = "{user.username}"'}),
        ("ListUsersInGroup", which),
        ("AdminListGroupsForUser", who),
        ("GetGroup", which),
        ("ListGroups", {"UserPoolId": pool.id, "Limit": 10}),
        ("UpdateGroup", which | {"Precedence": 4}),
        ("AdminUpdateUserAttributes", who | {"UserAttributes": [{"Name": "nickname", "Value": "n"}]}),
    ):
        judge(s, s.call(operation, **request))
    judge(s, s.call("GetUser", AccessToken=signed_in(s, pool, user).access))


@prop(*OF_ANSWERS, base=names(ascii_only=True), text=attribute_values())
def test_answers_about_a_pool(s: Scenario, base: str, text: str) -> None:
    """A pool, its clients and a resource server, as each operation shows them."""
    pool = s.pool()
    of_pool: dict[str, Any] = {"UserPoolId": pool.id}
    name = s.resource_name()
    flows: dict[str, Any] = {"ExplicitAuthFlows": ANY_PASSWORD_CLIENT, "ReadAttributes": ["email", "nickname"]}
    created = judge(s, s.must("CreateUserPoolClient", **of_pool, ClientName=name, GenerateSecret=True, **flows))
    which = of_pool | {"ClientId": created.text("UserPoolClient.ClientId")}
    server: dict[str, Any] = of_pool | {"Identifier": f"https://{s.suffix()}.example.com"}
    scopes = [
        {"ScopeName": "read", "ScopeDescription": text[:200] or "r"},
        {"ScopeName": base[:60], "ScopeDescription": "d"},
    ]
    for operation, request in (
        ("DescribeUserPool", of_pool),
        ("ListUserPools", {"MaxResults": 10}),
        ("GetUserPoolMfaConfig", of_pool),
        ("DescribeUserPoolClient", which),
        ("UpdateUserPoolClient", which | {"ClientName": name} | flows),
        ("ListUserPoolClients", of_pool | {"MaxResults": 10}),
        ("CreateResourceServer", server | {"Name": "orders", "Scopes": scopes}),
        ("DescribeResourceServer", server),
        ("ListResourceServers", of_pool | {"MaxResults": 10}),
        ("DeleteResourceServer", server),
        ("DeleteUserPoolClient", which),
    ):
        judge(s, s.call(operation, **request))


@prop(
    *OF_ANSWERS,
    *OF_TOKENS,
    base=names(),
    groups=group_names(),
    role=role_names,
    password=passwords(),
)
def test_answers_to_sign_ins(s: Scenario, base: str, groups: str, role: str, password: str) -> None:
    """Tokens of a user in two groups by each flow with a password, and the answers on the way to them."""
    pool = s.pool()
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    user = s.user(pool, username=s.name(base), password=password)
    for number in (1, 2):
        named = group_name(s, groups)
        s.must("CreateGroup", UserPoolId=pool.id, GroupName=named, RoleArn=role_in(pool, f"{role}{number}"))
        must_add_to_group(s, user, named)
    typed = {"USERNAME": user.login, "PASSWORD": password}
    judge(s, initiate(s, client, "USER_PASSWORD_AUTH", typed))
    judge(s, initiate(s, client, "ADMIN_USER_PASSWORD_AUTH", typed, admin=True))
    session = s.sign_in(client, user, flow="USER_SRP_AUTH")
    judge(s, session.exchange)
    judge(s, refresh(s, session))
    judge(s, s.call("AssociateSoftwareToken", AccessToken=session.access))


@prop(*OF_ANSWERS, base=names(), local=emails_local(), password=passwords(), changed=passwords())
def test_answers_to_challenges(s: Scenario, base: str, local: str, password: str, changed: str) -> None:
    """A sign-up, and a user who is asked for a new password; the first step of SRP."""
    pool = s.pool(AutoVerifiedAttributes=["email"])
    client = s.client(pool, ExplicitAuthFlows=ANY_PASSWORD_CLIENT)
    login, attributes = fresh_login(s, pool, base), [{"Name": "email", "Value": s.email(local)}]
    signed_up = s.call("SignUp", ClientId=client.id, Username=login, Password=password, UserAttributes=attributes)
    judge(s, signed_up)
    judge(s, s.call("ResendConfirmationCode", ClientId=client.id, Username=login))
    user = s.user(pool, password=password, status="FORCE_CHANGE_PASSWORD")
    judge(s, user.created)
    judge(s, srp_challenge(s, client, user.login).challenge)
    judge(s, forced(s, client, user))
    judge(s, new_password(s, client, forced(s, client, user), user, f"{changed}Zz9"))


@prop("SHAPE-025", users=st.sampled_from(("plain", "email", "alias")))
def test_published_documents(s: Scenario, users: str) -> None:
    """The key set and the discovery document of a pool of each kind; no other setting of a pool changes them."""
    named: dict[str, Any] = {"email": {"UsernameAttributes": ["email"]}, "alias": {"AliasAttributes": ["email"]}}
    pool = s.pool(**named.get(users, {}))
    judge(s, s.need(s.jwks(pool), "JWT-001"))
    judge(s, s.need(s.discovery(pool), "JWT-002"))


@prop("SHAPE-025", *OF_TOKENS, base=names(), word=words_for_pkce())
def test_answers_at_the_domain(s: Scenario, base: str, word: str) -> None:
    """Tokens for a code, and what userInfo says for them."""
    pool = web_pool(s)
    client, user = web_client(s, pool), web_user(s, pool, base)
    tokens = judge(s, web_tokens(s, client, user, "openid email profile", word))
    judge(s, user_info(s, pool, tokens.text("access_token")))
