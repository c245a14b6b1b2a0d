from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.speed import PARTS, Row, line

ORPHAN = """
import os, time
if os.fork():
    os._exit(0)
os.setsid()
while time.process_time() < 0.3:
    pass
"""
MEASURE = f"""
import sys
from benchmarks.processor_time import adopt_orphans, largest, spend
adopt_orphans()
spent = spend([sys.executable, "-c", {ORPHAN!r}])
assert spent.code == 0 and largest() > 1_000_000, spent
print(spent.seconds)
"""
ROOT = Path(__file__).resolve().parent.parent


def test_what_an_orphan_uses_is_counted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) >= 0.3


def test_a_part_is_printed_and_written(tmp_path: Path) -> None:
    written = tmp_path / "speed.json"
    words = [sys.executable, "-m", "benchmarks.speed", "start", "--runs", "1", "--json", str(written)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = json.loads(written.read_text())
    assert [each["what"] for each in rows] == ["--help", "scan of one tiny repository"]
    assert all(each["value"] > 0 and each["ratio"] == each["value"] / each["base"] for each in rows)
    assert len(done.stdout.splitlines()) == len(rows)


def test_a_line_says_the_figure_and_what_it_stands_beside() -> None:
    shown = line(Row("cache", "second scan", 1.5, "s", "git floor", 0.5, "1.2 x"))
    assert shown.split() == "cache second scan 1.50 s 3.00 x git floor (0.50) goal 1.2 x".split()
    assert {"start", "portfolio", "history", "cache", "network", "peers"} == PARTS.keys()
