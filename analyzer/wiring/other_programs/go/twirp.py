"""Twirp: services of generated code, which a program makes of its own objects.

`NewSummariesServer(&server.Server{})` of a package with a `*.twirp.go` file answers by the object's methods.
https://twitchtv.github.io/twirp/docs/example.html
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.go.builds import go_modules
from analyzer.wiring.other_programs.vocabulary.language import ByConvention
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign
from analyzer.wiring.roles import is_test_path

TWIRP_SERVICE = sign(Subject.ROUTE, "Twirp", "", None)
MAKES_TWIRP = lazy_regex(r"New[A-Z]\w{0,80}Server")
GENERATED_BY_TWIRP = ".twirp.go"


@derived
def _generated(repo: Snapshot) -> frozenset[str]:
    """The folders with code that Twirp generated."""
    return frozenset(dirname(path) for path in repo.all_paths if path.endswith(GENERATED_BY_TWIRP))


def twirp_services(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """Where a file makes a service, with the objects that answer: those made or handed over beside it."""
    if not _generated(repo) or is_test_path(path):
        return
    for call in facts.calls:
        module, mark, name = call.target.partition(FROM_PACKAGE)
        if not mark or MAKES_TWIRP.fullmatch(name) is None or not _is_generated(repo, module):
            continue
        beside = (f"{each.target}()" for each in facts.calls if each.line == call.line and each != call)
        here = call.target, call.line
        handed = (each.receiver for each in facts.handed if (each.target, each.line) == here)
        handlers = tuple(dict.fromkeys((*handed, *beside)))
        yield ByConvention(TWIRP_SERVICE, call.function or "", call.line, "", handlers)


def _is_generated(repo: Snapshot, module: str) -> bool:
    for name, folder in go_modules(repo).items():
        if module.startswith(f"{name}/") and join(folder, module[len(name) + 1 :]) in _generated(repo):
            return True
    return False
