"""Values of pickle files that are only looked up, counted or walked through: tables and lists, no models.

A value counts as data where every use of its name in the file is one of data, and nothing that could hold it
is asked for a prediction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.models.imported_models import imported_by_file
from analyzer.wiring.models.pickled_models import ANSWERS, CONTAINERS, SAYS_MODEL
from analyzer.wiring.modules import reaching

# A container that only keeps models.
KEEPS_MODELS = word_set("mlflow.pyfunc.load_model")
ASKED = ANSWERS | word_set("transform")
KEPT_UNDER = lazy_regex(
    r"[ \t]*(?P<name>(?:self\.|cls\.|app\.state\.)?[A-Za-z_]\w{0,80})[ \t]*(?::[^=\n]{1,80})?=[ \t]*"
    r"(?:[\w.]{1,60}\.)?(?:loads?|read_pickle)\("
)
DATA_METHODS = (
    "get items keys values columns index shape loc iloc at iat head tail merge groupby copy drop sort_values "
    "sort to_dict to_numpy query isin sum mean max min append extend empty apply reindex T size dtype "
    "set_index reset_index iterrows itertuples unique nunique tolist sample join fillna describe count "
    "update astype dropna rename value_counts pop setdefault"
)
# What follows a name where it is data, and what stands before one.
DATA_AFTER = lazy_regex(
    r"[ \t]*(?:\[(?P<key>[^\]\n]{0,200})\](?P<rest>[^\n]{0,40})|\.(?:"
    + "|".join(DATA_METHODS.split())
    + r")\b|[ \t]is[ \t](?:not[ \t])?None\b|[ \t]*(?::[^=\n]{1,80})?=[ \t]*(?:None|\{\}|\[\])[ \t]*$)"
)
DATA_BEFORE = lazy_regex(
    r"(?:\b(?:in|global|nonlocal)[ \t]+|\b(?:len|enumerate|sorted|list|set|dict|tuple|iter|isinstance|type|"
    r"sum|max|min|any|all|bool|DataFrame|Series)\([ \t]*|\[[ \t]*|\b(?:columns|index)[ \t]*=[ \t]*)$"
)
ASKS_ENTRY = lazy_regex(r"[ \t]*(?:\(|\.(?:" + "|".join(sorted(ASKED)) + r"|encode|generate|forward|fit)\b)")
MOST_USES = 200


@derived
def unpickled_data(repo: Snapshot) -> Mapping[str, frozenset[Call]]:
    """For each live module the calls that read pickled data."""
    found: dict[str, frozenset[Call]] = {}
    for path, facts in repo.modules.items():
        loads = [call for call in facts.calls if call.target in CONTAINERS - KEEPS_MODELS]
        if loads and not asks_something(repo, path):
            rows = (repo.text(path) or "").split("\n")
            data = frozenset(call for call in loads if _is_data(repo, rows, call))
            if data:
                found[path] = data
    return found


def asks_something(repo: Snapshot, path: str) -> bool:
    """Whether the module, or one that imports it, asks an object of unknown origin, or of the file's."""
    return any(
        call.target.rpartition(".")[2] in ASKED
        and (
            (root := call.target.partition(".")[0].removesuffix("()"))
            not in imported_by_file(repo)[each].roots
            or call.target.rpartition("().")[0] in CONTAINERS
            or root == ""
        )
        for each in reaching(repo, [path]) & repo.modules.keys()
        for call in repo.modules[each].calls
    )


def _is_data(repo: Snapshot, rows: list[str], call: Call) -> bool:
    bound = KEPT_UNDER.match(rows[call.line - 1][:400]) if 0 < call.line <= len(rows) else None
    if bound is None:
        return False
    name = bound["name"]
    if "." not in name and call.function is None and _is_imported(repo, name):
        return False
    uses = list(_uses(rows, name, call.line))
    return len(uses) <= MOST_USES and any("used" in each for each in uses) and "unknown" not in uses


def _is_imported(repo: Snapshot, name: str) -> bool:
    return any(each.name == name for facts in repo.modules.values() for each in facts.imports)


def _uses(rows: list[str], name: str, line: int) -> Iterator[str]:
    """What each use of a name in the file says: "used" as data, "set" to nothing yet, or "unknown"."""
    before = r"(?<![\w\"'/])" if "." in name else r"(?<![\w.\"'/])"
    pattern = re.compile(rf"{before}{re.escape(name)}(?!\w)")
    for number, row in enumerate(rows, 1):
        if name not in row or number == line:
            continue
        for match in pattern.finditer(row[:1000]):
            yield _use(row[:1000], match)


def _use(row: str, match: re.Match[str]) -> str:
    after = DATA_AFTER.match(row, match.end())
    if after is not None and after["key"] is None:
        return "used" if after[0].lstrip().startswith(".") else "set"
    if after is not None:
        asked = ASKS_ENTRY.match(after["rest"]) is not None or SAYS_MODEL.search(after["key"]) is not None
        kept = SAYS_MODEL.search(row[: match.start()].partition("=")[0]) is not None and "=" in row
        return "unknown" if asked or kept else "used"
    before = DATA_BEFORE.search(row[max(0, match.start() - 40) : match.start()])
    if before is None:
        return "unknown"
    return "set" if before[0].lstrip().startswith(("global", "nonlocal")) else "used"
