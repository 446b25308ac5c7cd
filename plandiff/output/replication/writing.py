"""Write a bundle: all that a reader needs to make a report again."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
import warnings
import zipfile
from pathlib import Path

import pandas as pd

from plandiff.analysis.diff.diff import diff_of
from plandiff.analysis.themes.codebook import Codebook
from plandiff.analysis.themes.loading import as_codebook
from plandiff.document import Document
from plandiff.errors import (
    AlignmentError,
    CodebookError,
    OutputError,
    PlandiffWarning,
)
from plandiff.evaluation.readers.review import write_corrections
from plandiff.files import whole_file, whole_folder
from plandiff.matching.align import align
from plandiff.matching.alignment import Alignment
from plandiff.matching.options import AlignOptions
from plandiff.matching.saving import save
from plandiff.output.pages.report import write_report
from plandiff.output.plots.style import Language
from plandiff.output.replication.bundles import (
    MANIFEST,
    Manifest,
    hash_of,
    parts_of,
    write_manifest,
)
from plandiff.output.replication.versions import versions
from plandiff.output.words import heading, read_words

__all__ = ["aligned_again", "bundle", "hashes"]

_EPOCH = (1980, 1, 1, 0, 0, 0)


def bundle(
    alignment: Alignment,
    path: str | os.PathLike[str],
    *,
    codebook: Codebook | str | None = None,
    lang: Language = "zh",
    texts: bool = True,
) -> Path:
    """Write what others need to make a report again, bit for bit.

    The bundle holds both texts (or their hashes alone), the options, the
    scholar's corrections, the codebook, the versions of plandiff and of
    the packages that it used, the report and the hash of each of its
    files. `plandiff.verify` makes the report again and compares.

    Parameters
    ----------
    alignment : Alignment
        What `plandiff.align` found.
    path : str or path-like
        A folder to write, or a file name that ends in ``.zip``. A former
        bundle there is replaced; a folder that holds anything else is
        refused.
    codebook : Codebook or str, optional
        Themes of the report, read from a file, or the name of a codebook;
        the bundled ``ecommerce`` codebook by default.
    lang : {"zh", "en"}, default "zh"
        Language of the report.
    texts : bool, default True
        Whether the texts are passed on, and with them the report, which
        quotes them. Without, the bundle holds hashes of both, and who
        verifies it needs files of the texts.

    Returns
    -------
    pathlib.Path
        The folder or the archive. The same input gives the same bytes.

    Raises
    ------
    AlignmentError
        If aligning again does not give the same links, such as for one
        that another version made or that was changed by hand.
    CodebookError
        If the codebook was not read from a file.
    OutputError
        If the folder cannot be written or holds something else.

    See Also
    --------
    plandiff.verify : make the report again and compare

    Examples
    --------
    >>> import tempfile
    >>> from plandiff import Document, verify
    >>> earlier = Document.from_clauses("a", [("1", "发展农村电商。")])
    >>> later = Document.from_clauses("b", [("1", "大力发展农村电商。")])
    >>> alignment = align(earlier, later)
    >>> folder = bundle(alignment, tempfile.mkdtemp() + "/a-b", lang="en")
    >>> verify(folder).equal
    True
    """
    diff_of(alignment)  # refuses what is no alignment
    read_words(lang)
    target = Path(path)
    themes = as_codebook(codebook or "ecommerce")
    if not themes.text:
        raise CodebookError(
            f"{themes.name}: expected a codebook that was read from a file "
            "but found one made in Python. Write it as TOML or CSV and read "
            "it with plandiff.load_codebook."
        )
    again = _made_again(alignment)
    if target.suffix.lower() == ".zip":
        with (
            whole_file(target) as beside,
            tempfile.TemporaryDirectory() as room,
        ):
            _fill(Path(room), again, themes, lang, texts=texts)
            _pack(Path(room), beside)
    else:
        _refuse_other_content(target)
        with whole_folder(target) as folder:
            _fill(folder, again, themes, lang, texts=texts)
    return target


def aligned_again(
    reference: Document,
    target: Document,
    corrections: pd.DataFrame | str | os.PathLike[str] | None,
    options: AlignOptions,
) -> Alignment:
    """Align as was done before; what was warned of then is not told anew."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PlandiffWarning)
        return align(
            reference, target, corrections=corrections, options=options
        )


