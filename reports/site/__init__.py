"""A static site from the results of many runs: targets and their releases, journeys, areas, requirements.

``runs`` reads them, ``history`` puts them in order (pure), ``pages`` and the modules beside it make texts, ``publish``
writes them.
"""
