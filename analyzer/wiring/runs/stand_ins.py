"""Whether CI runs a program with something that stands in for its model."""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ContinuousRun
from analyzer.wiring.runs.called import Called

# What stands in for a model, by the name of its class or of the function that makes it.
STAND_IN_CLASS = lazy_regex(
    r"_?(?:(?:Fake|Mock|Stub|Dummy|Canned|Scripted|Offline|Deterministic|Echo)(?:[A-Z]\w{0,40})?"
    r"|[A-Z]\w{0,40}(?:Fake|Mock|Stub|Dummy))$"
)
STAND_IN_FUNCTION = lazy_regex(r"_?(?:make_|build_|get_|create_)?(?:fake|mock|stub|dummy|canned)_\w{1,40}$")
# The same in the words of a command, and in what its environment is set to.
STAND_IN_WORD = lazy_regex(
    r"(?:^|[-_=/:.])(?:mock(?:ed)?|fake|stub(?:bed)?|dummy|canned|scripted|stand-?in|dry[-_]?run|placeholder)"
    r"(?:$|[-_=/:.])|^--offline$",
    re.IGNORECASE,
)
DENIED_WORD = lazy_regex(r"^--?no-|=(?:0|false|no|off)$", re.IGNORECASE)
DENYING = word_set("0 false no off none")
OF_A_MODEL = lazy_regex(r"llm|model|provider|backend|client|embed|chat|api_?key", re.IGNORECASE)
SERVED_HERE = lazy_regex(r"ollama|vllm|llama|localai|lmstudio", re.IGNORECASE)
# What a workflow gives to a job that asks a hosted model.
KEY_GIVEN = lazy_regex(
    r"secrets\.\w{0,60}?(?:API_?KEY|LLM|OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE|GROQ|MISTRAL|COHERE|BEDROCK|AWS|AZURE|GCP"
    r"|HF_|HUGGING|MODEL|KEY)|id-token:[ \t]{0,4}write|secrets:[ \t]{0,4}inherit",
    re.IGNORECASE,
)
GIVES_SECRETS = ".github/workflows/"


def is_run_with_stand_in(repo: Snapshot, run: ContinuousRun, called: Called) -> bool:
    """Whether a command says so by its words or its environment, or is given no key where one is made."""
    if says_stand_in(repo, run):
        return True
    written = repo.text(run.pipeline.path) or ""
    if SERVED_HERE.search(written) or not run.pipeline.path.startswith(GIVES_SECRETS):
        return False
    return KEY_GIVEN.search(written) is None and _makes_stand_in(called)


def says_stand_in(repo: Snapshot, run: ContinuousRun) -> bool:
    """Whether the words of a command or its environment say that something stands in for the model."""
    if any(STAND_IN_WORD.search(word) and not DENIED_WORD.search(word) for word in run.reached.words[1:]):
        return True
    for name, value in run.step.variables:
        plain = value.strip().casefold()
        if STAND_IN_WORD.search(name) and plain and plain not in DENYING:
            return True
        if OF_A_MODEL.search(name) and STAND_IN_WORD.search(plain):
            return SERVED_HERE.search(repo.text(run.pipeline.path) or "") is None
    return False


def _makes_stand_in(called: Called) -> bool:
    """Whether an object that stands in for a model is made where the program runs."""
    names = {name.rpartition(".")[2] for _path, name in called.classes}
    if any(map(STAND_IN_CLASS.match, names)):
        return True
    return any(STAND_IN_FUNCTION.match(name.rpartition(".")[2]) for _path, name in called.functions)
