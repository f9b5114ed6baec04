"""The APIs of a target behind its own Cognito authorizers: API Gateway's two kinds, and AppSync."""
