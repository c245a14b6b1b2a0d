"""Whether a function is ever called: evidence in a function nobody calls is worth its import only."""

from __future__ import annotations

from analyzer.snapshot import Snapshot
from analyzer.tables import names
from analyzer.wiring import Code, code_files

# Methods that a framework calls by name.
FRAMEWORK_METHODS = names(
    "main run execute forward call __init__ __call__ __enter__ __exit__ fit train predict "
    "transform setup training_step validation_step test_step on_train_begin on_train_end "
    "on_epoch_end on_train_epoch_end on_validation_epoch_end on_log on_evaluate "
    "configure_optimizers handler lambda_handler dispatch get post handle handle_request startup "
    "shutdown initialize inference load_context ready execute_task perform work"
)


def called_names(repo: Snapshot) -> frozenset[str]:
    """The last part of every name that is called or used anywhere in the repository."""
    return repo.derived(_called_names)


def _called_names(repo: Snapshot) -> frozenset[str]:
    names: set[str] = set()
    for code in code_files(repo):
        for call in code.facts.calls:
            names.add(call.target.rpartition(".")[2].removesuffix("()"))
        # A function handed over by name (a callback, a DAG task, a thread's target) is live too.
        for function in code.facts.functions:
            names.update(name.rpartition(".")[2] for name in function.names)
        names.update(value.rpartition(".")[2] for _name, value, _line in code.facts.assigned)
    for declared in repo.dependencies.values():
        names.update(
            target.rpartition(":")[2].rpartition(".")[2] for _name, target, _line in declared.entry_points
        )
    return frozenset(names)


def is_live(repo: Snapshot, code: Code, function: str | None) -> bool:
    """Whether the code at this place can run: module level, decorated, a framework's method, or called.

    `function` is the qualified name of the enclosing definition; None at module level.
    """
    if function is None:
        return True
    by_name = {each.qualified_name: each for each in code.facts.functions}
    owner = by_name.get(function)
    name = function.rpartition(".")[2]
    if name in FRAMEWORK_METHODS or name in called_names(repo):
        return True
    if owner is not None and owner.nested:
        return is_live(repo, code, function.rpartition(".")[0].removesuffix(".<locals>"))
    return owner is not None and bool(owner.decorators)
