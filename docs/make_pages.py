"""Make what the site shows and git does not hold.

Run by ``make docs``; writes ``docs/img/*.png`` (pictures of the gallery),
``docs/reference.md``, ``docs/reference.zh.md`` and ``docs/notebooks/`` (each
notebook, run, with its outputs).
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import matplotlib.pyplot as plt
import nbclient
import nbformat
import pandas as pd
from nbconvert import MarkdownExporter

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
    "corpus": ("Plans that we hold", "所收规划"),
    "reading": ("Reading", "读取"),
    "document": ("Documents", "文档"),
    "matching.saving": ("Keeping results", "保存结果"),
    "matching": ("Linking clauses", "对齐条款"),
    "analysis.diff": ("What happened to clauses", "条款的变化"),
    "analysis.redlines": ("Inside a clause", "条款内部"),
    "analysis.substance": ("Changes of substance", "实质改动"),
    "analysis.themes": ("Themes", "主题"),
    "analysis.terms": ("Terms", "词语"),
    "analysis.indicators": ("Figures and targets", "数字与目标"),
    "analysis.commitment": ("Force", "力度"),
    "analysis.measures": ("Likeness of whole plans", "整份规划的异同"),
    "evaluation": ("Evaluation", "评价"),
    "scale": ("Many documents", "许多文档"),
    "output.writers": ("Files", "文件"),
    "output.pages": ("Pages", "网页"),
    "output.jupyter": ("In Jupyter", "在 Jupyter 中"),
    "output.citation": ("Citing", "引用"),
    "output.plots": ("Charts", "图"),
    "output.replication": ("Replication", "复现"),
    "": ("Else", "其他"),
}


def public_names() -> dict[str, list[str]]:
    """Group the paths of all public names by room."""
    stub = STUB.read_text(encoding="utf-8")
    names: dict[str, list[str]] = {room: [] for room in ROOMS}
    for match in re.finditer(
        r"^from \.(?P<module>[\w.]+) import (?P<names>\([^)]*\)|.+)$",
        stub,
        re.MULTILINE,
    ):
        for name in re.findall(r"(\w+) as \w+", match["names"]):
            room = next(
                room
                for room in ROOMS
                if not room or f"{match['module']}.".startswith(f"{room}.")
            )
            names[room].append(f"plandiff.{match['module']}.{name}")
    return {room: sorted(paths) for room, paths in names.items() if paths}


def reference() -> str:
    """List every public name under its room, for the docstrings."""
    lines = ["# Reference", "", "Every name is `plandiff.NAME`.", ""]
    for room, paths in public_names().items():
        lines += [f"## {ROOMS[room][0]}", ""]
        lines += [f"::: {path}\n" for path in paths]
    return "\n".join(lines)


def chinese_reference() -> str:
    """List the names in Chinese, each with a link to its docstring.

    The docstrings are English, and an anchor can stand in one page only.
    """
    lines = [
        "# 接口参考",
        "",
        "每个名称都是 `plandiff.名称`；说明为英文。",
        "",
    ]
    for room, paths in public_names().items():
        lines += [f"## {ROOMS[room][1]}", ""]
        for path in paths:
            name = path.rpartition(".")[2]
            said = str(getattr(plandiff, name).__doc__).partition("\n")[0]
            link = (
                f'<a href="../reference.html#{path}"><code>{name}</code></a>'
            )
            lines.append(f'- {link} <span lang="en">{said}</span>')
        lines.append("")
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


STYLES = re.compile(r"<style scoped>.*?</style>\n?", re.DOTALL)


def notebooks() -> None:
    """Run every notebook and write it as a page with its outputs."""
    folder = DOCS / "notebooks"
    (folder / "img").mkdir(parents=True, exist_ok=True)
    for path in sorted((DOCS.parent / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        nbclient.NotebookClient(
            notebook,
            timeout=600,
            resources={"metadata": {"path": str(path.parent)}},
        ).execute()
        text, resources = MarkdownExporter().from_notebook_node(notebook)
        for name, data in resources.get("outputs", {}).items():
            own = f"{path.name.removesuffix('.ipynb')}-{name}"
            (folder / "img" / own).write_bytes(data)
            text = text.replace(f"]({name})", f"](img/{own})")
        page = folder / path.with_suffix(".md").name
        page.write_text(STYLES.sub("", text), encoding="utf-8")


if __name__ == "__main__":
    os.environ["PLANDIFF_CORPORA"] = ""  # the site shows no plans of one's own
    (DOCS / "reference.md").write_text(reference(), encoding="utf-8")
    (DOCS / "reference.zh.md").write_text(
        chinese_reference(), encoding="utf-8"
    )
    pictures()
    notebooks()
