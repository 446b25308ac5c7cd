"""Charts: each takes a table and gives matplotlib Axes back.

One module per subject. `plot_x(table, *, ax=None, lang="zh")` draws what
the table holds and changes no global setting; showing and saving belong to
the caller.
"""
