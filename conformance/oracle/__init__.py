"""What should be true, decided from configurations and values alone: pure, no I/O, no boto3."""
