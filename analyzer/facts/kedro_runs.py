"""What of a Kedro project its programs run, and which pipelines the project's registry knows."""

from __future__ import annotations

from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_example_path, is_test

REGISTRY = "pipeline_registry.py"
# The command in a text or a list of words.
IN_PROGRAM = lazy_regex(
    r"(?<![\"'])[\"'](?:[\w.-]{1,20} ){0,3}kedro run\b([^\n\"']{0,300})"
    r"|[\"']kedro[\"'],[ \t\n]{0,40}[\"']run[\"']([^\]]{0,300})"
)
# A text that is said to somebody starts nothing.
SPOKEN = lazy_regex(
    r"(?:\b(?:print|echo|secho|debug|info|warn|warning|error|critical|exception|log|write|add_argument|exit"
    r"|\w{0,40}(?:Error|Exception|Warning|Exit))[ \t]{0,4}\("
    r"|\b(?:help|description|epilog|usage|doc)[ \t]{0,4}=)"
    r"[ \t\n]{0,40}[A-Za-z]{0,2}\Z"
)
BEFORE = 120
PIPELINE_OPTION = lazy_regex(r"(?:--pipelines?|(?<![\w-])-p)[\s=\"',]{1,5}([^\s\"']{1,200})")
# A word of a list after the option; a variable is known only to a run.
PIPELINE_IN_LIST = lazy_regex(r"(?:--pipelines?|[\"']-p)[\"'],\s{0,40}(?:[\"']([^\"']{1,200})|[^\"'])")
SESSION = "KedroSession"
PIPELINE_KEYWORDS = frozenset({"pipeline_name", "pipeline_names"})


def programs_run(repo: Snapshot, path: str) -> bool:
    """Whether a program of the repository runs the pipeline that this module makes."""
    return any(_means(each, path) for each in _in_programs(repo))


@derived
def _in_programs(repo: Snapshot) -> tuple[str, ...]:
    """For every place that runs pipelines the name of the one that is asked for, "" for all."""
    found: list[str] = []
    for path, facts in repo.modules.items():
        source = repo.text(path) or ""
        if "kedro" not in source or is_test(repo, path) or is_example_path(path):
            continue
        source = code_only(source)
        found.extend(
            _named(match[1] or match[2] or "")
            for match in IN_PROGRAM.finditer(source)
            if SPOKEN.search(source[max(0, match.start() - BEFORE) : match.start()]) is None
        )
        for call in facts.calls:
            if last_part(call.target) == "run" and SESSION in call.target:
                found.extend(value for name, value in call.keywords if name in PIPELINE_KEYWORDS)
                if not any(name in PIPELINE_KEYWORDS for name, _value in call.keywords):
                    found.append("")
    return tuple(found)


def _named(options: str) -> str:
    listed = PIPELINE_IN_LIST.search(options)
    if listed is not None:
        return listed[1] or "$"
    match = PIPELINE_OPTION.search(options)
    return "" if match is None else match[1]


def _means(named: str, path: str) -> bool:
    """Whether a name is that of a pipeline's folder or file; what only a run knows may be any."""
    if not named or any(sign in named for sign in "{$"):
        return True
    own = {*dirname(path).split("/"), basename(path).removesuffix(".py")}
    return any(each in own or each == "__default__" for each in named.split(","))


@derived
def _registered(repo: Snapshot) -> frozenset[str] | None:
    """The modules that the registries of pipelines reach; None where they take all that they find."""
    registries = [path for path in repo.modules if basename(path) == REGISTRY]
    if not registries or any("find_pipelines" in (repo.text(path) or "") for path in registries):
        return None
    return reached_from(repo, registries)


def is_registered(repo: Snapshot, path: str) -> bool:
    """Whether the project knows the pipeline: the tool runs no other."""
    found = _registered(repo)
    return found is None or path in found
