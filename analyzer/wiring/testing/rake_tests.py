"""Tasks of Rake that run tests, by the names that a Rakefile gives them.

https://ruby.github.io/rake/Rake/TestTask.html, https://docs.seattlerb.org/minitest/Minitest/TestTask.html,
https://rspec.info/documentation
"""

from __future__ import annotations

from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived

RAKE_TASK_MADE = lazy_regex(
    r"^\s*(?:Rake::TestTask|Minitest::TestTask|RSpec::Core::RakeTask)\.(?:new|create)\b"
    r"(?:\s*\(?\s*[:\"'](?P<name>\w[\w:]{0,60}))?"
)
RAKE_TASK_NEEDS = lazy_regex(
    r"^\s*task\s*\(?\s*(?:(?::|[\"'])?(?P<name>[\w:]{1,60})[\"']?\s*(?:=>|:))\s*(?P<needs>[^\n#]{1,200}?)\s*(?:\bdo\b.*)?$"
)
RAKE_NAME = lazy_regex(r"\w(?:[\w:]*\w)?")
DEFAULT_NAMES = {"Rake": "test", "Minitest": "test", "RSpec": "spec"}
MOST_RAKE_ROWS = 2_000
MOST_RAKE_ROUNDS = 5


@derived
def rake_test_tasks(repo: Snapshot) -> frozenset[str]:
    """The names of such tasks, and of those that need one of them."""
    made: set[str] = set()
    needs: list[tuple[str, frozenset[str]]] = []
    for path in repo.paths:
        if basename(path).lower() not in ("rakefile", "rakefile.rb") and not path.endswith(".rake"):
            continue
        for row in (repo.text(path) or "").split("\n")[:MOST_RAKE_ROWS]:
            match = RAKE_TASK_MADE.match(row[:300])
            if match is not None:
                made.add(match["name"] or DEFAULT_NAMES[row.split("::")[0].strip()])
            other = RAKE_TASK_NEEDS.match(row[:300])
            if other is not None:
                needs.append((other["name"], frozenset(RAKE_NAME.findall(other["needs"]))))
    for _ in range(MOST_RAKE_ROUNDS):
        more = {name for name, wanted in needs if name not in made and wanted & made}
        if not more:
            break
        made |= more
    return frozenset(made)
