"""What the pytest plugin is made of: one run in one pytest process, or a part of it in an xdist worker."""
