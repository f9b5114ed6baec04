"""The parameters of the API by which the values of the dimensions are arranged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.scenario.dimensions import FREE

ALIASES = ("email", "phone_number", "preferred_username")
MEMBERS: Mapping[tuple[str, str], dict[str, Any]] = {  # of CreateUserPool, by dimension and value
    ("names", "aliases"): {"AliasAttributes": list(ALIASES)},
    ("names", "addresses"): {"UsernameAttributes": ["email", "phone_number"]},
    ("devices", "always"): {"DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": False}},
    ("devices", "asked"): {"DeviceConfiguration": {"DeviceOnlyRememberedOnUserPrompt": True}},
    ("tier", "PLUS"): {"UserPoolTier": "PLUS"},
    ("tier", "LITE"): {"UserPoolTier": "LITE"},
    ("case", "ignored"): {"UsernameConfiguration": {"CaseSensitive": False}},
}
DECIDES: Mapping[str, tuple[str, ...]] = {  # the members by which a property decides a dimension itself
    "names": ("AliasAttributes", "UsernameAttributes"),
    "devices": ("DeviceConfiguration",),
    "tier": ("UserPoolTier", "UserPoolAddOns"),
    "triggers": ("LambdaConfig",),
    "case": ("UsernameConfiguration",),
    "mfa": ("MfaConfiguration", "DeviceConfiguration"),
}
BY_APP: Mapping[str, Any] = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}  # a second factor that pools may have
PASSED_THROUGH = ("PreSignUp", "PreTokenGeneration")  # triggers on the way to a user and to tokens
NOT_IN_ACCOUNTS = frozenset({"tier", "triggers"})  # tiers have prices there, and functions take long to deploy
OAUTH = ("AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "AllowedOAuthFlowsUserPoolClient")
ATTRIBUTE_OF = {
    "email": "email",
    "phone": "phone_number",
    "preferred_username": "preferred_username",
}  # by kind of name
NAME_BY = {attribute: kind for kind, attribute in ATTRIBUTE_OF.items()}
PARAMETERS_OF = {
    "InitiateAuth": "AuthParameters",
    "AdminInitiateAuth": "AuthParameters",
    "RespondToAuthChallenge": "ChallengeResponses",
    "AdminRespondToAuthChallenge": "ChallengeResponses",
}
OTHERWISE_ALLOWED = {"ADMIN_NO_SRP_AUTH": "ADMIN_USER_PASSWORD_AUTH", "SELECT_CHALLENGE": "USER_AUTH"}
PERMISSION = {flow: f"ALLOW_{OTHERWISE_ALLOWED.get(flow, flow)}" for flow in FREE["flow"].free}
REFRESHING = "ALLOW_REFRESH_TOKEN_AUTH"
REFRESH_FLOWS = ("", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN")  # in turns; the first is none
WITH_HASH = ("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword", "ConfirmForgotPassword")
WITH_SECRET = ("RevokeToken", "GetTokensFromRefreshToken")
