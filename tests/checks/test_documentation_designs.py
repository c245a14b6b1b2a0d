"""Documents beside the README that explain the design, or what is to be built."""

from __future__ import annotations

import pytest

from tests.support.findings import told
from tests.support.snapshots import run, snapshot

WORDS = "word " * 100
BUILT = "a document of 100 words on what is to be built"
DESIGN = "a document of 100 words on the design"


@pytest.mark.parametrize(
    ("files", "shown"),
    [
        ({"REQUIREMENTS.md": WORDS}, [f"PRESENT REQUIREMENTS.md:1 {BUILT}"]),
        ({"docs/software-requirements.md": WORDS}, [f"PRESENT docs/software-requirements.md:1 {BUILT}"]),
        ({"PRD.md": WORDS}, [f"PRESENT PRD.md:1 {BUILT}"]),
        ({"REQUIREMENTS.md": "word " * 99}, []),
        ({"requirements.txt": WORDS}, []),
        ({"specs/001/spec.md": WORDS}, []),
        ({"docs/system_requirements_notes.md": WORDS}, []),
        (
            {"PRD.md": WORDS, "docs/architecture/a.md": WORDS, "docs/platform-architecture.md": WORDS},
            [
                f"PRESENT docs/platform-architecture.md:1 {DESIGN}",
                f"PRESENT docs/architecture/a.md:1 {DESIGN}",
                f"PRESENT PRD.md:1 {BUILT}",
            ],
        ),
    ],
)
def test_a_document_called_so_explains_what_is_built(files: dict[str, str], shown: list[str]) -> None:
    assert told(run("documentation", snapshot(files))) == shown
