"""Whether a function is ever called: evidence in a function that nothing calls counts as an import only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files, import_graph
from analyzer.wiring.roles import is_test
from analyzer.wiring.starts.entrypoints import starts
from analyzer.wiring.starts.platform_starts import platform_commands

# Methods that a framework calls by name.
FRAMEWORK_METHODS = word_set(
    "main run execute forward call __init__ __call__ __enter__ __exit__ fit train predict "
    "transform setup training_step validation_step test_step on_train_begin on_train_end "
    "on_epoch_end on_train_epoch_end on_validation_epoch_end on_log on_evaluate "
    "configure_optimizers handler lambda_handler dispatch get post handle handle_request startup "
    "shutdown initialize inference load_context ready execute_task perform work"
)
# A function of one of these names outside of a class is called by whoever wrote it.
ONLY_OF_CLASSES = word_set("setup startup shutdown ready dispatch get post initialize")

# What a server's command names of a module, an application or the factory of one: `svc.app:create_app()`.
SERVED_NAME = lazy_regex(r"[\w.]{1,120}:([A-Za-z_]\w{0,60})(?:\([^()]{0,200}\))?")
# What the container of a model server calls of a module that loads its model with `model_fn(model_dir)`.
SERVER_HOOKS = word_set("model_fn input_fn predict_fn output_fn transform_fn")


def is_live(repo: Snapshot, code: Code, function: str | None, *, by_tests: bool = True) -> bool:
    """Whether the code at this place can run: module level, decorated, a framework's method, or called.

    `function` is the qualified name of the enclosing definition; None at module level. A call counts
    by its last name, in any module, in the file itself, and in notebooks that import the module: what
    only a copy in some notebook calls is not live. `by_tests`: whether what only tests call is.
    """
    if function is None:
        return True
    name = function.rpartition(".")[2]
    called = _called_in_modules(repo) if by_tests else _called_outside_tests(repo)
    if _is_called_by_name(name, function) or name in called or _is_server_hook(code, function):
        return True
    if name in _names_in(repo, code) or any(
        name in _names_in(repo, each) for each in _notebooks_over(repo, code)
    ):
        return True
    owner = next((each for each in code.facts.functions if each.qualified_name == function), None)
    if owner is not None and owner.nested:
        outer = function.rpartition(".")[0].removesuffix(".<locals>")
        return is_live(repo, code, outer, by_tests=by_tests)
    return owner is not None and bool(owner.decorators)


def _is_called_by_name(name: str, function: str) -> bool:
    """Whether a framework calls what has this name: some only of its classes' methods."""
    return name in FRAMEWORK_METHODS and ("." in function or name not in ONLY_OF_CLASSES)


def _is_server_hook(code: Code, function: str) -> bool:
    """Whether a server of models calls the function by its name; TensorFlow's `model_fn` takes more."""
    return function in SERVER_HOOKS and any(
        each.qualified_name == "model_fn" and 1 <= len(each.parameters) <= 2 for each in code.facts.functions
    )


def is_wrapper_that_nothing_calls(repo: Snapshot, code: Code, function: str | None, target: str) -> bool:
    """Whether a function has the name of the library's function that it calls, and nobody else calls it.

    `is_live` goes by names, and would take the call in its body, or of the library elsewhere, for one of it.
    """
    name = target.rpartition(".")[2]
    if function is None or function.rpartition(".")[2] != name or _is_called_by_name(name, function):
        return False
    owner = next((each for each in code.facts.functions if each.qualified_name == function), None)
    if owner is None or owner.nested or owner.decorators:
        return False
    library = target.partition(".")[0]
    users = _users_of(repo).get(name, frozenset())
    return not any(root != library and (path, by) != (code.path, name) for root, path, by in users)


@derived
def _users_of(repo: Snapshot) -> Mapping[str, frozenset[tuple[str, str, str]]]:
    """Of every name that is called or passed on: the first part of the whole name, the file and the function.

    A name in the code of a module itself, or of an entry point, is in the function "".
    """
    found: dict[str, set[tuple[str, str, str]]] = {}
    for code in code_files(repo):
        said = [(call.target, call.function or "") for call in code.facts.calls]
        said += [(name, each.qualified_name) for each in code.facts.functions for name in each.names]
        said += [(value, "") for _name, value, _line in code.facts.assigned]
        said += [(name, "") for name in (*code.facts.named, *code.facts.named_when_run)]
        for target, function in said:
            name = target.rpartition(".")[2].removesuffix("()")
            user = (target.partition(".")[0], code.path, function.rpartition(".")[2])
            found.setdefault(name, set()).add(user)
    for declared in repo.dependencies.values():
        for _name, target, _line in declared.entry_points:
            found.setdefault(target.rpartition(":")[2].rpartition(".")[2], set()).add(("", declared.path, ""))
    return {name: frozenset(users) for name, users in found.items()}


@derived
def _called_in_modules(repo: Snapshot) -> frozenset[str]:
    """The last part of every name that a module calls or passes on, or that a console script starts."""
    return _named_by(repo, [code for code in code_files(repo) if not code.notebook])


@derived
def _called_outside_tests(repo: Snapshot) -> frozenset[str]:
    """The same, tests left out."""
    live = [code for code in code_files(repo) if not code.notebook and not is_test(repo, code.path)]
    return _named_by(repo, live)


def _named_by(repo: Snapshot, codes: Iterable[Code]) -> frozenset[str]:
    found = {name for code in codes for name in _names_in(repo, code)}
    for declared in repo.dependencies.values():
        found.update(
            target.rpartition(":")[2].rpartition(".")[2] for _name, target, _line in declared.entry_points
        )
    return frozenset(found) | _named_by_commands(repo)


@derived
def _named_by_commands(repo: Snapshot) -> frozenset[str]:
    """The names of applications, and of factories of such, that the commands of servers have."""
    words = {word for each in (*starts(repo), *platform_commands(repo)) for word in each.words}
    found = (SERVED_NAME.fullmatch(word) for word in words)
    return frozenset(each[1] for each in found if each is not None)


def _notebooks_over(repo: Snapshot, code: Code) -> list[Code]:
    graph = import_graph(repo)
    return [each for each in _notebook_codes(repo) if code.path in graph.get(each.path, frozenset())]


@derived
def _notebook_codes(repo: Snapshot) -> tuple[Code, ...]:
    return tuple(code for code in code_files(repo) if code.notebook)


def _names_in(repo: Snapshot, code: Code) -> frozenset[str]:
    """The last part of every name that a file calls or passes on."""
    known = _names_by_file(repo)
    found = known.get((code.path, code.notebook))
    if found is None:
        found = known[code.path, code.notebook] = _called_by(code)
    return found


@derived
def _names_by_file(_repo: Snapshot) -> dict[tuple[str, bool], frozenset[str]]:
    """What was found of each file, and whether it was read as a notebook: every function asks for it."""
    return {}


def _called_by(code: Code) -> frozenset[str]:
    found = {call.target.rpartition(".")[2].removesuffix("()") for call in code.facts.calls}
    # A function handed over by name (a callback, a DAG task, a thread's target) is live too.
    for function in code.facts.functions:
        found.update(name.rpartition(".")[2] for name in function.names)
    found.update(name.rpartition(".")[2] for name in (*code.facts.named, *code.facts.named_when_run))
    found.update(value.rpartition(".")[2] for _name, value, _line in code.facts.assigned)
    return frozenset(found)
