"""Commands about what shifted: themes, terms, quantities, force."""

from __future__ import annotations

from typing import Annotated

import typer

import plandiff
from plandiff.cli.frame import (
    AsCsv,
    AsJson,
    Book,
    Corrections,
    Lang,
    Output,
    Plan,
    Semantic,
    align_plans,
    app,
    find_plan,
    form_of,
    name_alignment,
    show_note,
    show_table,
    working,
    write_chart,
)
from plandiff.cli.language import Language, screen

_QUANTITY_COLUMNS = (
    *("clause_id", "printed", "value", "unit", "year"),
    *("kind", "role", "subject"),
)


_LEDGER_COLUMNS = (
    *("plan", "indicator", "year", "target", "outcome", "unit"),
    *("verdict", "weak", "caveats"),
)


_CHECK_COLUMNS = (
    *("clause_id", "printed", "base_year", "base", "year", "level"),
    *("stated", "implied", "fits", "reason"),
)


@app.command()
def themes(
    reference: Plan,
    target: Plan,
    codebook: Book = "ecommerce",
    clauses: Annotated[
        str | None, typer.Option(help="Show the clauses of one theme.")
    ] = None,
    output: Output = None,
    lang: Lang = Language.zh,
    semantic: Semantic = False,
    corrections: Corrections = None,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show which themes grew or shrank; -o draws a png, svg or pdf."""
    book = plandiff.load_codebook(codebook)
    alignment = align_plans(
        reference, target, semantic=semantic, corrections=corrections
    )
    if clauses is not None:
        show_table(
            plandiff.drill(alignment, book, clauses),
            form=form_of(csv, json),
            title=name_alignment(alignment),
            columns=["clause_id", "change", "terms", "title"],
        )
        return
    with working("Resampling clauses"):
        table = plandiff.theme_shift(alignment, book)
    if output is not None:
        write_chart(
            lambda: plandiff.plot_theme_shift(table, lang=lang.value), output
        )
        return
    show_table(
        table,
        form=form_of(csv, json),
        title=name_alignment(alignment),
        columns=[
            *("theme", f"name_{screen()}"),
            *("reference_share", "target_share"),
            *("shift", "low", "high", "p_adjusted"),
        ],
    )
    show_note(table)


@app.command()
def substance(
    reference: Plan,
    target: Plan,
    every: Annotated[
        bool,
        typer.Option(
            "--all", help="Scope, actors and instruments too: less sure."
        ),
    ] = False,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show figures, deadlines, duties and exceptions that changed."""
    from plandiff.analysis.substance.table import KINDS, SURE

    alignment = align_plans(reference, target)
    show_table(
        plandiff.substance_table(alignment, kinds=KINDS if every else SURE),
        form=form_of(csv, json),
        title=name_alignment(alignment),
        columns=[
            *("reference_id", "target_id", "kind", "what", "direction"),
            *("reference_words", "target_words"),
        ],
    )


@app.command()
def keyness(
    reference: Plan,
    target: Plan,
    boilerplate: Annotated[
        bool,
        typer.Option(help="Count political formulas and bodies in charge."),
    ] = True,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Show which terms are typical of either plan; -o draws them."""
    from plandiff.analysis.terms.keyness import KeynessOptions
    from plandiff.analysis.terms.phrases import TermOptions

    aside = TermOptions(boilerplate="keep" if boilerplate else "aside")
    table = plandiff.keyness(
        find_plan(reference),
        find_plan(target),
        options=KeynessOptions(terms=aside),
    )
    if output is not None:
        write_chart(
            lambda: plandiff.plot_keyness(table, lang=lang.value), output
        )
        return
    show_table(
        table,
        form=form_of(csv, json),
        columns=[
            *("term", "reference_count", "target_count", "keyness"),
            *("g2", "p_adjusted", "p_clauses_adjusted"),
        ],
    )
    show_note(table)


@app.command()
def topics(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLAN...", help="Ids or files.")
    ],
    number: Annotated[
        int, typer.Option("-n", "--number", min=2, help="How many topics.")
    ] = 10,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Find topics without a codebook, with the stability of chance."""
    from plandiff.analysis.terms.topics import TopicOptions

    found = plandiff.find_topics(
        [find_plan(plan) for plan in plans],
        options=TopicOptions(topics=number),
    )
    show_table(found.table, form=form_of(csv, json))


@app.command()
def phrases(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLAN...", help="Ids or files.")
    ],
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """List the phrases of plans that stand together more than chance."""
    table = plandiff.discover_terms([find_plan(plan) for plan in plans])
    show_table(table, form=form_of(csv, json))


@app.command()
def indicators(
    plans: Annotated[
        list[str] | None,
        typer.Argument(metavar="PLAN...", help="Ids or files."),
    ] = None,
    ledger: Annotated[
        bool, typer.Option(help="Set targets against outcomes.")
    ] = False,
    check: Annotated[
        bool, typer.Option(help="Check the growth that the plans state.")
    ] = False,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """List the quantities that plans state; -o draws them."""
    from plandiff.analysis.indicators.arithmetic import check_arithmetic
    from plandiff.analysis.indicators.ledger import ledger as make_ledger

    if not plans and not ledger and not check:
        raise typer.BadParameter(
            "Name a plan, such as ec14; --ledger and --check need none."
        )
    found = plandiff.indicator_table(find_plan(plan) for plan in plans or ())
    table, columns = found, [*_QUANTITY_COLUMNS]
    if ledger:
        table, columns = make_ledger(found), [*_LEDGER_COLUMNS]
    if check and output is not None:
        raise typer.BadParameter("--check is a table; leave -o out.")
    if check:
        table, columns = check_arithmetic(found), [*_CHECK_COLUMNS]
    if output is not None:
        write_chart(
            lambda: plandiff.plot_indicators(table, lang=lang.value), output
        )
        return
    show_table(table, form=form_of(csv, json), columns=columns)


@app.command()
def commitment(
    plans: Annotated[
        list[str], typer.Argument(metavar="PLAN...", help="Ids or files.")
    ],
    profile: Annotated[
        bool, typer.Option(help="Show the shares of the grades.")
    ] = False,
    sentences: Annotated[
        bool, typer.Option(help="Grade each sentence, not each clause.")
    ] = False,
    output: Output = None,
    lang: Lang = Language.zh,
    csv: AsCsv = False,
    json: AsJson = False,
) -> None:
    """Grade how firmly each clause commits; -o draws the profile."""
    from plandiff.analysis.commitment.table import commitment_profile

    documents = [find_plan(plan) for plan in plans]
    table = plandiff.commitment(documents)
    if output is not None:
        write_chart(
            lambda: plandiff.plot_commitment(table, lang=lang.value), output
        )
        return
    columns = ["clause_id", "mode", "force", "mean", "verbs", "actors"]
    if profile:
        table = commitment_profile(table)
        columns = [str(name) for name in table]
    elif sentences:
        table = plandiff.commitment_sentences(documents)
        columns = ["clause_id", "sentence", "force", "verb", "verbs"]
    show_table(table, form=form_of(csv, json), columns=columns)
