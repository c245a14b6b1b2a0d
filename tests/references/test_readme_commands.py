"""What the commands of a README name."""

from __future__ import annotations

import pytest

from analyzer.references import Outcome
from analyzer.references.readme_commands import is_mild, readme_references
from analyzer.testing import snapshot

DANGLES, RESOLVES = Outcome.DANGLES, Outcome.RESOLVES
MADE, UNKNOWN = Outcome.MADE_ELSEWHERE, Outcome.CANNOT_BE_TOLD

FILES = {
    "scripts/train.py": "x = 1\n",
    "requirements.txt": "fastapi\n",
    "Makefile": "train:\n\tpython scripts/train.py\n",
    "deploy/compose.yml": "services: {}\n",
}


def found(commands: str, files: dict[str, str] | None = None, before: str = "") -> list[Outcome]:
    text = f"# Sample\n\n{before}\n\n```bash\n{commands}\n```\n"
    repo = snapshot({**FILES, **(files or {}), "README.md": text})
    return [each.outcome for each in readme_references(repo)]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ("python scripts/train.py --epochs 3", [RESOLVES]),
        ("$ python scripts/train.py", [RESOLVES]),
        ("cd scripts && python train.py", [RESOLVES]),
        ("python scripts/tune.py", [DANGLES]),
        ("pip install -r requirements.txt", [RESOLVES]),
        ("pip install -r requirements/dev.txt", [DANGLES]),
        ("make train", [RESOLVES]),
        ("make tune", [DANGLES]),
        ("make train tune", [RESOLVES, DANGLES]),
        ("make -C sub tune", []),
        ("docker compose -f deploy/compose.yml up", [RESOLVES]),
        ("docker compose -f deploy/prod.yml up", [DANGLES]),
        ("source some-env/bin/activate", [MADE]),
        ("source .venv\\Scripts\\activate", [MADE]),
        ("python your_script.py", [UNKNOWN]),
        ("python path/to/run.py", [UNKNOWN]),
        ("python -m http.server", []),
        ("curl -O https://example.org/tune.py\npython tune.py", [UNKNOWN]),
        ("git clone https://example.org/a/other.git\npython tune.py", [UNKNOWN]),
        ("git clone https://example.org/a/sample.git\npython tune.py", [DANGLES]),
    ],
)
def test_a_command_of_the_readme(commands: str, expected: list[Outcome]) -> None:
    assert found(commands) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"Makefile": "include more.mk\n\ntrain:\n\ttrue\n"}, [UNKNOWN]),
        ({"Makefile": "run-%:\n\ttrue\n"}, [UNKNOWN]),
        ({"sub/Makefile": "tune:\n\ttrue\n"}, [RESOLVES]),
        ({".gitignore": "tune.py\n"}, [DANGLES]),
    ],
)
def test_a_target_that_may_be_made_elsewhere(files: dict[str, str], expected: list[Outcome]) -> None:
    assert found("make tune", files) == expected


def test_a_file_that_is_ignored_is_made_elsewhere() -> None:
    assert found("python tune.py", {".gitignore": "tune.py\n"}) == [MADE]


def test_a_program_of_a_project_that_is_linked_is_somewhere_else() -> None:
    said = "Set up [gadget](https://example.org/a/gadget) first."
    assert found("./gadget.sh up", before=said) == [UNKNOWN]
    assert found("./gadget.sh up") == [DANGLES]


def test_no_makefile_no_targets() -> None:
    repo = snapshot({"README.md": "```bash\nmake tune\n```\n"})
    assert list(readme_references(repo)) == []


def test_they_are_mild() -> None:
    repo = snapshot({**FILES, "README.md": "```bash\nmake tune\n```\n"})
    assert [is_mild(each) for each in readme_references(repo)] == [True]
