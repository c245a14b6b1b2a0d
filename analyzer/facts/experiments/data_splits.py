"""Code that separates rows: what splits data or makes folds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code, code_files
from analyzer.wiring.roles import is_test

SPLITS = word_set(
    "train_test_split KFold StratifiedKFold GroupKFold StratifiedGroupKFold TimeSeriesSplit ShuffleSplit "
    "StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold LeaveOneOut "
    "LeaveOneGroupOut cross_val_score cross_validate cross_val_predict GridSearchCV RandomizedSearchCV "
    "HalvingGridSearchCV random_split randomSplit HalvingRandomSearchCV LeavePOut LeavePGroupsOut "
    "PredefinedSplit MultilabelStratifiedKFold MultilabelStratifiedShuffleSplit iterative_train_test_split "
    "IterativeStratification temporal_train_test_split ExpandingWindowSplitter SlidingWindowSplitter "
    "PurgedKFold CombinatorialPurgedKFold GroupTimeSeriesSplit BlockingTimeSeriesSplit split_dataset "
    "split_before historical_forecasts"
)


# Functions that separate rows by a rule of their own, by their names.
SPLIT_NAME = lazy_regex(
    r"split|hold_?out|chronolog|temporal|fold|partition|walk_?forward|backtest|train_?test|train_?val",
    re.IGNORECASE,
)
# What else may be split: a text, a file, the turns of a conversation.
# Parts of rows are for training and test.
PARTS_BY_NAME = lazy_regex(
    r"(?i)train|test|val|hold_?out|fold|chronolog|temporal|walk_?forward|backtest|data|rows|frame|df"
)
PARTED_BY = lazy_regex(
    r"(?i)(?:^|_)(?:ratios?|frac(?:tion)?s?|share|prop(?:ortion)?|percent(?:age)?|cut_?off|split_?(?:date|at|time|point)"
    r"|train|test|val|valid|validation|hold_?out|n_?splits|folds?|dates?|df|data_?(?:frame|set)|rows)(?:_|$)"
)
OF_PARTS = lazy_regex(
    r"(?i)(?<![a-z])(?:train(?:ing)?|test|val(?:id(?:ation)?)?|hold_?out|unseen|oot|calib(?:ration)?|folds?)(?![a-z])"
)
ROW_PACKAGES = word_set("pandas numpy polars pyspark torch tensorflow dask cudf")
# `rows[:k]` and `rows[k:]`, `rows[rows.at < c]` and `rows[rows.at >= c]`, `rows.take(n)` and `rows.skip(n)`.
_NAME = r"(?P<name>[A-Za-z_][\w.]{0,60}?)(?:\.i?loc)?"
_BOUND = r"(?P<bound>-?[A-Za-z_\d][\w.]{0,60}(?:\([^()\n]{0,60}\))?)"
_REST = r"(?:\s{0,4},[^\[\]\n]{0,40})?"
_HEAD = lazy_regex(rf"{_NAME}\[\s{{0,4}}:\s{{0,4}}{_BOUND}{_REST}\s{{0,4}}\]")
# To the end, or to where a third part begins.
_TAIL = lazy_regex(
    rf"{_NAME}\[\s{{0,4}}{_BOUND}\s{{0,4}}:\s{{0,4}}(?:[A-Za-z_]\w{{0,60}}\s{{0,4}})?{_REST}\]"
)
_MASK = lazy_regex(
    r"(?P<name>[A-Za-z_]\w{0,60})(?:\.loc)?\[\s{0,4}(?P=name)(?P<column>\.\w{1,60}|\[[^\[\]\n]{1,60}\])"
    r"\s{0,4}(?P<sign><=|>=|<|>)\s{0,4}(?P<bound>[^\[\]\n]{1,80})\]"
)
# `rows[(rows.at >= a) & (rows.at < b)]`: a part between two others.
_WINDOW = lazy_regex(
    r"(?P<name>[A-Za-z_]\w{0,60})(?:\.loc)?\[\s{0,4}\((?P=name)(?P<column>\.\w{1,60}|\[[^\[\]\n]{1,60}\])"
    r"\s{0,4}(?P<sign><=|>=|<|>)\s{0,4}(?P<bound>[^\[\]()\n]{1,80})\)\s{0,4}&\s{0,4}\((?P=name)(?P=column)"
    r"\s{0,4}(?P<other_sign><=|>=|<|>)\s{0,4}(?P<other_bound>[^\[\]()\n]{1,80})\)"
)
_TAKE = lazy_regex(r"(?P<name>[A-Za-z_]\w{0,60})\.take\(\s{0,4}(?P<bound>[\w.]{1,60})\s{0,4}\)")
_SKIP = lazy_regex(r"(?P<name>[A-Za-z_]\w{0,60})\.skip\(\s{0,4}(?P<bound>[\w.]{1,60})\s{0,4}\)")
_UNSEEN = lazy_regex(r"(?:^|_)(?:val(?:id(?:ation)?)?|test|hold_?out)(?:_|$)", re.IGNORECASE)
_SIDE = lazy_regex(r"train|test|val(?:id)?|hold_?out|oot|unseen", re.IGNORECASE)
# `(pl.col("order") < n).alias("is_test")`, `rows["is_train"] = rows["order"] >= n`
_SHUFFLES = lazy_regex(r"\.shuffle\(|\bpermutation\(|\.sample\([^()\n]{0,60}frac\s?=\s?1\b")
_FLAG = lazy_regex(
    r"[<>]=?[^\n]{0,80}\.alias\([\"'](?:is|in)_(train|test|val)\w{0,7}[\"']\)"
    r"|\)\.alias\([\"'](?:is|in)_(?P<own>train|test|val)\w{0,7}[\"']\)"
    r"|\[[\"'](?:is|in)_(?P<column>train|test|val)\w{0,7}[\"']\]\s?=[^=\n]{0,80}[<>]",
    re.IGNORECASE,
)
# What names the part that a row, a group or a file goes to: `"train" if order < n else "test"`,
# `numpy.where(draw < 0.8, "train", "test")`.
_PART = r"[\"'](train(?:ing)?|test|val(?:id(?:ation)?)?|hold_?out)[\"']"
_LITERAL = r"(?:\w{1,20}\.)?lit\(\s?"
_GOES_TO = lazy_regex(
    rf"{_PART}\s{{1,60}}if\s[^\"']{{1,200}}?\selse\s{{1,60}}{_PART}"
    rf"|\bwhere\([^\n\"']{{1,200}},\s{{0,60}}{_PART},\s{{0,60}}{_PART}"
    # https://docs.pola.rs/api/python/stable/reference/expressions/api/polars.when.html
    rf"|\.then\(\s{{0,60}}{_LITERAL}{_PART}\s?\)\s?\)\s{{0,60}}\.otherwise\(\s{{0,60}}{_LITERAL}{_PART}"
    # https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.when.html
    rf"|\bwhen\([^\n\"']{{1,200}},\s{{0,60}}(?:{_LITERAL})?{_PART}\)?\s?\)\s{{0,60}}\.otherwise\(\s{{0,60}}"
    rf"(?:{_LITERAL})?{_PART}",
    re.IGNORECASE,
)
# Windows of dates: where the training ends, and where what it never sees begins.
_TRAINING_ENDS = lazy_regex(r"\btrain(?:ing)?_(?:end|stop|until|to|last)(?:_\w{1,12})?\b")
_UNSEEN_BEGINS = lazy_regex(
    r"\b(?:val(?:id(?:ation)?)?|test|hold_?out)_(?:start|begin|from|first)(?:_\w{1,12})?\b"
)
_ONE_PART = lazy_regex(r"\s{0,60}(?:_\s?,\s?\w{1,60}|\w{1,60}\s?,\s?_)\s?=")
LONGEST_SPLIT = 20_000


def own_split(repo: Snapshot, code: Code, *, trains: bool) -> tuple[int, str] | None:
    """The line at which a module separates rows by its own rule, and the name of the function that does.

    In a function that is named for it, or, in a module that trains, where the two parts are named for
    training and test.
    """
    named = [each for each in code.facts.functions if SPLIT_NAME.search(each.name) and not each.empty]
    with_rows = any(each.module.partition(".")[0] in ROW_PACKAGES for each in code.facts.imports)
    if not named and not with_rows:
        return None
    source = repo.text(code.path) or ""
    lines = source.split("\n")
    # Whatever names the parts names the training.
    parted = named and "trai" in source.lower()
    for function in named if parted and (_GOES_TO.search(source) or _UNSEEN_BEGINS.search(source)) else ():
        at = _names_parts("\n".join(lines[function.line - 1 : function.end_line]))
        if at is not None:
            return function.line + at, function.name
    if not with_rows:
        return None
    at = _flagged(source)
    if at is not None:
        return at, "flags of its rows"
    for function in named:
        text = "\n".join(lines[function.line - 1 : function.end_line])
        at = _separates(text) if _about_parts(function, text) else None
        if at is not None:
            return function.line + at, function.name
    if trains:
        at = _separates("\n".join(lines), named=True)
        if at is not None:
            return 1 + at, "two parts of the same rows"
    return None


def _about_parts(function: Function, text: str) -> bool:
    """Whether a function that parts something is about training and test, by a share, a date or folds."""
    if PARTS_BY_NAME.search(function.name) or any(map(PARTED_BY.search, function.parameters)):
        return True
    return OF_PARTS.search(text[:LONGEST_SPLIT]) is not None


def _names_parts(source: str) -> int | None:
    """The offset of the first line that says which part something goes to, or where the training ends."""
    for match in _GOES_TO.finditer(source[:LONGEST_SPLIT]):
        parts = {each.lower()[:4] for each in match.groups() if each}
        if len(parts) == 2 and "trai" in parts:
            return source.count("\n", 0, match.start())
    ends, begins = _TRAINING_ENDS.search(source), _UNSEEN_BEGINS.search(source)
    return None if ends is None or begins is None else source.count("\n", 0, ends.start())


def _flagged(source: str) -> int | None:
    """The line where rows that were shuffled get a flag for training and one for test."""
    if "train" not in source or not _SHUFFLES.search(source):
        return None
    found = _FLAG.finditer(source[:LONGEST_SPLIT])
    flags = {(each[1] or each["own"] or each["column"]).lower(): each.start() for each in found}
    if "train" not in flags or flags.keys() == {"train"}:
        return None
    return source.count("\n", 0, min(flags.values())) + 1


def _separates(source: str, *, named: bool = False) -> int | None:
    """The offset of the first line where rows are separated into two parts that have nothing in common.

    `named`: only lines count that are about training or test.
    """
    source, special = source[:LONGEST_SPLIT], None
    for first, second, sign in ((_HEAD, _TAIL, "["), (_TAKE, _SKIP, ".take(")):
        if sign not in source:
            continue
        heads = {(each["name"], each["bound"]): each.start() for each in first.finditer(source)}
        masks_of_training = {bound: at for (name, bound), at in heads.items() if "train" in name.lower()}
        for each in second.finditer(source) if heads else ():
            start = heads.get((each["name"], each["bound"]))
            if start is None and _UNSEEN.search(each["name"]):
                # `train_mask[:n] = True` and `test_mask[n:] = True`
                start = masks_of_training.get(each["bound"])
            if start is None or (named and not _is_side(source, start)):
                continue
            at = source.count("\n", 0, start)
            if not each["bound"].isdecimal():
                return at
            # A number of rows is mostly the special case of a few.
            special = at if special is None else special
    masks: dict[tuple[str, str, str], tuple[str, int]] = {}
    compared = [(each, each["sign"], each["bound"]) for each in _MASK.finditer(source)]
    for each in _WINDOW.finditer(source) if compared else ():
        compared += [(each, each["sign"], each["bound"]), (each, each["other_sign"], each["other_bound"])]
    for each, sign, bound in compared:
        key = (each["name"], each["column"], bound.strip())
        other, start = masks.setdefault(key, (sign[0], each.start()))
        if other != sign[0] and (not named or _is_side(source, start)):
            return source.count("\n", 0, start)
    return special


def _is_side(source: str, at: int) -> bool:
    line = source[source.rfind("\n", 0, at) + 1 : at]
    return _SIDE.search(line) is not None


def throws_away(line: str) -> bool:
    """Whether one of two parts is thrown away: rows are cut off there, and none are held out."""
    return _ONE_PART.match(line) is not None


def own_code(repo: Snapshot) -> Iterator[Code]:
    """Modules and notebooks outside tests: data that only a test splits does not count."""
    return (code for code in code_files(repo) if not is_test(repo, code.path))
