"""A blind scorecard: it does not reveal whose work it shows, but keeps the evidence.

A redactor is made once, from everything that identifies somebody. It is applied to any value of the model and
knows no list of places to clean: every text is searched but those named below as words of our own, so that
a field that is added later is covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from posixpath import splitext
from typing import Any, TypeVar

from msgspec import Struct, field

from analyzer.blind.addresses import without_ways, words_of_address
from analyzer.blind.identifying import handles_of_address, of_source
from analyzer.blind.name_search import NameSearch, search_for, spellings_of_handle, spellings_of_person
from analyzer.lazy_regex import lazy_regex
from analyzer.model import LeftOut, RepositoryResult
from analyzer.provenance import CUT_MARK
from analyzer.sources import Candidate, IdentifyingTerms, Source
from analyzer.text import word_set

HIDDEN = "[hidden]"
CANDIDATE = "the candidate"
ADDRESS = "[address]"
CLAIMS_FILE = "claims file"

# Words of our own: ids, and texts that no scanned repository and no candidate has a say in.
_OURS = word_set(
    "Finding.signal Flag.id Fact.name DimensionScore.id DimensionScore.title Band.label Verdict.label "
    "Verdict.meaning Scorecard.subject SignalSummary.id SignalSummary.title SignalSummary.dimension "
    "Questions.present Questions.absent Questions.strong Questions.weak "
    "FlagQuestion.ask FlagQuestion.strong FlagQuestion.weak FlagQuestion.covers "
    "Candidate.certainty Scorecard.rubric_name Scorecard.rubric_sha256 Scorecard.role Scorecard.as_of "
    "Statement.topic Statement.signals Question.competency Question.strong Question.weak PathProvenance.date "
    "PathProvenance.first_date SkippedFile.kinds LeftOut.reason SignalSummary.looks_for "
    "CitedLines.first_date CitedLines.last_date Month.month Release.date CodeSize.languages"
)
_PATHS = word_set("Evidence.path Unseen.path SkippedFile.path Statement.path Finding.near")
_NAMES = word_set(
    "RepositoryResult.name Located.repository CreditedLevel.repository Claim.repository LeftOut.name"
)
_EMPTY: Mapping[str, object] = {
    "Candidate.login": None,
    "Candidate.identities": (),
    "PathProvenance.commit": None,
    "CitedLines.commit": None,
    "RepositoryResult.url": None,
    "RepositoryResult.head": None,
    "RepositoryResult.author_names": (),
    "RepositoryResult.fork_of": None,
    "RepositoryResult.blobs": {},
    "RepositoryResult.hidden": IdentifyingTerms(),
    "Scorecard.contributions": (),
}

_URL = lazy_regex(r"(?:[a-z][a-z0-9+.-]{1,20}://|\bgit@|\bwww\.)[^\s\"'`<>()\[\],;]{1,2000}", re.IGNORECASE)
# A server that runs beside the code: no dot, no host on the internet.
_NEAR = lazy_regex(r"[a-z][a-z0-9+.-]{1,20}://(?:127\.0\.0\.1|0\.0\.0\.0|[\w-]+)(?=[:/]|$)", re.IGNORECASE)
_HOST = lazy_regex(
    r"(?<![\w.-])(?:[\w-]{1,63}\.){1,5}(?:"
    r"(?:com|org|net|io|dev|ai|app|co|me|edu|gov|cloud|sh|run)/[\w./:@-]{1,300}"
    r"|(?:com|org|net|edu|gov)(?![\w/-])"
    r"|(?:github\.io|gitlab\.io|readthedocs\.io|streamlit\.app|hf\.space|vercel\.app|netlify\.app|fly\.dev"
    r"|onrender\.com|herokuapp\.com|run\.app|pages\.dev)\b)",
    re.IGNORECASE,
)
# A letter in a string of source or in HTML; a percent sign in an address, which is hidden as a whole.
_ESCAPED = lazy_regex(
    r"\\u\{([0-9A-Fa-f]{1,6})\}|\\U([0-9A-Fa-f]{8})|\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})"
    r"|&#[xX]([0-9A-Fa-f]{1,6});|&#(?P<decimal>[0-9]{1,7});"
)
LAST_LETTER = 0x10FFFF
WORDS_OF_A_NAME = 3
_HEX = lazy_regex(r"(?<![0-9A-Za-z])[0-9a-f]{7,64}(?![0-9A-Za-z])")

_Value = TypeVar("_Value")


class Redactor(Struct, frozen=True):
    """What is hidden, and the names under which repositories and commits go instead of their own."""

    search: NameSearch
    commits: frozenset[str]
    repositories: Mapping[str, str]
    left_out: Mapping[str, str]
    shown_commits: Mapping[str, str] = field(default_factory=dict)

    def text(self, text: str) -> str:
        """The text without names, addresses and commits."""
        text = without_ways(_URL.sub(_address, text), ADDRESS, HIDDEN)
        text = _HOST.sub(ADDRESS, text)
        text = _HEX.sub(self._commit, text)
        return self.search.replaced(text, HIDDEN)

    def over(self, value: _Value) -> _Value:
        """The value without anything that identifies a person."""
        redacted: _Value = self._over(value, "", {})
        return redacted

    def repository(self, name: str) -> str:
        """What a repository is called instead."""
        return self.repositories.get(name) or self.text(name)

    def _over(self, value: Any, place: str, paths: Mapping[str, str]) -> Any:
        if place in _EMPTY:
            return _EMPTY[place]
        if place in _OURS or value is None or isinstance(value, Enum | int | float):
            return value
        if isinstance(value, str):
            return self._string(value, place, paths)
        if isinstance(value, Struct):
            return self._fields(value, paths)
        if place == "Evidence.commits":
            return self._numbers(value)
        if place == "RepositoryResult.commit_provenance":
            return {self._numbers(key): self._over(each, place, paths) for key, each in value.items()}
        if place == "RepositoryResult.cited":
            return {
                (paths.get(path) or self.text(path), line): self._over(each, place, paths)
                for (path, line), each in value.items()
            }
        if isinstance(value, Mapping):
            provenance = place == "RepositoryResult.provenance"
            return {
                (paths.get(key) or self.text(key)) if provenance else key: self._over(each, place, paths)
                for key, each in value.items()
            }
        if isinstance(value, tuple | list | frozenset):
            return type(value)(self._over(each, place, paths) for each in value)
        raise TypeError(f"a scorecard holds a {type(value).__name__}, which cannot be made blind")

    def _source(self, line: str) -> str:
        """A line of source, in which letters may be written as numbers, and the last words be cut."""
        words = line.split(" ")
        if line.endswith(CUT_MARK):
            line = " ".join((*words[:-WORDS_OF_A_NAME], CUT_MARK))
        return self.text(_ESCAPED.sub(_unescaped, line))

    def _string(self, text: str, place: str, paths: Mapping[str, str]) -> str:
        if place == "CitedLines.text":
            return self._source(text)
        if place in _PATHS:
            return paths.get(text) or self.text(text)
        if place == "Candidate.targets":
            return CANDIDATE
        if place in _NAMES:
            known = self.left_out if place == "LeftOut.name" else self.repositories
            return text if text in known.values() else known.get(text) or self.text(text)
        return self.text(text)

    def _fields(self, value: Any, paths: Mapping[str, str]) -> Any:
        kind = type(value).__name__
        if isinstance(value, RepositoryResult):
            paths = self._distinct(_paths_of(value))
        changed = {
            name: self._over(getattr(value, name), f"{kind}.{name}", paths)
            for name in value.__struct_fields__
        }
        if isinstance(value, Candidate):
            changed["targets"] = changed["targets"][:1]
        if isinstance(value, RepositoryResult):
            # How many repositories the person was found in is evidence; under which name is not.
            changed["matched_identities"] = (HIDDEN,) * bool(value.matched_identities)
        return type(value)(**changed)

    def _distinct(self, paths: Iterable[str]) -> Mapping[str, str]:
        """Redacted paths, as distinct as the originals: provenance is looked up by them."""
        taken: set[str] = set()
        found: dict[str, str] = {}
        for path in sorted(paths):
            redacted = self.text(path)
            stem, suffix = splitext(redacted)
            number = 2
            while redacted in taken:
                redacted, number = f"{stem} ({number}){suffix}", number + 1
            taken.add(redacted)
            found[path] = redacted
        return found

    def _numbers(self, commits: tuple[str, ...]) -> tuple[str, ...]:
        """Numbers in place of ids, by which the provenance of these commits is still found."""
        known = self.shown_commits
        return tuple(each if each in known.values() else known.get(each, HIDDEN) for each in commits)

    def _commit(self, match: re.Match[str]) -> str:
        word = match[0]
        mixed = not word.isdigit() and not word.isalpha()
        return HIDDEN if mixed or len(word) >= 40 or word[:7] in self.commits else word


def redactor_for(
    results: Iterable[RepositoryResult],
    candidate: Candidate,
    left_out: Iterable[LeftOut],
    sources: Iterable[Source],
) -> Redactor:
    """The redactor for one candidate's results."""
    results, left_out = tuple(results), tuple(left_out)
    hidden = said_by(candidate.targets, candidate.identities, candidate.login)
    for source in sources:
        hidden |= of_source(source)
    for result in results:
        own = (result.name, *(each for each in (result.url, result.fork_of) if each))
        hidden |= result.hidden | IdentifyingTerms(
            people=frozenset(result.author_names),
            handles=frozenset(each for address in own for each in (address, *handles_of_address(address))),
        )
    for each in left_out:
        hidden |= IdentifyingTerms(handles=frozenset((each.name, *handles_of_address(each.name))))
    ordered = sorted(results, key=lambda each: (not each.assessed, -each.commits, each.name))
    return Redactor(
        search=search_for(_spellings(hidden)),
        commits=hidden.commits,
        repositories=_numbered("repository", [each.name for each in ordered]),
        left_out=_numbered("left-out repository", sorted(dict.fromkeys(each.name for each in left_out))),
        shown_commits=_numbered("commit", _commits_of(ordered)),
    )


