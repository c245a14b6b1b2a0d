"""Functions named for a check that look at every record of a data set and say whether it passed.

Records are plain mappings; what is found wrong is answered (`passed=False`), and whoever asks rejects them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.data.row_checks import NAMED_CHECK, SERVICES
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, Function, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, import_graph, last_part
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

RECORD_LISTS = word_set(
    "records rows samples examples entries observations dataset data batch raw_rows raw_records"
)
EACH_RECORD = r"\bfor[ \t]+(?:\w{{1,60}}[ \t]*,[ \t]*)?\(?(\w{{1,60}})\)?[ \t]+in[ \t]+(?:enumerate\()?{0}\b"
# What is asked of a record, by kind; `{0}` is the record.
ASKED_OF_RECORD = (
    r"\.difference\({0}\b|- ?(?:set\({0}\)|{0}\.keys\(\))|\bnot in {0}\b|<= ?(?:set\({0}\)|{0}\.keys\(\))",
    r"{0}(?:\.get\([^()\n]{{1,60}}\)|\[[^\]\n]{{1,60}}\])[ ]*(?:in \(|is None|== ?[\"']{{2}})"
    r"|\bnot {0}(?:\.get\(|\[)",
    r"\bisinstance\({0}\b",
    r"\b(?:fromisoformat|strptime|fullmatch|match|float|int|Decimal|UUID)\([^\n]{{0,60}}\b{0}(?:\.get\(|\[)",
    r"{0}(?:\.get\([^()\n]{{1,60}}\)|\[[^\]\n]{{1,60}}\])[ ]*(?:[<>]=?|not in\b)",
)
SAYS_IT_FAILED_BY_ANSWER = lazy_regex(
    r"\b(?:passed|valid|is_valid|ok|is_ok|success|accepted)[\"']?[ ]*[=:][ ]*False\b"
    r"|\breturn\b[^\n]{0,10}\bFalse\b"
    r"|\b\w{0,20}(?:errors|issues|problems|failures|violations)\.append\("
)
ANSWER_KEPT = lazy_regex(r"[ \t]*(\w{1,60})(?:[ ]*:[^=\n]{1,60})?(?:,[ ]*\w{1,60})?[ ]*=(?!=)")
TURNS_AWAY = lazy_regex(
    r"\b(?:raise|return|exit|abort|continue)\b|\.?\b\w{0,30}(?:reject|quarantine|discard|refuse)\w{0,30}\("
)
FEWEST_KINDS = 2
MOST_CHECK_ROWS = 200
ROWS_TO_THE_QUESTION = 30
ROWS_OF_REFUSAL = 6
LONGEST_RECORD_ROW = 400


def record_checks(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The first such function of each module, and whether its answer turns records away."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        if any(each.module.partition(".")[0] in SERVICES for each in facts.imports):
            continue
        named = [each for each in facts.functions if NAMED_CHECK.fullmatch(each.name) and not each.empty]
        named = [each for each in named if RECORD_LISTS.intersection(each.parameters)]
        rows = (repo.text(path) or "").split("\n") if named else []
        found = next((each for each in named if _checks_records(each, rows)), None)
        if found is None or not is_live(
            repo, Code(path, facts, notebook=False), found.qualified_name, by_tests=False
        ):
            continue
        note = f"{found.qualified_name} checks fields of every record"
        if path in run and _turns_away(repo, path, found):
            yield Evidence(path, found.line, Level.WIRED, f"{note}; records that fail are turned away")
        else:
            yield Evidence(path, found.line, Level.SUBSTANTIVE, note)


def _checks_records(function: Function, rows: list[str]) -> bool:
    """Whether a function goes through records, asks several kinds of things of each, and can say no."""
    last = min(function.end_line, function.line + MOST_CHECK_ROWS)
    body = "\n".join(row[:LONGEST_RECORD_ROW] for row in rows[function.line : last])
    if SAYS_IT_FAILED_BY_ANSWER.search(body) is None:
        return False
    for name in sorted(RECORD_LISTS.intersection(function.parameters)):
        for record in set(re.findall(EACH_RECORD.format(name), body)):
            kinds = sum(re.search(_of(each, record), body) is not None for each in ASKED_OF_RECORD)
            if kinds >= FEWEST_KINDS:
                return True
    return False


def _of(pattern: str, record: str) -> str:
    return pattern.format(rf"(?<![\w.]){re.escape(record)}")


def _turns_away(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether somebody who asks the function does something else where its answer says no."""
    for other in sorted({path} | {each for each, seen in import_graph(repo).items() if path in seen}):
        facts = repo.modules.get(other)
        if facts is None or is_test(repo, other):
            continue
        calls = [each for each in facts.calls if _means(each, function)]
        rows = (repo.text(other) or "").split("\n") if calls else []
        if any(_is_asked(facts, each, rows) for each in calls):
            return True
    return False


def _means(call: Call, function: Function) -> bool:
    """Whether a call is of the function: of a method, of an object of its class."""
    owner, _dot, name = function.qualified_name.rpartition(".")
    if last_part(call.target) != name or call.function == function.qualified_name:
        return False
    if not owner:
        return True
    return call.target.removesuffix(f".{name}").removesuffix("()").rpartition(".")[2] == owner


def _is_asked(facts: PythonFacts, call: Call, rows: list[str]) -> bool:
    """Whether what is called is kept, and a branch on it ends the function or rejects."""
    kept = ANSWER_KEPT.match(rows[call.line - 1][:LONGEST_RECORD_ROW]) if call.line <= len(rows) else None
    around = next((each for each in facts.functions if each.qualified_name == call.function), None)
    if kept is None or around is None:
        return False
    asks = re.compile(rf"[ \t]*if (?:not )?\(?{re.escape(kept[1])}\b[^\n]{{0,80}}:")
    last = min(around.end_line, call.line + ROWS_TO_THE_QUESTION, len(rows))
    for number in range(call.line, last):
        if asks.match(rows[number][:LONGEST_RECORD_ROW]):
            branch = rows[number + 1 : number + 1 + ROWS_OF_REFUSAL]
            return any(TURNS_AWAY.search(row[:LONGEST_RECORD_ROW]) for row in branch)
    return False
