#!/usr/bin/env bash
# Software: hypothesis 6.170.17 (Python), stateful testing.
# Guess: a subclass of a state machine that overrides a rule or an invariant changes what it does: a method that is a
#   rule in the base class stays one, as a test method of a base class stays a test.
# Instead: the decorator belongs to the function, not to the name. An override without @rule is no rule any more, and
#   one without @invariant is never called; the base class's method does not run in its place. There is no warning, and
#   the test passes.
# Matters: a suite with one machine for Cognito and a subclass for each emulator overrides a step or a check there, and
#   loses it: the test of that emulator is green because it no longer looks. Write the decorator again.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

python3 -m venv venv
venv/bin/pip install --quiet hypothesis==6.170.17
venv/bin/pip freeze | grep '^hypothesis='

cat > probe.py <<'END'
import warnings
from hypothesis import settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

warnings.simplefilter("error")
ran = set()

class Pool(RuleBasedStateMachine):
    tokens = Bundle("tokens")

    @rule(target=tokens)
    def sign_in(self):
        ran.add("sign_in")
        return "token"

    @rule(token=tokens)
    def refresh(self, token):
        ran.add("refresh")

    @invariant()
    def tokens_are_right(self):
        ran.add("tokens_are_right")

class Overridden(Pool):
    def refresh(self, token):
        ran.add("refresh of the subclass")
        assert False, "the emulator is wrong"

    def tokens_are_right(self):
        ran.add("tokens_are_right of the subclass")
        assert False, "the emulator is wrong"

class Decorated(Pool):
    @rule(token=Pool.tokens)
    def refresh(self, token):
        ran.add("refresh of the subclass")

    @invariant()
    def tokens_are_right(self):
        ran.add("tokens_are_right of the subclass")

for machine in Pool, Overridden, Decorated:
    ran.clear()
    run_state_machine_as_test(machine, settings=settings(max_examples=20, database=None, derandomize=True))
    print(f"{machine.__name__} passed, ran:", ", ".join(sorted(ran)))
END
venv/bin/python probe.py | tee seen

cat > described <<'END'
Pool passed, ran: refresh, sign_in, tokens_are_right
Overridden passed, ran: sign_in
Decorated passed, ran: refresh of the subclass, sign_in, tokens_are_right of the subclass
END
diff described seen
echo "as described"
