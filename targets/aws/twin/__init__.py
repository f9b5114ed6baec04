"""A program on this machine that is dressed as AWS, and hostile enough to prove the guards of the ``aws`` target.

It proves the suite's behaviour, never Cognito's. What Cognito does is done by the reference target; the account around
it is made here: TLS, signatures, policies, quotas, other people's pools, delays, limits and prices.
"""

from targets.aws.twin.launch import Announcement, Credentials, TwinFailed, started

__all__ = ["Announcement", "Credentials", "TwinFailed", "started"]
