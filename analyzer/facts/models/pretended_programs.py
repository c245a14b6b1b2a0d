"""Functions of programs in other languages that promise a prediction and draw a random number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.facts.models.pretended_models import SAYS_SO, Pretended, Promise
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.roles import is_example_path, is_test_path

PREDICTING_NAME = lazy_regex(
    r"(?:run|make|get|do)?_?(?:[pP]redict|[cC]lassify|[fF]orecast|[iI]nfer)(?:ion|s|ence)?(?:[A-Z_]\w{0,40})?"
)
DRAWS_RANDOM = lazy_regex(
    r"Math\.random|java\.lang#Math\.random|Random\(\)\.next\w*|.*#(?:Random|SecureRandom)\(\)\.[nN]ext\w*"
    r"|math/rand(?:/v2)?#\w+|crypto#\w*random\w*|(?:Kernel\.)?rand|\*#(?:Random|Kernel|SecureRandom)(?:\(\))?\.rand\w*"
    r"|\*#Random(?:\.Shared)?\.Next\w*"
)
LONGEST_FUNCTION_HEAD = 300
# What only shapes a number or an answer.
SHAPES_NUMBERS = lazy_regex(
    r".*(?:Math\.\w+|toFixed|toPrecision|round|Round|floor|ceil|to_f|to_i|Number|parseFloat|Promise\.resolve"
    r"|Random(?:\(\))?|math#\w+|float64|sleep|Sleep)"
)


@derived
def pretended_programs(repo: Snapshot) -> tuple[Pretended, ...]:
    """Every such function of live code that uses nothing of what it is given, in files without a model."""
    with_model = {each.path for each in uses(repo, *OF_MODELS) if each.called}
    return tuple(
        each
        for path, facts in programs(repo).items()
        if path not in with_model
        and not (is_test_path(path) or is_example_path(path) or SAYS_SO.search(path))
        for each in _in_program(repo, path, facts)
    )


def _in_program(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[Pretended]:
    for function in facts.functions:
        named = PREDICTING_NAME.fullmatch(function.name) is not None
        if not named or function.nested or SAYS_SO.search(function.qualified_name):
            continue
        inside = f"{function.qualified_name}."
        called = [
            each.target
            for each in facts.calls
            if each.function is not None and f"{each.function}.".startswith(inside)
        ]
        drawn = [each for each in called if DRAWS_RANDOM.fullmatch(each)]
        others = [each for each in called if each not in drawn and SHAPES_NUMBERS.fullmatch(each) is None]
        if drawn and not others and not _reads_what_it_takes(repo, path, function):
            why = "answers with a random number"
            yield Pretended(
                path, function.line, function.end_line, function.qualified_name, why, Promise.ANSWER
            )


def _reads_what_it_takes(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether a parameter stands in the function below the line of its head, or behind the head's brace."""
    rows = (repo.text(path) or "").split("\n")[function.line - 1 : function.end_line] or [""]
    named = re.compile(rf"\b{re.escape(function.name)}\b\s{{0,4}}[(<]")
    # Marks may stand above the head.
    first = next((number for number, row in enumerate(rows) if named.search(row[:LONGEST_FUNCTION_HEAD])), 0)
    head, *below = rows[first:]
    body = "\n".join(below) if below else head.partition("{")[2] or head.partition("=>")[2]
    return any(re.search(rf"\b{re.escape(each)}\b", body) is not None for each in function.parameters if each)
