"""What of a Kedro project is run, by commands and by programs, and which pipelines its registry knows.

Sources: https://docs.kedro.org/en/stable/extend/session/, https://docs.kedro.org/en/stable/build/run_a_pipeline/.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from posixpath import basename, dirname

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import PythonFacts, code_only
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
# A word of a list; of a variable only a run knows what it is.
LISTED_WORD = lazy_regex(r"[\"']([^\"'\n]{0,200})[\"']|[\w.]{1,80}")
UNTOLD = "$"
QUOTED_NAME = lazy_regex(r"[\"']([^\"'\n]{1,200})[\"']")
SESSION = "KedroSession"
# What the options and the arguments of a session's `run` choose.
SELECTING = {
    "pipelines": ("--pipeline", "--pipelines", "-p", "pipeline_name", "pipeline_names"),
    "nodes": (
        "--nodes", "--node", "-n", "--from-nodes", "--to-nodes", "node_names", "from_nodes", "to_nodes",
    ),
    "tags": ("--tags", "--tag", "-t", "tags"),
    "data": ("--from-inputs", "--to-outputs", "from_inputs", "to_outputs"),
}  # fmt: skip
SELECTED_BY = {option: what for what, options in SELECTING.items() for option in options}


class KedroRun(Struct, frozen=True):
    """What one run takes: of these pipelines (all, if none is named) the nodes that any of the rest means."""

    pipelines: frozenset[str] = frozenset()
    nodes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    data: frozenset[str] = frozenset()

    @property
    def whole(self) -> bool:
        """Whether all nodes of the pipelines run, or nobody can tell which."""
        chosen = self.nodes | self.tags | self.data
        return not chosen or any(is_unknown(each) for each in chosen)


def is_unknown(name: str) -> bool:
    """Whether only a run knows a name."""
    return not name or any(sign in name for sign in "{$")


def run_of_words(words: Sequence[str]) -> KedroRun:
    """What the words after `kedro run` ask for: `--pipeline training`, `-p=training`, `--nodes=a,b`."""
    found: dict[str, set[str]] = {}
    for place, option in enumerate(words, 1):
        name, equals, value = option.partition("=")
        if name in SELECTED_BY:
            value = value if equals else next(iter(words[place : place + 1]), "")
            found.setdefault(SELECTED_BY[name], set()).update(value.split(",") if value else {UNTOLD})
    return KedroRun(**{what: frozenset(names) for what, names in found.items()})


@derived
def runs_in_programs(repo: Snapshot) -> tuple[tuple[str, str | None, KedroRun], ...]:
    """For every place of a program that runs pipelines its module, its function, and what it asks for."""
    found: list[tuple[str, str | None, KedroRun]] = []
    for path, facts in repo.modules.items():
        source = repo.text(path) or ""
        if "kedro" not in source or is_test(repo, path) or is_example_path(path):
            continue
        source = code_only(source)
        found.extend(
            (
                path,
                _function_at(facts, source.count("\n", 0, match.start()) + 1),
                _run_in_text(match[1], match[2]),
            )
            for match in IN_PROGRAM.finditer(source)
            if SPOKEN.search(source[max(0, match.start() - BEFORE) : match.start()]) is None
        )
        found.extend(
            (path, call.function, _run_of_session(call.keywords))
            for call in facts.calls
            if last_part(call.target) == "run" and SESSION in call.target
        )
    return tuple(found)


def _function_at(facts: PythonFacts, line: int) -> str | None:
    around = [each for each in facts.functions if each.line <= line <= each.end_line]
    inner = max(around, key=lambda each: each.line, default=None)
    return None if inner is None else inner.qualified_name


def _run_in_text(text: str | None, listed: str | None) -> KedroRun:
    if listed is not None:
        return run_of_words([each[1] or UNTOLD for each in LISTED_WORD.finditer(listed)])
    try:
        return run_of_words(shlex.split(text or ""))
    except ValueError:
        return KedroRun()


def _run_of_session(keywords: Sequence[tuple[str, str]]) -> KedroRun:
    found: dict[str, set[str]] = {}
    for name, value in keywords:
        if name in SELECTED_BY and value != "None":
            names = set(QUOTED_NAME.findall(value)) if value.startswith("[") else {value or UNTOLD}
            found.setdefault(SELECTED_BY[name], set()).update(names)
    return KedroRun(**{what: frozenset(names) for what, names in found.items()})


def takes(repo: Snapshot, run: KedroRun, path: str) -> bool:
    """Whether a run takes the pipeline of a module: by its folder or file, or by a name of the registry."""
    if not is_registered(repo, path):
        return False
    own = {*dirname(path).split("/"), basename(path).removesuffix(".py"), "__default__"}
    return not run.pipelines or any(
        is_unknown(each) or each in own or _renamed(repo, each) for each in run.pipelines
    )


def _renamed(repo: Snapshot, name: str) -> bool:
    """Whether a registry gives a pipeline a name that no module has."""
    parts = {part.removesuffix(".py") for path in repo.modules for part in path.split("/")}
    return name not in parts and name in _registered_names(repo)


@derived
def _registered_names(repo: Snapshot) -> frozenset[str]:
    texts = (code_only(repo.text(path) or "") for path in registries(repo))
    return frozenset(name for text in texts for name in QUOTED_NAME.findall(text))


def programs_run(repo: Snapshot, path: str) -> bool:
    """Whether a program of the repository runs the pipeline that this module makes."""
    return any(takes(repo, run, path) for _path, _function, run in runs_in_programs(repo))


def registries(repo: Snapshot) -> Iterator[str]:
    """The modules in which Kedro projects register their pipelines."""
    return (path for path in repo.modules if basename(path) == REGISTRY)


@derived
def _registered(repo: Snapshot) -> frozenset[str] | None:
    """The modules that the registries of pipelines reach; None where they take all that they find."""
    known = list(registries(repo))
    found = any("find_pipelines" in code_only(repo.text(path) or "") for path in known)
    return None if not known or found else reached_from(repo, known)


def is_registered(repo: Snapshot, path: str) -> bool:
    """Whether the project knows the pipeline: the tool runs no other."""
    found = _registered(repo)
    return found is None or path in found
