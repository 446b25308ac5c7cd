"""What changed between two Chinese policy plans, clause by clause.

Start with ``corpus = plandiff.load_corpus()`` and
``plandiff.align(corpus["ec13"], corpus["ec14"])``. The public names, and
where each is defined, stand in ``__init__.pyi``; a name's module is loaded
when the name is first used, so that the bare import is quick.
"""

import lazy_loader

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    """Load a public name; for one that is none, say which is near."""
    try:
        return _load(name)
    except AttributeError:
        if name.startswith("_") or name in __all__:
            raise
        from difflib import get_close_matches

        near = get_close_matches(name, __all__, 3, 0.5)
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        raise AttributeError(
            f"plandiff has no public name {name!r}.{meant}"
        ) from None
