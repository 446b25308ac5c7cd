"""Chart of calibration: whether confidence means what it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from plandiff.evaluation.calibration import calibration_error
from plandiff.evaluation.intervals import wilson
from plandiff.output.plots.labels import (
    wrap,
)
from plandiff.output.plots.margins import (
    cell_width,
)
from plandiff.output.plots.style import (
    COLOURS,
    Language,
    check_table,
    finish,
    new_axes,
)

__all__ = ["plot_reliability"]


def plot_reliability(
    table: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: Language = "zh",
    font: str | None = None,
    **kwargs: Any,
) -> Axes:
    """Draw the observed share of right links over the confidence.

    A point for each interval of confidence that holds a pair, with its 95 %
    interval (Wilson); the numbers of pairs stand on top. On the dashed line
    confidence is what it says; below it, links are claimed too boldly.

    Parameters
    ----------
    table : pandas.DataFrame
        From `plandiff.evaluation.scores.reliability_table`.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    font : str, optional
        Font family; the bundled Chinese font by default.
    **kwargs
        Passed to `matplotlib.axes.Axes.errorbar`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart, both axes from 0 to 1.

    Raises
    ------
    ValueError
        If no interval holds a pair.
    """
    words = check_table(
        table, "plandiff.evaluation.reliability_table(alignments, golds)", lang
    )
    rows = table[table["total"] > 0]
    error = calibration_error(table)
    if error is None:
        raise ValueError(
            "table: expected an interval with at least one pair, found none."
        )
    confidence = rows["confidence"].to_numpy(float)
    observed = rows["observed"].to_numpy(float)
    bounds = [
        wilson(int(hits), int(total))
        for hits, total in zip(rows["hits"], rows["total"], strict=True)
    ]
    lower, upper = np.array(bounds, float).T
    ax = new_axes(ax, height=4.2, width=4.6)
    ax.plot([0, 1], [0, 1], linestyle="--", color=COLOURS["neutral"])
    ax.errorbar(
        confidence,
        observed,
        yerr=np.clip([observed - lower, upper - observed], 0, None),
        **{
            "color": COLOURS["target"],
            "marker": "o",
            "linewidth": 1.4,
            "elinewidth": 0.9,
            "capsize": 2.5,
            **kwargs,
        },
    )
    centres = (rows["lower"] + rows["upper"]).to_numpy(float) / 2
    for x, total in zip(centres, rows["total"], strict=True):
        ax.annotate(
            str(total),
            (x, 1.09),
            ha="center",
            fontsize=7,
            color="#444444",
        )
    ax.set_xlim(0, 1.02)
    ax.set_ylim(0, 1.15)
    ax.set_aspect("equal")
    ax.set_xlabel(words["claimed_axis"])
    ax.set_ylabel(words["observed_axis"])
    count = int(table["total"].sum())
    title = words["calibration_error"].format(
        error=f"{error:.3f}", count=count
    )
    ax.set_title(
        wrap(title, cell_width(ax) * 0.8, 10), fontsize=10, loc="left"
    )
    gap = int(np.argmax(np.abs(confidence - observed)))
    alt = words["reliability_alt"].format(
        title=title,
        bins=len(rows),
        claimed=f"{confidence[gap]:.2f}",
        observed=f"{observed[gap]:.2f}",
    )
    return finish(ax, alt, font=font)
