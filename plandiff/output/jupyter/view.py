"""The reading page inside a notebook: filter, pairs, citations, decisions.

It is plain HTML in a frame of its own, not a widget: it needs no extension
and no kernel, so that it still works in a saved notebook, on paper sites and
in nbviewer; styles of the notebook do not reach into it, nor its own out.
"""

from __future__ import annotations

from dataclasses import dataclass

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.markup import escape
from plandiff.matching.alignment import Alignment
from plandiff.output.pages.reportpage import render_page
from plandiff.output.plots.style import Language

__all__ = ["View", "view"]


@dataclass(frozen=True)
class View:
    """The reading page of an alignment, to be shown in a notebook.

    Attributes
    ----------
    page : str
        The whole page as HTML.
    height : int
        How high the cell's frame is, in pixels.
    title : str
        What the frame is called.
    """

    page: str
    height: int
    title: str

    def __repr__(self) -> str:
        return f"<View of {self.title}: shown in a notebook>"

    def _repr_html_(self) -> str:
        return (
            f'<iframe title="{escape(self.title)}" width="100%" '
            f'height="{self.height}" style="border: 1px solid #d9dde3" '
            f'srcdoc="{escape(self.page)}"></iframe>'
        )


def view(
    alignment: Alignment,
    *,
    codebook: Codebook | str | None = None,
    lang: Language = "zh",
    height: int = 720,
) -> View:
    """Show both plans side by side in a notebook, with filters and pairs.

    Parameters
    ----------
    alignment : Alignment
        What `plandiff.align` found.
    codebook : Codebook or str, optional
        Themes that clauses can be chosen by; none by default.
    lang : {"zh", "en"}, default "zh"
        Language of the labels.
    height : int, default 720
        How high the frame is, in pixels.

    Returns
    -------
    View
        Shows itself in Jupyter: the page of `write_report` without charts,
        which searches, filters, follows links, cites and keeps decisions.
        It stays so in the saved notebook, without a kernel.

    See Also
    --------
    plandiff.write_report : the page with charts and tables, as a file

    Examples
    --------
    >>> from plandiff import Document, align
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商。")])
    >>> later = Document.from_clauses("b", [("1", "大力发展农村电商。")])
    >>> view(align(earlier, later))
    <View of a → b: shown in a notebook>
    """
    diff_of(alignment)  # refuses what is no alignment
    themes = None if codebook is None else as_codebook(codebook)
    page = render_page(
        alignment, (), (), lang=lang, codebook=themes, framed=True
    )
    title = f"{alignment.reference.id} → {alignment.target.id}"
    return View(page, height, title)
