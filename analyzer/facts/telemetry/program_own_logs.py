"""Calls of loggers that a repository writes itself, around those of a package: `logger.info("...")`.

One that prints is a logger where it leaves out what is below a level, or prints a record as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import Node, call_edges
from analyzer.wiring.other_programs.index import functions_meant, programs
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

OWN_LOG_NAMES = word_set(
    "trace debug info information notice warn warning error fatal critical log exception verbose "
    "Trace Debug Info Information Warn Warning Error Fatal Critical Log"
)
LOG_LEVEL_NAMES = word_set(
    "trace debug info warn warning error fatal critical Debug Info Warn Warning Error Fatal"
)
FEWEST_LEVELS = 2
# `level >= Logger.currentLevel`, `LEVELS[level] < LEVELS[this.level]`
LEVEL_COMPARED = lazy_regex(
    r"(?i)\b(?:\w{0,20}level\w{0,10}|severity|\w{0,20}(?:levels?|order|priorit\w{1,4})\[[^\]\n]{1,40}\])\s{1,3}"
    r"(?:>=|<=|<|>)\s{1,3}(?:\w{1,30}\.){0,3}\w{0,30}(?:level|threshold|severity|verbosity|(?:order|priorit\w{1,4})\[)"
)
WRITES_JSON = lazy_regex(
    r"\bJSON\.(?:stringify|generate)\(|\bjson\.Marshal\(|\bJsonSerializer\.Serialize\(|\.to_json\b"
    r"|\btoJSON\(|\bwriteValueAsString\("
)
SAYS_LEVEL = lazy_regex(r"(?i)\b(?:level|severity|lvl)\b")
SAYS_MESSAGE = lazy_regex(r"(?i)\b(?:message|msg|event)\b")
MOST_ROWS_OF_LOGGER = 60
# From the method that is called to the one that hands the message on.
OWN_LOG_HOPS = 3
# A parameter that is the answer to a request.
TAKES_ANSWER = lazy_regex(
    r"ResponseWriter|HttpServletResponse|HttpResponse|FastifyReply|\b(?:gin|echo|fiber)\.(?:Context|Ctx)\b"
    r"|[(,]\s{0,4}(?:res|resp|response|reply)\b\s{0,4}[:,)]"
)
FILLS_ANSWER = lazy_regex(
    r"(?i)(?:^|[.#])(?:(?:send|write|set|render|respond|reply|abort)_?\w{0,24}|json|xml|status|encode|end"
    r"|http#Error)(?:\(\))?$"
)
# A function that makes a logger, as its name says: `const log = appLogger("chat")`.
MAKES_LOGGER = lazy_regex(r"(?i)(?:[a-z_]*logger|(?:get|create|make|new|build)_?log)\Z")
# Where a name alone says which function is meant, and functions give objects of functions.
FUNCTIONS_MAKE = word_set("JavaScript TypeScript")
HEAD_ROWS = 4
HEAD_CUT = 400


@derived
def own_log_functions(repo: Snapshot) -> frozenset[Node]:
    """Functions that are called like a logger's, and log, by themselves or by others of their file."""
    logging = {
        (each.path, each.function) for each in uses(repo, Subject.LOGGING) if each.called and each.function
    }
    logging |= printing_loggers(repo)
    found = set(logging)
    files = {path for path, _function in logging}
    for _ in range(OWN_LOG_HOPS):
        for node, called in call_edges(repo).items():
            if node[0] in files and node[1] and any(each in found for each in called if each[0] == node[0]):
                found.add(node)
    named = (each for each in found if (each[1] or "").rpartition(".")[2] in OWN_LOG_NAMES)
    return frozenset(each for each in named if not _answers(repo, each))


