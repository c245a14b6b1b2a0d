"""Hooks of the repository's own in `.pre-commit-config.yaml`: those of `repo: local`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.parsing.tasks.model import Target, TargetFile, file_of, line_of, make_target, quote
from analyzer.parsing.tasks.values import at, sequence, table, words_of

HOOK_FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml")
DEFAULT_STAGE = "pre-commit"
_MAXIMUM_HOOKS = 200
# Older names of stages.
_STAGES = {"commit": "pre-commit", "push": "pre-push", "merge-commit": "pre-merge-commit"}
# Languages whose entry is a command of the checkout or of an environment made for it.
_COMMANDS = frozenset({"system", "unsupported", "script", "unsupported_script", "python", "conda", "node"})


def parse_hooks(path: str, document: object, problem: str | None) -> TargetFile:
    """Each local hook as a target; those that run at a stage depend on its name: `stage:pre-commit`."""
    default = [_stage(each) for each in words_of(at(document, "default_stages"))]
    targets: list[Target] = []
    by_stage: dict[str, list[str]] = {}
    for repository in sequence(at(document, "repos"))[:_MAXIMUM_HOOKS]:
        if str(at(repository, "repo")) != "local":
            continue
        for hook in sequence(at(repository, "hooks"))[:_MAXIMUM_HOOKS]:
            target = _hook(table(hook))
            if target is None:
                continue
            targets.append(target)
            stages = [_stage(each) for each in words_of(at(hook, "stages"))] or default
            for stage in stages or list(_every_stage()):
                by_stage.setdefault(stage, []).append(target.name)
    for stage, names in by_stage.items():
        targets.append(make_target(f"stage:{stage}", 1, (), depends=names))
    return file_of("hooks", path, targets, default=f"stage:{DEFAULT_STAGE}", problem=problem)


def _every_stage() -> Iterator[str]:
    """Where a hook runs that names no stage."""
    yield from ("pre-commit", "pre-push", "pre-merge-commit", "manual")


def _stage(name: str) -> str:
    return _STAGES.get(name, name)


def _hook(hook: Mapping[str, object]) -> Target | None:
    name, entry = hook.get("id"), hook.get("entry")
    if not isinstance(name, str) or not isinstance(entry, str) or str(hook.get("language")) not in _COMMANDS:
        return None
    text = " ".join([str(entry).strip(), *map(quote, words_of(hook.get("args")))])
    return make_target(str(name), line_of(name, line_of(entry)), [(text, line_of(entry))])
