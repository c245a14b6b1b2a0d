"""What task files written in Python share: decorated functions and the commands their bodies run.

Read from the syntax tree only. A command whose words are not literal keeps the literal ones; an
argument that only exists when the file runs, such as `*session.posargs`, is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from analyzer.parsing.ci import LiteralWords, nodes_of
from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target, quote

_INVOKE_RUNNERS = frozenset({"run", "sudo"})
_MAXIMUM_NODES = 200_000


def parse_duties(path: str, content: bytes) -> TargetFile:
    """The duties of a duties.py, tasks of `duty`: `ctx.run("pytest")`, `ctx.run(tools.pytest("tests"))`."""
    duties, problem = decorated_functions(content, frozenset({"duty"}))
    names = names_of_tasks(duties)
    targets = [task_of(function, decorator, names) for function, decorator in duties]
    return file_of("duty", path, targets, problem=problem)


def words_of_program(content: bytes) -> LiteralWords | None:
    """What the names of a file stand for; None if it cannot be read."""
    try:
        return LiteralWords(list(nodes_of(ast.parse(content))))
    except Exception:
        return None


AnyFunction = ast.FunctionDef | ast.AsyncFunctionDef
Decorated = tuple[AnyFunction, ast.expr]


def decorated_functions(content: bytes, names: frozenset[str]) -> tuple[list[Decorated], str | None]:
    """The functions of a file that have a decorator of one of the names, and why there are none."""
    try:
        tree = ast.parse(content)
    except Exception as error:
        return [], f"not readable as Python: {type(error).__name__}"
    found: list[Decorated] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
            for decorator in statement.decorator_list:
                called = decorator.func if isinstance(decorator, ast.Call) else decorator
                if last_name(called) in names:
                    found.append((statement, decorator))
                    break
    return found, None


def last_name(node: ast.expr) -> str | None:
    """The last name of `a.b.c`."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def calls_of(function: AnyFunction) -> Iterator[ast.Call]:
    """Calls in the order they are written, without recursion."""
    stack: list[ast.AST] = [*reversed(function.body)]
    for _ in range(_MAXIMUM_NODES):
        if not stack:
            return
        node = stack.pop()
        if isinstance(node, ast.Call):
            yield node
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def literal_text(node: ast.expr | None) -> str | None:
    """A literal string; f-strings keep their literal parts and show `${name}` for the others."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_joined, node.values))
    if isinstance(node, ast.Attribute) and node.attr == "executable":
        return "python"
    return None


def _joined(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = last_name(node.value) if isinstance(node, ast.FormattedValue) else None
    return "${" + (name or "value") + "}"


def keyword_of(decorator: ast.expr, name: str) -> ast.expr | None:
    """What a call is given under a name."""
    if not isinstance(decorator, ast.Call):
        return None
    return next((each.value for each in decorator.keywords if each.arg == name), None)


def is_true(node: ast.expr | None) -> bool:
    """Whether a value is written as `True`."""
    return isinstance(node, ast.Constant) and node.value is True


def literal_words(arguments: list[ast.expr]) -> list[str]:
    """The literal words of `session.run("pytest", *args)`; a list literal counts as its items."""
    words: list[str] = []
    for each in arguments:
        inner = each.value if isinstance(each, ast.Starred) else each
        if isinstance(inner, ast.List | ast.Tuple):
            words += [text for item in inner.elts if (text := literal_text(item)) is not None]
        elif (text := literal_text(inner)) is not None:
            words.append(text)
    return words if arguments and _words_begin_literal(arguments[0]) else []


def _words_begin_literal(node: ast.expr) -> bool:
    inner = node.value if isinstance(node, ast.Starred) else node
    return literal_text(inner) is not None or isinstance(inner, ast.List | ast.Tuple)


def literal_texts(node: ast.expr) -> list[str]:
    """The texts, or the last names, of a value or of the items of a list."""
    items = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [found for each in items if (found := literal_text(each) or last_name(each))]


def _program(node: ast.expr) -> str | None:
    """`["pytest", "-q"]`, and `tools.pytest("tests")` or `pytest.run("tests")` of duty, as a command."""
    if isinstance(node, ast.List | ast.Tuple):
        return " ".join(map(quote, literal_words([node]))) or None
    if not isinstance(node, ast.Call):
        return None
    while isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call):
        node = node.func.value  # `tools.pytest("tests").add_args(...)`
    name = last_name(node.func)
    if name == "run" and isinstance(node.func, ast.Attribute):
        name = last_name(node.func.value)
    return " ".join(map(quote, [name, *literal_words(node.args)])) if name else None


def names_of_tasks(tasks: list[Decorated]) -> dict[str, str]:
    """How each task is called on the command line, by the name of its function."""
    return {
        function.name: dashed(literal_text(keyword_of(decorator, "name")) or function.name)
        for function, decorator in tasks
    }


def dashed(name: str) -> str:
    """A name as the command line spells it: `run_tests` is called as `run-tests`."""
    return name.replace("_", "-")


def task_of(
    function: AnyFunction,
    decorator: ast.expr,
    names: Mapping[str, str],
    words: LiteralWords | None = None,
) -> Target:
    """The task of a decorated function; `names` says how the tasks are called that it depends on."""
    lines: list[tuple[str, int]] = []
    for call in calls_of(function):
        runs = isinstance(call.func, ast.Attribute) and call.func.attr in _INVOKE_RUNNERS
        first = call.args[0] if runs and call.args else None
        if first is None:
            continue
        known = words.partly(first) if words is not None else None
        if text := literal_text(first) or _program(first) or known:
            tolerant = is_true(keyword_of(call, "warn"))
            lines.append((f"( {text}\n) || true" if tolerant else text, call.args[0].lineno))
    depends: list[str] = []
    if isinstance(decorator, ast.Call):
        depends += [name for each in decorator.args for name in literal_texts(each)]
        for keyword in ("pre", "post"):
            value = keyword_of(decorator, keyword)
            depends += literal_texts(value) if value is not None else []
    return make_target(
        names[function.name],
        function.lineno,
        lines,
        depends=[names.get(each, dashed(each)) for each in depends],
    )
