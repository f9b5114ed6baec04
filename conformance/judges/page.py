"""``docs/consumers.md``, made of the results that are kept. No I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from conformance.judges.answers import SITUATIONS
from conformance.judges.forms import CLOSE, SECONDS
from conformance.judges.manifest import CONFIGURATIONS, USES, Manifest, manifests

Cells = Mapping[tuple[str, str], str]  # by form and configuration: accepted and asked, as 3/3
TABLES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Right tokens",
        (
            ("api", "InitiateAuth"),
            ("hosted", "hosted UI"),
            ("machine", "client credentials"),
            ("resource", "aud of a resource"),
            ("unverified", "e-mail not verified"),
            ("nameless", "no e-mail"),
            ("groups", "groups"),
            ("custom", "custom claims"),
            ("long", "8 to 12 kB"),
            ("closing", f"last {CLOSE} s"),
            ("rotated", "new key"),
        ),
    ),
    (
        "Wrong signature, key or algorithm",
        (
            ("signature", "signature"),
            ("claims", "claims"),
            ("other-key", "other key"),
            ("unknown-kid", "unknown kid"),
            ("swapped-kid", "kid of the other key"),
            ("rs512", "RS512"),
            ("hs256", "HS256"),
        ),
    ),
    (
        "Wrong issuer, client or use",
        (
            ("other-pool", "other pool"),
            ("other-region", "other region"),
            ("client", "other client"),
            ("use", "other use"),
        ),
    ),
)
TIMES = (("expired", "expired"), ("early", "nbf ahead"), ("issued", "iat ahead"))
ABSENT = "·"  # not asked
VOID = "–"  # the control was refused too, or the token before a new key

HEAD = """# What verifiers, gateways and clients do with Cognito's tokens and answers

Made by `python -m conformance.judges` from [consumers.json](consumers.json), which keeps what each judge answered. Each
is pinned, installed by itself, and asked in its *default* configuration (the shortest call of its documentation that
looks at a signature) and in the *recommended* one (all that its documentation offers for Cognito). How to add one is in
[Adding a judge](judges.md).

The tokens are those of an issuer on the same machine, with drawn claims, {draws} of each form. A wrong token has one
thing wrong, and a control: the same token with that thing right. Where the control is refused, a refusal proves
nothing. The control of a *new key* is the same token under the key before it.

| in a cell | meaning |
|---|---|
| takes, refuses | all draws, of access and of ID tokens |
| takes access, takes ID | the other use is refused, or its control is |
| refuses access, refuses ID | the control of the other use is refused |
| 1 of 3 | so many draws are taken |
| {void} | the control is refused in this configuration, so the form proves nothing |
| {absent} | not asked: there is no such form of this use, or the documentation of a rule does not state it |

A cell with one word is the same in both configurations; `takes → refuses` is default → recommended.

## What no verifier can see

Some checks are none of a library's, by design, and no fault:

- **Revoked tokens and deleted users.** A token that was revoked (RevokeToken, GlobalSignOut) and one of a deleted user
  are bit for bit those of before: offline verification takes them until `exp`. Only a call that asks Cognito sees it:
  GetUser or userInfo with the access token.
- **`token_use` and `client_id`** are Cognito's own. Libraries for any JWT do not know them; where one has no setting
  for them, the recommended configuration compares them after the call.
- **Leeway** is a choice. RFC 7519 allows a few minutes; the tables say how much each takes.
- **A pool known by its keys.** A library that fetches the keys of one pool refuses other pools by their keys. Cognito's
  keys differ from pool to pool; the form *other pool* has the right key, as it comes with an emulator that has one set
  of keys for all of its pools, so it shows whether `iss` is compared as well.
- **An ID token from the token endpoint** need not have its signature checked by who fetched it over TLS (OpenID Connect
  Core, 3.1.3.7).
- **New keys.** *New key* is a token under a key that was published after the judge had fetched the set, at once. Most
  of those that refuse it take it later: they fetch again after a time, or once the last fetch is old enough. Where the
  caller passes the set (`jwks` in the table of judges), it is the caller's task.
