"""What Amazon Cognito user pools do, and how it is tried."""

__version__ = "0.1.0"
