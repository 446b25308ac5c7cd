"""The same files are the same bytes on any machine.

Fonts, locale, time zone, home and programs of a machine are no input. The
fonts are taken away and put there in a mount namespace; where a machine
allows none, the fonts that PDFium is offered are replaced instead.
"""

from __future__ import annotations

import functools
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import noto_cjk_sans_otc
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_raw
import pytest
from pdffiles import Sheet, pdf

from plandiff.reading.formats.pdf.fonts import own_fonts

ROOT = Path(__file__).resolve().parent.parent
NOTO = Path(noto_cjk_sans_otc.__path__[0])
PLAN = (
    "加快培育市场主体，支持企业做大做强，引导中小企业走专精特新发展道路，"
    "到2025年，完善公共服务平台300个，提升综合服务能力。"
)
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/share/X11/fonts/Type1",
    "/usr/share/X11/fonts/TTF",
    "/usr/local/share/fonts",
    str(Path("~/.fonts").expanduser()),
    str(Path("~/.local/share/fonts").expanduser()),
)
SAVE = """
import sys
from dataclasses import fields
from pathlib import Path
import plandiff
out = Path(sys.argv[1])
for file in sys.argv[2:]:
    document = plandiff.read_document(file, id=Path(file).stem)
    parts = [getattr(document, field.name) for field in fields(document)]
    shown = repr(parts)
    (out / Path(file).stem).write_bytes(shown.encode("utf-8", "surrogatepass"))
"""


def _sheets() -> Mapping[str, list[Sheet]]:
    """Return pages whose lines hang on the boxes of their letters."""
    plain, noted, sideways = Sheet(), Sheet(), Sheet(rotate=90)
    y = plain.flow(90, 740, "一、发展基础")
    plain.flow(90, plain.flow(90, y, PLAN), PLAN * 2)
    plain.put(40, 400, "青川省数字贸易发展规划", angle=90)
    y = noted.flow(90, 740, "一、发展基础")
    end = noted.put(114, y, "支持发展数字贸易")
    end = noted.put(end, y + 5, "①", 6)
    noted.put(end, y, "，鼓励企业开拓国际市场，积极参与国际合作。")
    noted.flow(90, 95, "① 指以数字技术为驱动的新型贸易。", 9, indent=0)
    for number in range(6):
        sideways.put(100 + 20 * number, 60, PLAN[:24], angle=90)
    twice = [plain, noted, Sheet([*plain.drawn])]
    return {"plain": twice, "noted": [noted], "sideways": [sideways]}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("pdf")
    found = []
    for name, sheets in _sheets().items():
        found.append(folder / f"{name}.pdf")
        found[-1].write_bytes(pdf(*sheets))
    return found


@functools.cache
def _namespaces() -> bool:
    """Whether this machine lets us mount for one process."""
    tried = subprocess.run(
        ["unshare", "--mount", "mount", "--bind", "/usr", "/usr"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def _with_fonts(folder: Path, command: list[str]) -> list[str]:
    """Return the command run where this is the only folder of fonts."""
    mounts = [
        f"mount --bind '{folder}' '{place}'"
        for place in FONT_FOLDERS
        if Path(place).is_dir()
    ]
    script = " && ".join([*mounts, 'exec "$@"'])
    return ["unshare", "--mount", "sh", "-c", script, "sh", *command]


def _bytes(folder: Path) -> dict[str, str]:
    """Return what stands in a folder, file by file."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("source", ["own", "official"])
def test_a_pdf_is_the_same_document_whatever_fonts_there_are(
    source, files, request, tmp_path
):
    if not _namespaces():
        pytest.skip("this machine allows no mount namespace")
    if source == "official":
        corpora = request.getfixturevalue("shared") / "corpora"
        files = sorted(corpora.glob("official/*/*.pdf"))
        files = sorted(files, key=lambda file: file.stat().st_size)[:4]
    found = []
    empty = tmp_path / "empty"
    empty.mkdir()
    for fonts in (None, empty, NOTO):
        out = tmp_path / f"read-{len(found)}"
        out.mkdir()
        command = [sys.executable, "-c", SAVE, str(out), *map(str, files)]
        if fonts is not None:
            command = _with_fonts(fonts, command)
        subprocess.run(command, check=True, cwd=ROOT)
        found.append(_bytes(out))
    assert len(found[0]) == len(files)
    assert found[0] == found[1] == found[2]


def _letters(data: bytes) -> list[tuple[str, float, float]]:
    document = pdfium.PdfDocument(data)
    page = document[0].get_textpage()
    places = []
    for index in range(page.count_chars()):
        code = pdfium_raw.FPDFText_GetUnicode(page.raw, index)
        left, bottom, _, _ = page.get_charbox(index)
        places.append((chr(code), left, bottom))
    page.close()
    document.close()
    return places


def test_pdfium_sees_our_font_while_a_file_is_read_and_no_longer(files):
    """The control: without our font the letters lie elsewhere."""
    data = files[1].read_bytes()
    before = _letters(data)
    with own_fonts():
        inside = _letters(data)
    with own_fonts():
        again = _letters(data)
    assert inside == again
    assert inside != before
    assert _letters(data) == before


def test_the_font_that_pdfium_is_given_is_whole():
    """Every letter has the same box, half an em at most."""
    with own_fonts():
        sheet = Sheet()
        for number, mark in enumerate("一〇，A1𠀀"):
            sheet.put(90, 700 - 30 * number, mark, 10)
        document = pdfium.PdfDocument(pdf(sheet))
        page = document[0].get_textpage()
        sizes = set()
        for index in range(page.count_chars()):
            left, bottom, right, top = page.get_charbox(index)
            sizes.add((round(right - left, 1), round(top - bottom, 1)))
        page.close()
        document.close()
    ((width, height),) = sizes - {(0.0, 0.0)}
    assert 0 < width <= 5 < height < 10


@pytest.mark.slow
def test_a_report_is_the_same_bytes_on_another_machine(tmp_path):
    """Another locale, zone, home, hash seed, no programs and no fonts."""
    empty, home = tmp_path / "empty", tmp_path / "home"
    empty.mkdir()
    home.mkdir(mode=0o500)
    assigned = [
        f"PYTHONPATH={ROOT}",
        "PLANDIFF_CORPORA=",
        f"PATH={empty}",
        f"HOME={'/proc/no-home' if os.geteuid() == 0 else home}",
        f"LC_ALL={_turkish() or 'C'}",
        "TZ=Asia/Kathmandu",
        "PYTHONHASHSEED=271",
        "COLUMNS=40",
    ]
    report = [sys.executable, "-m", "plandiff", "report", "teach1", "teach2"]
    elsewhere = ["/usr/bin/env", "-i", *assigned, *report]
    if _namespaces():
        elsewhere = _with_fonts(empty, elsewhere)
    written = []
    for name, command in (("usual", report), ("other", elsewhere)):
        out = tmp_path / name
        subprocess.run(
            [*command, "--output", str(out)],
            check=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
        )
        written.append(_bytes(out))
    assert len(written[0]) > 3
    assert written[0] == written[1]


def _turkish() -> str:
    """Return a locale in which i and I are no pair, if there is one."""
    listed = subprocess.run(
        ["locale", "-a"], capture_output=True, text=True, check=False
    ).stdout.split()
    return next((name for name in listed if name.startswith("tr_")), "")
