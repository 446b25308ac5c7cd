"""Many documents at once: what is reused, where a word stands, all pairs.

In reading order: `texts` folds the clauses of all documents to distinct
texts, `weights` weighs their runs of characters, `search` finds for each
text its nearest (`kernels` is its compiled middle, where numba is), and
`reuse` makes the table of near copies; `diffusion` sets it against dates.
`concordance` lists and counts words. `pairs` aligns many documents; `parts`
holds an aligned pair without its documents, in memory or in a file.
`cluster` does the same on machines elsewhere, and `collection` reads many
documents from a folder or a table.
"""
