"""Versions of data: the data that a model was trained on can be named and fetched again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.program_evidence import notebook_evidence, program_evidence
from analyzer.facts.data.own_versions import own_versions
from analyzer.facts.data.time_travel import time_travels
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Call
from analyzer.parsing.structured import block, items, text
from analyzer.parsing.structured import line as line_of
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure, command_text, follow
from analyzer.wiring.modules import Code, last_part, reached_from
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.stages import Stage, dvc_stages


class VersionStore(Tool, frozen=True):
    """A library through which code writes or reads one version of a data set.

    `calls` are last parts of dotted names, or the last two; with `pins`, only a call with one of these
    keywords counts. `always`: calls that count without. `only`: a keyword that every call must have, and its
    value. `makes`: those of the calls that make a new version, and read none.
    """

    calls: frozenset[str]
    pins: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    only: tuple[str, str] | None = None
    makes: frozenset[str] = frozenset()


VERSION_STORES = Catalogue(
    VersionStore("DVC", ("dvc.api",), word_set("read open get_url DVCFileSystem get_dataset")),
    VersionStore("Weights & Biases artifacts", ("wandb",), word_set("use_artifact")),
    VersionStore("Hugging Face data sets", ("datasets",), word_set("load_dataset"), word_set("revision")),
    VersionStore(
        "Hugging Face data sets",
        ("huggingface_hub",),
        word_set("snapshot_download hf_hub_download"),
        word_set("revision"),
        only=("repo_type", "dataset"),  # others are models: https://huggingface.co/docs/huggingface_hub
    ),
    VersionStore(
        "lakeFS",
        ("lakefs", "lakefs_client", "lakefs_sdk"),
        # What a client that a resource of the project hands out is given makes a version as well.
        word_set("commit create_branch merge_into branch CommitCreation BranchCreation TagCreation ref"),
        makes=word_set("commit create_branch merge_into branch CommitCreation BranchCreation TagCreation"),
    ),
    VersionStore(
        "Delta Lake",
        ("deltalake",),
        word_set("DeltaTable"),
        word_set("version"),
        word_set("load_as_version load_with_datetime restore"),
    ),
    VersionStore(
        "Delta Lake",
        ("delta",),
        word_set("load_as_version load_with_datetime restore restoreToVersion restoreToTimestamp"),
    ),
    VersionStore(
        "Delta Lake through Polars", ("polars",), word_set("read_delta scan_delta"), word_set("version")
    ),
    VersionStore("Iceberg", ("pyiceberg",), word_set("scan"), word_set("snapshot_id")),
    VersionStore("Lance", ("lance", "lancedb"), word_set("dataset checkout"), word_set("version")),
    VersionStore("Oxen", ("oxen",), word_set("checkout clone commit"), makes=word_set("commit")),
    VersionStore("DataLad", ("datalad",), word_set("get clone install save"), makes=word_set("save")),
    VersionStore("Deep Lake", ("deeplake",), word_set("checkout commit"), makes=word_set("commit")),
    VersionStore(
        "Azure ML data sets",
        ("azureml.core", "azureml.core.Dataset"),
        word_set("get_by_name"),
        word_set("version"),
    ),
    VersionStore("Azure ML data assets", ("azure.ai.ml",), word_set("data.get"), word_set("version")),
    VersionStore(
        "Hopsworks training data",
        ("hopsworks", "hsfs"),
        word_set("get_train_test_split get_training_data get_train_validation_test_split"),
        word_set("training_dataset_version"),
    ),
    VersionStore(
        "ClearML data sets",
        ("clearml.Dataset",),
        word_set("get create upload finalize"),
        makes=word_set("create upload finalize"),
    ),
    VersionStore("Quilt", ("quilt3",), word_set("browse install push"), makes=word_set("push")),
    VersionStore(
        "Pachyderm",
        ("pachyderm_sdk", "python_pachyderm"),
        word_set("commit start_commit"),
        makes=word_set("commit start_commit"),
    ),
    VersionStore("Neptune data sets", ("neptune",), word_set("track_files"), makes=word_set("track_files")),
)

CATALOG = lazy_regex(r"(?:^|/)conf/(?:[\w-]{1,40}/)?catalog[\w.-]{0,60}\.ya?ml\Z")
# https://dvc.org/doc/command-reference: the commands that bring tracked data or make it anew.
FETCHING = word_set("pull fetch repro checkout import import-url update get get-url")
# Of `dvc exp`, these; to push brings nothing here, it shares what is kept.
OF_EXPERIMENTS = word_set("run pull apply")
SHARING = word_set("push")
REMOTE_URL = lazy_regex(r"^[ \t]*url[ \t]*=[ \t]*([a-z0-9+]{2,20}://\S+)", re.MULTILINE)
# Formats that hold data or models; pictures of a document in LFS version no data.
DATA_ENDINGS = word_set(
    ".csv .tsv .parquet .feather .arrow .avro .orc .json .jsonl .h5 .hdf5 .npy .npz .db .sqlite .pkl "
    ".pickle .joblib .pt .pth .onnx .bin .safetensors .zip .gz .zst .xlsx .tfrecord"
)
# A pickle or an HDF5 file may hold either: its name has to say that it is a model.
MODEL_POINTER = lazy_regex(
    r"(?:\.(?:onnx|keras|safetensors|tflite|gguf|cbm)|(?:^|/)(?:models?|weights|checkpoints?)"
    r"|(?:model|weights|checkpoint)[^/]{0,80}\.(?:pt|pth|ckpt|pkl|pickle|joblib|h5|hdf5|bin))\.dvc\Z",
    re.IGNORECASE,
)
LFS_LINE = lazy_regex(r"^[ \t]*([^\s#]\S*)[ \t][^\n#]*\bfilter=lfs\b", re.MULTILINE)
MOST_EXAMPLES = 3
OF_TESTS = lazy_regex(r"(?:^|[/\s\"'{$_])(?:tests?/|(?:test_?)?fixtures?\b)", re.IGNORECASE)
# What is told about data is not the data.
OF_REPORTS = lazy_regex(r"(?i)\b(?:reports?|evaluations?|summary of|metrics?|plots?)\b")
CHECKSUM = lazy_regex(r"^[ \t]*(?:-[ \t]+)?(?:md5|etag|checksum|rev_lock):\s*\S", re.MULTILINE)


@check(
    id="data_versioning",
    title="data versioning",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.CONFIGURATION, FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.DATA,
        present="Rebuild an earlier model from {path}: which versions of what do you need?",
        absent=(
            "Somebody changed the training data last week. How do you get back the data the model was "
            "trained on?"
        ),
        strong="Can name the three things needed to rebuild an old model.",
        weak="The data is whatever the query returns today.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library has no data of its own",
    },
    other_languages=OtherLanguages(
        "pointer and lock files are read; a program can request a version",
        (Role.VERSION,),
    ),
    covers=("G2",),
    near=("dvc", "lakefs", "data_version", "dataset_version", "delta_table"),
)
def data_versioning(repo: Snapshot) -> Iterator[Observation]:
    """Data has versions that code or a pipeline refers to.

    Present: data files tracked by DVC or Git LFS, or pipeline stages with outputs, or live code keeps each
    version of a data set itself, with a manifest, a sum or a row under its id. Substantive: the tracked data
    has a shared remote, a lock file records outputs of stages that run this repository's code, the
    files tracked by LFS are there, or live code requests one version from a data store. Wired: a CI job or
    a task pulls or reproduces the data (and the stages, if any, start files that exist), or the requesting
    code is reached from something the repository starts. To push or to commit data is substantive. A tool
    that is only initialised, stages that only print and those of an example are claimed. In other languages
    code counts that asks pins, Delta Lake, Iceberg or lakeFS for one version.
    """
    yield from _dvc(repo)
    yield from _of_examples(repo)
    yield from _large_files(repo)
    yield from _stores(repo)
    yield from _catalogs(repo)
    yield from own_versions(repo)
    yield from program_evidence(repo, Subject.DATA_VERSION, what="one version of data: ")
    yield from notebook_evidence(repo, Subject.DATA_VERSION, what="one version of data: ")


def _catalogs(repo: Snapshot) -> Iterator[Evidence]:
    """Catalogs of Kedro in which a data set keeps its versions."""
    for path in repo.of_kind(FileKind.CONFIGURATION):
        if CATALOG.search(path) is None or "versioned" not in (repo.text(path) or ""):
            continue
        for document in repo.yaml(path):
            for name, value in block(document.value).items():
                entry = block(value)
                if text(entry.get("versioned")).lower() == "true" and text(entry.get("type")):
                    note = f"a Kedro catalog keeps the versions of {str(name)[:60]}"
                    yield Evidence(path, line_of(entry.get("versioned")), Level.PRESENT, note)
                    break


def _dvc(repo: Snapshot) -> Iterator[Evidence]:
    pointers = [path for path in _own(repo.paths) if path.endswith(".dvc") and _is_pointer(repo, path)]
    stages = tuple(stage for stage in dvc_stages(repo) if not is_example_path(stage.path))
    working = tuple(stage for stage in stages if not stage.idle)
    remotes = list(_remotes(repo))
    tracked = bool(pointers) or any(stage.outputs for stage in working)
    kept = bool(remotes) or any(_locked(repo, _lock_of(stage.path)) for stage in working)
    runs = not working or any(stage.modules for stage in working)
    fetched = list(_fetching(repo)) if tracked and kept and runs else []
    for path, line, address in remotes:
        level = Level.SUBSTANTIVE if tracked else Level.CLAIMED
        yield Evidence(path, line, level, f"DVC remote {address.partition('://')[0]}://")
    if not remotes and not tracked:
        yield from (
            Evidence(path, None, Level.CLAIMED, "DVC is set up but tracks nothing")
            for path in _configurations(repo)
        )
    level = Level.SUBSTANTIVE if remotes else Level.PRESENT
    yield from (Evidence(path, 1, level, f"{_kind(path)} file tracked by DVC") for path in pointers)
    yield from _stage_evidence(repo, stages, working)
    for path, line, what, brings in fetched:
        reached = Level.WIRED if brings else Level.SUBSTANTIVE
        yield Evidence(path, line, reached, f"runs `{what}`", size=-int(_is_of_tests(what)))


def _is_of_tests(command: str) -> bool:
    """Whether a command names data or a pipeline of the tests: the repository's own is shown before it."""
    return OF_TESTS.search(command) is not None


