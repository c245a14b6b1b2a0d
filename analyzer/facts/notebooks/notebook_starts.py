"""Notebooks that something of the repository runs: a command, a job of a platform, a step of a flow.

Sources: https://papermill.readthedocs.io/en/latest/usage-execute.html, https://nbconvert.readthedocs.io
(`--execute`), https://nbclient.readthedocs.io (`jupyter execute`), https://docs.databricks.com/dev-tools/bundles
(`notebook_task`), https://registry.terraform.io/providers/databricks/databricks (`databricks_job`),
https://airflow.apache.org/docs/apache-airflow-providers-papermill (`input_nb`), https://docs.dagster.io,
https://learn.microsoft.com/azure/data-factory/transform-data-databricks-notebook (`notebookPath`),
https://sagemaker.readthedocs.io (`input_notebook`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from posixpath import basename, dirname, join, normpath, splitext

from analyzer.facts.notebooks.foreign_notebooks import foreign_notebooks
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.parsing.tasks import read_options
from analyzer.repository import TEXT_LIMIT, Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.globs import is_pattern, matches
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.starts.bundle_jobs import in_repository
from analyzer.wiring.starts.entrypoints import starts, task_starts

# Where jobs of platforms are declared.
JOB_ENDINGS = (".yaml", ".yml", ".json", ".tf")
NOTEBOOK_KEY = lazy_regex(
    r"\bnotebook_?path[\"']?\s{0,4}[:=]\s{0,4}[\"']?((?:\$\{[^}\n]{1,80}\})?[^\"'\n#{}]{1,300}?)[\"']?\s{0,4}(?:[,\n}#]|\Z)",
    re.IGNORECASE,
)
# What modules hand to what runs notebooks, and the packages that do.
NOTEBOOK_ARGUMENT = lazy_regex(
    r"\b(?:notebook_?path|input_nb|input_notebook)[\"']?\s{0,4}[:=]\s{0,4}[rf]?[\"']([^\"'\n]{1,300})[\"']"
    r"|\bexecute_notebook\(\s{0,40}[rf]?[\"']([^\"'\n]{1,300})[\"']",
    re.IGNORECASE,
)
NOTEBOOK_RUNNERS = word_set("papermill dagstermill airflow databricks sagemaker prefect_databricks prefect")
PAPERMILL_OPTIONS = (
    "-p --parameters -r --parameters_raw -f --parameters_file -y --parameters_yaml -b --parameters_base64 "
    "-k --kernel -l --language --cwd --engine --execution-timeout --start-timeout --stdout-file --stderr-file"
)
NBCONVERT_OPTIONS = "--to --output --output-dir --template --config --log-level"
MOST_JOB_FILES = 400
# Longer files are data.
LONGEST_JOB_FILE = 256 * 1024
MOST_NOTEBOOK_NAMES = 2_000


@derived
def started_notebooks(repo: Snapshot) -> frozenset[str]:
    """The notebooks, in whatever form, that commands, jobs of platforms and steps of flows run."""
    stems: dict[str, str] = {}
    for path in (*repo.notebooks, *repo.notebook_exports, *foreign_notebooks(repo)):
        stems.setdefault(splitext(path)[0], path)
    if not stems:
        return frozenset()
    by_name: dict[str, list[str]] = {}
    for stem in stems:
        by_name.setdefault(basename(stem), []).append(stem)
    named = islice(_named(repo), MOST_NOTEBOOK_NAMES)
    found = {path for name, folder in named for path in _found(repo, name, folder, stems, by_name)}
    return frozenset(path for path in found if not is_test(repo, path) and not is_example_path(path))


def _found(
    repo: Snapshot, name: str, folder: str, stems: Mapping[str, str], by_name: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    if is_pattern(name):
        known = frozenset(stems.values())
        yield from (path for path in matches(repo, normpath(join(folder, name))) if path in known)
        return
    stem = splitext(name)[0] if name.endswith((".ipynb", ".py", ".qmd", ".Rmd", ".md")) else name
    for place in (normpath(join(folder, stem)), normpath(stem.lstrip("/"))):
        if place in stems:
            yield stems[place]
            return
    # A workspace, or an image, has folders of its own in front of those of the repository.
    alike = by_name.get(basename(normpath(stem)), ())
    ends = [each for each in alike if f"/{normpath(stem)}".endswith(f"/{each}")]
    if ends:
        yield stems[max(ends, key=len)]


def _named(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """The names of notebooks that are run, each with the folder it is seen from."""
    for run in ci_runs(repo):
        yield from ((name, run.reached.directory) for name in run_by_command(run.reached.words))
    for start in (*starts(repo), *task_starts(repo)):
        yield from ((name, dirname(start.path)) for name in run_by_command(start.words))
    taken = 0
    for path in repo.paths:
        if (
            not path.endswith(JOB_ENDINGS)
            or is_example_path(path)
            or (repo.size(path) or 0) > LONGEST_JOB_FILE
        ):
            continue
        content = repo.beginning(path, TEXT_LIMIT)
        if "notebook" not in content:
            continue
        taken += 1
        if taken > MOST_JOB_FILES:
            return
        yield from ((in_repository(each[1]), dirname(path)) for each in NOTEBOOK_KEY.finditer(content))
    for path, facts in repo.modules.items():
        if is_test(repo, path) or not any(
            each.module.partition(".")[0] in NOTEBOOK_RUNNERS for each in facts.imports
        ):
            continue
        for each in NOTEBOOK_ARGUMENT.finditer(repo.text(path) or ""):
            yield in_repository(each[1] or each[2]), dirname(path)


def run_by_command(words: tuple[str, ...]) -> Iterator[str]:
    """The notebooks that a command runs from the first cell to the last, as they are written."""
    words = unwrap(words)
    if words[:2] == ("python", "-m"):
        words = words[2:]
    if not words:
        return
    program, arguments = basename(words[0]), words[1:]
    if program == "jupyter" and arguments:
        program, arguments = f"jupyter-{arguments[0]}", arguments[1:]
    if program == "papermill":
        yield from read_options(arguments, PAPERMILL_OPTIONS).plain[:1]
    elif program in ("jupyter-execute", "jupyter-run"):
        yield from read_options(arguments, "--timeout --kernel_name --kernel").plain
    elif program in ("jupyter-nbconvert", "nbconvert") and "--execute" in arguments:
        yield from read_options(arguments, NBCONVERT_OPTIONS).plain
