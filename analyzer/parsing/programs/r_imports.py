"""What a file of R imports: attached packages, modules of box, sourced files, packages of Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Import
from analyzer.parsing.programs.facts import FROM_PACKAGE, NAME_DOT
from analyzer.parsing.programs.grammar import Imported
from analyzer.parsing.programs.r_calls import PATH_CALL, R_APPLIERS, called_name, called_package
from analyzer.parsing.programs.r_nodes import RNode, dotted, plain

ROXYGEN_IMPORT = lazy_regex(r"#'[ \t]*@import(?:From)?[ \t]+([\w.]{1,80})((?:[ \t]+\S{1,80}){0,40})")
PYTHON_MODULE = lazy_regex(r"[A-Za-z_]\w{0,60}(?:\.(?!csv|xlsx?|json|rds)\w{1,60}){0,6}")


def _fact(module: str, name: str | None, row: int, alias: str = "", *, guarded: bool = False) -> Import:
    return Import(module, name, alias, row + 1, guarded, False, False)


def imports_of(node: RNode) -> Iterator[Imported]:
    """What a call imports that `r_calls` knows as one that does."""
    name, package, row = called_name(node), called_package(node), node.row
    if package == "box" and name == "use":
        yield from _boxes(node)
    elif package == "import":
        yield from _imported_from(node)
    elif name in ("source", "sys·source", "tar_source"):
        files = [each for each in _strings(node.arguments) if each] or (["R"] if name == "tar_source" else [])
        yield from (Imported(_fact(_as_file(each), "*", row), ()) for each in files)
    elif name == "tar_option_set":
        for each in node.arguments:
            if each.type == "argument" and each.value == "packages" and "value" in each.fields:
                yield from _attached(_strings((each.fields["value"],)), row)
    elif name in R_APPLIERS:
        yield from _attached(_strings(node.arguments), row)
    else:
        guarded = name in ("require", "requireNamespace")
        words = [
            each.value[1:-1] if each.type == "string" else dotted(each.value)
            for each in node.arguments
            if each.type in ("string", "identifier")
        ]
        words = words if name in ("p_load", "shelf", "pkg_attach", "libraries") else words[:1]
        yield from _attached([each.rpartition("/")[2] for each in words], row, guarded=guarded)


def _attached(packages: Iterable[str], row: int, *, guarded: bool = False) -> Iterator[Imported]:
    for each in packages:
        yield Imported(_fact(each, "*", row, guarded=guarded), ())


def _as_file(module: str) -> str:
    return module if "/" in module or "." in module else f"{module}/"


def _strings(nodes: Iterable[RNode]) -> list[str]:
    """The strings among arguments and in the vectors among them, in their order."""
    found: list[str] = []
    waiting = list(reversed(list(nodes)))
    while waiting and len(found) < 200:
        node = waiting.pop()
        if node.type in ("string", PATH_CALL):
            found.append(node.value[1:-1])
        elif node.type == "argument":
            waiting += [node.fields["value"]] if "value" in node.fields else []
        elif called_name(node) in ("c", "list", "unique"):
            waiting += reversed(node.arguments)
    return found


def _boxes(node: RNode) -> Iterator[Imported]:
    """`box::use(dplyr[mutate, f = filter], app/logic/model, p = ./data[...])`."""
    for each in node.arguments:
        value = each.fields.get("value") if each.type == "argument" else each
        alias = each.value if each.type == "argument" else ""
        if value is None:
            continue
        chosen: tuple[RNode, ...] = ()
        whole, place = _path_of(value)
        if whole is not None and whole.type == "index":
            chosen = whole.children[1:]
        module = place
        names = [_chosen(one) for one in chosen]
        row = value.row
        if not names:
            alias = alias or module.rpartition("/")[2]
            yield Imported(
                _fact(module, None, row, alias), ((alias.replace(".", NAME_DOT), f"{module}{FROM_PACKAGE}"),)
            )
        for local, name in names:
            if name == "···":
                yield Imported(_fact(module, "*", row), ())
            else:
                bound = (local, f"{module}{FROM_PACKAGE}{name}")
                yield Imported(_fact(module, dotted(name), row, local), (bound,))


def _chosen(node: RNode) -> tuple[str, str]:
    if node.type == "argument":
        value = node.fields.get("value")
        return node.value, plain(value) if value is not None else node.value
    return node.value, node.value


def _path_of(node: RNode) -> tuple[RNode | None, str]:
    """The last part of a path that is written with `/`, and the path."""
    parts: list[str] = []
    last: RNode | None = None
    current: RNode | None = node
    while current is not None:
        right = current.fields.get("right") if current.type == "binary" and current.value == "/" else current
        if right is None:
            break
        last = last or right
        below = right.fields["object"] if right.type == "index" else right
        parts.append(dotted(below.value))
        current = current.fields.get("left") if right is not current else None
    return last, "/".join(reversed(parts))


def _imported_from(node: RNode) -> Iterator[Imported]:
    """`import::from(dplyr, mutate, f = filter)`, `import::here("model.R", fit)`."""
    words = [
        each for each in node.arguments if not (each.type == "argument" and each.value.startswith(NAME_DOT))
    ]
    said = next((each for each in node.arguments if each.type == "argument" and each.value == "·from"), None)
    source = said.fields.get("value") if said is not None else (words.pop(0) if words else None)
    if source is None:
        return
    module = source.value[1:-1] if source.type == "string" else dotted(source.value)
    for local, name in map(_chosen, words):
        yield Imported(
            _fact(module, dotted(name), node.row, local), ((local, f"{module}{FROM_PACKAGE}{name}"),)
        )


def imports_of_comment(node: RNode) -> Iterator[Imported]:
    """`#' @importFrom ranger ranger`, `#' @import xgboost`: of the package that the file belongs to."""
    match = ROXYGEN_IMPORT.match(node.value)
    if match is None:
        return
    names = match[2].split()
    if "@importFrom" not in node.value:
        yield from _attached((match[1], *names), node.row)
    for each in names if "@importFrom" in node.value else ():
        local = each.strip("`\"'").replace(".", NAME_DOT)
        yield Imported(_fact(match[1], each, node.row, local), ((local, f"{match[1]}{FROM_PACKAGE}{local}"),))


def python_module(node: RNode) -> Iterator[Imported]:
    """`mlflow <- reticulate::import("mlflow")`: a module of Python under a name of R."""
    name, value = node.fields["name"], node.fields["value"]
    if name.type != "identifier" or value.type != "call" or called_name(value) != "import":
        return
    if called_package(value) not in ("", "reticulate"):
        return
    for module in filter(PYTHON_MODULE.fullmatch, _strings(value.arguments[:1])):
        bound = (name.value, f"{module}{FROM_PACKAGE}")
        yield Imported(_fact(module, None, node.row, name.value), (bound,))
