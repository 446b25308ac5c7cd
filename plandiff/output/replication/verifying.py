"""Make a bundle's report again, and name the first difference.

Inputs are compared first, then the signature of the alignment, then the
files of the report: tables, charts, the page. The first thing that differs
is named with its likely cause: an input, an option or a version.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from pathlib import Path
from typing import Any, Literal

from plandiff.analysis.themes.loading import load_codebook
from plandiff.corpus.collection import load_corpus
from plandiff.document import Document
from plandiff.errors import CorpusError
from plandiff.matching.alignment import Alignment
from plandiff.matching.options import AlignOptions
from plandiff.matching.saving import load
from plandiff.output.pages.report import write_report
from plandiff.output.replication.bundles import (
    Manifest,
    hash_of,
    opened,
    parts_of,
    read_manifest,
)
from plandiff.output.replication.versions import changed_versions, versions
from plandiff.output.replication.writing import aligned_again, hashes
from plandiff.output.words import read_words

__all__ = ["Difference", "Verification", "verify"]

Cause = Literal["input", "option", "version", "unknown"]

_OPTIONS = {"meaning", "pairs", "corrections"}
"""Parts of a signature that someone chose; the texts are inputs, the rest
comes with the version."""

_ORDER = (".csv", ".svg", ".png", ".html")
"""The tables say most of a difference, the page quotes all of them."""

_TEXT = (".csv", ".svg", ".html")
_SHOWN = 60


@dataclass(frozen=True)
class Difference:
    """The first thing that is not as it was.

    Attributes
    ----------
    where : str
        An input, a part of the signature, or a file of the report with
        its line.
    expected, found : str
        What the bundle has, and what was made here.
    cause : {"input", "option", "version", "unknown"}
        What it most likely comes from.
    why : str
        On what that judgement rests, such as the versions that differ.
    """

    where: str
    expected: str
    found: str
    cause: Cause
    why: str


@dataclass(frozen=True)
class Verification:
    """Whether a report came out as it was.

    Attributes
    ----------
    name : str
        The bundle.
    signature : str
        Of the alignment, as the bundle states it.
    files : int
        How many files of the report were compared.
    differing : tuple of str
        Files that differ, or that only one of both reports has.
    first : Difference or None
        The first difference; None where all is equal bit for bit.
    versions : tuple of (str, str, str)
        What has another version here: name, in the bundle, here.
    """

    name: str
    signature: str
    files: int
    differing: tuple[str, ...]
    first: Difference | None
    versions: tuple[tuple[str, str, str], ...]

    @property
    def equal(self) -> bool:
        """Whether every file came out bit for bit."""
        return self.first is None

    def describe(self, lang: Literal["zh", "en"] = "en") -> str:
        """Say the outcome in a few lines.

        Parameters
        ----------
        lang : {"zh", "en"}, default "en"
            The language.

        Returns
        -------
        str
            Equal, or the first difference and its likely cause; then what
            has another version here.
        """
        words = read_words(lang)
        lines = []
        if self.first is None:
            lines.append(
                words["verify_equal"].format(name=self.name, files=self.files)
            )
        else:
            first = self.first
            lines += [
                words["verify_differs"].format(
                    name=self.name, where=first.where
                ),
                words["verify_expected"].format(text=first.expected),
                words["verify_found"].format(text=first.found),
                words["verify_cause"].format(
                    cause=words[f"cause_{first.cause}"], why=first.why
                ),
            ]
            if self.differing:
                lines.append(
                    words["verify_files"].format(
                        number=len(self.differing),
                        files=self.files,
                        names=", ".join(self.differing),
                    )
                )
        if self.versions and (
            self.first is None or self.first.cause != "version"
        ):
            lines.append(
                words["verify_versions"].format(
                    list=_version_list(self.versions)
                )
            )
        return "\n".join(lines)

    def __str__(self) -> str:
        return self.describe("en")


def verify(
    path: str | os.PathLike[str], *, documents: Sequence[Document] = ()
) -> Verification:
    """Make the report of a bundle again, and compare it bit for bit.

    Parameters
    ----------
    path : str or path-like
        What `plandiff.bundle` wrote: a folder or a zip archive.
    documents : sequence of Document, optional
        The texts, for a bundle that holds only their hashes; each is known
        by its id. What is not given is looked up in the corpus.

    Returns
    -------
    Verification
        Whether all is equal; else the first difference and its likely
        cause. Printed, it says so in words.

    Raises
    ------
    CorpusError
        If the bundle is damaged, not whole, newer than this version or
        leads out of its folder, or a text cannot be found.

    See Also
    --------
    plandiff.bundle : write one
    """
    place = Path(path)
    with opened(place) as folder:
        manifest = read_manifest(folder, str(place))
        now = versions(semantic=bool(manifest.align.get("semantic")))
        changed = changed_versions(manifest.versions, now)
        _refuse_others(manifest, documents, str(place))
        texts = [
            _text(folder, side, entry, documents, str(place))
            for side, entry in _sides(manifest)
        ]
        first = _first_of_texts(manifest, texts, changed)
        differing: tuple[str, ...] = ()
        if first is None:
            first, differing = _compared(folder, manifest, texts, changed)
        return Verification(
            place.name,
            manifest.signature,
            len(manifest.report),
            differing,
            first,
            changed,
        )


def _refuse_others(
    manifest: Manifest, documents: Sequence[Document], where: str
) -> None:
    """Refuse texts that the bundle knows nothing of."""
    known = [entry["id"] for _, entry in _sides(manifest)]
    for document in documents:
        if document.id not in known:
            raise CorpusError(
                f"{where}: expected the texts of {' and '.join(known)} but "
                f"was given {document.id}. Read the file under the id that "
                f"the bundle knows: read_document(file, id={known[-1]!r})."
            )


def _text(
    folder: Path,
    side: str,
    entry: dict[str, Any],
    documents: Sequence[Document],
    where: str,
) -> Document:
    """Find a text: in the bundle, among those given, or in the corpus."""
    for document in documents:
        if document.id == entry["id"]:
            return document
    if entry["file"] is not None:
        found: Document = load(folder / entry["file"])
        return found
    try:
        return load_corpus()[entry["id"]]
    except CorpusError as error:
        source = entry["address"] or entry["source"] or entry["title"]
        raise CorpusError(
            f"{where}, {side}: expected the text of {entry['id']} "
            f"({entry['title']}; {source}), which the bundle names but does "
            "not hold, and found none here. Give it: plandiff verify BUNDLE "
            "REFERENCE TARGET, or verify(…, documents=[…])."
        ) from error


def _sides(manifest: Manifest) -> list[tuple[str, dict[str, Any]]]:
    """Return the entries of both texts, the reference first."""
    sides = ("reference", "target")
    return [(side, manifest.documents[side]) for side in sides]


def _first_of_texts(
    manifest: Manifest,
    texts: Sequence[Document],
    changed: Sequence[tuple[str, str, str]],
) -> Difference | None:
    """Find the first part of a text that is not the bundle's."""
    for (_, entry), document in zip(_sides(manifest), texts, strict=True):
        here = parts_of(document)
        for part, expected in entry["parts"].items():
            found = here.get(part, "")
            if found == expected:
                continue
            same_file = here["source file"] == entry["parts"]["source file"]
            read = [v for v in changed if v[0] != "machine"]
            if same_file and read:
                cause: Cause = "version"
                why = f"the same file; {_version_list(read)}"
            elif same_file:
                cause = "input"
                why = (
                    "the same file, with other facts about it: what the "
                    "catalog says, or how it was asked to be read"
                )
            else:
                cause, why = "input", "another file of this text"
            return Difference(
                f"{entry['id']}, {part}",
                f"SHA-256 {expected[:12]}…",
                f"SHA-256 {found[:12]}…",
                cause,
                why,
            )
    return None


