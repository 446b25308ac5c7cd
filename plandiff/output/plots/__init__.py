"""Charts: each takes a table and gives matplotlib Axes back.

One module per subject. `plot_x(table, *, ax=None, lang="zh")` draws what
the table holds and changes no global setting; showing and saving belong to
the caller. A chart says how many of all it shows, what its signs mean, and
in its label (`ax.get_label()`) what is to be seen.

What all share, in reading order: `fonts`, `labels` (how wide a text is and
where it finds room), `margins` (names, notes and legends around a chart),
`style` (colours, wording, saving), `heatmap`. Two plans: `alignment`,
`flows`, `themes`, `decomposition`, `presence`, `terms`, `indicators`,
`commitment`, `evaluation`. Many: `series`, `lineage`, `diffusion`,
`resonance`.
"""
