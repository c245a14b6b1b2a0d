"""Programs that write a model card themselves: a file of such a name, in a function that writes files."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.written_files import writing_modules
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.reach import Place
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


def written_cards(repo: Snapshot) -> Iterator[Place]:
    """The first place of each live program, in any language, that writes one."""
    for path, functions in writing_modules(repo).items():
        named = (
            call.line
            for call in repo.modules[path].calls
            if call.function in functions and any(CARD_FILE.search(f'"{each}"') for each in call.strings)
        )
        line = min(named, default=None)
        if line is not None and not is_example_path(path):
            yield Place(path, line)
    for path, facts in programs(repo).items():
        text = repo.text(path) or ""
        if is_test_path(path) or is_example_path(path) or CARD_FILE.search(text) is None:
            continue
        writing = {call.function for call in facts.calls if WRITES_TEXT.fullmatch(_last(call.target))}
        for number, row in enumerate(text.split("\n"), 1):
            if CARD_FILE.search(row[:400]) is None:
                continue
            around = [each for each in facts.functions if each.line <= number <= each.end_line]
            inner = max(around, key=lambda each: each.line).qualified_name if around else None
            if inner in writing:
                yield Place(path, number)
                break


def _last(target: str) -> str:
    return target.rpartition(".")[2].rpartition("#")[2].removesuffix("()")
