"""What makes the models in ``corpora/models``; imported by nothing.

`collection` reads texts into passages, `background` learns word vectors from
them, `contrast` sharpens these, `fit` learns from hand-made links.
"""
