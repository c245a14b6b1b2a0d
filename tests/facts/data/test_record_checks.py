"""Checks of records that answer whether these passed."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.testing import run, snapshot

CHECK = (
    "class Rules:\n    required = {'id', 'at'}\n\n    def validate(self, records):\n        for number, record in enumerate(records):\n"
    "            if self.required.difference(record.keys()):\n                return Outcome(passed=False)\n"
    "            if not isinstance(record.get('at'), str):\n                return Outcome(passed=False)\n"
    "        return Outcome(passed=True)\n"
)
CALLER = (
    "from rules import Rules\n\n\nclass Pipeline:\n    def __init__(self):\n        self.rules = Rules()\n\n"
    "    def run(self, records):\n        result = self.rules.validate(records)\n        self.store(result)\n"
    "        if not result.passed:\n            return self.reject(records)\n        return records\n\n\nPipeline().run([])\n"
)
TASK = {"Makefile": "all:\n\tpython pipeline.py\n"}
# name: (the check, who asks it, the level)
CASES = {
    "whose answer rejects": (CHECK, CALLER, Level.WIRED),
    "of which one kind is asked": (CHECK.replace("isinstance(record.get('at'), str)", "known"), CALLER, Level.ABSENT),
    "that asks for a format": (CHECK.replace("not isinstance(record.get('at'), str)", "datetime.fromisoformat(record['at'])"), CALLER, Level.WIRED),
    "that asks for a value": (CHECK.replace("not isinstance(record.get('at'), str)", "record.get('at') in (None, '')"), CALLER, Level.WIRED),
    "that cannot say no": (CHECK.replace("False", "True"), CALLER, Level.ABSENT),
    "that keeps what it found": (CHECK.replace("return Outcome(passed=False)", "self.errors.append(number)"), CALLER, Level.WIRED),
    "of one record": (CHECK.replace("for number, record in enumerate(records)", "for record in other"), CALLER, Level.ABSENT),
    "of messages": (CHECK.replace("records", "messages"), CALLER, Level.ABSENT),
    "under another name": (CHECK.replace("validate", "load"), CALLER.replace("validate", "load"), Level.ABSENT),
    "of a service": (f"import fastapi\n{CHECK}", CALLER, Level.ABSENT),
    "whose answer is only kept": (CHECK, CALLER.replace("not result.passed", "other"), Level.SUBSTANTIVE),
    "whose answer is only logged": (CHECK, CALLER.replace("return self.reject(records)\n        return records", "print(result)"), Level.SUBSTANTIVE),
    "that nothing calls": (CHECK, "import rules\n", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("check", "caller", "level"), CASES.values(), ids=CASES)
def test_a_check_of_every_record(check: str, caller: str, level: Level) -> None:
    finding = run("data_validation", snapshot({"rules.py": check, "pipeline.py": caller, **TASK}))
    assert (finding.level or Level.ABSENT) is level
    said = ["Rules.validate checks fields of every record"] if level else []
    said = [f"{each}; records that fail are turned away" if level is Level.WIRED else each for each in said]
    assert [each.note for each in finding.evidence] == said


def test_a_check_that_nothing_started_asks_is_substantive() -> None:
    finding = run("data_validation", snapshot({"rules.py": CHECK, "pipeline.py": CALLER}))
    assert finding.level is Level.SUBSTANTIVE
