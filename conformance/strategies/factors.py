"""Values for second factors and passkeys: salts of wrong codes, names of apps, made-up sessions."""

from __future__ import annotations

from hypothesis import strategies as st

SESSION_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"  # those of base64url
SALTS = st.integers(0, 999_999)
FAR = st.integers(4, 20).flatmap(lambda steps: st.sampled_from((steps, -steps)))  # time steps away from now
APP_NAMES = st.text("abcdefghijklmnopqrstuvwxyz ABCXYZ0123456789'-", min_size=1, max_size=40)
VERIFICATIONS = st.sampled_from(("required", "preferred"))  # of the user, by a passkey
CHALLENGES = st.text(SESSION_LETTERS, min_size=24, max_size=60)
