"""Configurations of pools that many properties use."""

from __future__ import annotations

from typing import Any

AUTO_EMAIL: dict[str, Any] = {"AutoVerifiedAttributes": ["email"]}
EMAIL_NAMES: dict[str, Any] = {"UsernameAttributes": ["email"]}
EMAIL_ALIAS: dict[str, Any] = {"AliasAttributes": ["email"], "AutoVerifiedAttributes": ["email"]}
NUMBER_ALIAS: dict[str, Any] = {"AliasAttributes": ["phone_number"]}
PREFERRED_NAME_ALIAS: dict[str, Any] = {"AliasAttributes": ["preferred_username"]}
REQUIRED_NAME: dict[str, Any] = {
    "Schema": [{"Name": "given_name", "AttributeDataType": "String", "Mutable": True, "Required": True}]
}
ANY_CASE: dict[str, Any] = {"UsernameConfiguration": {"CaseSensitive": False}}
BY_EMAIL = {"RecoveryMechanisms": [{"Priority": 1, "Name": "verified_email"}]}  # an AccountRecoverySetting

# Pools that are kept apart from others by a tag.
FOR_SERVERS = {"UserPoolTags": {"for": "resource servers"}}  # the one pool whose resource servers properties delete
FOR_UPDATES = {"UserPoolTags": {"for": "updates"}}  # the one pool whose configuration properties change
FOR_STYLES = {"UserPoolTags": {"for": "styles"}}  # the one pool whose clients have styles
FOR_LISTS = {"UserPoolTags": {"for": "lists"}}  # the one pool whose users properties delete
