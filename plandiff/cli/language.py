"""In which language the command line speaks, and its Chinese help.

``--lang zh`` or ``--lang en`` may stand anywhere on the line, before ``-h``
or after a command; the variable ``PLANDIFF_LANG`` does the same for all
lines. Without either what is written to a file is in Chinese and what the
terminal shows in English. The surroundings (``LANG``, ``LC_ALL``) never
decide, so that a line means the same on every machine.
"""

from __future__ import annotations

import functools
import os
import sys
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

import typer
from typer import rich_utils
from typer.core import TyperGroup

__all__ = [
    "Commands",
    "Language",
    "asked",
    "english_help",
    "labels",
    "say",
    "screen",
]

_HELP = Path(__file__).parent / "help.zh.toml"

_PANELS = {
    "ARGUMENTS_PANEL_TITLE": ("Arguments", "参数"),
    "OPTIONS_PANEL_TITLE": ("Options", "选项"),
    "COMMANDS_PANEL_TITLE": ("Commands", "命令"),
    "DEFAULT_STRING": ("[default: {}]", "[默认：{}]"),
    "REQUIRED_LONG_STRING": ("[required]", "[必填]"),
    "ERRORS_PANEL_TITLE": ("Error", "错误"),
    "RICH_HELP": (
        "Try [blue]'{command_path} {help_option}'[/] for help.",
        "用法见 [blue]{command_path} {help_option}[/]。",
    ),
}
"""What the frame of a help page says, in English and Chinese."""


class Language(StrEnum):
    """Language of labels in charts, pages and tables."""

    zh = "zh"
    en = "en"


class _Speech:
    """The language that the line asks for; None where it asks for none."""

    asked: Language | None = None


def asked(default: Language) -> Language:
    """Return the language that the line asks for, or a default."""
    return _Speech.asked or default


def screen() -> Literal["zh", "en"]:
    """Return the language of what the terminal shows."""
    return "zh" if _Speech.asked is Language.zh else "en"


def labels() -> Literal["zh", "en", "both"]:
    """Return the language of labels in files that can have both."""
    return _Speech.asked.value if _Speech.asked else "both"


def say(key: str, **facts: object) -> str:
    """Return a sentence of ``words.toml`` in the terminal's language."""
    from plandiff.output.words import read_words

    return read_words(screen())[key].format(**facts)


class Commands(TyperGroup):
    """All commands; hears the language before anything is parsed."""

    def main(
        self, args: Sequence[str] | None = None, *others: Any, **options: Any
    ) -> Any:
        """Run the line."""
        words = list(sys.argv[1:] if args is None else args)
        _Speech.asked = _heard(words)
        for name, (english, chinese) in _PANELS.items():
            said = chinese if screen() == "zh" else english
            setattr(rich_utils, name, said)
        if screen() == "zh":
            _translate(self)
        return super().main(args, *others, **options)


def _heard(words: Sequence[str]) -> Language | None:
    """Find the language on a line, else in the surroundings."""
    found = os.environ.get("PLANDIFF_LANG", "")
    for before, word in zip(["", *words], words, strict=False):
        if before == "--lang":
            found = word
        elif word.startswith("--lang="):
            found = word.partition("=")[2]
    return Language(found) if found in set(Language) else None


def _translate(command: Any, above: typer.Context | None = None) -> None:
    """Put Chinese in place of the help of a command and its options."""
    words = _chinese()
    if command.help:
        command.help = words.get(command.help, command.help)
    at = typer.Context(command, parent=above, **command.context_settings)
    option = command.get_help_option(at)
    for parameter in (*command.params, option):
        told = getattr(parameter, "help", None)
        if told:
            parameter.help = words.get(told, told)
    for below in getattr(command, "commands", {}).values():
        _translate(below, at)


@functools.cache
def _chinese() -> dict[str, str]:
    """Read English help to Chinese help."""
    table: dict[str, str] = tomllib.loads(_HELP.read_text("utf-8"))
    return table


def english_help(app: typer.Typer) -> list[str]:
    """List every line of help, for a test that none lacks its Chinese."""
    group = typer.main.get_command(app)
    told = [group.help]
    for command in getattr(group, "commands", {}).values():
        told.append(command.help)
        told += [getattr(part, "help", None) for part in command.params]
    return [line for line in dict.fromkeys(told) if line]
