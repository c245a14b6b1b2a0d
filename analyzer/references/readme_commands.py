"""What the commands of a README name: a reader who types them gets nowhere where it is missing.

These are mild: a document lags behind, and stops nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.facts.documents.readme import SHELL_LANGUAGES, SHELL_PROMPT, readme_path
from analyzer.facts.purposes.purpose import is_library
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.parsing.tasks import TargetFile
from analyzer.references.commands import Named, named_by
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ending_with
from analyzer.references.scripts import BRINGS
from analyzer.repository import Snapshot
from analyzer.text import word_set

DOCUMENT = "README"
MAX_BLOCKS_READ = 200
# Words of names that stand for the reader's own.
PLACEHOLDER = lazy_regex(
    r"your|my[_-]|example|sample|path[/_-]?to|foo|bar\b|xxx|some|<|\.\.\.|demo|script\.py|file\.py|custom|new[_-]",
    re.IGNORECASE,
)
CLONE = lazy_regex(r"\bgit\s{1,4}clone\s[^\n]{0,200}?([\w.-]{1,100}?)(?:\.git)?(?=[\s\"']|$)", re.MULTILINE)
TOLD_TO_MAKE = lazy_regex(
    r"\b(?:mkdir|touch|cp|mv|tee|wget|curl|cat\s{1,4}>)\b|(?<![0-9&])>{1,2}\s{0,4}[\w./]"
)
FOLLOWED_VERBS = word_set("runs tests") | {"installs from", "starts the services of", "builds an image from"}


def readme_references(repo: Snapshot) -> Iterator[Reference]:
    """The files and make targets that the README's commands name."""
    path = readme_path(repo)
    prose = repo.prose.get(path) if path is not None else None
    if path is None or prose is None or is_library(repo):
        return
    blocks = [
        (first, SHELL_PROMPT.sub("", code))
        for first, language, code in prose.code_blocks[:MAX_BLOCKS_READ]
        if language in SHELL_LANGUAGES
    ]
    whole = "\n".join(code for _first, code in blocks)
    links = " ".join(address for _line, _label, address in prose.links)
    seen: set[tuple[str, str]] = set()
    for first, code in blocks:
        for command in parse_script(code):
            line = first + command.line - 1
            for found in _of_command(repo, path, line, command.words, command.directory):
                if (found.kind, found.name) not in seen:
                    seen.add((found.kind, found.name))
                    yield _unless_doubtful(repo, found, whole, links)


def is_mild(reference: Reference) -> bool:
    """Whether a reference is one of a document, which stops nothing."""
    return reference.kind.startswith(DOCUMENT)


def _of_command(
    repo: Snapshot, path: str, line: int, words: tuple[str, ...], directory: str | None
) -> Iterator[Reference]:
    for named in named_by(words):
        if named.verb in FOLLOWED_VERBS:
            yield _named(repo, path, line, named, directory)
    bare = unwrap(words)
    if bare[:1] == ("make",) and directory is None:
        yield from _targets(repo, path, line, bare[1:])


def _named(repo: Snapshot, path: str, line: int, named: Named, directory: str | None) -> Reference:
    """Where a reader stands when typing a command is not known: the name counts in every folder."""
    kind = f"{DOCUMENT} {named.verb}"
    bases = dict.fromkeys(("", dirname(path), directory or ""))
    wanted = [normpath(join(base or ".", each)) for base in bases for each in named.choices]
    inside = [each for each in wanted if not each.startswith((".", "/"))]
    if any(ending_with(repo, basename(each)) is not None for each in (*inside, named.name)):
        return Reference(path, line, kind, named.name, Outcome.RESOLVES)
    return judged(repo, path, line, kind, named.name, inside or [named.name.lstrip("./")])


def _targets(repo: Snapshot, path: str, line: int, words: tuple[str, ...]) -> Iterator[Reference]:
    """The targets of `make a b`, where the one makefile there is says all of its targets."""
    files = [file for each in repo.target_files.values() for file in each if file.kind == "make"]
    known = [file for file in files if dirname(file.path) in ("", dirname(path))]
    if not known or any(word.startswith("-") for word in words):
        return
    for name in words:
        if "=" in name or not re.fullmatch(r"[\w.-]{1,60}", name):
            continue
        if any(file.find(name) is not None for file in files):
            yield Reference(path, line, f"{DOCUMENT} makes", name, Outcome.RESOLVES)
        elif any(_is_open(repo, file) for file in known):
            why = "the makefile reads others or makes its targets up"
            yield Reference(path, line, f"{DOCUMENT} makes", name, Outcome.CANNOT_BE_TOLD, why)
        else:
            why = "which the makefile does not have"
            yield Reference(path, line, f"{DOCUMENT} makes", name, Outcome.DANGLES, why)


def _is_open(repo: Snapshot, file: TargetFile) -> bool:
    text = repo.text(file.path) or ""
    return (
        bool(file.includes or file.problem)
        or any(mark in text for mark in ("include ", "$(eval", "$(foreach", "define ", ".DEFAULT:"))
        or any("%" in target.name or "$" in target.name for target in file.targets)
    )


def _unless_doubtful(repo: Snapshot, found: Reference, whole: str, links: str) -> Reference:
    """What dangles, unless the commands leave room for a file of that name."""
    if found.outcome is not Outcome.DANGLES:
        return found
    why = None
    if PLACEHOLDER.search(found.name):
        why = "the name may stand for one of the reader's"
    elif BRINGS.search(CLONE.sub("", whole)) or TOLD_TO_MAKE.search(whole):
        why = "the reader is told to make or fetch files"
    elif any(name.casefold() != basename(repo.name).casefold() for name in CLONE.findall(whole)):
        why = "another repository is cloned"
    elif basename(found.name).partition(".")[0].casefold() in links.casefold():
        why = "the README links to a project of that name"
    if why is None:
        return found
    return Reference(found.path, found.line, found.kind, found.name, Outcome.CANNOT_BE_TOLD, why)
