"""Whether a document in Chinese can be typeset here."""

from __future__ import annotations

import shutil
import subprocess

__all__ = ["has_latex"]


def has_latex() -> bool:
    """Whether xelatex, ctex and what our files need are installed."""
    if not (shutil.which("xelatex") and shutil.which("kpsewhich")):
        return False
    needed = ["ctexart.cls", "ulem.sty", "colortbl.sty", "caption.sty"]
    found = subprocess.run(
        ["kpsewhich", *needed], check=False, capture_output=True
    )
    return found.returncode == 0
