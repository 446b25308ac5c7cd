"""Grade the force of a sentence by the policy verb that leads each phrase.

A phrase (the stretch between two marks) commits by its first policy verb:
in 鼓励企业建立机制 the firm is encouraged, the mechanism is not yet built.
Lexicon, sources and limits: ``corpora/lexicon/commitment.toml``.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any

from plandiff.errors import CodebookError
from plandiff.resources import read_toml, resource
from plandiff.text.characters import fold
from plandiff.text.sentences import sentence_spans
from plandiff.text.tokens import Token, tokenize

__all__ = ["Act", "ForceLexicon", "Grade", "cut_sentences", "find_acts"]


@dataclass(frozen=True)
class Grade:
    """A step of the scale of force.

    Attributes
    ----------
    rank : int
        From 1 (explore) upwards.
    zh, en : str
        The verb that stands for the grade.
    """

    rank: int
    zh: str
    en: str


@dataclass(frozen=True)
class ForceLexicon:
    """The graded verbs and how they are used.

    Attributes
    ----------
    grades : tuple of Grade
        From the weakest to the strongest.
    verbs : dict of str to int
        Policy verb to rank.
    anywhere : dict of str to int
        Modals that bind their phrase wherever they stand in it.
    adverbs, effects, negations : frozenset of str
        See the lexicon file.
    nominal_after, compound_after : frozenset of str
        See the lexicon file.
    institutions : frozenset of str
        Ends of phrases in which the state itself sets up a rule.
    resuming : frozenset of str
        Verbs with which the plan speaks again for itself.
    doing_ranks : frozenset of int
        After a verb of `pivot_rank`, verbs of these ranks are the doing of
        others.
    yielding_rank, pivot_rank : int
        A governing verb up to `yielding_rank` is followed by its effects.
    """

    grades: tuple[Grade, ...]
    verbs: dict[str, int]
    anywhere: dict[str, int]
    adverbs: frozenset[str]
    effects: frozenset[str]
    nominal_after: frozenset[str]
    compound_after: frozenset[str]
    negations: frozenset[str]
    institutions: frozenset[str]
    resuming: frozenset[str]
    doing_ranks: frozenset[int]
    yielding_rank: int
    pivot_rank: int


@dataclass(frozen=True, slots=True)
class Act:
    """A policy verb that commits.

    Attributes
    ----------
    verb : str
        As in the lexicon.
    rank : int
        Its grade.
    start, end : int
        Half-open offsets into the text.
    is_effect : bool
        Whether its phrase only names the effect hoped for from an act
        before it in the sentence.
    """

    verb: str
    rank: int
    start: int
    end: int
    is_effect: bool


_PHRASE = re.compile(r"[^，,、：:\s]+")
_SETTING = re.compile(
    r"^在.*?(?:方面|领域|基础上|前提下|条件下|过程中|中|上|下|时)"
)
_TITLES = ("行动", "工程", "专项")
_JOINING = frozenset("和与并及")
_QUOTED = re.compile(
    r"[“「《][^”」》]{0,80}[”」》]|（[^）]{0,80}）|\([^)]{0,80}\)"
)


@functools.cache
def load_force_lexicon() -> ForceLexicon:
    """Load the bundled lexicon of policy verbs, once.

    Returns
    -------
    ForceLexicon
        The lexicon.

    Raises
    ------
    CodebookError
        If a verb stands in two grades or the ranks do not rise by one.

    Examples
    --------
    >>> lexicon = load_force_lexicon()
    >>> lexicon.verbs["鼓励"], lexicon.verbs["实施"]
    (2, 5)
    """
    path = resource("lexicon/commitment.toml")
    table = read_toml(path)
    verbs: dict[str, int] = {}
    anywhere: dict[str, int] = {}
    for position, entry in enumerate(table["grade"], start=1):
        if entry["rank"] != position:
            raise CodebookError(
                f"{path.name}: expected rank {position} but found "
                f"{entry['rank']} ({entry['en']}). Ranks rise by one."
            )
        for verb in entry["verbs"]:
            if verb in verbs:
                raise CodebookError(
                    f"{path.name}: {verb} stands in the grades "
                    f"{verbs[verb]} and {position}. Keep it in one."
                )
            verbs[verb] = position
        for word in entry.get("anywhere", ()):
            anywhere[word] = position
    use: dict[str, Any] = {
        name: frozenset(value) if isinstance(value, list) else value
        for name, value in table["use"].items()
    }
    return ForceLexicon(
        grades=tuple(
            Grade(entry["rank"], entry["zh"], entry["en"])
            for entry in table["grade"]
        ),
        verbs=verbs,
        anywhere=anywhere,
        **use,
    )


def cut_sentences(text: str) -> list[tuple[int, int]]:
    """Cut a clause at full stops, semicolons, ! and ?.

    Parameters
    ----------
    text : str
        A clause.

    Returns
    -------
    list of (int, int)
        Half-open offsets of the sentences, marks included, in order;
        nothing for stretches of blanks.

    Examples
    --------
    >>> cut_sentences("鼓励创新;加强监管。")
    [(0, 5), (5, 10)]
    """
    return [
        (start, end)
        for start, end in sentence_spans(text)
        if text[start:end].strip()
    ]


def find_acts(sentence: str) -> list[Act]:
    """Find the policy verbs by which a sentence commits.

    Parameters
    ----------
    sentence : str
        One sentence, as from `cut_sentences`.

    Returns
    -------
    list of Act
        In order; empty where the sentence states or names something and
        commits to nothing. Verbs governed by another one, used as nouns
        (研究机构, 的建设) or negated (不健全) are no acts.

    Examples
    --------
    >>> acts = find_acts("鼓励企业建立机制,加快立法。")
    >>> [(act.verb, act.rank) for act in acts]
    [('鼓励', 2), ('加快', 4)]
    >>> find_acts("体系不健全,联合研究机构众多。")
    []
    >>> [(act.verb, act.is_effect) for act in find_acts("支持研发,提升水平")]
    [('支持', False), ('提升', True)]
    """
    lexicon = load_force_lexicon()
    folded = fold(sentence)
    masked = _QUOTED.sub(lambda found: "\0" * len(found.group()), folded)
    acts: list[Act] = []
    for phrase in _PHRASE.finditer(masked):
        setting = _SETTING.match(phrase.group())
        start = phrase.start() + (setting.end() if setting else 0)
        in_list = masked[: phrase.start()].endswith("、")
        tokens = [
            Token(t.word, t.start + start, t.end + start)
            for t in tokenize(masked[start : phrase.end()])
        ]
        tokens = _split_compounds(tokens, lexicon)
        act = _leading_act(tokens, lexicon, must_open=in_list)
        if act is None:
            continue
        earlier = [a for a in acts if not a.is_effect]
        is_effect = (
            not in_list
            and bool(earlier)
            and (
                (
                    act.verb in lexicon.effects
                    and earlier[-1].rank <= lexicon.yielding_rank
                )
                or _is_left_to_others(act, earlier, phrase.group(), lexicon)
            )
        )
        acts.append(Act(act.verb, act.rank, act.start, act.end, is_effect))
    return acts


def _is_left_to_others(
    act: Act, earlier: list[Act], phrase: str, lexicon: ForceLexicon
) -> bool:
    """Return whether a doing is that of those who were encouraged before.

    支持平台开放资源,组织联合采购: it is the platforms that organise. Where
    a rule is set up (建立…制度), it is the state that does.
    """
    return (
        act.rank in lexicon.doing_ranks
        and act.verb not in lexicon.resuming
        and earlier[-1].rank == lexicon.pivot_rank
        and not phrase.rstrip("。；;").endswith(tuple(lexicon.institutions))
    )


def _split_compounds(
    tokens: list[Token], lexicon: ForceLexicon
) -> list[Token]:
    """Part words such as 深入开展 and 建立健全 before their last verb."""
    parted = []
    for token in tokens:
        head = next(
            (
                a
                for a in (*lexicon.adverbs, *lexicon.verbs)
                if token.word.startswith(a)
                and token.word[len(a) :] in lexicon.verbs
            ),
            "",
        )
        middle = token.start + len(head)
        if head:
            parted.append(Token(head, token.start, middle))
        parted.append(Token(token.word[len(head) :], middle, token.end))
    return parted


def _leading_act(
    tokens: list[Token], lexicon: ForceLexicon, *, must_open: bool
) -> Act | None:
    """Return the verb that leads a phrase, joined verbs at their strongest.

    With `must_open`, as in a list after 、, the verb must stand first.
    """
    for token in tokens:
        if token.word in lexicon.anywhere:
            return Act(
                token.word,
                lexicon.anywhere[token.word],
                token.start,
                token.end,
                False,
            )
    words = [token.word for token in tokens]
    is_title = bool(words) and "".join(words).rstrip("。；;").endswith(_TITLES)
    best: Act | None = None
    opened = True
    for position, token in enumerate(tokens):
        rank = lexicon.verbs.get(token.word)
        if rank is None or _is_nominal(words, position, lexicon):
            if best is not None and token.word not in _JOINING:
                break
            if best is None and token.word not in lexicon.adverbs:
                opened = False
            continue
        is_last = position + 1 == len(tokens) or words[position + 1] in "。；;"
        if (must_open and (not opened or is_last)) or (
            is_title and not opened
        ):
            return None
        if best is None:
            best = Act(token.word, rank, token.start, token.end, False)
        elif words[position - 1] in _JOINING:
            if rank > best.rank:
                best = Act(token.word, rank, token.start, token.end, False)
        else:
            break
    return best


def _is_nominal(
    words: list[str], position: int, lexicon: ForceLexicon
) -> bool:
    """Return whether a policy verb is used as a noun, or negated."""
    before = words[position - 1] if position else ""
    after = words[position + 1] if position + 1 < len(words) else ""
    if before in lexicon.negations or before == "的":
        return True
    if after in lexicon.compound_after or after[:1] == "的":
        return True
    if all(word in lexicon.adverbs for word in words[:position]):
        return False
    ends = not after.strip("。；;！？!?\0")
    return ends or after in lexicon.nominal_after
