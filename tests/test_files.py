"""Files and folders are written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from plandiff.errors import OutputError
from plandiff.files import whole_file, whole_folder


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_failed_run_leaves_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "diff.csv"
    path.write_text("former")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as beside:
        beside.write_text("half")
        raise KeyboardInterrupt
    assert path.read_text() == "former"
    assert _names(tmp_path) == ["diff.csv"]


def test_a_whole_file_replaces_the_former(tmp_path: Path) -> None:
    path = tmp_path / "new" / "diff.csv"
    for text in ("first", "second"):
        with whole_file(path) as beside:
            beside.write_text(text)
    assert path.read_text() == "second"
    assert _names(path.parent) == ["diff.csv"]


def test_a_failed_run_leaves_the_former_folder(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    folder.mkdir()
    (folder / "index.html").write_text("former")
    with pytest.raises(RuntimeError), whole_folder(folder) as room:
        (room / "index.html").write_text("half")
        raise RuntimeError
    assert (folder / "index.html").read_text() == "former"
    assert _names(tmp_path) == ["report"]


def test_a_whole_folder_replaces_the_former_with_all_in_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "report"
    for name in ("old.csv", "new.csv"):
        with whole_folder(folder) as room:
            (room / name).write_text(name)
    assert _names(folder) == ["new.csv"]


def test_nothing_written_is_an_error(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="nothing was written"),
        whole_file(tmp_path / "a.csv"),
    ):
        pass


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for writer in (whole_file, whole_folder):
        with (
            pytest.raises(OutputError, match="cannot be written"),
            writer(tmp_path / "file" / "below"),
        ):
            pass


def test_a_folder_is_not_a_file_nor_a_file_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match="found a folder"),
        whole_file(tmp_path),
    ):
        pass
    with (
        pytest.raises(OutputError, match="found a file"),
        whole_folder(tmp_path / "file"),
    ):
        pass
