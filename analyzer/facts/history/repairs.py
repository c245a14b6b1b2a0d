"""What repairing leaves in a history beside reverts: fixes with their test, scripts that repair data, work on
the machine itself, and schedules that are switched off.
"""

from __future__ import annotations

import re
from posixpath import basename

from analyzer.commits import Commit
from analyzer.declarations import FileKind
from analyzer.facts.history.fixes import fixes
from analyzer.facts.history.padding import padded
from analyzer.facts.history.undone import REHEARSED, TAKES_BACK
from analyzer.facts.history.upkeep import upkeep_commits
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, kinds
from analyzer.sources import SECONDS_A_DAY, Author
from analyzer.wiring.roles import is_example_path, is_test_path

# What is repaired sooner belongs to the making.
LONG_AFTER = 90 * SECONDS_A_DAY
SWITCHED_OFF_AFTER = 180 * SECONDS_A_DAY
FEW_FILES_FIXED = 20
# What tests are made with: data, factories, what they share.
BESIDE_TESTS = lazy_regex(
    r"(?:.*/)?(?:(?:factories|fixtures|support|helpers|mocks|stubs|testdata|cassettes)/.*"
    r"|(?:conftest|__init__|setup)\.\w{1,5}|(?:[\w-]{1,60}[_-])?helpers?\.\w{1,5})",
    re.IGNORECASE,
)
REPAIR_FOLDERS = lazy_regex(
    r"(?:^|/)(?:scripts?|bin|tools?|ops|maintenance|one[-_]?offs?|adhoc|ad[-_]hoc|tasks|commands|migrations?|migrate"
    r"|versions|sql|runbooks?|jobs|data[-_]?fix(?:es)?|backfills?|admin)/",
    re.IGNORECASE,
)
REPAIR_ENDINGS = tuple(
    ".py .sql .sh .ts .js .mjs .cjs .rb .rake .jl .go .r .ipynb .scala .java .kt .kts .cs .php .exs".split()
)
REPAIRS_DATA = lazy_regex(
    r"(?:^|[-_.])(?:back[-_]?fill\w*|repair\w*|reprocess\w*|re[-_]?ingest\w*|re[-_]?comput\w*|remediat\w*"
    r"|data[-_]?(?:fix|repair|correction)\w*|fix[-_](?:data|wrong|bad|broken|duplicate)\w*)",
    re.IGNORECASE,
)
# Also run where nothing is wrong, unless the words say what was.
CLEANS_UP = lazy_regex(
    r"(?:^|[-_.])(?:fix|clean[-_]?up|purge|correct|restore|reset|rebuild|dedup|de[-_]dup)\w*", re.IGNORECASE
)
DAMAGE = lazy_regex(
    r"\b(?:bugs?|broken|wrong|(?:de-?)?duplicat\w*|corrupt\w*|bad|empty|invalid|incorrect|lost|orphan\w*"
    r"|production|incident|outage)\b",
    re.IGNORECASE,
)
# A part of a name that is a program of its own, run again and again.
STANDING = lazy_regex(
    r"(?:^|[-_.])(?:ci|test|tests|demo|local|experiments?|cron|worker|agent|example|eval\w*|index|build"
    r"|queues?)(?:[-_.]|$)",
    re.IGNORECASE,
)
# The names that clouds give to machines, by which a commit made on one is signed.
CLOUD_HOST = lazy_regex(
    r"ip-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}(?:\.[\w.-]{1,100})?|[\w.-]{1,150}\.internal"
    r"|[\w.-]{1,150}\.(?:compute\.amazonaws\.com|cloudapp\.net|cloudapp\.azure\.com)"
    r"|(?:ubuntu|debian|centos|fedora|docker)-s-\d{1,2}vcpu-[\w-]{1,60}",
    re.IGNORECASE,
)
# A schedule that is stopped, or a service that is taken down; not one of their settings.
_STOPS = r"\b(?:(?:disabl|suspend|paus)(?:e|es|ed|ing|s)?|(?:switch|turn)(?:s|ed|ing)? off)\s"
_TAKES_DOWN = (
    r"\b(?:decommission(?:s|ed|ing)?|retir(?:e|es|ed|ing)|sunset(?:s|ting)?|shut(?:s|ting)? ?down"
    r"|(?:take|taking|took) down|(?:switch|turn)(?:s|ed|ing)? off)\s"
)
_NEAR = r"(?:(?!(?:for|in|of|on|to|with|from|after|and)\b)\S{1,40}\s){0,4}?"
SWITCHES_OFF = lazy_regex(
    rf"{_STOPS}{_NEAR}`?(?:schedules?|scheduled|cron\w*|jobs?|dags?|ingestion)\b"
    rf"|{_TAKES_DOWN}{_NEAR}`?(?:service|site|server|cluster|hub|app|instance|endpoint|demo|stack|jobs?|dags?|cron\w*)\b",
    re.IGNORECASE,
)
NOT_FOR_GOOD = lazy_regex(
    r"\b(?:tests?|temporar\w*|lint|coverage|cache|until|feature|option|flag|allow\w*|button|page|script|graceful\w*"
    r"|config\w*|alerts?|monitor\w*|metrics?|upgrad\w*|polic(?:y|ies)|re-?enabl\w*|ci|fix\w*|revert\w*)\b",
    re.IGNORECASE,
)


