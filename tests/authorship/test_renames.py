"""A file that was renamed and changed in one commit: it goes on under its earlier name."""

from __future__ import annotations

from analyzer.authorship.provenance import Renames, path_history
from analyzer.authorship.renames import CANDIDATES_OF_A_FILE, similar_renames, unexplained
from analyzer.commits import Commit
from tests.support.snapshots import commit

LINES = [f"line number {number}" for number in range(10)]
OLD, NEW = "app/old.py", "src/new.py"


def moved(*added: str, deleted: tuple[str, ...] = (OLD,)) -> Commit:
    return commit("2024-02-01", *added, *deleted, added=added)


def renames(texts: dict[str, str], *history: Commit) -> Renames:
    arrivals = unexplained(path_history(history, [NEW]), frozenset({NEW}))
    contents = {(history[0].sha, path): path for path in texts}
    return similar_renames(arrivals, contents, lambda path: texts[path].encode())


def kept(number: int) -> str:
    """A text that keeps so many of the ten lines."""
    return "\n".join([*LINES[:number], *(f"another line {each}" for each in range(10 - number))])


def test_half_of_the_lines_make_it_the_same_file() -> None:
    change = moved(NEW)
    assert renames({OLD: kept(10), NEW: kept(5)}, change) == {change.sha: ((OLD, NEW),)}
    assert renames({OLD: kept(10), NEW: kept(4)}, change) == {}


def test_the_most_similar_is_taken_and_only_for_one_file() -> None:
    change = commit("2024-02-01", NEW, "src/b.py", "a.py", "z.py", added=(NEW, "src/b.py"))
    history = path_history([change], [NEW, "src/b.py"])
    arrivals = unexplained(history, frozenset({NEW, "src/b.py"}))
    texts = {"a.py": kept(10), "z.py": kept(7), NEW: kept(8), "src/b.py": kept(10)}
    contents = {(change.sha, path): path for path in texts}
    found = similar_renames(arrivals, contents, lambda path: texts[path].encode())
    assert dict(each[::-1] for each in found[change.sha]) == {"src/b.py": "a.py", NEW: "z.py"}


def test_only_what_is_gone_and_ends_alike_is_asked() -> None:
    def asked(*deleted: str) -> tuple[str, ...]:
        history = path_history([moved(NEW, deleted=deleted)], [NEW])
        return tuple(
            path for each in unexplained(history, frozenset({NEW, "here.py"})) for path in each.earlier
        )

    assert asked("a.py", "here.py", "b.js", "c") == ("a.py",)
    assert asked("b/other.py", "src/x.py") == ("src/x.py", "b/other.py")
    assert asked("b/other.py", "src/x.py", "a/new.py") == ("a/new.py",)
    assert (
        len(asked(*(f"{number:02}.py" for number in range(CANDIDATES_OF_A_FILE + 1)))) == CANDIDATES_OF_A_FILE
    )


def test_the_history_goes_on_under_the_earlier_name() -> None:
    change, first = moved(NEW), commit("2023-01-01", OLD)
    alone = path_history([change, first], [NEW])
    assert (alone.of(NEW), alone.introductions[NEW], alone.brought_as[NEW]) == ((change,), change, NEW)
    whole = path_history([change, first], [NEW], similar={change.sha: ((OLD, NEW),)})
    assert (whole.of(NEW), whole.introductions[NEW], whole.brought_as[NEW]) == ((change, first), first, OLD)
