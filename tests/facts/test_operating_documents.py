"""Which documents tell coding agents what to do."""

from __future__ import annotations

import pytest

from analyzer.facts.operating_documents import is_for_agents

PATHS = {
    "AGENTS.md": True,
    "web/CLAUDE.md": True,
    "CLAUDE.local.md": True,
    "GEMINI.md": True,
    "WARP.md": True,
    ".github/copilot-instructions.md": True,
    ".github/instructions/python.instructions.md": True,
    ".github/prompts/review.prompt.md": True,
    ".cursor/rules/a.md": True,
    ".junie/guidelines.md": True,
    ".kiro/steering/product.md": True,
    "skills/pdf/SKILL.md": True,
    "llms.txt": True,
    "README.md": False,
    "docs/agents.md": False,
    "agent/README.md": False,
    ".github/CONTRIBUTING.md": False,
    ".github/PULL_REQUEST_TEMPLATE/a.md": False,
    "docs/copilot.md": False,
}


@pytest.mark.parametrize(("path", "expected"), PATHS.items(), ids=PATHS)
def test_documents_for_agents_are_told_by_their_path(path: str, expected: bool) -> None:
    assert is_for_agents(path) is expected
