"""Steps that several areas share: sent, not judged."""
