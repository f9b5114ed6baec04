"""Challenge graphs and texts of functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from conformance.strategies.names import names

WATCH: dict[str, Any] = {}  # a function that answers with the event it was given, unchanged

ASK = {"challengeName": "CUSTOM_CHALLENGE", "issueTokens": False, "failAuthentication": False}
PROVE = {"challengeName": "PASSWORD_VERIFIER", "issueTokens": False, "failAuthentication": False}
ISSUE = {"issueTokens": True, "failAuthentication": False}
FAIL = {"issueTokens": False, "failAuthentication": True}
PUBLIC: tuple[dict[str, str], ...] = (
    {"question": "what is it", "hint-of-one": "plain text"},
    {"captchaUrl": "https://example.com/picture?id=17&size=2"},
    {"frage": "\u00bfqu\u00e9 es esto? \u2713", "empty-or-not": "not empty"},
)
SECRETS = ("open-sesame-1177", "Zauberwort \u00dcber 42", "0123456789-abc")
METADATA = ("round-of-letters", "CODE-7716", "m\u00e9tadonn\u00e9e")


@dataclass(frozen=True)
class Graph:
    """``tries``: the number of answers allowed, one of which must be right.

    ``chain``: the number of answers, all of which must be right.
    """

    kind: str
    length: int
    public: int
    secret: int

    @property
    def right(self) -> str:
        """The answer that is correct."""
        return SECRETS[self.secret]

    @property
    def shown(self) -> dict[str, str]:
        """The public parameters."""
        return PUBLIC[self.public]

    @property
    def metadata(self) -> str:
        """The names that CreateAuthChallenge gives to the challenges."""
        return METADATA[self.public]

    @property
    def private(self) -> dict[str, str]:
        """The private parameters."""
        return {"answer": self.right, "note": f"private-{self.metadata}"}

    @property
    def plan(self) -> dict[str, Any]:
        """The plan of functions for this graph."""
        over = [{"rounds": self.length, "response": FAIL}]
        last = (
            [{"last": True, "response": ISSUE}, *over]
            if self.kind == "tries"
            else [{"rounds": self.length, "last": True, "response": ISSUE}, {"last": False, "response": FAIL}]
        )
        return {
            "DefineAuthChallenge": [*last, {"response": ASK}],
            "CreateAuthChallenge": [
                {
                    "response": {
                        "publicChallengeParameters": self.shown,
                        "privateChallengeParameters": self.private,
                        "challengeMetadata": self.metadata,
                    }
                }
            ],
            "VerifyAuthChallengeResponse": [{"right": self.right}],
        }

    def after(self, results: list[bool]) -> str:
        """The next step after these results: ``ask``, ``issue`` or ``fail``."""
        if self.kind == "tries":
            return "issue" if any(results) else "fail" if len(results) >= self.length else "ask"
        if not all(results):
            return "fail"
        return "issue" if len(results) >= self.length else "ask"


def graphs(kind: str = "", *, shortest: int = 1) -> st.SearchStrategy[Graph]:
    """Challenge graphs; few in all, so that pools can be shared."""
    kinds = st.just(kind) if kind else st.sampled_from(("tries", "chain"))
    return st.builds(Graph, kinds, st.integers(shortest, 3), st.integers(0, 1), st.just(0)).map(_spread)


def _spread(graph: Graph) -> Graph:
    """Another secret and other parameters with each length: variety without more pools."""
    place = (graph.length + (graph.kind == "chain")) % 3
    return Graph(graph.kind, graph.length, (graph.public + place) % 3, place)


def wrong_answers() -> st.SearchStrategy[str]:
    """Answers that are wrong in every graph."""
    return st.one_of(names(), st.sampled_from(("open-sesame-1178", "Open-Sesame-1177", " "))).filter(
        lambda text: text not in SECRETS
    )


def failure_texts() -> st.SearchStrategy[str]:
    """Error texts of functions; few, since each needs a new function and pool."""
    return st.sampled_from(("Not from this domain", "denied: code 17/b", "No (see A), sorry!"))


def metadata() -> st.SearchStrategy[dict[str, str]]:
    """ClientMetadata: arbitrary names and values."""
    keys = st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=10)
    return st.dictionaries(keys, names(), min_size=1, max_size=3)
