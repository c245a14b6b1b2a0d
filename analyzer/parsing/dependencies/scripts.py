"""Dependencies that a script of Python declares in its own first comment.

Format: https://packaging.python.org/specifications/inline-script-metadata/
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import Dependency, DependencyFile, requirement
from analyzer.parsing.structured import Items, block, line, load_toml, text

SCRIPT_MARK = "# /// script"
_LINES_LIMIT = 200
_COMMENT = lazy_regex(r"#(?: (.*))?")


def script_dependencies(path: str, source: str) -> DependencyFile | None:
    """What a script declares; None if it declares nothing, or not in the form that the tools read."""
    lines = [each.rstrip() for each in source.split("\n", _LINES_LIMIT)[:_LINES_LIMIT]]
    if SCRIPT_MARK not in lines:
        return None
    begin = lines.index(SCRIPT_MARK) + 1
    body: list[str] = []
    for written in lines[begin:]:
        match = _COMMENT.fullmatch(written)
        if match is None:
            return None
        if match[1] == "///":
            break
        body.append(match[1] or "")
    else:
        return None
    declared = block(load_toml("\n".join(body).encode()).value).get("dependencies")
    found: list[Dependency] = []
    for each in declared if isinstance(declared, Items) else ():
        dependency = requirement(text(each), begin + line(each))
        if dependency is not None:
            found.append(dependency)
    return DependencyFile("script", path, tuple(found)) if found else None
