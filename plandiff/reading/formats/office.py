"""Read old Office files through LibreOffice, where it is installed.

LibreOffice runs as a process of its own, with an empty profile, without
macros and within a time; it makes a .docx, which is then read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from plandiff.errors import ReadingError
from plandiff.reading.received import Limits, Received

__all__ = ["find_office", "read_office"]

_PROGRAMS = ("soffice", "libreoffice")
_USUAL = (
    "/usr/bin/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_SAFE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link"><value>0</value></prop></item>
</oor:items>
"""


def find_office() -> str:
    """Return the path of LibreOffice, or ``""`` where there is none."""
    for program in _PROGRAMS:
        if found := shutil.which(program):
            return found
    return next((path for path in _USUAL if os.access(path, os.X_OK)), "")


def read_office(
    data: bytes,
    *,
    name: str = "document",
    what: str = "an old Office file",
    suffix: str = ".doc",
    limits: Limits | None = None,
) -> Received:
    """Read a file that LibreOffice can turn into .docx.

    Parameters
    ----------
    data : bytes
        A .doc, .wps, .rtf, OpenDocument or Word 2003 XML file.
    name : str
        For messages.
    what : str
        What the file is, for messages.
    suffix : str
        By which LibreOffice knows the format.
    limits : Limits, optional
        Bounds on size and time.

    Returns
    -------
    Received
        As of the .docx, with a notice.

    Raises
    ------
    ReadingError
        If LibreOffice is not installed, fails, or takes too long.
    """
    from plandiff.reading.formats.word.reader import read_word  # on use

    bounds = limits or Limits()
    program = find_office()
    if not program:
        raise ReadingError(
            f"{name}: expected a plan but found {what}; save it as .docx, or "
            "install LibreOffice, which plandiff then uses to read it."
        )
    made = _converted(program, data, (name, what, suffix), bounds)
    received = read_word(made, name=name, limits=bounds)
    return replace(
        received,
        format="doc",
        notices=(
            f"The file is {what}; it was read through LibreOffice, whose "
            "automatic numbers may differ from Word's.",
            *received.notices,
        ),
    )


def _converted(
    program: str, data: bytes, said: tuple[str, str, str], bounds: Limits
) -> bytes:
    """Let LibreOffice make a .docx in a folder of its own."""
    name, what, suffix = said
    with tempfile.TemporaryDirectory(prefix="plandiff-") as folder:
        place = Path(folder)
        profile = place / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_SAFE, "utf-8")
        given = place / f"plan{suffix}"
        given.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(place / 'profile').as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault"),
            *("--convert-to", "docx", "--outdir", str(place / "made")),
            str(given),
        ]
        try:
            subprocess.run(  # noqa: S603 - a fixed program, no shell
                command,
                capture_output=True,
                timeout=bounds.seconds,
                check=True,
                cwd=folder,
            )
            found = next((place / "made").glob("*.docx"))
            if found.stat().st_size > bounds.size:
                raise ReadingError(
                    f"{name}: expected at most {bounds.size} bytes but "
                    "LibreOffice made more of it."
                )
            return found.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise ReadingError(
                f"{name}: expected LibreOffice to read the file within "
                f"{bounds.seconds:g} s but it takes longer. Save it as .docx."
            ) from error
        except (OSError, StopIteration, subprocess.SubprocessError) as error:
            raise ReadingError(
                f"{name}: expected a plan but found {what}, which "
                "LibreOffice cannot read either. Save it as .docx."
            ) from error
