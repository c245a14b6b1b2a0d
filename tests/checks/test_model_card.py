"""A model card: there, with what it must say, and kept by what runs by itself."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from analyzer.testing import run, snapshot
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import library
from tests.support.workflows import WORKFLOW, workflow

TRAINING = {"train.py": "from sklearn.svm import SVC\n\nSVC().fit([[0], [1]], [0, 1])\n"}
USE = "## Intended use\n\nRanks customers for the retention team once a week.\n\n"
LIMITS = "## Limitations\n\nTrained on one country, and wrong for new customers.\n\n"
MEASURES = "## Evaluation\n\n| metric | value |\n| --- | --- |\n| AUC | 0.81 |\n"
CARD = f"# Churn\n\nA model of churn, retrained every month.\n\n{USE}{LIMITS}{MEASURES}"
RUSSIAN = (
    CARD.replace("Intended use", "Назначение модели")
    .replace("Limitations", "Ограничения")
    .replace("Evaluation", "Метрики качества")
)
SUBSTANTIVE = "a model card with intended use, limitations and metrics"
NINETEEN, TWENTY = " ".join(["word"] * 19), " ".join(["word"] * 20)


def says_nothing_of(*topics: str) -> str:
    return f"a model card with no text under a heading about {', '.join(topics)}"


NO_NUMBER = "a model card with no number under a heading about metrics"
CARDS = {
    "use, limits and measures": (CARD, Level.SUBSTANTIVE, SUBSTANTIVE),
    "without use": (CARD.replace("Intended use", "Origin"), Level.PRESENT, says_nothing_of("intended use")),
    "without limits": (CARD.replace("Limitations", "Data"), Level.PRESENT, says_nothing_of("limitations")),
    "without measures": (CARD.replace("Evaluation", "Team"), Level.PRESENT, says_nothing_of("metrics")),
    "headings in Russian": (RUSSIAN, Level.SUBSTANTIVE, SUBSTANTIVE),
    "without use in Russian": (
        RUSSIAN.replace("Назначение модели", "Данные"),
        Level.PRESENT,
        says_nothing_of("intended use"),
    ),
    "limits in German": (CARD.replace("Limitations", "Einschränkungen"), Level.SUBSTANTIVE, SUBSTANTIVE),
    "Russian measures without a number": (RUSSIAN.replace("0.81", "good"), Level.PRESENT, NO_NUMBER),
    "measures without a number": (CARD.replace("0.81", "good"), Level.PRESENT, NO_NUMBER),
    "neither a number nor a use": (
        CARD.replace("0.81", "good").replace("Intended use", "Origin"),
        Level.PRESENT,
        f"{says_nothing_of('intended use')} and no number under a heading about metrics",
    ),
    "a heading with nothing under it": (
        CARD.replace("Trained on one country, and wrong for new customers.", ""),
        Level.PRESENT,
        says_nothing_of("limitations"),
    ),
    "a gap that a template left": (
        CARD.replace("Trained on one country, and wrong for new customers.", "[More Information Needed]"),
        Level.PRESENT,
        says_nothing_of("limitations"),
    ),
    "headings below headings": (
        CARD.replace("## Evaluation\n", "## Evaluation\n\n### On customers of June\n"),
        Level.SUBSTANTIVE,
        SUBSTANTIVE,
    ),
    "the next heading of the same rank ends a topic": (
        CARD.replace("## Evaluation\n", "## Evaluation\n\n## June\n"),
        Level.PRESENT,
        says_nothing_of("metrics"),
    ),
    "20 words": (TWENTY, Level.PRESENT, says_nothing_of("intended use", "limitations", "metrics")),
    "19 words": (NINETEEN, Level.CLAIMED, "a model card with 19 words of its own"),
    "a template": (
        "# Card\n\n" + "[More Information Needed]\n\n" * 20,
        Level.CLAIMED,
        "a model card with 0 words of its own",
    ),
}


@pytest.mark.parametrize(("text", "level", "note"), CARDS.values(), ids=CARDS)
def test_what_a_card_says_makes_its_level(text: str, level: Level, note: str) -> None:
    assert_found(
        run("model_card", snapshot(TRAINING | {"MODEL_CARD.md": text})), level, "MODEL_CARD.md:1", note
    )


PLACES = {
    "MODEL_CARD.md": True,
    "docs/model-card.md": True,
    "docs/ModelCard.md": True,
    "model_cards/churn.md": True,
    "cards/churn_model_card.rst": True,
    "cards/sample_size.md": False,
    "model_card_template.md": False,
    "tests/model_card.md": False,
    "docs/remodel_cardboard.md": False,
    "README.md": False,
}


@pytest.mark.parametrize(("path", "is_card"), PLACES.items(), ids=PLACES)
def test_a_card_is_told_by_its_name(path: str, is_card: bool) -> None:
    found = run("model_card", snapshot(TRAINING | {path: CARD}))
    assert_found(found, Level.SUBSTANTIVE if is_card else Level.ABSENT, f"{path}:1", SUBSTANTIVE)


# What is an example or a template, and what describes the code beside it or uses the word otherwise.
SAMPLES = {
    "examples/model_card.md": ({}, CARD, True),
    "examples/churn/model_card.md": ({"examples/churn/train.py": "print(1)\n"}, CARD, False),
    "docs/example-model-card.md": ({}, CARD, True),
    "docs/model_card.md": ({}, f"# Example: model card\n\n{CARD}", True),
    "docs/model-card.md": ({}, f"# Model card of the sample size\n\n{CARD}", False),
}


@pytest.mark.parametrize(("path", "case"), SAMPLES.items(), ids=SAMPLES)
def test_an_example_of_a_card_is_claimed(path: str, case: tuple[dict[str, str], str, bool]) -> None:
    beside, text, sample = case
    found = run("model_card", snapshot(TRAINING | beside | {path: text}))
    assert_found(found, Level.CLAIMED if sample else Level.SUBSTANTIVE, f"{path}:1")


HEADERS = {"library_name: sklearn": True, "pipeline_tag: text-classification": True, "title: Churn": False}


@pytest.mark.parametrize(("header", "is_card"), HEADERS.items(), ids=HEADERS)
def test_the_readme_of_a_shared_model_is_its_card(header: str, is_card: bool) -> None:
    text = f"---\n{header}\n---\n{CARD}"
    found = run("model_card", snapshot(TRAINING | {"README.md": text}))
    assert_found(found, Level.SUBSTANTIVE if is_card else Level.ABSENT, "README.md:1", SUBSTANTIVE)
    assert_found(run("model_card", snapshot(TRAINING | {"churn/notes.md": text})), Level.ABSENT)


HEADINGS = {
    "Model card": True,
    "Model Card for churn": True,
    "The model card: churn": True,
    "Model cards": True,
    "How we write a model card": False,
    "Model": False,
}


@pytest.mark.parametrize(("heading", "is_card"), HEADINGS.items(), ids=HEADINGS)
def test_a_section_of_that_title_is_a_card(heading: str, is_card: bool) -> None:
    section = CARD.removeprefix("# Churn\n").replace("## ", "### ")
    text = f"# Shop\n\nWhat it is.\n\n## {heading}\n{section}\n## License\n\nMIT.\n"
    found = run("model_card", snapshot(TRAINING | {"README.md": text}))
    assert_found(found, Level.SUBSTANTIVE if is_card else Level.ABSENT, "README.md:5", SUBSTANTIVE)


def test_a_section_ends_at_the_next_heading_of_its_rank() -> None:
    text = f"# Shop\n\n{MEASURES}\n## Model card\n\n{TWENTY}.\n\n{USE}{LIMITS}"
    found = run("model_card", snapshot(TRAINING | {"README.md": text}))
    note = says_nothing_of("intended use", "limitations", "metrics")
    assert_found(found, Level.PRESENT, "README.md:9", note)


# -- what keeps it -----------------------------------------------------------------------------------

WRITES = "from pathlib import Path\n\nPath('docs/MODEL_CARD.md').write_text('x')\n"
TEST = "from pathlib import Path\n\ndef test_card():\n    assert 'AUC' in Path('MODEL_CARD.md').read_text()\n"
COMMANDS = {
    "a command names it": ("python -m cards MODEL_CARD.md", {}, f"{WORKFLOW}:10"),
    "a command names its path": ("test -s ./MODEL_CARD.md", {}, f"{WORKFLOW}:10"),
    "it is all that a command is given": ("card-check MODEL_CARD.md", {}, f"{WORKFLOW}:10"),
    "a masked command names it": ("python -m cards MODEL_CARD.md || true", {}, None),
    "a command is given the name of a mover first": ("cards touch MODEL_CARD.md", {}, f"{WORKFLOW}:10"),
    "it is only shown": ("cat MODEL_CARD.md", {}, None),
    "it is only copied": ("cp MODEL_CARD.md site/", {}, None),
    "another card is named": ("test -s OTHER_CARD.md", {}, None),
    "a script that CI runs writes it": ("python card.py", {"card.py": WRITES}, "card.py:3"),
    "a script that nothing runs writes it": ("python train.py", {"card.py": WRITES}, None),
    "a test that CI runs reads it": ("pytest", {"tests/test_card.py": TEST}, "tests/test_card.py:4"),
    "a test that nothing runs reads it": ("python train.py", {"tests/test_card.py": TEST}, None),
}


@pytest.mark.parametrize(("command", "files", "keeper"), COMMANDS.values(), ids=COMMANDS)
def test_a_card_is_wired_where_something_that_runs_keeps_it(
    command: str, files: dict[str, str], keeper: str | None
) -> None:
    repo = snapshot(TRAINING | files | {"MODEL_CARD.md": CARD, WORKFLOW: workflow(command)})
    lines = told(run("model_card", repo))
    if keeper is None:
        assert lines == [f"SUBSTANTIVE MODEL_CARD.md:1 {SUBSTANTIVE}"]
    else:
        path = keeper.rpartition(":")[0]
        assert f"WIRED MODEL_CARD.md:1 {SUBSTANTIVE}; written or checked by {path}" in lines
        assert [each for each in lines if each.startswith(f"WIRED {keeper} writes or checks MODEL_CARD.md: ")]


def test_a_long_command_is_cut() -> None:
    files = {"MODEL_CARD.md": CARD, WORKFLOW: workflow(f"card-check MODEL_CARD.md {'a' * 55}bc")}
    first = told(run("model_card", snapshot(TRAINING | files)))[0]
    assert (
        first
        == f"WIRED {WORKFLOW}:10 writes or checks MODEL_CARD.md: CI runs card-check MODEL_CARD.md {'a' * 55}"
    )


def test_a_card_that_says_too_little_is_not_wired_by_what_keeps_it() -> None:
    files = {"MODEL_CARD.md": TWENTY, WORKFLOW: workflow("test -s MODEL_CARD.md")}
    assert run("model_card", snapshot(TRAINING | files)).level is Level.PRESENT


def test_a_section_is_not_kept_by_what_names_its_document() -> None:
    section = CARD.replace("# Churn", "# Model card")
    files = {"docs/models.md": section, WORKFLOW: workflow("test -s docs/models.md")}
    assert run("model_card", snapshot(TRAINING | files)).level is Level.SUBSTANTIVE


def test_the_readme_of_a_shared_model_is_not_kept_by_what_names_some_readme() -> None:
    files = {
        "README.md": f"---\nlibrary_name: sklearn\n---\n{CARD}",
        WORKFLOW: workflow("test -s README.md site/"),
    }
    assert run("model_card", snapshot(TRAINING | files)).level is Level.SUBSTANTIVE


HUB = "from huggingface_hub import ModelCard\n\ncard = ModelCard('text')\ncard.push_to_hub('shop/churn')\n"


def test_code_that_makes_a_card_is_one_and_wires_one_that_is_there() -> None:
    note = "code creates a model card: huggingface_hub.ModelCard"
    assert_found(run("model_card", snapshot(TRAINING | {"card.py": HUB})), Level.PRESENT, "card.py:3", note)
    assert_found(run("model_card", snapshot(TRAINING | {"tests/test_card.py": HUB})), Level.ABSENT)
    assert_found(run("model_card", snapshot(TRAINING | {"card.ipynb": notebook(HUB)})), Level.ABSENT)
    files = TRAINING | {"card.py": HUB, "MODEL_CARD.md": CARD}
    assert run("model_card", snapshot(files)).level is Level.SUBSTANTIVE
    started = run("model_card", snapshot(files | {WORKFLOW: workflow("python card.py")}))
    assert told(started)[:2] == [
        f"WIRED MODEL_CARD.md:1 {SUBSTANTIVE}; written or checked by card.py",
        f"WIRED card.py:3 writes or checks MODEL_CARD.md: {note}",
    ]


LOGGED = {
    "a text beside a run": ("import mlflow\n\nmlflow.log_text(card, 'model_card.md')\n", Level.PRESENT),
    "by a client": ("client.log_text(run, card, 'cards/model_card.md')\n", Level.PRESENT),
    "another text": ("import mlflow\n\nmlflow.log_text(card, 'summary.md')\n", Level.ABSENT),
    "what reads it": ("import mlflow\n\nmlflow.load_text('model_card.md')\n", Level.ABSENT),
}


@pytest.mark.parametrize(("source", "level"), LOGGED.values(), ids=LOGGED)
def test_a_card_may_be_kept_beside_a_tracked_run(source: str, level: Level) -> None:
    assert run("model_card", snapshot(TRAINING | {"card.py": source})).level is level
    assert run("model_card", snapshot(TRAINING | {"tests/test_card.py": source})).level is Level.ABSENT


# -- where it is not asked ---------------------------------------------------------------------------


def test_where_no_code_works_with_a_model_there_is_nothing_to_describe() -> None:
    found = run("model_card", snapshot({"a.py": "x = 1\n"}))
    assert (found.status, found.reason) == (Status.NOT_APPLICABLE, "no code here works with a model")
    assert run("model_card", snapshot(TRAINING)).status is Status.MEASURED
    assert run("model_card", snapshot({"MODEL_CARD.md": CARD})).level is Level.SUBSTANTIVE


def test_a_program_in_another_language_is_no_card() -> None:
    found = run("model_card", snapshot(TRAINING | {"server.go": "x = work(1)\n" * 100}))
    assert (found.status, found.level, found.unseen) == (Status.MEASURED, Level.ABSENT, ())


def test_a_library_ships_no_model() -> None:
    found = run("model_card", snapshot(library("shop") | {"shop/__init__.py": TRAINING["train.py"]}))
    assert (found.status, found.reason) == (Status.NOT_APPLICABLE, "a library ships no model of its own")


@pytest.mark.parametrize(
    ("section", "level"),
    [
        (f"{TWENTY}.\n\n```python\n{'x = 1 ' * 7}\n```\n", Level.ABSENT),
        (f"{TWENTY}.\n\n```python\n{' '.join(['x'] * 20)}\n```\n", Level.PRESENT),
        (f"{TWENTY}.\n\n## Usage\n\n```python\n{'x = 1 ' * 90}\n```\n", Level.PRESENT),
    ],
    ids=("more code than words", "as many words of code", "the code of another section"),
)
def test_a_section_that_is_mostly_code_says_how_a_card_is_made(section: str, level: Level) -> None:
    text = f"# Evaluation\n\n## Model Cards\n\n{section}"
    assert run("model_card", snapshot(TRAINING | {"docs/evaluation.md": text})).level is level


WRITES_IN_R = 'library(ranger)\nm <- ranger(y ~ ., data = d)\nkeep <- function(to) {\n  writeLines(c("# Model card"), file.path(to, "model_card.md"))\n}\n'
WRITTEN: dict[str, tuple[dict[str, str], list[str]]] = {
    "by R": ({"R/card.R": WRITES_IN_R}, ["R/card.R:4"]),
    "by R, another file": ({"R/card.R": WRITES_IN_R.replace("model_card", "model_data")}, []),
    "only read by R": ({"R/card.R": WRITES_IN_R.replace("writeLines", "readLines")}, []),
    "by Python": (
        {
            **TRAINING,
            "card.py": "def keep(to):\n    with open('out/model_card.md', 'w') as file:\n        file.write(to)\n",
        },
        ["card.py:2"],
    ),
    "only read by Python": (
        {**TRAINING, "card.py": "def read():\n    return open('out/model_card.md').read()\n"},
        [],
    ),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_code_that_writes_a_card_is_present(name: str) -> None:
    files, places = WRITTEN[name]
    found = run("model_card", snapshot(files))
    assert [f"{each.path}:{each.line}" for each in found.evidence if each.level is Level.PRESENT] == places
