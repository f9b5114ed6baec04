"""``evidence check`` and ``evidence add``: what is found in a finished file, what is harmless, and what is added."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import conformance.command.evidence as command
from conformance.checking.exchange import Exchange
from conformance.cli import main
from conformance.command.exit_status import DIVERGED, OK, UNUSABLE, USAGE
from conformance.evidence import EvidenceError, load_evidence, parse_evidence, together
from conformance.recording.scanning import NO_LIST, findings
from evidence_exchanges import jwt
from recording_kit import kept_text

REQUEST = {"UserPoolId": "us-east-1_AbCdEfGhI", "Username": "ana"}
RESPONSE = {"Username": "ana", "UserStatus": "CONFIRMED", "message": "User does not exist."}
EVIDENCE = Path(command.FOLDER)


def document(folder: Path) -> Any:
    """A finished file, as JSON."""
    return json.loads(kept_text(folder, [Exchange("AdminGetUser", REQUEST, 200, response=RESPONSE)]))


def published(text: Any, member: str = "Note") -> list[str]:
    """The kinds that are found in a file that a person made, which no allow list applies to."""
    payload = {member: text}
    return [
        f.kind for f in findings({"layout": 1, "about": "by hand", "recordings": [{"id": "X", "payload": payload}]})
    ]


# what must be found, each with the neighbour that is harmless: (kind, member, planted, member, harmless)
PAIRS = [
    ("account id", "Note", "482915736604", "Note", "48291573660"),
    ("account id", "Note", "482915736604", "Note", "4829157366041"),
    ("account id", "Note", "4829-1573-6604", "Note", "4829-1573-66"),
    ("account id", "Note", "202611301200", "recorded", "202611301200"),
    ("account id", "recorded", "202613301200", "seen", "202612302359"),
    ("account id", "Note", "role of 482915736604.", "Note", "0f0e0d0c-0000-7000-8000-482915736604"),
    ("account id", "Note", 482915736604, "Note", 1700000000123),
    ("ARN", "Note", "arn:aws:iam::x:role/y", "Note", "an ARN begins with arn:"),
    ("ARN", "Note", "arn:aws-cn:cognito-idp:cn-north-1::userpool/x", "Note", "<arn-1>"),
    ("e-mail address", "Note", "ana.belle@acme-corp.io", "Note", "someone@example.com"),
    ("e-mail address", "Note", "x: ana@mail.example.com.evil.io", "Note", "ana@mail.example.org"),
    ("phone number", "Note", "+4915112345678", "Note", "+12065550142"),
    ("phone number", "Note", "call +12065551234", "Note", "iat+2592000"),
    ("token", "Note", jwt({"alg": "RS256"}, {"sub": "x"}), "Note", "eyJ..."),
    ("access key id", "Note", "AKIAQ3EXAMPLE7QZ2M5X", "Note", "AKIA is how they begin"),
    ("access key id", "Note", "ASIAQ3EXAMPLE7QZ2M5X", "Note", "ASIAQ3EXAMPLE7QZ"),
    (
        "secret key",
        "Note",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzKEYQ",
        "source",
        "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3",
    ),
    ("private key", "Note", "-----BEGIN RSA PRIVATE KEY-----\nMIIE", "Note", "-----BEGIN PUBLIC KEY-----\nMIIB"),
    ("private key", "Note", "GOCSPX-Zk3vJ8Qm1nR5tY7uI9oP2aS4dF6", "Note", "GOCSPX begins a secret of Google"),
    (
        "opaque text",
        "Note",
        "1n7k5ub3q8v2m4x0z9c6b5n8m1l3k5j7h9g2f4d6s8a0p1o3i5u",
        "Note",
        "1n7k5ub3q8v2m4x0z9c6b5n8m1",
    ),
    ("opaque text", "Note", "IQoJb3JpZ2luX2VjEJrwEaCXVzLWVhc3QtMSJHMEUCIQDx9", "Note", "ap-southeast-2_dEIHPN1JG"),
    (
        "opaque text",
        "Note",
        "kbxEboFjTrF9NUaco1UzsY9LdPEXghei2viYpCCaALU=",
        "kid",
        "kbxEboFjTrF9NUaco1UzsY9LdPEXghei2viYpCCaALU=",
    ),
    (
        "opaque text",
        "kid",
        "kbxEboFjTrF9NUaco1UzsY9LdPEXghei2viYpCCaALUkbxEboFj",
        "n",
        "kbxEboFjTrF9NUaco1UzsY9LdPEXghei2viYpCCaALUkbxEboFj",
    ),
    ("opaque text", "Note", "8f434346648f6b96df89dda901c5176b", "source", "https://x/8f434346648f6b96df89dda901c5176b"),
    (
        "opaque text",
        "notes",
        "seen with IQoJb3JpZ2luX2VjEJrwEaCXVzLWVhc3QtMSJHMEUCIQDx9",
        "notes",
        "https://x/IQoJb3JpZ2luX2VjEJrwEaCXVzLWVhc3QtMSJHMEUCIQDx9, line 3",
    ),
    (
        "secret key",
        "source",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzKEYQ",
        "source",
        "https://x/wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzKEYQ",
    ),
    ("code", "Note", "Your code is 837261", "Note", "status 837261"),
    ("code", "Note", "Your verification code is: 83726154.", "Note", "Your code has 6 digits"),
    ("code", "ConfirmationCode", "837261", "ConfirmationCode", "<code-1>"),
    ("code", "EMAIL_OTP_CODE", "12345678", "code", "invalid_request"),
    ("password", "Password", "hunter2!", "Password", "<password-1>"),
    ("password", "TemporaryPassword", "x", "TemporaryPassword", ""),
    ("secret", "client_secret", "short", "client_secret", "<masked>"),
    ("secret", "private_key", "abc", "public_key", "abc"),
    ("secret", "ClientSecret", "abcdefgh", "ClientSecret", "********"),
    ("session", "Session", "AYABeK", "Session", "<session-1>"),
    ("refresh-token", "RefreshToken", "abc", "RefreshToken", "<refresh-token-3>"),
]


@pytest.mark.parametrize(("kind", "member", "planted", "other", "harmless"), PAIRS)
def test_each_kind_is_found_and_its_neighbour_is_not(
    kind: str, member: str, planted: Any, other: str, harmless: Any
) -> None:
    assert kind in published(planted, member)
    assert published(harmless, other) == []


def test_each_kind_has_a_pair() -> None:
    from conformance.recording.looks import _LOOKS

    assert set(_LOOKS) <= {pair[0] for pair in PAIRS}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0])
def test_what_is_planted_in_a_file_of_the_suites_own_is_found_wherever_it_is(pair: Any, tmp_path: Path) -> None:
    kind, member, planted = pair[:3]
    for number, part in enumerate(("payload", "request", "header", "tokens")):
        folder = tmp_path / str(number)
        folder.mkdir()
        file = document(folder)
        file["recordings"][0].setdefault(part, {})[member] = planted
        found = findings(file)
        assert kind in {f.kind for f in found}
        assert any(f.place.startswith(f"recordings.0.{part}") for f in found)
    for place in ("notes", "source", "situation"):
        folder = tmp_path / place
        folder.mkdir()
        file = document(folder)
        file["recordings"][0][place] = {member: planted}
        assert kind in {f.kind for f in findings(file)}


def test_a_name_is_found_by_the_allow_list_alone(tmp_path: Path) -> None:
    """No form tells a person's name: that it is not on the list does."""
    file = document(tmp_path)
    assert findings(file) == []
    file["recordings"][0]["payload"]["Username"] = "ottokar"
    assert [(f.place, f.kind) for f in findings(file)] == [("recordings.0.payload.Username", NO_LIST)]


