"""The errors of the API. The class name is the error code on the wire."""

from __future__ import annotations


class ApiError(Exception):
    """A refusal. Recorded: client errors come with status 400, whatever the API model's httpError traits say."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def code(self) -> str:
        """What ``__type`` says: the bare code, without a namespace."""
        return type(self).__name__


class AliasExistsException(ApiError):
    """An e-mail address, phone number or preferred user name signs in another user."""


class CodeMismatchException(ApiError):
    """Not the code that was sent."""


class DeviceKeyExistsException(ApiError):
    """The device is confirmed already."""


class DuplicateProviderException(ApiError):
    """An identity provider of this name, or with this identifier, exists."""


class EnableSoftwareTokenMFAException(ApiError):
    """The first code of an authenticator is not right."""


class ExpiredCodeException(ApiError):
    """The code is too old, or there is none."""


class FeatureUnavailableInTierException(ApiError):
    """The pool's tier lacks the feature."""


class ManagedLoginBrandingExistsException(ApiError):
    """The client has a style already."""


class GroupExistsException(ApiError):
    """A group of this name exists."""


class InternalErrorException(ApiError):
    """A defect of this service."""

    status = 500


class InvalidLambdaResponseException(ApiError):
    """A trigger returned what cannot be read."""


class InvalidOAuthFlowException(ApiError):
    """A combination of OAuth settings that cannot be."""


class InvalidParameterException(ApiError):
    """The request is wrong in itself."""


class InvalidPasswordException(ApiError):
    """The password breaks the pool's policy."""


class InvalidUserPoolConfigurationException(ApiError):
    """The pool is not configured for this."""


class LimitExceededException(ApiError):
    """Too many attempts."""


class MissingAuthenticationTokenException(ApiError):
    """The operation wants a signed request."""


class NotAuthorizedException(ApiError):
    """Wrong password, token, session, hash; or a state that forbids it."""


class PasswordHistoryPolicyViolationException(ApiError):
    """The password was used before."""


class PasswordResetRequiredException(ApiError):
    """An administrator asked for a new password."""


class RefreshTokenReuseException(ApiError):
    """The refresh token was rotated out."""


class UserPoolAddOnNotEnabledException(ApiError):
    """The pool has no threat protection."""


class PreconditionNotMetException(ApiError):
    """Something has to be done first."""


class ResourceNotFoundException(ApiError):
    """No such pool, client, group or resource server."""


class ScopeDoesNotExistException(ApiError):
    """No resource server of the pool defines the scope."""


class SerializationException(ApiError):
    """The body is not what the protocol asks for."""


class SoftwareTokenMFANotFoundException(ApiError):
    """Authenticator apps are not switched on in the pool, or the user has none."""


class TermsExistsException(ApiError):
    """The client has terms of this name already."""


class UnauthorizedException(ApiError):
    """RevokeToken: wrong client or secret."""


class UnexpectedLambdaException(ApiError):
    """A trigger could not be called."""


class UnknownOperationException(ApiError):
    """No such operation here."""


class UnsupportedOperationException(ApiError):
    """RevokeToken: revocation is switched off for this client."""


class UnsupportedTokenTypeException(ApiError):
    """RevokeToken: not a refresh token."""


class UnsupportedUserStateException(ApiError):
    """The user's status does not allow it."""


class UserLambdaValidationException(ApiError):
    """A trigger failed, and says why."""


class UsernameExistsException(ApiError):
    """The user name is taken."""


class UserNotConfirmedException(ApiError):
    """The user has not confirmed the sign-up."""


class UserNotFoundException(ApiError):
    """No such user."""


class WebAuthnChallengeNotFoundException(ApiError):
    """A passkey answers a challenge that nobody was given, or that is too old."""


class WebAuthnClientMismatchException(ApiError):
    """A passkey's registration was begun at another client."""


class WebAuthnConfigurationMissingException(ApiError):
    """The pool has neither a relying party nor a domain."""


class WebAuthnCredentialNotSupportedException(ApiError):
    """A passkey of a kind that is not supported."""


class WebAuthnNotEnabledException(ApiError):
    """Passkeys are not among the pool's first factors."""


class WebAuthnOriginNotAllowedException(ApiError):
    """A passkey was made at an origin that does not belong to the relying party."""


class WebAuthnRelyingPartyMismatchException(ApiError):
    """A passkey was made for another relying party."""


def wrong_credentials() -> NotAuthorizedException:
    """Recorded: one text for a wrong password and for whatever must look like one."""
    return NotAuthorizedException("Incorrect username or password.")


def user_not_found() -> UserNotFoundException:
    """Recorded: sign-in and the Admin operations say it like this."""
    return UserNotFoundException("User does not exist.")


def code_mismatch() -> CodeMismatchException:
    """Recorded."""
    return CodeMismatchException("Invalid verification code provided, please try again.")


def code_expired() -> ExpiredCodeException:
    """Recorded: the same text for an expired code and for no code at all."""
    return ExpiredCodeException("Invalid code provided, please request a code again.")
