"""The catalog as the command reads it: an invalid one is a defect of this suite."""

from __future__ import annotations

from conformance.command.exit_status import INTERNAL, end_with_error
from conformance.requirements import Catalog, CatalogError, load_catalog


def read_catalog() -> Catalog:
    """The catalog; the command ends if it is not valid."""
    try:
        return load_catalog()
    except CatalogError as error:
        end_with_error(f"the catalog is not valid: {error}", INTERNAL)