def test_what_is_found_is_not_printed(tmp_path: Path) -> None:
    file = document(tmp_path)
    planted = "AKIAQ3EXAMPLE7QZ2M5X"
    file["recordings"][0]["payload"] = {planted: "1", "Note": planted}
    out = tmp_path / "file.json"
    out.write_text(json.dumps(file), encoding="utf-8")
    result = check(out)
    assert result.exit_code == DIVERGED
    assert planted not in result.output
    assert "recordings.0.payload.(a name): access key id" in result.output
    assert "do not give the file to anybody" in result.output


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.text("0123456789", min_size=12, max_size=12), st.sampled_from(["", "x ", "("]), st.sampled_from(["", ".", " y"])
)
def test_twelve_digits_are_an_account_wherever_they_stand(digits: str, before: str, after: str) -> None:
    assert "account id" in published(f"{before}{digits}{after}")
    assert "account id" not in published(f"{before}{digits}7{after}")
    assert "account id" not in published(f"{before}{digits[:11]}{after}")


def check(file: Path) -> Result:
    return CliRunner().invoke(main, ["evidence", "check", str(file)])


def add(file: Path) -> Result:
    return CliRunner().invoke(main, ["evidence", "add", str(file)])


# -- files that cannot be read -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"", "not JSON.* It is empty"),
        (b'{"layout": 1, "about": "answers', "Perhaps it was cut off"),
        (b"[1, 2]", "file: "),
        (b'{"layout": 2, "about": "x"}', "layout 2, and this version of the suite reads layout 1"),
        (b'{"layout": 1, "about": "long enough"}', "recordings: Field required"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
@pytest.mark.parametrize("word", ["check", "add"])
def test_a_file_that_cannot_be_read_is_wrong_use(content: bytes, shown: str, word: str, tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(content)
    result = CliRunner().invoke(main, ["evidence", word, str(file)])
    assert result.exit_code == USAGE, result.output
    assert re.search(shown, " ".join(result.output.split())), result.output


def test_a_file_that_is_not_there() -> None:
    result = check(Path("/nowhere/file.json"))
    assert result.exit_code == USAGE
    assert "cannot read /nowhere/file.json: No such file" in result.output


def test_a_file_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    whole = kept_text(tmp_path, [Exchange("AdminGetUser", REQUEST, 200, response=RESPONSE)])
    for length in range(0, len(whole.rstrip()) - 1, 37):
        with pytest.raises(EvidenceError):
            parse_evidence("x", whole[:length])


# -- adding ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the suite's evidence, to which is added."""
    folder = tmp_path / "evidence"
    shutil.copytree(EVIDENCE, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(command, "FOLDER", folder)
    return folder


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A file as real Cognito would have given it. Made here: nobody has recorded one yet."""
    file = document(tmp_path)
    file |= {"real": True, "target": "aws?region=eu-west-1"}
    out = tmp_path / "eu-west-1.json"
    out.write_text(json.dumps(file), encoding="utf-8")
    return out


def test_a_file_of_real_cognito_is_added(real: Path, shelf: Path) -> None:
    result = add(real)
    assert result.exit_code == OK, result.output
    files = {f.name: parse_evidence(f.name, f.read_text("utf-8")) for f in shelf.glob("*.json")}
    assert real.name in files
    assert len(together(files)) == len(load_evidence()) + 1
    assert "grades are raised by hand" in result.output


def test_one_that_is_not_real_is_refused(real: Path, shelf: Path) -> None:
    real.write_text(real.read_text("utf-8").replace('"real": true', '"real": false'), encoding="utf-8")
    _refused(real, shelf, "not real Cognito")


def test_one_with_findings_is_refused(real: Path, shelf: Path) -> None:
    file = json.loads(real.read_text("utf-8"))
    file["recordings"][0]["payload"]["Username"] = "482915736604"
    real.write_text(json.dumps(file), encoding="utf-8")
    assert check(real).exit_code == DIVERGED
    _refused(real, shelf, "findings, the first of them: ")


def test_one_that_no_recording_wrote_is_refused(real: Path, shelf: Path) -> None:
    file = json.loads(real.read_text("utf-8"))
    del file["target"]
    real.write_text(json.dumps(file), encoding="utf-8")
    _refused(real, shelf, "not written by a recording")


def test_one_that_is_there_already_is_refused(real: Path, shelf: Path) -> None:
    (shelf / real.name).write_text("{}", encoding="utf-8")
    _refused(real, shelf, "exists already", there=True)


def test_one_whose_recordings_are_there_under_another_name_is_refused(real: Path, shelf: Path) -> None:
    assert add(real).exit_code == OK
    other = real.with_name("again.json")
    real.rename(other)
    result = add(other)
    assert result.exit_code == USAGE
    assert "exists already; give it an id of its own" in " ".join(result.output.split())
    assert not (shelf / other.name).exists()


def test_a_shelf_that_cannot_be_written_is_reported(real: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    _refused(real, shelf, "No space left on device")
    assert not [f for f in shelf.iterdir() if f.name.startswith(".")]


def _refused(file: Path, shelf: Path, shown: str, *, there: bool = False) -> None:
    result = add(file)
    assert result.exit_code == UNUSABLE, result.output
    assert shown in result.output
    assert (shelf / file.name).exists() == there


def test_a_file_that_is_not_real_is_no_evidence_wherever_it_lies(real: Path) -> None:
    """Put there by hand, it is refused when the evidence is read: no grade can rest on it."""
    file = parse_evidence(real.name, real.read_text("utf-8").replace('"real": true', '"real": false'))
    with pytest.raises(EvidenceError, match="not real Cognito: it is no evidence"):
        together({real.name: file})
    assert together({real.name: file.model_copy(update={"real": True})})
