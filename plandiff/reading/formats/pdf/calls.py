"""Calls of PDFium that are made for each letter and each path of a page.

An address is a plain number here: wrapping it at each call takes longer
than the call itself.
"""

from __future__ import annotations

import ctypes
from typing import Any

import pypdfium2.raw as pdfium_raw

__all__ = ["address", "fast"]


def fast(name: str, result: Any, *arguments: Any) -> Any:
    """Return a function of PDFium that takes addresses as plain numbers."""
    function = getattr(pdfium_raw, name)
    return ctypes.PYFUNCTYPE(result, *arguments)(address(function))


def address(pointer: Any) -> int:
    """Return the address that a pointer or function of PDFium stands for."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0
