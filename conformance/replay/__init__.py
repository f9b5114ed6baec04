"""Steps that can be repeated: recorded, encoded with references, executed again, cut, written as a script."""
