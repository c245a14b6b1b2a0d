"""Whatever a file says, following its names ends and raises nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.references import Outcome, broken_starts, references
from analyzer.references.started import application
from analyzer.testing import snapshot

PIECES = st.sampled_from(
    [
        "import ", "from ", ".", "..", " import ", "app", "models", "*", "(", ")", "as x", "\n", "    ", ":", "try",
        "except ImportError", "class A: ...", "def f():", "python ", "make ", "-m ", "${x}", "{{ x }}", "/", "a.py",
        "stages:", "cmd: ", "deps:", "- ", "entry_points:", "revision = 'a'", "down_revision = 'b'", "open('a.yaml')",
        "```bash\n", "```\n", "uvicorn ", "app.main:app", "git clone ", "\x00", "é", "'", '"', "&&", "cd ",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@given(TEXTS, TEXTS)
@settings(max_examples=25, deadline=None)
def test_any_text_in_any_file(first: str, second: str) -> None:
    repo = snapshot(
        {
            "app/__init__.py": second,
            "app/main.py": first,
            "app/models.py": second,
            "dvc.yaml": first,
            "MLproject": second,
            "prefect.yaml": first,
            "README.md": second,
            "Makefile": first,
            "Procfile": f"web: {second}",
            "requirements.txt": first,
            "Dockerfile": f"FROM python:3.12\nCOPY . .\nRUN pip install {second[:40]!r}\nCMD uvicorn app.main:app\n",
            "migrations/versions/a.py": second,
        }
    )
    found = references(repo)
    assert all(each.outcome in Outcome and each.words for each in found)
    assert len({id(each) for each in found}) == len(found)
    broken_starts(repo)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_words_of_a_command(words: list[str]) -> None:
    found = application(words)
    assert found is None or ":" in found[0]


def test_imports_in_circles_end() -> None:
    files = {
        "a.py": "from b import *\nfrom c import missing\n",
        "b.py": "from c import *\n",
        "c.py": "from b import *\n",
        "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python a.py\n",
    }
    repo = snapshot(files)
    assert [each for each in references(repo) if each.outcome is Outcome.DANGLES] == []
    assert broken_starts(repo) == ()
