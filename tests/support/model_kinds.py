"""What a table of code does with models: the kinds of work in each row, with their lines."""

from __future__ import annotations

from analyzer.wiring.models.model_uses import model_uses
from tests.support.snapshots import snapshot


def used(files: dict[str, str]) -> dict[str, list[str]]:
    """For each file the kinds of work in it, with their lines."""
    found: dict[str, list[str]] = {path: [] for path in files if path.endswith(".py")}
    for use in model_uses(snapshot(files)):
        found[use.code.path].append(f"{use.kind} {use.line}")
    return found


def each_alone(table: dict[str, str]) -> dict[str, list[str]]:
    """The same for every row of a table: each row is a file of its own, and no file sees another."""
    names = dict.fromkeys(table)
    answers = used({f"{number}/row_{number}.py": table[name] for number, name in enumerate(names)})
    return {name: answers[f"{number}/row_{number}.py"] for number, name in enumerate(names)}