def _compared(
    folder: Path,
    manifest: Manifest,
    texts: Sequence[Document],
    changed: Sequence[tuple[str, str, str]],
) -> tuple[Difference | None, tuple[str, ...]]:
    """Make alignment and report again and compare them."""
    reference, target = texts
    corrections = manifest.corrections
    alignment = aligned_again(
        reference,
        target,
        folder / corrections if corrections else None,
        AlignOptions(**manifest.align),
    )
    with tempfile.TemporaryDirectory() as room:
        page = write_report(
            alignment,
            Path(room) / "report",
            codebook=load_codebook(folder / manifest.codebook),
            lang=manifest.lang,  # type: ignore[arg-type]
        )
        here = hashes(page.parent)
        names = sorted({*manifest.report, *here}, key=_rank)
        differing = tuple(
            name
            for name in names
            if here.get(name) != manifest.report.get(name)
        )
        first = _first_of_signature(manifest, alignment, changed)
        if first is None and differing:
            where, expected, found = _first_of_file(
                folder / "report" / differing[0],
                page.parent / differing[0],
                manifest.report.get(differing[0]),
            )
            cause, why = _cause(changed)
            first = Difference(where, expected, found, cause, why)
    return first, differing


def _first_of_signature(
    manifest: Manifest,
    alignment: Alignment,
    changed: Sequence[tuple[str, str, str]],
) -> Difference | None:
    """Find the first part of the signature that is another."""
    then, now = (
        text.split("|") for text in (manifest.signature, alignment.signature)
    )
    for expected, found in zip_longest(then, now, fillvalue="none"):
        if expected == found:
            continue
        name = expected.partition(":")[0]
        if name in ("reference", "target"):
            cause: Cause = "input"
            why = "the alignment was made of another text"
        elif name in _OPTIONS:
            cause, why = "option", f"{name} is what someone chose"
        else:
            cause, why = _cause(changed)
        return Difference(f"signature, {name}", expected, found, cause, why)
    return None


