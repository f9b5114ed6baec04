"""Expected results, derived from configurations and values alone: pure, no I/O, no boto3."""
