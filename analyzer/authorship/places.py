"""The places of which a report may show the lines, and these lines as they stand; of secrets none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from analyzer.authorship.ages import telling_name
from analyzer.authorship.comparable import is_telling
from analyzer.authorship.excerpts import READ_OF_A_LINE, Excerpt, excerpt
from analyzer.authorship.lines import Line, Numbered
from analyzer.facts.documents.secrets import PRIVATE_KEY, secrets_in
from analyzer.facts.documents.texts import Text
from analyzer.model import Evidence, Finding, Flag, Statement
from analyzer.parsing.lines import lines_of
from analyzer.repository import Snapshot

PLACES_OF_A_FINDING = 10
PLACES_OF_ALL = 400
LINES_OF_A_KEY = 60
LINES_OF_A_SENTENCE = 10
SECRET_FLAG = "committed_secret"  # noqa: S105 - the id of a flag

Place = tuple[str, int]


def shown_places(
    findings: Mapping[str, Finding], flags: Iterable[Flag], statements: Iterable[Statement]
) -> tuple[Place, ...]:
    """The places with a path and a line: the first of every finding and flag, then the second ones."""
    ranked = [
        (rank, kind, name, each.path, each.line)
        for kind, name, evidence in (
            *((0, name, strongest(found)) for name, found in findings.items()),
            *((1, flag.id, flag.evidence[:PLACES_OF_A_FINDING]) for flag in flags),
        )
        for rank, each in enumerate(evidence)
        if each.path is not None and each.line is not None
    ]
    ranked += [(0, 2, "", each.path, each.line) for each in statements]
    return tuple(dict.fromkeys((path, line) for *_order, path, line in sorted(ranked)))[:PLACES_OF_ALL]


def strongest(finding: Finding) -> Sequence[Evidence]:
    """The evidence that a report shows of a finding, in its order: by level, then path and line."""
    order = sorted(
        finding.evidence,
        key=lambda each: (-each.level, each.path or "", each.line or 0, each.note, each.commits),
    )
    return order[:PLACES_OF_A_FINDING]


class CitedFile(Struct):
    """One file that is cited: what is shown of it by line, the lines of its claims, what is not shown, what
    the cited lines name."""

    numbered: Numbered
    excerpts: dict[int, Excerpt]
    sentences: dict[Statement, tuple[Line, ...]]
    secrets: set[int]

    names: dict[int, str]

    @property
    def lines(self) -> tuple[Line, ...]:
        shown = (line for each in self.excerpts.values() for line in each.telling)
        said = (line for each in self.sentences.values() for line in each)
        return tuple(dict.fromkeys((*shown, *said)))


def cited_files(
    repo: Snapshot,
    read: Callable[[str], bytes | None],
    findings: Mapping[str, Finding],
    flags: Sequence[Flag],
    said: Sequence[Statement],
) -> dict[str, CitedFile]:
    """The cited files as they stand, in the order in which they matter; `read` gives a content by its id."""
    numbers: dict[str, list[int]] = {}
    for path, number in shown_places(findings, flags, said):
        numbers.setdefault(path, []).append(number)
    hidden = {(each.path, each.line) for flag in flags if flag.id == SECRET_FLAG for each in flag.evidence}
    here = frozenset(repo.all_paths)
    found = {}
    for path, cited in numbers.items():
        content = read(repo.blob(path)) if path in here else None
        if content is None or b"\0" in content:
            continue
        lines, numbered = lines_of(content.decode("utf-8", "replace")), Numbered(content, repo.blob(path))
        shown = {
            number: each
            for number in cited
            if (each := excerpt(lines, numbered, number, notebook=path.endswith(".ipynb"))) is not None
        }
        secrets = {
            number
            for number, each in shown.items()
            if (path, number) in hidden or _shows_secret(path, lines, each)
        }
        sentences = {each: _of_sentence(each, lines, numbered) for each in said if each.path == path}
        names = {number: name for number in shown if (name := telling_name(lines[number - 1])) is not None}
        found[path] = CitedFile(numbered, shown, sentences, secrets, names)
    return found


def _shows_secret(path: str, lines: Sequence[str], shown: Excerpt) -> bool:
    """Whether a secret stands in the lines, or begins above them and goes on."""
    last = shown.first - 1 + len(shown.shown)
    first = max(0, shown.first - 1 - LINES_OF_A_KEY)
    leaks = secrets_in(Text(path, "\n".join(lines[first:last])))
    return any(first + each.line >= shown.first or each.kind == PRIVATE_KEY for each in leaks)


def _of_sentence(statement: Statement, lines: Sequence[str], numbered: Numbered) -> tuple[Line, ...]:
    """The lines on which a sentence stands: the first, and those after it that are part of its words."""
    said = _letters(statement.text)
    found: list[Line] = []
    for place in range(statement.line - 1, min(len(lines), statement.line - 1 + LINES_OF_A_SENTENCE)):
        if found and _letters(lines[place]) not in said:
            break
        if is_telling(numbered.texts[place]):
            found.append(numbered.line(place))
    return tuple(found)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text[:READ_OF_A_LINE])).casefold()
