#!/usr/bin/env bash
# Software: Faker 40.63.0, hypothesis 6.170.17, pytest 9.2.0, pytest-randomly 5.1.0, with moto 5.2.5 and boto3 1.44.5 as
#   the pool (Python).
# Guess: a test that makes its user's name at random, by the module random or by Faker's fixture, has a name of its own,
#   so that tests and examples can share a pool; a plugin that seeds random is what could take that away.
# Instead: Faker's fixture starts from the same seed in every test, and Hypothesis seeds random before every example, so
#   the second sign-up of each kind is refused: the user is there. With pytest-randomly, which seeds both, Faker's names
#   differ; those of Hypothesis's examples do not. uuid4 is not affected.
# Matters: the names differ outside of pytest, or in plain tests, and UsernameExistsException looks like a pool that was
#   not emptied. Faker draws the attributes in the same way: an e-mail address is the same in all tests.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
unset PYTEST_ADDOPTS PYTEST_PLUGINS
export AWS_ACCESS_KEY_ID=example AWS_SECRET_ACCESS_KEY=example AWS_DEFAULT_REGION=us-east-1 NO_PROXY='*' no_proxy='*'

python3 -m venv venv
venv/bin/pip install --quiet 'moto[cognitoidp]==5.2.5' boto3==1.44.5 pytest==9.2.0 pytest-randomly==5.1.0 Faker==40.63.0 \
  hypothesis==6.170.17
venv/bin/pip freeze | grep -iE '^(boto3|faker|hypothesis|moto|pytest|pytest-randomly)='

cat > test_probe.py <<'END'
import random, string, uuid
import boto3, pytest
from hypothesis import given, settings, strategies as st
from moto import mock_aws

seen = {}

@pytest.fixture(scope="session")
def sign_up():
    with mock_aws():
        idp = boto3.client("cognito-idp")
        pool = idp.create_user_pool(PoolName="pool")["UserPool"]["Id"]
        client = idp.create_user_pool_client(UserPoolId=pool, ClientName="app")["UserPoolClient"]["ClientId"]

        def by(kind, name):
            answers = seen.setdefault(kind, [])
            try:
                idp.sign_up(ClientId=client, Username=name, Password="Passw0rd!")
                answers.append("signed up")
            except idp.exceptions.UsernameExistsException:
                answers.append("UsernameExistsException")
        yield by
    with open("seen-names", "w") as file:
        for kind, answers in sorted(seen.items()):
            count = [f"{answers.count(answer)} {answer}" for answer in ("signed up", "UsernameExistsException")]
            print(f"{kind}: {', '.join(count)}", file=file)

def letters():
    return "".join(random.choices(string.ascii_lowercase, k=12))

@pytest.mark.parametrize("time", range(3))
def test_random(sign_up, time):
    sign_up("random, test", letters())

@pytest.mark.parametrize("time", range(3))
def test_faker(sign_up, faker, time):
    sign_up("Faker, test", faker.user_name() + "-" + faker.bothify("????????"))

@pytest.mark.parametrize("time", range(3))
def test_uuid(sign_up, time):
    sign_up("uuid4, test", str(uuid.uuid4()))

def test_examples(sign_up):
    @settings(max_examples=3, database=None)
    @given(st.integers())
    def example(number):
        sign_up("random, example", "example-" + letters())
        sign_up("uuid4, example", str(uuid.uuid4()))
    example()
END

{
  for words in without with; do
    [ $words = with ] && options=() || options=(-p no:randomly)
    venv/bin/python -m pytest -q -p no:cacheprovider "${options[@]}" test_probe.py > pytest.log || { cat pytest.log; exit 1; }
    sed "s/^/$words pytest-randomly, /" seen-names
  done
} | tee seen

cat > described <<'END'
without pytest-randomly, Faker, test: 1 signed up, 2 UsernameExistsException
without pytest-randomly, random, example: 1 signed up, 2 UsernameExistsException
without pytest-randomly, random, test: 3 signed up, 0 UsernameExistsException
without pytest-randomly, uuid4, example: 3 signed up, 0 UsernameExistsException
without pytest-randomly, uuid4, test: 3 signed up, 0 UsernameExistsException
with pytest-randomly, Faker, test: 3 signed up, 0 UsernameExistsException
with pytest-randomly, random, example: 1 signed up, 2 UsernameExistsException
with pytest-randomly, random, test: 3 signed up, 0 UsernameExistsException
with pytest-randomly, uuid4, example: 3 signed up, 0 UsernameExistsException
with pytest-randomly, uuid4, test: 3 signed up, 0 UsernameExistsException
END
diff described seen
echo "as described"