def redactor_of_words(targets: Iterable[str], identities: Iterable[str] = ()) -> Redactor:
    """The redactor before any repository is resolved, built from the command line only: for early errors."""
    hidden = said_by(tuple(targets), tuple(identities), None)
    return Redactor(search_for(_spellings(hidden)), frozenset(), {}, {})


def said_by(targets: Iterable[str], identities: Iterable[str], login: str | None) -> IdentifyingTerms:
    """The identifying terms in the command line."""
    handles = {login} if login else set()
    for each in targets:
        handles |= {each, *handles_of_address(each)[-2:]}
    addresses = frozenset(each for each in identities if "@" in each)
    return IdentifyingTerms(frozenset(identities) - addresses, frozenset(handles), addresses)


def _spellings(hidden: IdentifyingTerms) -> set[str]:
    people, handles = set(hidden.people), set(hidden.handles)
    for address in hidden.addresses:
        named, owned = words_of_address(address)
        people |= named
        handles |= owned
    found: set[str] = set()
    for each in people:
        found |= spellings_of_person(each) | spellings_of_handle(each)
    for each in handles:
        found |= spellings_of_handle(each)
    return found - spellings_of_handle(CANDIDATE)


def _numbered(noun: str, names: list[str]) -> Mapping[str, str]:
    """Numbers of one width, so that reports that sort by name keep the order."""
    width = len(str(len(names)))
    return {name: f"{noun} {number:0{width}}" for number, name in enumerate(names, start=1)}


