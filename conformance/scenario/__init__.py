"""The interface that properties are written against.

A scenario arranges, sends and judges, and goes on after a divergence.
"""

from conformance.scenario.example import ExampleOver
from conformance.scenario.property import prop
from conformance.scenario.scenario import Scenario

__all__ = ["ExampleOver", "Scenario", "prop"]
