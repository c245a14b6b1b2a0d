"""GitHub Actions.

Source: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

from functools import partial

from analyzer.parsing.ci.github_calls import with_calls
from analyzer.parsing.ci.github_workflow import WORKSPACE, action_files, read_composite_action, read_workflow
from analyzer.parsing.ci.system import Inclusion, System, of_first_document


def actions_system(name: str, folder: str) -> System:
    """A system that reads workflows of this form in a folder of its own."""
    return System(
        name,
        rf"\.{folder}/workflows/[^/]+\.ya?ml",
        of_first_document(partial(read_workflow, name)),
        lookalikes=rf"\.{folder}/workflows/.*\.ya?ml(?:[._-]\w+)?",
        only_at_top=rf"\.{folder}/.*",
        checkout=WORKSPACE,
        inclusion=Inclusion(action_files, read_composite_action),
        checked_out_by_steps=True,
        unfold=with_calls,
    )


SYSTEM = actions_system("github-actions", "github")
