"""What `align` can be told."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["AlignOptions"]


@dataclass(frozen=True)
class AlignOptions:
    """What `align` can be told; the defaults serve every kind of document.

    Attributes
    ----------
    nearest : int
        Where two documents have too many pairs to score them all, how many
        clauses of the other document each clause is compared with.
    all_pairs : int
        Up to this number of pairs, all are scored.
    terms : int
        How many shared terms are listed as evidence.
    semantic : bool
        Whether meaning is measured by a sentence encoder too (the
        `semantic` extra), token by token: better links between plans; two
        plans of 150 clauses take ten to fifteen seconds more on two
        processors the first time, one or two after that.

    Raises
    ------
    ValueError
        If one of them is below 1.
    """

    nearest: int = 16
    all_pairs: int = 100_000
    terms: int = 5
    semantic: bool = False

    def __post_init__(self) -> None:
        for name in ("nearest", "all_pairs", "terms"):
            if getattr(self, name) < 1:
                raise ValueError(
                    f"{name}: expected at least 1, "
                    f"found {getattr(self, name)}."
                )
