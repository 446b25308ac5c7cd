"""What a file draws in another order than it stands in on the page.

The order of the file is kept where it is one: columns and tables that are
drawn one after the other. A stretch that stands wholly above another comes
before it; lines drawn in turns between each other are read from the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, pairwise

from plandiff.reading.formats.pdf.lines import Page, Run

__all__ = ["by_place"]

_MOST = 400
"""Stretches of a page, each drawn from the top down, that are looked at."""


def by_place(page: Page) -> list[Run]:
    """Return the runs of a page without columns, in reading order.

    Parameters
    ----------
    page : Page
        Runs that are furniture carry their reason.

    Returns
    -------
    list of Run
        In the order of the file, unless places on the page contradict it.
    """
    body = [run for run in page.runs if not run.cut]
    stretches = _stretches(body, page)
    if not 1 < len(stretches) <= _MOST:
        return list(page.runs)
    ordered = list(chain.from_iterable(map(_band, _bands(stretches))))
    if all(map(lambda one, other: one is other, ordered, body)):
        return list(page.runs)
    cut = [run for run in page.runs if run.cut]
    high = [run for run in cut if run.top > page.height / 2]
    return [*high, *ordered, *(run for run in cut if run not in high)]


def _stretches(body: Sequence[Run], page: Page) -> list[list[Run]]:
    """Part runs where the file goes back up the page."""
    tables = [area for area in page.areas if area.columns > 1]
    found: list[list[Run]] = []
    for run in body:
        before = found[-1][-1] if found else None
        up = before is not None and run.bottom > before.bottom + run.size / 2
        if up and before is not None:
            up = not any(a.holds(run) and a.holds(before) for a in tables)
        if up or not found:
            found.append([])
        found[-1].append(run)
    return found


def _bands(stretches: Sequence[list[Run]]) -> list[list[list[Run]]]:
    """Group stretches that stand beside or between each other, from the top.

    The stretches of a group keep the order of the file.
    """
    spans = [
        (
            max(run.top - 0.3 * run.size for run in stretch),
            min(run.bottom + 0.3 * run.size for run in stretch),
            number,
        )
        for number, stretch in enumerate(stretches)
    ]
    bands: list[list[int]] = []
    end = float("-inf")
    for top, bottom, number in sorted(spans, reverse=True):
        if bands and top > end:
            bands[-1].append(number)
            end = min(end, bottom)
        else:
            bands.append([number])
            end = bottom
    return [[stretches[number] for number in sorted(band)] for band in bands]


def _band(stretches: Sequence[list[Run]]) -> list[Run]:
    """Return the runs of a band; from the top if all fill one column."""
    runs = list(chain.from_iterable(stretches))
    home = {
        id(run): number
        for number, stretch in enumerate(stretches)
        for run in stretch
    }
    ordered = sorted(runs, key=lambda run: (-round(run.bottom), run.left))
    beside = any(
        home[id(one)] != home[id(other)]
        and (
            one.bottom < (other.bottom + other.top) / 2
            or min(one.right, other.right) <= max(one.left, other.left)
        )
        for one, other in pairwise(ordered)
    )
    return runs if beside else ordered