def _of_examples(repo: Snapshot) -> Iterator[Evidence]:
    """Pipelines that an example or a template shows: they version no data of this repository."""
    shown = sorted({stage.path for stage in dvc_stages(repo) if is_example_path(stage.path)})
    for path in shown[:MOST_EXAMPLES]:
        yield Evidence(path, 1, Level.CLAIMED, "DVC stages of an example")


def _own(paths: Iterable[str]) -> Iterator[str]:
    return (path for path in paths if not is_example_path(path))


def _kind(pointer: str) -> str:
    """What a file of DVC points at, by the ending of its name."""
    return "model" if MODEL_POINTER.search(pointer) is not None else "data"


def _stage_evidence(
    repo: Snapshot, stages: tuple[Stage, ...], working: tuple[Stage, ...]
) -> Iterator[Evidence]:
    by_path: dict[str, list[Stage]] = {}
    for stage in stages:
        by_path.setdefault(stage.path, []).append(stage)
    for path, group in by_path.items():
        busy = [stage for stage in group if stage in working and stage.outputs]
        if not busy:
            yield Evidence(path, group[0].line, Level.CLAIMED, "DVC stages that produce nothing")
            continue
        ours = {module for stage in busy for module in stage.modules}
        lock = _lock_of(path)
        if ours and _locked(repo, lock):
            yield Evidence(
                lock, 1, Level.SUBSTANTIVE, f"the lock file records the output of {sorted(ours)[0]} made"
            )
        yield Evidence(
            path, busy[0].line, Level.PRESENT, f"DVC tracks the outputs of {plural(len(busy), 'stage')}"
        )


