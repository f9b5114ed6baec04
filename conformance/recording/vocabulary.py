"""The allow list: names of members, values and words that may be in a recording. Nothing else is written as it came.

Most of it is AWS's own API model, as the installed botocore has it: names and values that are the same for everybody.
What OAuth 2.0, OpenID Connect, HTTP and the suite's own requests add is listed here. A value that is not in a list
becomes a numbered reference, whatever it looks like: what is not known to be harmless is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from conformance.evidence import load_evidence
from conformance.requirements import load_catalog
from conformance.transport.aws_model import enum_values, operation_names, service_model

PREFIX = "AWSCognitoIdentityProviderService."
_PARAMETERS = """
    USERNAME PASSWORD NEW_PASSWORD SECRET_HASH REFRESH_TOKEN DEVICE_KEY DEVICE_GROUP_KEY SRP_A SRP_B SALT SECRET_BLOCK
    USER_ID_FOR_SRP TIMESTAMP PASSWORD_CLAIM_SIGNATURE PASSWORD_CLAIM_SECRET_BLOCK ANSWER SMS_MFA_CODE SMS_OTP_CODE
    SOFTWARE_TOKEN_MFA_CODE EMAIL_OTP_CODE CHALLENGE_NAME PREFERRED_CHALLENGE CREDENTIAL CREDENTIAL_REQUEST_OPTIONS
    CODE_DELIVERY_DELIVERY_MEDIUM CODE_DELIVERY_DESTINATION FRIENDLY_DEVICE_NAME MFAS_CAN_CHOOSE MFAS_CAN_SELECT
    MFAS_CAN_SETUP requiredAttributes userAttributes
"""
_CLAIMS = """
    sub iss aud exp iat auth_time token_use scope jti origin_jti event_id client_id username version at_hash nonce
    cognito:username cognito:groups cognito:roles cognito:preferred_role identities userId providerName providerType
    issuer primary dateCreated device_key email email_verified phone_number phone_number_verified name given_name
    family_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo locale address
    updated_at acr amr alg kid typ enc cty zip
"""
_OAUTH = """
    error error_description error_uri access_token id_token refresh_token token_type expires_in token state code
    response_type redirect_uri logout_uri grant_type client_secret code_challenge code_challenge_method code_verifier
    identity_provider idp_identifier login_hint lang resource prompt max_age token_type_hint keys kty use n e x5c x5t
    authorization_endpoint end_session_endpoint id_token_signing_alg_values_supported jwks_uri response_types_supported
    revocation_endpoint scopes_supported subject_types_supported token_endpoint token_endpoint_auth_methods_supported
    userinfo_endpoint grant_types_supported claims_supported response_modes_supported RelayState SAMLRequest
    SAMLResponse code_challenge_methods_supported
"""
_SENT = """
    url query form headers cookies body browser filled calls call does operation method parameters outcome status
    events request response triggerSource userPoolId userName callerContext awsSdkVersion clientId region
    __type message Message Name Value header claims password new_password confirm_password _csrf cognitoAsfData
"""
_MORE_VALUES = """
    true false Bearer bearer Basic access id RS256 RSA-OAEP A256GCM RSA sig openid email phone profile public token code
    implicit client_credentials authorization_code refresh_token client_secret_basic client_secret_post S256 query
    aws.cognito.signin.user.admin invalid_request invalid_client invalid_grant unauthorized_client invalid_scope
    unsupported_grant_type unsupported_response_type access_denied invalid_token server_error redirect_mismatch
    method_not_allowed login none id_token sub email_verified phone_number_verified name given_name family_name
    middle_name nickname preferred_username picture website gender birthdate zoneinfo locale address updated_at
    phone_number GET POST PUT DELETE HEAD no-cache no-store must-revalidate max-age=0 private ok refused unknown error
    unsupported JWT deflate gzip chunked Cognito GoogleUser
    application/json application/x-amz-json-1.1 application/x-www-form-urlencoded text/html text/plain text/xml
    application/json;charset=UTF-8 application/json;charset=utf-8 text/html;charset=UTF-8 text/html;charset=utf-8
    application/octet-stream application/xml charset=UTF-8 charset=utf-8
"""
_OWN_WORDS = """
    typed asked gone ordered named name whichever and so was control as before not all were reset tags no in lower case
    another way way UUID nobody code found users same found scopes ended early without answer clear suite has of its own
    unsupported excluded inconclusive blocked status unknown would e-mail ask default callback every suite's
    makes which day
"""  # of answers to the suite's own questions
_PATHS = """
    oauth2 authorize token revoke userInfo login logout signup confirm confirmUser forgotPassword confirmForgotPassword
    changePassword saml2 idpresponse .well-known jwks.json openid-configuration error resendcode mfa passkeys add
    managed-login style cb callback
