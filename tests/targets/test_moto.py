"""The embedded default: what its capabilities promise."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from targets import moto_server
from targets.definition import load
from targets.interface import Running, TargetUnusable
from targets.registry import resolve, shipped

SERVER = Path(moto_server.__file__).resolve()
USER = {"Username": "ann", "Password": "Passw0rd!", "UserAttributes": [{"Name": "email", "Value": "ann@example.com"}]}


@pytest.fixture
def moto() -> Iterator[Running]:
    running = resolve("moto").start()
    yield running
    running.stop()


def make_user(running: Running) -> tuple[str, str]:
    client = running.client()
    pool = client.create_user_pool(PoolName="p", AutoVerifiedAttributes=["email"])["UserPool"]["Id"]
    flows = ["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    app = client.create_user_pool_client(UserPoolId=pool, ClientName="c", ExplicitAuthFlows=flows)
    client_id = app["UserPoolClient"]["ClientId"]
    running.client(signed=False).sign_up(ClientId=client_id, **USER)
    client.admin_confirm_sign_up(UserPoolId=pool, Username="ann")
    return pool, client_id


def sign_in(running: Running, client_id: str) -> dict[str, Any]:
    answer = running.client(signed=False).initiate_auth(
        ClientId=client_id, AuthFlow="USER_PASSWORD_AUTH", AuthParameters={"USERNAME": "ann", "PASSWORD": "Passw0rd!"}
    )
    result: dict[str, Any] = answer["AuthenticationResult"]
    return result


def test_tokens_verify_with_the_published_keys(moto: Running) -> None:
    import jwt

    pool, client_id = make_user(moto)
    token = sign_in(moto, client_id)["IdToken"]
    issuer = moto.issuer(pool)
    keys = moto.http("GET", f"{issuer}/.well-known/jwks.json")
    discovery = json.loads(moto.http("GET", f"{issuer}/.well-known/openid-configuration").body)
    assert keys.status == 200
    assert discovery["issuer"] == issuer
    key = jwt.PyJWKSet.from_json(keys.body.decode())[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"], audience=client_id, issuer=issuer)
    assert claims["token_use"] == "id"


def test_the_clock_moves_for_moto_alone(moto: Running) -> None:
    import jwt

    _, client_id = make_user(moto)
    moto.advance(86400)
    before = time.time()
    token = sign_in(moto, client_id)["AccessToken"]
    assert time.time() - before < 60
    issued = jwt.decode(token, options={"verify_signature": False})["iat"]
    assert abs(issued - moto.now()) < 5
    assert moto.now() - time.time() == pytest.approx(86400, abs=1)
    with pytest.raises(ValueError, match="forward"):
        moto.advance(-1)


def test_chance_is_moto_s_own(moto: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    """What Hypothesis does to ``random`` is not seen by moto, and what moto draws is not seen outside."""
    from moto.cognitoidp import models

    drawn: list[float] = []
    made = models.CognitoIdpBackend.create_user_pool

    def draws(*given: Any, **named: Any) -> Any:
        drawn.append(random.random())
        return made(*given, **named)

    monkeypatch.setattr(models.CognitoIdpBackend, "create_user_pool", draws)
    outside = []
    for _ in range(2):
        random.seed(0)
        moto.client().create_user_pool(PoolName="chance")
        outside.append(random.random())
    assert len(set(drawn)) == 2
    assert outside == [random.Random(0).random()] * 2


def test_only_the_code_of_a_forgotten_password_is_read(moto: Running) -> None:
    pool, client_id = make_user(moto)
    announced = moto.client(signed=False).forgot_password(ClientId=client_id, Username="ann")
    headers = announced["ResponseMetadata"]["HTTPHeaders"]
    where = {"pool_id": pool, "username": "ann", "destination": "ann@example.com", "headers": headers}
    code = moto.read_code("forgot_password", **where)
    assert code is not None
    assert moto.read_code("sign_up", **where) is None
    namespace: dict[str, Any] = {}
    exec(moto.code_snippet, namespace)
    assert namespace["read_code"]("forgot_password", pool, "ann", "ann@example.com", headers) == code
    moto.client(signed=False).confirm_forgot_password(
        ClientId=client_id, Username="ann", ConfirmationCode=code, Password="Passw0rd!2"
    )


def test_raw_requests_take_the_same_dispatch(moto: Running) -> None:
    headers = {
        "X-Amz-Target": "AWSCognitoIdentityProviderService.ListUserPools",
        "Content-Type": "application/x-amz-json-1.1",
    }
    assert "UserPools" in json.loads(moto.api(headers, b'{"MaxResults": 1}').body)
    assert moto.api({}, b"").status != 200


def test_nothing_leaves_the_process(moto: Running) -> None:
    with pytest.raises(TargetUnusable, match="nothing was sent"):
        moto.http("GET", "https://demo.auth.us-east-1.amazoncognito.com/login")
    with pytest.raises(TargetUnusable, match="nothing was sent"):
        moto.http("GET", "http://127.0.0.1:9/")


def test_reset_and_stop(moto: Running) -> None:
    make_user(moto)
    assert moto.client().list_user_pools(MaxResults=1)["UserPools"]
    moto.reset()
    assert moto.client().list_user_pools(MaxResults=1)["UserPools"] == []
    assert moto.alive()
    client = moto.client()
    moto.stop()
    moto.stop()
    assert not moto.alive()
    with pytest.raises(TargetUnusable, match="was stopped"):
        client.list_user_pools(MaxResults=1)
    with pytest.raises(TargetUnusable, match="was stopped"):
        moto.api({}, b"")


def test_each_request_is_done_once(moto: Running) -> None:
    moto.client().create_user_pool(PoolName="once")
    moto.client(signed=False).create_user_pool(PoolName="once")
    assert len(moto.client().list_user_pools(MaxResults=60)["UserPools"]) == 2


def test_clients_are_made_once(moto: Running) -> None:
    assert moto.client() is moto.client()
    assert moto.client(signed=False) is moto.client(signed=False)
    assert moto.client() is not moto.client(signed=False)


def test_the_signing_key_is_read_once_and_is_the_same(moto: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from joserfc.jwk import RSAKey
    from moto.cognitoidp import models

    read: list[Any] = []
    kept = vars(models)["jwk"].RSAKey
    monkeypatch.setattr(kept, "_imported", {})
    monkeypatch.setattr(kept, "_keys", _Counting(RSAKey, read))
    pools = [models.CognitoIdpUserPool("123456789012", "us-east-1", f"p{number}", {}) for number in range(3)]
    assert len(read) == 1
    own = RSAKey.import_key(read[0])
    assert all(pool.json_web_key.as_dict(private=True) == own.as_dict(private=True) for pool in pools)


def test_another_key_is_another_one(moto: Running) -> None:
    from joserfc.jwk import RSAKey
    from moto.cognitoidp import models

    one, other = (RSAKey.generate_key(2048).as_dict(private=True) for _ in range(2))
    kept = vars(models)["jwk"].RSAKey
    assert kept.import_key(one).as_dict(private=True) == one
    assert kept.import_key(other).as_dict(private=True) == other
    assert kept.import_key(one) is kept.import_key(dict(one))


class _Counting:
    """joserfc's keys; what is imported is noted."""

    def __init__(self, keys: Any, read: list[Any]) -> None:
        self._keys, self._read = keys, read

    def import_key(self, value: Any) -> Any:
        self._read.append(value)
        return self._keys.import_key(value)


