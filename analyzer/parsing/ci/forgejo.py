"""Forgejo Actions, in the form of GitHub's.

Source: https://forgejo.org/docs/latest/user/actions/reference/.
"""

from __future__ import annotations

from analyzer.parsing.ci.github import actions_system

SYSTEM = actions_system("forgejo-actions", "forgejo")
