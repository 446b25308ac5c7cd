"""Commands that compare plans clause by clause."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.text import Text

import plandiff
from plandiff.cli.frame import (
    AsCsv,
    AsJson,
    Book,
    Corrections,
    Form,
    Lang,
    Order,
    Output,
    Plan,
    Plans,
    Semantic,
    Wording,
    align_each,
    align_plans,
    app,
    console,
    errors,
    find_plan,
    form_of,
    name_alignment,
    say_written,
    show_table,
    working,
    write_chart,
)
from plandiff.cli.language import Language, labels, say, screen


@app.command()
def align(
    reference: Plan,
    target: Plan,
    semantic: Semantic = False,
    corrections: Corrections = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Link the clauses of two plans; the surest links say why."""
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    form = form_of(csv, json)
    show_table(
        alignment.links,
        form=form,
        title=name_alignment(alignment),
        columns=["reference_id", "target_id", "confidence", "evidence"],
    )
    if form is Form.text:
        console.print(escape(alignment.signature), style="dim", soft_wrap=True)


@app.command()
def explain(
    reference: Plan,
    target: Plan,
    reference_id: Annotated[
        str,
        typer.Argument(metavar="CLAUSE", help="Of the first, such as 3.1.2."),
    ],
    target_id: Annotated[
        str, typer.Argument(metavar="CLAUSE", help="Of the second.")
    ],
    output: Output = None,
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say why two clauses are, or are not, linked; -o draws it."""
    from plandiff.markup import visible

    form = form_of(csv, json)
    if form is not Form.text and output is not None:
        raise typer.BadParameter("--csv and --json go without -o.")
    earlier, later = find_plan(reference), find_plan(target)
    ids = earlier.clause(reference_id).id, later.clause(target_id).id
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    explanation = alignment.explain(*ids)
    if output is not None:
        from plandiff.output.plots.alignment import plot_explanation

        write_chart(
            lambda: plot_explanation(explanation, lang=lang.value), output
        )
    elif form is Form.text:
        told = str(explanation)
        if screen() == "zh":
            from plandiff.output.explaining import explanation_lines

            told = "\n".join(explanation_lines(explanation, "zh"))
        console.print(Text(visible(told)), soft_wrap=True)
    else:
        show_table(explanation.signals, form=form)


@app.command()
def diff(
    reference: Plan,
    target: Plan,
    output: Output = None,
    tracked: Annotated[
        bool, typer.Option(help="In a docx, use real tracked changes.")
    ] = False,
    redline: Annotated[
        bool, typer.Option(help="Print what changed, word by word.")
    ] = False,
    order: Annotated[
        Order, typer.Option(help="Whose order the rows follow.")
    ] = Order.target,
    lang: Annotated[
        Wording, typer.Option(help="Language of labels in the file.")
    ] = Wording.both,
    semantic: Semantic = False,
    corrections: Corrections = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say what happened to each clause; -o writes it by suffix."""
    form = form_of(csv, json)
    if tracked and (output is None or output.suffix.lower() != ".docx"):
        raise typer.BadParameter("--tracked goes with -o FILE.docx.")
    if form is not Form.text and (redline or output is not None):
        raise typer.BadParameter("--csv and --json go without -o, --redline.")
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    if output is not None:
        written = plandiff.write_diff(
            alignment,
            output,
            tracked=tracked,
            order=order.value,
            lang=labels(),
        )
        say_written(written)
        return
    if redline:
        show_redlines(alignment, order)
        return
    show_table(
        plandiff.diff_table(alignment, order=order.value),
        form=form,
        title=name_alignment(alignment),
        columns=[
            *("reference_id", "target_id", "change", "moved"),
            *("confidence", "target_title"),
        ],
    )


@app.command()
def report(
    reference: Annotated[
        str, typer.Argument(metavar="PLAN", help="An id or a file.")
    ] = "ec13",
    target: Annotated[
        str, typer.Argument(metavar="PLAN", help="An id or a file.")
    ] = "ec14",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder; reports/A-B by default."),
    ] = None,
    codebook: Book = "ecommerce",
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
) -> None:
    """Write a page with tables and charts; ec13 and ec14 by default."""
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    folder = output or Path(
        "reports", f"{alignment.reference.id}-{alignment.target.id}"
    )
    with working(f"Writing {folder}"):
        page = plandiff.write_report(
            alignment,
            folder,
            codebook=plandiff.load_codebook(codebook),
            lang=lang.value,
        )
    console.print(escape(name_alignment(alignment)))
    place = escape(str(page.resolve()))
    console.print(say("cli_open", path=place), soft_wrap=True)


