"""Programs that write a model card themselves: a file of such a name, in a function that writes files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.documents.written_files import writing_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose, parse_prose
from analyzer.parsing.programs import called_name
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.reach import Place
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

CARD_FILE = lazy_regex(
    r"(?i)[\"'`/](?:[\w-]{0,40}[_-])?model[-_ ]?card[\w-]{0,40}"
    r"\.(?:md|qmd|rmd|txt|html|json|ya?ml)[\"'`]"
)
# What writes a text into a file, as the standard libraries of the languages and their usual packages call it.
WRITES_TEXT = lazy_regex(
    r"writeLines|write_(?:lines|file|text|json|yaml|rds)|write|cat|sink|render|writeFile(?:Sync)?|outputFile(?:Sync)?"
    r"|WriteFile|WriteString|writeString|writeText|WriteAll(?:Text|Lines)(?:Async)?|WriteAsync|puts|println|Fprintf?"
)
# What keeps a text beside a run that is tracked:
# https://mlflow.org/docs/latest/api_reference/python_api/mlflow.html#mlflow.log_text.
KEEPS_TEXT = (".log_text", ".log_dict")
# A text of Python that begins with the title of a card.
CARD_TEXT = lazy_regex(
    r"(?P<quotes>\"\"\"|''')(?:\\\n)?\s{0,40}#{1,3} [^\n]{0,80}\bmodel[- ]card\b", re.IGNORECASE
)
LONGEST_CARD_TEXT = 20_000


@derived
def written_cards(repo: Snapshot) -> tuple[Place, ...]:
    """The first place of each live program, in any language, that writes one."""
    return (*_in_python(repo), *_in_programs(repo))


def card_texts(repo: Snapshot) -> Iterator[tuple[str, int, Prose]]:
    """The cards in live Python code of a repository that writes any: path, the line before, and the text."""
    for path in repo.modules if written_cards(repo) else ():
        source = repo.text(path) or ""
        match = CARD_TEXT.search(source)
        if match is None or is_test_path(path) or is_example_path(path):
            continue
        begin = match.end("quotes")
        end = source.find(match["quotes"], begin, begin + LONGEST_CARD_TEXT)
        text = source[begin : end if end >= 0 else begin + LONGEST_CARD_TEXT]
        yield path, source.count("\n", 0, begin), parse_prose(text.encode("utf-8", "replace"))


def _in_python(repo: Snapshot) -> Iterator[Place]:
    writing = writing_modules(repo)
    for path, facts in repo.modules.items():
        functions = writing.get(path, frozenset())
        named = (
            call.line
            for call in facts.calls
            if (call.function in functions or call.target.endswith(KEEPS_TEXT))
            and any(CARD_FILE.search(f'"{each}"') for each in call.strings)
        )
        line = min(named, default=None)
        if line is not None and not is_test_path(path) and not is_example_path(path):
            yield Place(path, line)


def _in_programs(repo: Snapshot) -> Iterator[Place]:
    for path, facts in programs(repo).items():
        text = repo.text(path) or ""
        if is_test_path(path) or is_example_path(path) or CARD_FILE.search(text) is None:
            continue
        writing = {call.function for call in facts.calls if WRITES_TEXT.fullmatch(called_name(call.target))}
        for number, row in enumerate(text.split("\n"), 1):
            if CARD_FILE.search(row[:400]) is None:
                continue
            around = [each for each in facts.functions if each.line <= number <= each.end_line]
            inner = max(around, key=lambda each: each.line).qualified_name if around else None
            if inner in writing:
                yield Place(path, number)
                break
