"""Tests of the tests: every named defect of the reference target must be caught, by its own requirement.

``python -m conformance.sensitivity`` runs the suite against the mutants of the reference target and writes
``sensitivity.json`` and ``sensitivity.html``. ``docs/sensitivity.md`` explains the terms.
"""
