"""A test that starts a program by a name for its path touches that program."""

from __future__ import annotations

import pytest

from analyzer.wiring.testing.collection import test_functions as functions_of
from tests.support.snapshots import snapshot

CODE = (
    "import subprocess\nimport sys\nfrom pathlib import Path\n\nROOT = Path(__file__).parent.parent\n{}\n\n"
    "def _run(*args):\n    return subprocess.run([sys.executable, str(SCRIPT), *args])\n\n\n"
    "def test_a():\n    assert _run('x').returncode == 0\n"
)
CASES = {
    "a joined path": ('SCRIPT = ROOT / "scripts" / "verify.py"', True),
    "one text": ('SCRIPT = "scripts/verify.py"', True),
    "a path of two joins": ('SCRIPTS = ROOT / "scripts"\nSCRIPT = SCRIPTS / "verify.py"', True),
    "a program that is not there": ('SCRIPT = ROOT / "scripts" / "other.py"', False),
    "a test": ('SCRIPT = ROOT / "tests" / "test_b.py"', False),
    "a text of something else": ('SCRIPT = ROOT / "scripts" / "verify.py" / "a.txt"', False),
}


@pytest.mark.parametrize(("row", "touches"), CASES.values(), ids=CASES)
def test_what_a_name_for_a_path_means(row: str, touches: bool) -> None:
    files = {
        "scripts/verify.py": "print(1)\n",
        "tests/test_b.py": "x = 1\n",
        "tests/test_a.py": CODE.format(row),
    }
    (test,) = functions_of(snapshot(files))["tests/test_a.py"]
    assert test.substantive is touches
