"""Matching: which clauses of two plans belong together, and how sure.

The way of a pair, in reading order: `sides` prepares each document, `spaces`
gives its clauses coordinates, `candidates` picks the pairs worth scoring,
`pairs` holds them, `sentencematches` and `tokenmatches` look inside;
`measures` says how alike two clauses are, `features` sets each against its
rivals, `model` makes a probability of it, `secondlook` asks again among the
chances of all others, `order` reads texts in other languages side by side,
`relation` asks whether the documents have to do with each other at all, `cut`
decides which are links;
`scoring` conducts, `align` is the front door. `explain`, `corrections` and
`card` read the result; `knowledge` is what matching knows beyond the two
documents.
"""
