"""What the documentation names is there: names, commands, options, files."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import pytest
import typer
from folders import ROOT

from plandiff import cli

WORDS = r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*"
NAME = re.compile(rf"(?<![\w./-])plandiff\.({WORDS})")
COMMAND = re.compile(r"(?<![\w./-])plandiff ([a-z]\w*)((?: [^\s`|#，。；]+)*)")
TARGET = re.compile(r"(?:^    |`)make ([a-z]+)", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+?)(?:#[^)]*)?\)")
FILES = {"toml", "csv", "plandiff", "html", "json", "readthedocs"}
MADE = ("img/", "reference.md", "notebooks/")
"""What `make docs` writes."""


def _texts() -> dict[str, str]:
    """Every page and notebook, by its path."""
    pages = [
        *ROOT.glob("*.md"),
        *(
            p
            for p in (ROOT / "docs").glob("*.md")
            if "reference" not in p.name
        ),
    ]
    found = {
        str(path.relative_to(ROOT)): path.read_text("utf-8")
        for path in pages
        if path.name != "CHANGELOG.md"  # tells of names that are gone
    }
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        found[str(path.relative_to(ROOT))] = "\n".join(
            "".join(cell["source"]) for cell in cells
        )
    return found


TEXTS = _texts()


def _resolves(path: str) -> bool:
    """Whether a dotted path leads from the package to something."""
    value: object = importlib.import_module("plandiff")
    where = "plandiff"
    for part in path.split("."):
        where = f"{where}.{part}"
        try:
            value = getattr(value, part)
        except AttributeError:
            try:
                value = importlib.import_module(where)
            except ImportError:
                return False
    return True


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_name_of_the_package_exists(name: str) -> None:
    named = set(NAME.findall(TEXTS[name]))
    missing = {
        path
        for path in named
        if path.split(".")[0] not in FILES and not _resolves(path)
    }
    assert not missing


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_command_and_option_exists(name: str) -> None:
    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
    for command, rest in COMMAND.findall(TEXTS[name]):
        if not _is_command(command, rest, TEXTS[name]):
            continue
        assert command in commands, f"plandiff {command}"
        known = {
            flag
            for option in commands[command].params
            for flag in (*option.opts, *option.secondary_opts)
        }
        used = re.findall(r"(?<=\s)--?[a-z][\w-]*", rest)
        assert set(used) <= known | {"--help", "-h"}, f"{command}{rest}"


def _is_command(command: str, rest: str, text: str) -> bool:
    """Whether "plandiff word" is a command and no sentence."""
    whole = re.escape(f"plandiff {command}{rest}")
    return bool(re.search(rf"(?:^ {{4}}\S*|`\S*){whole}", text, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_every_target_of_make_exists(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(TARGET.findall(TEXTS[name])) <= targets


@pytest.mark.parametrize(
    "name", sorted(n for n in TEXTS if not n.endswith(".ipynb"))
)
def test_every_link_leads_to_a_file(name: str) -> None:
    folder = (ROOT / name).parent
    for link in LINK.findall(TEXTS[name]):
        if link.startswith(MADE) or ("/" not in link and "." not in link):
            continue
        assert (folder / link).exists(), link


def test_every_public_name_stands_in_the_reference() -> None:
    """The script that makes the reference reads the stub, all of it."""
    stub = Path(ROOT, "plandiff", "__init__.pyi").read_text("utf-8")
    import plandiff

    listed = set(re.findall(r"(\w+) as \w+", stub))
    assert listed == set(plandiff.__all__)


def test_each_page_of_the_site_is_in_both_languages() -> None:
    pages = {p.name for p in (ROOT / "docs").glob("*.md")}
    english = {n for n in pages if not n.endswith(".zh.md")}
    english -= {"reference.md", "house.md"}  # docstrings; for developers
    assert {n.replace(".md", ".zh.md") for n in english} <= pages