# -- its server --------------------------------------------------------------------------------------------------------

STAND_IN = {
    "moto/__init__.py": "",
    "moto/cognitoidp/__init__.py": "",
    "moto/cognitoidp/models.py": "import jwk\n",
    "jwk.py": "class RSAKey:\n    read = 0\n    @classmethod\n    def import_key(cls, value):\n        cls.read += 1\n"
    "        return cls.read\n",
    "moto/server.py": "import json, sys\nfrom moto.cognitoidp import models\n\n\ndef main(arguments):\n"
    "    keys = [models.jwk.RSAKey.import_key({'n': n}) for n in 'aab']\n"
    "    print(json.dumps([arguments, sys.path, keys]))\n",
}


def test_the_server_reads_its_key_once_and_sees_none_of_our_modules(tmp_path: Path) -> None:
    """In the Python of a release: a stand-in for moto tells what it was given. ``-I``: the suite is not on its path."""
    for name, text in STAND_IN.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    run = "import runpy, sys\nsys.path[:0] = sys.argv[1:3]\ndel sys.argv[:3]\n"
    run += "runpy.run_path(sys.argv[0], None, '__main__')"
    words = [str(SERVER.parent), str(tmp_path), str(SERVER), "-p", "1"]
    done = subprocess.run(
        [sys.executable, "-I", "-c", run, *words], capture_output=True, text=True, timeout=60, check=True
    )
    arguments, path, keys = json.loads(done.stdout)
    assert arguments == ["-p", "1"]
    assert str(tmp_path) in path
    assert str(SERVER.parent) not in path
    assert keys == [1, 1, 2]


def test_the_server_is_what_the_definition_starts() -> None:
    definition = load(shipped()["moto"])
    assert definition.start is not None
    program = definition.start.command[1].replace("{here}", str(shipped()["moto"].parent))
    assert Path(program).resolve() == SERVER
