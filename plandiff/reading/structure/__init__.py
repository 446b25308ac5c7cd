"""From a `Received` text to a Document: what each stretch of it is.

In order: `passages` (lines joined to paragraphs), `artefacts` and `tables`
(what stands between the prose), `furniture` (what belongs to the site, the
office or the print), `outline` (headings and clauses), `contentscheck` (the
contents list against the outline), `metadata`, `suspicions` (what a reader
should look at), and `assembly`, which makes the partition of the text.
"""
