"""The properties, one module per area."""
