"""The parts of the pytest plugin: one run in one pytest process, or a part of a run in an xdist worker."""
