"""The version of the service model that a document was read with."""

from __future__ import annotations


def botocore_version() -> str:
    """The installed botocore's version: its model decides which members there are."""
    import botocore

    return str(botocore.__version__)
