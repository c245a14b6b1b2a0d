"""Hanami: the actions that routes name, what is injected into them, and what an application loads.

`post "/answers", to: "answers.create"` runs `handle` of app/actions/answers/create.rb (in a slice, of its own
folder); `include Deps["llm.answerer"]` gives a method `answerer` with the object of app/llm/answerer.rb.
Sources: https://guides.hanamirb.org/v2.2/routing/overview, https://guides.hanamirb.org/v2.2/app/container-and-components.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Keywords
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived

HANAMI_TARGET = lazy_regex(r"\w{1,60}(?:\.\w{1,60}){1,5}")
HANAMI_APPLICATION = "config/app.rb"
HANAMI_LOADED = lazy_regex(
    r"config/(?:app|routes|settings)\.rb|config/providers/.+\.rb|(?:app|slices/\w+)/(?:action|actions/.+)\.rb"
    r"|slices/\w+/config/.+\.rb"
)
ACTION_METHODS = ("handle", "call")
INCLUDES_DEPS = lazy_regex(r"^\s*include\s+(?:\w+::)*Deps\[(?P<keys>[^\]\n]{1,300})\]")
DEPS_KEY = lazy_regex(r"(?:(?P<alias>\w{1,60}):\s*)?[\"'](?P<key>[\w.]{1,120})[\"']")
MOST_DEPS_ROWS = 2_000
MOST_INJECTED = 30
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


def hanami_actions(repo: Snapshot, path: str, keywords: Keywords) -> Iterator[Place]:
    """What a route of a Hanami application runs."""
    place = _root_of(repo, path)
    named = next((value for name, value in keywords if name == "to"), "")
    if place is None or HANAMI_TARGET.fullmatch(named) is None:
        return
    for file in _files(repo, place, f"actions/{named.replace('.', '/')}.rb"):
        yield from _methods(repo, file, ACTION_METHODS)


def found_by_hanami(repo: Snapshot, path: str) -> Iterator[str]:
    """What an application of Hanami loads when its `config.ru` is started."""
    place = dirname(path)
    prefix = f"{place}/" if place else ""
    if path.rpartition("/")[2] == "config.ru" and repo.exists(f"{prefix}{HANAMI_APPLICATION}"):
        yield from (
            each
            for each in repo.paths
            if each.startswith(prefix) and HANAMI_LOADED.fullmatch(each.removeprefix(prefix))
        )


@derived
def injected_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From each method of a class with injected objects to their methods that it calls."""
    return tuple(
        edge
        for path, facts in (repo.programs.items() if _applications(repo) else ())
        if facts.language == "Ruby"
        for edge in _edges(repo, path, facts)
    )


def _edges(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[tuple[Place, Place]]:
    place = _root_of(repo, path)
    files = dict(islice(_injected(repo, path, place), MOST_INJECTED)) if place is not None else {}
    for function in facts.functions if files else ():
        for name in function.names:
            owner, dot, method = name.replace("()", "").rpartition(".")
            # The object of one name, or (`?`) of a name that the file does not know.
            for alias, file in files.items() if dot else ():
                if owner in (alias, "?"):
                    yield from (
                        ((path, function.qualified_name), each) for each in _methods(repo, file, (method,))
                    )


def _injected(repo: Snapshot, path: str, place: str) -> Iterator[tuple[str, str]]:
    """The objects that a file asks the container for, by the names that they get, with their files."""
    text = repo.text(path) or ""
    for row in text.split("\n")[:MOST_DEPS_ROWS] if "Deps[" in text else ():
        match = INCLUDES_DEPS.match(row[:400])
        for each in DEPS_KEY.finditer(match["keys"]) if match is not None else ():
            for file in _files(repo, place, f"{each['key'].replace('.', '/')}.rb"):
                yield each["alias"] or each["key"].rpartition(".")[2], file


def _files(repo: Snapshot, place: str, name: str) -> Iterator[str]:
    """A file of the application or of one of its slices; in a slice its own name stands in front."""
    for folder in (f"{place}app/", f"{place}lib/"):
        if repo.exists(folder + name):
            yield folder + name
    kind, _, rest = name.partition("/") if name.startswith("actions/") else ("", "", name)
    slice_name, _, inner = rest.partition("/")
    file = f"{place}slices/{slice_name}/{f'{kind}/' if kind else ''}{inner}"
    if inner and repo.exists(file):
        yield file


def _methods(repo: Snapshot, file: str, names: tuple[str, ...]) -> Iterator[Place]:
    facts = repo.programs.get(file)
    for each in facts.functions if facts is not None else ():
        if each.name in names and not each.nested:
            yield file, each.qualified_name


@derived
def _applications(repo: Snapshot) -> tuple[str, ...]:
    """The folders of applications of Hanami, with a slash behind."""
    found = (
        path for path in repo.paths if path == HANAMI_APPLICATION or path.endswith(f"/{HANAMI_APPLICATION}")
    )
    return tuple(
        path.removesuffix(HANAMI_APPLICATION) for path in found if "Hanami::App" in (repo.text(path) or "")
    )


def _root_of(repo: Snapshot, path: str) -> str | None:
    return next((each for each in _applications(repo) if path.startswith(each)), None)
