from __future__ import annotations

import pytest

from analyzer.model import Severity
from checks.tutorials import PATH_MARKERS, TEXT_MARKERS
from tests.support.snapshots import flagged, raised, snapshot

KAGGLE = "# This Python 3 environment comes with many helpful analytics libraries installed\nread('/kaggle/input/a.csv')\n"
TITANIC = "columns = ['PassengerId', 'Pclass']\n"
TEMPLATE = "list_of_files = ['.github/workflows/.gitkeep', 'src/x/__init__.py']\n"
SCAFFOLD = {
    "src/x/__init__.py": "",
    "src/x/config/configuration.py": "A = 1\n",
    "src/x/entity/config_entity.py": "B = 1\n",
    "src/x/pipeline/stage_01_data_ingestion.py": "C = 1\n",
}

MARKED = {
    "a Kaggle kernel": {"a.py": KAGGLE},
    "Kaggle's data in a notebook": {
        "a.ipynb": '{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[{"cell_type":"code","metadata":{},"outputs":[],"execution_count":1,"source":"read(\'../input/t.csv\')[[\'PassengerId\', \'Pclass\']]"}]}'
    },
    "a data set in a course": {"a.py": TITANIC, "b.py": "### START CODE HERE ###\n"},
    "assignments of a course": {
        "coursera/assignment1/a.py": "x = 1\n",
        "coursera/assignment2/a.py": "x = 1\n",
    },
    "a scaffold": {**SCAFFOLD, "template.py": TEMPLATE},
    "a scaffold whose generator is gone": SCAFFOLD,
}


@pytest.mark.parametrize("files", MARKED.values(), ids=MARKED)
def test_two_marks_raise_a_question(files: dict[str, str]) -> None:
    flag = raised("tutorial_reproduction", snapshot(files))
    assert flag.severity is Severity.ASK
    assert len(flag.evidence) >= 2
    assert all(each.path in files for each in flag.evidence)
    assert all(each.note in flag.message for each in flag.evidence)


def test_evidence_in_a_text_has_its_line() -> None:
    flag = raised("tutorial_reproduction", snapshot({"a.py": KAGGLE}))
    assert {each.line for each in flag.evidence} == {1, 2}


OWN = {
    "one mark": {"a.py": TITANIC},
    "one mark twice": {"a.py": "read('../input/a')\n", "b.py": "read('/kaggle/input/b')\n"},
    "half of a fingerprint": {"a.py": "c = 'PassengerId'\n", "b.py": "c = 'Pclass'\nread('../input/a')\n"},
    "words in the README": {
        "README.md": "A coursera nanodegree and zoomcamp on PassengerId and Pclass.",
        "a.py": "",
    },
    "in tests": {"tests/test_a.py": KAGGLE, "a.py": "x = 1\n"},
    "in an example": {"examples/titanic.py": KAGGLE + TITANIC, "a.py": "x = 1\n"},
    "an aside of a large project": {
        **{f"svc/m{number}.py": f"x = {number}\n" for number in range(30)},
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


def test_the_tables_are_sound() -> None:
    words = [marker.words for marker in TEXT_MARKERS]
    assert len(words) == len(set(words))
    assert all(marker.words and all(marker.words) for marker in TEXT_MARKERS)
    assert len({marker.patterns for marker in PATH_MARKERS}) == len(PATH_MARKERS)
