"""What could not be seen, one line for each cause with its remedy: merged over all repositories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, field

from analyzer.model import RepositoryResult
from analyzer.report.cause_families import (
    ANY_OTHER_REMEDY,
    CAUSE_FAMILIES,
    PARSED_IN_VAIN,
    REPOSITORY_REMEDIES,
    Family,
)
from analyzer.text import plural, repository_count


class Cause(Struct, frozen=True):
    """Why something could not be seen, and what to do about it.

    `places` are repositories, with a path where one is known; `signals` those that could be stronger than
    what was found.
    """

    words: str
    remedy: str
    places: tuple[tuple[str, str | None], ...]
    signals: tuple[str, ...]


class _Missed(Struct, frozen=True):
    """One thing that was not seen: where, why, and the signal that it leaves open, if it does."""

    repository: str
    path: str | None
    reason: str
    signal: str | None = None
    of_a_file: bool = False


class _Group(Struct):
    """Everything that has the same cause."""

    family: Family | None
    what: str
    missed: list[_Missed] = field(default_factory=list)


def causes(repositories: Sequence[RepositoryResult]) -> tuple[Cause, ...]:
    """The causes: repositories that could not be read first, then what leaves the most signals open.

    After that by the number of places, and by the words.
    """
    return (*_unread(repositories), *_in_what_was_read(repositories))


def _in_what_was_read(repositories: Sequence[RepositoryResult]) -> list[Cause]:
    groups: dict[tuple[str, str], _Group] = {}
    for missed in (each for repository in repositories for each in _missed(repository)):
        family, what = family_of(missed.reason, of_a_file=missed.of_a_file)
        key = (missed.reason if family is None else family.words, what)
        groups.setdefault(key, _Group(family, what)).missed.append(missed)
    found = [_cause(group) for group in groups.values()]
    found.sort(key=lambda each: (-len(each.signals), -len(each.places), each.words))
    return found


def cause_lines(repositories: Sequence[RepositoryResult]) -> list[str]:
    """The same as lines of text: a line for each unread repository, then one for each other cause.

    A line ends with the first place and how many more there are.
    """
    unread = [
        f"{each.name}: {_why(each)} ({REPOSITORY_REMEDIES[each.trouble]})"
        for each in repositories
        if not each.assessed
    ]
    return unread + [
        f"{each.words} ({each.remedy}): {_first_place(each)}" for each in _in_what_was_read(repositories)
    ]


def _first_place(cause: Cause) -> str:
    repository, path = cause.places[0]
    first = repository if path is None else f"{repository}: {path}"
    return first if len(cause.places) == 1 else f"{first} and {len(cause.places) - 1} more"


def family_of(reason: str, *, of_a_file: bool = False) -> tuple[Family | None, str]:
    """The family of a reason, and what of its kind it names; none where the reason stands for itself.

    `of_a_file`: it was said of a file that was not read, whose parser may have any words for it.
    """
    for family in CAUSE_FAMILIES:
        found = family.pattern.fullmatch(reason)
        if found is not None:
            return family, found.groupdict().get("what") or ""
    return (PARSED_IN_VAIN if of_a_file else None), ""


def _missed(repository: RepositoryResult) -> Iterator[_Missed]:
    files = {each.reason for each in repository.skipped if each.kinds}
    for skipped in repository.skipped:
        if skipped.kinds:
            yield _Missed(repository.name, skipped.path, skipped.reason, of_a_file=True)
    for signal, finding in repository.findings.items():
        for unseen in finding.unseen:
            opened = signal if finding.may_be_stronger else None
            yield _Missed(repository.name, unseen.path, unseen.reason, opened, unseen.reason in files)


def _cause(group: _Group) -> Cause:
    first, family = group.missed[0], group.family
    signals = {each.signal for each in group.missed if each.signal is not None}
    places = sorted({(each.repository, each.path) for each in group.missed}, key=_in_order)
    if family is None:
        words, remedy = first.reason, ANY_OTHER_REMEDY
    else:
        number = len({(each.repository, each.path, each.reason) for each in group.missed})
        several = repository_count(len({each.repository for each in group.missed}))
        words = family.words.replace("{count}", plural(number, family.noun))
        words = words.replace("{repositories}", several).replace("{what}", group.what)
        remedy = family.remedy.replace("{what}", group.what)
    return Cause(words, remedy, tuple(places), tuple(sorted(signals)))


def _in_order(place: tuple[str, str | None]) -> tuple[str, str]:
    return place[0], place[1] or ""


def _unread(repositories: Iterable[RepositoryResult]) -> Iterator[Cause]:
    """The repositories that could not be read at all, by the reason: those with the same one together."""
    names: dict[tuple[str, str], list[str]] = {}
    for each in repositories:
        if not each.assessed:
            names.setdefault((_why(each), REPOSITORY_REMEDIES[each.trouble]), []).append(each.name)
    for (why, remedy), found in sorted(names.items(), key=lambda item: (-len(item[1]), item[0])):
        places = tuple((name, None) for name in sorted(found))
        yield Cause(f"{repository_count(len(found))} not read: {why}", remedy, places, ())


def _why(unread: RepositoryResult) -> str:
    return unread.problem or "it could not be assessed"
