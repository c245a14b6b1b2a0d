"""Documentation: what the README and other documents say, and whether it matches the repository."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.live_modules import SHOWN_MODULES, live_modules
from analyzer.facts.code.program_types import public_functions
from analyzer.facts.documents.own_documents import own_documents
from analyzer.facts.documents.readme import (
    DESIGN_PATHS,
    DOCUMENTATION_FOLDERS,
    README_WORDS,
    REQUIREMENTS_PATHS,
    ReadmeCommand,
    documentation_builds,
    explaining_section,
    own_words,
    readme_commands,
    readme_path,
)
from analyzer.facts.documents.same_in_ci import same_in_ci
from analyzer.facts.history.wired_since import ci_since, file_since
from analyzer.model import Evidence, Fact, Level, Observation, Unseen
from analyzer.parsing.documents import Prose
from analyzer.parsing.programs import languages_read
from analyzer.repository import Snapshot, language
from analyzer.text import plural
from analyzer.wiring.testing.unsupported_languages import KERNELS, playing, unread_languages

SOME_DOCUMENTED = 0.3
LEADS_NOWHERE = "none of its commands refers to a file or target here"


@check(
    id="documentation",
    title="documentation",
    reads=(FileKind.PROSE, FileKind.PYTHON, FileKind.SOURCE, FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="What in {path} was last out of date, and how did you notice?",
        absent="A new colleague starts on Monday: what do they read first, and what will it not tell them?",
        strong="Knows who read it, where they got stuck, and what was changed as a result.",
        weak="The code explains itself.",
    ),
    other_languages=OtherLanguages(
        "documents are read; the check reports a README that only unread code could support",
    ),
    covers=("H3", "K9"),
    near=("readme", "doc", "documentation", "guide", "manual", "usage"),
)
def documentation(repo: Snapshot) -> Iterator[Observation]:
    """The README says what this is and how to run it, and its commands match the repository.

    Neither the quality of the writing nor the language is judged. Present: a README with at least 100
    words that are not template text, or a design document, decision record, list of requirements or model
    card of that length, or other documents of that length in a folder that CI builds. Substantive: its
    commands or code lead to files or targets of the repository, and at least 30 % of the public functions
    have a docstring or a section explains the architecture or the limitations. Wired: in addition, CI runs
    what those commands run, all the tests that they run, or builds the documentation. Fact: the documented
    share. In other languages comments of documentation count (of Go above exported functions, of TypeScript
    above what other files can import).
    """
    documented = _documented_share(repo)
    if documented is not None:
        yield Fact("documented_share", round(documented, 3))
    explained = _explaining(repo)
    yield from explained
    path = readme_path(repo)
    words = 0 if path is None else own_words(repo.prose[path])
    if path is None or words < README_WORDS:
        yield from _built_beside(repo)
        if path is not None and words:
            yield Evidence(path, 1, Level.CLAIMED, f"a README with {plural(words, 'word')} of its own")
        return
    prose = repo.prose[path]
    commands = readme_commands(repo, path, prose)
    section = explaining_section(prose)
    explains = section is not None or any(explained) or (documented or 0.0) >= SOME_DOCUMENTED
    if not commands or not explains:
        lack = _not_explained(repo, documented) if commands else LEADS_NOWHERE
        yield Evidence(path, 1, Level.PRESENT, f"a README with {plural(words, 'word')}; {lack}")
        yield from _unread(repo, prose, bool(commands))
        return
    # One command may lead to several: a compose file to what each of its services starts.
    number = len({command.line for command in commands})
    note = f"a README with {plural(words, 'word')}, {plural(number, 'command')} for files or targets here"
    yield Evidence(path, commands[0].line, Level.SUBSTANTIVE, note)
    if section is not None:
        yield Evidence(path, section, Level.SUBSTANTIVE, "a section explains the design or its limits")
    yield from _run_by_ci(repo, path, commands)
    for place, line in documentation_builds(repo):
        yield Evidence(place, line, Level.WIRED, "the documentation is built")


def _built_beside(repo: Snapshot) -> Iterator[Evidence]:
    """Where CI builds documentation that stands in a folder of its own, of as many words as a README's."""
    written = (each for each in repo.prose if DOCUMENTATION_FOLDERS.fullmatch(each))
    if any(own_words(repo.prose[each]) >= README_WORDS for each in written):
        for place, line in documentation_builds(repo):
            yield Evidence(place, line, Level.PRESENT, "the documentation is built from its own folder")


def _run_by_ci(repo: Snapshot, path: str, commands: Sequence[ReadmeCommand]) -> Iterator[Evidence]:
    """The command that CI runs too."""
    same = same_in_ci(repo, commands)
    if same is not None:
        since = max(ci_since(repo), file_since(repo, same.file))
        yield Evidence(path, same.line, Level.WIRED, same.said, since=since)


def _not_explained(repo: Snapshot, documented: float | None) -> str:
    """What is said of code with few docstrings; of code in languages that are not read, nothing."""
    unread = sorted(set(unread_languages(repo)) - languages_read())
    if not unread:
        return "the code is barely explained"
    if documented is None:
        return f"whether the code in {' and '.join(unread[:3])} is explained was not read"
    return "the code that is read is barely explained"


def _unread(repo: Snapshot, prose: Prose, has_commands: bool) -> Iterator[Unseen]:
    """Languages whose comments, or (where no command leads to a file) whose code in the text is not read."""
    if has_commands:
        yield from playing(repo, frozenset({Role.DOCUMENT}), languages_read())
        return
    shown = _unread_code_shown(repo, prose)
    for name in sorted(shown & languages_read()):
        number = unread_languages(repo)[name][Role.DOCUMENT]
        why = "whose names in code of the README are not searched for this"
        yield Unseen(f"{plural(number, 'file')} in {name}, {why}")
    if shown - languages_read():
        yield from playing(repo, frozenset({Role.DOCUMENT}), languages_read())


def _unread_code_shown(repo: Snapshot, prose: Prose) -> frozenset[str]:
    """The languages of code in a document that are not followed, where programs here are in them."""
    tags = {tag.casefold() for _line, tag, _body in prose.code_blocks}
    named = {KERNELS.get(tag) or language(f"code.{tag}") for tag in tags}
    there = unread_languages(repo).items()
    return frozenset(name for name, files in there if name in named and Role.DOCUMENT in files)


def _documented_share(repo: Snapshot) -> float | None:
    """The share of public functions in live code that have a docstring; None if there are none."""
    public = [
        each
        for facts in live_modules(repo).values()
        for each in facts.functions
        if not each.nested and not each.name.startswith("_")
    ]
    public += public_functions(repo)
    return sum(each.documented for each in public) / len(public) if public else None


def _explaining(repo: Snapshot) -> list[Evidence]:
    """Documents besides the README that explain the design, a decision, a model or what is to be built.

    What its own name calls so comes before what lies in such a folder, and before requirements.
    """
    found = []
    for path, prose in own_documents(repo).items():
        design = DESIGN_PATHS.fullmatch(path) is not None
        words = own_words(prose) if design or REQUIREMENTS_PATHS.fullmatch(path) else 0
        if words >= README_WORDS:
            about = "the design" if design else "what is to be built"
            rank = design + (DESIGN_PATHS.fullmatch(basename(path)) is not None)
            note = f"a document of {plural(words, 'word')} on {about}"
            found.append(Evidence(path, 1, Level.PRESENT, note, size=rank - 2))
    return sorted(found, key=lambda each: -each.size)[:SHOWN_MODULES]
