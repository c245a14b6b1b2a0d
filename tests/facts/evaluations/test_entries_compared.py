"""Gates over a table of measures: what is held against what, and what follows from it."""

from __future__ import annotations

import pytest

from analyzer.facts.evaluations.entries_compared import compared_entries
from analyzer.model import Level
from tests.support.snapshots import snapshot

MEASURE = (
    "import json\nimport sys\nimport joblib\nfrom sklearn.metrics import roc_auc_score\n\nFLOORS = {'auc': 0.8}\n\n\n"
    "def measure():\n    model = joblib.load('m')\n    return {'auc': roc_auc_score([1], model.predict([1]))}\n\n\n"
    "def sizes():\n    return {'rows': 1}\n\n\ndef main():\n    baseline, limits = json.load(open('b.json')), FLOORS\n"
)
LOOP = "    now = measure()\n    failed = []\n    for name, value in now.items():\n        if value < {}:\n            failed.append(name)\n"
COMPREHENSION = "    now = measure()\n    worse = {{k: v for k, v in now.items() if v < {}}}\n"
STOPS = "    if failed:\n        sys.exit(1)\n"
ANSWERS = "    return 1 if worse else 0\n"
HANDED = (
    "    return limits\n\n\ndef check(found, limits):\n    for name, minimum in limits.items():\n"
    "        assert found[name] >= minimum, f'{name}: {found[name]}'\n"
)
GATES = {
    "a loop": (LOOP.format("baseline[name] - 0.01") + STOPS, "main()", 23),
    "a loop that raises": (
        LOOP.format("baseline[name]").replace("failed.append(name)", "raise ValueError(name)"), "main()", 23),
    "a comprehension": (COMPREHENSION.format("baseline[k] - 0.01") + ANSWERS, "sys.exit(main())", 21),
    "a comprehension, in a branch": (COMPREHENSION.format("baseline.get(k, 0)") + ANSWERS, "if main():\n    raise ValueError", 21),
    "limits that are looped over": (
        "    now = measure()\n    worse = [k for k, floor in FLOORS.items() if now[k] < floor]\n    assert not worse\n", "main()", 21),
    "a file of metrics": (LOOP.format("baseline[name]").replace("measure()", "json.load(open('metrics.json'))") + STOPS, "main()", 23),
    "an assertion": (LOOP.format("baseline[name]").replace("if value <", "assert value >=").replace(":\n            failed", ", name\n        failed"), "main()", 23),
    "a table that is handed over": (HANDED, "check(measure(), FLOORS)", 25),
    "a kept table that is handed over": (HANDED, "now = measure()\ncheck(now, FLOORS)", 25),
    "another table that is handed over": (HANDED, "check(sizes(), FLOORS)", 0),
    "nothing that follows": (LOOP.format("baseline[name]") + "    print(failed)\n", "main()", 0),
    "an answer that nobody takes": (COMPREHENSION.format("baseline[k]") + ANSWERS, "main()", 0),
    "another table": (LOOP.format("baseline[name]").replace("measure()", "sizes()") + STOPS, "main()", 0),
    "a file of something else": (
        LOOP.format("baseline[name]").replace("measure()", "json.load(open('sizes.json'))") + STOPS, "main()", 0),
    "a number": (LOOP.format("0.5") + STOPS, "main()", 0),
    "the entry before": (LOOP.format("now[name]") + STOPS, "main()", 0),
    "another collection": (LOOP.format("baseline[name]") + STOPS.replace("failed", "baseline"), "main()", 0),
}  # fmt: skip
CI = {
    ".github/workflows/a.yml": "on: [push]\njobs:\n  a:\n    runs-on: u\n    steps:\n    - run: python gate.py\n"
}
TASK = {"Makefile": "gate:\n\tpython gate.py\n"}


@pytest.mark.parametrize(("body", "start", "line"), GATES.values(), ids=GATES)
def test_entries_are_held_against_what_is_kept(body: str, start: str, line: int) -> None:
    files = {"gate.py": f"{MEASURE}{body}\n\n{start}\n"}
    expected = [("gate.py", line, Level.WIRED)] if line else []
    found = list(compared_entries(snapshot({**files, **CI})))
    assert [(each.path, each.line, each.level) for each in found] == expected
    assert not found or ("a baseline" in found[0].note or "a threshold" in found[0].note)
    levels = [Level.SUBSTANTIVE] if line else []
    assert [each.level for each in compared_entries(snapshot({**files, **TASK}))] == levels
    assert list(compared_entries(snapshot(files))) == []
