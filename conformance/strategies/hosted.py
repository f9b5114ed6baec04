"""Parameters that an application sends to the hosted UI, right and wrong."""

from __future__ import annotations

import string

from hypothesis import strategies as st

from conformance.strategies.malformed import words

HOSTILE = "&=#%+?/:;,@'\"<>\\ |^`{}[]~!$()*"


def states() -> st.SearchStrategy[str]:
    """Values of ``state``: in any script, long, or made of characters that mean something in a URL.

    The first letter keeps them from being JSON, which Cognito does not promise to hand back.
    """
    letters = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co"))  # no characters that cannot be encoded
    texts = st.one_of(
        st.text(letters, max_size=60),
        st.text(HOSTILE, max_size=40).map(lambda text: f"{text}+%26"),  # decoding it twice changes it
        st.text(string.ascii_letters + string.digits, min_size=100, max_size=400),
    )
    return texts.map(lambda text: f"s{text}")


def nonces() -> st.SearchStrategy[str]:
    """Values of ``nonce``: visible ASCII."""
    return st.text(string.ascii_letters + string.digits + "-_.~+/=", min_size=8, max_size=128)


def unregistered_ways() -> st.SearchStrategy[str]:
    """Names of ways to miss the registered callback by path, port or host; see ``unregistered``."""
    return st.sampled_from(("below", "sibling", "port", "host", "longer", "superdomain"))


def near_misses() -> st.SearchStrategy[str]:
    """Names of ways to miss it by one character."""
    return st.sampled_from(("slash", "case"))


def unregistered(way: str, word: str, name: str = "callback") -> str:
    """A URI that is not ``https://app.example.com/<name>`` in the way named."""
    return {
        "below": f"https://app.example.com/{name}/{word}",
        "sibling": f"https://app.example.com/{word}",
        "port": f"https://app.example.com:{1024 + sum(map(ord, word))}/{name}",
        "host": f"https://{word}.example.com/{name}",
        "longer": f"https://app.example.com/{name}{word}",
        "superdomain": f"https://app.example.com.{word}.example/{name}",
        "slash": f"https://app.example.com/{name}/",
        "case": f"https://app.example.com/{name.capitalize()}",
    }[way]


def not_response_types() -> st.SearchStrategy[str]:
    """Values of ``response_type`` that Cognito does not serve."""
    return st.one_of(st.sampled_from(("token id_token", "id_token", "code id_token", "code token")), words())


def not_challenge_methods() -> st.SearchStrategy[str | None]:
    """Values of code_challenge_method other than S256; None leaves it out."""
    return st.one_of(st.none(), st.just("plain"), words())
