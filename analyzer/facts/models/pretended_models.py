"""Functions that promise a model and hold none: constants, random numbers, or a loading still to be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Answer, Function, PythonFacts, answer_of, brings_nothing
from analyzer.repository import Snapshot, derived
from analyzer.wiring.models.model_uses import model_uses
from analyzer.wiring.roles import is_example_path, is_test

PREDICTS = lazy_regex(
    r"_{0,2}(?:async_|run_|make_|get_|do_)?(?:(?:predict|classify|forecast)(?:_[a-z]\w{0,40})?|predictions?|infer(?:ence)?)$",
    re.IGNORECASE,
)
PREDICTING_PATH = lazy_regex(r"/(?:\w+[-_/])*(?:predict|infer|classif|forecast)", re.IGNORECASE)
LOADS = lazy_regex(r"_{0,2}(?:load|get|init(?:ialize)?)_{0,2}\w{0,30}model\w{0,10}$", re.IGNORECASE)
# What calls itself a stand-in pretends nothing.
SAYS_SO = lazy_regex(
    r"dummy|mock|fake|stub|naive|baseline|random|simulat|demo|placeholder|constant|sample", re.IGNORECASE
)
# What passes whatever it was given is asked about by its text.
PASSES = lazy_regex(r"[\"']passed[\"'][ \t]*:[ \t]*True\b|\bpassed=True\b")
NOT_YET = lazy_regex(
    r"#[ \t]{0,4}(?:TODO|FIXME|XXX)\b[^\n]{0,60}\b(?:load|loading|replace|implement|actual|real)\b"
    r"[^\n]{0,40}\bmodel",
    re.IGNORECASE,
)


class Promise(StrEnum):
    """What a function is for, by its name or by what it answers."""

    ANSWER = "answer"
    LOAD = "load"
    CHECK = "check"


class Pretended(Struct, frozen=True):
    """A function that should answer with a model, load one or check something, and what it does instead.

    `kind` is what its name says that it does.
    """

    path: str
    first_line: int
    last_line: int
    name: str
    why: str
    kind: Promise


@derived
def pretended_models(repo: Snapshot) -> tuple[Pretended, ...]:
    """Every such function of live modules; tests, examples and what calls itself a stand-in are left out."""
    working: dict[str, list[int]] = {}
    for use in model_uses(repo):
        if not use.code.notebook:
            working.setdefault(use.code.path, []).append(use.line)
    found: list[Pretended] = []
    for path, facts in repo.modules.items():
        if not (is_test(repo, path) or is_example_path(path) or SAYS_SO.search(path)):
            found.extend(_in_module(repo, path, facts, working.get(path, [])))
    return tuple(found)


def pretended_at(repo: Snapshot, path: str, line: int) -> Pretended | None:
    """The function around a line, its decorators included, that pretends to answer with a model."""
    for each in pretended_models(repo):
        if each.path == path and each.first_line <= line <= each.last_line:
            return each
    return None


def _in_module(repo: Snapshot, path: str, facts: PythonFacts, working: list[int]) -> Iterator[Pretended]:
    text = repo.text(path) or "" if facts.functions else ""
    passes = PASSES.finditer(text) if "passed" in text else ()
    passing = [text.count("\n", 0, each.start()) + 1 for each in passes]
    asked = [
        each
        for each in facts.functions
        if (_promises(each) or any(each.line <= line <= each.end_line for line in passing))
        and not (SAYS_SO.search(each.qualified_name) or each.empty or each.nested)
    ]
    if not asked:
        return
    lines = text.split("\n")
    for function in asked:
        if any(function.line <= line <= function.end_line for line in working):
            continue
        body = "\n".join(lines[function.line - 1 : function.end_line])
        kind, why = _instead(function, body, elsewhere=bool(working))
        if why:
            first = min([function.line, *(each.line for each in function.decorators)])
            yield Pretended(path, first, function.end_line, function.qualified_name, why, kind)


def _promises(function: Function) -> bool:
    routes = (text for each in function.decorators for text in each.strings[:1])
    named = PREDICTS.match(function.name) or LOADS.match(function.name)
    return named is not None or any(map(PREDICTING_PATH.search, routes))


def _instead(function: Function, body: str, *, elsewhere: bool) -> tuple[Promise, str]:
    """What the function does instead of what its name says; "" if that cannot be told."""
    if LOADS.match(function.name):
        waits = NOT_YET.search(body) is not None and brings_nothing(body)
        return Promise.LOAD, "loads no model: a comment says that it is still to be done" if waits else ""
    answer = answer_of(body)
    if answer is Answer.PASSED:
        return Promise.CHECK, "answers with `passed: True` and looks at nothing"
    if answer is Answer.UNKNOWN or elsewhere or not _promises(function):
        return Promise.ANSWER, ""
    return Promise.ANSWER, f"answers with {answer.value}"
