"""The nodes of Kedro pipelines: which function each one runs, and by which words a run may choose it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.wiring.modules import last_part, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.kedro_runs import QUOTED_NAME, KedroRun, takes

MAKES_NODES = frozenset({"node", "Node", "pipeline", "Pipeline"})
NODE = lazy_regex(r"(?<![\w.])[Nn]ode\(")
LONGEST_NODE = 2_000
MOST_NODES = 500
FIRST_ARGUMENT = lazy_regex(
    r"[ \t\n]{0,200}(?:(?:functools\.)?partial\([ \t\n]{0,200})?([\w.]{1,100})[ \t\n]{0,200}[,)]"
)
FUNCTION_ARGUMENT = lazy_regex(
    r"\bfunc[ \t]{0,4}=[ \t\n]{0,40}(?:(?:functools\.)?partial\([ \t\n]{0,40})?([\w.]{1,100})"
)
NAME_ARGUMENT = lazy_regex(r"\bname[ \t]{0,4}=[ \t]{0,4}f?[\"']([^\"'\n]{1,200})")
TAGS_ARGUMENT = lazy_regex(r"\btags[ \t]{0,4}=[ \t]{0,4}([\[({][^\])}]{0,500}|[\"'][^\"'\n]{0,200}[\"'])")


class Node(Struct, frozen=True):
    """One node: the name of its function as it is written, its own name, its tags, and every text it has."""

    function: str
    name: str
    tags: frozenset[str]
    texts: frozenset[str]

    def is_chosen(self, run: KedroRun) -> bool:
        """Whether a run that takes the pipeline takes this node."""
        named = {self.name, last_part(self.function)}
        return run.whole or bool(
            named & {last_part(each) for each in run.nodes} or self.tags & run.tags or self.texts & run.data
        )


@derived
def _pipelines(repo: Snapshot) -> dict[str, tuple[Node, ...]]:
    """The nodes of every module that makes pipelines."""
    found: dict[str, tuple[Node, ...]] = {}
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        kedro = any(each.module.partition(".")[0] == "kedro" for each in facts.imports)
        if kedro and MAKES_NODES & {last_part(call.target) for call in facts.calls}:
            found[path] = tuple(_nodes(code_only(repo.text(path) or "")))
    return found


def _nodes(code: str) -> Iterator[Node]:
    starts = [match.end() for _number, match in zip(range(MOST_NODES), NODE.finditer(code), strict=False)]
    texts = [_arguments(code, start) for start in starts]
    # What stands outside of the nodes is said of all of them.
    ends = [0, *(start + len(each) for start, each in zip(starts, texts, strict=True))]
    shared = _tags("".join(code[end:start] for end, start in zip(ends, [*starts, len(code)], strict=True)))
    for each in texts:
        function = FUNCTION_ARGUMENT.search(each) or FIRST_ARGUMENT.match(each)
        if function is not None:
            name = NAME_ARGUMENT.search(each)
            yield Node(
                function[1],
                name[1] if name is not None else "",
                _tags(each) | shared,
                frozenset(QUOTED_NAME.findall(each)),
            )


def _arguments(code: str, start: int) -> str:
    """The text from behind an opening bracket to the one that closes it."""
    depth = 1
    for place in range(start, min(len(code), start + LONGEST_NODE)):
        depth += (code[place] in "([{") - (code[place] in ")]}")
        if depth == 0:
            return code[start : place + 1]
    return code[start : start + LONGEST_NODE]


def _tags(text: str) -> frozenset[str]:
    return frozenset(tag for each in TAGS_ARGUMENT.finditer(text) for tag in QUOTED_NAME.findall(each[1]))


def functions_of_nodes(repo: Snapshot, run: KedroRun) -> Iterator[tuple[str, str]]:
    """The first-party functions that a run of a project calls, by file and name."""
    pipelines = _pipelines(repo)
    # A pipeline is put together from those that its module imports.
    taken = reached_from(repo, [path for path in pipelines if takes(repo, run, path)])
    for path, nodes in pipelines.items():
        if path not in taken:
            continue
        names = {last_part(each.function) for each in nodes if each.is_chosen(run)}
        for module in sorted(reached_from(repo, [path])) if names else ():
            facts = repo.modules.get(module)
            for function in facts.functions if facts is not None else ():
                if function.qualified_name in names:
                    yield module, function.qualified_name
