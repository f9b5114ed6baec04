"""How one answer is judged. Pure: no I/O, nothing of targets."""
