"""Properties on second factors, devices and passkeys."""
