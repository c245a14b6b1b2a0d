"""Pipelines written as files of their own: DVC, Argo, dbt, Snakemake, Nextflow, state machines."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.declarations import FileKind
from analyzer.facts.deliveries.idle_scripts import only_talks
from analyzer.facts.flows.dbt_runs import DBT_COMMAND, dbt_runner
from analyzer.facts.flows.flow_starts import stages_are_run
from analyzer.facts.infrastructure.infrastructure_commands import is_built_here
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.structured import Block, Value, block, items, line, nodes, text
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.modules import module_index
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.starts.stages import Stage, dvc_stages, linked

# Pipelines that come with a tool as its own demonstration.
DEMONSTRATION = lazy_regex(
    r"(?:^|[/_-])(?:example|tutorial|hello[_-]?world|sample|demo|quick[_-]?start|getting[_-]?started)(?:[/_.\d-]|$)",
    re.IGNORECASE,
)
SCRIPT = lazy_regex(r"(?<![\w./-])/?((?:[\w.-]{1,60}/){0,8}[\w-]{1,80}\.(?:py|sql|ipynb|R|sh))\b")
MODULE = lazy_regex(r"\bpython3?\s+-m\s+([\w.]{1,120})")
DBT_REFERENCE = lazy_regex(r"\{\{-?\s{0,4}ref\(\s{0,4}['\"]([\w.]{1,120})['\"]")
SNAKEMAKE_RULE = lazy_regex(r"^(?:rule|checkpoint)[ \t]+(\w+)[ \t]*:", re.MULTILINE)
NEXTFLOW_PROCESS = lazy_regex(r"^process[ \t]+(\w+)[ \t]*\{", re.MULTILINE)
ARGO_KINDS = word_set("Workflow CronWorkflow WorkflowTemplate ClusterWorkflowTemplate")
ARGO_PARAMETER = lazy_regex(r"\{\{ {0,4}(?:inputs|workflow)\.parameters\.([\w-]{1,80}) {0,4}\}\}")
MAXIMUM_VALUES = 20
DBT_MODELS_LIMIT = 400


def flow_file_evidence(repo: Snapshot) -> Iterator[Evidence]:
    """The evidence of every pipeline that is a file of its own, tests and examples aside."""
    yield from _dvc(repo)
    yield from _argo(repo)
    yield from _dbt(repo)
    yield from _rules(repo)
    yield from _ploomber(repo)
    yield from _state_machines(repo)


def named_files(repo: Snapshot, texts: Iterable[str]) -> str | None:
    """The first file of this repository that one of the texts (commands, paths) names."""
    for each in texts:
        for found in SCRIPT.finditer(each):
            if (path := _ending_with(repo, found[1])) is not None:
                return path
        for found in MODULE.finditer(each):
            if (path := module_index(repo).resolve("_", found[1])) is not None:
                return path
        if DBT_COMMAND.search(each) and _dbt_projects(repo):
            return _dbt_projects(repo)[0]
    return None


def _ending_with(repo: Snapshot, name: str) -> str | None:
    """A first-party file by its path, or by its end where the beginning belongs to another machine."""
    wanted = normpath(name)
    while wanted:
        if repo.exists(wanted):
            return wanted
        _front, slash, rest = wanted.partition("/")
        wanted = rest if slash else ""
    same = _by_name(repo).get(basename(name), ())
    return same[0] if len(same) == 1 else None


@derived
def _by_name(repo: Snapshot) -> Mapping[str, list[str]]:
    table: dict[str, list[str]] = {}
    for path in repo.paths:
        table.setdefault(basename(path), []).append(path)
    return table


def _dvc(repo: Snapshot) -> Iterator[Evidence]:
    by_path: dict[str, list[Stage]] = {}
    for stage in dvc_stages(repo):
        by_path.setdefault(stage.path, []).append(stage)
    for path, group in by_path.items():
        busy = tuple(stage for stage in group if not stage.idle or stage.modules)
        first = next((stage for stage in busy if stage.modules), None)
        if is_example_path(path):
            yield Evidence(path, group[0].line, Level.CLAIMED, "DVC stages of an example")
        elif not busy:
            yield Evidence(path, group[0].line, Level.CLAIMED, "DVC stages that run nothing")
        elif len(busy) < 2 or not linked(busy):
            note = f"{plural(len(busy), 'DVC stage')} with no order between them"
            yield Evidence(path, busy[0].line, Level.PRESENT, note)
        elif first is None:
            note = f"{plural(len(busy), 'DVC stage')}, none of which runs a file of this repository"
            yield Evidence(path, busy[0].line, Level.SUBSTANTIVE, note)
        else:
            note = f"{plural(len(busy), 'DVC stage')}, running {first.modules[0]}"
            ran = repo.exists(join(dirname(path), "dvc.lock")) or stages_are_run(repo)
            note = note if ran else f"{note}; nothing shows that they ran"
            yield Evidence(path, first.line, Level.WIRED, note)


def _argo(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if not path.endswith((".yaml", ".yml")) or is_example_path(path) or is_test_path(path):
            continue
        if "argoproj.io" not in (repo.text(path) or ""):
            continue
        for document in repo.yaml(path):
            manifest = block(document.value)
            if text(manifest.get("kind")) in ARGO_KINDS:
                yield _argo_workflow(repo, path, manifest)


def _argo_workflow(repo: Snapshot, path: str, manifest: Block) -> Evidence:
    spec = block(manifest.get("spec"))
    templates = items(block(spec.get("workflowSpec") or spec).get("templates"))
    steps = sum(
        len(items(block(block(each).get("dag")).get("tasks"))) + len(items(block(each).get("steps")))
        for each in templates
    )
    where = line(manifest.get("kind"))
    if steps < 2:
        return Evidence(
            path, where, Level.PRESENT, f"Argo workflow with {plural(len(templates), 'template')}"
        )
    ours = named_files(repo, _filled_in(scalars(templates), _arguments(manifest)))
    if ours is None:
        ours = _built_here(repo, templates)
    if ours is None and _only_talks(templates):
        note = f"Argo workflow with {plural(steps, 'step')} that only print"
        return Evidence(path, where, Level.CLAIMED, note)
    if ours is None:
        return Evidence(path, where, Level.SUBSTANTIVE, f"Argo workflow with {plural(steps, 'step')}")
    return Evidence(path, where, Level.WIRED, f"Argo workflow with {plural(steps, 'step')}, running {ours}")


def _arguments(manifest: Block) -> Mapping[str, list[str]]:
    """What the parameters of templates are given, by their names."""
    found: dict[str, list[str]] = {}
    for node in nodes(manifest):
        for each in items(node.get("parameters")) if isinstance(node, Block) else ():
            if value := text(block(each).get("value")):
                found.setdefault(text(block(each).get("name")), []).append(value)
    return found


def _filled_in(texts: Iterable[str], given: Mapping[str, list[str]]) -> Iterator[str]:
    """The texts, and those with a parameter once more with each value that it is given."""
    for each in texts:
        yield each
        if (named := ARGO_PARAMETER.search(each)) is not None:
            for value in given.get(named[1], [])[:MAXIMUM_VALUES]:
                yield each.replace(named[0], value)


def _built_here(repo: Snapshot, templates: Iterable[Value]) -> str | None:
    """The first image of a workflow that the repository builds itself."""
    for each in templates:
        for kind in ("container", "script"):
            image = text(block(block(each).get(kind)).get("image"))
            if image and is_built_here(repo, image):
                return f"its image {image[:80]}"
    return None


def _only_talks(templates: Iterable[Value]) -> bool:
    """Whether every container of a workflow says what it runs, and only prints."""
    said: list[bool] = []
    for each in templates:
        container = block(block(each).get("container")) or block(block(each).get("script"))
        if container:
            source = text(container.get("source"))
            words = [text(word) for key in ("command", "args") for word in items(container.get(key))]
            said.append(only_talks(source or shlex.join(words)) if source or words else False)
    return bool(said) and all(said)


def scalars(value: Value) -> Iterator[str]:
    """Every scalar of a value, and every list of scalars as one command line."""
    pending: list[Value] = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Block):
            pending.extend(each.values())
        elif text(each):
            yield text(each)
        else:
            pending.extend(items(each))
            yield " ".join(text(item) for item in items(each))


def _dbt_projects(repo: Snapshot) -> list[str]:
    return [path for path in repo.paths if basename(path) == "dbt_project.yml" and not is_example_path(path)]


def _dbt(repo: Snapshot) -> Iterator[Evidence]:
    for path in _dbt_projects(repo):
        folder = dirname(path)
        models = {
            basename(each).removesuffix(".sql"): each
            for each in repo.paths
            if each.endswith(".sql") and each.startswith(f"{folder}/models/" if folder else "models/")
        }
        ordered = any(
            found[1] in models
            for each in sorted(models.values())[:DBT_MODELS_LIMIT]
            for found in DBT_REFERENCE.finditer(repo.text(each) or "")
        )
        if len(models) < 2 or not ordered:
            yield Evidence(path, 1, Level.PRESENT, f"dbt project with {plural(len(models), 'model')}")
            continue
        runner = dbt_runner(repo)
        level = Level.SUBSTANTIVE if runner is None else Level.WIRED
        run = "" if runner is None else f", run by {runner}"
        yield Evidence(
            path, 1, level, f"dbt project with {plural(len(models), 'model')} that build on each other{run}"
        )


def _rules(repo: Snapshot) -> Iterator[Evidence]:
    """Snakemake and Nextflow: rules that are tied by the files they read and write."""
    for path in repo.paths:
        name = basename(path)
        if is_example_path(path) or is_test_path(path):
            continue
        if name == "Snakefile" or name.endswith(".smk"):
            tool, pattern = "Snakemake", SNAKEMAKE_RULE
        elif name.endswith(".nf"):
            tool, pattern = "Nextflow", NEXTFLOW_PROCESS
        else:
            continue
        content = repo.text(path) or ""
        rules = [found for found in pattern.finditer(content) if found[1] != "all"]
        if not rules:
            continue
        where = content.count("\n", 0, rules[0].start()) + 1
        ours = named_files(repo, content.split("\n"))
        level = Level.PRESENT if len(rules) < 2 else Level.SUBSTANTIVE if ours is None else Level.WIRED
        run = f", running {ours}" if level is Level.WIRED else ""
        yield Evidence(path, where, level, f"{tool} with {plural(len(rules), 'rule')}{run}")


def _ploomber(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        if basename(path) != "pipeline.yaml" or is_example_path(path):
            continue
        for document in repo.yaml(path):
            tasks = [block(each) for each in items(block(document.value).get("tasks"))]
            sources = [
                text(each.get("source")) for each in tasks if "product" in each and text(each.get("source"))
            ]
            if not sources:
                continue
            there = [each for each in sources if repo.exists(normpath(join(dirname(path), each)))]
            level = Level.PRESENT if len(sources) < 2 else Level.WIRED if there else Level.SUBSTANTIVE
            yield Evidence(path, 1, level, f"Ploomber pipeline with {plural(len(sources), 'task')}")


def _state_machines(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        if path.endswith(".asl.json") and not is_example_path(path):
            document = repo.json(path)
            states = block(block(document.value).get("States")) if document is not None else Block()
            if states:
                level = Level.PRESENT if len(states) < 2 else Level.SUBSTANTIVE
                yield Evidence(path, 1, level, f"state machine with {plural(len(states), 'state')}")