@app.command()
def evaluate(
    reference: Plan,
    target: Plan,
    gold: Annotated[
        Path, typer.Argument(help="CSV: reference_id, target_id, strength.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Draw calibration: png, svg."),
    ] = None,
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Score the links of two plans against links made by hand."""
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    scores = plandiff.evaluate(alignment, gold)
    show_table(
        scores, form=form_of(csv, json), title=name_alignment(alignment)
    )
    if output is not None:
        from plandiff.evaluation.scores import reliability_table
        from plandiff.output.plots.evaluation import plot_reliability

        table = reliability_table([alignment], [gold])
        write_chart(
            lambda: plot_reliability(table, lang=lang.value),
            output,
            to=errors,
        )


@app.command()
def review(
    plans: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PLAN PLAN]", help="Ids or files."),
    ] = None,
    output: Output = None,
    apply: Annotated[
        Path | None,
        typer.Option(help="A filled sheet to turn into corrections."),
    ] = None,
    compare: Annotated[
        tuple[Path, Path] | None,
        typer.Option(help="Two readers' filled sheets to compare."),
    ] = None,
    who: Annotated[str, typer.Option(help="The reader's name.")] = "",
    most: Annotated[
        int, typer.Option(min=1, help="Clauses asked about at most.")
    ] = 40,
    semantic: Semantic = False,
    corrections: Corrections = None,
    lang: Lang = Language.zh,
) -> None:
    """Let readers decide the links that the machine is not sure of.

    Write a sheet to fill in: plandiff review A B -o sheet.xlsx

    Make corrections of it: plandiff review --apply sheet.xlsx -o c.csv

    Say how far two agree: plandiff review --compare one.xlsx two.xlsx
    """
    from plandiff.evaluation.readers import agreement
    from plandiff.evaluation.readers import review as sheets
    from plandiff.output.writers.reviewbook import write_review

    if compare is not None:
        first, second = (sheets.read_review(path) for path in compare)
        show_table(
            agreement.link_agreement(first, second), title=say("cli_agreement")
        )
        show_table(
            agreement.disagreements(first, second),
            title=say("cli_disagreements"),
        )
        return
    if apply is not None:
        decided = sheets.read_review(apply)
        place = output or apply.with_suffix(".corrections.csv")
        written = sheets.write_corrections(decided, place)
        where = escape(str(written))
        console.print(say("cli_decisions", n=len(decided), path=where))
        return
    if plans is None or len(plans) != 2 or output is None:
        raise typer.BadParameter(
            "Name two plans and a sheet to write: A B -o sheet.xlsx"
        )
    alignment = align_plans(*plans, semantic=semantic, corrections=corrections)
    sheet = sheets.review_sheet(alignment, most=most)
    written = write_review(sheet, alignment, output, who=who, lang=labels())
    where = escape(str(written))
    console.print(say("cli_to_decide", n=len(sheet), path=where))


@app.command()
def trace(
    clause: Annotated[
        str, typer.Argument(help="A clause, such as ec14:3.1.2.")
    ],
    plans: Plans,
    semantic: Semantic = False,
    corrections: Corrections = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Follow one clause through several plans, earliest first."""
    documents = [find_plan(plan) for plan in plans]
    alignments = align_each(
        list(pairwise(documents)), semantic=semantic, corrections=corrections
    )
    table = plandiff.trace(clause, documents, alignments=alignments)
    show_table(
        table,
        form=form_of(csv, json),
        title=clause,
        columns=[name for name in table.columns if name != "text"],
    )


@app.command()
def lineage(
    plans: Plans,
    output: Output = None,
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Say where all clauses come from; -o draws the flow of chapters."""
    documents = [find_plan(plan) for plan in plans]
    alignments = align_each(
        list(pairwise(documents)), semantic=semantic, corrections=corrections
    )
    if output is not None:
        flows = plandiff.flow_table(alignments)
        write_chart(
            lambda: plandiff.plot_flows(flows, lang=lang.value), output
        )
        return
    table = plandiff.lineage_table(documents, alignments=alignments)
    show_table(
        table,
        form=form_of(csv, json),
        columns=[n for n in table.columns if n not in ("title", "chapter")],
    )


def show_redlines(alignment: plandiff.Alignment, order: Order) -> None:
    """Print each group of clauses with its redline.

    Where the output is not a terminal, brackets stand for colours.
    """
    from plandiff.analysis.diff.diff import diff_of
    from plandiff.analysis.redlines.renderings import plain
    from plandiff.markup import visible
    from plandiff.output.tables import value_word
    from plandiff.output.words import group_notes

    for group in diff_of(alignment, order=order.value).groups:
        ids = " → ".join(
            " + ".join(clause.id for clause in clauses) or "–"
            for clauses in (group.references, group.targets)
        )
        marks = [value_word("change", m, screen()) for m in group.marks]
        console.print(
            f"[bold]{escape(visible(ids))}[/bold] {', '.join(marks)}"
        )
        if group.redline is not None and console.is_terminal:
            console.print(group.redline)
        else:
            text = Text(visible(plain(group.segments())))
            console.print(text, soft_wrap=True)
        for line in group_notes(group, screen()):
            console.print(Text(visible(line), style="dim"), soft_wrap=True)
        console.print()
