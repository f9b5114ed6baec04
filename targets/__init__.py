"""Where the suite runs: targets, how to start, reach, reset and read them."""
