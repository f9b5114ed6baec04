"""Each wrong form differs from its control in exactly one respect; the right ones are what a verifier accepts."""

from __future__ import annotations

from random import Random

import jwt
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.verify_app.draft import Draft, Needs, Use, right_draft
from conformance.verify_app.draft_forms import wrong_drafts
from conformance.verify_app.issuer import Issuer

ISSUER = Issuer(0, "us-east-1_forms", ["first", "second"])
ISSUER.close()


def needs_with(use: Use, group: str | None) -> Needs:
    return Needs(ISSUER.url, "client", use, ("books/read", "books/write") if use == "access" else (), group)


def differences(a: Draft, b: Draft) -> list[str]:
    """What two drafts differ in, by name."""
    found = [f"claim {name}" for name in a.claims | b.claims if a.claims.get(name) != b.claims.get(name)]
    found += [f"header {name}" for name in a.header | b.header if a.header.get(name) != b.header.get(name)]
    return found + [name for name in ("key", "after", "scheme") if getattr(a, name) != getattr(b, name)]


NEEDS = st.builds(needs_with, st.sampled_from(["access", "id"]), st.sampled_from([None, "editors"]))


@settings(max_examples=20)  # each signs some fifty tokens
@given(needs=NEEDS, seed=st.integers(0, 2**32))
def test_each_wrong_form_differs_in_one_respect(needs: Needs, seed: int) -> None:
    random = Random(seed)
    for form in wrong_drafts(needs):
        right = right_draft(random, needs, "first")
        wrong = form.change(right, needs, random)
        assert len(differences(right, wrong)) == 1, form.name
        assert right.authorization(ISSUER.keys) != wrong.authorization(ISSUER.keys)


@given(needs=NEEDS, seed=st.integers(0, 2**32), kid=st.sampled_from(["first", "second"]))
def test_right_tokens_verify_with_the_published_key(needs: Needs, seed: int, kid: str) -> None:
    token = right_draft(Random(seed), needs, kid).token(ISSUER.keys)
    document = ISSUER.document("/us-east-1_forms/.well-known/jwks.json")
    assert document is not None
    key = next(key for key in document["keys"] if key["kid"] == kid)
    audience = needs.client_id if needs.use == "id" else None
    claims = jwt.decode(token, jwt.PyJWK(key), algorithms=["RS256"], issuer=needs.issuer, audience=audience)
    assert claims["token_use"] == needs.use
    assert jwt.get_unverified_header(token) == {"kid": kid, "alg": "RS256"}
    assert needs.group is None or needs.group in claims["cognito:groups"]


@given(needs=NEEDS)
def test_names_of_forms_are_distinct(needs: Needs) -> None:
    names = [form.name for form in wrong_drafts(needs)]
    assert len(set(names)) == len(names)
