"""What a property is written with: a scenario arranges, sends and judges, and never stops at a divergence."""

from conformance.scenario.example import ExampleOver
from conformance.scenario.property import prop
from conformance.scenario.scenario import Scenario

__all__ = ["ExampleOver", "Scenario", "prop"]
