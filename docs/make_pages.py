"""Make what the site shows and git does not hold: pictures and reference.

Run by ``make docs``; writes ``docs/img/*.png`` and ``docs/reference.md``.
"""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import plandiff
from plandiff.analysis.indicators import ledger
from plandiff.analysis.themes.drilling import term_themes
from plandiff.evaluation import reliability_table
from plandiff.output.plots.style import save_chart
from plandiff.resources import resource
from plandiff.scale.concordance import dispersion
from plandiff.scale.diffusion import diffusion, network, resonance

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
                (
                    r
                    for r in ROOMS
                    if f"{match['module']}.".startswith(f"{r}.")
                ),
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


MARKET = "建设县域商业体系，支持农产品出村进城，完善冷链物流网络。"
CARE = "扩大普惠托育服务供给，支持用人单位开办托育机构。"
FISH = "发展海洋渔业，建设现代化海洋牧场。"
PROVINCES = {
    "南省": ("2021-06", [MARKET, FISH]),
    "北省": ("2021-09-01", [MARKET, CARE]),
    "东省": ("2022-02-10", [MARKET[:22] + "。", CARE]),
    "西省": ("2022", [CARE, FISH]),
    "中省": (None, [MARKET]),
}
"""Plans of provinces that do not exist: date and clauses."""


def tables() -> dict[str, tuple[str, object]]:
    """Make what each chart of the gallery draws: picture, function, table."""
    corpus = plandiff.load_corpus(user=False)
    earlier, later = corpus["teach1"], corpus["teach2"]
    series = [earlier, later, corpus["ec14"]]
    steps = [*plandiff.align_many(series, "successive").values()]
    alignment = steps[0]
    digest = plandiff.align(corpus["ec13"], corpus["ec14"])
    codebook = plandiff.load_codebook("ecommerce")
    shift = plandiff.theme_shift(alignment, codebook)
    terms = plandiff.keyness(earlier, later)
    gold = resource("gold/teach1-teach2.csv")
    lineage = plandiff.lineage_table(series, alignments=steps)
    words = ["物流", "数据", "乡村", "跨境"]
    provinces = [
        plandiff.Document.from_clauses(name, texts)
        for name, (_, texts) in PROVINCES.items()
    ]
    dates = {name: date for name, (date, _) in PROVINCES.items()}
    copies = plandiff.reuse(provinces)
    taken = diffusion(copies, dates)
    return {
        "map": ("plot_alignment", alignment),
        "explanation": (
            "plot_explanation",
            alignment.explain("3.1.2", "3.1.2"),
        ),
        "reliability": (
            "plot_reliability",
            reliability_table([alignment], [gold]),
        ),
        "flow": ("plot_flows", plandiff.flow_table([alignment])),
        "flows": ("plot_flows", plandiff.flow_table(steps)),
        "themes": ("plot_theme_shift", shift),
        "decomposition": ("plot_theme_decomposition", shift),
        "presence": (
            "plot_theme_presence",
            plandiff.theme_shift(digest, codebook),
        ),
        "shares": (
            "plot_theme_shares",
            plandiff.theme_shares(series, codebook),
        ),
        "keyness": ("plot_keyness", terms),
        "termthemes": (
            "plot_term_themes",
            term_themes(later, codebook, terms["term"].head(12).tolist()),
        ),
        "trajectories": (
            "plot_term_trajectories",
            pd.concat([dispersion(series, w).assign(term=w) for w in words]),
        ),
        "lineage": ("plot_lineage", lineage),
        "origins": ("plot_origins", lineage),
        "indicators": (
            "plot_indicators",
            ledger().query("plan in ['ec12', 'ec13', 'ec14']"),
        ),
        "commitment": (
            "plot_commitment",
            plandiff.commitment([earlier, later]),
        ),
        "diffusion": ("plot_diffusion", taken),
        "network": ("plot_network", network(taken)),
        "resonance": ("plot_resonance", resonance(copies, provinces, dates)),
    }


def pictures() -> None:
    """Draw the charts of the gallery in both languages."""
    folder = DOCS / "img"
    folder.mkdir(exist_ok=True)
    for name, (function, table) in tables().items():
        for lang in ("zh", "en"):
            ax = getattr(plandiff, function)(table, lang=lang)
            save_chart(ax, folder / f"{name}-{lang}.png")
            plt.close(ax.get_figure())


if __name__ == "__main__":
    (DOCS / "reference.md").write_text(reference(), encoding="utf-8")
    pictures()
