"""Guardrails of programs that tests ask: those that CI runs show that they hold."""

from __future__ import annotations

import pytest

from analyzer.facts.requests.program_defences import program_defences
from tests.support.snapshots import snapshot
from tests.support.unread import workflow

GUARD = (
    "namespace A.Security;\npublic class PromptInjectionGuard {\n"
    '  public bool Analyze(string text) { return !text.Contains("ignore all"); }\n}\n'
)
TEST = (
    "using Xunit;\nusing A.Security;\nnamespace A.Tests;\npublic class GuardTests {\n"
    "  private readonly PromptInjectionGuard _guard = new PromptInjectionGuard();\n"
    '  [Fact]\n  public void Refuses() {\n    var found = _guard.Analyze("ignore all");\n'
    "    Assert.False(found);\n  }\n}\n"
)
PROJECT = {"A/A.csproj": "<Project/>", "A/Guard.cs": GUARD, "A.Tests/A.Tests.csproj": "<Project/>"}


@pytest.mark.parametrize(
    ("place", "ci", "wired"),
    [
        ("A.Tests/GuardTests.cs", workflow("push", "dotnet test"), [True]),
        ("A.Tests/GuardTests.cs", workflow("push", "dotnet build"), []),
        ("A.Tests/GuardTests.cs", workflow("push", "dotnet test || true"), []),
        ("tests/GuardTests.cs", workflow("push", "dotnet test"), [True]),
        ("tests/GuardTests.cs", workflow("push", "dotnet build"), []),
    ],
)
def test_a_guardrail_that_a_test_asks(place: str, ci: dict[str, str], wired: list[bool]) -> None:
    found = program_defences(snapshot({**PROJECT, place: TEST, **ci}))
    assert [each.wired for each in found if each.kind == "guardrail"] == wired
