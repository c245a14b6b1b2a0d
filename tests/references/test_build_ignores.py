"""What a `.dockerignore` keeps from the build of an image."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.references import Outcome, references
from analyzer.references.build_ignores import left_out_of_build
from analyzer.testing import snapshot

FILES = {"py/app/main.py": "x = 1\n", "py/lib/b.py": "", "README.md": "a\n", "docs/a.md": "a\n"}
# The rows of the ignore file, a path of the folder, and the row that keeps it out (0: none does).
ROWS = {
    "the path itself": ("py/app", "py/app", 1),
    "a folder above": ("# all\n\npy/\n", "py/app/main.py", 3),
    "from the top": ("/py", "py/app", 1),
    "a pattern": ("*.md", "README.md", 1),
    "a pattern of any folder": ("**/*.md", "docs/a.md", 1),
    "all, at the top too": ("**/*.md", "README.md", 1),
    "all below": ("py/**", "py/app/main.py", 1),
    "the last row decides": ("!py\npy", "py/app", 2),
    "everything": ("*", "py/app", 1),
    "a pattern of the top": ("*.md", "docs/a.md", 0),
    "a folder of that name below": ("app", "py/app", 0),
    "what is below a folder": ("py/*", "py", 0),
    "a beginning of the name": ("py/ap", "py/app", 0),
    "a remark": ("# py", "py/app", 0),
    "taken back": ("py\n!py/app", "py/app", 0),
    "taken back below": ("py\n!py/app/main.py", "py", 0),
    "taken back anywhere": ("py\n!**/main.py", "py/app", 0),
    "everything but that": ("*\n!py", "py/app", 0),
}


@pytest.mark.parametrize(("rows", "name", "line"), ROWS.values(), ids=ROWS)
def test_the_last_row_that_matches_decides(rows: str, name: str, line: int) -> None:
    repo = snapshot({**FILES, ".dockerignore": rows})
    assert left_out_of_build(repo, "Dockerfile", "", name) == (f".dockerignore:{line}" if line else None)


COPIES = "FROM python:3.12\nCOPY py/app /srv\n"
# The build file, the ignore files, and whether what it copies is there.
BUILDS = {
    "built at the top": ("docker/Dockerfile", {".dockerignore": "py\n"}, Outcome.DANGLES),
    "rows of the build file": ("Dockerfile", {"Dockerfile.dockerignore": "py\n"}, Outcome.DANGLES),
    "rows of the build file come first": (
        "Dockerfile", {"Dockerfile.dockerignore": "docs\n", ".dockerignore": "py\n"}, Outcome.RESOLVES),
    "rows of another folder": ("Dockerfile", {"docs/.dockerignore": "py\n"}, Outcome.RESOLVES),
    "no rows": ("Dockerfile", {}, Outcome.RESOLVES),
}  # fmt: skip


@pytest.mark.parametrize(("image", "ignores", "outcome"), BUILDS.values(), ids=BUILDS)
def test_an_image_cannot_copy_what_is_left_out(image: str, ignores: dict[str, str], outcome: Outcome) -> None:
    found = [each for each in references(snapshot({**FILES, **ignores, image: COPIES})) if each.path == image]
    assert [(each.line, each.name, each.outcome) for each in found if each.kind == "image copies"] == [
        (2, "py/app", outcome)
    ]
    if outcome is Outcome.DANGLES:
        assert found[0].words == f"names py/app, which {next(iter(ignores))}:1 leaves out of the build"


@given(st.text(max_size=80), st.text("ab/*!.", min_size=1, max_size=20))
def test_any_rows_are_read(rows: str, name: str) -> None:
    repo = snapshot({".dockerignore": rows, "a/b": ""})
    assert left_out_of_build(repo, "Dockerfile", "", name) == left_out_of_build(repo, "Dockerfile", "", name)
