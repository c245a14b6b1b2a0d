"""What a server says that it has, as git's program for http lists it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.git.conversation import Advertised, advertised
from analyzer.git.local import GitDirectory, Head, resolve_head
from analyzer.git.process import EmptyRepository
from analyzer.git.tags import tag_references

A, B, C = (letter * 40 for letter in "abc")


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (
            [
                "@refs/heads/trunk HEAD", f"{B} refs/heads/other", f"{A} refs/heads/trunk",
                f"{C} refs/pull/1/head", f"{B} refs/tags/v1", f"{A} refs/tags/v1^{{}}",
            ],
            Advertised(A, "refs/heads/trunk", {"refs/tags/v1": B}),
        ),
        ([f"{A} HEAD", f"{B} refs/heads/main"], Advertised(A, None, {})),
        ([f"{A} HEAD", f"{A} refs/heads/a", f"{A} refs/heads/b"], Advertised(A, "refs/heads/a", {})),
        ([f"{A} HEAD", f"{A} refs/heads/a", f"{A} refs/heads/master"], Advertised(A, "refs/heads/master", {})),
        ([f"{A} HEAD", f"{B} refs/heads/master"], Advertised(A, None, {})),
        ([f"{A} HEAD", f"{A} refs/tags/v1"], Advertised(A, None, {"refs/tags/v1": A})),
        ([f"{A} HEAD", f"{B} refs/tags/../../x", "? refs/tags/v1", f"{B} refs/tags/.v"], Advertised(A, None, {})),
    ],
    ids=["a branch", "detached", "the first branch", "the usual one", "not its branch", "tags", "no names"],
)  # fmt: skip
def test_what_a_server_has(lines: list[str], found: Advertised) -> None:
    assert advertised(lines) == found


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([], "no commit"),
        ([f"{A} refs/heads/main"], "its current branch has no commit"),
        (["@refs/heads/gone HEAD", f"{A} refs/heads/main"], "its current branch has no commit"),
        (["@refs/heads/main HEAD", "abc refs/heads/main"], "its current branch has no commit"),
        (["? HEAD", f"{A} refs/heads/main"], "its current branch has no commit"),
    ],
)
def test_a_server_that_has_nothing_to_assess(lines: list[str], words: str) -> None:
    with pytest.raises(EmptyRepository, match=words):
        advertised(lines)


@pytest.mark.parametrize(("branch", "name"), [("refs/heads/trunk", "trunk"), (None, None)])
def test_references_are_written_of_what_came(tmp_path: Path, branch: str | None, name: str | None) -> None:
    Advertised(A, branch, {"refs/tags/v1": B, "refs/tags/v2": C}).write(tmp_path, {A, C})
    directory = GitDirectory(tmp_path, tmp_path)
    assert resolve_head(directory) == Head(A, name)
    assert tag_references(directory) == {"v2": C}
