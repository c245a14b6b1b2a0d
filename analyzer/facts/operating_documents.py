"""What operations documents have in common: commands that do work, and their audience."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

# What a block of commands that operate a service may begin with.
WORK_COMMAND = lazy_regex(
    r"^[ \t$>#]{0,4}(?:sudo )?(?:docker|docker-compose|kubectl|helm|git|dvc|aws|gcloud|az|mlflow|make|bash|sh"
    r"|\./\S+|python3?|terraform|ssh|systemctl|cp|mv|ln|oc|argocd|curl|databricks|sagemaker|client\.\w+)\b",
    re.MULTILINE,
)
AGENT_FILES = lazy_regex(
    r"(?:^|/)(?:\.claude|\.cursor|\.codex|\.agents?|\.junie|\.kiro|\.windsurf|\.roo|\.amazonq|\.qwen"
    r"|\.gemini|\.github/(?:copilot|prompts|skills|instructions|chatmodes|agents)|skills|prompts)[^/]*/"
    r"|(?:^|/)(?:AGENTS?|CLAUDE(?:\.local)?|GEMINI|QWEN|WARP|CRUSH|SKILL|llms|copilot-instructions)"
    r"\.(?:md|txt)$"
)


def is_for_agents(path: str) -> bool:
    """Whether a document tells a coding agent what to do, rather than people what was done."""
    return AGENT_FILES.search(path) is not None
