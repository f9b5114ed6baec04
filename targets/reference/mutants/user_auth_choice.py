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
    Mutant("preferred-without-available", "AvailableChallenges is empty beside a challenge", violates="CHOOSE-004"),
    Mutant("sign-in-codes-of-six-digits", "Sign-in codes have six digits", violates="CHOOSE-005"),
    Mutant(
        "email-otp-code-never-right",
        "No code signs in after a preference",
        violates="CHOOSE-006",
        also=("CHOOSE-008",),
    ),
    Mutant(
        "any-email-otp-code",
        "Any code is taken for that of EMAIL_OTP",
        violates="CHOOSE-007",
        also=("CHOOSE-020",),
        modelled_on="moto and ministack take any code where codes are confirmed",
    ),
    Mutant("wrong-sign-in-code-ends-session", "A wrong code ends the session", violates="CHOOSE-008"),
    Mutant("email-otp-not-offered", "AvailableChallenges lacks EMAIL_OTP", violates="CHOOSE-009"),
    Mutant("chosen-email-otp-not-begun", "EMAIL_OTP chosen keeps the Session of the choice", violates="CHOOSE-010"),
    Mutant("chosen-code-never-right", "No code signs in after a choice", violates="CHOOSE-011"),
    Mutant(
        "email-otp-without-address",
        "EMAIL_OTP is offered to who has no address",
        violates="CHOOSE-012",
        also=("CHOICE-012",),
    ),
    Mutant("email-otp-verifies-nothing", "The code verifies no address", violates="CHOOSE-013"),
    Mutant("sign-in-code-confirms-nothing", "The code leaves a user UNCONFIRMED", violates="CHOOSE-014"),
    Mutant(
        "hidden-unknown-user-gets-no-code",
        "An unknown user is told from others: no code seems to be sent",
        violates="CHOOSE-015",
    ),
    Mutant("email-otp-is-no-factor", "GetUserAuthFactors does not list EMAIL_OTP", violates="CHOOSE-016"),
    Mutant("email-otp-session-used-again", "Session and code of a sign-in work again", violates="CHOOSE-017"),
    Mutant("email-otp-session-used-text", "A used session of EMAIL_OTP: another text", violates="CHOOSE-018"),
    Mutant("sign-in-session-of-anybody", "A session is taken with any user's name", violates="CHOOSE-019"),
    Mutant("email-otp-code-of-anybody", "Any code that was sent to anybody is taken", violates="CHOOSE-020"),
    Mutant("sign-in-code-for-ever", "Codes of EMAIL_OTP do not expire", violates="CHOOSE-021"),
    Mutant("preferred-sms-otp-ignored", "A preferred SMS_OTP leads to the choice", violates="CHOOSE-022"),
    Mutant("sms-otp-code-never-right", "No code of a text message signs in", violates="CHOOSE-023"),
    Mutant("any-sms-otp-code", "Any code is taken for that of SMS_OTP", violates="CHOOSE-024"),
    Mutant("sms-otp-verifies-nothing", "The code verifies no number", violates="CHOOSE-025"),
    Mutant("pool-requires-mfa-beside-codes", "MFA can be required beside codes as first factor", violates="CHOOSE-026"),
    Mutant("sign-up-always-wants-a-password", "SignUp without a password is refused everywhere", violates="CHOOSE-027"),
    Mutant("sign-up-never-wants-a-password", "SignUp without a password is taken anywhere", violates="CHOOSE-028"),
    Mutant("codes-beside-second-factor", "Who has a second factor may begin with a code", violates="CHOOSE-030"),
    Mutant("sign-up-session-asks-again", "The session of a sign-up leads to the choice", violates="CHOOSE-029"),
    Mutant(
        "created-without-password-is-invited",
        "A user who needs no password has to change one",
        violates="ADMCREATE-036",
    ),
    Mutant("changepw-first-password-refused", "ChangePassword always wants the previous one", violates="CHANGEPW-010"),
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
