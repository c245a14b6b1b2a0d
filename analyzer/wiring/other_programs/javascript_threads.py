"""Files that a program runs in another thread or process by their paths.

`new Worker("queue", "./processor.js")` of BullMQ, `new Worker(new URL("./worker.js", import.meta.url))`,
`fork("./child.js")` and pools run what stands in the file, and the function that it exports. Sources:
https://docs.bullmq.io/guide/workers/sandboxed-processors, https://nodejs.org/api/worker_threads.html,
https://nodejs.org/api/child_process.html, https://github.com/piscinajs/piscina.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from posixpath import dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.javascript.resolve import resolve_script, script_file, source_of

STARTS_A_FILE = lazy_regex(
    r"(?:@temporalio/worker#(?:default\.)?(?:Worker\.create|bundleWorkflowCode)|bullmq#Worker|bull#(?:default|Queue)\(\)\.process|(?:node:)?worker_threads#(?:default\.)?Worker"
    r"|(?:node:)?child_process#(?:default\.)?fork|(?:node:)?cluster#(?:default\.)?setupPrimary"
    r"|(?:piscina|tinypool|poolifier|jest-worker|workerpool)#.+|Worker)"
)
MOST_STARTING = 50
TEMPORAL = "@temporalio/worker#"
THREAD_PACKAGES = word_set(
    "bullmq bull worker_threads node:worker_threads child_process node:child_process cluster node:cluster "
    "@temporalio/worker piscina tinypool poolifier jest-worker workerpool"
)
SCRIPT_NAMED = lazy_regex(r"(?:\.{0,2}/)?[\w@./-]{1,200}\.[cm]?[jt]s")
# A function of a file, as in the graph of calls.
Place = tuple[str, str]


@derived
def thread_edges(repo: Snapshot) -> tuple[tuple[Place, Place], ...]:
    """From each function that starts a file in a thread or a process to what the file runs."""
    return tuple(
        ((path, call.function or ""), place)
        for path, facts in programs(repo).items()
        if any(each.module in THREAD_PACKAGES for each in facts.imports) or _makes_workers(facts)
        for call in _starting(facts)
        for place in (*_run(repo, path, facts, call), *_handed_whole(repo, path, facts, call))
    )


def _starting(facts: ProgramFacts) -> Iterable[Call]:
    """The calls that start a file, the first of each kind in every function."""
    found: dict[tuple[str | None, str], Call] = {}
    for call in facts.calls:
        if STARTS_A_FILE.fullmatch(call.target):
            found.setdefault((call.function, call.target), call)
    return islice(found.values(), MOST_STARTING)


def _makes_workers(facts: ProgramFacts) -> bool:
    return any(each.target == "Worker" for each in facts.calls)


def _run(repo: Snapshot, path: str, facts: ProgramFacts, started: Call) -> Iterator[Place]:
    """What the scripts run that a function, or the file outside of its functions, names by their paths."""
    by_name = started.target.startswith(TEMPORAL)
    named = (
        each
        for call in facts.calls
        if call.function in (None, started.function)
        for each in (*call.strings, *(value for _name, value in call.keywords))
        if SCRIPT_NAMED.fullmatch(each) or (call.target.endswith(".resolve") and each.startswith("."))
    )
    for each in dict.fromkeys(named):
        for file in dict.fromkeys(_files(repo, path, each)):
            if file != path and file in programs(repo):
                yield file, ""
                yield from ((file, name) for name in _exported(repo, file, whole=by_name))


def _files(repo: Snapshot, path: str, name: str) -> Iterator[str]:
    place = normpath(join(dirname(path), name))
    if not place.startswith(".."):
        yield from script_file(repo, place)
        yield from source_of(repo, dirname(path), name)


def _handed_whole(repo: Snapshot, path: str, facts: ProgramFacts, call: Call) -> Iterator[Place]:
    """The functions of the modules that a worker of Temporal is handed as a whole."""
    for each in facts.handed if call.target.startswith(TEMPORAL) else ():
        module, mark, name = each.receiver.partition(FROM_PACKAGE)
        if (each.target, each.line) == (call.target, call.line) and mark and name in ("", "*"):
            for file in resolve_script(repo, path, module):
                if file in programs(repo):
                    yield from ((file, name) for name in _exported(repo, file, whole=True))


def _exported(repo: Snapshot, file: str, *, whole: bool) -> Iterator[str]:
    """The functions of a file that are its default export, or all that it exports."""
    facts = programs(repo)[file]
    given = {value for name, value in facts.exports if whole or name == "default"}
    given |= {"default"}
    yield from (each.qualified_name for each in facts.functions if each.qualified_name in given)
