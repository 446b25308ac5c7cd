"""The lock file pins what results hang on, as constraints.txt does."""

from __future__ import annotations

import re
import tomllib

from folders import ROOT

PIN = re.compile(r"^([\w.-]+)==([\w.]+)(?: ; (.+?))? \\$", re.MULTILINE)


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text).lower()


def _locked() -> dict[str, str]:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    return {_name(name): version for name, version, _ in PIN.findall(text)}


def _constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    pairs = (line.split("==") for line in lines)
    return {_name(name): version for name, version in pairs}


def test_each_dependency_is_locked_with_what_it_needs() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    needed = [
        *project["project"]["dependencies"],
        *project["build-system"]["requires"],
    ]
    names = {_name(re.split("[<>=]", text)[0]) for text in needed}
    assert names <= set(_locked())
    assert len(_locked()) > len(names)  # what they need in turn


def test_lock_and_constraints_name_the_same_versions() -> None:
    constraints = _constraints()
    for name, version in _locked().items():
        assert constraints.get(name, version) == version, name
    assert len({*_locked()} & {*constraints}) > 50


def test_every_extra_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    for extra in set(extras) - {"peers"}:
        for text in extras[extra]:
            name = _name(re.split(r"[<>=\[]", text)[0])
            assert name in _constraints(), f"{extra}: {name}"


def test_each_locked_version_has_a_hash_and_no_host_is_named() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    for block in re.split(r"\n(?=[a-z])", text.partition("\n\n")[0])[1:]:
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert "://" not in text and "--index" not in text
    assert "--find-links" not in text
