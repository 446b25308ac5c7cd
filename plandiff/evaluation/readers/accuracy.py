"""Measure how the machine codes themes beside readers, and keep it.

Run ``python -m plandiff.evaluation.readers.accuracy``: it writes
``themes/ecommerce-errors.csv`` beside the codebook, from the two codings of
ec14 by hand. Run it again when the codebook, the plan or a coding changes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from plandiff.analysis.themes.coding_error import ERROR_SCHEMA
from plandiff.analysis.themes.loading import load_codebook
from plandiff.corpus.collection import load_corpus
from plandiff.evaluation.readers.agreement import coding_agreement
from plandiff.evaluation.readers.coding import read_coding
from plandiff.files import whole_file
from plandiff.resources import resource

__all__ = ["machine_errors", "main"]

CODEBOOK, PLAN, CODERS = "ecommerce", "ec14", ("coder1", "coder2")


def machine_errors() -> pd.DataFrame:
    """Compare the machine's coding with each reader's, theme by theme.

    Returns
    -------
    pandas.DataFrame
        Columns `plandiff.analysis.themes.coding_error.ERROR_SCHEMA` and
        ``codebook``, the codebook's digest. Shares have four digits.
    """
    book, plan = load_codebook(CODEBOOK), load_corpus(user=False)[PLAN]
    tables = []
    for coder in CODERS:
        path = resource(f"gold/{PLAN}-themes-{coder}.csv")
        table = coding_agreement(
            read_coding(path, book, plan), book.code(plan), book, plan
        )
        table = table[table["theme"] != "all"].rename(
            columns={"reference": "reader", "coded": "machine"}
        )
        tables.append(table.assign(coder=coder, codebook=book.sha256))
    joined = pd.concat(tables, ignore_index=True)
    return joined[[*ERROR_SCHEMA, "codebook"]].round(4)


def main() -> Path:
    """Write the table beside the codebook."""
    path = resource(f"themes/{CODEBOOK}.toml")
    path = path.with_name(f"{CODEBOOK}-errors.csv")
    with whole_file(path) as beside:
        machine_errors().to_csv(beside, index=False, lineterminator="\n")
    return path


if __name__ == "__main__":
    main()