def _is_pointer(repo: Snapshot, path: str) -> bool:
    return bool(basename(path).removesuffix(".dvc")) and any(
        items(block(document.value).get("outs")) for document in repo.yaml(path)
    )


def _lock_of(path: str) -> str:
    return f"{path.removesuffix('.yaml')}.lock"


def _locked(repo: Snapshot, path: str) -> bool:
    return repo.exists(path) and CHECKSUM.search(repo.text(path) or "") is not None


def _remotes(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Shared remotes: an address, because a folder on one machine cannot be shared."""
    for path in _configurations(repo):
        content = repo.text(path) or ""
        for found in REMOTE_URL.finditer(content):
            yield path, content.count("\n", 0, found.start(1)) + 1, found[1]


def _configurations(repo: Snapshot) -> list[str]:
    return [path for path in _own(repo.paths) if path == ".dvc/config" or path.endswith("/.dvc/config")]


def _fetching(repo: Snapshot) -> Iterator[tuple[str, int, str, bool]]:
    """Commands of CI jobs, tasks and images about the tracked data, and whether they bring or remake it."""
    found: dict[tuple[str, int], tuple[str, bool]] = {}
    reached = [run.reached for run in ci_runs(repo)]
    for path, files in repo.target_files.items():
        if not is_example_path(path):
            for file in files:
                for target in file.targets:
                    at = (path, target.script_line, dirname(path))
                    reached.extend(follow(repo, target.script, *at, lines=target.line_map))
    for path, image in repo.dockerfiles.items():
        for line, script in image.run_scripts:
            reached.extend(follow(repo, script, path, line, dirname(path)))
    for each in reached:
        brings = None if each.failure is Failure.MASKED else _fetches(each.words)
        place = (each.place.path, each.place.line)
        if brings or (brings is not None and place not in found):
            found[place] = (
                found[place] if found.get(place, ("", False))[1] else (command_text(each)[:80], brings)
            )
    yield from ((*place, *command) for place, command in found.items())


def _fetches(words: tuple[str, ...]) -> bool | None:
    """Whether a command of DVC brings or remakes data; None for one that does nothing of the kind."""
    for runner in (("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("python", "-m")):
        if words[:2] == runner:
            words = words[2:]
    if len(words) < 2 or basename(words[0]) != "dvc":
        return None
    if words[1] in FETCHING or (
        words[1] in ("exp", "experiments") and not OF_EXPERIMENTS.isdisjoint(words[2:3])
    ):
        return True
    return False if words[1] in SHARING else None


def _large_files(repo: Snapshot) -> Iterator[Evidence]:
    for path in repo.paths:
        if basename(path) != ".gitattributes":
            continue
        content = repo.text(path) or ""
        for found in LFS_LINE.finditer(content):
            pattern = found[1]
            ending = next((each for each in DATA_ENDINGS if pattern.endswith(each)), None)
            if ending is None:
                continue
            line = content.count("\n", 0, found.start(1)) + 1
            if any(each.endswith(ending) for each in repo.all_paths):
                yield Evidence(path, line, Level.SUBSTANTIVE, f"Git LFS stores the versions of {pattern}")
                break
            yield Evidence(path, line, Level.CLAIMED, f"Git LFS tracks {pattern}, but no such file exists")
            break


def _stores(repo: Snapshot) -> Iterator[Evidence]:
    uses = [
        (use, use.call, store)
        for use, store in VERSION_STORES.uses(repo)
        if use.call is not None and _asks(use.call, store) and not is_test(repo, use.code.path)
    ]
    run = reached_from(repo, modules_run(repo)) if uses else frozenset()
    for use, call, store in uses:
        found = _asking(repo, use.code, use.line, call.function, f"{store.name}: {use.target}", run)
        if last_part(call.target) in store.makes and found.level > Level.PRESENT:
            said = " ".join((*call.strings, *(value for _name, value in call.keywords)))
            note = f"{store.name}: {use.target} keeps versions{_reach(found.level)}"
            size = -int(OF_REPORTS.search(said) is not None)
            found = Evidence(found.path, found.line, Level.SUBSTANTIVE, note, size=size)
        yield found
    for travel in time_travels(repo):
        run = run or reached_from(repo, modules_run(repo))
        note = f"{travel.tool}: one version of a table is read ({travel.what})"
        yield _asking(repo, travel.code, travel.line, travel.function, note, run)


def _asking(
    repo: Snapshot, code: Code, line: int, function: str | None, note: str, run: frozenset[str]
) -> Evidence:
    """Code that asks for one version, by where it stands and what reaches it."""
    if code.notebook or not is_live(repo, code, function):
        return Evidence(code.path, line, Level.PRESENT, note)
    level = Level.WIRED if code.path in run else Level.SUBSTANTIVE
    return Evidence(code.path, line, level, note + _reach(level))


def _reach(level: Level) -> str:
    return ", reached from what the repository starts" if level is Level.WIRED else ""


def _asks(call: Call, store: VersionStore) -> bool:
    parts = call.target.replace("()", "").rsplit(".", 2)
    if store.only is not None and store.only not in call.keywords:
        return False
    if parts[-1] in store.always:
        return True
    if parts[-1] not in store.calls and ".".join(parts[-2:]) not in store.calls:
        return False
    return not store.pins or any(
        name in store.pins and value not in ("None", "main") for name, value in call.keywords
    )
