"""Commands of CI and of task files that deploy a first-party program by naming it.

`modal deploy serve.py`, `bentoml deploy service:Churn`, `gcloud functions deploy --entry-point predict`.
Sources: https://modal.com/docs/reference/cli/deploy, https://docs.bentoml.com/en/latest/reference/bentoml/cli.html,
https://docs.baseten.co/reference/cli/truss/push, https://cloud.google.com/sdk/gcloud/reference/functions/deploy,
https://docs.cloud.google.com/run/docs/deploying-source-code, https://docs.beam.cloud/v2/reference/cli,
https://docs.skypilot.co/en/latest/serving/sky-serve.html, https://learn.microsoft.com/cli/azure/webapp.
"""

from __future__ import annotations

import contextlib
import shlex
from collections.abc import Callable, Iterator
from itertools import islice
from posixpath import dirname, join, normpath

from msgspec import Struct

from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block, text
from analyzer.parsing.tasks import read_options
from analyzer.repository import Snapshot, derived
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import active_steps, ci_runs
from analyzer.wiring.roles import is_example_path
from analyzer.wiring.routes.handlers import configured_handlers, module_near
from analyzer.wiring.starts.entrypoints import started_by_service

MAXIMUM_DEPLOYMENTS = 200
DEPLOY_VALUED = (
    "-n --name -e --env --region --project --entry-point --source --runtime --function --memory "
    "--timeout --image --trigger-topic --trigger-bucket --service-account --set-env-vars --tag -t "
    "--port --host --working-dir --secret --env-file -f --file --startup-file --handler --role "
    "--zip-file --stage --config -c --resource-group -g --remote --wait-timeout --public-key --cluster "
    "--scaling-min --scaling-max --instance-type --platform"
)


class Deployment(Struct, frozen=True):
    """A command or step that makes a platform run a module of the repository."""

    path: str
    line: int
    module: str


Reader = Callable[[Snapshot, tuple[str, ...], str], Iterator["str | None"]]


@derived
def deployments(repo: Snapshot) -> tuple[Deployment, ...]:
    """The modules that commands of CI and of task files deploy by name."""
    return tuple(islice(dict.fromkeys(_all(repo)), MAXIMUM_DEPLOYMENTS))


def _all(repo: Snapshot) -> Iterator[Deployment]:
    for run in ci_runs(repo):
        reached = run.reached
        place = reached.trail[0]
        for module in deployed(repo, reached.words, reached.directory):
            yield Deployment(place.path, place.line, module)
    for path, files in repo.target_files.items():
        for file in files if not is_example_path(path) else ():
            if file.kind in ("compose", "procfile"):
                continue
            for target in file.targets:
                for number, words in _lines(target.script):
                    for module in deployed(repo, words, dirname(path)):
                        yield Deployment(path, target.line_at(number), module)
    yield from _steps(repo)


