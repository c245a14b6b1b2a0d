"""What makes a name that is not in the repository: a build, a run, an ignore file, another repository.

Precision comes first: one place that makes or mentions the name, other than to read it, is enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from posixpath import basename

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.references.commands import VARIABLE, named_by
from analyzer.references.dvc import written_stages
from analyzer.references.paths import everything
from analyzer.references.scripts import commands_said, shell_texts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import CHECKING_PROGRAMS
from analyzer.wiring.commands.scripts import commands_of
from analyzer.wiring.ignores import ignored_by

# Folders that builds make, and those that runs fill, by the conventions of their tools.
MADE_BY_BUILDS = lazy_regex(
    r"dist|build|builds|target|out|obj|node_modules|\.next|coverage|htmlcov|site|public|wheels?|wheelhouse|\.?venv"
    r"|\.git|\.tox|\.?caches?|tmp|temp|generated|_build|[\w.-]+\.egg-info",
    re.IGNORECASE,
)
FILLED_BY_RUNS = lazy_regex(
    r"outputs?|logs?|artifacts?|artefacts?|results?|reports?|models?|checkpoints?|ckpts?|weights|saved_models?"
    r"|trained_models?|model_store|mlruns|data|datasets?|uploads?|downloads?|storage|volumes?|certs?|ssl|backups?",
    re.IGNORECASE,
)
CODE = lazy_regex(r".*\.(?:py|sh|bash|ya?ml|toml|cfg|ini|txt|js|ts|tf|md|sql|conf|in|mk)", re.IGNORECASE)
# What training, a download or a person brings, because it is too large or too personal to commit.
BROUGHT = lazy_regex(
    r".*\.(?:pkl|pickle|joblib|pt|pth|ckpt|onnx|h5|hdf5|keras|pb|tflite|bin|safetensors|gguf|npy|npz|model|mlmodel"
    r"|csv|tsv|parquet|feather|arrow|avro|db|sqlite3?|duckdb|zip|gz|tgz|bz2|xz|zst|7z|tar|jar|war|whl|egg|so|dll|exe"
    r"|a|o|deb|rpm|apk|msi|dmg|iso|img|png|jpe?g|gif|mp[34]|wav|pdf|log|pid|sock|tfstate|tfvars|cov|coverage)",
    re.IGNORECASE,
)
SECRET = lazy_regex(
    r"(?:.*/)?(?:\.env(?:\..*)?|[^/]*\.env|.*\.(?:pem|key|crt|cert|cer|p12|pfx|jks|keystore|kubeconfig|secrets?)"
    r"|id_[rd]sa\w*|\.netrc|\.pypirc|\.npmrc|pip\.conf|kubeconfig|[^/]*(?:credential|secret|service[-_]?account|passw)[^/]*"
    r"|[^/]*(?:token|htpasswd)s?(?:\.\w+)?)",
    re.IGNORECASE,
)
WORD = lazy_regex(r"[\w.@+-]{2,200}")
IN_STRING = lazy_regex(r"[\"'/]([\w@+-][\w.@+-]{1,80})(?=\\?[\"'])")
SAYS_NOTHING = lazy_regex(r"[ \t]*(?:#|@?(?:echo|printf)\b[^>|]*$)")
LONGEST_TEXT = 256 * 1024
# Programs that read whatever they are given, and make nothing of that name.
READS_ONLY = CHECKING_PROGRAMS | word_set(
    "cat ls head tail grep diff chmod test pytest cd wc file stat source . bash sh exit sha256sum md5sum"
)
# Options of steps that name what is read.
READING_OPTIONS = word_set(
    "cache-dependency-path python-version-file node-version-file go-version-file file dockerfile context key "
    "restore-keys hashFiles requirements environment-file config-file working-directory name"
)


def made_elsewhere(repo: Snapshot, name: str, reader: str | None = None) -> str | None:
    """The reason why a missing name is not dangling; None if nothing makes or mentions it.

    A name is a path of the repository, or a word such as the name of a secret. `reader` is the file that
    names it: a program that says it once, and no other does, only reads it.
    """
    if VARIABLE.search(name):
        return "its name holds a variable"
    if SECRET.fullmatch(name):
        return "secrets and settings of a machine are not committed"
    if name.endswith("activate"):
        return "environments are made on each machine"
    if BROUGHT.fullmatch(name):
        return "files of that kind are built, trained or downloaded"
    missing = _missing_part(repo, name)
    if MADE_BY_BUILDS.fullmatch(basename(missing)):
        return "builds make folders of that name"
    if FILLED_BY_RUNS.fullmatch(basename(missing)) and not CODE.fullmatch(name):
        return "runs fill folders of that name"
    for module in submodules(repo):
        if missing == module or missing.startswith(module + "/") or module.startswith(missing + "/"):
            return f"{module} is a submodule"
    rule = ignored_by(repo, missing) or ignored_by(repo, name)
    if rule is not None:
        return f"{rule} ignores it"
    if f"{missing}.dvc" in everything(repo) or f"{name}.dvc" in everything(repo):
        return "DVC fetches it"
    table = _mentioned(repo)
    for word in (basename(name), basename(missing)):
        if word in table:
            return f"{next(iter(table[word]))} makes or mentions it"
    return named_by_program(repo, name, reader) if "." in basename(name) else None


def is_mentioned(repo: Snapshot, name: str) -> bool:
    """Whether any script makes or mentions a name other than to read it."""
    return name in _mentioned(repo)


def mentioned_in(repo: Snapshot, path: str, name: str) -> bool:
    """Whether a file makes or mentions a name other than to read it."""
    return path in _mentioned(repo).get(basename(name), ())


def _missing_part(repo: Snapshot, name: str) -> str:
    """The first folder on the way to a name that is not there, or the name."""
    parts = name.split("/")
    for count in range(1, len(parts)):
        if "/".join(parts[:count]) not in everything(repo):
            return "/".join(parts[:count])
    return name


@derived
def submodules(repo: Snapshot) -> tuple[str, ...]:
    """Where submodules lie, by `.gitmodules`."""
    text = repo.beginning(".gitmodules", 65_536)
    return tuple(match[1].strip("/") for match in re.finditer(r"^\s*path\s*=\s*(\S+)", text, re.MULTILINE))


@derived
def _mentioned(repo: Snapshot) -> Mapping[str, Mapping[str, None]]:
    """Words of scripts that name something other than to read it, and the files each is in."""
    said: dict[str, Counter[str]] = {}
    for path, text in _texts(repo):
        words = said.setdefault(path, Counter())
        shell = path.endswith((".sh", ".bash"))  # what a script says of itself may be what it writes
        for row in text[:LONGEST_TEXT].split("\n"):
            if shell:
                words.update(WORD.findall(row))
            elif not SAYS_NOTHING.match(row):
                words.update(WORD.findall(row.partition(" #")[0]))
    for path, read in _read(repo):
        if path in said:
            said[path].subtract(read)
    found: dict[str, dict[str, None]] = {}
    for path in sorted(said):
        for word, count in said[path].items():
            if count > 0:
                found.setdefault(word, {})[path] = None
    return found


def _texts(repo: Snapshot) -> Iterator[tuple[str, str]]:
    """Everything that may make a file: scripts, targets and their names, image builds, settings of steps."""
    for each in shell_texts(repo):
        yield each.path, each.script
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind == "make":
                yield path, "\n".join(target.name for target in file.targets if "." in target.name)
    for path, image in repo.dockerfiles.items():
        for _line, script in image.run_scripts:
            yield path, script
        yield path, "\n".join(value for _name, value in image.environment)
    for path, pipeline in repo.pipelines.items():
        for job in pipeline.jobs:
            for step in job.steps:
                for key, value in step.options:
                    if key not in READING_OPTIONS:
                        yield path, value
    for path in repo.paths:
        if basename(path) in (".pre-commit-config.yaml", "buildspec.yml", "skaffold.yaml"):
            yield path, repo.text(path) or ""
    for stage in written_stages(repo):
        yield stage.path, "\n".join((*stage.outputs, *(command for command, _line in stage.commands)))


def _read(repo: Snapshot) -> Iterator[tuple[str, list[str]]]:
    """The words that commands only read, by file."""
    for each in commands_said(repo):
        if each.words and basename(each.words[0]) in READS_ONLY:
            yield each.text.path, [word for part in each.words for word in WORD.findall(part)]
        else:
            yield each.text.path, _operands(each.words)
    for path, image in repo.dockerfiles.items():
        for _line, script in image.run_scripts:
            for command in commands_of(repo, script):
                yield path, _operands(command.words)
    for stage in written_stages(repo):
        for script, _line in stage.commands:
            for command in commands_of(repo, script):
                yield stage.path, _operands(command.words)


def _operands(words: tuple[str, ...]) -> list[str]:
    """The words of the names that a command only reads."""
    return [word for named in named_by(words) for word in WORD.findall(named.name)]


def named_by_program(repo: Snapshot, name: str, reader: str | None = None) -> str | None:
    """The first program of the repository, in any language, that holds the name: it may write it."""
    paths = _in_programs(repo).get(basename(name), ())
    return None if paths in ((), (reader,)) else f"{paths[0]} names it"


@derived
def _in_programs(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """Last names at the end of strings of programs and notebooks, and the first two places with each."""
    found: dict[str, tuple[str, ...]] = {}
    for kind in (FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK):
        for path in repo.of_kind(kind):
            for name in IN_STRING.findall(repo.beginning(path, LONGEST_TEXT)):
                found[name] = (*found.get(name, ())[:1], path)
    return found
