"""What the machine on second factors expects next."""

from __future__ import annotations

from conformance.oracle.mfa_life import Standing, expected

PASSWORD, OTHER = "USER_PASSWORD_AUTH", "USER_SRP_AUTH"


def test_who_has_no_app() -> None:
    assert expected("OFF", Standing(), PASSWORD) == ("tokens", "none")
    assert expected("OPTIONAL", Standing(), PASSWORD) == ("tokens", "MFA-027")
    assert expected("ON", Standing(), PASSWORD) == ("set-up", "")
    assert expected("ON", Standing(seen_alone=True), PASSWORD) == ("set-up", "MFA-042")
    asked = Standing(seen_set_up={PASSWORD})
    assert expected("OPTIONAL", asked, PASSWORD) == ("tokens", "MFA-044")
    assert expected("OPTIONAL", asked, OTHER)[0] == "unknown"


def test_who_has_an_app() -> None:
    enabled = Standing(has_app=True, enabled=True, preferred=True, seen_asked={PASSWORD})
    assert expected("OPTIONAL", enabled, PASSWORD) == ("app", "")
    assert expected("ON", enabled, OTHER) == ("app", "MFA-041")
    assert expected("OFF", enabled, PASSWORD) == ("tokens", "MFA-043")
    assert expected("OPTIONAL", Standing(has_app=True, enabled=True), PASSWORD) == ("app", "MFA-049")
    assert expected("OPTIONAL", Standing(has_app=True), PASSWORD)[0] == "unknown"


def test_what_one_flow_never_asked_for_it_cannot_have_stopped_asking_for() -> None:
    off = Standing(has_app=True, enabled=False, disabled_by="admin", seen_asked={PASSWORD})
    assert expected("OPTIONAL", off, PASSWORD) == ("tokens", "MFA-028")
    assert expected("OPTIONAL", off, OTHER)[0] == "unknown"


def test_a_new_secret_that_was_not_verified() -> None:
    again = Standing(has_app=True, enabled=True, preferred=True, unverified_again=True, seen_asked={PASSWORD})
    assert expected("OPTIONAL", again, PASSWORD) == ("tokens", "TOTP-024")
    assert expected("ON", again, PASSWORD) == ("set-up", "TOTP-025")


def test_nothing_is_expected_of_what_is_not_known() -> None:
    for mode in ("OPTIONAL", "ON"):
        assert expected(mode, Standing(has_app=None), PASSWORD)[0] == "unknown"
    assert expected("ON", Standing(has_app=True, disabled_though_required=True), PASSWORD)[0] == "unknown"
