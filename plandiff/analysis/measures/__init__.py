"""Measures of whole plans: what is new, what is taken over, how far apart.

`novelty` compares each clause with earlier and later plans, `takenover`
counts words taken over as they stand, `distance` compares all words.
"""

from plandiff.analysis.measures.distance import plan_distance
from plandiff.analysis.measures.novelty import novelty
from plandiff.analysis.measures.takenover import text_taken_over

__all__ = ["novelty", "plan_distance", "text_taken_over"]
