"""Load programs in Go without a library for it: requests from many goroutines, timed and summed up.

Sources: https://pkg.go.dev/net/http, https://go.dev/tour/concurrency/1, https://pkg.go.dev/time#Since.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.performance.load_tools import COMMENT_LINES, LOAD_WORDS
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path

GO_SENDS = lazy_regex(r"\bhttp\.(?:NewRequest(?:WithContext)?|Post(?:Form)?|Get)\(|\b\w{1,40}\.Do\(req")
GO_AT_ONCE = lazy_regex(r"\bgo\s+(?:func\s*\(|\w[\w.]{0,80}\()|\.Go\(func\(")
GO_TIMES = lazy_regex(r"\btime\.Since\(|\.Sub\(\w{0,20}[sS]tart")
GO_SUMS_UP = lazy_regex(r"(?i)percentile|quantile|\bp_?(?:50|9[059])|(?<![a-z])p(?:50|9[059])(?![0-9])")
# A program that answers requests itself puts no load on another one.
GO_ANSWERS = lazy_regex(
    r"\bListenAndServe|\bhttp\.HandleFunc\(|\bgin\.(?:Default|New)\(|\becho\.New\(|\bfiber\.New\("
)
ASKS_WHETHER_THERE = lazy_regex(r"(?i)health|/ready|/ping|/livez|metrics")
GO_POSTS = lazy_regex(r"\bhttp\.Post(?:Form)?\(|MethodPost\b|\"POST\"")


def load_programs(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The path, the line of a request and the text without comments of each such program."""
    for path in programs(repo):
        if not path.endswith(".go") or is_example_path(path):
            continue
        text = COMMENT_LINES.sub("", repo.text(path) or "")
        if "net/http" not in text or GO_ANSWERS.search(text) is not None:
            continue
        if not LOAD_WORDS.search(path) and "func main()" not in text:
            continue  # a part of a program that does something else beside
        line = _first_request(repo.text(path) or "")
        if line is not None and all(each.search(text) for each in (GO_AT_ONCE, GO_TIMES, GO_SUMS_UP)):
            yield path, line, text


def _first_request(text: str) -> int | None:
    """The line of the first request that sends something, otherwise of the first one."""
    found = [
        (GO_POSTS.search(row[:300]) is None, number)
        for number, row in enumerate(text.split("\n"), 1)
        if GO_SENDS.search(row[:300]) is not None and ASKS_WHETHER_THERE.search(row[:300]) is None
    ]
    return min(found)[1] if found else None
