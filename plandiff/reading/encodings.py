"""Decode bytes of undeclared encoding: UTF-8, UTF-16, GB18030, Big5."""

from __future__ import annotations

import codecs

from plandiff.errors import ReadingError

__all__ = ["decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年"
    "展经济业建设全加强条规定第政府部电务产推进制度机构社服技术"
    "國發經濟業務產構設條電進規會與對開關這為時來"
)
_CONTEXT = 12


def decode(
    data: bytes, *, name: str = "text", declared: str | None = None
) -> tuple[str, str]:
    """Decode text of known or unknown encoding.

    Parameters
    ----------
    data : bytes
        The file as received.
    name : str, default ``"text"``
        For error messages.
    declared : str, optional
        Encoding that the file or the user states; tried first.

    Returns
    -------
    text : str
        A byte-order mark is left out.
    encoding : str
        Name of the codec that was used.

    Raises
    ------
    ReadingError
        If the bytes are no text, mix encodings, or fit none: the line and
        byte offset of the first misfit are named.

    Notes
    -----
    GB18030 and Big5 both accept most byte pairs, so that the one whose
    result holds more of the commonest characters is taken; other legacy
    encodings are left to charset-normalizer.

    Examples
    --------
    >>> decode("发展规划".encode("gb18030"))
    ('发展规划', 'gb18030')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding
    if declared:
        try:
            codec = codecs.lookup(declared).name
            wide = "gb18030" if codec in ("gb2312", "gbk") else codec
            return data.decode(wide), wide
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong: find out as without it
    if b"\x00" in data[:4096]:
        return _without_mark(data, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        misfit = error
    return _legacy(data, name, misfit)


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(_misfit(data, error, name)) from error


def _without_mark(data: bytes, name: str) -> tuple[str, str]:
    """Decode UTF-16 without a byte-order mark, or refuse binary data."""
    sample = data[:4096]
    for encoding, offset in (("utf-16-le", 1), ("utf-16-be", 0)):
        if len(data) % 2 or sample[1 - offset :: 2].count(0) > len(sample) / 8:
            continue
        if sample[offset::2].count(0) < len(sample) / 200:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _plausible(text) > 0.9 and (
            _frequent(text) > 0.02 or text.isascii()
        ):
            return text, encoding
    place = data.index(b"\x00")
    raise ReadingError(
        f"{name}, byte {place}: expected text but found a NUL byte. This "
        "is not a text file; give a txt, html, pdf, docx, jsonl or csv file."
    )


def _legacy(
    data: bytes, name: str, misfit: UnicodeDecodeError
) -> tuple[str, str]:
    """Decode GB18030, Big5 or what charset-normalizer finds."""
    best: tuple[float, str, str] = (0.0, "", "")
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        best = max(best, (_frequent(text), text, encoding))
    ascii_share = sum(byte < 128 for byte in data) / len(data)
    if best[1] and best[0] > 0.05 and ascii_share < 0.9:
        return best[1], best[2]
    if misfit.start > 200 and _multibyte(data[: misfit.start]):
        raise ReadingError(_misfit(data, misfit, name)) from misfit
    if ascii_share > 0.85:
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            pass  # not Western either
    import charset_normalizer  # loads its tables

    found = charset_normalizer.from_bytes(data).best()
    if found is not None:
        return str(found), found.encoding
    raise ReadingError(_misfit(data, misfit, name)) from misfit


def _frequent(text: str) -> float:
    """Share of the commonest characters among all that are not ASCII."""
    sample = [mark for mark in text[:50_000] if ord(mark) > 127]
    return sum(mark in _FREQUENT for mark in sample) / max(len(sample), 1)


def _plausible(text: str) -> float:
    sample = text[:4096]
    good = sum(
        mark in "\t\n\r"
        or " " <= mark <= "~"
        or "\u2010" <= mark <= "\u9fff"
        or "\uff00" <= mark <= "\uffef"
        for mark in sample
    )
    return good / max(len(sample), 1)


def _multibyte(data: bytes) -> bool:
    """Whether UTF-8 so far holds Chinese, so that the rest is a mixture."""
    return len(data.decode("utf-8", "ignore")) < len(data) - 20


def _misfit(data: bytes, error: UnicodeDecodeError, name: str) -> str:
    line = data.count(b"\n", 0, error.start) + 1
    shown = data[error.start : error.start + _CONTEXT].hex(" ")
    return (
        f"{name}, line {line}, byte {error.start}: expected "
        f"{error.encoding} but found the bytes {shown}. The file mixes "
        "encodings or is damaged; save it anew as UTF-8."
    )
