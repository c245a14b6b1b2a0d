"""Which of the places that show as much is shown first."""

from __future__ import annotations

import random

import pytest

from analyzer.model import Evidence, Level
from analyzer.precedence import FileRole, precedence, role_of


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/train.py", FileRole.PRODUCT),
        ("manuscript/train.py", FileRole.PRODUCT),
        ("src/main/java/com/example/demo/Train.java", FileRole.PRODUCT),
        ("docs/runbook.md", FileRole.PRODUCT),
        ("planner/train.py", FileRole.PRODUCT),
        ("plan/train.py", FileRole.PRODUCT),
        ("planning.py", FileRole.PRODUCT),
        ("scripts/train.py", FileRole.SCRIPT),
        ("Tools/train.py", FileRole.SCRIPT),
        ("app/api/debug/route.ts", FileRole.SCRIPT),
        ("app/api/debugger/route.ts", FileRole.PRODUCT),
        ("examples/scripts/train.py", FileRole.EXAMPLE),
        ("docs/train.py", FileRole.EXAMPLE),
        ("examples/README.md", FileRole.EXAMPLE),
        ("src/train.ipynb", FileRole.EXAMPLE),
        ("src/FakeLogService.cs", FileRole.EXAMPLE),
        ("src/mock_client.py", FileRole.EXAMPLE),
        ("src/Fakes.cs", FileRole.PRODUCT),
        ("src/mocking.py", FileRole.PRODUCT),
        ("experiments/train.py", FileRole.EXAMPLE),
        ("experiments.py", FileRole.PRODUCT),
        ("{{ name }}/train.py", FileRole.EXAMPLE),
        ("tests/examples/train.py", FileRole.TEST),
        ("src/train_test.py", FileRole.TEST),
        ("fixtures/dvc.yaml", FileRole.TEST),
        (".planning/ROADMAP.md", FileRole.PLAN),
        ("docs/plans/next.md", FileRole.PLAN),
        ("TODO.md", FileRole.PLAN),
        ("docs/main specs/Implementation_Plan.md", FileRole.PLAN),
        ("docs/2031-03-project-plan-v2.md", FileRole.PLAN),
        ("docs/rollback-plan.md", FileRole.PRODUCT),
        ("docs/implementation.md", FileRole.PRODUCT),
        ("src/project_plan.py", FileRole.PRODUCT),
        ("web/CLAUDE.md", FileRole.PLAN),
        (".cursor/rules/serving.md", FileRole.PLAN),
        (".cursor/hooks/check.py", FileRole.PRODUCT),
        ("docs/agents.md", FileRole.PRODUCT),
        ("README.md", FileRole.PRODUCT),
        ("k8s/deployment-draft.yaml", FileRole.EXAMPLE),
        ("k8s/draft.yml", FileRole.EXAMPLE),
        ("k8s/drafts.yml", FileRole.PRODUCT),
        ("src/email_draft.py", FileRole.PRODUCT),
        ("deprecated/src/train.py", FileRole.PUT_AWAY),
        ("src/deprecated/train.py", FileRole.PRODUCT),
    ],
)
def test_what_a_file_is_for(path: str, role: FileRole) -> None:
    assert role_of(path) is role


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("tests/test_a.py", FileRole.PRODUCT),
        ("tests/fixtures/test_a.py", FileRole.TEST),
        ("examples/tests/test_a.py", FileRole.EXAMPLE),
    ],
)
@pytest.mark.parametrize("signal", ["tests", "ci_tests", "evaluation", "load_testing"])
def test_where_tests_are_looked_for_they_come_as_early_as_the_product(
    signal: str, path: str, role: FileRole
) -> None:
    at = [Evidence(path, 1, Level.WIRED, ""), Evidence("zz.py", 1, Level.WIRED, "")]
    first = min(at, key=lambda each: precedence(each, signal))
    assert (first.path == path) == (role is FileRole.PRODUCT)
    assert role_of(path, tests_show=True) is role


def at(
    path: str | None, level: Level = Level.WIRED, size: int = 0, line: int | None = 1, days: int = 0
) -> Evidence:
    return Evidence(path, line, level, "", size=size, days=days)


ORDER = (
    at("tests/a.py", Level.SUSTAINED),
    at("tests/a.py", size=1),
    at("c.py", days=2),
    at("d.py", days=1, line=None),
    at("b.py", line=None),
    at("b.py", line=3),
    at("c.py"),
    at("scripts/a.py", days=9),
    at("scripts/a.py"),
    at("examples/a.py"),
    at("tests/a.py"),
    at("TODO.md"),
    at(None),
    at("a.py", Level.SUBSTANTIVE),
)


@pytest.mark.parametrize("seed", range(5))
def test_level_then_size_then_what_the_file_is_for_then_its_place(seed: int) -> None:
    mixed = random.Random(seed).sample(ORDER, len(ORDER))
    assert tuple(sorted(mixed, key=lambda each: precedence(each, "logging"))) == ORDER
