"""Defects of codes as first factor."""

from __future__ import annotations

from targets.reference.mutants import Mutant

MUTANTS = (
    Mutant(
        "preferred-code-refused",
        "PREFERRED_CHALLENGE EMAIL_OTP is an error",
        violates="CHOOSE-001",
        also=("CHOOSE-022",),
    ),
    Mutant("preferred-email-otp-ignored", "A preferred EMAIL_OTP leads to the choice", violates="CHOOSE-002"),
    Mutant("sign-in-destination-not-masked", "The challenge shows the whole address", violates="CHOOSE-003"),
    Mutant(
        "preferred-without-available", "AvailableChallenges is empty when there is a challenge", violates="CHOOSE-004"
    ),
    Mutant("sign-in-codes-of-six-digits", "Sign-in codes have six digits", violates="CHOOSE-005"),
    Mutant(
        "email-otp-code-never-right",
        "Every code is refused after a preference",
        violates="CHOOSE-006",
        also=("CHOOSE-008",),
    ),
    Mutant(
        "any-email-otp-code",
        "EMAIL_OTP accepts any code",
        violates="CHOOSE-007",
        also=("CHOOSE-020",),
        modelled_on="moto and ministack take any code where codes are confirmed",
    ),
    Mutant("wrong-sign-in-code-ends-session", "A wrong code ends the session", violates="CHOOSE-008"),
    Mutant("email-otp-not-offered", "AvailableChallenges lacks EMAIL_OTP", violates="CHOOSE-009"),
    Mutant("chosen-email-otp-not-begun", "EMAIL_OTP chosen keeps the Session of the choice", violates="CHOOSE-010"),
    Mutant("chosen-code-never-right", "Every code is refused after a choice", violates="CHOOSE-011"),
    Mutant(
        "email-otp-without-address",
        "EMAIL_OTP is offered to users without an address",
        violates="CHOOSE-012",
        also=("CHOICE-012",),
    ),
    Mutant("email-otp-verifies-nothing", "The code verifies no address", violates="CHOOSE-013"),
    Mutant("sign-in-code-confirms-nothing", "The code leaves a user UNCONFIRMED", violates="CHOOSE-014"),
    Mutant(
        "hidden-unknown-user-gets-no-code",
        "An unknown user can be recognized: no code is reported as sent",
        violates="CHOOSE-015",
    ),
    Mutant("email-otp-is-no-factor", "GetUserAuthFactors does not list EMAIL_OTP", violates="CHOOSE-016"),
    Mutant("email-otp-session-used-again", "Session and code of a sign-in work twice", violates="CHOOSE-017"),
    Mutant("email-otp-session-used-text", "A used session of EMAIL_OTP: another text", violates="CHOOSE-018"),
    Mutant("sign-in-session-of-anybody", "A session is accepted with any user's name", violates="CHOOSE-019"),
    Mutant("email-otp-code-of-anybody", "A code that was sent to any user is accepted", violates="CHOOSE-020"),
    Mutant("sign-in-code-for-ever", "Codes of EMAIL_OTP do not expire", violates="CHOOSE-021"),
    Mutant("preferred-sms-otp-ignored", "A preferred SMS_OTP leads to the choice", violates="CHOOSE-022"),
    Mutant("sms-otp-code-never-right", "Every code of a text message is refused", violates="CHOOSE-023"),
    Mutant("any-sms-otp-code", "SMS_OTP accepts any code", violates="CHOOSE-024"),
    Mutant("sms-otp-verifies-nothing", "The code verifies no number", violates="CHOOSE-025"),
    Mutant("pool-requires-mfa-beside-codes", "MFA can be required beside codes as first factor", violates="CHOOSE-026"),
    Mutant("sign-up-always-wants-a-password", "SignUp without a password is refused everywhere", violates="CHOOSE-027"),
    Mutant("sign-up-never-wants-a-password", "SignUp without a password is accepted everywhere", violates="CHOOSE-028"),
    Mutant("codes-beside-second-factor", "A user with a second factor may begin with a code", violates="CHOOSE-030"),
    Mutant("sign-up-session-asks-again", "The session of a sign-up leads to the choice", violates="CHOOSE-029"),
    Mutant(
        "created-without-password-is-invited",
        "A user created without a password is FORCE_CHANGE_PASSWORD",
        violates="ADMCREATE-036",
    ),
    Mutant(
        "changepw-first-password-refused",
        "ChangePassword always requires the previous password",
        violates="CHANGEPW-010",
    ),
    Mutant(
        "disabled-signs-in-by-preferred-email-otp",
        "A disabled user signs in by a code by e-mail",
        violates="CHOOSE-032",
        also=("ADMUSER-021",),
    ),
    Mutant(
        "disabled-signs-in-by-preferred-sms-otp",
        "A disabled user signs in by a code by text message",
        violates="CHOOSE-033",
    ),
)
