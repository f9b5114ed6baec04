"""What every operation of the reference stands on: state, validation, errors, names, passwords."""
