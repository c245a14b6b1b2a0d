"""What the stages of pipelines name: DVC, MLflow projects, Prefect deployments, Airflow's shell tasks."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import parse_script
from analyzer.parsing.structured import block, items, line, text
from analyzer.references.commands import VARIABLE, is_plain, named_by
from analyzer.references.dvc import WrittenStage, written_stages
from analyzer.references.first_party import is_specimen
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.references.paths import ending_with
from analyzer.references.python_names import has_name
from analyzer.repository import Snapshot
from analyzer.wiring.commands.containers import Mount, image_mounts, on_the_outside, service_mounts

# What a person writes; data and models are made, fetched or given.
PROGRAM = lazy_regex(r".*\.(?:py|sh|bash|R|r|jl|ipynb|sql|js|ts|go|cpp|c|rs|java)")
FILE_OBJECT = lazy_regex(r"(?P<file>[\w./-]{1,200}\.py):(?P<object>[A-Za-z_]\w{0,100})")
WHOLE_COMMAND = 200


def stage_references(repo: Snapshot) -> Iterator[Reference]:
    """What every pipeline's stages run and read."""
    for stage in written_stages(repo):
        if not is_specimen(stage.path):
            yield from _dvc(repo, stage)
    for path in repo.paths:
        name = basename(path)
        if is_specimen(path):
            continue
        if name == "MLproject":
            yield from _mlflow(repo, path)
        elif name in ("prefect.yaml", "prefect.yml"):
            yield from _prefect(repo, path)
    yield from _airflow(repo)


def _dvc(repo: Snapshot, stage: WrittenStage) -> Iterator[Reference]:
    for command, number in stage.commands:
        yield from _run(repo, stage.path, number, "DVC stage", command, stage.folder)
    made = {
        normpath(join(each.folder or ".", name)) for each in written_stages(repo) for name in each.outputs
    }
    for name, number in stage.inputs:
        place = normpath(join(stage.folder or ".", name))
        if not is_plain(name) or place.startswith(".."):
            why = "its name holds a variable or leads out of the repository"
            yield Reference(stage.path, number, "DVC stage reads", name, Outcome.CANNOT_BE_TOLD, why)
        elif place in made:
            why = "another stage writes it"
            yield Reference(stage.path, number, "DVC stage reads", name, Outcome.MADE_ELSEWHERE, why)
        else:
            found = judged(repo, stage.path, number, "DVC stage reads", name, [place])
            if found.outcome is Outcome.DANGLES and PROGRAM.fullmatch(name) is None:
                why = "data may come from elsewhere"
                found = Reference(stage.path, number, "DVC stage reads", name, Outcome.CANNOT_BE_TOLD, why)
            yield found


def _run(repo: Snapshot, path: str, number: int, owner: str, script: str, folder: str) -> Iterator[Reference]:
    """What the commands of a stage name, seen from the folder it runs in."""
    for command in parse_script(script):
        moved = command.directory
        for named in named_by(command.words):
            if moved is not None and (VARIABLE.search(moved) or moved.startswith(("/", "~", ".."))):
                continue
            base = normpath(join(folder or ".", moved or "."))
            wanted = [normpath(join(base, each)) for each in named.choices]
            if any(each.startswith("..") for each in wanted):
                continue
            yield judged(repo, path, number, f"{owner} {named.verb}", named.name, wanted)


def _mlflow(repo: Snapshot, path: str) -> Iterator[Reference]:
    """Entry points and environments of an MLflow project: https://mlflow.org/docs/latest/projects.html."""
    folder = dirname(path)
    for document in repo.yaml(path):
        project = block(document.value)
        for entry in block(project.get("entry_points")).values():
            command = block(entry).get("command")
            yield from _run(repo, path, line(command), "MLflow project", text(command), folder)
        for key in ("conda_env", "python_env"):
            name = text(project.get(key))
            if name and is_plain(name):
                places = [normpath(join(folder or ".", name))]
                yield judged(repo, path, line(project.get(key)), "MLflow project installs from", name, places)


def _prefect(repo: Snapshot, path: str) -> Iterator[Reference]:
    """Entry points of deployments; one that pulls another repository's code is not ours to judge."""
    for document in repo.yaml(path):
        root = block(document.value)
        for each in items(root.get("deployments")):
            entry = block(each).get("entrypoint")
            match = FILE_OBJECT.fullmatch(text(entry))
            if match is None:
                continue
            place = normpath(join(dirname(path) or ".", match["file"]))
            found = judged(
                repo, path, line(entry), "Prefect deploys", match[0], [place, normpath(match["file"])]
            )
            pulled = "git_clone" in text_of(root.get("pull")) or "git_clone" in text_of(
                block(each).get("pull")
            )
            if found.outcome is Outcome.DANGLES and pulled:
                why = "it may be in the repository that is pulled"
                found = Reference(path, line(entry), "Prefect deploys", match[0], Outcome.CANNOT_BE_TOLD, why)
            yield _with_object(repo, found, place, match["object"])


def text_of(value: object) -> str:
    """The keys of the steps of a list, as one text."""
    return " ".join(str(key) for each in items(value) for key in block(each))


def _with_object(repo: Snapshot, found: Reference, file: str, name: str) -> Reference:
    """The reference, if its file is there, judged by the function it names in the file."""
    if found.outcome is not Outcome.RESOLVES or file not in repo.modules:
        return found
    has = has_name(repo, file, name)
    if has:
        return found
    if has is None:
        why = "its module may have the name by other means"
        return Reference(found.path, found.line, found.kind, found.name, Outcome.CANNOT_BE_TOLD, why)
    why = f"which {file} does not define"
    return Reference(found.path, found.line, found.kind, found.name, Outcome.DANGLES, why)


def _airflow(repo: Snapshot) -> Iterator[Reference]:
    """Programs that shell tasks start, where a mounted or copied folder says which of ours they are."""
    mounts: tuple[Mount, ...] | None = None
    for path, facts in repo.modules.items():
        if is_specimen(path):
            continue
        for call in facts.calls:
            if not call.target.endswith("BashOperator"):
                continue
            script = dict(call.keywords).get("bash_command", "")
            if not script or len(script) >= WHOLE_COMMAND or "{{" in script:
                continue
            mounts = _all_mounts(repo) if mounts is None else mounts
            for command in parse_script(script):
                outside = on_the_outside(command.words, mounts, "")
                for named in named_by(outside):
                    if outside != command.words or ending_with(repo, named.name) is not None:
                        places = [normpath(named.name), *filter(None, [ending_with(repo, named.name)])]
                        yield judged(repo, path, call.line, f"Airflow task {named.verb}", named.name, places)


def _all_mounts(repo: Snapshot) -> tuple[Mount, ...]:
    found = [
        mount
        for path, services in repo.services.items()
        for service in services
        for mount in service_mounts(repo, path, service.name)
    ]
    return tuple(dict.fromkeys((*found, *image_mounts(repo))))
