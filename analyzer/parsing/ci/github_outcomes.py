"""Steps whose failure is put off: a later step of the same list ends the job because of it.

With `continue-on-error` a failed step has the outcome `failure` and the conclusion `success`, see
https://docs.github.com/actions/reference/workflows-and-actions/contexts#steps-context.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.model import scalars
from analyzer.parsing.structured import Block, block, text

# What is true, of an outcome, where the step failed, and what is true where it did not.
FAILED_OUTCOME = r"[\"']?\s{0,4}(?:==?\s{0,4}[\"']?failure\b|!=\s{0,4}[\"']?success\b)"
PASSED_OUTCOME = r"[\"']?\s{0,4}==?\s{0,4}[\"']?success\b[^\n|]{0,20}\|\|"
ENDS_THE_JOB = lazy_regex(
    r"(?:^|[;&|{(\n]|\bthen\b|\belse\b)\s{0,40}(?:exit[ \t]+[1-9]\d{0,2}\b|false\b)", re.MULTILINE
)
SETS_FAILED = lazy_regex(r"\bcore\.setFailed\(|\bprocess\.exit\([1-9]|\bthrow new Error\(")
SCRIPT_ACTION = "actions/github-script@"
# Beside the outcome: what lets a step run after others have failed.
RUNS_ON = lazy_regex(
    r"\s*(?:always\(\)|!\s*cancelled\(\)|success\(\)\s*\|\|\s*failure\(\)|\(?\s*true\s*\)?)\s*"
)
LONGEST_ASKED = 2_000
LONGEST_ASKING = 20_000


def is_put_off(said: Block, later: Sequence[Block]) -> bool:
    """Whether a step that may fail is asked for its outcome by a later one, which then fails the job."""
    name = str(text(said.get("id")))
    return bool(name) and any(_fails_for(name, each) for each in later)


def _fails_for(name: str, step: Block) -> bool:
    if text(step.get("continue-on-error")).strip().lower() not in ("", "false"):
        return False
    outcome = rf"\bsteps\.{re.escape(name)}\.outcome\b(?:\s{{0,4}}\}}\}})?"
    script = _script(step)
    condition = text(step.get("if"))[:LONGEST_ASKED]
    if re.search(outcome + FAILED_OUTCOME, condition):
        return (
            _is_of_one_thing(condition)
            and (ENDS_THE_JOB.search(script) or SETS_FAILED.search(script)) is not None
        )
    if condition and not all(RUNS_ON.fullmatch(each) for each in _plain(condition).split("&&")):
        return False
    for ends in (outcome + FAILED_OUTCOME, outcome + PASSED_OUTCOME):
        found = re.search(ends, script)
        if found is not None and (
            ENDS_THE_JOB.search(script, found.end() - 2) or SETS_FAILED.search(script, found.end())
        ):
            return True
    return False


def _plain(condition: str) -> str:
    return condition.strip().removeprefix("${{").removesuffix("}}")


def _is_of_one_thing(condition: str) -> bool:
    """Whether nothing but one outcome, or one of several, decides."""
    parts = _plain(condition).split("&&")
    return sum("steps." in each for each in parts) == 1 and all(
        "steps." in each or RUNS_ON.fullmatch(each) for each in parts
    )


def _script(step: Block) -> str:
    """What a step runs, with the outcomes that it takes from its environment in their places."""
    uses = text(step.get("uses"))
    script = text(step.get("run")) or (
        text(block(step.get("with")).get("script")) if uses.startswith(SCRIPT_ACTION) else ""
    )
    script = script[:LONGEST_ASKING]
    for key, value in list(scalars(step.get("env")))[:20]:
        if ".outcome" in value and key.isidentifier():
            for name in (f"${{{key}}}", f"process.env.{key}", f"${key}"):
                script = script.replace(name, value)
    return script
