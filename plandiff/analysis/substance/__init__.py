"""Substance: what changed in what a linked clause asks for.

`table` lists the changes; `numbers` compares quantities and deadlines,
`duties` force, exceptions, actors and instruments; `sides` holds the two
texts that are compared and finds places in them.
"""

from plandiff.analysis.substance.table import (
    SUBSTANCE_SCHEMA,
    substance_table,
)

__all__ = ["SUBSTANCE_SCHEMA", "substance_table"]
