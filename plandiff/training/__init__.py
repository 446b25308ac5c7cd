"""What makes the models in ``corpora/models``; imported by nothing.

`collection` reads texts into passages, `background` learns word vectors from
them, `contrast` sharpens these, `axes` finds what sets the encoder's tokens
apart, `fit` learns from hand-made links.
"""
