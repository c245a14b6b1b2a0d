"""Which manifests something of the repository applies: a command, a kustomization, a chart, a controller.

Sources: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/,
https://argo-cd.readthedocs.io/en/stable/operator-manual/application.yaml, https://fluxcd.io/flux/components/kustomize/.
"""

from __future__ import annotations

import re
from posixpath import basename, dirname, join, normpath

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import block, items, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs

APPLIERS = word_set(
    "kubectl helm oc kustomize argocd kfctl bentoml serve anyscale sky az skaffold helmfile databricks cog"
)
# What takes everything below a folder.
WHOLE_TREES = word_set("helm -R --recursive argocd skaffold helmfile kfctl")
KUSTOMIZERS = word_set("-k --kustomize kustomize")
KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
CONTROLLER = lazy_regex(
    r"^apiVersion:[ \t]*[\"']?(?:argoproj\.io|kustomize\.toolkit\.fluxcd\.io|helm\.toolkit\.fluxcd\.io)/",
    re.MULTILINE,
)
CONTROLLED = lazy_regex(
    r"^[ \t]+(?:-[ \t]+)?(?:path|chart):[ \t]*[\"']?(?P<path>\.?/?[\w][\w./-]{0,200})", re.MULTILINE
)
MAXIMUM_KUSTOMIZATIONS = 200


def is_applied(repo: Snapshot, path: str) -> bool:
    """Whether a command or a controller applies the manifest, or the folder that contains it."""
    words = _applied_words(repo)
    if ({path, basename(path), dirname(path)} - {""}) & words:
        return True
    if path in _kustomized(repo):
        return True
    trees = _trees(repo)
    folder = dirname(path)
    while folder:
        if folder in trees:
            return True
        folder = dirname(folder)
    return False


def applies_with(repo: Snapshot, *commands: tuple[str, ...]) -> bool:
    """Whether a command of CI or of a target begins with one of these words."""
    return any(words[: len(each)] == each for words in _command_lines(repo) for each in commands)


@derived
def _command_lines(repo: Snapshot) -> tuple[tuple[str, ...], ...]:
    """The command lines that CI or a target runs."""
    found = [run.reached.words for run in ci_runs(repo)]
    for files in repo.target_files.values():
        for file in files:
            for target in file.targets:
                found.extend(tuple(line.split()) for line in target.script.split("\n"))
    return tuple(found)


@derived
def _applied_words(repo: Snapshot) -> frozenset[str]:
    """The words of the command lines that CI or a target runs and that apply something."""
    return frozenset(
        word.strip("./") for words in _command_lines(repo) if not APPLIERS.isdisjoint(words) for word in words
    )


@derived
def _trees(repo: Snapshot) -> frozenset[str]:
    """Folders of which everything below is applied."""
    found = {
        word.strip("./")
        for words in _command_lines(repo)
        if not APPLIERS.isdisjoint(words) and not WHOLE_TREES.isdisjoint(words)
        for word in words
    }
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if path.endswith((".yaml", ".yml")) and CONTROLLER.search(source := repo.text(path) or ""):
            found.update(match["path"].strip("./") for match in CONTROLLED.finditer(source))
    return frozenset(found - {""})


@derived
def _kustomized(repo: Snapshot) -> frozenset[str]:
    """The files that the kustomizations bring which a command or a controller applies."""
    folders = {dirname(path): path for path in repo.paths if basename(path) in KUSTOMIZATIONS}
    if not folders:
        return frozenset()
    words = {
        word.strip("./")
        for line in _command_lines(repo)
        if not APPLIERS.isdisjoint(line) and not KUSTOMIZERS.isdisjoint(line)
        for word in line
    }
    pending = sorted((words | _trees(repo)) & folders.keys())
    found: set[str] = set()
    seen: set[str] = set()
    while pending and len(seen) < MAXIMUM_KUSTOMIZATIONS:
        folder = pending.pop()
        if folder in seen:
            continue
        seen.add(folder)
        for document in repo.yaml(folders[folder]):
            told = block(document.value)
            for key in ("resources", "bases", "components", "patchesStrategicMerge"):
                for each in items(told.get(key)):
                    place = normpath(join(folder or ".", text(each)))
                    if place in folders:
                        pending.append(place)
                    else:
                        found.add(place)
    return frozenset(found)
