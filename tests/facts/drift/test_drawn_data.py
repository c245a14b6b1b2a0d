from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

PROGRAM = """import numpy as np
from scipy.stats import ks_2samp


def current_data():
    return np.random.normal(5, 2, 500)


def detect_drift(reference, current):
    return ks_2samp(reference, current).pvalue < 0.05


if __name__ == '__main__':
    if detect_drift([1, 2], current_data()):
        raise SystemExit(1)
"""
READING = "return pd.read_parquet('a')"
DRAWN = "return np.random.normal(5, 2, 500)"
ELSEWHERE = PROGRAM.replace("import numpy as np", "from rows import rows").replace(DRAWN, "return rows()")
METHODS = (
    PROGRAM.replace("\n\ndef current_data():\n", "\n\nclass Watch:\n    def current(self):\n    ")
    .replace("\n\n\ndef detect", "\n\n\ndef detect")
    .replace("current_data()", "Watch().current()")
)
CI = "on:\n  schedule:\n  - cron: 0 6 * * *\njobs:\n  a:\n    steps:\n    - run: python monitor.py\n"
FILES = {
    "drawn at random": ({"monitor.py": PROGRAM}, Level.PRESENT),
    "beside a model": (
        {"monitor.py": PROGRAM + "    import joblib\n    joblib.load_model('a')\n"},
        Level.PRESENT,
    ),
    "read": ({"monitor.py": PROGRAM.replace(DRAWN, READING)}, Level.WIRED),
    "drawn from what is read": (
        {"monitor.py": PROGRAM.replace(DRAWN, "pd.read_csv('a')\n    " + DRAWN)},
        Level.WIRED,
    ),
    "a sample of indices is no draw of values": (
        {"monitor.py": PROGRAM.replace("np.random.normal(5, 2, 500)", "np.random.choice(rows)")},
        Level.WIRED,
    ),
    "from another module": (
        {"monitor.py": ELSEWHERE, "rows.py": f"import pandas as pd\n\n\ndef rows():\n    {READING}\n"},
        Level.WIRED,
    ),
    "drawn in another module": (
        {"monitor.py": ELSEWHERE, "rows.py": f"import numpy as np\n\n\ndef rows():\n    {DRAWN}\n"},
        Level.PRESENT,
    ),
    "drawn in another module, beside a reader that nothing calls": (
        {
            "monitor.py": ELSEWHERE,
            "rows.py": f"import numpy as np\nimport pandas as pd\n\n\ndef rows():\n    {DRAWN}\n\n\ndef real():\n    {READING}\n",
        },
        Level.PRESENT,
    ),
    "drawn by a method": ({"monitor.py": METHODS}, Level.PRESENT),
    "read by a method": ({"monitor.py": METHODS.replace(DRAWN, READING)}, Level.WIRED),
    "used by another module": (
        {"monitor.py": PROGRAM, "service.py": "import monitor\nmonitor.detect_drift(a, b)\n"},
        Level.WIRED,
    ),
}


@pytest.mark.parametrize(("files", "level"), FILES.values(), ids=FILES)
def test_a_program_that_draws_its_data_watches_none(files: dict[str, str], level: Level) -> None:
    finding = run("drift_detection", snapshot({**files, ".github/workflows/a.yml": CI}))
    assert finding.level is level
    assert ("drawn at random" in finding.evidence[0].note) is (level is Level.PRESENT)
