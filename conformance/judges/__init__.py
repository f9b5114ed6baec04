"""Independent software that is tried on a target: verifiers, clients, a gateway, a browser.

Each is optional and installed separately, at a fixed version, when it is first wanted. A judge is given a right and a
wrong form of each task; its answer is written to the journal and never changes a verdict.
"""
