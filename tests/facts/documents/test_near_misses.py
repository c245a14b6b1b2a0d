"""Files whose names sound like what was looked for, shown where no rule recognised it."""

from __future__ import annotations

import pytest

from analyzer.declarations import FileKind
from analyzer.facts.documents.near_misses import near_misses
from analyzer.repository import Snapshot
from analyzer.testing import registry, run, snapshot

CODE = (FileKind.PYTHON, FileKind.SOURCE)


def files(*paths: str) -> Snapshot:
    return snapshot({path: f"x = {number}\n" for number, path in enumerate(paths)})


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("evaluat", "evaluation.py", "reevaluated.py"),
        ("evaluat", "app/modelEvaluator.ts", "app/evaluable.ts"),
        ("log", "logs.py", "login.py"),
        ("k8s", "k8s-up.sh", "k8sup.sh"),
        ("load_test", "load-tests.py", "load_the_test_set.py"),
        ("load_test", "loadtest.go", "downloadtest.go"),
        ("drift", "drift_report.html", "drift_report.csv"),
        ("locustfile", "locustfile.txt", "locustfile.png"),
        ("deploy", "deploy", "deploy.md"),
        ("monitor", "monitoring/app.py", "monitoring/__init__.py"),
        ("monitor", "monitoring/app.go", "monitoring/app.yaml"),
        ("monitor", "tests/monitor.py", "tests/fixtures/monitor.py"),
        ("monitor", "src/monitor.py", "src/test_monitor.py"),
    ],
)
def test_a_name_sounds_like_a_word_or_does_not(word: str, near: str, far: str) -> None:
    assert near_misses(files(near, far), (word,), CODE) == (near,)


def test_the_nearest_come_first_then_what_the_check_reads_then_by_path_at_most_three() -> None:
    repo = files("my_drift.py", "drift/a.py", "drift_two.sh", "drift_one.json", "z/drift.py", "a/drift.txt")
    assert near_misses(repo, ("drift",), CODE) == ("z/drift.py", "a/drift.txt", "drift_two.sh")
    assert near_misses(files("drift/a.py", "my_drift.py"), ("drift",), CODE) == ("my_drift.py", "drift/a.py")


def test_documents_and_tests_count_for_those_who_are_about_them() -> None:
    repo = files("runbook.md", "test_a.py")
    assert near_misses(repo, ("runbook",), (FileKind.PROSE,)) == ("runbook.md",)
    assert near_misses(repo, ("test",), CODE) == ("test_a.py",)
    assert near_misses(repo, (), CODE) == ()


def test_only_where_nothing_was_found_and_all_was_seen() -> None:
    checks = registry().checks
    assert run(checks["drift_detection"], files("drift_report.py")).near == ("drift_report.py",)
    assert run(checks["drift_detection"], snapshot({"drift.py": b"\0"})).near == ()
    found = run(checks["tests"], snapshot({"tests/test_a.py": "def test_a():\n    assert f() == 1\n"}))
    assert (found.level > 0, found.near) == (True, ())


def test_no_word_of_a_check_stands_for_another_one_of_it() -> None:
    twice = [
        (check.id, word)
        for check in registry().checks.values()
        for word in check.near
        if near_misses(files(f"{word}.py"), tuple(set(check.near) - {word}), CODE)
    ]
    assert twice == []
