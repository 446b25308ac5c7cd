"""Fill the templates of pages: one frame, and all text escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from plandiff.markup import visible
from plandiff.output.pages.webfont import webfont
from plandiff.text.characters import HAN

__all__ = ["fill_template"]

_HAN = re.compile(f"[{HAN}]")

_TEMPLATES = Path(__file__).parent / "templates"


def fill_template(
    name: str,
    context: Mapping[str, Any],
    *,
    style: str | Sequence[str],
    font: bool = False,
    script: str = "",
    framed: bool = False,
) -> str:
    """Fill a template and return a page that needs nothing but itself.

    Parameters
    ----------
    name : str
        File name of a template that extends ``skeleton.html``.
    context : mapping of str to object
        What the template shows. Text is escaped, and control characters
        are made visible; what the template marks as ``safe`` must be ready
        HTML without them.
    style : str or sequence of str
        File name of the style sheet, or several.
    font : bool, default False
        Whether to embed the letters that the page uses.
    script : str, optional
        File name of the page's own script. The page names its hash, so
        that a browser runs this script and no other.
    framed : bool, default False
        Whether the page is the ``srcdoc`` of a frame, whose links would else
        lead to the page around it.

    Returns
    -------
    str
        The page: no outside resource, no script but the named one. The
        same context gives the same text.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
    )
    environment.filters["tongue"] = _tongue
    template = environment.get_template(name)
    names = [style] if isinstance(style, str) else style
    sheet = "".join((_TEMPLATES / n).read_text("utf-8") for n in names)
    code = (_TEMPLATES / script).read_text("utf-8") if script else ""
    seal = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    context = {
        **context,
        "script": Markup(code),  # noqa: S704 - a file of ours
        "framed": framed,
        "script_hash": f"sha256-{seal}",
    }
    if font:
        letters = webfont(template.render({**context, "style": ""}))
        sheet = (
            "@font-face { font-family: PlandiffSubset; "
            f"src: url({letters}) format('woff'); }}\n{sheet}"
        )
    return template.render({**context, "style": sheet})


def _tongue(value: object, page: str) -> Markup:
    """Name the language of a passage where it is not that of the page.

    So that a screen reader does not read Chinese as English, nor a sentence
    of English as Chinese.
    """
    text = str(value)
    is_chinese = _HAN.search(text) is not None
    if page == "en" and is_chinese:
        return Markup(' lang="zh"')
    if page == "zh" and not is_chinese and len(text.split()) > 3:
        return Markup(' lang="en"')
    return Markup("")


def _printable(value: object) -> object:
    """Make control characters of a text visible; line breaks stay breaks."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return visible(value.replace("\r\n", "\n").replace("\r", "\n"))
