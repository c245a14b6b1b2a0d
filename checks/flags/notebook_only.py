"""Whether the machine learning is only in notebooks."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from analyzer.declarations import Competency, FileKind, FlagQuestion
from analyzer.engine.registry import flag_check
from analyzer.facts.models.model_servers import manifests
from analyzer.facts.notebooks.foreign_notebooks import foreign_notebooks, program_lines
from analyzer.facts.notebooks.notebook_balance import balance, programs_at_work, working_balance
from analyzer.facts.notebooks.notebook_starts import started_notebooks
from analyzer.model import Evidence, Flag, FlagResult, Level, Severity
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.modules import reached_from
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.started import running
from analyzer.wiring.roles import is_test
from analyzer.wiring.runs.execution import scheduled_modules
from analyzer.wiring.runs.run_modules import modules_run

# Below this share of code lines, modules beside notebooks are helpers.
HELPER_SHARE = 0.2


@flag_check(
    id="notebook_only",
    title="machine learning only in notebooks",
    reads=(
        FileKind.PYTHON,
        FileKind.SOURCE,
        FileKind.NOTEBOOK,
        FileKind.DOCKERFILE,
        FileKind.COMPOSE,
        FileKind.CI,
        FileKind.TARGETS,
        FileKind.CONFIGURATION,
    ),
    question=FlagQuestion(
        competency=Competency.TRADEOFFS,
        ask="Which of these notebooks would you turn into production code first, and what would you drop?",
        strong="Decides by who needs the result, and drops the rest.",
        weak="Exports the cells to a script.",
        covers=("A7", "H7"),
    ),
)
def notebook_only(repo: Snapshot) -> Iterator[FlagResult]:
    """The machine-learning code is in notebooks, and the modules are helpers.

    Notebooks written as scripts or as documents count as notebooks, programs in other languages as modules.
    They hold at least half of the code lines of the files that work with a model or with data. Not raised
    where modules that work with a model contain a substantial share of all code lines, where something in
    the repository starts one of them or one of the notebooks, or where a model server is configured.
    """
    uses = [use for use in model_uses(repo) if not is_test(repo, use.code.path)]
    written_out, others = foreign_notebooks(repo), programs_at_work(repo)
    in_notebooks = [(use.code.path, use.line, use.target) for use in uses if use.code.notebook]
    in_notebooks += [(use.path, use.line, use.shown) for use in others if use.path in written_out]
    in_notebooks += [(use.path, use.line, use.shown) for use in notebook_uses(repo, *OF_MODELS)]
    in_modules = {use.code.path for use in uses if not use.code.notebook}
    in_modules |= {use.path for use in others if use.path not in written_out}
    if not in_notebooks or not working_balance(repo).mostly_notebooks:
        return
    numbers = balance(repo)
    lines = {path: facts.code_lines for path, facts in repo.modules.items()} | dict(program_lines(repo))
    module_share = sum(lines.get(path, 0) for path in in_modules) / (
        numbers.notebook_lines + numbers.module_lines
    )
    if in_modules and (module_share >= HELPER_SHARE or numbers.ratio < 1 - HELPER_SHARE):
        return
    if _something_runs(repo, in_modules | {path for path, _line, _target in in_notebooks}):
        return
    path, line, target = in_notebooks[0]
    yield Flag(
        "notebook_only",
        Severity.ASK,
        f"the machine learning is in {plural(numbers.notebooks + numbers.exports, 'notebook')} "
        f"({numbers.ratio:.0%} of the code lines); the modules are helpers",
        (Evidence(path, line, Level.PRESENT, f"{target} in a notebook"),),
    )


def _something_runs(repo: Snapshot, with_models: Collection[str]) -> bool:
    """Whether something starts one of these files, or a server is told which model to serve."""
    starts = modules_run(repo) | scheduled_modules(repo) | started_notebooks(repo)
    if not reached_from(repo, starts).isdisjoint(with_models):
        return True
    if any(path in with_models for path, _function in running(repo)):
        return True
    return any(each.names_model for each in manifests(repo))
