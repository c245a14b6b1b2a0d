"""Gitea Actions, in the form of GitHub's.

Source: https://docs.gitea.com/usage/actions/overview.
"""

from __future__ import annotations

from analyzer.parsing.ci.github import actions_system

SYSTEM = actions_system("gitea-actions", "gitea")
