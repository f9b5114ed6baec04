"""The account of the twin, and the name of the target that has it."""

ACCOUNT = "123456789012"
SPEC = f"aws?profile=sandbox&region=us-east-1&account={ACCOUNT}&confirm={ACCOUNT}"
