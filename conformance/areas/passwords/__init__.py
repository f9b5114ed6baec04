"""Properties on passwords: policy, recovery, change, lockout."""
