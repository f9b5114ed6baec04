"""What every operation of the reference builds on: state, validation, errors, names, passwords."""