"""
_HOST_PARTS = frozenset({"cognito-idp", "cognito-idp-fips", "issuer-cognito-idp", "auth", "auth-fips"})
AWS_HOSTS = ("amazonaws.com", "amazoncognito.com")
HEADERS = frozenset(
    {
        "content-type",
        "www-authenticate",
        "cache-control",
        "pragma",
        "location",
        "x-amzn-errortype",
        "x-amzn-errormessage",
        "x-amz-target",
        "authorization",
        "accept",
        "origin",
    }
)
TEXTS = frozenset(
    {
        "message",
        "Message",
        "__type",
        "error_description",
        "x-amzn-errortype",
        "x-amzn-errormessage",
        "www-authenticate",
        "cache-control",
        "content-type",
        "scope",
    }
)
_NUMBERS = frozenset({"expires_in", "version", "status", "browser", "updated_at"})
_MOMENTS = frozenset({"iat", "auth_time", "exp", "dateCreated", "LastModified"})
_ATTRIBUTES = frozenset({"email_verified", "phone_number_verified"})
_WORD = re.compile(r"[A-Za-z]+(?:['-][a-z]+)*")


@cache
def members() -> frozenset[str]:
    """The names that a member may have in a recording."""
    texts = " ".join((_PARAMETERS, _CLAIMS, _OAUTH, _SENT)).split()
    return frozenset(_model_members()) | frozenset(texts) | HEADERS | _NUMBERS | _MOMENTS


def _model_members() -> Iterator[str]:
    for shape in _structures():
        yield from shape.members


def _structures() -> Iterator[Any]:
    model = service_model()
    for name in model.shape_names:
        shape = model.shape_for(name)
        if shape.type_name == "structure":
            yield shape


def _members_of(*types: str) -> frozenset[str]:
    return frozenset(n for s in _structures() for n, inner in s.members.items() if inner.type_name in types)


@cache
def numbers() -> frozenset[str]:
    """The members whose numbers are kept: limits, lifetimes, versions."""
    return _members_of("integer", "long") | _NUMBERS


@cache
def moments() -> frozenset[str]:
    """The members that say when something was."""
    return _members_of("timestamp") | _MOMENTS


@cache
def values() -> frozenset[str]:
    """The values that are kept as they are: those that are the same for everybody."""
    operations = operation_names()
    return frozenset({*enum_values(), *_MORE_VALUES.split(), *_errors(), *(PREFIX + name for name in operations)})


def _errors() -> Iterator[str]:
    model = service_model()
    for name in model.shape_names:
        if model.shape_for(name).metadata.get("exception"):
            yield name
    for requirement in load_catalog().requirements.values():
        yield from requirement.error


@cache
def paths() -> frozenset[str]:
    """The parts of a URL's path that are kept."""
    return frozenset(_PATHS.split())


def host_part(label: str) -> bool:
    """Whether a label of a host below AWS's own domains is one that AWS chose: a service, or a Region."""
    return label in _HOST_PARTS or label in _regions()


@cache
def _regions() -> frozenset[str]:
    import botocore.session

    session = botocore.session.get_session()
    found = (session.get_available_regions("cognito-idp", partition_name=p) for p in session.get_available_partitions())
    return frozenset(region for regions in found for region in regions)


@cache
def words() -> frozenset[str]:
    """The words of a message that are kept, in lower case.

    They are words of AWS's description of the API, of the catalog's patterns for messages, and of published refusals.
    """
    found = set(_words_in(" ".join(_described(_description()))))
    patterns = (p for r in load_catalog().requirements.values() for p in r.message)
    found |= set(_words_in(" ".join(patterns).replace("\\", " ")))
    found |= {word for r in load_evidence().values() if not r.drawn for word in _words_in(r.message)}
    found |= {word.lower() for word in members() | values() | _ATTRIBUTES} | set(_OWN_WORDS.lower().split())
    return frozenset(found)


@cache
def patterns() -> frozenset[str]:
    """The regular expressions of the API model, as messages quote them."""
    model = service_model()
    shapes = (model.shape_for(name) for name in model.shape_names)
    texts = (str(shape.metadata["pattern"]) for shape in shapes if "pattern" in shape.metadata)
    return frozenset(part for text in texts for part in text.split())


def _words_in(text: str) -> Iterator[str]:
    return (word.lower() for word in _WORD.findall(text))


def _described(value: Any) -> Iterator[str]:
    """The descriptions in the model, without mark-up; not the examples between code marks, which may be anything."""
    if isinstance(value, Mapping):
        text = value.get("documentation")
        if isinstance(text, str):
            yield re.sub(r"<code>[^<]*</code>|<[^>]*>", " ", text)
        for inner in value.values():
            yield from _described(inner)


def _description() -> Mapping[str, Any]:
    import botocore.session

    loader = botocore.session.get_session().get_component("data_loader")
    document: Mapping[str, Any] = loader.load_service_model("cognito-idp", "service-2")
    return document
