"""What classes do outside of their methods: it runs where an object of them is made or is asked by its name.

`class Api(model: Model) { val routes = HttpRoutes.of { ... } }` registers its routes when `new Api(model)`
runs, and the values of an `object` are made when somebody first asks for one. Sources:
https://docs.scala-lang.org/scala3/book/domain-modeling-tools.html,
https://docs.oracle.com/javase/specs/jls/se21/html/jls-12.html#jls-12.5,
https://kotlinlang.org/docs/object-declarations.html.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.definitions import classes_by_any_name, parts_of
from analyzer.wiring.other_programs.index import files_of_target, followed, language_at, programs


@derived
def _with_bodies(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The classes of each file that call something outside of their methods, by their whole names.

    Where importing a file runs it, what stands outside of its functions is reached without them.
    """
    found = {}
    for path, facts in programs(repo).items():
        if language_at(repo, path).runs_imported or not facts.classes:
            continue
        rows = [call.line for call in facts.calls if call.function is None]
        names = frozenset(
            each.qualified_name
            for each in facts.classes
            if any(each.line <= row <= each.end_line for row in rows)
        )
        if names:
            found[path] = names
    return found


def bodies_run(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The files, as nodes of the graph of calls, with what the class does that a target begins with."""
    known = _with_bodies(repo)
    if not known or language_at(repo, path).runs_imported:
        return
    for place, written in dict.fromkeys(((path, target), followed(repo, path, target))):
        rest = written.partition(FROM_PACKAGE)[2]
        names = parts_of(rest)
        for file in files_of_target(repo, place, written) if names else ():
            begun = (".".join(names[:count]) for count in range(len(names), 0, -1))
            kinds = classes_by_any_name(repo)[file]
            whole = next((kinds[each] for each in begun if each in kinds), None)
            if whole is not None and whole in known.get(file, ()):
                yield file, ""


__all__ = ["bodies_run"]
