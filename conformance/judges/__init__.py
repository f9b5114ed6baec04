"""Judges of another family than the suite's own Python: programs that real applications verify tokens with."""
