"""Sets of cases that a model is evaluated on, and tests that ask it for all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.facts.replayed_answers import is_recorded, is_recorded_row
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import code_only
from analyzer.parsing.structured import Block, Items, block
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.execution import nodes
from analyzer.wiring.roles import is_example_path

SET_FOLDERS = word_set(
    "eval evals eval_set eval_sets evalset evalsets eval_data golden goldens golden_set golden_sets "
    "evaluation_data"
)
SET_NAME = lazy_regex(
    r"(?:^|[_.-])(?:golden|evalset|eval[_-]?(?:set|cases|questions|dataset|data)|ground[_-]?truth|test[_-]questions)"
    r"(?:[_.-]|$)"
)
SET_ENDINGS = (".json", ".jsonl", ".csv", ".tsv", ".yaml", ".yml")
MIN_CASES = 10
PROMPTFOO_NOTE = "promptfoo configuration with test cases"
PROMPTFOO = lazy_regex(r"promptfoo(?:config)?(?:[.-][\w.-]{1,60})?\.(?:ya?ml|json|[cm]?[jt]s)")
CASES_IN_CODE = lazy_regex(r"\b(?:tests|scenarios)[ \t]*:")
QUOTED_FILE = lazy_regex(r"[\"']([\w./{}-]{1,150}\.(?:jsonl?|csv|tsv|ya?ml))[\"']")
MAKES_SETS = lazy_regex(
    r"(?:^|_)(?:generate|gen|create|build|make|collect|export|synthesize|synthetic|prepare|seed|upload|download)",
    re.IGNORECASE,
)

# A file that a test writes for itself, and what is kept beside cases.
MADE_THERE = lazy_regex(r"\b(?:tmp\w{0,20}|temp_?(?:dir|path|folder|file)\w{0,10}|tempfile)\b")
NO_SET = lazy_regex(r"(?:^|[_.-])(?:thresholds?|config(?:uration)?|settings|schema|limits|gates?)(?:[_.-]|$)")


def evaluation_sets(repo: Snapshot) -> Iterator[Evidence]:
    """The sets of cases that are kept as files, and the configurations of promptfoo with cases."""
    for path in repo.paths:
        name = basename(path).casefold()
        if PROMPTFOO.fullmatch(name):
            if _has_cases(repo, path):
                yield Evidence(path, 1, Level.PRESENT, PROMPTFOO_NOTE)
        elif _is_set(path):
            count = _cases(repo, path)
            if count >= MIN_CASES:
                yield Evidence(path, 1, Level.PRESENT, f"evaluation set with {count} cases")


def _is_set(path: str) -> bool:
    """Whether a file is a set of cases by its name or its folder."""
    name = basename(path).casefold()
    if not name.endswith(SET_ENDINGS) or is_example_path(path) or NO_SET.search(name.rpartition(".")[0]):
        return False
    folders = {part.casefold() for part in path.split("/")[:-1]}
    return bool(folders & SET_FOLDERS) or SET_NAME.search(name.rpartition(".")[0]) is not None


def _has_cases(repo: Snapshot, path: str) -> bool:
    if path.endswith((".yaml", ".yml")):
        documents = [document.value for document in repo.yaml(path)]
    elif path.endswith(".json"):
        loaded = repo.json(path)
        documents = [] if loaded is None else [loaded.value]
    else:
        return CASES_IN_CODE.search(repo.text(path) or "") is not None
    return any(block(each).get(key) for each in documents for key in ("tests", "scenarios"))


@derived
def _set_names(repo: Snapshot) -> frozenset[str]:
    """The file names of the repository's sets of cases."""
    return frozenset(basename(path) for path in repo.paths if _is_set(path))


def set_read_at(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line where a program first names one of the repository's sets of cases, and the set.

    What makes a set is not asked: it reads none.
    """
    names = _set_names(repo)
    if not names or MAKES_SETS.search(basename(path)):
        return None
    written = repo.text(path) or ""
    source = code_only(written) if path in repo.modules else written
    for match in QUOTED_FILE.finditer(source):
        row = source[source.rfind("\n", 0, match.start()) + 1 : match.start()]
        if basename(match[1]) in names and MADE_THERE.search(row[-300:]) is None:
            return source.count("\n", 0, match.start()) + 1, basename(match[1])
    return None


def _cases(repo: Snapshot, path: str) -> int:
    """How many cases a set contains: rows of a table, lines, or the longest list of a document."""
    if path.endswith((".csv", ".tsv", ".jsonl")):
        rows = [
            row for row in (repo.text(path) or "").split("\n") if row.strip() and not is_recorded_row(row)
        ]
        return len(rows) - (0 if path.endswith(".jsonl") else 1)
    if path.endswith(".json"):
        loaded = repo.json(path)
        values = [] if loaded is None else [loaded.value]
    else:
        values = [document.value for document in repo.yaml(path)]
    lists = [node for value in values for node in nodes(value) if isinstance(node, Items)]
    sets = (each for each in lists if all(isinstance(case, Block) and not is_recorded(case) for case in each))
    return max(map(len, sets), default=0)
