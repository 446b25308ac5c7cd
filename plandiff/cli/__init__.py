"""The command line: parses arguments, calls the library, prints.

`frame` holds what all commands share; `plans`, `compare`, `analyse`, `many`
and `replicate` hold the commands, which are registered by importing them.

Exit codes: 0 done; 1 the input cannot be used (the message says where, what
was expected, what was found and what to do); 2 the command was not
understood; 3 a published report came out different; 130 interrupted; 141
nobody reads the output any more.
"""

from __future__ import annotations

import io
import sys
import warnings
from typing import Annotated

import typer
from rich.markup import escape

from plandiff.cli.frame import (
    Lang,
    app,
    console,
    errors,
    show_remark,
)
from plandiff.cli.language import Language
from plandiff.errors import PlandiffError, PlandiffWarning
from plandiff.signature import version

# isort: split
# In the order in which the help lists the commands.
from plandiff.cli import plans

# isort: split
from plandiff.cli import compare

# isort: split
from plandiff.cli import analyse

# isort: split
from plandiff.cli import many

# isort: split
from plandiff.cli import replicate

__all__ = [
    "analyse",
    "app",
    "compare",
    "main",
    "many",
    "plans",
    "replicate",
]


def main() -> None:
    """Run the command line; errors of the library become one message."""
    warnings.showwarning = _show_warning
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PlandiffError as error:
        errors.print(f"[red]plandiff:[/red] {escape(str(error))}")
        sys.exit(1)


@app.callback(invoke_without_command=True)
def _frame(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.")
    ] = False,
    lang: Lang = Language.zh,
) -> None:
    if show_version:
        console.print(f"plandiff {version()}")
        raise typer.Exit


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    *_: object,
    **__: object,
) -> None:
    """Print the library's own warnings on one line; hide the others."""
    if issubclass(category, PlandiffWarning):
        show_remark("warning", str(message))
