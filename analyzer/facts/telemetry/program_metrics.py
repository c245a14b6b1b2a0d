"""The metrics that programs in other languages than Python emit, and with them all that are emitted here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.metric_names import (
    METRIC_NAME,
    TAIL,
    Emitted,
    Emitters,
    emitted,
    shown_metrics,
)
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.started import running
from analyzer.wiring.other_programs.uses import ProgramUse, all_uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

# The kinds of instruments, as clients of all languages call what makes them.
_KIND = (
    r"(?:observable_?|async_?|int64_?|float64_?|long_?|double_?)*(?:up_?down_?)?"
    r"(?:counter|gauge|histogram|summary|timer|distribution_?(?:summary)?|enum\w{0,10}|info)(?:_?vec|_?func)?"
)
MAKES_INSTRUMENT = lazy_regex(rf"(?i)(?:(?:must_?)?(?:new|create|register|build)_?)?{_KIND}(?:_?builder)?")
# `meter.createCounter("x")` of a meter that was handed in.
METER_CALL = lazy_regex(
    r"(?:[cC]reate|(?:Int|Float)64)\w{0,20}(?:Counter|Gauge|Histogram)(?:<\w{1,20}>)?"
    r"|create_\w{0,20}(?:counter|gauge|histogram)|(?:counter|gauge|histogram|upDownCounter)Builder"
)
SENDS_VALUE = lazy_regex(
    r"(?i)incr(?:ement)?|decr(?:ement)?|gauge|timing|timer?|histogram|distribution|count|set"
)
BUILDS_INSTRUMENT = lazy_regex(rf"(?i){_KIND}\.(?:\w{{1,20}}\.){{0,4}}(?:build|builder|name)")
STATSD = lazy_regex(r"(?i)statsd|datadog|dogstatsd")
# What clients of every language emit of the process they run in.
OF_EVERY_PROCESS = ("process_", "up")
NAMED, SPACES = ("name", "Name"), ("namespace", "Namespace", "prefix", "subsystem", "Subsystem")
NO_PART = lazy_regex(r"[^A-Za-z0-9_:]")


@derived
def emitted_anywhere(repo: Snapshot) -> Emitted:
    """What code in every language, its libraries and the exporters beside it emit."""
    here = emitted(repo)
    if not programs(repo):
        return here
    found = _Instruments(repo, shown=False)
    by_code, tails = _merged(here.by_code, found.by_code), _merged(here.tails, found.tails)
    prefixes = dict(here.prefixes)
    for each in (*found.prefixes, *(OF_EVERY_PROCESS if found.by_code else ())):
        prefixes[each] = prefixes.get(each, frozenset()) | found.prefixes.get(each, frozenset())
    return Emitted(by_code, prefixes, tails, here.unnamed | found.unnamed)


@derived
def shown_anywhere(repo: Snapshot) -> Emitters:
    """The names that only examples and tests emit, with the files that do."""
    here = shown_metrics(repo)
    return _merged(here, _Instruments(repo, shown=True).by_code) if programs(repo) else here


@derived
def program_files_running(repo: Snapshot) -> frozenset[str]:
    """The files of programs of which something runs that the repository starts."""
    return frozenset(path for path, _function in running(repo))


def _merged(first: Emitters, second: Emitters) -> Emitters:
    return {
        name: first.get(name, frozenset()) | second.get(name, frozenset()) for name in {**first, **second}
    }


class _Instruments:
    """The instruments of programs in live code, or (`shown`) in tests and examples."""

    def __init__(self, repo: Snapshot, *, shown: bool) -> None:
        found: dict[str, set[str]] = {}
        prefixes: dict[str, set[str]] = {}
        files: set[str] = set()
        unnamed: set[str] = set()
        for path, name, prefix in _made(repo, shown=shown):
            files.add(path)
            if prefix:
                prefixes.setdefault(prefix, set()).add(path)
            elif METRIC_NAME.fullmatch(name):
                found.setdefault(name, set()).add(path)
            else:
                unnamed.add(path)
        tails: dict[str, set[str]] = {}
        for path in files:
            for tail in TAIL.findall(repo.text(path) or ""):
                tails.setdefault(tail, set()).add(path)
        self.by_code = _frozen(found)
        self.tails = _frozen(tails)
        self.prefixes = _frozen(prefixes)
        self.unnamed = frozenset(unnamed)


def _frozen(table: dict[str, set[str]]) -> Emitters:
    return {name: frozenset(paths) for name, paths in sorted(table.items())}


def _made(repo: Snapshot, *, shown: bool) -> Iterator[tuple[str, str, str]]:
    """(file, name, prefix) of what makes an instrument; a name that is put together is empty."""
    for use in all_uses(repo).get(Subject.METRICS, ()):
        if not use.called or _is_shown(use.path) is not shown:
            continue
        plain = use.target.replace("()", "").rpartition("#")[2]
        last = plain.rpartition(".")[2]
        prefix = dict(use.keywords).get("prefix", "")
        if prefix and not _name(use):
            yield use.path, "", NO_PART.sub("_", prefix)
        elif _makes(use, plain, last):
            yield use.path, _name(use), ""
    for path, facts in programs(repo).items():
        if _is_shown(path) is shown:
            for call in facts.calls:
                if call.strings and METER_CALL.fullmatch(call.target.rpartition(".")[2]):
                    yield path, NO_PART.sub("_", call.strings[0]), ""


def _is_shown(path: str) -> bool:
    return is_test_path(path) or is_example_path(path)


def _makes(use: ProgramUse, plain: str, last: str) -> bool:
    """Whether a call makes an instrument, with a name or with one that is put together."""
    if MAKES_INSTRUMENT.fullmatch(last) is not None:
        return not _only_declares(use, plain)
    # A client of StatsD sends a value under a name each time: no instrument is made first.
    is_sent = STATSD.search(use.target) is not None and SENDS_VALUE.fullmatch(last) is not None
    return bool(_name(use)) and (is_sent or _is_built(plain))


def _is_built(plain: str) -> bool:
    """Whether a chain builds an instrument step by step: `Counter.build().name("x")`."""
    return any(BUILDS_INSTRUMENT.fullmatch(".".join(parts)) is not None for parts in _ends(plain.split(".")))


def _ends(parts: list[str]) -> Iterable[list[str]]:
    return (parts[position:] for position in range(max(0, len(parts) - 6), len(parts) - 1))


def _only_declares(use: ProgramUse, plain: str) -> bool:
    """Whether a call without a name only begins to build an instrument, or takes one that exists."""
    return not _name(use) and not use.keywords and (plain.count(".") > 0 or not use.strings)


def _name(use: ProgramUse) -> str:
    """The name that a call gives an instrument, with what stands before it; "" if it is put together."""
    said = dict(use.keywords)
    own = next((said[each] for each in NAMED if said.get(each)), "")
    own = own or ("" if any(each in said for each in NAMED) else next(iter(use.strings), ""))
    before = [said[each] for each in SPACES if said.get(each)] if own else []
    return NO_PART.sub("_", "_".join([*before, own]))
