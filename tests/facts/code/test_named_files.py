"""Programs that are named for a signal which was not found: its absence is not known."""

from __future__ import annotations

import pytest

from analyzer.facts.code.named_files import NAMED_FOR_IT, named_for_it
from analyzer.model import Level, Status, Unseen
from analyzer.testing import registry, run, snapshot

PYTHON = "def send(a):\n    b = a + 1\n    c = b + 1\n    d = c + 1\n    return d\n"
GO = "package a\n\nfunc Send(a int) int {\n\tb := a + 1\n\tc := b + 1\n\treturn c\n}\n"
TYPESCRIPT = "export function send(a: number) {\n  const b = a + 1;\n  const c = b + 1;\n  return c;\n}\n"
USES = "from app.{} import send\nsend(1)\n"


def named(path: str, text: str = PYTHON, **others: str) -> tuple[Unseen, ...]:
    server = {"app/package.json": '{"name": "a", "dependencies": {"express": "4"}}'}
    return named_for_it(snapshot({path: text, **server, **others}), ("drift", "cost_logger", "alert_by_mail"))


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("app/drift.py", PYTHON, True),
        ("app/daily_drift.py", PYTHON, True),
        ("app/drift_view.py", PYTHON, False),
        ("app/adrift.py", PYTHON, False),
        ("app/cost_logger.py", PYTHON, True),
        ("app/CostLogger.py", PYTHON, True),
        ("app/logger.py", PYTHON, False),
        ("app/alert_by_mail.py", PYTHON, True),
        ("drift/app.py", PYTHON, False),
        ("tests/drift.py", PYTHON, False),
        ("app/test_drift.py", PYTHON, False),
        ("examples/drift.py", PYTHON, False),
        ("archive/drift.py", PYTHON, False),
        ("app/drift.py", PYTHON.replace("    d = c + 1\n", ""), False),
        ("app/drift.py", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n", False),
        ("app/drift.go", GO, True),
        ("app/drift.go", "package a\n\nfunc Send(a int) int {\n\treturn a\n}\n", False),
        ("app/drift_test.go", GO, False),
        ("app/drift.ts", TYPESCRIPT, True),
        ("app/drift.yaml", "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", False),
    ],
)
def test_a_program_has_the_name_or_it_does_not(path: str, text: str, found: bool) -> None:
    assert [each.path for each in named(path, text)] == ([path] if found else [])


def test_pages_in_a_browser_do_not_count() -> None:
    package = '{"name": "a", "dependencies": {"react": "18"}}'
    assert named("web/drift.ts", TYPESCRIPT, **{"web/package.json": package}) == ()


@pytest.mark.parametrize(
    ("others", "most"),
    [
        ({}, Level.SUBSTANTIVE),
        ({"tests/test_a.py": USES.format("drift")}, Level.SUBSTANTIVE),
        ({"main.py": USES.format("other")}, Level.SUBSTANTIVE),
        ({"main.py": USES.format("drift")}, None),
    ],
)
def test_what_nothing_imports_is_no_more_than_written(others: dict[str, str], most: Level | None) -> None:
    assert named("app/drift.py", PYTHON, **others) == (Unseen(NAMED_FOR_IT, "app/drift.py", most),)


def test_the_finding_is_open_only_where_nothing_was_found() -> None:
    check = registry().checks["drift_detection"]
    unsure = run(check, snapshot({"app/drift.py": PYTHON, "main.py": USES.format("drift")}))
    assert (unsure.status, unsure.ceiling) == (Status.UNKNOWN, Level.WIRED)
    assert unsure.reason == f"app/drift.py: {NAMED_FOR_IT}"
    alone = run(check, snapshot({"app/drift.py": PYTHON}))
    assert (alone.status, alone.ceiling) == (Status.UNKNOWN, Level.SUBSTANTIVE)
    absent = run(check, snapshot({"app/drift_view.py": PYTHON}))
    assert (absent.status, absent.ceiling) == (Status.MEASURED, Level.ABSENT)
    logger = {"app/logger.py": "import logging\n\n\ndef say():\n" + "    logging.info('a')\n" * 5}
    assert run("logging", snapshot(logger)).unseen == ()
