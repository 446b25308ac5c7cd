"""What all commands share: the app, its options, plans found, tables shown."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import plandiff
from plandiff.cli.language import Commands, Language, asked, say, screen

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

CLOSED_PIPE = 141
"""Exit code where the reader of our output went away: 128 + SIGPIPE."""


app = typer.Typer(
    name="plandiff",
    cls=Commands,
    no_args_is_help=True,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    help=(
        "What changed between two Chinese policy plans, clause by clause.\n\n"
        "A PLAN is an id from `plandiff list`, such as ec13, or a file of "
        "your own (txt, html, pdf, docx). The earlier plan comes first.\n\n"
        "Begin with `plandiff list`, then `plandiff report ec13 ec14`."
    ),
)


class Printer(Console):
    """A console that ends the program when nobody reads on."""

    def on_broken_pipe(self) -> NoReturn:
        """End quietly, as `head` and its like expect of a filter."""
        end_quietly()


console = Printer()


errors = Console(stderr=True)


class Form(StrEnum):
    """How a table is printed."""

    text = "text"
    csv = "csv"
    json = "json"


class Order(StrEnum):
    """Whose order the rows of a diff follow."""

    target = "target"
    reference = "reference"


class Wording(StrEnum):
    """Language of labels in tables for print; both by default."""

    zh = "zh"
    en = "en"
    both = "both"


Plan = Annotated[str, typer.Argument(metavar="PLAN", help="An id or a file.")]


Plans = Annotated[
    list[str],
    typer.Argument(metavar="PLAN...", help="Ids or files, earliest first."),
]


AsCsv = Annotated[bool, typer.Option("--csv", help="Print the table as CSV.")]


AsJson = Annotated[
    bool, typer.Option("--json", help="Print the table as JSON.")
]


Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="File to write."),
]


Lang = Annotated[
    Language,
    typer.Option(
        help="Language: zh or en; also of this help. Without it files are "
        "in Chinese, the terminal in English.",
        callback=asked,
    ),
]


Corrections = Annotated[
    list[Path] | None,
    typer.Option(
        "--corrections",
        help="A file of your decisions on links; can be given again.",
    ),
]


Book = Annotated[
    str, typer.Option(help="A bundled codebook, or a TOML or CSV file.")
]


Semantic = Annotated[
    bool,
    typer.Option(
        "--semantic",
        help=r"Read for meaning too: slower, needs plandiff\[semantic].",
    ),
]


def find_plan(plan: str) -> plandiff.Document:
    """Return the document that an argument names: an id or a file."""
    from plandiff.corpus.entries import read_plan

    corpus = plandiff.load_corpus()
    path = Path(plan)
    if plan not in corpus.catalog["id"].tolist() and (
        stands(path) or path.suffix
    ):
        return read_plan(path, id=path.stem)
    return corpus[plan]


def stands(path: Path) -> bool:
    """Whether there is such a file or folder."""
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def align_plans(
    reference: str,
    target: str,
    *,
    semantic: bool = False,
    corrections: Sequence[Path] | None = None,
) -> plandiff.Alignment:
    """Read and align two plans, showing that work goes on."""
    pair = find_plan(reference), find_plan(target)
    [alignment] = align_each(
        [pair], semantic=semantic, corrections=corrections
    )
    return alignment


def align_each(
    pairs: Sequence[tuple[plandiff.Document, plandiff.Document]],
    *,
    semantic: bool = False,
    corrections: Sequence[Path] | None = None,
) -> list[plandiff.Alignment]:
    """Align pairs of plans, each with the decisions that belong to it."""
    from plandiff.matching.corrections import share_corrections
    from plandiff.matching.options import AlignOptions

    options = AlignOptions(semantic=semantic)
    decisions = share_corrections(corrections or (), pairs)
    alignments = []
    for (earlier, later), decided in zip(pairs, decisions, strict=True):
        # Reading for meaning shows by itself how far it is.
        shown = (
            contextlib.nullcontext()
            if semantic
            else working(f"Aligning {earlier.id} and {later.id}")
        )
        with shown:
            alignments.append(
                plandiff.align(
                    earlier, later, corrections=decided, options=options
                )
            )
    return alignments


@contextlib.contextmanager
def working(what: str) -> Iterator[None]:
    """Show that work goes on; quiet where the output is not a terminal."""
    if not errors.is_terminal:
        yield
        return
    with errors.status(escape(what) + " …"):
        yield


def show_table(
    table: pd.DataFrame,
    *,
    form: Form = Form.text,
    title: str = "",
    columns: Sequence[str] | None = None,
) -> None:
    """Print a table for a reader, or as CSV or JSON for a script.

    `columns` are those that a reader is shown; a script gets all.
    """
    if form is Form.csv:
        _write(table.to_csv(index=False, lineterminator="\n"))
        return
    if form is Form.json:
        text = table.to_json(orient="records", force_ascii=False, indent=1)
        _write(f"{text}\n")
        return
    shown = table[list(columns)] if columns else table
    printed = Table(title=escape(title) or None, title_justify="left")
    names = [str(column) for column in shown.columns]
    for name in names:
        whole = name.endswith("_id")  # to be copied whole
        printed.add_column(escape(_head(name)), overflow="fold", no_wrap=whole)
    for row in shown.itertuples(index=False):
        printed.add_row(*map(_cell, names, row))
    console.print(printed)
    hidden = len(table.columns) - len(shown.columns)
    if hidden:
        console.print(say("cli_more_columns", n=hidden), style="dim")


def _head(name: str) -> str:
    """Name a column: in English as programs know it, else in Chinese."""
    from plandiff.output.tables import column_word

    return name if screen() == "en" else column_word(name, "zh")


def _write(text: str) -> None:
    """Write text for a script, as it is."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()


