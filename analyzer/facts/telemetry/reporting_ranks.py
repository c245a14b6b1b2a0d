"""Which of the places where code reports on a service is shown first."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import indent_of, rows_of, word_set
from analyzer.wiring.modules import reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.starts.entrypoints import service_modules

# `if settings.ENABLE_TRACING:`, `if self.metrics_enabled and key:`
ASKS_A_SWITCH = lazy_regex(
    r"^([ \t]*)(?:el)?if [^\n]{0,200}?\b(?P<key>(?i:\w{0,40}enabled?(?:_\w{1,40})?))\b"
)
# `enable_tracing: bool = False`, `ENABLE_TRACING = os.getenv("ENABLE_TRACING", "false") == "true"`
SET_OFF = lazy_regex(
    r"[ \t]*(?:self\.)?(?P<key>(?i:\w{0,40}enabled?(?:_\w{1,40})?))[ \t]*(?::[^=\n]{1,60})?=[ \t]*"
    r"(?:False\b|(?:pydantic\.)?Field\([ \t]*(?:default[ \t]*=[ \t]*)?False\b"
    r"|[^\n]{0,80}\bget(?:env)?\([^,\n]{1,80},[ \t]*[\"']?(?i:false|0|no|off)[\"']?[ \t]*\))"
)
SET_ON = lazy_regex(
    r"(?im)^[ \t]*(?:-[ \t]*)?(?:(?:ENV|export)[ \t]+)?[\"']?(?P<key>\w{0,60}enabled?(?:_\w{1,40})?)[\"']?"
    r"[ \t]*[:=][ \t]*[\"']?(?:true|1|on|yes)\b"
)
# `# Mock data for demonstration`, `gauge.set(random.uniform(0, 1))`
MADE_UP_DATA = lazy_regex(
    r"(?i)#[^\n]{0,80}\b(?:mock|fake|dummy)(?:ed)?[ _](?:data|metrics|values|workers|statistics)\b"
    r"|\.(?:set|observe|inc)\((?:np\.|numpy\.)?random\.\w"
)
SETTING_ENDINGS = (".yml", ".yaml", ".toml", ".env", ".json", ".ini", ".cfg", ".conf", ".service", ".tf")
MOST_ROWS_ABOVE = 60
LONGEST_SWITCHING_ROW = 300
MOST_SETTING_BYTES = 100_000
NO_SWITCH = word_set("enable enabled")


def reporting_rank(repo: Snapshot, path: str, line: int) -> int:
    """More for what a service runs than for what a script does alone, least behind a switch left off.

    What a service reports of data that its code calls made up, or draws at random, comes after the others.
    """
    if _is_switched_off(repo, path, line):
        return -1
    return int(path in _served(repo) and MADE_UP_DATA.search(repo.text(path) or "") is None)


@derived
def _served(repo: Snapshot) -> frozenset[str]:
    return reached_from(repo, service_modules(repo))


def _is_switched_off(repo: Snapshot, path: str, line: int) -> bool:
    """Whether a branch above the line asks a switch that code leaves off and no settings turn on."""
    off = _left_off(repo)
    if not off:
        return False
    rows = rows_of(repo.text(path) or "")
    indent = indent_of(rows[line - 1]) if line <= len(rows) else 0
    for row in reversed(rows[max(0, line - 1 - MOST_ROWS_ABOVE) : line - 1]):
        if row.strip() and indent_of(row) < indent:
            indent = indent_of(row)
            match = ASKS_A_SWITCH.match(row[:LONGEST_SWITCHING_ROW])
            if match is not None and match["key"].casefold() in off and " not " not in row[: match.end()]:
                return True
    return False


@derived
def _left_off(repo: Snapshot) -> frozenset[str]:
    """The names of switches that modules set to false and no settings to true, in lower case."""
    found: set[str] = set()
    for path in repo.modules:
        text = repo.text(path) or "" if not (is_test(repo, path) or is_example_path(path)) else ""
        if "nable" in text or "NABLE" in text:
            rows = (row for row in text.split("\n") if "nable" in row.casefold())
            matches = (SET_OFF.match(row[:LONGEST_SWITCHING_ROW]) for row in rows)
            found.update(each["key"].casefold() for each in matches if each is not None)
    found -= NO_SWITCH
    if not found:
        return frozenset()
    for path in filter(_may_turn_on, repo.paths):
        if (repo.size(path) or 0) <= MOST_SETTING_BYTES:
            found -= {each["key"].casefold() for each in SET_ON.finditer(repo.text(path) or "")}
    return frozenset(found)


def _may_turn_on(path: str) -> bool:
    name = path.rpartition("/")[2]
    sets = name.endswith(SETTING_ENDINGS) or name.startswith((".env", "Dockerfile"))
    return sets and not is_example_path(path)
