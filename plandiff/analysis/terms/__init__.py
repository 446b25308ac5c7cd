"""Terms: words and phrases that are typical of a plan.

`phrases` finds multi-word terms in the text, `keyness` scores terms of one
plan against another, `topics` groups them without a codebook.
"""

from plandiff.analysis.terms.keyness import keyness

__all__ = ["keyness"]
