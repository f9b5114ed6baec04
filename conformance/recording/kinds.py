"""What the value of a member is, by the member's name: the kind of its reference."""

from __future__ import annotations

from conformance.recording.references import ANYTHING

_NAMES = {
    "pool": "UserPoolId userPoolId",
    "client": "ClientId clientId client_id aud",
    "user": "Username userName username USERNAME cognito:username USER_ID_FOR_SRP UserName",
    "sub": "sub UserSub",
    "group": "GroupName cognito:groups",
    "domain": "Domain CustomDomain",
    "device": "DeviceKey DEVICE_KEY device_key DeviceGroupKey DEVICE_GROUP_KEY",
    "provider": "ProviderName providerName identity_provider",
    "arn": "Arn ResourceArn RoleArn LambdaArn SourceArn KMSKeyID KmsKeyId",
    "address": "email phone_number Destination CODE_DELIVERY_DESTINATION From ReplyToEmailAddress",
    "token-id": "jti origin_jti event_id",
    "key": "kid n e x5c x5t at_hash PublicKey",
    "access-token": "AccessToken access_token",
    "id-token": "IdToken id_token",
    "refresh-token": "RefreshToken REFRESH_TOKEN refresh_token",
    "token": "Token token PaginationToken NextToken",
    "session": "Session",
    "password": """Password TemporaryPassword PreviousPassword ProposedPassword PASSWORD NEW_PASSWORD password
        new_password confirm_password""",
    "code": """ConfirmationCode UserCode Code code SMS_MFA_CODE SMS_OTP_CODE SOFTWARE_TOKEN_MFA_CODE EMAIL_OTP_CODE""",
    "answer": "ANSWER",
    "secret": """ClientSecret ClientSecretValue client_secret SecretCode SecretHash SECRET_HASH SECRET_BLOCK
        PASSWORD_CLAIM_SIGNATURE PASSWORD_CLAIM_SECRET_BLOCK SALT SRP_A SRP_B private_key code_verifier authorization
        Salt PasswordVerifier CREDENTIAL""",
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}
# Values of these kinds are never kept, not even where they are words that anybody may use.
SECRET = frozenset({"access-token", "id-token", "refresh-token", "token", "session", "password", "code", "secret"})


def kind_of(member: str) -> str:
    """The kind of a member's value."""
    return _BY_NAME.get(member, ANYTHING)
