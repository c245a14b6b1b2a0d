"""What the code is: everything that has a say in a result, and nothing that has none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.store import fingerprint
from analyzer.store.fingerprint import NoFingerprint


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with a plugin."""
    package = tmp_path / "acme_checks"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit('it was imported')\n")
    (package / "words.txt").write_text("a\n")
    information = tmp_path / "acme-1.0.dist-info"
    information.mkdir()
    (information / "entry_points.txt").write_text(
        "[console_scripts]\nx = y:z\n\n[analyzer.checks]\nacme = acme_checks.mood\n\n[other]\na = b\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def code() -> bytes:
    return fingerprint.code_state.__wrapped__()


def readers() -> bytes:
    return fingerprint.readers_state.__wrapped__()


def test_it_is_the_same_as_long_as_nothing_changes(site: Path) -> None:
    before = code(), readers()
    (site / "acme_checks" / "__pycache__").mkdir()
    (site / "acme_checks" / "__pycache__" / "mood.cpython-311.pyc").write_bytes(b"x")
    (site / "letters.txt").write_text("dear")
    assert (code(), readers()) == before
    assert "acme_checks" not in sys.modules


CHANGES: dict[str, Callable[[Path], object]] = {
    "code of a plugin": lambda site: (site / "acme_checks" / "mood.py").write_text("x = 1\n"),
    "data of a plugin": lambda site: (site / "acme_checks" / "words.txt").write_text("b\n"),
    "name of a plugin": lambda site: (site / "acme-1.0.dist-info" / "entry_points.txt").write_text(
        "[analyzer.checks]\nother = acme_checks.mood\n"
    ),
    "another library": lambda site: (site / "tree_sitter_x-2.0.dist-info").mkdir(),
    "another version": lambda site: (site / "acme-1.0.dist-info").rename(site / "acme-1.1.dist-info"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_a_say_is_seen(site: Path, change: Callable[[Path], object]) -> None:
    before = code()
    change(site)
    assert code() != before


@pytest.mark.parametrize("changed", ["parsing", "repository", "authorship"])
def test_our_own_files_are_seen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, changed: str) -> None:
    for name in ("parsing", "repository", "authorship"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text("x = 1\n")
    (tmp_path / "report.py").write_text("x = 1\n")
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "page.html.j2").write_text("x")
    monkeypatch.setattr(fingerprint, "_ROOT", tmp_path)
    first = code(), readers()
    (tmp_path / "report" / "page.html.j2").write_text("y")
    second = code(), readers()
    assert second[0] != first[0]
    assert second[1] == first[1]
    (tmp_path / changed / "a.py").write_text("x = 2\n")
    assert readers() != second[1]


def test_a_plugin_that_is_not_there_or_too_large_has_none(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fingerprint, "PLUGIN_BYTES", 10)
    with pytest.raises(NoFingerprint, match="more than 10 bytes"):
        code()
    monkeypatch.undo()
    monkeypatch.syspath_prepend(str(site))
    (site / "acme_checks" / "__init__.py").unlink()
    (site / "acme_checks" / "words.txt").unlink()
    with pytest.raises(NoFingerprint, match="acme_checks"):
        code()