def _paths_of(value: Any, place: str = "") -> set[str]:
    """Every path in a value."""
    if isinstance(value, str):
        return {value} if place in _PATHS else set()
    if isinstance(value, Struct):
        kind = type(value).__name__
        return {
            path
            for name in value.__struct_fields__
            for path in _paths_of(getattr(value, name), f"{kind}.{name}")
        }
    if isinstance(value, Mapping):
        keys = set(value) if place == "RepositoryResult.provenance" else set()
        if place == "RepositoryResult.cited":
            keys = {path for path, _line in value}
        return keys.union(*(_paths_of(each, place) for each in value.values()))
    if isinstance(value, tuple | list):
        return {path for each in value for path in _paths_of(each, place)}
    return set()


def _commits_of(results: Iterable[RepositoryResult]) -> list[str]:
    """The ids that evidence names, in the order in which they are met, which no id decides."""
    sets = (
        each.commits
        for result in results
        for signal in sorted(result.findings)
        for each in result.findings[signal].evidence
    )
    return list(dict.fromkeys(commit for commits in sets for commit in commits))


def _unescaped(match: re.Match[str]) -> str:
    """The letter that is written as a number; as it stands where that is none that people see."""
    number = int(match[match.lastindex or 0], 10 if match["decimal"] else 16)
    shown = chr(number) if number <= LAST_LETTER else ""
    return shown if shown.isprintable() and shown else match[0]


def _address(match: re.Match[str]) -> str:
    return match[0] if _NEAR.match(match[0]) else ADDRESS
