"""Installed packages that are imported whole beside an empty package of the same name of one's own."""

from __future__ import annotations

from collections.abc import Callable

from analyzer.parsing.python import PythonFacts


def installed_namesakes(
    path: str,
    facts: PythonFacts,
    is_local: Callable[[str, str], bool],
    is_in_package: Callable[[str, str], bool],
) -> frozenset[str]:
    """The names that a file imports whole, of which nothing that it calls is in its own package of that name.

    `import mlflow` and `mlflow.log_metrics(...)` beside `app/mlflow/__init__.py`, which is empty, in the
    package `app`. `is_local`: whether a dotted name means something of this repository, seen from a path;
    `is_in_package`: whether that is part of another package, so that its own name is longer.
    """
    whole = {
        each.module
        for each in facts.imports
        if each.name is None
        and "." not in each.module
        and is_local(path, each.module)
        and is_in_package(path, each.module)
    }
    called: dict[str, set[str]] = {}
    for call in facts.calls if whole else ():
        root, _dot, rest = call.target.partition(".")
        if root in whole and rest:
            called.setdefault(root, set()).add(rest.partition(".")[0])
    return frozenset(
        root
        for root, names in called.items()
        if not any(is_local(path, f"{root}.{name.removesuffix('()')}") for name in names)
    )
