"""Which documents tell coding agents or models what to do."""

from __future__ import annotations

import pytest

from analyzer.facts.documents.operating_documents import is_for_a_model
from analyzer.parsing.documents import parse_prose
from analyzer.wiring.roles import is_for_agents

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
    "src/Prompts/extract.md": True,
    "docs/prompting/a.md": False,
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


FILLS, PLAYS, FORMS = (
    "The zone is {{ZONE}}.",
    "You are extracting a query.",
    "Respond strictly as structured JSON.",
)
PROMPTS = {
    "a place that is filled in, and the form of the answer": ("docs/sla.md", f"{FILLS}\n\n{FORMS}", True),
    "a role, and the form of the answer": ("docs/sla.md", f"{PLAYS} Return only valid JSON.", True),
    "a role, and a place that is filled in": ("docs/sla.md", f"You are an engineer.\n\n{FILLS}", True),
    "a place that is filled in": ("docs/sla.md", FILLS, False),
    "a role": ("docs/sla.md", PLAYS, False),
    "the form of an answer": ("docs/sla.md", FORMS, False),
    "a place that is filled in, in a folder of prompts": ("src/Prompts/sla.md", FILLS, True),
    "a role, in a folder of templates": ("src/prompt_templates/sla.md", PLAYS, True),
    "the form of an answer, in a folder of prompts": ("src/system-prompts/sla.md", FORMS, True),
    "none of them, in a folder of prompts": ("prompts/sla.md", "Restart it.", False),
    "a README": ("README.md", f"{FILLS} {PLAYS} {FORMS}", False),
    "secrets of a workflow": ("docs/ci.md", "You are an owner.\n\nSet ${{ secrets.KEY }}.", False),
    "values of a chart": ("docs/helm.md", "You are an owner.\n\nSet {{ .Values.key }}.", False),
    "what a route does": ("docs/api.md", f"{FILLS} It returns only valid JSON.", False),
    "what a reader may do": ("docs/api.md", f"{FILLS} You are free to answer.", False),
    "a role that comes late": ("docs/api.md", "\n\n".join([*["Word."] * 10, PLAYS, FORMS]), False),
    "a role that comes in time": ("docs/api.md", "\n\n".join([*["Word."] * 9, PLAYS, FORMS]), True),
}


@pytest.mark.parametrize(("path", "text", "expected"), PROMPTS.values(), ids=PROMPTS)
def test_prompts_are_told_by_what_they_say(path: str, text: str, expected: bool) -> None:
    assert is_for_a_model(path, parse_prose(text.encode())) is expected
