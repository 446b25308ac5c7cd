"""Knowledge: what matching knows beyond the two documents.

`background` holds word vectors and rarity from the bundled model, `concepts`
subjects of policy and the words for them, `encoder` the meaning of whole
texts and of each of their tokens, which is an extra: it reads `weights`, cuts
texts into `pieces` and runs the `network`.
"""
