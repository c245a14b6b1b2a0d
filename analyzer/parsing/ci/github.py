"""GitHub Actions.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

from functools import partial

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.github_calls import with_calls
from analyzer.parsing.ci.github_workflow import WORKSPACE, action_files, read_composite_action, read_workflow
from analyzer.parsing.ci.system import Inclusion, System, of_first_document

# An action that others use lies at the top (docs.github.com, "Metadata syntax for GitHub Actions").
OFFERED_ACTIONS = ("action.yml", "action.yaml")
ACTION_FOLDER = lazy_regex(r"(?:\$\{\{\s{0,4}github\.action_path\s{0,4}\}\}|\$\{?GITHUB_ACTION_PATH\}?)/?")


def actions_system(name: str, folder: str) -> System:
    """A system that reads workflows of this form in a folder of its own."""
    return System(
        name,
        rf"\.{folder}/workflows/[^/]+\.ya?ml",
        of_first_document(partial(read_workflow, name)),
        lookalikes=rf"\.{folder}/workflows/.*\.ya?ml(?:[._-]\w+)?",
        only_at_top=rf"\.{folder}/.*",
        checkout=WORKSPACE,
        inclusion=Inclusion(
            action_files, read_composite_action, offered=OFFERED_ACTIONS, own_folder=ACTION_FOLDER
        ),
        checked_out_by_steps=True,
        unfold=with_calls,
    )


SYSTEM = actions_system("github-actions", "github")
