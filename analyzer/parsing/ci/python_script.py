"""A script in Python that a CI step runs: the commands that it starts, as shell text at the same lines."""

from __future__ import annotations

import ast
import shlex
from collections.abc import Iterator
from warnings import catch_warnings, simplefilter

from analyzer.parsing.ci.python_words import LiteralWords
from analyzer.parsing.steps import spend

_MAXIMUM_NODES = 50_000
_MAXIMUM_HOPS = 4
_STARTS = frozenset({"run", "call", "Popen", "check_call", "check_output", "getoutput", "getstatusoutput"})
_CHECKED = frozenset({"check_call", "check_output"})
_SYSTEM = frozenset({"os.system", "os.popen"})
_RUNNERS = {"pytest.main": ("pytest",), "unittest.main": ("python", "-m", "unittest")}
_ENDS = frozenset({"sys.exit", "exit", "quit", "SystemExit", "os._exit"})


def commands_of_python(source: str) -> str | None:
    """The commands as shell text, each in its line; None if the script starts none.

    One whose failure ends the script is followed by `|| exit 1`; after the others, the script goes on.
    """
    try:
        with catch_warnings():
            simplefilter("ignore")
            tree = ast.parse(source)
    except Exception:
        return None
    nodes = list(nodes_of(tree))
    names = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    noticed = _noticed(nodes, names)
    handing = _handing(nodes, names)
    stopping = {
        name
        for name, calls in handing.items()
        if any(id(each) in noticed or _is_checked(each, names) for each in calls)
    }
    words = LiteralWords(nodes)
    rows = [""] * (source.count("\n") + 2)
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        told = id(node) in noticed or _is_checked(node, names) or _target(node.func, names) in stopping
        at = min(node.lineno, len(rows)) - 1
        for command in _commands(node, names, words, set(handing)):
            said = f"{command} || exit 1" if told else command
            rows[at] = f"{rows[at]} ; {said}" if rows[at] else said
    script = "\n".join(rows).rstrip()
    return f"{script}\ntrue" if script.strip() else None


def nodes_of(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes in the order they are written, without recursion."""
    stack: list[ast.AST] = [tree]
    for _ in range(_MAXIMUM_NODES):
        if not stack:
            return
        spend(1)
        node = stack.pop()
        yield node
        stack.extend(reversed(list(ast.iter_child_nodes(node))))


def _noticed(nodes: list[ast.AST], names: dict[str, str]) -> set[int]:
    """The calls whose result ends the script: within an exit or an assertion, or by the name of it."""
    ends: list[ast.AST] = [
        node
        for node in nodes
        if isinstance(node, ast.Raise | ast.Assert)
        or (isinstance(node, ast.Call) and _target(node.func, names) in _ENDS)
    ]
    inside = [each for node in ends for each in ast.walk(node)]
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    for _ in range(_MAXIMUM_HOPS):
        # What a function returns counts where its answer does: `sys.exit(main())`.
        called = {
            each.func.id for each in inside if isinstance(each, ast.Call) and isinstance(each.func, ast.Name)
        }
        for name in called & functions.keys():
            returns = [each for each in ast.walk(functions.pop(name)) if isinstance(each, ast.Return)]
            ends += returns
            inside += [each for node in returns for each in ast.walk(node)]
    told = {each.id for each in inside if isinstance(each, ast.Name)}
    told |= {
        node.func.value.id
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "check_returncode"
        and isinstance(node.func.value, ast.Name)
    }
    # `if result.returncode: sys.exit(1)`
    told |= {
        each.id
        for node in _around(nodes, ends)
        if isinstance(node, ast.If)
        for each in ast.walk(node.test)
        if isinstance(each, ast.Name)
    }
    found = {id(each) for each in inside}
    for node in nodes:
        if isinstance(node, ast.Assign) and any(
            isinstance(name, ast.Name) and name.id in told for name in node.targets
        ):
            found |= {id(each) for each in ast.walk(node.value)}
    return found


def _around(nodes: list[ast.AST], inner: list[ast.AST]) -> list[ast.AST]:
    """Everything that holds one of these nodes."""
    parents = {id(child): node for node in nodes for child in ast.iter_child_nodes(node)}
    found: dict[int, ast.AST] = {}
    for each in inner:
        above = parents.get(id(each))
        while above is not None and id(above) not in found:
            found[id(above)] = above
            above = parents.get(id(above))
    return list(found.values())


def _target(node: ast.expr, names: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])


def _is_checked(call: ast.Call, names: dict[str, str]) -> bool:
    if _target(call.func, names).rpartition(".")[2] in _CHECKED:
        return True
    return any(
        each.arg == "check" and isinstance(each.value, ast.Constant) and each.value.value is True
        for each in call.keywords
    )


def _commands(call: ast.Call, names: dict[str, str], words: LiteralWords, handing: set[str]) -> list[str]:
    target = _target(call.func, names)
    given = [*call.args, *(each.value for each in call.keywords if each.arg == "args")]
    first = given[0] if given else None
    if target in _RUNNERS:
        return [shlex.join([*_RUNNERS[target], *(words.words(first) if first is not None else ())])]
    if first is None or not (target in handing or _starts(call, names)):
        return []
    if target in handing and len(given) > 1:
        first = ast.List(given)
    folder = next((each.value for each in call.keywords if each.arg == "cwd"), None)
    place = words.text(folder) if folder is not None else None
    found = words.commands(first)
    return [f"(cd {shlex.quote(place)} && {each})" for each in found] if place else found


def _handing(nodes: list[ast.AST], names: dict[str, str]) -> dict[str, list[ast.Call]]:
    """The functions that start what they are given, by name, with the calls in them that do."""
    found: dict[str, list[ast.Call]] = {}
    for node in nodes:
        if not isinstance(node, ast.FunctionDef) or not (node.args.args or node.args.vararg):
            continue
        first = node.args.args[0] if node.args.args else node.args.vararg
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and call.args and _starts(call, names):
                inner = call.args[0]
                if isinstance(inner, ast.List) and len(inner.elts) == 1:
                    inner = inner.elts[0]
                inner = inner.value if isinstance(inner, ast.Starred) else inner
                if isinstance(inner, ast.Name) and first is not None and inner.id == first.arg:
                    found.setdefault(node.name, []).append(call)
    return found


def _starts(call: ast.Call, names: dict[str, str]) -> bool:
    target = _target(call.func, names)
    module, _, name = target.rpartition(".")
    return target in _SYSTEM or (module == "subprocess" and name in _STARTS)