@derived
def began_at(repo: Snapshot) -> int:
    """When the earliest work was written, Unix seconds; 0 where no date is possible."""
    return min((each.written for each in repo.work if each.written is not None), default=0)


def fixed_with_test(repo: Snapshot) -> tuple[Commit, ...]:
    """Small fixes of what runs, long after the start, together with a test of code; no reverts."""
    return tuple(
        each
        for each in fixes(repo)
        if is_long_after(repo, each)
        and each.path_count <= FEW_FILES_FIXED
        and each.reverts is None
        and TAKES_BACK.match(each.subject) is None
        and any(map(_is_test_of_code, each.paths))
    )


def _is_test_of_code(path: str) -> bool:
    return (
        is_test_path(path)
        and not is_example_path(path)
        and BESIDE_TESTS.fullmatch(path) is None
        and not kinds(path).isdisjoint({FileKind.PYTHON, FileKind.SOURCE})
    )


def is_long_after(repo: Snapshot, commit: Commit, seconds: int = LONG_AFTER) -> bool:
    """Whether a commit was written so long after the first one."""
    return (commit.written or 0) - began_at(repo) >= seconds


def data_repairs(repo: Snapshot) -> tuple[tuple[Commit, str], ...]:
    """Scripts that repair or fill in data, with the commits that added them long after the start."""
    found, left_out = [], padded(repo)
    for commit in repo.work.without(left_out):
        if commit.written is None or not is_long_after(repo, commit) or commit.path_count > FEW_FILES_FIXED:
            continue
        moved = {new for _old, new in commit.renames}
        script = next(
            (path for path in commit.added if path not in moved and _repairs_data(path, commit.subject)), None
        )
        if script is not None and not REHEARSED.search(commit.subject):
            found.append((commit, script))
    return tuple(found)


def _repairs_data(path: str, subject: str) -> bool:
    name = basename(path)
    if not name.casefold().endswith(REPAIR_ENDINGS) or not REPAIR_FOLDERS.search(path):
        return False
    if is_test_path(path) or STANDING.search(name) or _is_aside(path):
        return False
    if REPAIRS_DATA.search(name):
        return True
    return (
        CLEANS_UP.search(name) is not None
        and DAMAGE.search(f"{name} {subject}".replace("_", " ")) is not None
    )


def _is_aside(path: str) -> bool:
    return any(
        part in ("examples", "example", "docs", "notebooks", "vendor", "node_modules")
        for part in path.split("/")
    )


def on_the_machine(repo: Snapshot) -> tuple[Commit, ...]:
    """Commits of what runs that were made on a machine with a name that a cloud gives, newest first."""
    return tuple(
        each
        for each in upkeep_commits(repo)
        if is_on_cloud_host(each.author) or is_on_cloud_host(each.committer)
    )


def is_on_cloud_host(author: Author) -> bool:
    """Whether an address ends in the name that a cloud gives to a machine."""
    return CLOUD_HOST.fullmatch(author.email.rpartition("@")[2][:200]) is not None


def switched_off(repo: Snapshot) -> tuple[Commit, ...]:
    """Commits that switch off a schedule or a service, long after the start, newest first."""
    return tuple(
        each
        for each in upkeep_commits(repo)
        if is_long_after(repo, each, SWITCHED_OFF_AFTER)
        and SWITCHES_OFF.search(each.subject)
        and not NOT_FOR_GOOD.search(each.subject)
    )
