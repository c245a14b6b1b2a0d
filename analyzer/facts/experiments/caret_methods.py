"""Kinds of model that caret is told to train by the names of a list, and models whose resamples it compares.

`for (m in c("glm", "rpart")) train(y ~ ., data = d, method = m)`; `resamples(list(GLM = a, CART = b))`.
Sources: https://topepo.github.io/caret/model-training-and-tuning.html#between-models,
https://cran.r-project.org/package=caretEnsemble (methodList).
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot

CARET_ENDINGS = (".r", ".rmd", ".qmd")
NAME_IN_R = r"[A-Za-z.][\w.]{0,60}"
VECTOR = r"(?:c|list)\((?P<items>[^()]{1,600})\)"
VECTORS_KEPT = lazy_regex(rf"(?P<name>{NAME_IN_R})\s{{0,20}}(?:<-|=)\s{{0,20}}{VECTOR}")
EACH_METHOD = lazy_regex(
    rf"\bfor\s?\(\s?(?P<each>{NAME_IN_R})\s{{1,20}}in\s{{1,20}}(?:(?P<list>{NAME_IN_R})|{VECTOR})\s?\)"
    rf"|\b(?:lapply|sapply|map|walk|purrr::map)\(\s?(?P<applied>{NAME_IN_R}),\s{{0,20}}(?:function\s?|\\\\)\(\s?(?P<given>{NAME_IN_R})"
)
METHOD_GIVEN = lazy_regex(rf"\bmethod\s?=\s?(?P<name>{NAME_IN_R})\s{{0,20}}[,)]")
METHOD_LIST = lazy_regex(rf"\bmethodList\s?=\s?{VECTOR}")
COMPARED_RESAMPLES = lazy_regex(r"\bresamples\(\s{0,40}list\((?P<items>[^()]{1,1500})\)")
METHOD_NAME = lazy_regex(r"[\"']([A-Za-z]\w{1,40})[\"']")
NAMED_MODEL = lazy_regex(rf"[\"'`]?({NAME_IN_R})[\"'`]?\s{{0,20}}=(?!=)")
LONGEST_R_FILE = 200_000
ROWS_OF_TRAINING = 2_000


def methods_tried(repo: Snapshot, path: str) -> dict[str, int]:
    """The methods of a list that a loop hands to caret, or the models it compares, each with its line."""
    text = (repo.text(path) or "")[:LONGEST_R_FILE]
    if not path.lower().endswith(CARET_ENDINGS) or not any(each in text for each in ("method", "resamples(")):
        return {}
    kept = {each["name"]: each["items"] for each in VECTORS_KEPT.finditer(text)}
    named: list[tuple[list[str], int]] = []
    for each in EACH_METHOD.finditer(text):
        items = each["items"] or kept.get(each["list"] or each["applied"] or "", "")
        after = text[each.end() : each.end() + ROWS_OF_TRAINING]
        variable = each["each"] or each["given"]
        if any(given["name"] == variable for given in METHOD_GIVEN.finditer(after)):
            named.append((METHOD_NAME.findall(items), each.start()))
    named += [(METHOD_NAME.findall(each["items"]), each.start()) for each in METHOD_LIST.finditer(text)]
    named += [
        (NAMED_MODEL.findall(each["items"]), each.start()) for each in COMPARED_RESAMPLES.finditer(text)
    ]
    found: dict[str, int] = {}
    for names, at in named:
        line = text.count("\n", 0, at) + 1
        for name in names:
            found.setdefault(name, line)
    return found
