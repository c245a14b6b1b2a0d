from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.documents.written_files import writer_of
from analyzer.wiring.commands.reach import Place
from tests.support.snapshots import snapshot

ALERT = "alerts/alert_20250712_172209.json"
REPORT = "incidents/outage.md"
PATTERN = (
    "import json\nfrom pathlib import Path\n\nFOLDER = Path('alerts')\n\n\ndef tell(now, what):\n"
    "    with open(FOLDER / f'alert_{now}.json', 'w') as file:\n        json.dump(what, file)\n"
)
# A document, the file that may write it, and the line where it does.
WRITTEN = {
    "open": (REPORT, {"a.py": "open('incidents/outage.md', 'w').write('x')\n"}, 1),
    "open with a mode by name": (REPORT, {"a.py": "open('./incidents/outage.md', mode='a').write('x')\n"}, 1),
    "a path": (REPORT, {"a.py": "from pathlib import Path\n\nPath('incidents/outage.md').write_text('x')\n"}, 3),
    "a path in a function": (
        REPORT, {"a.py": "from pathlib import Path\n\ndef w():\n    p = Path('outage.md')\n    p.write_text('x')\n"}, 4),
    "by a pattern": (ALERT, {"a.py": PATTERN}, 8),
    "by a pattern with its folder": (
        ALERT, {"a.py": "import json\n\ndef w(n, x):\n    json.dump(x, open(f'out/alerts/alert_{n}.json', 'w'))\n"}, 4),
    "a redirection": (REPORT, {"w.sh": "echo a\necho x > incidents/outage.md\n"}, 2),
    "a redirection of a task": (REPORT, {"Makefile": "w:\n\tdate | tee incidents/outage.md\n"}, 2),
    "a redirection by a pattern": (ALERT, {"w.sh": "echo x > alerts/alert_$(date +%F).json\n"}, 1),
    "the README of one folder": ("out/README.md", {"a.py": "open('README.md', 'w')\n", "README.md": "A"}, 1),
    "a README of two folders": ("out/README.md", {"a.py": "open('README.md', 'w')\n", "web/README.md": "A"}, None),
    "a README with its folder": ("out/README.md", {"a.py": "open('out/README.md', 'w')\n", "web/README.md": "A"}, 1),
    "the README beside others": ("README.md", {"a.py": "open('README.md', 'w')\n", "web/README.md": "A"}, 1),
    "another name of two folders": ("out/card.md", {"a.py": "open('card.md', 'w')\n", "web/card.md": "A"}, 1),
    "read": (REPORT, {"a.py": "print(open('incidents/outage.md').read())\n"}, None),
    "read where something else is written": (
        REPORT, {"a.py": "def r():\n    return open('incidents/outage.md').read()\n\ndef w():\n    open('b.md', 'w')\n"}, None),
    "another file": (REPORT, {"a.py": "open('incidents/other.md', 'w').write('x')\n"}, None),
    "a file whose name ends so": (REPORT, {"a.py": "open('age.md', 'w').write('x')\n"}, None),
    "only the folder": (REPORT, {"a.py": "import os\n\nos.listdir('incidents')\nopen('b.md', 'w')\n"}, None),
    "the pattern of another folder": (ALERT, {"a.py": PATTERN.replace("'alerts'", "'notes'")}, None),
    "another pattern": (ALERT, {"a.py": PATTERN.replace("alert_{", "note_{")}, None),
    "the pattern read": (ALERT, {"a.py": PATTERN.replace(", 'w'", "").replace("json.dump(what, file)", "json.load(file)")}, None),
    "by a test": (REPORT, {"tests/test_a.py": "open('incidents/outage.md', 'w').write('x')\n"}, None),
    "a name without a pattern": (
        "incidents/2024-01-02-outage.md", {"a.py": "open('incidents/index.md', 'w')\nF = f'{x}/incidents'\n"}, None),
    "an error that is redirected": (REPORT, {"w.sh": "cat incidents/outage.md 2> incidents/log\n"}, None),
    "a document that names it": (REPORT, {"README.md": "`echo x > incidents/outage.md`\n"}, None),
}  # fmt: skip


@pytest.mark.parametrize(("path", "files", "line"), WRITTEN.values(), ids=WRITTEN)
def test_what_writes_a_file(path: str, files: dict[str, str], line: int | None) -> None:
    place = writer_of(snapshot({path: "x\n", **files}), path)
    assert place == (None if line is None else Place(next(iter(files)), line))


@given(st.text(alphabet="ab/._-1 {}$'\"\n>tee", max_size=120))
def test_any_file_has_an_answer(text: str) -> None:
    repo = snapshot({REPORT: "x\n", "a.py": f"x = '''{text}'''\nopen('b', 'w')\n", "a.sh": text})
    place = writer_of(repo, REPORT)
    assert place is None or place.path in ("a.py", "a.sh")
