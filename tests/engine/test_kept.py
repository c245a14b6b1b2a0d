"""Whatever happened before, a scan with a cache says what one without says."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, field
from msgspec.structs import replace

from analyzer.engine.assess import assess
from analyzer.engine.keeping import Keeper
from analyzer.engine.known import key_of, known_results
from analyzer.engine.terms import Terms
from analyzer.model import RepositoryResult
from analyzer.provenance import Origin
from analyzer.sources import Candidate, Source
from analyzer.store import CacheSettings, Store, clear_folder, store_terms
from tests.support.git_server import serve
from tests.support.repositories import CommitSpec, build_repository, git
from tests.support.snapshots import registry

ADA, BOB = "Ada Example <ada@example.com>", "Bob Example <bob@example.com>"
CANDIDATE = Candidate(("r",), None, ("ada@example.com",), "declared")
TEXTS: dict[str, tuple[str, ...]] = {
    "train.py": (
        "import mlflow\nfrom sklearn.linear_model import Ridge\n\n\ndef main():\n    Ridge().fit([[1]], [1])\n",
        "from model import f\n\n\ndef main():\n    return f(1)\n",
        "print 'x'\n",
        "def (",
    ),
    "model.py": ("def f(x):\n    return x\n", "import torch\n\n\ndef f(x):\n    return torch.load(x)\n"),
    "tests/test_model.py": (
        "from model import f\n\n\ndef test_f():\n    assert f(1) == 1\n",
        "def test_f():\n    pass\n",
    ),
    "README.md": ("# A\n\nIt serves 2 million requests a day in production.\n", "# B\n"),
    ".github/workflows/ci.yml": (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n",
        "on: [\n",
    ),
    "Dockerfile": ("FROM python:3.12\nCOPY . .\nCMD python train.py\n", "FROM scratch\n"),
    "params.yaml": ("learning_rate: 0.1\n", "learning_rate: 0.2\n"),
    "a.ipynb": ('{"cells": [], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "{"),
    "app.ts": ('import express from "express";\nexpress().get("/x", (q) => q);\n', "let"),
}
DO_COMMIT = st.lists(
    st.sampled_from(sorted(TEXTS)).flatmap(
        lambda path: st.tuples(st.just(path), st.sampled_from((*TEXTS[path], None)))
    ),
    min_size=1,
    max_size=4,
)
ELSE = st.sampled_from(
    ("tag", "nothing", "back", "clear", "remove", "damage", "small", "copy", "merge", "rewrite", "branch")
)


class World(Struct):
    """One repository as it grows, and one cache."""

    folder: Path
    commits: list[CommitSpec] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    limit: int = 10**8
    place: str = "r"
    warnings: list[str] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        return self.folder / "cache"

    def do(self, step: str | list[tuple[str, str | None]]) -> None:
        if isinstance(step, list):
            number = len(self.commits)
            date = f"2024-{1 + number % 12:02}-03T12:00:00+00:00"
            self.commits.append(CommitSpec(dict(step), author=(ADA, BOB)[number % 2], date=date))
        elif step == "back" and len(self.commits) > 1:
            self.commits.pop()
        elif step == "rewrite":
            self.commits[-1:] = [replace(self.commits[-1], message=f"{self.commits[-1].message!s} again")]
        elif step in ("branch", "merge"):
            self._branch(merged=step == "merge")
        elif step == "tag":
            self.tags.append(f"v{len(self.tags)}")
        elif step == "copy":
            self.place += "r"
        elif step == "small":
            self.limit = 20_000
        elif step == "clear":
            clear_folder(self.cache)
        elif step == "remove":
            shutil.rmtree(self.cache, ignore_errors=True)
        elif step == "damage" and (self.cache / "store.sqlite").exists():
            (self.cache / "store.sqlite").write_bytes(b"damaged" * 1000)

    def _branch(self, *, merged: bool) -> None:
        """A commit beside the newest ones becomes the head, or is merged into it."""
        last = len(self.commits) - 1
        side = CommitSpec(
            {"params.yaml": f"learning_rate: {last}\n", "side.py": "x = 1\n"},
            date=f"2024-{1 + last % 12:02}-02T12:00:00+00:00",
            parents=(max(0, last - 2),),
        )
        self.commits.append(side)
        if merged:
            date = f"2024-{1 + last % 12:02}-04T12:00:00+00:00"
            self.commits.append(CommitSpec({}, "merge it", date=date, parents=(last, last + 1)))

    def source(self) -> Source:
        path = self.folder / self.place
        shutil.rmtree(path, ignore_errors=True)
        build_repository(path, self.commits, bare=True)
        for tag in self.tags:
            git(path, "tag", tag)
        return Source("r", str(path), remote=False, url="https://example.com/r")

    def scan(self, source: Source, blind: bool) -> tuple[RepositoryResult, bool]:
        """The result, and whether it was known."""
        terms = Terms(blind=blind, cache=CacheSettings(self.cache, self.limit))
        told = store_terms(terms.cache, self.warnings.append)
        assert told is not None
        with Store(told, self.warnings.append) as store:
            known = dict(known_results(store, [source], CANDIDATE, terms, self.folder))
        if (result := known.get(0)) is not None:
            return result, True
        with Store(told, self.warnings.append) as store:
            keeper = Keeper(store, key_of(store, source, CANDIDATE, terms))
            return assess(source, CANDIDATE, registry(), self.folder, blind=blind, keeper=keeper), False


@contextmanager
def world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        yield World(Path(folder))


@settings(max_examples=6)
@given(DO_COMMIT, st.lists(DO_COMMIT | ELSE, min_size=2, max_size=5), st.booleans())
def test_every_scan_says_what_one_without_a_cache_says(
    first: list[tuple[str, str | None]], steps: list[str | list[tuple[str, str | None]]], blind: bool
) -> None:
    with world() as each:
        for step in (first, *steps):
            each.do(step)
            source = each.source()
            plain = assess(source, CANDIDATE, registry(), each.folder, blind=blind)
            again, _known = each.scan(source, blind)
            assert again == plain
            assert {name: repr(found) for name, found in again.findings.items()} == {
                name: repr(found) for name, found in plain.findings.items()
            }
            assert repr(again.provenance) == repr(plain.provenance)
        assert set(each.warnings) <= {"the cache is not used: its file is damaged; it is made anew"}


def test_what_has_not_changed_is_known_and_what_has_is_not() -> None:
    with world() as each:
        each.do([(path, texts[0]) for path, texts in TEXTS.items()])
        known = [each.scan(each.source(), blind=False)[1]]
        changed: list[tuple[str, str | None]] = [("model.py", TEXTS["model.py"][1])]
        for step in ("nothing", "tag", "nothing", changed, "nothing", "back"):
            each.do(step)
            known.append(each.scan(each.source(), blind=False)[1])
        known.append(each.scan(each.source(), blind=True)[1])
        assert known == [False, True, False, True, False, True, True, False]
        assert each.warnings == []


def test_of_a_kept_clone_the_authors_of_lines_are_those_of_a_new_one() -> None:
    """The old contents that an earlier scan fetched are here; neither more nor less is seen for that."""
    with world() as each, serve(each.folder) as server:
        source = Source("r", f"{server.address}/r", remote=True, url="https://example.com/r")
        for path, text in (
            ("train.py", TEXTS["train.py"][1]),
            ("a.py", "import logging\n"),
            ("train.py", TEXTS["train.py"][0]),
            ("README.md", TEXTS["README.md"][0]),
            ("train.py", TEXTS["train.py"][0].replace("[1]", "[2]")),
        ):
            each.do([(path, text)])
            each.source()
            again, known = each.scan(source, blind=False)
            assert not known
            assert again == assess(source, CANDIDATE, registry(), each.folder)
        assert {lines.origin for lines in again.cited.values()} == {Origin.CANDIDATE, Origin.OTHER}
