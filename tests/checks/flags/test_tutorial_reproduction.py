from __future__ import annotations

import pytest

from analyzer.engine.runner import run_flags
from analyzer.facts.documents.tutorials import PATH_MARKERS, TEXT_MARKERS
from analyzer.model import Level, Severity
from tests.support.notebooks import notebook
from tests.support.snapshots import flagged, raised, registry, snapshot

KAGGLE = "# This Python 3 environment comes with many helpful analytics libraries installed\nread('/kaggle/input/a.csv')\n"
TITANIC = "columns = ['PassengerId', 'Pclass']\n"
TEMPLATE = "list_of_files = ['.github/workflows/.gitkeep', 'src/x/__init__.py']\n"
SCAFFOLD = {
    "src/x/__init__.py": "",
    "src/x/config/configuration.py": "A = 1\n",
    "src/x/entity/config_entity.py": "B = 1\n",
    "src/x/pipeline/stage_01_data_ingestion.py": "C = 1\n",
}

TITANIC_MARK, INPUT_MARK = "the Titanic data set", "Kaggle input paths"
COMMENT_MARK, SUBMISSION_MARK = (
    "the comment that Kaggle puts into new notebooks",
    "a competition's submission file",
)
MARKED = {
    "a Kaggle kernel": ({"a.py": KAGGLE}, [f"a.py:2 {INPUT_MARK}", f"a.py:1 {COMMENT_MARK}"]),
    "Kaggle's data in a notebook": (
        {"a.ipynb": notebook("read('../input/t.csv')[['PassengerId', 'Pclass']]")},
        [f"a.ipynb:1 {INPUT_MARK}", f"a.ipynb:1 {TITANIC_MARK}"]),
    "a data set in a course": (
        {"a.py": "x = 1\ncolumns = ['Pclass',\n           'PassengerId']\n", "b.py": "### END CODE HERE ###\n"},
        ["b.py:1 course exercises to fill in", f"a.py:2 {TITANIC_MARK}"]),
    "two spellings of one mark": (
        {"a.py": "x = 1\nread('../input/a')\nread('/kaggle/input/b')\ncolumns = ['PassengerId', 'Pclass']\n"},
        [f"a.py:3 {INPUT_MARK}", f"a.py:4 {TITANIC_MARK}"]),
    "a submission, as text and as a file": (
        {"a.py": "x.to_csv('submission.csv')\n", "kernel-metadata.json": "{}"},
        ["kernel-metadata.json:None a Kaggle kernel's metadata", f"a.py:1 {SUBMISSION_MARK}"]),
    "assignments of a course": (
        {"coursera/assignment1/a.py": "x = 1\n", "coursera/assignment2/a.py": "x = 1\n"},
        ["coursera/assignment1/a.py:None Coursera in paths", "coursera/assignment1/a.py:None folders of assignments"]),
    "a scaffold": (
        {**SCAFFOLD, "template.py": TEMPLATE},
        ["src/x/config/configuration.py:None a scaffold's configuration classes",
         "template.py:1 a scaffold's list of files",
         "src/x/pipeline/stage_01_data_ingestion.py:None a scaffold's numbered stages"]),
    "a scaffold whose generator is gone": (
        SCAFFOLD,
        ["src/x/config/configuration.py:None a scaffold's configuration classes",
         "src/x/pipeline/stage_01_data_ingestion.py:None a scaffold's numbered stages"]),
    "a scaffold whose template lists something else": (
        {**SCAFFOLD, "template.py": "files = ['a']\n", "make.py": TEMPLATE},
        ["src/x/config/configuration.py:None a scaffold's configuration classes",
         "src/x/pipeline/stage_01_data_ingestion.py:None a scaffold's numbered stages"]),
    "a course in the README": (
        {"README.md": "# Churn\n\nMy final project of the Udacity nanodegree.\n", "a.py": "x = 1\n"},
        ["README.md:3 a course platform or programme", "README.md:3 work for a course"]),
    "a course in the README and a data set": (
        {"README.md": "The capstone.\n", "a.py": TITANIC},
        [f"a.py:1 {TITANIC_MARK}", "README.md:1 work for a course"]),
    "a task sheet": (
        {"README.md": "In this project, you will deploy a model.\n\nSee the rubric.\n", "a.py": "x = 1\n"},
        ["README.md:1 a task sheet that speaks to the student", "README.md:3 grading or a submission"]),
    "a tenth of the code": (
        {**{f"svc/m{number}.py": "x = 1\n" for number in range(9)}, "research/a.py": KAGGLE},
        [f"research/a.py:2 {INPUT_MARK}", f"research/a.py:1 {COMMENT_MARK}"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "places"), MARKED.values(), ids=MARKED)
def test_two_marks_raise_a_question(files: dict[str, str], places: list[str]) -> None:
    flag = raised("tutorial_reproduction", snapshot(files))
    assert flag.severity is Severity.ASK
    assert [f"{each.path}:{each.line} {each.note}" for each in flag.evidence] == places
    assert {each.level for each in flag.evidence} == {Level.CLAIMED}
    assert flag.message.endswith(f": {', '.join(each.note for each in flag.evidence)}")


OWN = {
    "one mark": {"a.py": TITANIC},
    "one mark twice": {"a.py": "read('../input/a')\n", "b.py": "read('/kaggle/input/b')\n"},
    "half of a fingerprint": {"a.py": "c = 'PassengerId'\n", "b.py": "c = 'Pclass'\nread('../input/a')\n"},
    "words in the README": {
        "README.md": "A coursera nanodegree and zoomcamp on PassengerId and Pclass.",
        "a.py": "",
    },
    "two names of courses": {
        "README.md": "Coursera and Udacity.\n",
        "zoomcamp/a.py": "zoomcamp = 'Nanodegree'\n",
    },
    "a library with tutorials and lectures": {
        "README.md": "# Shop\n\nA tutorial and lectures are in the documentation. See the course on Coursera.\n",
        "a.py": "x = 1\n",
    },
    "a README beside one mark": {"README.md": "PassengerId, Pclass", "a.py": "read('../input/a')\n"},
    "in tests": {"tests/test_a.py": KAGGLE, "a.py": "x = 1\n"},
    "in an example": {"examples/titanic.py": KAGGLE + TITANIC, "a.py": "x = 1\n"},
    "an aside of a large project": {
        **{f"svc/m{number}.py": f"x = {number}\n" for number in range(10)},
        "research/a.py": KAGGLE,
    },
    "a template of our own": {"template.py": TEMPLATE, "a.py": "x = 1\n"},
    "one assignment": {"homework1/a.py": "x = 1\n"},
    "a pipeline with stages": {"pipeline/stage_01_ingest.py": "x = 1\n", "config/settings.py": "x = 1\n"},
    "reads a sample of a submission": {"a.py": "read('../input/sample_submission.csv')\n"},
    "leftovers of a template only": {"test_environment.py": "", "src/data/make_dataset.py": "x = 1\n"},
}


@pytest.mark.parametrize("files", OWN.values(), ids=OWN)
def test_decoys_are_own_work(files: dict[str, str]) -> None:
    assert flagged("tutorial_reproduction", snapshot(files)) is None


def test_code_in_r_and_julia_is_read_too() -> None:
    titanic = 'd <- read.csv("/kaggle/input/titanic/train.csv")\nglm(Survived ~ PassengerId + Pclass)\n'
    sent = 'write.csv(p, "submission.csv")\n'
    flag = raised(
        "tutorial_reproduction", snapshot({"a.R": titanic, "b.Rmd": f"Text\n\n```{{r}}\n{sent}```\n"})
    )
    assert {each.path for each in flag.evidence} == {"a.R", "b.Rmd"}
    assert "the Titanic data set" in flag.message
    assert "a competition's submission file" in flag.message


def test_ten_marks_are_shown_and_all_are_named() -> None:
    words = [" ".join(marker.words) for marker in TEXT_MARKERS]
    flag = raised("tutorial_reproduction", snapshot({"a.py": "\n".join(f"# {each}" for each in words)}))
    assert len(flag.evidence) == 10
    assert all(marker.name in flag.message for marker in TEXT_MARKERS)


def test_over_the_budget_the_rest_is_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.facts.documents.texts.MAX_TEXTS", 1)
    repo = snapshot({"a.py": KAGGLE, "b.py": "x = 1\n"})
    found = run_flags(repo, {"tutorial_reproduction": registry().flags["tutorial_reproduction"]})
    assert [each.id for each in found.flags] == ["tutorial_reproduction"]
    (problem,) = found.problems
    assert "only the first 1 files" in problem


def test_the_tables_are_sound() -> None:
    words = [marker.words for marker in TEXT_MARKERS]
    assert len(words) == len(set(words))
    assert all(marker.words and all(marker.words) for marker in TEXT_MARKERS)
    assert len({marker.patterns for marker in PATH_MARKERS}) == len(PATH_MARKERS)
