"""What ``codes=custom-sender`` adds to a run: functions that report what they are invoked with, and codes read at home.

Each process of a run deploys functions of its own and makes a queue of its own, through the same gate and into the same
ledger as its pools. As custom senders of its pools they hand on codes as Cognito has encrypted them; the suite decrypts
them on this machine, so that no code is in plain text anywhere in the account. As triggers they report on the same way.
"""
