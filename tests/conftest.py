"""Tests assert nothing on time: a loaded machine is not a defect."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
