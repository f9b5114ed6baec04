"""A pool made like a document says, on a target; what belongs to an account becomes the suite's own."""
