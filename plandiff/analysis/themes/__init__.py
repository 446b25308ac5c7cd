"""Themes: how much of each plan a theme takes, and how that shifted.

`codebook` holds the themes, read by `themelist` and matched by `rules`;
`loading` makes it of a file; `shares` compares plans, with intervals by
`sampling`; `drilling` leads back to the clauses; `notes` is what tables say
of plans that we do not hold whole.
"""

from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.drilling import drill
from plandiff.analysis.themes.loading import load_codebook
from plandiff.analysis.themes.shares import theme_shares, theme_shift

__all__ = [
    "Codebook",
    "drill",
    "load_codebook",
    "theme_shares",
    "theme_shift",
]
