"""Words of a command that a script in Python puts together: literals, names, lists that are added up."""

from __future__ import annotations

import ast
import shlex
from bisect import bisect_right

from analyzer.parsing.steps import spend

_MAXIMUM_DEPTH = 8
_MAXIMUM_WORDS = 200
_MAXIMUM_STEPS = 50_000
_ADDS = frozenset({"append", "extend"})


class LiteralWords:
    """What the names of a script stand for at a line, as far as it is written down."""

    def __init__(self, nodes: list[ast.AST]) -> None:
        self._left = _MAXIMUM_STEPS
        self._assigned: dict[str, list[tuple[int, ast.expr]]] = {}
        self._added: dict[str, list[tuple[int, ast.expr]]] = {}
        self._looped: dict[str, list[tuple[int, ast.expr]]] = {}
        # Nodes come before what they hold.
        conditional: set[int] = set()
        for node in nodes:
            if id(node) in conditional or isinstance(node, ast.If | ast.Try | ast.While):
                conditional.update(map(id, ast.iter_child_nodes(node)))
        for node in nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if isinstance(target, ast.Name):
                        self._assigned.setdefault(target.id, []).append((node.lineno, node.value))
            elif isinstance(node, ast.For):
                self._loop(node)
            elif id(node) not in conditional:
                self._addition(node)
        for table in (self._assigned, self._added, self._looped):
            for found in table.values():
                found.sort(key=lambda each: each[0])

    def _addition(self, node: ast.AST) -> None:
        """`command += [...]`, `command.append(x)`; what only an alternative adds is left out."""
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self._added.setdefault(node.target.id, []).append((node.lineno, node.value))
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.attr in _ADDS
            and node.args
        ):
            self._added.setdefault(node.func.value.id, []).append((node.lineno, node.args[0]))

    def _loop(self, node: ast.For) -> None:
        """`for command in COMMANDS`, `for name, command in [("unit", ["pytest"])]`, `in STEPS.items()`."""
        several = isinstance(node.target, ast.Tuple)
        targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        for at, target in enumerate(targets):
            if isinstance(target, ast.Name):
                for item in self._items(node.iter, at if several else -1):
                    self._looped.setdefault(target.id, []).append((node.lineno, item))

    def _items(self, node: ast.expr, within: int) -> list[ast.expr]:
        """The items of a list that is written down, or the part `within` each of them."""
        spend(1)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
            node = node.func.value if node.func.attr in ("items", "values") else node
        if isinstance(node, ast.Name):
            node = self._named(node) or node
        if isinstance(node, ast.Dict):
            return node.values[:_MAXIMUM_WORDS] if within != 0 else []
        items = node.elts[:_MAXIMUM_WORDS] if isinstance(node, ast.List | ast.Tuple) else []
        if within < 0:
            return items
        return [
            each.elts[within]
            for each in items
            if isinstance(each, ast.Tuple | ast.List) and within < len(each.elts)
        ]

    def commands(self, node: ast.expr) -> list[str]:
        """The commands that a value stands for: one, or one for each round of a loop over a written list."""
        if isinstance(node, ast.Name) and self._named(node) is None:
            rounds = [each for line, each in self._looped.get(node.id, ()) if line <= node.lineno]
            if rounds:
                return [found for each in rounds if (found := self.command(each))]
        found = self.command(node)
        return [found] if found else []

    def command(self, node: ast.expr) -> str:
        """A command that is given as a text or as a list, as shell text; "" if nothing of it is known."""
        text = self.text(node)
        if text is not None:
            return " ".join(text.split())
        return shlex.join(self.words(node))

    def text(self, node: ast.expr, depth: int = 0) -> str | None:
        """The text that a value is; what is only known later in it reads `$name`. None for other values."""
        if depth > _MAXIMUM_DEPTH or self._is_spent():
            return None
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.Name) and (named := self._named(node)) is not None:
            return self.text(named, depth + 1)
        if isinstance(node, ast.Attribute) and node.attr == "executable":
            return "python"
        if isinstance(node, ast.JoinedStr):
            return "".join(self._field(each, depth) for each in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            return self._below(node, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.text(node.left, depth + 1), self.text(node.right, depth + 1)
            return None if left is None or right is None else left + right
        if isinstance(node, ast.Call):
            return self._of_call(node, depth)
        return None

    def _is_spent(self) -> bool:
        spend(1)
        self._left -= 1
        return self._left < 0

    def partly(self, node: ast.expr) -> str | None:
        """A text that is added up, with `${value}` for what is only known later; None if nothing is known."""
        parts: list[str | None] = []
        stack = [node]
        while stack and len(parts) < _MAXIMUM_WORDS:
            each = stack.pop()
            spend(1)
            if isinstance(each, ast.BinOp) and isinstance(each.op, ast.Add):
                stack += [each.right, each.left]
            else:
                parts.append(self.text(each))
        known = any(each is not None for each in parts)
        return "".join("${value}" if each is None else each for each in parts) if known else None

    def _below(self, node: ast.BinOp, depth: int) -> str | None:
        """`ROOT / "tests"`: a path below a folder that is only known when it runs, taken for the checkout."""
        left, right = self.text(node.left, depth + 1), self.text(node.right, depth + 1)
        return right if left is None or right is None else f"{left.rstrip('/')}/{right}"

    def _of_call(self, node: ast.Call, depth: int) -> str | None:
        """`str(path)`, `" ".join(words)`."""
        if isinstance(node.func, ast.Name) and node.func.id in ("str", "Path") and len(node.args) == 1:
            return self.text(node.args[0], depth + 1)
        joins = isinstance(node.func, ast.Attribute) and node.func.attr == "join" and len(node.args) == 1
        if joins and isinstance(node.func, ast.Attribute) and self.text(node.func.value, depth + 1) == " ":
            return " ".join(self.words(node.args[0], depth + 1)) or None
        return None

    def _field(self, node: ast.expr, depth: int) -> str:
        value = node.value if isinstance(node, ast.FormattedValue) else node
        text = self.text(value, depth + 1)
        if text is not None:
            return text
        return f"${{{value.id}}}" if isinstance(value, ast.Name) else "${value}"

    def words(self, node: ast.expr, depth: int = 0) -> list[str]:
        """The words of a list that are written down; what is only known later is left out."""
        if depth > _MAXIMUM_DEPTH or self._is_spent():
            return []
        if isinstance(node, ast.List | ast.Tuple):
            found: list[str] = []
            for each in node.elts[:_MAXIMUM_WORDS]:
                if isinstance(each, ast.Starred):
                    found += self.words(each.value, depth + 1)
                elif (text := self.text(each, depth + 1)) is not None:
                    found.append(text)
            return found[:_MAXIMUM_WORDS]
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return [*self.words(node.left, depth + 1), *self.words(node.right, depth + 1)][:_MAXIMUM_WORDS]
        if isinstance(node, ast.Call):
            return self._split(node, depth)
        if isinstance(node, ast.Name) and (named := self._named(node)) is not None:
            found = self.words(named, depth + 1)
            start = named.lineno
            for line, added in self._added.get(node.id, ())[:_MAXIMUM_WORDS]:
                if found and start < line <= node.lineno:
                    text = self.text(added, depth + 1)
                    found += self.words(added, depth + 1) if text is None else [text]
            return found[:_MAXIMUM_WORDS]
        return []

    def _split(self, call: ast.Call, depth: int) -> list[str]:
        """`"pytest -q".split()`, `shlex.split("pytest -q")`, `list(words)`."""
        function = call.func
        if isinstance(function, ast.Name) and function.id in ("list", "tuple") and len(call.args) == 1:
            return self.words(call.args[0], depth + 1)
        if not isinstance(function, ast.Attribute) or function.attr != "split":
            return []
        for each in (function.value, *call.args[:1]):
            if (text := self.text(each, depth + 1)) is not None:
                return text.split()
        return []

    def _named(self, name: ast.Name) -> ast.expr | None:
        """What was last assigned to a name above its use."""
        found = self._assigned.get(name.id, ())
        at = bisect_right([line for line, _ in found], name.lineno)
        return found[at - 1][1] if at else None