def end_quietly() -> NoReturn:
    """End the program after the reader of its output went away."""
    with contextlib.suppress(OSError):  # what is left to flush goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(CLOSED_PIPE)


def say_written(path: Path, *, to: Console = console) -> None:
    """Say where a file was written."""
    to.print(say("cli_written", path=escape(str(path))), soft_wrap=True)


def write_chart(
    draw: Callable[[], Axes], path: Path, *, to: Console = console
) -> None:
    """Draw a chart, save it by the suffix of its name, and say where."""
    from plandiff.output.plots.style import plain_settings, save_chart

    with plain_settings():
        say_written(save_chart(draw(), path), to=to)


def show_note(table: pd.DataFrame) -> None:
    """Print what a table says of digests, beside the table, once."""
    for note in table["note"].dropna().unique():
        show_remark("note", str(note))


def show_remark(kind: str, text: str) -> None:
    """Print a note, a notice or a warning beside the output."""
    errors.print(f"[yellow]{say(f'cli_{kind}')}:[/yellow] {escape(text)}")


def name_alignment(alignment: plandiff.Alignment) -> str:
    """Name an alignment above its table: plans, links, what is alone."""
    if screen() == "en":
        return repr(alignment)
    return say(
        "cli_alignment",
        reference=alignment.reference.id,
        target=alignment.target.id,
        links=len(alignment.links),
        before=len(alignment.unmatched("reference")),
        after=len(alignment.unmatched("target")),
    )


def name_document(document: plandiff.Document) -> str:
    """Name a document above what is shown of it."""
    from plandiff.output.tables import value_word

    if screen() == "en":
        return repr(document)
    return say(
        "cli_document",
        id=document.id,
        title=document.title,
        fidelity=value_word("fidelity", document.fidelity, "zh"),
        clauses=len(document),
    )


def _cell(column: str, value: object) -> str:
    """Print a value; words of rules in the terminal's language."""
    if value is None or str(value) in ("<NA>", "nan"):
        return "–"
    if screen() == "zh" and (
        isinstance(value, str) or str(value) in ("True", "False")
    ):
        from plandiff.output.tables import value_word

        return escape(value_word(column, str(value), "zh"))
    if isinstance(value, float):
        return f"{value:.3f}"
    if isinstance(value, (tuple, list)):
        return escape("; ".join(str(part) for part in value))
    return escape(str(value))


def form_of(csv: bool, json: bool) -> Form:
    """Return the form that two flags ask for."""
    if csv and json:
        raise typer.BadParameter("Choose one of --csv and --json.")
    if csv:
        return Form.csv
    return Form.json if json else Form.text
