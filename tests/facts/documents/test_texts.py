from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.documents.texts import Text, first_party_texts, line_at, without_pictures
from tests.support.snapshots import snapshot


def read(files: Mapping[str, str | bytes]) -> list[str]:
    """The paths that are read, in order; at the end why the rest was not."""
    return [each.path if isinstance(each, Text) else each for each in first_party_texts(snapshot(files))]


def test_settings_are_read_first_and_what_nobody_reads_is_not() -> None:
    files = {
        "a.ipynb": "{}",
        "b.md": "x",
        "c.go": "x",
        "d.py": "x",
        "Makefile": "x",
        "Dockerfile": "x",
        "docker-compose.yml": "x",
        ".github/workflows/e.yml": "x",
        "f.toml": "x",
        "LICENSE": "x",
        "g.png": "x",
        "poetry.lock": "x",
    }
    assert read(files) == [
        "f.toml", ".github/workflows/e.yml", "docker-compose.yml", "Dockerfile", "Makefile", "d.py", "c.go", "b.md",
        "a.ipynb",
    ]  # fmt: skip


FIXTURES = ["tests/a.py", "test_a.py", "svc/Fixtures/a.json", "t/unit/security/__init__.py", "testdata/k.yml"]


@pytest.mark.parametrize("path", FIXTURES)
def test_tests_and_their_data_are_not_read(path: str) -> None:
    assert read({path: "x"}) == []


def test_a_name_of_a_fixture_is_no_folder_of_fixtures() -> None:
    assert read({"mocks.py": "x"}) == ["mocks.py"]


def test_bytes_that_are_no_text_are_not_read_and_cost_no_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXTS", 2)
    assert read({"a.py": b"x\0", "b.py": b"\xff", "c.py": "x"}) == ["b.py", "c.py"]
    repo = snapshot({"b.py": "x"}, missing=["a.py"])
    assert list(first_party_texts(repo)) == [Text("b.py", "x")]


def left(files: int, size: int) -> str:
    return f"only the first {files} files ({size} bytes) were searched for marks and secrets"


def test_files_over_the_budget_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXTS", 2)
    files = {"a.py": "xxx", "b.py": "yyy", "c.py": "zzz"}
    assert read(files) == ["a.py", "b.py", left(2, 6)]
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXTS", 3)
    assert read(files) == ["a.py", "b.py", "c.py"]


@pytest.mark.parametrize(
    ("most", "paths"), [(6, ["a.py", "b.py", left(2, 6)]), (7, ["a.py", "b.py", "c.py"])]
)
def test_bytes_over_the_budget_are_not_read(
    most: int, paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXT_BYTES", most)
    assert read({"a.py": "xxx", "b.py": "yyy", "c.py": "zzz"}) == paths


@pytest.mark.parametrize("path", ["a.ipynb", "a.py"])
def test_only_a_notebook_has_pictures(path: str) -> None:
    picture = '"image/png": "iVBORw0KGgoAAAA"'
    (text,) = first_party_texts(snapshot({path: picture}))
    assert isinstance(text, Text)
    assert (text.content == picture) is (path == "a.py")


def test_lines_are_counted_from_one() -> None:
    assert [line_at("\na\n\nb", position) for position in (0, 1, 2, 4)] == [1, 2, 2, 4]


PICTURES = {
    '{"a": "x",\n"image/png": "iVBORw0KGgoAAAANSU",\n"b": 1}': '{"a": "x",\n"image/png": "",\n"b": 1}',
    '"image/jpeg":"/9j/4AAQ", "image/png": "iVBORw0KGgoA"': '"image/jpeg":"", "image/png": ""',
}
NO_PICTURES = (
    '"image/png": "ghp_no picture"',
    '"image/svg+xml": "iVBORw0KGgo"',
    '"image/png": "iVBORw0KGgo without an end',
    '"image/png": "iVBORw0KGgo\nover two lines"',
    '"image/png": ["iVBORw0KGgo"]',
    "",
)


@pytest.mark.parametrize(("notebook", "left"), PICTURES.items())
def test_pictures_are_left_out_of_the_text_of_a_notebook(notebook: str, left: str) -> None:
    assert without_pictures(notebook) == left


@pytest.mark.parametrize("notebook", NO_PICTURES)
def test_what_is_no_picture_stays(notebook: str) -> None:
    assert without_pictures(notebook) == notebook


@given(st.lists(st.sampled_from([*PICTURES, *NO_PICTURES, '"', "\n", "iVBORw0KGgo"])).map("".join))
def test_leaving_pictures_out_moves_no_line(notebook: str) -> None:
    left = without_pictures(notebook)
    assert left.count("\n") == notebook.count("\n")
    assert without_pictures(left) == left


def test_large_texts_are_read_last() -> None:
    size = 64 * 1024
    assert read({"a.json": "x" * (size + 1), "b.json": "x" * size, "c.py": "x"}) == [
        "b.json",
        "c.py",
        "a.json",
    ]
