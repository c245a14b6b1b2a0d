"""Signs that courses, Kaggle kernels and tutorial scaffolds leave in a repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from analyzer.facts.documents.course_marks import (
    PLATFORM,
    Mark,
    course_marks,
    marked_paths,
    paths_like,
)
from analyzer.facts.documents.texts import Text, line_at
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path

# In fewer of the code files than this share, a mark is an aside of a larger project.
LEAST_SHARE = 0.1
# Programs in the languages in which models are taught.
TAUGHT_ENDINGS = (".py", ".ipynb", ".r", ".rmd", ".qmd", ".jl", ".scala")


class TextMarker(Struct, frozen=True):
    """Words in the text of modules and notebooks; all of them must be in the same file."""

    name: str
    words: tuple[str, ...]


TEXT_MARKERS = (
    TextMarker("Kaggle input paths", ("/kaggle/input",)),
    TextMarker("Kaggle input paths", ("../input/",)),
    TextMarker(
        "the comment that Kaggle puts into new notebooks",
        ("This Python 3 environment comes with many helpful analytics libraries installed",),
    ),
    TextMarker("a competition's submission file", ("submission.csv", "to_csv")),
    TextMarker("a competition's submission file", ("submission.csv", "write.csv")),
    TextMarker("a competition's submission file", ("submission.csv", "write_csv")),
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
    paths_like("a Kaggle kernel's metadata", r"(?:.*/)?kernel-metadata\.json"),
    paths_like("a competition's submission file", r"(?:.*/)?(?:sample_|gender_)?submission\.csv"),
    paths_like("Coursera in paths", r".*coursera.*"),
    paths_like("a Zoomcamp course", r".*zoomcamp.*"),
    paths_like("a Nanodegree course", r".*nanodegree.*"),
    paths_like(
        "a scaffold's configuration classes",
        r"(?:.*/)?config/configuration\.py",
        r"(?:.*/)?entity/config_entity\.py",
    ),
    paths_like("a scaffold's numbered stages", r"(?:.*/)?pipeline/stage_0?1[^/]*\.py"),
    paths_like("a scaffold's trial notebook", r"(?:.*/)?research/0?1?_?(?:trials|data_ingestion)\.ipynb"),
    paths_like(
        "leftovers of a data science template",
        r"test_environment\.py",
        r"(?:.*/)?src/data/make_dataset\.py",
    ),
)
SCAFFOLD = "a scaffold's list of files"


# Names of one course or another: a sign of the same kind, however many there are.
OF_ONE_KIND = frozenset(
    {PLATFORM, "Coursera in paths", "a Zoomcamp course", "a Nanodegree course", "the fast.ai course"}
)


def kinds_of(names: Iterable[str]) -> int:
    """How many different kinds of sign these names are of."""
    return len({PLATFORM if each in OF_ONE_KIND else each for each in names})


def marks_in(text: Text) -> tuple[Mark, ...]:
    """The markers in one module or notebook; none in examples."""
    path = text.path
    if not path.lower().endswith(TAUGHT_ENDINGS) or is_example_path(path):
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
    code_files = sum(path.lower().endswith(TAUGHT_ENDINGS) for path in repo.paths)
    bearing = {each.path for each in in_text}
    if len(bearing) < LEAST_SHARE * code_files:
        in_text = ()
    found: dict[str, Mark] = {}
    others = (*marked_paths(repo.paths, PATH_MARKERS), *_scaffolds(repo), *course_marks(repo))
    for each in (*in_text, *others):
        found.setdefault(each.name, each)
    return found


def _scaffolds(repo: Snapshot) -> Iterator[Mark]:
    """`template.py` with a list of the files it creates."""
    for path, facts in repo.modules.items():
        if path.rpartition("/")[2] == "template.py":
            for name, _value, line in facts.assigned:
                if name == "list_of_files":
                    yield Mark(SCAFFOLD, path, line)