"""


def page(results: Mapping[str, Any]) -> str:
    """The page. Judges that were never asked on the machine of the results are listed as such."""
    kept = results["judges"]
    asked = [manifest for manifest in manifests().values() if manifest.name in kept]
    draws = max((entry["draws"] for entry in kept.values()), default=0)
    verifiers = [manifest for manifest in asked if manifest.verifies]
    clients = [manifest for manifest in asked if manifest.does]
    parts = [
        HEAD.format(draws=draws, void=VOID, absent=ABSENT).strip(),
        *(_tokens_table(title, columns, verifiers, kept) for title, columns in TABLES),
        _times_table(verifiers, kept),
        _clients_table(clients, kept),
        _settings(verifiers, kept),
        _judges_table(asked, kept),
        _missing([name for name in manifests() if name not in kept]),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _cells(entry: Mapping[str, Any]) -> Cells:
    return {(form, name): cell for name, forms in entry["cells"].items() for form, cell in forms.items()}


def _tokens_table(
    title: str, columns: Sequence[tuple[str, str]], asked: Sequence[Manifest], kept: Mapping[str, Any]
) -> str:
    rows = [
        [manifest.name, *(_both(_cells(kept[manifest.name]), name) for name, _ in columns)]
        for manifest in _ordered(asked)
    ]
    return _section(title, ["judge", *(word for _, word in columns)], rows)


def _both(cells: Cells, name: str) -> str:
    """A cell: one word, or default → recommended."""
    words = [_word(cells, name, configuration) for configuration in CONFIGURATIONS]
    return words[0] if words[0] == words[1] else " → ".join(words)


def _word(cells: Cells, name: str, configuration: str) -> str:
    """One word for both uses of a form."""
    found = {use: _outcome(cells.get((f"{use}-{name}", configuration))) for use in USES}
    shown = {use: word for use, word in found.items() if word != ABSENT}
    words = set(shown.values())
    if len(words) <= 1:
        return next(iter(words), ABSENT)
    if words == {"takes", "refuses"}:
        taken = "access" if shown["access"] == "takes" else "ID"
        return f"takes {taken}"
    known = {use: word for use, word in shown.items() if word != VOID}
    if len(known) == 1:
        use, word = next(iter(known.items()))
        return f"{word} {'ID' if use == 'id' else use}"
    return ", ".join(f"{'ID' if use == 'id' else use}: {word}" for use, word in shown.items())


def _outcome(cell: str | None) -> str:
    if cell is None:
        return ABSENT
    accepted, asked = map(int, cell.split("/"))
    if not asked:
        return VOID
    if accepted == asked:
        return "takes"
    return "refuses" if not accepted else f"{accepted} of {asked}"


def _times_table(asked: Sequence[Manifest], kept: Mapping[str, Any]) -> str:
    rows = []
    for manifest in _ordered(asked):
        cells = _cells(kept[manifest.name])
        rows.append([manifest.name, *(_limits(cells, group) for group, _ in TIMES)])
    text = _section("Wrong times", ["judge", *(word for _, word in TIMES)], rows)
    tried = ", ".join(str(seconds) for seconds in SECONDS)
    heading, _, table = text.partition("\n\n")
    words = (
        f"From how many seconds on a token is refused, of {tried} that were tried: *1* is refused by one second, *90* "
        f"is taken at 30 and refused at 90, *never* is taken at {SECONDS[-1]}. Cognito's own tokens have no `nbf`."
    )
    return f"{heading}\n\n{words}\n\n{table}"


def _limits(cells: Cells, group: str) -> str:
    words = [_limit(cells, group, configuration) for configuration in CONFIGURATIONS]
    return words[0] if words[0] == words[1] else " → ".join(words)


def _limit(cells: Cells, group: str, configuration: str) -> str:
    """The limit of both uses: access tokens first, where they differ."""
    found = [_limit_of(cells, f"{use}-{group}", configuration) for use in USES]
    shown = [word for word in found if word not in (ABSENT, VOID)]
    if not shown:
        return next((word for word in found if word == VOID), ABSENT)
    return " / ".join(dict.fromkeys(shown))


def _limit_of(cells: Cells, form: str, configuration: str) -> str:
    outcomes = [_outcome(cells.get((f"{form}-{seconds}", configuration))) for seconds in SECONDS]
    if outcomes[0] in (ABSENT, VOID):
        return outcomes[0]
    refused = [seconds for seconds, outcome in zip(SECONDS, outcomes, strict=True) if outcome == "refuses"]
    return str(refused[0]) if refused else "never"


def _clients_table(asked: Sequence[Manifest], kept: Mapping[str, Any]) -> str:
    rows = []
    for situation in SITUATIONS:
        answers = (kept[manifest.name]["answers"] for manifest in asked)
        rows.append([situation.words, *(found.get(situation.id, ABSENT) for found in answers)])
    text = _section("What clients make of an answer", ["the answer", *(manifest.name for manifest in asked)], rows)
    heading, _, table = text.partition("\n\n")
    words = (
        "A server on the same machine answers a sign-in (by password, or by SRP where the client has no other way) "
        "or a refresh, always in the same way unless the row says otherwise. The number says how often the client "
        "sends the password, its proof or the refresh token before it reports; each has its own retries as they come. "
        "A name is the error that it reports: that of the answer, or the class of its own where it does not name it."
    )
    return f"{heading}\n\n{words}\n\n{table}"


def _settings(asked: Sequence[Manifest], kept: Mapping[str, Any]) -> str:
    rows = []
    for manifest in _ordered(asked):
        settings = "; ".join(f"*{_GROUPS[group]}*: {_safe(words)}" for group, words in manifest.settings.items())
        rows.append([manifest.name, _safe(manifest.default), _safe(manifest.recommended), settings or ABSENT])
    head = ["judge", "default", "recommended", "the setting that makes it right"]
    return _section("Configurations", head, rows)


_GROUPS = {
    "alg": "algorithm",
    "issuer": "issuer",
    "client": "client",
    "use": "use",
    "expired": "expired",
    "early": "nbf",
    "issued": "iat",
    "rotated": "new key",
    "right": "right tokens",
}


def _judges_table(asked: Sequence[Manifest], kept: Mapping[str, Any]) -> str:
    rows = []
    for manifest in _ordered(asked):
        entry = kept[manifest.name]
        link = f"[{manifest.name}]({manifest.documentation})"
        keys = "fetches" if manifest.keys == "fetched" else "jwks"
        size = f"{entry['megabytes']} MB" if manifest.language != "rule" else ABSENT
        toolchain = str(entry["with"]["toolchain"])
        rows.append(
            [
                link,
                manifest.kind,
                ", ".join(manifest.packages) or "the documentation",
                toolchain,
                keys if manifest.verifies else ABSENT,
                size,
                entry["date"],
            ]
        )
    head = ["judge", "kind", "packages", "with", "keys", "installed", "asked on"]
    return _section("Judges", head, rows)


def _missing(names: Sequence[str]) -> str:
    if not names:
        return ""
    return f"Not asked: {', '.join(names)}, which could not be installed where these results come from."


def _ordered(asked: Iterable[Manifest]) -> Iterator[Manifest]:
    kinds = ("verifier", "framework", "gateway", "rule", "client")
    yield from sorted(asked, key=lambda manifest: (kinds.index(manifest.kind), manifest.name))


def _section(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"## {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _safe(text: str) -> str:
    return text.replace("|", "\\|")
