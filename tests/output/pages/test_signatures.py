"""Every table and chart of a report names what made it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
from alignments import linked, plan

import plandiff


def signature_of(path: Path) -> str:
    """The signature that a table of a report carries."""
    [signature] = pd.read_csv(path)["signature"].unique()
    return str(signature)


def report(folder: Path, codebook: str) -> Path:
    rural, data = (
        "发展农村电商，建设物流体系。",
        "保护个人信息，开放公共数据。",
    )
    earlier = plan("a", [(str(n), rural) for n in range(4)])
    later = plan("b", [("0", rural), *((f"{n}", data) for n in (1, 2, 3))])
    alignment = linked(earlier, later, [("0", "0")])
    plandiff.write_report(
        alignment, folder, codebook=plandiff.load_codebook(codebook)
    )
    return folder


def test_two_codebooks_give_two_signatures_under_chart_and_in_table(tmp_path):
    folders = [
        report(tmp_path / name, name) for name in ("ecommerce", "economy")
    ]
    one, other = (signature_of(f / "themes.csv") for f in folders)
    assert one != other
    assert "codebook:ecommerce@" in one and "codebook:economy@" in other
    assert "resamples:" in one and "seed:" in one
    for folder, signature in zip(folders, (one, other), strict=True):
        page = (folder / "index.html").read_text("utf-8")
        [caption] = re.findall(
            r'id="themes".*?<figcaption>(.*?)</figcaption>', page, re.S
        )
        assert signature in caption


def test_terms_carry_their_own_signature_and_links_the_alignments(tmp_path):
    folder = report(tmp_path / "r", "ecommerce")
    links = signature_of(folder / "links.csv")
    assert "links:chosen" in links
    assert signature_of(folder / "diff.csv") == links
    keyness = signature_of(folder / "keyness.csv")
    assert keyness != links and "links:chosen" not in keyness


def test_a_digest_has_themes_but_no_shift_of_them(tmp_path):
    corpus = plandiff.load_corpus(user=False)
    alignment = plandiff.align(corpus["ec13"], corpus["ec14"])
    page = plandiff.write_report(alignment, tmp_path / "r", lang="en")
    assert (tmp_path / "r" / "presence.csv").exists()
    assert not list((tmp_path / "r").glob("themes.*"))
    section = re.search(
        r'<section id="presence">.*?</section>', page.read_text("utf-8"), re.S
    )
    assert section is not None
    assert "shift" not in section[0].partition("</details>")[0].lower()
