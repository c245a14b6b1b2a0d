"""Whether a repository speaks of another owner's project: a question about where it began.

Two or more independent marks are needed. One alone is normal: an employer in the licence, the badge of a
template, the address of a course. What is said names paths and lines, and nobody; nothing is accused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from analyzer.commits import Commit
from analyzer.declarations import Competency, FlagQuestion
from analyzer.identities import Identity, people
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Flag, Level, Severity
from analyzer.parsing.lines import lines_of
from analyzer.provenance import Origin
from analyzer.repository import PACKAGE_FILES, Snapshot, arrivals, is_licence
from analyzer.sources import Author, Source

UNCLEAR_FLAG = "authorship_unclear"
UNCLEAR_QUESTION = FlagQuestion(
    competency=Competency.COMMUNICATION,
    ask="Parts of this repository name another project. What existed before you, and what did you change?",
    strong="Credits the original openly, and shows the difference.",
    weak="Is vague about where it started.",
    covers=("-",),
)
TEMPLATE_MARKS_NEEDED = 2
MOST_CODE = 0.8
LINES_LIMIT = 4000
README_LINE_LIMIT = 1000
# A shorter spelling is inside too many words to recognise anybody by.
SHORTEST_NAME = 4

README = lazy_regex(r"README(?:\.(?:md|rst|txt))?", re.IGNORECASE)

_PROJECT = r"(?P<owner>[A-Za-z0-9][\w.-]{0,99})/(?P<name>[\w.-]{1,100})"
_LINK = lazy_regex(rf"github\.com[/:]{_PROJECT}", re.ASCII)
_BADGE = lazy_regex(
    rf"github\.com/{_PROJECT}/(?:actions/)?workflows/[^\s)\"']{{1,200}}badge\.svg"
    rf"|codecov\.io/gh/(?P<owner2>[\w.-]{{1,100}})/(?P<name2>[\w.-]{{1,100}})/[^\s)\"']{{0,100}}badge",
    re.ASCII,
)
_HOLDER = lazy_regex(
    r"^\s{0,20}copyright\s{1,5}(?:(?:\(c\)|©)\s{0,5})?(?:\d{4}[\d\s,–-]{0,40})(?:by\s)?(?P<holder>[^\d\s].{1,120})$",
    re.IGNORECASE,
)
_URL_LINE = lazy_regex(
    r"^\s{0,20}[\"']?(?:url|home[-_]?page|repo(?:sitory)?|source(?:[ -]?code)?|bug[ -]?tracker|issues)"
    r"[\"']?\s{0,5}[=:]",
    re.IGNORECASE,
)
_AUTHOR_LINE = lazy_regex(r"^\s{0,20}(?:authors?|author_email|maintainers?)\s{0,5}=(?P<value>.{1,500})$")
_ADDRESS_HOST = lazy_regex(r"@[\w.-]{1,200}")
_KEYS = lazy_regex(r"\b(?:name|email)\s{0,5}=")
# Who a template or a licence's own text names, and words that stand for everybody.
_NOBODY = lazy_regex(
    r"\b(?:your?|yyyy|name|free software foundation|contributors?|authors?|developers?|team)\b"
    r"|[\[{<](?:year|full)",
    re.IGNORECASE,
)


class _Mark(Struct, frozen=True):
    kind: str
    place: Evidence


def authorship_unclear(source: Source, repo: Snapshot, identity: Identity | None) -> Flag | None:
    """The flag `authorship_unclear`, where two or more independent marks point to another owner.

    Marks: status badges, links to a project of this name and the package's own addresses; the licence's
    holder; the package's author; files that were there before the candidate's first commit. Not raised
    for a fork that GitHub declares, nor where neither the owner of the repository's address is known nor
    all of its history is the candidate's: the work of a team, whose home we do not know.
    """
    work = repo.work
    if source.is_fork or repo.history_problem is not None or not work:
        return None
    owner = _owner(source.url)
    everybody = {author for commit in work for author in people(commit)}
    mine = everybody if identity is None else {each for each in everybody if _is_mine(identity, each)}
    if owner is None and (identity is None or mine != everybody):
        return None
    own = _spellings(mine, owner)
    address = _address_mark(repo, source, own)
    found = (
        address,
        _licence_mark(repo, _spellings(everybody, owner)),
        _package_author_mark(repo, _spellings(everybody, owner)),
        # Who joins a team finds files and an employer's licence: normal in the place where the team works.
        None if address is None else _earlier_history_mark(repo, identity, work),
    )
    marks = [each for each in found if each is not None]
    if len(marks) < TEMPLATE_MARKS_NEEDED:
        return None
    return Flag(
        UNCLEAR_FLAG,
        Severity.ASK,
        f"{', '.join(each.kind for each in marks)}: where did this work start, and which parts are new here? "
        "a renamed account, an employer's project or a template would look the same",
        tuple(each.place for each in marks),
        UNCLEAR_QUESTION,
    )


def _is_mine(identity: Identity, author: Author) -> bool:
    return identity.origin(author) is not Origin.OTHER


def _owner(url: str | None) -> str | None:
    match = re.match(r"https?://[^/]{1,200}/([^/]{1,100})/[^/]{1,100}", url or "")
    return match[1] if match else None


def _letters(text: str) -> str:
    return "".join(each for each in text.casefold() if each.isalnum())


def _spellings(authors: Iterable[Author], owner: str | None) -> frozenset[str]:
    """Letters of every name and of the part of every address before the @."""
    found = {_letters(owner or "")}
    for author in authors:
        local = author.email.partition("@")[0].rpartition("+")[2]
        found |= {_letters(author.name), _letters(local)}
    return frozenset(each for each in found if len(each) >= SHORTEST_NAME) | {_letters(owner or "")} - {""}


def _is_known(text: str, known: frozenset[str]) -> bool:
    """Whether a name, an owner or an address is one of the known ones in any spelling, or holds one."""
    letters = _letters(_ADDRESS_HOST.sub("", text))
    return letters in known or any(
        len(each) >= SHORTEST_NAME
        and (each in letters or (len(letters) >= SHORTEST_NAME and letters in each))
        for each in known
    )


def _lines(repo: Snapshot, path: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines_of(repo.text(path) or "")[:LINES_LIMIT], 1):
        yield number, line[:README_LINE_LIMIT]


def _top(repo: Snapshot, pattern: re.Pattern[str]) -> list[str]:
    return [path for path in repo.paths if pattern.fullmatch(path)]


def _address_mark(repo: Snapshot, source: Source, own: frozenset[str]) -> _Mark | None:
    """The first address of this very project at another owner; None where one names the owner at hand."""
    this = {_letters(source.name.rpartition("/")[2]), _letters((source.url or "").rpartition("/")[2])} - {""}
    first: Evidence | None = None
    for path, line, owner in _own_addresses(repo, this):
        if _is_known(owner, own):
            return None
        if first is None:
            first = Evidence(path, line, Level.CLAIMED, "the address of this project under another owner")
    return None if first is None else _Mark("its badges or addresses name another owner", first)


def _own_addresses(repo: Snapshot, this: set[str]) -> Iterator[tuple[str, int, str]]:
    for path in _top(repo, README):
        for number, line in _lines(repo, path):
            for badge in _BADGE.finditer(line):
                yield path, number, badge["owner"] or badge["owner2"]
            for link in _LINK.finditer(line):
                if _letters(link["name"].removesuffix(".git")) in this:
                    yield path, number, link["owner"]
    for path in repo.paths:
        if path in PACKAGE_FILES:
            for number, line in _lines(repo, path):
                if _URL_LINE.match(line) is not None:
                    yield from ((path, number, link["owner"]) for link in _LINK.finditer(line))


def _licence_mark(repo: Snapshot, known: frozenset[str]) -> _Mark | None:
    found = [
        (path, number, match["holder"])
        for path in repo.paths
        if "/" not in path and is_licence(path)
        for number, line in _lines(repo, path)
        if (match := _HOLDER.match(line)) is not None and _NOBODY.search(match["holder"]) is None
    ]
    if not found or any(_is_known(holder, known) for _path, _number, holder in found):
        return None
    path, number, _holder = found[0]
    place = Evidence(path, number, Level.CLAIMED, "a holder who is neither an author nor the owner")
    return _Mark("its licence names another holder", place)


def _package_author_mark(repo: Snapshot, known: frozenset[str]) -> _Mark | None:
    found = [
        (path, number, value)
        for path in repo.paths
        if path in PACKAGE_FILES
        for number, value in _package_authors(repo, path)
        if len(_letters(value)) >= SHORTEST_NAME and _NOBODY.search(value) is None
    ]
    if not found or any(_is_known(value, known) for _path, _number, value in found):
        return None
    path, number, _value = found[0]
    place = Evidence(path, number, Level.CLAIMED, "an author who is neither a commit author nor the owner")
    return _Mark("its package names another author", place)


def _package_authors(repo: Snapshot, path: str) -> Iterator[tuple[int, str]]:
    """The lines of a package's metadata that name its authors, a list over several lines included."""
    inside = False
    for number, line in _lines(repo, path):
        match = _AUTHOR_LINE.match(line)
        value = match["value"] if match is not None else line if inside else None
        if value is None:
            continue
        yield number, _KEYS.sub("", value)
        inside = ("[" in value or inside) and "]" not in value


def _earlier_history_mark(repo: Snapshot, identity: Identity | None, work: Sequence[Commit]) -> _Mark | None:
    """Most files of today were there before the candidate's first commit."""
    if identity is None:
        return None
    oldest = next(
        (each for each in reversed(work) if any(_is_mine(identity, author) for author in people(each))), None
    )
    if oldest is None:
        return None
    brought = arrivals(repo)
    before = sum(commit.row > oldest.row for commit in brought.values())
    if not brought or before < MOST_CODE * len(brought):
        return None
    place = Evidence(None, None, Level.CLAIMED, f"{before} of {len(brought)} files are older")
    return _Mark("most of its files are older than the first commit by the given identity", place)
