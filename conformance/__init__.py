"""The behaviour of Amazon Cognito user pools, and how it is tested."""

__version__ = "0.1.0"
