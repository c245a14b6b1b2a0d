"""Files that a program runs in another thread or process by their paths.

`new Worker("queue", "./processor.js")` of BullMQ, `new Worker(new URL("./worker.js", import.meta.url))`,
`fork("./child.js")` and pools run what stands in the file, and the function that it exports. Sources:
https://docs.bullmq.io/guide/workers/sandboxed-processors, https://nodejs.org/api/worker_threads.html,
https://nodejs.org/api/child_process.html, https://github.com/piscinajs/piscina.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.javascript_resolve import script_file, source_of

STARTS_A_FILE = lazy_regex(
    r"(?:bullmq#Worker|bull#(?:default|Queue)\(\)\.process|(?:node:)?worker_threads#(?:default\.)?Worker"
    r"|(?:node:)?child_process#(?:default\.)?fork|(?:node:)?cluster#(?:default\.)?setupPrimary"
    r"|(?:piscina|tinypool|poolifier|jest-worker|workerpool)#.+|Worker)"
)
THREAD_PACKAGES = word_set(
    "bullmq bull worker_threads node:worker_threads child_process node:child_process cluster node:cluster "
    "piscina tinypool poolifier jest-worker workerpool"
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
        for call in facts.calls
        if STARTS_A_FILE.fullmatch(call.target)
        for place in _run(repo, path, facts, call.function)
    )


def _makes_workers(facts: ProgramFacts) -> bool:
    return any(each.target == "Worker" for each in facts.calls)


def _run(repo: Snapshot, path: str, facts: ProgramFacts, function: str | None) -> Iterator[Place]:
    """What the scripts run that a function, or the file outside of its functions, names by their paths."""
    named = (
        each
        for call in facts.calls
        if call.function in (None, function)
        for each in (*call.strings, *(value for _name, value in call.keywords))
        if SCRIPT_NAMED.fullmatch(each)
    )
    for each in dict.fromkeys(named):
        place = normpath(join(dirname(path), each))
        found = (
            ()
            if place.startswith("..")
            else (*script_file(repo, place), *source_of(repo, dirname(path), each))
        )
        for file in dict.fromkeys(found):
            if file != path and file in programs(repo):
                yield file, ""
                yield from (
                    (file, value) for name, value in programs(repo)[file].exports if name == "default"
                )
                yield from (
                    (file, one.qualified_name)
                    for one in programs(repo)[file].functions
                    if one.name == "default"
                )
