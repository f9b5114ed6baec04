"""Keys and documents of the suite's own issuers."""

from __future__ import annotations

import jwt
import pytest
import requests

from conformance.kit.issuing import Documents, Key


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512"])
def test_a_token_verifies_with_the_published_key_and_with_no_other(algorithm: str) -> None:
    key, other = Key.made("one"), Key.made("one")
    token = key.signed({"sub": "é"}, {"alg": algorithm})
    public = {**key.jwk, "alg": algorithm}
    assert jwt.decode(token, jwt.PyJWK(public), algorithms=[algorithm]) == {"sub": "é"}
    assert jwt.get_unverified_header(token) == {"kid": "one", "alg": algorithm}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, jwt.PyJWK({**other.jwk, "alg": algorithm}), algorithms=[algorithm])


def test_documents_are_served_as_they_are_when_asked() -> None:
    found = {"/a": {"n": 1}}
    with Documents(found.get) as documents:
        assert requests.get(f"{documents.address}/a?x=1", timeout=5).json() == {"n": 1}
        found["/a"] = {"n": 2}
        assert requests.get(f"{documents.address}/a", timeout=5).json() == {"n": 2}
        assert requests.get(f"{documents.address}/b", timeout=5).status_code == 404


def test_a_port_that_is_taken() -> None:
    with Documents({}.get) as documents, pytest.raises(OSError, match="in use"):
        Documents({}.get, int(documents.address.rpartition(":")[2]))


def test_the_port_is_free_again_once_it_is_closed() -> None:
    first = Documents({}.get)
    first.close()
    Documents({}.get, int(first.address.rpartition(":")[2])).close()
