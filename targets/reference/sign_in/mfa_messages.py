"""Second factors whose code is sent: by text message (SMS_MFA) and by e-mail (EMAIL_OTP)."""

from __future__ import annotations

from targets.reference.core.api import Answer, Params
from targets.reference.core.attempt import Attempt, challenge
from targets.reference.core.deviation import deviates
from targets.reference.core.errors import FeatureUnavailableInTierException, InvalidParameterException
from targets.reference.core.masks import EMAIL, PHONE
from targets.reference.core.pending_codes import send_sign_in_code
from targets.reference.core.sessions import new_session, session_minutes
from targets.reference.core.state import Pool, User
from targets.reference.sign_in.first_factor import finish
from targets.reference.sign_in.mfa import Factor, flow_of, register

SMS_MFA, EMAIL_OTP = "SMS_MFA", "EMAIL_OTP"
EMAIL_BLOCK = "EmailMfaConfiguration"
ATTRIBUTE = {SMS_MFA: PHONE, EMAIL_OTP: EMAIL}


def sends_text_messages(pool: Pool) -> bool:
    """Documented: an SMS configuration alone makes text messages a second factor."""
    later = pool.mfa.get("SmsMfaConfiguration", {}).get("SmsConfiguration")
    return "SmsConfiguration" in pool.settings or later is not None


def sms_usable(pool: Pool, user: User) -> bool:
    """Whether a code can go to the user's phone, verified or not."""
    if not sends_text_messages(pool) or deviates("sms-mfa-never-usable"):
        return False
    return bool(user.attributes.get(PHONE)) or deviates("sms-mfa-without-number")


def email_usable(pool: Pool, user: User) -> bool:
    """Whether a code can go to the user's address, verified or not."""
    if sms_usable(pool, user) and deviates("two-messages-no-choice"):
        return False
    return EMAIL_BLOCK in pool.mfa and bool(user.attributes.get(EMAIL))


def ask_sms(attempt: Attempt, user: User) -> Answer:
    """A code by text message."""
    return ask(attempt, user, SMS_MFA)


def ask_email(attempt: Attempt, user: User) -> Answer:
    """A code by e-mail."""
    return ask(attempt, user, EMAIL_OTP)


def ask(attempt: Attempt, user: User, name: str) -> Answer:
    """Documented: the parameters say how and where the code went, and who is asked."""
    if left_out(attempt, user, name):
        return finish(attempt, user)
    attribute = ATTRIBUTE[name]
    delivery = send_sign_in_code(attempt.call, attempt.pool, user, attribute, session_minutes(attempt.client))
    session = new_session(attempt.call, attempt.client, user, name, second=True)
    parameters = {
        "CODE_DELIVERY_DELIVERY_MEDIUM": delivery["DeliveryMedium"],
        "CODE_DELIVERY_DESTINATION": delivery["Destination"],
        "USER_ID_FOR_SRP": user.username,
    }
    kept = attempt.step == "select-mfa-type" and deviates("chosen-sms-mfa-keeps-session")
    return challenge(name, distorted(parameters, user, name), attempt.call["Session"] if kept else session.text)


def distorted(parameters: dict[str, str], user: User, name: str) -> dict[str, str]:
    """The parameters, as mutants give them."""
    kind = name.lower().replace("_", "-")
    if deviates(f"{kind}-second-without-medium"):
        del parameters["CODE_DELIVERY_DELIVERY_MEDIUM"]
    if deviates(f"{kind}-second-not-masked"):
        parameters["CODE_DELIVERY_DESTINATION"] = user.attributes[ATTRIBUTE[name]]
    if deviates(f"{kind}-second-without-user-id"):
        del parameters["USER_ID_FOR_SRP"]
    return parameters


def left_out(attempt: Attempt, user: User, name: str) -> bool:
    """Whether a mutant forgets the code: that of an e-mail, of one flow, or of users who did not ask for it."""
    if name == EMAIL_OTP:
        return deviates("email-otp-second-never-asked")
    needs_preference = not user.factors.preferred and attempt.step != "select-mfa-type"
    return deviates(f"sms-mfa-skipped-at-{flow_of(attempt)}") or (
        needs_preference and deviates("sms-mfa-needs-preference")
    )


def taken_for_mfa(pool: Pool, user: User) -> str | None:
    """Documented: the attribute that gets the second factor's codes gets no reset codes.

    Reported: without a setting for recovery it does.
    """
    chosen = pool.settings.get("AccountRecoverySetting", {}).get("RecoveryMechanisms")
    if pool.settings["MfaConfiguration"] == "OFF" or not chosen or deviates("reset-code-where-mfa-goes"):
        return None
    attribute = ATTRIBUTE.get(user.factors.preferred)
    alone = attribute is not None and not any(user.verified(a) for a in (EMAIL, PHONE) if a != attribute)
    return None if alone and deviates("reset-code-where-mfa-goes-if-alone") else attribute


def check_configuration(pool: Pool, given: Params) -> None:
    """Documented: e-mail as second factor needs a plan, a sender and another way to recover."""
    if EMAIL_BLOCK not in given:
        return
    if deviates("email-mfa-refused"):
        raise InvalidParameterException("Email MFA is not supported.")
    if pool.settings["UserPoolTier"] == "LITE" and not deviates("email-mfa-in-every-tier"):
        raise FeatureUnavailableInTierException("Email MFA is not available in the LITE tier.")
    sender = pool.settings["EmailConfiguration"].get("EmailSendingAccount")
    if sender != "DEVELOPER" and not deviates("email-mfa-with-default-sender"):
        raise InvalidParameterException("Email MFA needs an email configuration of your own.")
    mechanisms = pool.settings.get("AccountRecoverySetting", {}).get("RecoveryMechanisms", [])
    if [entry["Name"] for entry in mechanisms] == ["verified_email"] and not deviates("email-mfa-beside-recovery"):
        raise InvalidParameterException("Email MFA and account recovery by email only exclude each other.")


def configuration(settings: Params) -> Params:
    """GetUserPoolMfaConfig, as a mutant shows it."""
    if EMAIL_BLOCK in settings and deviates("email-mfa-message-not-shown"):
        return {**settings, EMAIL_BLOCK: {}}
    return settings


def preferences(user: User, settings: Params) -> Params:
    """The members of AdminGetUser, as mutants show them."""
    shown = dict(settings)
    hidden = {SMS_MFA: "sms-mfa-not-listed", EMAIL_OTP: "email-otp-second-not-listed"}
    listed = [name for name in shown.get("UserMFASettingList", []) if not deviates(hidden.get(name, ""))]
    if "UserMFASettingList" in shown:
        shown["UserMFASettingList"] = listed
    if shown.get("PreferredMfaSetting") == SMS_MFA and deviates("sms-mfa-preference-not-shown"):
        del shown["PreferredMfaSetting"]
    if SMS_MFA in user.factors.enabled and deviates("sms-mfa-enabled-is-shown-preferred"):
        shown["PreferredMfaSetting"] = SMS_MFA
    return shown


register(Factor(SMS_MFA, "SMSMfaSettings", "SmsMfaConfiguration", can_be_set_up=True, usable=sms_usable, ask=ask_sms))
register(Factor(EMAIL_OTP, "EmailMfaSettings", EMAIL_BLOCK, can_be_set_up=True, usable=email_usable, ask=ask_email))
