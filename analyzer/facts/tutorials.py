"""Signs that courses, Kaggle kernels and tutorial scaffolds leave in a repository."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer.facts.texts import Text, line_at
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path

# In fewer of the code files than this share, a mark is an aside of a larger project.
LEAST_SHARE = 0.1
PYTHON_ENDINGS = (".py", ".ipynb")


@dataclass(frozen=True, slots=True)
class TextMarker:
    """Words in the text of modules and notebooks; all of them must be in the same file."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathMarker:
    """Paths, each by a pattern that some first-party file must match."""

    name: str
    patterns: tuple[re.Pattern[str], ...]


def _paths(name: str, *patterns: str) -> PathMarker:
    return PathMarker(name, tuple(re.compile(each, re.IGNORECASE) for each in patterns))


TEXT_MARKERS = (
    TextMarker("Kaggle input paths", ("/kaggle/input",)),
    TextMarker("Kaggle input paths", ("../input/",)),
    TextMarker(
        "the comment that Kaggle puts into new notebooks",
        ("This Python 3 environment comes with many helpful analytics libraries installed",),
    ),
    TextMarker("a competition's submission file", ("submission.csv", "to_csv")),
    TextMarker("the Titanic data set", ("PassengerId", "Pclass")),
    TextMarker("the Telco churn data set", ("MonthlyCharges", "TotalCharges")),
    TextMarker("the Boston housing data set", ("load_boston",)),
    TextMarker("the Ames housing data set", ("SalePrice", "OverallQual")),
    TextMarker("course exercises to fill in", ("START CODE HERE",)),
    TextMarker("course exercises to fill in", ("END CODE HERE",)),
    TextMarker("course exercises to fill in", ("END OF YOUR CODE",)),
    TextMarker("the fast.ai course", ("from fastbook import",)),
    TextMarker("the fast.ai course", ("import fastbook",)),
    TextMarker("a Zoomcamp course", ("zoomcamp",)),
    TextMarker("a Nanodegree course", ("Nanodegree",)),
)
PATH_MARKERS = (
    _paths("a Kaggle kernel's metadata", r"(?:.*/)?kernel-metadata\.json"),
    _paths("a competition's submission file", r"(?:.*/)?(?:sample_|gender_)?submission\.csv"),
    _paths("Coursera in paths", r".*coursera.*"),
    _paths("a Zoomcamp course", r".*zoomcamp.*"),
    _paths("a Nanodegree course", r".*nanodegree.*"),
    _paths(
        "folders of assignments",
        r"(?:.*/)?(?:assignment|homework|hw|problem[_ -]?set|pset)s?[_ -]?0?1(?:[_ -][^/]*)?/.*",
        r"(?:.*/)?(?:assignment|homework|hw|problem[_ -]?set|pset)s?[_ -]?0?2(?:[_ -][^/]*)?/.*",
    ),
    _paths(
        "a scaffold's configuration classes",
        r"(?:.*/)?config/configuration\.py",
        r"(?:.*/)?entity/config_entity\.py",
    ),
    _paths("a scaffold's numbered stages", r"(?:.*/)?pipeline/stage_0?1[^/]*\.py"),
    _paths("a scaffold's trial notebook", r"(?:.*/)?research/0?1?_?(?:trials|data_ingestion)\.ipynb"),
    _paths(
        "leftovers of a data science template",
        r"test_environment\.py",
        r"(?:.*/)?src/data/make_dataset\.py",
    ),
)
SCAFFOLD = "a scaffold's list of files"


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker that was found. `line` is None where the path itself is the mark."""

    name: str
    path: str
    line: int | None


def marks_in(text: Text) -> tuple[Mark, ...]:
    """The markers in one module or notebook; none in examples."""
    path = text.path
    if not path.endswith(PYTHON_ENDINGS) or is_example_path(path):
        return ()
    found: dict[str, Mark] = {}
    for marker in TEXT_MARKERS:
        if marker.name not in found and all(word in text.content for word in marker.words):
            first = min(text.content.find(word) for word in marker.words)
            found[marker.name] = Mark(marker.name, path, line_at(text.content, first))
    return tuple(found.values())


def marks_of(repo: Snapshot, in_text: Sequence[Mark]) -> Mapping[str, Mark]:
    """The different markers of a repository by name, given those in its texts.

    Markers in the text count where a substantial part of the code files has one.
    """
    code_files = sum(path.endswith(PYTHON_ENDINGS) for path in repo.paths)
    bearing = {each.path for each in in_text}
    if len(bearing) < LEAST_SHARE * code_files:
        in_text = ()
    found: dict[str, Mark] = {}
    for each in (*in_text, *_in_paths(repo), *_scaffolds(repo)):
        found.setdefault(each.name, each)
    return found


def _in_paths(repo: Snapshot) -> Iterator[Mark]:
    for marker in PATH_MARKERS:
        matched = [
            next((path for path in repo.paths if pattern.fullmatch(path)), None)
            for pattern in marker.patterns
        ]
        hits = [path for path in matched if path is not None]
        if len(hits) == len(marker.patterns):
            yield Mark(marker.name, hits[0], None)


def _scaffolds(repo: Snapshot) -> Iterator[Mark]:
    """`template.py` with a list of the files it creates."""
    for path, facts in repo.modules.items():
        if path.rpartition("/")[2] == "template.py":
            for name, _value, line in facts.assigned:
                if name == "list_of_files":
                    yield Mark(SCAFFOLD, path, line)
