"""What the user has to name before anything is sent: the profile, the region, and the account, twice."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from targets.account_forms import ACCOUNT, ELSEWHERE, REGION
from targets.aws.functions.services import KEY, ROLE
from targets.interface import TargetUnusable
from targets.masking import masked_account, public
from targets.spec import Spec, nearest

OPTIONS = (
    "account",
    "allow",
    "codes",
    "confirm",
    "key",
    "profile",
    "region",
    "rehearsal",
    "role",
    "ses",
    "share",
    "sms",
    "tags",
    "twin",
)
CUSTOM_SENDER = "custom-sender"
ROLE_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)
IDENTITY = re.compile(r"(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.ASCII)  # of a domain: an address is somebody's
KEY_NAME = re.compile(r"(?:arn:aws[\w-]*:kms:[\w-]+:\d{12}:)?(?:alias/[\w/-]+|(?:key/)?[\w-]+)", re.ASCII)
TAG = re.compile(r"[\w.:/=+@ -]+", re.ASCII)
NAMES_OF = {"key": "a key", "role": "a role", "sms": "a role", "ses": "a domain"}
ALLOWABLE: Mapping[str, str] = {
    "email": "messages by Cognito's own sender, of which an account has 50 a day",
    "plus": "pools of the tier PLUS, whose users are never free",
}
TWIN_ACCOUNT, TWIN_REGION = "123456789012", "us-east-1"
HALF = 0.5
EXAMPLE = "aws?profile=sandbox&region=eu-west-1&account=123456789012"


@dataclass(frozen=True)
class Named:
    """What one run may use. ``share``: of each quota, more than 0 and at most 1."""

    spec: str  # without the digits of the account
    profile: str
    region: str
    account: str
    twin: bool = False
    confirm: str = ""
    share: float = HALF
    allow: frozenset[str] = frozenset()
    tags: Mapping[str, str] = field(default_factory=dict)
    codes: bool = False  # custom senders hand on codes, and functions report what they are invoked with
    key: str = KEY
    role: str = ROLE
    sms: str = ""  # the name of the role by which Cognito sends text messages; empty where it has none
    ses: str = ""  # the domain that is an identity of SES; empty where there is none
    rehearsal: bool = False  # the twin is the reference in this process: nothing is sent, nothing waits


def read_options(spec: Spec) -> Named:
    """What the options name. Raises ``TargetUnusable``; nothing is read from the environment."""
    shown, rehearsal = public(spec.text), spec.flag("rehearsal")
    twin = spec.flag("twin") or rehearsal
    options = dict(spec.options)
    if twin:
        _take_no_profile(shown, options)
        options = {"profile": "", "region": TWIN_REGION, "account": TWIN_ACCOUNT, **options}
    for name in ("profile", "region", "account"):
        if not options.get(name) and not (twin and name == "profile"):
            raise TargetUnusable(
                f"{shown}: it does not name the {name}, which is never taken from the environment; nothing was sent. "
                f"Write for example {EXAMPLE}"
            )
    _check_forms(shown, options)
    return Named(
        shown,
        options["profile"],
        options["region"],
        options["account"],
        twin,
        options.get("confirm", ""),
        _share(shown, options.get("share", str(HALF))),
        _allowed(shown, options.get("allow", "")),
        _tags(shown, options.get("tags", "")),
        _codes(shown, options),
        _form(shown, "key", options.get("key", KEY), KEY_NAME),
        _form(shown, "role", options.get("role", ROLE), ROLE_NAME),
        _form(shown, "sms", options["sms"], ROLE_NAME) if "sms" in options else "",
        _form(shown, "ses", options["ses"], IDENTITY) if "ses" in options else "",
        rehearsal,
    )


def _take_no_profile(shown: str, options: Mapping[str, str]) -> None:
    for name in ("profile", "confirm"):
        if name in options:
            raise TargetUnusable(f"{shown}: it stays on this machine and takes no {name}; leave it out")


def _check_forms(shown: str, options: Mapping[str, str]) -> None:
    if not ACCOUNT.fullmatch(options["account"]):
        raise TargetUnusable(f"{shown}: an account is 12 digits; nothing was sent")
    if not REGION.fullmatch(options["region"]):
        raise TargetUnusable(
            f"{shown}: {options['region']!r} is not the name of a region such as eu-west-1; nothing was sent"
        )
    if ELSEWHERE.fullmatch(options["region"]):
        raise TargetUnusable(
            f"{shown}: {options['region']} is a region of China, of GovCloud or of another partition of AWS, whose "
            "hosts and ARNs the suite does not know; nothing was sent. Name one of the partition aws, such as eu-west-1"
        )


def _codes(shown: str, options: Mapping[str, str]) -> bool:
    """Whether codes are read. What only that needs may not be named without it."""
    if "codes" in options:
        if options["codes"] != CUSTOM_SENDER:
            raise TargetUnusable(f"{shown}: codes={options['codes']!r}: the one way to read codes is {CUSTOM_SENDER}")
        return True
    for name in ("key", "role", "sms", "ses"):
        if name in options:
            raise TargetUnusable(f"{shown}: {name}= is for codes={CUSTOM_SENDER}; add that, or leave it out")
    return False


def _form(shown: str, name: str, text: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(text):
        raise TargetUnusable(f"{shown}: {name}={text!r} is not the name of {NAMES_OF[name]}; nothing was sent")
    return text


def _share(shown: str, text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0 < share <= 1:
        raise TargetUnusable(f"{shown}: share={text!r} is not a part of the quotas; write 0.5, or at most 1")
    return share


def _allowed(shown: str, text: str) -> frozenset[str]:
    words = [word for word in text.split(",") if word]
    for word in words:
        if word not in ALLOWABLE:
            raise TargetUnusable(
                f"{shown}: there is no allow={word}{nearest(word, ALLOWABLE)}; known: {', '.join(ALLOWABLE)}"
            )
    return frozenset(words)


def _tags(shown: str, text: str) -> dict[str, str]:
    """``name:value`` pairs with commas between: what a company asks of everything in its accounts."""
    found: dict[str, str] = {}
    for pair in filter(None, text.split(",")):
        name, colon, value = pair.partition(":")
        if not colon or not TAG.fullmatch(name) or not TAG.fullmatch(value):
            raise TargetUnusable(f"{shown}: tags={pair!r}: write name:value, several with commas between")
        if name.startswith(("aws:", "cognito-conformance")):
            raise TargetUnusable(f"{shown}: tags={pair!r}: a tag of this name is not the user's to give")
        found[name] = value
    return found


def must_be_confirmed(named: Named, *, ask: Callable[[str], str] | None = None) -> None:
    """The account, named a second time: by ``confirm``, or typed on a terminal. Raises ``TargetUnusable``."""
    if named.twin:
        return
    typed = named.confirm or _typed(named, ask)
    if typed.strip() != named.account:
        raise TargetUnusable(f"{named.spec}: the account was confirmed with other digits; nothing was sent")


def _typed(named: Named, ask: Callable[[str], str] | None) -> str:
    if ask is None and not (sys.stdin is not None and sys.stdin.isatty()):
        raise TargetUnusable(
            f"{named.spec}: real Cognito costs money and changes an account, so the account is named twice; nothing "
            "was sent. Add confirm= and its 12 digits again, or start it on a terminal, where they are asked for"
        )
    asked = ask or input
    try:
        return asked(f"Type all 12 digits of account {masked_account(named.account)} to use it in {named.region}: ")
    except EOFError:
        return ""
