"""Small questions about nodes of a Python syntax tree."""

from __future__ import annotations

import ast
from typing import Final

from analyzer.parsing.code_facts import STRINGS_CUT, TEXT_CUT, Keywords

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

LITERAL_ITEMS = 20
INTEGER_BITS = 1024
CONSTANT_PARTS = (ast.Constant, ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)
CONSTANT_FORMS = (ast.UnaryOp, ast.BinOp, ast.BoolOp, ast.Compare, ast.List, ast.Tuple, ast.Set)
IMPORT_ERRORS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})

NAMELESS_FIELDS = frozenset(
    {"op", "ops", "ctx", "attr", "arg", "id", "conversion", "is_async", "kind", "rest", "name"}
)
# What to look into below each kind of expression. Operators and contexts hold no names; a Name, an
# Attribute and a Call have their own handling; a Constant has nothing below.
CHILDREN: Final[dict[type, tuple[str, ...]]] = {
    kind: tuple(name for name in kind._fields if name not in NAMELESS_FIELDS)
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}


def children_of(node: ast.AST) -> list[ast.AST]:
    """The nodes right below a node that can hold a name or a value, in the order of the text."""
    found: list[ast.AST] = []
    for name in CHILDREN.get(node.__class__, ()):
        value = getattr(node, name)
        if value.__class__ is list:
            found.extend(item for item in value if isinstance(item, ast.AST))
        elif isinstance(value, ast.AST):
            found.append(value)
    return found


def literal_text(node: ast.expr) -> str:
    """A literal as text, at most 200 characters: the value of a string, else as Python prints it.

    Flat lists, tuples and sets of literals count; anything else is "".
    """
    if isinstance(node, ast.Constant):
        return node.value[:TEXT_CUT] if isinstance(node.value, str) else _printed(node)
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        items = [_printed(item) for item in node.elts[:LITERAL_ITEMS]]
        return f"[{', '.join(items)}]"[:TEXT_CUT] if all(items) and items else ""
    return _printed(node)


def _printed(node: ast.expr) -> str:
    sign = ""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node, sign = node.operand, "-"
    if not isinstance(node, ast.Constant) or node.value is Ellipsis:
        return ""
    value = node.value
    if isinstance(value, (str, bytes)):
        return repr(value[:TEXT_CUT])
    if isinstance(value, int) and value.bit_length() > INTEGER_BITS:
        return ""
    return sign + str(value)[:TEXT_CUT]


def string_arguments(arguments: list[ast.expr]) -> tuple[str, ...]:
    """The literal strings among positional arguments, those in a list or tuple included."""
    found: list[str] = []
    for argument in arguments:
        items = argument.elts if isinstance(argument, (ast.List, ast.Tuple)) else (argument,)
        for item in items:
            if isinstance(item, ast.Constant) and isinstance(item.value, str):
                found.append(item.value[:TEXT_CUT])
                if len(found) == STRINGS_CUT:
                    return tuple(found)
    return tuple(found)


def keyword_arguments(arguments: list[ast.keyword]) -> Keywords:
    """Each keyword with its literal value as text; "**" stands for an unpacked mapping."""
    return tuple([(keyword.arg or "**", literal_text(keyword.value)) for keyword in arguments])


def constant_only(node: ast.expr) -> bool:
    """Whether an expression is made of constants alone, so that asserting it checks nothing."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, CONSTANT_PARTS):
            continue
        if not isinstance(current, CONSTANT_FORMS):
            return False
        stack.extend(ast.iter_child_nodes(current))
    return True


def bound_names(target: ast.expr) -> list[str]:
    """The plain names that an assignment target binds."""
    found: list[str] = []
    stack = [target]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Name):
            found.append(current.id)
        elif isinstance(current, (ast.Tuple, ast.List)):
            stack.extend(current.elts)
        elif isinstance(current, ast.Starred):
            stack.append(current.value)
    return found


def parameters(arguments: ast.arguments) -> list[ast.arg]:
    """All parameters in the order they are written."""
    found = [*arguments.posonlyargs, *arguments.args]
    if arguments.vararg is not None:
        found.append(arguments.vararg)
    found.extend(arguments.kwonlyargs)
    if arguments.kwarg is not None:
        found.append(arguments.kwarg)
    return found


def parameter_names(arguments: ast.arguments) -> tuple[str, ...]:
    """The names of all parameters, without stars."""
    return tuple([parameter.arg for parameter in parameters(arguments)])


def below_attributes(node: ast.expr) -> ast.expr:
    """What a chain of attributes begins with: the `a` of `a.b.c`, the call of `f().x`."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def docstring(body: list[ast.stmt]) -> str:
    """The docstring at the head of a body, "" if there is none."""
    value = body[0].value if body and isinstance(body[0], ast.Expr) else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def doctests(text: str) -> int:
    """The number of doctest examples in a docstring."""
    return sum(line.lstrip().startswith(">>>") for line in text.splitlines()) if ">>>" in text else 0


def does_nothing(body: list[ast.stmt]) -> bool:
    """Whether a body holds only a docstring, `pass`, `...` or `return` of nothing."""
    for statement in body:
        if isinstance(statement, ast.Return):
            value = statement.value
            if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
                return False
        elif isinstance(statement, ast.Expr):
            if not isinstance(statement.value, ast.Constant):
                return False
        elif not isinstance(statement, ast.Pass):
            return False
    return True


def is_annotated(node: FunctionNode) -> bool:
    """Whether the return value, or every parameter besides self/cls, is annotated."""
    if node.returns is not None:
        return True
    counted = [each for each in parameters(node.args) if each.arg not in {"self", "cls"}]
    return bool(counted) and all(each.annotation is not None for each in counted)


def last_name(node: ast.expr) -> str:
    """The last component of a name or attribute, "" for anything else."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def renamed_by(node: ast.AST) -> dict[str, str]:
    """The names that an import gives to others: `from a import b as c` gives `b` the name `c`."""
    if not isinstance(node, ast.ImportFrom):
        return {}
    return {each.asname: each.name for each in node.names if each.asname is not None}


def survives_import_error(handlers: list[ast.ExceptHandler]) -> bool:
    """Whether one of the handlers catches a failing import."""
    for handler in handlers:
        if handler.type is None:
            return True
        caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        if any(last_name(each) in IMPORT_ERRORS for each in caught):
            return True
    return False


def is_main_guard(test: ast.expr) -> bool:
    """Whether a condition is `__name__ == "__main__"`, either way round."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq):
        return False
    sides = (test.left, test.comparators[0])
    return any(last_name(side) == "__name__" for side in sides) and any(
        isinstance(side, ast.Constant) and side.value == "__main__" for side in sides
    )