def _lines(script: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    if not any(program in script for program in DEPLOYERS):
        return
    joined, first = "", 0
    for number, each in enumerate(script.split("\n"), 1):
        first = first if joined else number
        joined += each
        if joined.endswith("\\"):
            joined = joined[:-1]
            continue
        with contextlib.suppress(ValueError):
            yield first, tuple(shlex.split(joined.lstrip("@-\t (")))
        joined = ""


def _steps(repo: Snapshot) -> Iterator[Deployment]:
    """Actions that deploy a function from its source."""
    for each in active_steps(repo):
        uses = (each.step.uses or "").casefold()
        options = dict(each.step.options)
        if uses.startswith("google-github-actions/deploy-cloud-functions"):
            module = _main(repo, options.get("source_dir", ""))
        elif uses.startswith("azure/functions-action"):
            module = _first(repo, options.get("package", "").strip("./"), ("function_app.py",))
        else:
            continue
        if module is not None:
            yield Deployment(each.pipeline.path, each.step.line, module)


def deployed(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str]:
    """The modules that a command deploys, () for any other command."""
    words = unwrap(words)
    words = words[2:] if words[:2] == ("python", "-m") else words
    for prefix, reader in DEPLOY_READERS.items():
        if words[: len(prefix)] == prefix:
            yield from (each for each in reader(repo, words[len(prefix) :], directory) if each is not None)
            return


def _file(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    """`app.py`, `app.py::function`, `app.py:function`, `-m package.module`."""
    plain = read_options(words, DEPLOY_VALUED).plain
    if plain:
        name = plain[0].partition(":")[0]
        if "::" in plain[0] or name.endswith(".py"):
            yield _existing(repo, directory, name)
        else:
            yield module_near(repo, join(directory, "_"), name)


def _object(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    """`module:object`, or the folder whose configuration or `service.py` says it."""
    plain = read_options(words, DEPLOY_VALUED).plain
    name = plain[0] if plain else "."
    module, colon, _object = name.partition(":")
    if colon:
        yield module_near(repo, join(directory, "_"), module.removesuffix(".py"))
        return
    folder = inside(directory, name)
    named = [each.module for each in configured_handlers(repo) if dirname(each.path) == folder]
    yield from named
    if not named:
        yield _first(repo, folder, ("service.py",))


def _folder(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    """A folder, or this one, with a configuration that names the class or graph."""
    options = read_options(words, DEPLOY_VALUED)
    file = options.last("-c", "--config", "-f", "--file")
    folder = inside(directory, options.plain[0] if options.plain else ".")
    for each in configured_handlers(repo):
        if each.path == inside(directory, file) if file else dirname(each.path) == folder:
            yield each.module


def _cloud_function(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    source = read_options(words, DEPLOY_VALUED).last("--source") or "."
    if "://" not in source:
        yield _main(repo, inside(directory, source))


def _cloud_run(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    """From source, with a function or with the buildpack's convention; a build file says it itself."""
    source = read_options(words, DEPLOY_VALUED).last("--source")
    if source is not None:
        folder = inside(directory, source)
        if not any(repo.exists(normpath(join(folder, each))) for each in ("Dockerfile", "Procfile")):
            yield _main(repo, folder)


def _web_application(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    command = read_options(words, DEPLOY_VALUED).last("--startup-file")
    if command is not None:
        for start in started_by_service(repo, join(directory, "_"), 1, command):
            yield start.module
    else:
        yield _first(repo, directory, ("application.py", "app.py", "wsgi.py"))


def _aws_function(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    handler = read_options(words, DEPLOY_VALUED).last("--handler")
    if handler is not None and "." in handler:
        yield module_near(repo, join(directory, "_"), handler.rpartition(".")[0])


def _script(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
    """A service of a cluster manager: the `run` of its file."""
    for name in read_options(words, DEPLOY_VALUED).plain:
        path = inside(directory, name)
        for document in repo.yaml(path) if path.endswith((".yaml", ".yml")) else ():
            command = text(block(document.value).get("run"))
            for start in started_by_service(repo, path, 1, command):
                yield start.module


def _beside(*names: str) -> Reader:
    """A program that deploys what stands in the folder under a fixed name."""

    def read(repo: Snapshot, words: tuple[str, ...], directory: str) -> Iterator[str | None]:
        del words
        yield _first(repo, directory, names)

    return read


DEPLOY_READERS: dict[tuple[str, ...], Reader] = {
    ("modal", "deploy"): _file,
    ("modal", "serve"): _file,
    ("beam", "deploy"): _file,
    ("beam", "serve"): _file,
    ("fal", "deploy"): _file,
    ("truss", "chains", "push"): _file,
    ("fastmcp", "deploy"): _file,
    ("bentoml", "deploy"): _object,
    ("bentoml", "deployment", "create"): _object,
    ("bentoml", "build"): _object,
    ("bentoml", "serve"): _object,
    ("serve", "run"): _object,
    ("serve", "deploy"): _folder,
    ("serve", "build"): _object,
    ("truss", "push"): _folder,
    ("cog", "push"): _folder,
    ("langgraph", "up"): _folder,
    ("langgraph", "build"): _folder,
    ("langgraph", "deploy"): _folder,
    ("cerebrium", "deploy"): _beside("main.py"),
    ("chalice", "deploy"): _beside("app.py"),
    ("func", "azure", "functionapp", "publish"): _beside("function_app.py"),
    ("gcloud", "functions", "deploy"): _cloud_function,
    ("gcloud", "run", "deploy"): _cloud_run,
    ("gcloud", "beta", "run", "deploy"): _cloud_run,
    ("aws", "lambda", "create-function"): _aws_function,
    ("aws", "lambda", "update-function-configuration"): _aws_function,
    ("az", "webapp", "up"): _web_application,
    ("az", "webapp", "config", "set"): _web_application,
    ("sky", "serve", "up"): _script,
    ("sky", "serve", "update"): _script,
    ("sky", "launch"): _script,
}
DEPLOYERS = frozenset(prefix[0] for prefix in DEPLOY_READERS)


def _main(repo: Snapshot, folder: str) -> str | None:
    return _first(repo, folder, ("main.py",))


def _first(repo: Snapshot, folder: str, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := _existing(repo, folder, name)) is not None), None)


def _existing(repo: Snapshot, folder: str, name: str) -> str | None:
    found = inside(folder, name)
    return found if found in repo.modules else None
