"""Decode bytes of undeclared encoding: UTF-8, UTF-16, GB18030, Big5."""

from __future__ import annotations

import codecs
import re

from plandiff.errors import ReadingError

__all__ = ["codec_of", "decode"]

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
_BEYOND = re.compile("[^\\x00-\\x7f]+")
_MOST_STRAY = 3
"""Stray bytes in a file that still show its encoding."""


def decode(
    data: bytes,
    *,
    name: str = "text",
    declared: str | None = None,
    stated: str | None = None,
) -> tuple[str, str]:
    """Decode text of known or unknown encoding.

    Parameters
    ----------
    data : bytes
        The file as received.
    name : str, default ``"text"``
        For error messages.
    declared : str, optional
        Encoding that the file itself declares; tried first, and passed
        over where the bytes do not fit it, since such declarations err.
    stated : str, optional
        Encoding that the user states; the bytes must fit it.

    Returns
    -------
    text : str
        A byte-order mark is left out.
    encoding : str
        Name of the codec that was used.

    Raises
    ------
    ReadingError
        If the bytes are no text, mix encodings, fit none, or do not fit
        the one that the user states: the line and byte offset of the first
        misfit are named.

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
    if stated is not None:
        return _as_stated(data, stated, name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, encoding, name), encoding
    if declared:
        try:
            wide = _codec(declared)
            text = data.decode(wide)
            other = _better(data, wide, text)
            return (data.decode(other), other) if other else (text, wide)
        except (LookupError, ValueError):  # also a name with a NUL in it
            pass  # the declaration is wrong: find out as without it
    if b"\x00" in data[:4096]:
        return _without_mark(data, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        misfit = error
    return _legacy(data, name, misfit)


def codec_of(stated: str, name: str) -> str:
    """Return the codec that the user names; refuse what names none.

    Parameters
    ----------
    stated : str
        Name of an encoding in any of its spellings.
    name : str
        Of the file, for the message.

    Returns
    -------
    str
        Name of the codec; GB18030 for its parts GB2312 and GBK.

    Raises
    ------
    ReadingError
        If there is no such encoding.

    Examples
    --------
    >>> codec_of("GBK", "plan.txt")
    'gb18030'
    """
    try:
        "".encode(stated)  # to look it up would let rot13 pass
    except (LookupError, ValueError) as error:
        raise ReadingError(
            f"{name}: expected the name of an encoding but found {stated!r}. "
            "Use utf-8, gb18030, big5 or utf-16, or leave the encoding out "
            "to have it found."
        ) from error
    return _codec(stated)


def _codec(encoding: str) -> str:
    """Return a codec's name; GB2312 and GBK are parts of GB18030."""
    codec = codecs.lookup(encoding).name
    return "gb18030" if codec in ("gb2312", "gbk") else codec


def _as_stated(data: bytes, stated: str, name: str) -> tuple[str, str]:
    """Decode as the user says, or say why that cannot be right."""
    advice = "Leave the encoding out to have it found"
    codec = codec_of(stated, name)
    try:
        text = data.decode(codec)
    except UnicodeError as error:
        start = getattr(error, "start", 0)  # a few codecs do not say where
        raise ReadingError(
            f"{_place(data, start, name)}: expected {codec}, as stated, but "
            f"found the bytes {_shown(data, start)}. "
            f"{advice}, or save the file anew as UTF-8."
        ) from error
    for mark, encoding in _MARKS:
        if data.startswith(mark) and not codec.startswith("utf"):
            raise ReadingError(
                f"{name}, line 1, byte 0: expected {codec}, as stated, but "
                f"found the byte-order mark of {encoding} "
                f"({mark.hex(' ')}). {advice}."
            )
    other = _better(data, codec, text)
    if other:
        first = next(i for i, byte in enumerate(data) if byte > 127)
        raise ReadingError(
            f"{_place(data, first, name)}: expected {codec}, as stated, but "
            f"found the bytes {_shown(data, first)}, which read as Chinese "
            f"in {other} and not in {codec}. {advice}."
        )
    return text.removeprefix("\ufeff"), codec


def _better(data: bytes, codec: str, text: str) -> str:
    """Return the encoding in which bytes read as Chinese, unlike `codec`."""
    if _frequent(text) > 0.1 or sum(ord(mark) > 127 for mark in text) < 8:
        return ""
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        if encoding == codec:
            continue
        try:
            other = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _frequent(other) > 0.15:
            return encoding
    return ""


def _place(data: bytes, start: int, name: str) -> str:
    line = data.count(b"\n", 0, start) + 1
    return f"{name}, line {line}, byte {start}"


def _shown(data: bytes, start: int) -> str:
    return data[start : start + _CONTEXT].hex(" ")


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
    if best[0] > 0.05 and (ascii_share < 0.9 or _in_runs(best[1])):
        return best[1], best[2]
    if not best[1]:
        stray = _stray(data)
        if stray is not None:
            raise ReadingError(_misfit(data, stray, name)) from stray
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


def _in_runs(text: str) -> bool:
    """Whether letters beyond ASCII stand beside each other, as in Chinese.

    Western text read as Chinese has nearly all of them alone.
    """
    runs = [found.end() - found.start() for found in _BEYOND.finditer(text)]
    return sum(run for run in runs if run > 1) > 0.8 * sum(runs) > 0


def _stray(data: bytes) -> UnicodeDecodeError | None:
    """Return the first misfit in GB18030 or Big5 with few stray bytes."""
    for encoding in ("gb18030", "big5hkscs"):
        text = data.decode(encoding, "replace")
        few = text.count("\ufffd") <= _MOST_STRAY
        if few and _frequent(text) > 0.15 and _in_runs(text):
            try:
                data.decode(encoding)
            except UnicodeDecodeError as error:
                return error
    return None


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
    return (
        f"{_place(data, error.start, name)}: expected {error.encoding} but "
        f"found the bytes {_shown(data, error.start)}. The file mixes "
        "encodings or is damaged; save it anew as UTF-8."
    )
