"""What secrets and identities look like, and what merely resembles them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

ACCOUNT, ARN, ADDRESS, PHONE = "account id", "ARN", "e-mail address", "phone number"
TOKEN, ACCESS_KEY, SECRET_KEY, PRIVATE_KEY, OPAQUE = (
    "token",
    "access key id",
    "secret key",
    "private key",
    "opaque text",
)
CODE = "code"

_NOT_BEFORE, _NOT_AFTER = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ACCOUNT = re.compile(rf"{_NOT_BEFORE}(\d{{12}}|\d{{4}}-\d{{4}}-\d{{4}}){_NOT_AFTER}")
_MINUTE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_TIME = re.compile(r"(?i)time|date|recorded|seen|_at$|^at$|expir")
_ARN = re.compile(r"\barn:aws[\w-]*:[\w-]+:")
_ADDRESS = re.compile(r"[^\s@<>\"'(),:;\[\]=/]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,})")
_NOBODYS = re.compile(r"(?i)(?:.*\.)?example(?:\.(?:com|org|net))?|(?:.*\.)?(?:invalid|test|localhost)")
_PHONE = re.compile(r"(?<![\w)+])\+\d{7,15}(?!\d)")
_FICTIONAL = re.compile(r"\+1\d{3}55501\d\d")
_TOKEN = re.compile(r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*\.[A-Za-z0-9_.-]*")
_ACCESS_KEY = re.compile(
    rf"{_NOT_BEFORE}(?:AKIA|ASIA|AIDA|AROA|ABIA|ACCA|AGPA|ANPA|ANVA|AIPA)[A-Z0-9]{{16}}{_NOT_AFTER}"
)
_SECRET_KEY = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_GOOGLE_KEY = re.compile(r"\b(?:AIza[\w-]{35}|GOCSPX-[\w-]{20,})")
_CODE = re.compile(r"(?i)\b(?:code|password)\b\D{0,24}(?<!\d)(?:\d{6}|\d{8})(?!\d)")
_RUN = re.compile(r"[A-Za-z0-9_+-]{24,}={0,2}|[A-Za-z0-9/+]{41,}={0,2}")
_POOL_ID = re.compile(r"[a-z]{2}(?:-[a-z]+)+-\d_[A-Za-z0-9]{1,55}")
_DIGEST = re.compile(r"(?:sha256[:= -]?)?[0-9a-f]{32,128}")
_BARE_DIGEST = re.compile(rf"{_NOT_BEFORE}[0-9a-f]{{7,128}}{_NOT_AFTER}")
_LINK = re.compile(r"https?://[^\s<>\"]+")
_KEY_ID = re.compile(r"[A-Za-z0-9+/_-]{43}=")  # 32 bytes: the digest of a public key, by which it is named
_PUBLIC = frozenset({"n", "x", "y", "x5c", "x5t", "x5t#S256", "at_hash", "c_hash", "kid"})
_PLACES = frozenset({"source", "url of source", "catalog", "notes"})  # links, with digests in their paths
_LONGEST_ID = 40  # lower-case letters and digits: client ids have 26, client secrets 51 and more


def kinds_in(text: str, member: str) -> Iterator[str]:
    """The kinds of what is in a text that stands in a member of this name."""
    for kind, looks in _LOOKS.items():
        if looks(text, member):
            yield kind


def _account(text: str, member: str) -> bool:
    bare = _UUID.sub(" ", text)
    return any(not (_MINUTE.fullmatch(found[1]) and _TIME.search(member)) for found in _ACCOUNT.finditer(bare))


def _address(text: str, member: str) -> bool:
    return any(not _NOBODYS.fullmatch(found[1]) for found in _ADDRESS.finditer(text))


def _phone(text: str, member: str) -> bool:
    return any(not _FICTIONAL.fullmatch(found[0]) for found in _PHONE.finditer(text))


def _secret_key(text: str, member: str) -> bool:
    """Forty characters of base64 with letters of both cases and digits; a digest in hexadecimal has one case."""
    return any(_mixed(found[0]) for found in _SECRET_KEY.finditer(_without_links(text, member)))


def _opaque(text: str, member: str) -> bool:
    """Long runs of characters that are no words: session tokens, client secrets, cookies, digests of secrets."""
    if member in _PUBLIC and _public(text, member):
        return False
    bare = _POOL_ID.sub(" ", _UUID.sub(" ", _without_links(text, member)))
    return any(_is_opaque(found[0]) for found in _RUN.finditer(bare))


def _without_links(text: str, member: str) -> str:
    """The text; of a place, what is left of it without its links and digests."""
    return _BARE_DIGEST.sub(" ", _LINK.sub(" ", text)) if member in _PLACES else text


def _public(text: str, member: str) -> bool:
    """Whether this is a part of a public key, or the digest of something public, in its usual length."""
    return member != "kid" or _KEY_ID.fullmatch(text) is not None


def _is_opaque(run: str) -> bool:
    if _DIGEST.fullmatch(run) or _mixed(run):
        return True
    return len(run) >= _LONGEST_ID and run.isalnum() and run == run.lower() and any(map(str.isdigit, run))


def _mixed(run: str) -> bool:
    return all(any(map(test, run)) for test in (str.islower, str.isupper, str.isdigit))


def _by(pattern: re.Pattern[str]) -> Callable[[str, str], bool]:
    return lambda text, member: pattern.search(text) is not None


_LOOKS: dict[str, Callable[[str, str], bool]] = {
    ACCOUNT: _account,
    ARN: _by(_ARN),
    ADDRESS: _address,
    PHONE: _phone,
    TOKEN: _by(_TOKEN),
    ACCESS_KEY: _by(_ACCESS_KEY),
    SECRET_KEY: _secret_key,
    PRIVATE_KEY: lambda text, member: bool(_PRIVATE_KEY.search(text) or _GOOGLE_KEY.search(text)),
    CODE: _by(_CODE),
    OPAQUE: _opaque,
}