def hashes(folder: Path) -> dict[str, str]:
    """Hash the files of a folder, by their path within it, sorted."""
    return {
        path.relative_to(folder).as_posix(): hash_of(path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _made_again(alignment: Alignment) -> Alignment:
    """Align once more, and refuse what does not come out the same."""
    again = aligned_again(
        alignment.reference,
        alignment.target,
        alignment.corrections,
        alignment.options,
    )
    named = f"{alignment.reference.id} → {alignment.target.id}"
    if again.signature != alignment.signature:
        raise AlignmentError(
            f"{named}: expected an alignment that this version makes again "
            f"({again.signature}) but found another ({alignment.signature}). "
            "Align the plans again, then bundle them."
        )
    if not again.pairs.equals(alignment.pairs) or not again.links.equals(
        alignment.links
    ):
        raise AlignmentError(
            f"{named}: expected the links that align gives but found "
            f"others ({len(again.links)} against {len(alignment.links)}). "
            "Links changed by hand cannot be made again: state them as "
            "corrections, plandiff.align(…, corrections=…)."
        )
    return again


def _fill(
    room: Path,
    alignment: Alignment,
    themes: Codebook,
    lang: Language,
    *,
    texts: bool,
) -> None:
    """Write the files of a bundle into an empty folder."""
    page = write_report(alignment, room / "report", codebook=themes, lang=lang)
    report = hashes(page.parent)
    if not texts:
        shutil.rmtree(page.parent)
    documents = {}
    for side in ("reference", "target"):
        document = getattr(alignment, side)
        file = f"texts/{side}.plandiff" if texts else None
        if file is not None:
            save(document, room / file)
        documents[side] = {
            "id": document.id,
            "title": document.title,
            "fidelity": document.fidelity,
            "source": document.source.name,
            "address": document.source.address,
            "file": file,
            "parts": parts_of(document),
        }
    book = f"codebook/{themes.path}"
    (room / "codebook").mkdir()
    (room / book).write_bytes(themes.text.encode("utf-8"))
    decided = None
    if alignment.corrections is not None:
        decided = "corrections.csv"
        write_corrections(alignment.corrections, room / decided)
    _write_note(room, alignment, texts=texts)
    write_manifest(
        Manifest(
            documents,
            dataclasses.asdict(alignment.options),
            lang,
            book,
            decided,
            alignment.signature,
            versions(semantic=alignment.options.semantic),
            report,
            hashes(room),
        ),
        room,
    )


def _write_note(room: Path, alignment: Alignment, *, texts: bool) -> None:
    """Write a note for whoever opens the folder, in both languages."""
    held = "bundle_texts" if texts else "bundle_hashes"
    pieces = []
    for lang in ("zh", "en"):
        words = read_words(lang)
        pieces.append(
            f"{heading(alignment)}\n\n{words['bundle_note']}\n"
            f"{words[held]}\n\n{words['signature']}\n"
            f"{alignment.signature}\n"
        )
    text = "\n----\n\n".join(pieces)
    (room / "README.txt").write_bytes(text.encode("utf-8", "replace"))


def _pack(room: Path, path: Path) -> None:
    """Put a folder into an archive, with fixed times and order."""
    with zipfile.ZipFile(path, "w") as archive:
        for name in hashes(room):
            facts = zipfile.ZipInfo(name, _EPOCH)
            facts.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(facts, (room / name).read_bytes())


def _refuse_other_content(folder: Path) -> None:
    """Refuse to replace a folder that is not a former bundle."""
    if not folder.is_dir():
        return
    content = sorted(path.name for path in folder.iterdir())
    if content and MANIFEST not in content:
        raise OutputError(
            f"{folder}: expected a former bundle or an empty folder but "
            f"found {', '.join(content[:3])}. Choose another folder."
        )
