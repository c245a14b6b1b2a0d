"""A local of Ruby that is one of several classes: `kind = case name when :a then A when :b then B end`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.named_types import files_of_type

ASKED_OF_LOCAL = lazy_regex(r"(?P<name>[a-z_]\w{0,60})\(\)\.(?P<method>[a-z_]\w{0,60}[?!]?)(?:\(\))?")
CHOSEN = lazy_regex(r"\s*(?P<name>[a-z_]\w{0,60})\s?=\s?(?P<choice>(?:case|if|unless)\b|[^\n?]{1,200}\s\?\s)")
CONSTANT = r"(?:::)?(?P<{}>[A-Z]\w{{0,60}}(?:::[A-Z]\w{{0,60}}){{0,6}})"
# A branch that is a class and nothing else.
BRANCH = lazy_regex(
    rf"(?:\s*|.{{0,200}}\bthen\s{{1,4}}|\s*else\s{{1,4}}){CONSTANT.format('kind')}\s*(?:#.*)?"
)
EITHER = lazy_regex(
    rf"\s\?\s{{1,4}}{CONSTANT.format('first')}\s{{1,4}}:\s{{1,4}}{CONSTANT.format('second')}\s*\Z"
)
BLOCK_END = lazy_regex(r"(?P<indent>\s*)end\b")
MOST_BRANCH_ROWS = 60
RUBY_ROW_CUT = 300
MOST_CLASSES_CHOSEN = 20


def chosen_methods(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods that are meant by what is asked of an object of a local that is one of several classes."""
    asked = ASKED_OF_LOCAL.fullmatch(target)
    if asked is None:
        return
    for kind in dict.fromkeys(islice(_classes(repo, path, asked["name"]), MOST_CLASSES_CHOSEN)):
        ending = f"{kind.rpartition('.')[2]}.{asked['method']}"
        for file in files_of_type(repo, "Ruby", kind):
            for each in repo.programs[file].functions:
                if each.qualified_name == ending or each.qualified_name.endswith(f".{ending}"):
                    yield file, each.qualified_name


def _classes(repo: Snapshot, path: str, name: str) -> Iterator[str]:
    rows = [row[:RUBY_ROW_CUT] for row in (repo.text(path) or "").split("\n")]
    for number, row in enumerate(rows):
        match = CHOSEN.match(row)
        if match is None or match["name"] != name:
            continue
        either = EITHER.search(row)
        if either is not None:
            yield from (either[each].replace("::", ".") for each in ("first", "second"))
            continue
        for inner in rows[number + 1 : number + MOST_BRANCH_ROWS]:
            branch = BRANCH.fullmatch(inner)
            if branch is not None:
                yield branch["kind"].replace("::", ".")
            elif BLOCK_END.match(inner):
                break
