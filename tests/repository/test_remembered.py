"""Facts that are remembered: as if the files had been read, in what they say and in what they cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.declarations import FileKind
from analyzer.git.objects import object_id
from analyzer.repository.contents import File
from analyzer.repository.file_kinds import kinds
from analyzer.repository.reading import READERS, ReadingBudget
from analyzer.repository.snapshot import Snapshot
from analyzer.store.facts import decoded_facts, encoded_facts

SAMPLES = Path(__file__).resolve().parent.parent.parent / "sample_repos" / "portfolios"
MORE = {
    "a.go": b'package main\n\nimport "fmt"\n\nfunc main() { fmt.Println("x") }\n',
    "a.ts": b'import { x } from "y";\nexport class A { @get("/x") run(a: string) { return x(a); } }\n',
    "A.java": b'import a.B;\nclass A { @Test void t() { assertEquals(1, new B().c("x")); } }\n',
    "a.rb": b'require "sinatra"\nget "/x" do\n  y(1)\nend\n',
    "a.R": b"library(plumber)\nf <- function(x) predict(m, x)\n",
    "old.py": b"print 'x'\nexec 'y'\n",
    "broken.ipynb": b"{",
    ".gitlab-ci.yml": b"test:\n  script: [pytest, 'echo $X']\n  variables: {A: b}\n  only: [main]\n",
    "Jenkinsfile": b"pipeline { stages { stage('x') { steps { sh 'pytest' } } } }\n",
    "compose.yaml": b"services:\n  a:\n    build: .\n    command: python a.py\n    environment: {A: b}\n",
    "package.json": b'{"name": "x", "scripts": {"test": "jest"}, "dependencies": {"a": "^1"}}\n',
    "tox.ini": b"[testenv]\ncommands = pytest\n",
    "odd.md": "# \u00e4\n\n---\na: b\n---\n`x` [a](b)\n".encode() + b"\xff",
}


def _files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(SAMPLES.rglob("*")):
        if path.is_file():
            yield path.relative_to(SAMPLES).as_posix(), path.read_bytes()
    yield from MORE.items()


FILES = dict(_files())


class Kept:
    """What a store does, in memory, through the same bytes."""

    def __init__(self, values: Mapping[str, bytes] | None = None) -> None:
        self.values = dict(values or {})
        self.found: list[str] = []

    def get(self, place: str, form: Any) -> tuple[int, object] | None:
        content = self.values.get(place)
        if content is None:
            return None
        self.found.append(place)
        return decoded_facts(content, form)

    def put(self, place: str, steps: int, facts: object) -> None:
        content = encoded_facts(steps, facts)
        if content is not None:
            self.values[place] = content


def snapshot_of(
    files: Mapping[str, bytes], kept: Kept | None, budget: ReadingBudget | None = None
) -> Snapshot:
    blobs = {object_id("blob", content, 40): content for content in files.values()}
    listed = [File(path, object_id("blob", each, 40), len(each)) for path, each in files.items()]
    return Snapshot("r", "0" * 40, listed, lambda blob, limit: blobs[blob], kept=kept, budget=budget)


def said_by(repo: Snapshot) -> tuple[object, ...]:
    tables = (
        *(repo.modules, repo.notebook_exports, repo.programs, repo.notebooks, repo.dockerfiles),
        *(repo.pipelines, repo.target_files, repo.services, repo.dependencies, repo.prose),
    )
    return (*tables, repo.skipped)


@cache
def _values_of_everything() -> Mapping[str, bytes]:
    kept = Kept()
    said_by(snapshot_of(FILES, kept))
    return kept.values


def everything_kept() -> Kept:
    """A store that has seen all files read; it is read once for all tests."""
    return Kept(_values_of_everything())


@pytest.mark.parametrize("kind", READERS)
def test_facts_of_every_kind_come_back_as_they_were(kind: FileKind) -> None:
    reader = READERS[kind]
    paths = [path for path in FILES if kind in kinds(path) and reader.reads(path)]
    assert paths
    for path in paths:
        facts = reader.parse(path, FILES[path])
        if facts is None:
            continue
        content = encoded_facts(7, facts)
        assert content is not None, path
        again = decoded_facts(content, reader.facts)
        assert again == (7, facts), path
        assert encoded_facts(7, again[1]) is not None
        # A frozen set has no order; everything else is the same to the last digit.
        assert "frozenset" in repr(facts) or repr(again[1]).count("(") == repr(facts).count("("), path


@given(st.sampled_from(sorted(READERS)), st.sampled_from(sorted(FILES)), st.data())
def test_facts_of_damaged_files_come_back_as_they_were(
    kind: FileKind, path: str, data: st.DataObject
) -> None:
    reader = READERS[kind]
    content = FILES[path][:3000]
    cut = data.draw(st.integers(0, len(content)))
    content = content[:cut] + data.draw(st.binary(max_size=5)) + content[cut + data.draw(st.integers(0, 9)) :]
    if reader.reads(path) and (facts := reader.parse(path, content)) is not None:
        kept = encoded_facts(1, facts)
        assert kept is None or decoded_facts(kept, reader.facts) == (1, facts)


def test_what_is_remembered_says_what_reading_says() -> None:
    kept = Kept()
    first, second = snapshot_of(FILES, kept), snapshot_of(FILES, kept)
    plain = said_by(snapshot_of(FILES, None))
    assert said_by(first) == plain
    assert kept.found == []
    assert said_by(second) == plain
    assert len(kept.found) == len(kept.values) > 100


@pytest.mark.parametrize("steps", (0, 1, 500, 3_000, 10_000, 30_000, 100_000))
@pytest.mark.parametrize("file_steps", (50, 400, 100_000))
def test_a_budget_is_spent_as_if_everything_were_read(steps: int, file_steps: int) -> None:
    plain = snapshot_of(FILES, None, ReadingBudget(steps, file_steps))
    remembered = snapshot_of(FILES, everything_kept(), ReadingBudget(steps, file_steps))
    assert said_by(remembered) == said_by(plain)
    again = snapshot_of(FILES, Kept(), ReadingBudget(steps, file_steps))
    assert said_by(again) == said_by(plain)


def test_what_was_not_read_whole_is_not_remembered() -> None:
    kept = Kept()
    large = {
        "a.py": (b"x = " + b"a" * 95 + b"\n") * 6_000,
        "big.md": b"word " * 100_000,
        "pointer.py": LFS,
        "b.py": b"y = 1\n",
    }
    said_by(snapshot_of(large, kept))
    assert [place.partition("\0")[0] for place in kept.values] == ["python"]
    repo = snapshot_of(large, kept)
    assert said_by(repo) == said_by(snapshot_of(large, None))


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"


def test_a_file_that_says_something_else_elsewhere_is_remembered_by_its_path() -> None:
    kept = Kept()
    workflow = b"on: push\njobs:\n  a:\n    steps: [{run: pytest}]\n"
    said_by(snapshot_of({".github/workflows/a.yml": workflow}, kept))
    moved = {".github/workflows/b.yml": workflow, "c/a.py": b"x = 1\n"}
    assert said_by(snapshot_of(moved, kept)) == said_by(snapshot_of(moved, None))


def test_what_somebody_damaged_is_read_anew() -> None:
    kept = everything_kept()
    for number, place in enumerate(kept.values):
        kept.values[place] = (b"", b"\x92\x01\xc1", b"\x92\x01\x02")[number % 3]
    assert said_by(snapshot_of(FILES, kept)) == said_by(snapshot_of(FILES, None))


def test_what_there_was_too_little_memory_for_is_not_kept() -> None:
    assert encoded_facts(1, ("it could not be read: MemoryError",)) is None
    assert encoded_facts(1, ("\udcff",)) is None
    assert encoded_facts(1, (object(),)) is None
