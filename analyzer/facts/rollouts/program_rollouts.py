"""Programs in other languages than Python that give a part of their users another version."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.code_facts import Function
from analyzer.parsing.programs import called_name
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.served import model_nodes
from analyzer.wiring.other_programs.serving_path import around_requests, on_any_request, on_request
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

CHOOSING_WORDS = word_set("variant variants experiment treatment canary traffic challenger bucket")
KEEPING_WORDS = word_set("log info exposure expose record track emit inc capture counter observe")
# A draw, or a part of a hash: what chooses between variants.
DRAWS = lazy_regex(
    r"(?i).*(?:math\.random|rand(?:om)?(?:\(\))?\.(?:int\w*|float\w*|next\w*|random|rand)|murmur|xxhash|fnv|crc32"
    r"|createhash|md5|sha\d{1,3}|hashcode|messagedigest|digest|random_number)\w*"
    r"|(?:.*[.#])?(?:hash|runif|sample)"
)


def program_rollouts(repo: Snapshot) -> Iterator[Evidence]:
    """Clients of feature flags, in front of a model or not, and functions that choose a variant."""
    yield from _flagged(repo)
    for path, facts in programs(repo).items():
        if is_test_path(path) or is_example_path(path):
            continue
        recorded = any(words_of(called_name(each.target)) & KEEPING_WORDS for each in facts.calls)
        for function in facts.functions:
            node = path, function.qualified_name
            if (
                recorded
                and node in on_any_request(repo)
                and _chooses(function)
                and not model_nodes(repo).isdisjoint(on_any_request(repo))
            ):
                yield _chosen(repo, path, function)


def _flagged(repo: Snapshot) -> Iterator[Evidence]:
    best: dict[tuple[str, str], Evidence] = {}
    for use in uses(repo, Subject.ROLLOUT):
        node, key = (use.path, use.function or ""), (use.path, use.tool)
        level, note = Level.PRESENT, f"feature-flag client {use.tool}"
        if use.called and not model_nodes(repo).isdisjoint(reached_by(repo, [node])):
            level = Level.WIRED if around_requests(repo).has(use) else Level.SUBSTANTIVE
            note = f"feature flag ({use.tool}) in front of a model"
        if key not in best or level > best[key].level:
            best[key] = Evidence(use.path, use.line, level, note)
    yield from best.values()


def _chooses(function: Function) -> bool:
    return bool(words_of(function.name) & CHOOSING_WORDS) and any(map(DRAWS.fullmatch, function.names))


def _chosen(repo: Snapshot, path: str, function: Function) -> Evidence:
    """Wired where the routes that choose a variant ask a model too."""
    node = path, function.qualified_name
    over_model = any(
        node in nodes and not model_nodes(repo).isdisjoint(nodes) for nodes in on_request(repo).values()
    )
    if over_model:
        note = f"{function.qualified_name} assigns requests to variants and records it"
        return Evidence(path, function.line, Level.WIRED, note)
    note = f"{function.qualified_name} assigns requests to variants; no call leads from its routes to a model"
    return Evidence(path, function.line, Level.PRESENT, note)
