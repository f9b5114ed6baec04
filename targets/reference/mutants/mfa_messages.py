"""Defects of second factors by text message and e-mail."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "sms-mfa-never-usable",
        "SMS_MFA cannot be turned on for anybody",
        violates="MFAMSG-001",
        also=(
            "MFAMSG-022",
            "MFAMSG-041",
        ),
    ),
    Mutant("sms-mfa-not-listed", "UserMFASettingList lacks SMS_MFA", violates="MFAMSG-002"),
    Mutant("sms-mfa-preference-not-shown", "PreferredMfaSetting is not shown for SMS_MFA", violates="MFAMSG-003"),
    Mutant("sms-mfa-enabled-is-shown-preferred", "SMS_MFA enabled is shown as preferred", violates="MFAMSG-004"),
    Mutant("sms-mfa-without-number", "SMS_MFA is turned on for a user without a phone", violates="MFAMSG-005"),
    Mutant(
        "sms-mfa-skipped-at-user-password-auth",
        "USER_PASSWORD_AUTH asks for no code by text message",
        violates="MFAMSG-006",
        also=("MFAMSG-022",),
        modelled_on="ministack: no challenge SMS_MFA at all",
    ),
    Mutant(
        "sms-mfa-skipped-at-admin-user-password-auth",
        "ADMIN_USER_PASSWORD_AUTH asks for no code by text message",
        violates="MFAMSG-007",
    ),
    Mutant("sms-mfa-skipped-at-password-verifier", "SRP asks for no code by text message", violates="MFAMSG-008"),
    Mutant("sms-mfa-skipped-at-user-auth", "USER_AUTH asks for no code by text message", violates="MFAMSG-009"),
    Mutant(
        "sms-mfa-second-without-medium",
        "The challenge SMS_MFA names no medium",
        violates="MFAMSG-010",
        modelled_on="moto: ChallengeParameters is empty",
    ),
    Mutant(
        "sms-mfa-second-not-masked",
        "The challenge SMS_MFA shows the whole number",
        violates="MFAMSG-011",
        modelled_on="cognito-local: the destination is the number itself",
    ),
    Mutant("sms-mfa-second-without-user-id", "The challenge SMS_MFA lacks USER_ID_FOR_SRP", violates="MFAMSG-012"),
    Mutant("sms-mfa-code-never-right", "No code of SMS_MFA signs in", violates="MFAMSG-013"),
    Mutant(
        "any-sms-mfa-code",
        "SMS_MFA accepts any code",
        violates="MFAMSG-014",
        also=("MFAMSG-016",),
        modelled_on="moto: any SMS_MFA_CODE signs in",
    ),
    Mutant(
        "sms-mfa-needs-no-code", "SMS_MFA may be answered without a code", violates="MFAMSG-015", also=("MFAMSG-018",)
    ),
    Mutant("sms-mfa-code-of-anybody", "A code that was sent to any user is accepted", violates="MFAMSG-016"),
    Mutant("sms-mfa-session-used-again", "Session and code of SMS_MFA work twice", violates="MFAMSG-017"),
    Mutant(
        "sms-mfa-needs-no-session",
        "An answer to SMS_MFA gives tokens to anybody",
        violates="MFAMSG-018",
        also=(
            "MFAMSG-014",
            "MFAMSG-015",
            "MFAMSG-016",
            "MFAMSG-017",
            "MFAMSG-019",
            "MFAMSG-020",
        ),
        modelled_on="cognito-local: SMS_MFA without a code gives tokens to any user name, whatever the Session",
    ),
    Mutant("text-message-code-for-ever", "Codes of SMS_MFA do not expire", violates="MFAMSG-019"),
    Mutant("sms-mfa-verifies-nothing", "The code leaves the number unverified", violates="MFAMSG-020"),
    Mutant("sms-mfa-not-disabled", "SMS_MFA cannot be turned off", violates="MFAMSG-021"),
    Mutant(
        "sms-mfa-needs-preference",
        "Where MFA is required, users without a preference are not asked",
        violates="MFAMSG-022",
        also=("MFAMSG-041",),
    ),
    Mutant(
        "reset-code-where-mfa-goes",
        "Reset codes go to the phone of the second factor",
        violates="MFAMSG-023",
        also=("MFAMSG-024",),
    ),
    Mutant(
        "reset-code-where-mfa-goes-if-alone",
        "A user who has only a phone gets reset codes there, too",
        violates="MFAMSG-024",
    ),
    Mutant("email-mfa-refused", "EmailMfaConfiguration is refused", violates="MFAMSG-025"),
    Mutant("email-mfa-message-not-shown", "GetUserPoolMfaConfig hides the message", violates="MFAMSG-026"),
    Mutant(
        "email-mfa-with-default-sender", "E-mail as second factor needs no sender of its own", violates="MFAMSG-027"
    ),
    Mutant("email-mfa-in-every-tier", "E-mail as second factor is accepted in the LITE tier", violates="MFAMSG-028"),
    Mutant(
        "email-mfa-beside-recovery",
        "E-mail as second factor is accepted with recovery by e-mail alone",
        violates="MFAMSG-029",
    ),
    Mutant("email-mfa-with-mfa-off", "EmailMfaConfiguration is accepted with MFA off", violates="MFAMSG-030"),
    Mutant("email-mfa-off-text", "EmailMfaConfiguration with MFA off: another text", violates="MFAMSG-031"),
    Mutant(
        "email-mfa-message-without-place", "An e-mail message needs no placeholder for the code", violates="MFAMSG-032"
    ),
    Mutant("sms-message-without-place", "A text message needs no placeholder for the code", violates="MFAMSG-033"),
    Mutant("sms-message-of-any-length", "A text message may be of any length", violates="MFAMSG-034"),
    Mutant("email-otp-second-never-asked", "No code by e-mail is asked for after a password", violates="MFAMSG-035"),
    Mutant(
        "email-otp-second-not-masked",
        "The challenge EMAIL_OTP as second factor shows the whole address",
        violates="MFAMSG-036",
    ),
    Mutant("email-otp-second-code-never-right", "No code by e-mail signs in after a password", violates="MFAMSG-037"),
    Mutant("any-email-otp-second-code", "EMAIL_OTP as second factor accepts any code", violates="MFAMSG-038"),
    Mutant("email-otp-second-verifies-nothing", "The code leaves the address unverified", violates="MFAMSG-039"),
    Mutant("email-otp-second-not-listed", "UserMFASettingList lacks EMAIL_OTP", violates="MFAMSG-040"),
    Mutant("two-messages-no-choice", "A user with two factors is not asked to choose", violates="MFAMSG-041"),
    Mutant("chosen-sms-mfa-keeps-session", "SMS_MFA chosen keeps the Session of the choice", violates="MFAMSG-042"),
)
