"""Real Cognito, in an account of the user's own, behind guards; and its twin on this machine, behind the same ones.

The guards come in the order of ``targets.aws.target.AwsTarget.start``, each can refuse, and nothing is sent before its
turn. Whatever is sent goes through ``targets.aws.outbound.Outbound.send`` and nowhere else.
"""

from targets.aws.target import AwsTarget

__all__ = ["AwsTarget"]
