"""Accept or reject all tracked changes with LibreOffice, as a reader would.

Run by the Python that knows LibreOffice (``import uno``)::

    python3 settle_by_libreoffice.py FOLDER FILE.docx ...

Writes ``FILE.accepted.txt`` and ``FILE.rejected.txt`` into FOLDER.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

PIPE = f"plandiff-{os.getpid()}"  # not that of an office still closing
COMMANDS = {
    "accepted": ".uno:AcceptAllTrackedChanges",
    "rejected": ".uno:RejectAllTrackedChanges",
}


def main(folder: Path, files: list[Path]) -> None:
    """Settle each file both ways."""
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(
            [
                "soffice",
                "--headless",
                "--norestore",
                f"-env:UserInstallation={Path(profile).as_uri()}",
                f"--accept=pipe,name={PIPE};urp;",
            ]
        )
        try:
            context = connect()
            for path in files:
                for name, command in COMMANDS.items():
                    out = folder / f"{path.stem}.{name}.txt"
                    out.write_text(
                        settled(context, path, command), encoding="utf-8"
                    )
            with contextlib.suppress(DisposedException):
                desktop(context).terminate()
        finally:
            office.terminate()
            office.wait(timeout=30)


def connect() -> Any:
    """Wait for the office and return its context."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext"
    for _ in range(120):
        try:
            return resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.5)
    raise TimeoutError("LibreOffice did not answer within a minute.")


def desktop(context: Any) -> Any:
    """Return what opens documents, and ends the office."""
    return context.ServiceManager.createInstanceWithContext(
        "com.sun.star.frame.Desktop", context
    )


def settled(context: Any, path: Path, command: str) -> str:
    """Return a document's text after a command on its changes."""
    manager = context.ServiceManager
    hidden = PropertyValue()
    hidden.Name, hidden.Value = "Hidden", True
    document = desktop(context).loadComponentFromURL(
        path.resolve().as_uri(), "_blank", 0, (hidden,)
    )
    dispatcher = manager.createInstanceWithContext(
        "com.sun.star.frame.DispatchHelper", context
    )
    frame = document.CurrentController.Frame
    dispatcher.executeDispatch(frame, command, "", 0, ())
    paragraphs = document.Text.createEnumeration()
    lines = []
    while paragraphs.hasMoreElements():
        lines.append(paragraphs.nextElement().String)
    document.close(True)
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
