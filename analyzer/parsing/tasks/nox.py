"""noxfile.py: sessions and the commands they run, themselves or through functions they hand the session to.

Read from the syntax tree only. A command whose words are not literal keeps the literal ones.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from analyzer.parsing.tasks.model import Target, TargetFile, file_of, make_target, quote
from analyzer.parsing.tasks.python import (
    AnyFunction,
    calls_of,
    decorated_functions,
    keyword_of,
    last_name,
    literal_text,
    literal_texts,
    literal_words,
)

# Stand for the sessions with a tag, and for those that run without a name.
TAG = "tag:"
DEFAULT_SESSIONS = "default sessions"
_RUNNERS = frozenset({"run", "run_always", "run_install"})
_MAXIMUM_HOPS = 4
_MAXIMUM_CALLS = 2_000
_MAXIMUM_LOOP_LINES = 200


def parse_nox(path: str, content: bytes) -> TargetFile:
    """The sessions of a noxfile. Without a name those of `nox.options.sessions` run, or all of them."""
    sessions, problem = decorated_functions(content, frozenset({"session"}))
    rest = _Rest(content) if sessions else None
    targets: list[Target] = []
    tags: dict[str, list[str]] = {}
    always: list[str] = []
    for function, decorator in sessions:
        target = _session(function, decorator, rest)
        targets.append(target)
        value = keyword_of(decorator, "tags")
        for tag in literal_texts(value) if value is not None else ():
            tags.setdefault(tag, []).append(target.name)
        chosen = keyword_of(decorator, "default")
        if not (isinstance(chosen, ast.Constant) and chosen.value is False):
            always.append(target.name)
    listed = rest.listed if rest is not None else []
    default = listed or (always if len(always) < len(targets) else [])
    targets += [make_target(f"{TAG}{name}", 1, (), depends=names) for name, names in tags.items()]
    if default:
        targets.append(make_target(DEFAULT_SESSIONS, 1, (), depends=default))
    return file_of("nox", path, targets, default=DEFAULT_SESSIONS if default else None, problem=problem)


class _Rest:
    """What stands in the file beside the sessions: functions, lists of words, the sessions of `options`."""

    def __init__(self, content: bytes) -> None:
        self.functions: dict[str, AnyFunction] = {}
        self.lists: dict[str, ast.expr] = {}
        self.listed: list[str] = []
        self.looped: dict[tuple[str, int], list[str]] = {}
        tree = ast.parse(content)
        for statement in tree.body:
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                self.functions[statement.name] = statement
            elif isinstance(statement, ast.Assign):
                for target in statement.targets:
                    if isinstance(target, ast.Name):
                        self.lists[target.id] = statement.value
                    elif isinstance(target, ast.Attribute) and target.attr == "sessions":
                        self.listed = literal_texts(statement.value)
        for loop in (each for each in ast.walk(tree) if isinstance(each, ast.For)):
            self._loop(loop)

    def _loop(self, loop: ast.For) -> None:
        """What the name of a loop over literal texts stands for, line by line."""
        if not isinstance(loop.target, ast.Name):
            return
        over = self.lists.get(loop.iter.id, loop.iter) if isinstance(loop.iter, ast.Name) else loop.iter
        last = min(loop.end_lineno or loop.lineno, loop.lineno + _MAXIMUM_LOOP_LINES)
        for line in range(loop.lineno, last + 1) if (texts := literal_texts(over)) else ():
            self.looped[loop.target.id, line] = texts


def _session(function: AnyFunction, decorator: ast.expr, rest: _Rest | None) -> Target:
    lines: list[tuple[str, int]] = []
    depends: list[str] = []
    directory: str | None = None
    lists = rest.lists if rest is not None else {}
    for call in _calls(function, rest):
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if method == "notify":
            depends += _notified(call, rest)
        elif method in ("chdir", "cd") and call.args and (text := literal_text(call.args[0])):
            directory = text
        elif method in _RUNNERS and (words := literal_words(_named(call.args, lists))):
            tolerant = _accepts_failure(keyword_of(call, "success_codes"))
            lines.append((" ".join(map(quote, words)) + (" || true" if tolerant else ""), call.lineno))
    requires = keyword_of(decorator, "requires")
    depends += literal_texts(requires) if requires is not None else []
    name = literal_text(keyword_of(decorator, "name")) or function.name
    return make_target(name, function.lineno, lines, depends=depends, directory=directory)


def _notified(call: ast.Call, rest: _Rest | None) -> list[str]:
    """The sessions that a call of `notify` starts after this one: by a name, or each of a loop's names."""
    named = call.args[0] if call.args else keyword_of(call, "target")
    if isinstance(named, ast.Name):
        return list(rest.looped.get((named.id, call.lineno), ())) if rest is not None else []
    text = literal_text(named) if named is not None else None
    return [text] if text else []


def _calls(function: AnyFunction, rest: _Rest | None) -> Iterator[ast.Call]:
    """The calls of a session, and of the functions of the file that it gives the session to."""
    own = function.args.args[0].arg if function.args.args else ""
    pending: list[tuple[AnyFunction, str, int]] = [(function, own, 0)]
    visited = {function.name}
    count = 0
    while pending:
        current, session, depth = pending.pop(0)
        for call in calls_of(current):
            count += 1
            if count > _MAXIMUM_CALLS:
                return
            yield call
            called = rest.functions.get(last_name(call.func) or "") if rest is not None else None
            handed = any(isinstance(each, ast.Name) and each.id == session for each in call.args)
            if called is not None and handed and called.name not in visited and depth < _MAXIMUM_HOPS:
                visited.add(called.name)
                pending.append((called, called.args.args[0].arg if called.args.args else "", depth + 1))


def _named(arguments: list[ast.expr], lists: Mapping[str, ast.expr]) -> list[ast.expr]:
    """The arguments with lists of the file in place of their names: `session.run(*COMMAND)`."""
    found: list[ast.expr] = []
    for each in arguments:
        inner = each.value if isinstance(each, ast.Starred) else each
        found.append(lists.get(inner.id, each) if isinstance(inner, ast.Name) else each)
    return found


def _accepts_failure(codes: ast.expr | None) -> bool:
    if not isinstance(codes, ast.List | ast.Tuple | ast.Set):
        return False
    return any(isinstance(each, ast.Constant) and each.value not in (0, None) for each in codes.elts)