def _first_of_file(
    then: Path, now: Path, expected: str | None
) -> tuple[str, str, str]:
    """Find the first line of a file that differs, where both are here."""
    name = now.name
    if expected is None:
        return name, "no such file", "a file more"
    if not now.exists():
        return name, f"SHA-256 {expected[:12]}…", "no such file"
    if not then.exists() or now.suffix not in _TEXT:
        found = hash_of(now.read_bytes())
        return name, f"SHA-256 {expected[:12]}…", f"SHA-256 {found[:12]}…"
    before, after = (
        path.read_text("utf-8", errors="replace").split("\n")
        for path in (then, now)
    )
    pairs = zip_longest(before, after, fillvalue="")
    for number, (old, new) in enumerate(pairs, start=1):
        if old != new:
            same = (a == b for a, b in zip(old, new, strict=False))
            start = len(list(takewhile(bool, same)))
            begin = max(start - _SHOWN // 2, 0)
            cut = slice(begin, begin + _SHOWN)
            return f"{name}, line {number}", old[cut], new[cut]
    return name, "other line ends", "other line ends"


def _cause(changed: Sequence[tuple[str, str, str]]) -> tuple[Cause, str]:
    """Judge a difference that neither inputs nor options explain."""
    if changed:
        return "version", _version_list(changed)
    return "unknown", (
        "same inputs, options and versions: something that no bundle "
        "records, such as the processor; please report it"
    )


def _version_list(changed: Sequence[tuple[str, str, str]]) -> str:
    return ", ".join(f"{name} {old} → {new}" for name, old, new in changed)


def _rank(name: str) -> tuple[int, str]:
    suffix = Path(name).suffix
    return (
        _ORDER.index(suffix) if suffix in _ORDER else len(_ORDER),
        name,
    )
