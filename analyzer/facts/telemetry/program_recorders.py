"""Recorders of a project's own in other languages than Python: what keeps how long an answer took.

As `own_recorders` asks of Python, by what a function writes: the columns of an INSERT, or the names of what
it hands to a call that keeps, there or in an object that it made before. A table of usage may be for a bill:
there, how long it took must be among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from itertools import islice

from msgspec import Struct
from msgspec.structs import replace

from analyzer.facts.telemetry.service_measures import (
    OPERATION_WORDS,
    SERVICE_MEASURED,
    TIME_UNITS,
    is_service_measure,
    is_told_beside,
)
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call, Function
from analyzer.parsing.programs import called_name
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import Node, call_edges, reached_by
from analyzer.wiring.other_programs.class_bodies import told_of_model
from analyzer.wiring.other_programs.index import functions_meant, programs
from analyzer.wiring.other_programs.served import asking_nodes, routes
from analyzer.wiring.other_programs.started import running
from analyzer.wiring.roles import is_example_path, is_test_path

# Calls that keep what they are given, in a store or, in code named for monitoring, in memory.
STORING_CALLS = word_set(
    "create create! createMany insert insert! insert_all insertOne insert_one insertMany Create Insert "
    "InsertOne Exec ExecContext QueryRow execute executeUpdate exec run query save save! Save SaveAsync "
    "ExecuteAsync AddAsync put putItem PutItem xadd xAdd upsert values"
)
KEEPS_IN_MEMORY = word_set("push append add Add set store Store unshift lpush rpush hincrby incr increment")
# What is handed to a queue is kept by whoever takes it from there.
QUEUED = lazy_regex(r"(?<!\w)(?P<held_by>[A-Za-z_]\w{0,60})\??\.add(?:Bulk)?\(")
QUEUE_WORDS = word_set("queue queues")
USAGE_WORDS = word_set("usage usages stats statistics analytics")
MEASURE_KEEPER_WORDS = USAGE_WORDS | OPERATION_WORDS
INSERTED = lazy_regex(
    r"(?i)\bINSERT\s{1,20}INTO\s{1,20}[\"'`]?(?P<table>[\w.\"`]{1,80})\s{0,20}\((?P<columns>[^)]{1,1500})\)"
)
_NAME = r"(?<![\w.])[\"'`:]?([A-Za-z_]\w{1,40})[\"'`]?\s{0,4}(?:=>|:(?![:=])|(?<![=!<>:])=(?![=>~]))"
NAME_BEFORE_VALUE = lazy_regex(_NAME)
# What is written there as it stands was not measured.
LITERAL_VALUE = lazy_regex(
    _NAME + r"\s{0,4}(?:-?\d{1,9}(?:\.\d{1,6})?|true|false|null|nil|undefined)\s{0,4}(?=[,})\n]|\Z)"
)
HANDED_ON = lazy_regex(r"(?<=[,{(])\s{0,40}([a-z]\w{2,40})\s{0,4}(?=[,})])")
# `const row: Partial<Usage> = {`, `usage := Usage{`, `var row = new Usage {`, `val row = Usage(`
MADE_OBJECT = lazy_regex(
    r"(?<![\w.])(?P<name>[a-z]\w{1,40})(?:\s?:\s?[\w<>.]{1,80})?\s{0,4}(?::=|=(?![=>~]))\s{0,4}"
    r"(?:(?:new\s{1,4}|&)?(?:[a-z]\w{0,30}\.)?[A-Z][\w<>]{0,60}\s{0,40}(?:\(\)\s{0,40})?(?=[{(])|(?=\{))"
)
COLUMN = lazy_regex(r"\w{2,60}")
# A question to a store keeps nothing: its columns are those of what was kept before.
ASKS_A_STORE = lazy_regex(
    r"(?i)[^()]{0,120}\(\s{0,40}[\"'`]{1,3}\s{0,200}(?:SELECT|WITH|SHOW|DELETE|EXPLAIN)\b"
)
HANDED_PLAINLY = lazy_regex(r"(?:(?<=[\s({,&:])|(?<=\.\.\.))([a-z]\w{1,40})(?=\s{0,4}(?:[,)}\n]|\Z))")
MOST_FUNCTIONS_READ = 400
MOST_CALLS_READ = 100
MOST_RECORDER_ROWS = 80
HANDING_ROWS = 4
MOST_CALLS_BETWEEN = 2
FEWEST_NAMES = 2
TOKEN_WORDS = word_set("token tokens")
RECORDER_ROW_CUT = 300


class Doubt(Enum):
    """Why nobody can tell whether a recorder watches a model."""

    MAY_BE_A_BILL = 0
    """It keeps tokens alone."""
    FAR_AWAY = 1
    """It is called, but not near where a model is asked."""


class ProgramRecorder(Struct, frozen=True):
    """Where a function keeps measures of answers, and whether it runs when something is started."""

    path: str
    line: int
    name: str
    running: bool
    doubt: Doubt | None = None


@derived
def program_recorders(repo: Snapshot) -> tuple[ProgramRecorder, ...]:
    """The first recorder of each file that is called where a model is asked, or a request that asks one.

    One that is called near there is shown before another. Measures that a service without a model takes from
    others are what it is about.
    """
    recorders = tuple(islice(_recorders(repo), MOST_FUNCTIONS_READ))
    if not recorders:
        return ()
    asking = asking_nodes(repo)
    wanted = asking | {node for each in routes(repo) if each.over_model for node in each.handlers}
    wanted |= told_of_model(repo)
    edges = call_edges(repo)
    callers: dict[Node, set[Node]] = {}
    for caller, called in edges.items():
        for node in called:
            callers.setdefault(node, set()).add(caller)
    told = reached_by(repo, wanted)
    found: dict[str, ProgramRecorder] = {}
    for each in recorders:
        taking = _with_its_queue(repo, each)
        above = _with_callers(taking, callers)
        near = any(node in wanted or not asking.isdisjoint(edges.get(node, ())) for node in above)
        if near or not taking.isdisjoint(told):
            recorder = each if near or each.doubt else replace(each, doubt=Doubt.FAR_AWAY)
            before = found.get(each.path)
            if before is None or _certainty(before) < _certainty(recorder):
                found[each.path] = recorder
    return tuple(found.values())


def _certainty(recorder: ProgramRecorder) -> tuple[bool, bool]:
    return not recorder.doubt, recorder.running


def _with_its_queue(repo: Snapshot, recorder: ProgramRecorder) -> set[Node]:
    """A recorder, and where it is a method of what is named for keeping measures the other methods of that.

    One of them takes a measure and hands it on by a queue, so that nobody who asks waits for a store.
    """
    owner, dot, _name = recorder.name.rpartition(".")
    found = {(recorder.path, recorder.name)}
    if dot and not MEASURE_KEEPER_WORDS.isdisjoint(words_of(owner)):
        functions = programs(repo)[recorder.path].functions
        names = (each.qualified_name for each in functions)
        found.update((recorder.path, name) for name in names if name.rpartition(".")[0] == owner)
    return found


def _with_callers(begun: set[Node], callers: Mapping[Node, set[Node]]) -> set[Node]:
    """Functions, with what calls them, as many calls away as a helper of their own may stand between."""
    found, last = set(begun), begun
    for _call in range(MOST_CALLS_BETWEEN):
        last = {caller for each in last for caller in callers.get(each, ())} - found
        found |= last
    return found


def _recorders(repo: Snapshot) -> Iterator[ProgramRecorder]:
    """What keeps measures itself, then what hands them to a function that keeps all that it is given."""
    keepers: dict[Node, frozenset[str]] = {}
    yield from _keeping(repo, keepers)
    yield from _handing(repo, keepers)


def _handing(repo: Snapshot, keepers: Mapping[Node, frozenset[str]]) -> Iterator[ProgramRecorder]:
    names = {name.rpartition(".")[2] for _path, name in keepers}
    for path, facts in programs(repo).items() if keepers else ():
        calls = [each for each in facts.calls if called_name(each.target).removesuffix("()") in names]
        if not calls or is_test_path(path) or is_example_path(path):
            continue
        rows = (repo.text(path) or "").split("\n")
        for call in calls[:MOST_CALLS_READ]:
            keeper = next(
                (each for each in functions_meant(repo, path, call.target) if each in keepers), None
            )
            if keeper is None:
                continue
            part = "\n".join(
                row[:RECORDER_ROW_CUT] for row in rows[call.line - 1 : call.line - 1 + MOST_RECORDER_ROWS]
            )
            timed = _are_measures(_given_names(part[: _end_of_call(part)]), keepers[keeper])
            if timed is not None:
                name = call.function or ""
                doubt = None if timed else Doubt.MAY_BE_A_BILL
                yield ProgramRecorder(path, call.line, name, (path, name) in running(repo), doubt)


def _keeping(repo: Snapshot, keepers: dict[Node, frozenset[str]]) -> Iterator[ProgramRecorder]:
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        keeping: dict[str | None, list[Call]] = {}
        for call in facts.calls:
            if called_name(call.target) in STORING_CALLS or called_name(call.target) in KEEPS_IN_MEMORY:
                keeping.setdefault(call.function, []).append(call)
        functions = {each.qualified_name: each for each in facts.functions if each.qualified_name in keeping}
        rows = (repo.text(path) or "").split("\n") if functions else []
        for name, function in functions.items():
            kept = _kept(path, function, keeping[name], rows)
            if kept is None and (named := _keeps_whole(path, function, keeping[name], rows)):
                keepers[path, name] = named
            if kept is not None:
                runs = (path, name) in running(repo)
                doubt = Doubt.MAY_BE_A_BILL if kept[1] else None
                yield ProgramRecorder(path, kept[0], name, runs, doubt)


def _keeps_whole(path: str, function: Function, calls: Sequence[Call], rows: Sequence[str]) -> frozenset[str]:
    """What a function is named for that stores a parameter as it was handed over; nothing where none does."""
    for call in calls:
        part = "\n".join(row[:RECORDER_ROW_CUT] for row in rows[call.line - 1 : call.line - 1 + HANDING_ROWS])
        part = part[: _end_of_call(part)]
        if called_name(call.target) in STORING_CALLS and not set(function.parameters).isdisjoint(
            HANDED_PLAINLY.findall(part)
        ):
            return _named(path, function, call.target)
    return frozenset()


def _kept(
    path: str, function: Function, calls: Sequence[Call], rows: Sequence[str]
) -> tuple[int, bool] | None:
    """The line where a function keeps measures, and whether these are tokens alone; None without any."""
    found = sorted((not timed, line) for line, timed in _places(path, function, calls, rows))
    return (found[0][1], found[0][0]) if found else None


def _places(
    path: str, function: Function, calls: Sequence[Call], rows: Sequence[str]
) -> Iterator[tuple[int, bool]]:
    """The lines where a function keeps measures, and whether these say how it is doing."""
    body = [
        each[:RECORDER_ROW_CUT]
        for each in rows[function.line - 1 : min(function.end_line, function.line + MOST_RECORDER_ROWS)]
    ]
    text = "\n".join(body)
    for match in INSERTED.finditer(text):
        columns = set(COLUMN.findall(match["columns"]))
        timed = _are_measures(columns, _named(path, function, match["table"]))
        if timed is not None:
            yield function.line + text[: match.start()].count("\n"), timed
    for call in calls:
        start = call.line - function.line
        named = _named(path, function, call.target)
        kept = called_name(call.target) in STORING_CALLS or named == OPERATION_WORDS
        if not (kept or _is_queued("".join(body[max(0, start) : start + 1]))):
            continue
        part = "\n".join(body[max(0, start) :])
        part = part[: _end_of_call(part)]
        if ASKS_A_STORE.match(part) is not None:
            continue
        part += "".join(f",{made}" for made in _made_before("\n".join(body[: max(0, start)]), part))
        timed = _are_measures(_given_names(part), named)
        if timed is not None:
            yield call.line, timed


def _given_names(part: str) -> set[str]:
    """The names of what a call is given; what is written there as it stands was not measured."""
    literal = {each for each in LITERAL_VALUE.findall(part) if not is_told_beside(each)}
    return (set(NAME_BEFORE_VALUE.findall(part)) | set(HANDED_ON.findall(part))) - literal


def _is_queued(row: str) -> bool:
    """Whether a row hands something to what is named for a queue."""
    match = QUEUED.search(row)
    return match is not None and not words_of(match["held_by"]).isdisjoint(QUEUE_WORDS)


def _made_before(before: str, handed: str) -> Iterator[str]:
    """What objects hold that a function made in `before` and hands over by their plain names."""
    names = set(HANDED_PLAINLY.findall(handed))
    for match in MADE_OBJECT.finditer(before) if names else ():
        if match["name"] in names:
            made = before[match.end() :]
            yield made[: _end_of_call(made)]


def _end_of_call(text: str) -> int:
    """Where the brackets that a text opens are closed again; its length where they are not."""
    depth = 0
    for place, each in enumerate(text):
        depth += (each in "({[") - (each in ")}]")
        if each in ")}]" and depth <= 0:
            return place
    return len(text)


def _named(path: str, function: Function, kept_in: str) -> frozenset[str]:
    """The words that the place, the function or what it is kept in are named with, if it is for operation."""
    words = {
        word for part in (*path.split("/")[-2:], function.qualified_name, kept_in) for word in words_of(part)
    }
    if words & OPERATION_WORDS:
        return OPERATION_WORDS
    return USAGE_WORDS if words & (USAGE_WORDS | {"log", "logs"}) else frozenset()


def _are_measures(names: set[str], named: frozenset[str]) -> bool | None:
    """Whether names are of measures that say how a service is doing; False for tokens of a model alone."""
    measures = {each for each in names if is_service_measure(each)}
    beside = {each for each in names - measures if is_told_beside(each)}
    if len(measures) + len(beside) < FEWEST_NAMES or not measures:
        return None
    if named == OPERATION_WORDS:
        return True
    if named != USAGE_WORDS:
        return None
    if any(words_of(each) & (TIME_UNITS | SERVICE_MEASURED - TOKEN_WORDS) for each in measures):
        return True
    of_model = any("model" in words_of(each) for each in names)
    return False if of_model and any(words_of(each) & TOKEN_WORDS for each in measures) else None
