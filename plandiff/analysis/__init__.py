"""Analysis: tables computed from documents and alignments.

One package per question: what happened to each clause (`diff`), what changed
inside it (`redlines`), and what shifted in `themes`, `terms`, `indicators`
and `commitment`.
"""
