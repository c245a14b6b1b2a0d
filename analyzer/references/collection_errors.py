"""Files of tests that a runner cannot load, and the runs of tests that end at one of them.

pytest ends its session before the first test where it cannot import one of the files that it collects
("Interrupted: 1 error during collection"), unless `--continue-on-collection-errors` is given.
"""

from __future__ import annotations

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.references.broken_starts import broken_load
from analyzer.references.model import Reference
from analyzer.repository import Snapshot
from analyzer.wiring.testing.collected import Collected
from analyzer.wiring.testing.collection import TestFunction

# A file may say itself that it is left out where something is missing.
LEAVES_ITSELF_OUT = lazy_regex(r"\bimportorskip\(|\ballow_module_level\b")


class UnloadableTests(Struct, frozen=True):
    """A file of tests, and the reference at which loading it ends."""

    path: str
    reference: Reference

    @property
    def words(self) -> str:
        """For a note: "tests/test_a.py cannot be loaded: tests/test_a.py:1 names x, which is not ..."."""
        place = f"{self.reference.path}:{self.reference.line}"
        return f"{self.path} cannot be loaded: {place} {self.reference.words}"


def loadable_tests(repo: Snapshot, found: Collected) -> tuple[TestFunction, ...]:
    """The tests that were collected, without those of files that cannot be loaded."""
    broken = {each.path for each in unloadable_tests(repo, found)}
    return tuple(each for each in found.tests if each.path not in broken)


def unloadable_tests(repo: Snapshot, found: Collected) -> tuple[UnloadableTests, ...]:
    """The files of what was collected that cannot be loaded, by their paths."""
    paths = sorted({each.path for each in found.tests})
    broken = ((path, broken_load(repo, path)) for path in paths)
    return tuple(UnloadableTests(path, each) for path, each in broken if each is not None)


def stopped_at(repo: Snapshot, found: Collected) -> UnloadableTests | None:
    """The first file at which a run ends before its first test; None where the tests are started."""
    if not found.all_or_none:
        return None
    for each in unloadable_tests(repo, found):
        if LEAVES_ITSELF_OUT.search(repo.text(each.path) or "") is None:
            return each
    return None
