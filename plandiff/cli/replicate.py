"""Commands for publishing a result so that others can make it again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

import plandiff
from plandiff.cli.frame import (
    Book,
    Corrections,
    Lang,
    Plan,
    Semantic,
    align_plans,
    app,
    console,
    find_plan,
    say_written,
    stands,
    working,
)
from plandiff.cli.language import Language, screen

NOT_EQUAL = 3
"""Exit code where a report did not come out as it was published."""


@app.command()
def bundle(
    reference: Plan,
    target: Plan,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="Folder or .zip; bundles/A-B by default."
        ),
    ] = None,
    hashes_only: Annotated[
        bool,
        typer.Option(help="Pass on no text, and no report that quotes it."),
    ] = False,
    codebook: Book = "ecommerce",
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
) -> None:
    """Write a report with all that others need to make it again."""
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    place = output or Path(
        "bundles", f"{alignment.reference.id}-{alignment.target.id}"
    )
    with working(f"Writing {place}"):
        written = plandiff.bundle(
            alignment,
            place,
            codebook=plandiff.load_codebook(codebook),
            lang=lang.value,
            texts=not hashes_only,
        )
    say_written(written)


@app.command()
def verify(
    folder: Annotated[
        Path, typer.Argument(metavar="BUNDLE", help="A folder or .zip.")
    ],
    plans: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PLAN PLAN]",
            help="Both texts, where the bundle holds only their hashes.",
        ),
    ] = None,
    lang: Lang = Language.zh,
) -> None:
    """Make a published report again; say equal, or what differs and why."""
    if plans and len(plans) != 2:
        raise typer.BadParameter("Name both plans, the earlier first.")
    documents = _texts(folder, plans) if plans else []
    with working(f"Verifying {folder}"):
        found = plandiff.verify(folder, documents=documents)
    console.print(escape(found.describe(screen())), soft_wrap=True)
    if not found.equal:
        raise typer.Exit(NOT_EQUAL)


def _texts(folder: Path, plans: list[str]) -> list[plandiff.Document]:
    """Read both plans under the ids that the bundle knows them by."""
    from plandiff.corpus.entries import read_plan
    from plandiff.output.replication.bundles import opened, read_manifest

    with opened(folder) as room:
        known = read_manifest(room, str(folder)).documents
    return [
        read_plan(plan, id=known[side]["id"])
        if stands(Path(plan))
        else find_plan(plan)
        for side, plan in zip(("reference", "target"), plans, strict=True)
    ]
