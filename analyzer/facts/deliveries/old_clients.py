"""Clients that a job installs and that do not have the command by which it deploys.

The `databricks-cli` of PyPI is the old client, which knows no bundles; the new one is installed otherwise:
https://docs.databricks.com/dev-tools/cli/migrate, https://pypi.org/project/databricks-cli.
"""

from __future__ import annotations

from analyzer.facts.deliveries.deliveries import Delivery
from analyzer.lazy_regex import lazy_regex

OLD_DATABRICKS = lazy_regex(r"\bpip3?[ \t]+install\b[^\n;&|]{0,200}?[ \t][\"']?databricks-cli\b")
NEW_DATABRICKS = lazy_regex(
    r"databricks/(?:setup-cli|cli|tap)\b|\b(?:brew|winget|choco)[ \t]+install\b[^\n;&|]{0,200}?databricks"
)


def without_command(delivery: Delivery) -> str | None:
    """Why a job cannot run the command that deploys, of a client that it installs before; None if it can."""
    if delivery.words[:2] != ("databricks", "bundle"):
        return None
    said = [each.run or "" for each in delivery.job.steps]
    if any(
        NEW_DATABRICKS.search(each) for each in (*said, *(each.uses or "" for each in delivery.job.steps))
    ):
        return None
    if any(OLD_DATABRICKS.search(each) for each in said):
        return "the databricks-cli that it installs has no such command"
    return None
