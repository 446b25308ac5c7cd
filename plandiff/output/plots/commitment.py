"""Chart of commitment: how firmly plans or themes commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import rgb_to_hsv
from matplotlib.patches import Patch

from plandiff.analysis.commitment.table import commitment_profile
from plandiff.errors import ClauseError
from plandiff.frames import records
from plandiff.output.plots.labels import (
    text_width,
)
from plandiff.output.plots.margins import (
    axes_room,
    legend_above,
)
from plandiff.output.plots.style import (
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_commitment"]

Shade = tuple[float, float, float, float]
_ROW_HEIGHT = 0.45
_HATCHES = ("", "...", "///", "", "\\\\\\", "xxx")
_LABELLED_FROM = 0.055


def plot_commitment(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the profile of force as one stacked bar per plan or theme.

    From the left, softest, to the right, firmest, the share of the acts of
    each grade. Shade deepens with force, so that the order is seen in
    greyscale, and each grade has its hatch. Parts of at least 5.5 % carry
    their figure where it finds room.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.commitment`, or from
        `plandiff.analysis.commitment.table.commitment_profile`, by theme too.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.barh`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, the first group on top.

    Raises
    ------
    ClauseError
        If no clause commits, or all are of digests, whose words are not
        the plan's own.

    Examples
    --------
    >>> from plandiff import Document, commitment
    >>> plan = Document.from_clauses("x", [("1", "鼓励创新。加强监管。")])
    >>> plot_commitment(commitment(plan), lang="en").get_xlabel()
    'Share of commitments (%)'
    """
    words = check_table(table, "plandiff.commitment(documents)", lang)
    profile = table if "share" in table else commitment_profile(table)
    profile = profile.dropna(subset=["share"])
    if profile.empty:
        raise ClauseError(
            "table: expected clauses that commit but found none. Digests "
            "have no force, since their words are not the plan's own."
        )
    groups = list(dict.fromkeys(profile["group"]))
    grades = profile.drop_duplicates("grade").sort_values("grade")
    ax = new_axes(ax, height=len(groups) * _ROW_HEIGHT + 1.5)
    colours = _shades(len(grades))
    needed = text_width("00", 7.5) + 0.06
    labelled = max(_LABELLED_FROM, needed / axes_room(ax)[0])
    left = np.zeros(len(groups))
    y = np.arange(len(groups))[::-1]
    keys = []
    for position, grade in enumerate(grades["grade"]):
        part = profile[profile["grade"] == grade].set_index("group")
        share = part["share"].reindex(groups).fillna(0).to_numpy(dtype=float)
        options = {
            "color": colours[position],
            "edgecolor": "white",
            "linewidth": 0.6,
            "height": 0.62,
            "hatch": _HATCHES[position % len(_HATCHES)],
            **kwargs,
        }
        ax.barh(y, share * 100, left=left * 100, **options)
        for row in np.flatnonzero(share >= labelled):
            ax.text(
                (left[row] + share[row] / 2) * 100,
                y[row],
                f"{share[row] * 100:.0f}",
                ha="center",
                va="center",
                fontsize=7.5,
                color=_ink(colours[position]),
                bbox={"color": options["color"], "pad": 1.2, "linewidth": 0},
            )
        name = part[lang].iloc[0] if lang in part else str(grade)
        keys.append(
            Patch(
                facecolor=options["color"],
                edgecolor="white",
                hatch=options["hatch"],
                label=f"{grade} {name}",
            )
        )
        left += share
    ax.set_yticks(y, [_group_label(profile, g, words) for g in groups])
    ax.set_xlim(0, 100)
    ax.set_ylim(-0.6, len(groups) - 0.4)
    ax.set_xlabel(words["acts_axis"])
    legend_above(ax, handles=keys)
    return finish(ax, _alt(profile, lang, words), font=font)


def _alt(
    profile: pd.DataFrame, lang: Language, words: Mapping[str, str]
) -> str:
    """Say of each of the first groups which grade is the largest."""
    said = []
    largest = profile.sort_values("share", ascending=False, kind="stable")
    for group in list(dict.fromkeys(profile["group"]))[:5]:
        most = records(largest[largest["group"] == group].head(1))[0]
        said.append(
            words["acts_alt_row"].format(
                group=_group_label(profile, group, words),
                grade=most["grade"],
                name=most.get(lang, ""),
                share=f"{most['share']:.0%}",
            )
        )
    return words["acts_alt"].format(
        groups=profile["group"].nunique(), said=words["semicolon"].join(said)
    )


def _shades(count: int) -> list[Shade]:
    """Return shades from light to dark that every reader tells apart."""
    scale = colormaps["cividis_r"]
    return [scale(place) for place in np.linspace(0.05, 0.98, count)]


def _ink(colour: Shade) -> str:
    """Return black or white, whichever reads better on a colour."""
    return "white" if rgb_to_hsv(colour[:3])[2] < 0.5 else "black"


def _group_label(
    profile: pd.DataFrame, group: str, words: Mapping[str, str]
) -> str:
    """Name a bar, with the number of acts in it."""
    acts = int(profile.loc[profile["group"] == group, "acts"].sum())
    return words["group_acts"].format(group=group, acts=acts)
