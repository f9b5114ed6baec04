"""What the table says of tools and of members that nobody can change agrees with the service model."""

from __future__ import annotations

import pytest

from conformance.oracle.update_members import FIXED, MEMBERS, TERRAFORM_KEEPS, Fixed, left_out_by, row_of
from conformance.transport.aws_model import service_model

UPDATES = {
    "pool": "UpdateUserPool",
    "clients": "UpdateUserPoolClient",
    "identity_providers": "UpdateIdentityProvider",
}


@pytest.mark.parametrize("row", FIXED, ids=[f"{row.part}.{row.name}" for row in FIXED])
def test_what_the_api_refuses_its_request_does_not_have(row: Fixed) -> None:
    members = service_model().operation_model(UPDATES[row.part]).input_shape.members
    assert (row.name in members) == (row.api == "applied")
    assert row.sources


def test_what_terraform_keeps_is_in_the_table() -> None:
    for operation, (names, source) in TERRAFORM_KEEPS.items():
        assert names <= {row.name for row in MEMBERS if row.operation == operation}
        assert source.startswith("https://")


def test_what_is_said_by_tool() -> None:
    tier = row_of("UpdateUserPool", ("UserPoolTier",))
    verified = row_of("UpdateUserPool", ("AutoVerifiedAttributes",))
    protection = row_of("UpdateUserPool", ("DeletionProtection",))
    assert tier
    assert verified
    assert protection
    assert [left_out_by(tier, via).says for via in ("api", "cfn", "terraform")] == ["kept", "unknown", "kept"]
    assert [left_out_by(verified, via).says for via in ("api", "cfn", "terraform")] == ["reset", "unknown", "reset"]
    assert [left_out_by(protection, via).says for via in ("api", "cfn")] == ["unknown", "kept"]


def test_a_policy_that_is_left_out_beside_the_other_has_a_row_of_its_own() -> None:
    alone = row_of("UpdateUserPool", ("Policies", "SignInPolicy", "AllowedFirstAuthFactors"))
    beside = row_of("UpdateUserPool", ("Policies", "SignInPolicy", "AllowedFirstAuthFactors"), "PasswordPolicy")
    assert alone
    assert beside
    assert (alone.requirement, beside.requirement) == ("POOL-052", "POOL-053")
    assert row_of("UpdateUserPool", ("Telepathy",)) is None
