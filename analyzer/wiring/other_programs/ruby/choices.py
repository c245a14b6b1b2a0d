"""A local of Ruby that is one of several classes: `kind = case name when :a then A when :b then B end`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.vocabulary.named_types import files_of_type
from analyzer.wiring.roles import is_test_path

CONSTANTIZED = lazy_regex(
    r"(?:\*#Object\.const_get|.*\.(?:safe_)?constantize|.*\.const_get)(?:\(\)){1,2}\.\w{1,60}[?!]?(?:\(\))?"
)
TEXT_OF_A_CLASS = lazy_regex(
    r"\"(?P<text>[\w/:]{0,60}(?:#\{[^{}\"\n]{1,80}\}[\w/:]{0,60}){1,3})\"(?:\.\w{1,20}){0,3}\.(?:safe_)?constantize\b"
    r"|const_get\(\s*\"(?P<text2>[\w/:]{0,60}(?:#\{[^{}\"\n]{1,80}\}[\w/:]{0,60}){1,3})\""
)
INTERPOLATED = lazy_regex(r"#\{[^{}]*\}")
WORD_BOUNDARY = lazy_regex(r"(?<=[a-z\d])(?=[A-Z])")
# Jobs are performed under other names.
NAMES_OF_PERFORM = dict.fromkeys(
    "perform_later perform_async perform_now perform_in perform_at perform_bulk perform_inline".split(),
    "perform",
)
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
MOST_TEXTS_OF_CLASSES = 10


def chosen_methods(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods that are meant by what is asked of an object of a local that is one of several classes."""
    if CONSTANTIZED.fullmatch(target):
        yield from _named_by_texts(repo, path, target)
    asked = ASKED_OF_LOCAL.fullmatch(target)
    if asked is None:
        return
    for kind in _chosen(repo).get(path, {}).get(asked["name"], ()):
        ending = f"{kind.rpartition('.')[2]}.{asked['method']}"
        for file in files_of_type(repo, "Ruby", kind):
            for each in repo.programs[file].functions:
                if each.qualified_name == ending or each.qualified_name.endswith(f".{ending}"):
                    yield file, each.qualified_name


def _named_by_texts(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods of the classes whose names the texts of a file make: `"#{kind}_job".camelize.constantize`.

    The text must say a part of the name; of too many classes it is none.
    """
    method = target.removesuffix("()").rpartition(".")[2]
    for pattern in islice(_patterns(repo.text(path) or ""), MOST_TEXTS_OF_CLASSES):
        found = [name for name in _classes_by_path(repo) if pattern.fullmatch(name)]
        for name in found if len(found) <= MOST_CLASSES_CHOSEN else ():
            for file, kind in _classes_by_path(repo)[name]:
                for wanted in dict.fromkeys((method, NAMES_OF_PERFORM.get(method, method))):
                    if any(
                        each.qualified_name == f"{kind}.{wanted}" for each in repo.programs[file].functions
                    ):
                        yield file, f"{kind}.{wanted}"


def _patterns(text: str) -> Iterator[re.Pattern[str]]:
    for match in TEXT_OF_A_CLASS.finditer(text):
        parts = INTERPOLATED.split(match["text"] or match["text2"])
        if any(len(each.strip("_/:")) > 1 for each in parts):
            plain = (re.escape(_underscored(each)) for each in parts)
            yield re.compile(r"[a-z0-9_]{1,60}".join(plain))


@derived
def _classes_by_path(repo: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The classes of Ruby by their underscored names (`Llm::TitleJob`: `llm/title_job`), with their files."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, facts in repo.programs.items():
        for each in facts.classes if facts.language == "Ruby" and not is_test_path(path) else ():
            found.setdefault(_underscored(each.qualified_name), []).append((path, each.qualified_name))
    return {name: tuple(places) for name, places in found.items()}


def _underscored(name: str) -> str:
    """https://api.rubyonrails.org/classes/String.html#method-i-underscore"""
    return WORD_BOUNDARY.sub("_", name.replace("::", "/").replace(".", "/")).lower()


@derived
def _chosen(repo: Snapshot) -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The classes that locals may be, by file and name."""
    found: dict[str, dict[str, Sequence[str]]] = {}
    for path, facts in repo.programs.items():
        named: dict[str, dict[str, None]] = {}
        for name, kind in _choices(repo.text(path) or "") if facts.language == "Ruby" else ():
            kinds = named.setdefault(name, {})
            if len(kinds) < MOST_CLASSES_CHOSEN:
                kinds[kind] = None
        found[path] = {name: tuple(kinds) for name, kinds in named.items()}
    return found


def _choices(text: str) -> Iterator[tuple[str, str]]:
    """Locals with the classes between which a row, or the branches below it, choose."""
    rows = [row[:RUBY_ROW_CUT] for row in text.split("\n")]
    for number, row in enumerate(rows):
        match = CHOSEN.match(row)
        if match is None:
            continue
        name, either = match["name"], EITHER.search(row)
        if either is not None:
            yield from ((name, either[each].replace("::", ".")) for each in ("first", "second"))
            continue
        for inner in rows[number + 1 : number + MOST_BRANCH_ROWS]:
            branch = BRANCH.fullmatch(inner)
            if branch is not None:
                yield name, branch["kind"].replace("::", ".")
            elif BLOCK_END.match(inner):
                break
