"""Switches of security that the code of a program leaves off, and that no committed settings turn on.

`SecurityEnabled: false` among the defaults of a configuration: who does not set it asks nobody who they are.
"""

from __future__ import annotations

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

DEFAULT_OFF = lazy_regex(
    r"\s*(?:[\w.]{0,60}[.\s])?[\"']?(?P<key>(?i:\w{0,40}(?:secur|auth)\w{0,40}enabled|enable\w{0,20}(?:secur|auth)\w{0,40}"
    r"|require\w{0,20}auth\w{0,40}))[\"']?\s{0,30}(?::\s?\w{1,20}\s?=|:?=|:)\s{0,30}(?:false|False)\b"
)
TURNED_ON = lazy_regex(
    r"\s*(?:-\s{1,4})?(?:(?:ENV|ARG|export)\s{1,4})?[\"']?(?P<key>[A-Za-z][\w.-]{3,100})[\"']?\s{0,10}[:=]\s{0,10}"
    r"[\"']?(?i:true|1|on|yes)\b"
)
# A switch of this name is of all who ask, and not of one way to sign in.
OF_EVERYBODY = word_set(
    "securityenabled authenabled authenticationenabled enableauth enablesecurity enableauthentication "
    "requireauth requireauthentication apiauthenabled"
)
SETTING_KINDS = (FileKind.CONFIGURATION, FileKind.COMPOSE, FileKind.DOCKERFILE, FileKind.CI)
WORDS_OF_SWITCHES = ("nabled", "nable", "equire")
SIGNS_BETWEEN_WORDS = str.maketrans("", "", "_.-")
MOST_SWITCH_ROWS = 3_000
LONGEST_SWITCH_ROW = 300


def is_off_by_default(repo: Snapshot, path: str) -> bool:
    """Whether who is asked for in a file is only asked where somebody turns a switch on."""
    switches = _off_in_code(repo)
    if not switches:
        return False
    return not OF_EVERYBODY.isdisjoint(map(_plain, switches)) or any(
        each in (repo.text(path) or "") for each in switches
    )


@derived
def _off_in_code(repo: Snapshot) -> frozenset[str]:
    """The names of the switches that code sets to false and no settings to true."""
    found: set[str] = set()
    for path in programs(repo):
        if is_test_path(path) or is_example_path(path):
            continue
        text = repo.text(path) or ""
        if not any(each in text for each in WORDS_OF_SWITCHES):
            continue
        for row in text.split("\n")[:MOST_SWITCH_ROWS]:
            match = DEFAULT_OFF.match(row[:LONGEST_SWITCH_ROW]) if "alse" in row else None
            if match is not None:
                found.add(match["key"])
    on = _turned_on(repo) if found else frozenset[str]()
    return frozenset(each for each in found if not any(key.endswith(_plain(each)) for key in on))


def _turned_on(repo: Snapshot) -> frozenset[str]:
    """What settings turn on, by its plain name; comments and tests turn nothing on."""
    paths = {path for kind in SETTING_KINDS for path in repo.of_kind(kind)}
    paths |= {path for path in repo.paths if path.rpartition("/")[2].startswith(".env")}
    found: set[str] = set()
    for path in sorted(paths):
        if is_test_path(path) or is_example_path(path):
            continue
        for row in (repo.text(path) or "").split("\n")[:MOST_SWITCH_ROWS]:
            match = TURNED_ON.match(row[:LONGEST_SWITCH_ROW])
            if match is not None:
                found.add(_plain(match["key"]))
    return frozenset(found)


def _plain(name: str) -> str:
    return name.translate(SIGNS_BETWEEN_WORDS).casefold()