@derived
def levelled_loggers(repo: Snapshot) -> frozenset[Node]:
    """Functions of own loggers that print what they are told unless it is below a level."""
    found: set[Node] = set()
    for path, names in _printing(repo).items():
        levels = {each.name for each in programs(repo)[path].functions} & LOG_LEVEL_NAMES
        if len(levels) >= FEWEST_LEVELS and LEVEL_COMPARED.search(repo.text(path) or "") is not None:
            found.update((path, name) for name in names)
    return frozenset(found)


def line_of_level(repo: Snapshot, path: str) -> int:
    """The line on which an own logger compares a level with the one that it is set to."""
    text = repo.text(path) or ""
    found = LEVEL_COMPARED.search(text)
    return text.count("\n", 0, found.start()) + 1 if found is not None else 1


@derived
def printing_loggers(repo: Snapshot) -> frozenset[Node]:
    """Functions of own loggers that print what they are told."""
    found = set(levelled_loggers(repo))
    levelled = {path for path, _name in found}
    for path, names in _printing(repo).items():
        if path not in levelled and WRITES_JSON.search(repo.text(path) or "") is not None:
            rows = (repo.text(path) or "").split("\n")
            records = (
                each
                for each in programs(repo)[path].functions
                if each.qualified_name in names and _prints_record(rows, each)
            )
            found.update((path, each.qualified_name) for each in records)
    return frozenset(found)


@derived
def _printing(repo: Snapshot) -> dict[str, set[str]]:
    """The functions that print, by their files."""
    printing: dict[str, set[str]] = {}
    for each in uses(repo, Subject.PRINTING):
        if each.called and each.function and not is_test_path(each.path):
            printing.setdefault(each.path, set()).add(each.function)
    return printing


def _prints_record(rows: Sequence[str], function: Function) -> bool:
    last = min(function.end_line, function.line + MOST_ROWS_OF_LOGGER)
    text = "\n".join(rows[function.line - 1 : last])
    return all(each.search(text) for each in (WRITES_JSON, SAYS_LEVEL, SAYS_MESSAGE))


def _answers(repo: Snapshot, node: Node) -> bool:
    """Whether a function takes the answer to a request and fills it; that it logs as well is beside it."""
    path, name = node
    rows = (repo.text(path) or "").split("\n")
    heads = [
        " ".join(rows[each.line - 1 : each.line + HEAD_ROWS - 1]).partition("{")[0][:HEAD_CUT]
        for each in programs(repo)[path].functions
        if each.qualified_name == name
    ]
    return any(TAKES_ANSWER.search(head) for head in heads) and any(
        call.function == name and FILLS_ANSWER.search(call.target) for call in programs(repo)[path].calls
    )


@derived
def _making_files(repo: Snapshot) -> frozenset[str]:
    """The files that log or set up a log with a package: a function there that is named so makes a logger."""
    return frozenset(
        each.path for each in uses(repo, Subject.LOGGING, Subject.LOG_SETTING) if not is_test_path(each.path)
    )


def own_log_calls(repo: Snapshot) -> Iterator[tuple[str, int]]:
    """The file and line of each call from another file: of such a function, or of what another one makes."""
    own, making = own_log_functions(repo), _making_files(repo)
    made: dict[tuple[str, str], bool] = {}
    for path, facts in programs(repo).items() if own or making else ():
        if is_test_path(path) or is_example_path(path):
            continue
        for call in facts.calls:
            owner, _dot, name = call.target.rpartition(".")
            if name.rpartition("#")[2] not in OWN_LOG_NAMES:
                continue
            maker = owner.removesuffix("()")
            if maker != owner and facts.language in FUNCTIONS_MAKE and MAKES_LOGGER.search(maker):
                known = made.get((path, maker))
                if known is None:
                    meant = functions_meant(repo, path, maker)
                    known = made[path, maker] = any(each[0] in making and each[0] != path for each in meant)
                if known:
                    yield path, call.line
                    continue
            if own and any(
                each in own and each[0] != path for each in functions_meant(repo, path, call.target)
            ):
                yield path, call.line
