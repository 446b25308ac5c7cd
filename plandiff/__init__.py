"""What changed between two Chinese policy plans, clause by clause.

Start with ``corpus = plandiff.load_corpus()`` and
``plandiff.align(corpus["ec13"], corpus["ec14"])``. The public names, and
where each is defined, stand in ``__init__.pyi``; a name's module is loaded
when the name is first used, so that the bare import is quick.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
