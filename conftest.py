"""pytest's entry: loads the plugin."""

pytest_plugins = ["conformance.plugin"]
