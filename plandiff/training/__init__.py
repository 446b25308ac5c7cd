"""What makes the models in ``corpora/models``; imported by nothing.

`collection` reads texts into passages, `background` learns word vectors from
them, `contrast` sharpens these, `axes` finds what sets the encoder's tokens
apart; `gold` reads hand-made links, `fit` learns from them.
``python -m plandiff.training.background`` and
``python -m plandiff.training.links`` write the models.
"""
