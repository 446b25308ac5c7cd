"""A Chinese font for programs that print, on a machine without any."""

from __future__ import annotations

import os
from pathlib import Path

import noto_cjk_sans_otc


def with_fonts(folder: Path) -> dict[str, str]:
    """Return surroundings in which a program finds a Chinese font."""
    folder.mkdir(parents=True, exist_ok=True)
    fonts = folder / "fonts.conf"
    (place,) = noto_cjk_sans_otc.__path__
    fonts.write_text(
        f"<fontconfig><dir>{place}</dir><dir>/usr/share/fonts</dir>"
        f"<cachedir>{folder / 'fontcache'}</cachedir></fontconfig>",
        "utf-8",
    )
    return {**os.environ, "FONTCONFIG_FILE": str(fonts)}
