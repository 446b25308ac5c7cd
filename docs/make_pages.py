"""Make what the site shows and git does not hold: pictures and reference.

Run by ``make docs``; writes ``docs/img/*.png`` and ``docs/reference.md``.
"""

from __future__ import annotations

import re
from pathlib import Path

import plandiff
from plandiff.output.plots.style import save_chart

DOCS = Path(__file__).resolve().parent
STUB = DOCS.parent / "plandiff" / "__init__.pyi"
ROOMS = {
    "corpus": "Plans that we hold",
    "reading": "Reading",
    "document": "Documents",
    "matching": "Linking clauses",
    "analysis.diff": "What happened to clauses",
    "analysis.redlines": "Inside a clause",
    "analysis.substance": "Changes of substance",
    "analysis.themes": "Themes",
    "analysis.terms": "Terms",
    "analysis.indicators": "Figures and targets",
    "analysis.commitment": "Force",
    "evaluation": "Evaluation",
    "scale": "Many documents",
    "output.writers": "Files",
    "output.pages": "Pages",
    "output.plots": "Charts",
    "output.replication": "Replication",
}


def reference() -> str:
    """List every public name under its room, for the docstrings."""
    stub = STUB.read_text(encoding="utf-8")
    names: dict[str, list[str]] = {room: [] for room in ROOMS}
    rest: list[str] = []
    for match in re.finditer(
        r"^from \.(?P<module>[\w.]+) import (?P<names>\([^)]*\)|.+)$",
        stub,
        re.MULTILINE,
    ):
        for name in re.findall(r"(\w+) as \w+", match["names"]):
            path = f"plandiff.{match['module']}.{name}"
            room = next(
                (r for r in ROOMS if f"{match['module']}.".startswith(f"{r}.")),
                None,
            )
            (names[room] if room else rest).append(path)
    lines = ["# Reference", "", "Every name is `plandiff.NAME`.", ""]
    for room, title in [*ROOMS.items(), ("", "Else")]:
        listed = names.get(room, rest)
        if listed:
            lines += [f"## {title}", ""]
            lines += [f"::: {path}\n" for path in sorted(listed)]
    return "\n".join(lines)


def pictures() -> None:
    """Draw the charts of the gallery in both languages."""
    folder = DOCS / "img"
    folder.mkdir(exist_ok=True)
    corpus = plandiff.load_corpus(user=False)
    earlier, later = corpus["teach1"], corpus["teach2"]
    alignment = plandiff.align(earlier, later)
    digest = plandiff.align(corpus["ec13"], corpus["ec14"])
    codebook = plandiff.load_codebook("ecommerce")
    shift = plandiff.theme_shift(alignment, codebook)
    presence = plandiff.theme_shift(digest, codebook)
    terms = plandiff.keyness(earlier, later)
    flow = plandiff.flow_table([alignment])
    force = plandiff.commitment([earlier, later])
    for lang in ("zh", "en"):
        charts = {
            "map": plandiff.plot_alignment(alignment, lang=lang),
            "themes": plandiff.plot_theme_shift(shift, lang=lang),
            "presence": plandiff.plot_theme_presence(presence, lang=lang),
            "keyness": plandiff.plot_keyness(terms, lang=lang),
            "flow": plandiff.plot_flows(flow, lang=lang),
            "commitment": plandiff.plot_commitment(force, lang=lang),
        }
        for name, ax in charts.items():
            save_chart(ax, folder / f"{name}-{lang}.png")


if __name__ == "__main__":
    (DOCS / "reference.md").write_text(reference(), encoding="utf-8")
    pictures()
