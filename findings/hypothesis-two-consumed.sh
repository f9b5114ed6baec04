#!/usr/bin/env bash
# Software: hypothesis 6.170.17 (Python), stateful testing.
# Guess: a rule that draws two values with consumes() from one bundle (two refresh tokens, say) becomes available once
#   the bundle holds two values, just as a rule with one waits for one.
# Instead: the rule becomes available as soon as the bundle is not empty. With a single value in it, the first
#   argument takes that value, the second finds nothing, and the whole example is discarded. A correct machine with
#   just two rules fails the filter_too_much health check.
# Matters: models of sessions and tokens have such rules (revoke one of two devices, swap one token for another).
#   Suppressing the health check keeps discarding examples; a precondition on a counter fixes it.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet hypothesis==6.170.17
venv/bin/pip freeze | grep hypothesis

cat > probe.py <<'END'
from hypothesis import Phase, errors, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, precondition, rule, run_state_machine_as_test

quiet = settings(max_examples=200, derandomize=True, database=None, deadline=None, phases=[Phase.generate])

class Tokens(RuleBasedStateMachine):
    tokens = Bundle("tokens")
    def __init__(self):
        super().__init__()
        self.held = 0
    @rule(target=tokens)
    def sign_in(self):
        self.held += 1
        return object()

class One(Tokens):
    @rule(first=consumes(Tokens.tokens))
    def revoke(self, first):
        self.held -= 1

class Two(Tokens):
    @rule(first=consumes(Tokens.tokens), second=consumes(Tokens.tokens))
    def revoke(self, first, second):
        assert first is not second
        self.held -= 2

class Counted(Tokens):
    @precondition(lambda self: self.held >= 2)
    @rule(first=consumes(Tokens.tokens), second=consumes(Tokens.tokens))
    def revoke(self, first, second):
        assert first is not second
        self.held -= 2

for machine in One, Two, Counted:
    try:
        run_state_machine_as_test(machine, settings=quiet)
        print(f"{machine.__name__}: passes")
    except errors.FailedHealthCheck as error:
        print(f"{machine.__name__}: FailedHealthCheck,", str(error).split(".")[0])
END

venv/bin/python probe.py | tee seen

cat > described <<'END'
One: passes
Two: FailedHealthCheck, It looks like this test is filtering out a lot of inputs
Counted: passes
END
diff described seen
echo "as described"
