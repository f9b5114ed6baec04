"""Invitations: the temporary password that they bring."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from conformance.checking.attributes import attribute_list, attributes_of
from conformance.checking.exchange import Difference, Exchange
from conformance.checking.registry import check
from conformance.checking.sign_in import must_change_password
from conformance.flows.sign_in import password_sign_in
from conformance.oracle.password_policy import broken_rules
from conformance.scenario import Scenario, prop
from conformance.scenario.resources import User
from conformance.strategies import emails_local, names
from conformance.strategies.clients import PASSWORD_CLIENT
from conformance.strategies.policies import FEW, Policy


@check("ADMCREATE-035")
def signs_in(answer: Exchange) -> Difference | None:
    """The password of the message leads to NEW_PASSWORD_REQUIRED."""
    return must_change_password(answer)


@check("ADMCREATE-037")
def satisfies(created: Exchange, password: str | None, policy: Mapping[str, Any]) -> Difference | None:
    """The request is accepted, and the password satisfies the policy. ``None``: no password was read."""
    if not created.ok:
        return Difference(
            "refused-by-policy", "a password that satisfies the policy", f"{created.code}: {created.message}"
        )
    broken = [] if password is None else broken_rules(policy, password)
    if not broken:
        return None
    return Difference(f"breaks-{broken[0]}", "a password that satisfies the policy", f"it breaks {', '.join(broken)}")


@prop("ADMCREATE-035", "ADMCREATE-037", name=names(), local=emails_local(), policy=st.sampled_from(FEW))
def test_invitation(s: Scenario, name: str, local: str, policy: Policy) -> None:
    """A user with an address, in pools with several policies."""
    pool = s.pool(Policies={"PasswordPolicy": policy})
    client = s.client(pool, ExplicitAuthFlows=PASSWORD_CLIENT)
    attributes = {"email": s.email(local), "email_verified": "true"}
    login = attributes["email"] if pool.username_attributes else s.name(name)
    created = s.call(
        "AdminCreateUser",
        UserPoolId=pool.id,
        Username=login,
        UserAttributes=attribute_list(attributes),
        DesiredDeliveryMediums=["EMAIL"],
    )
    if created.code == "InvalidPasswordException":  # none was given, so the target generated it
        s.check("ADMCREATE-037", created, password=None, policy=policy)
    s.need(created, "ADMCREATE-001")
    username = str(created.get("User.Username") or login)
    sub = attributes_of(created, "User.Attributes").get("sub")
    user = User(pool, login, username, sub, None, attributes, "FORCE_CHANGE_PASSWORD", created)
    password = s.code("invitation", user, announced=created)
    wrong = password_sign_in(s, client, login, str(s.compute("secret.altered", password)))
    if wrong.ok:
        s.end("NEWPW-019", "any temporary password is accepted", wrong)
    s.check("ADMCREATE-035", password_sign_in(s, client, login, password))
    s.check("ADMCREATE-037", created, password=password, policy=policy)


@prop("ADMCREATE-038", plain=("names=addresses",), name=names(), local=emails_local())
def test_invitation_without_address(s: Scenario, name: str, local: str) -> None:
    """An invitation by e-mail to a user without an address; with one it is accepted."""
    pool = s.pool()

    def invite(attributes: Mapping[str, str]) -> Exchange:
        return s.call(
            "AdminCreateUser",
            UserPoolId=pool.id,
            Username=s.name(name),  # another one each time: what is refused may leave a user
            UserAttributes=attribute_list(attributes),
            DesiredDeliveryMediums=["EMAIL"],
        )

    attempt = invite({"nickname": name})
    s.refused("ADMCREATE-038", attempt, control=lambda: invite({"nickname": name, "email": s.email(local)}))
