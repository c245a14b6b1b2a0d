"""Programs of the repository that code hands to a platform, which runs them on machines of its own.

Sources: https://sagemaker.readthedocs.io/en/stable/overview.html (`entry_point`, `source_dir`, `code`),
https://learn.microsoft.com/azure/machine-learning/how-to-train-model (`command`, `ScriptRunConfig`),
https://cloud.google.com/vertex-ai/docs/training/create-custom-job (`script_path`),
https://docs.databricks.com/dev-tools/sdk-python.html (`python_file`), https://docs.ray.io (`submit_job`),
https://airflow.apache.org/docs/apache-airflow-providers-apache-spark (`application`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call, PythonFacts, code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import package_of
from analyzer.wiring.roles import is_example_path, is_test

Place = tuple[str, str | None]

RUNNING_PLATFORMS = word_set(
    "sagemaker azureml azure.ai.ml google.cloud.aiplatform vertexai databricks ray airflow smdebug"
)
# Arguments that name a program, the folder that it lies in, and the command that runs it there.
HANDED_FILES = word_set(
    "entry_point entry_script script script_name script_path scoring_script code submit_app python_file "
    "application"
)
HANDED_FOLDERS = word_set("source_dir source_directory code")
HANDED_COMMANDS = word_set("command entrypoint cmds arguments")
PYTHON_FILE_RUN = lazy_regex(r"\bpython3?[\"']?[ \t,]{1,4}(?:-u[ \t]{1,4})?[\"']?([\w./-]{1,200}\.py)\b")
PYTHON_MODULE_RUN = lazy_regex(r"\bpython3?[\"']?[ \t,]{1,4}[\"']?-m[\"']?[ \t,]{1,4}[\"']?(\w[\w.]{0,150})")
QUOTED_PIECE = lazy_regex(r"f?[\"']([^\"'\n]{1,300})[\"']")
LONGEST_CALL = 60
LONGEST_VALUE = 400


@derived
def handed_programs(repo: Snapshot) -> Mapping[Place, tuple[str, ...]]:
    """By file and function, the first-party programs that code there hands to a platform."""
    found: dict[Place, list[str]] = {}
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not _uses_platform(facts):
            continue
        rows: list[str] | None = None
        for call in facts.calls:
            keys = {key for key, _value in call.keywords}
            if keys.isdisjoint(HANDED_FILES | HANDED_COMMANDS):
                continue
            rows = code_only(repo.text(path) or "").split("\n") if rows is None else rows
            files = [each for each in _handed(repo, path, call, keys, rows) if each != path]
            if files:
                found.setdefault((path, call.function), []).extend(files)
    return {place: tuple(dict.fromkeys(files)) for place, files in found.items()}


def handed_by(repo: Snapshot, modules: Collection[str]) -> frozenset[str]:
    """The programs that some modules hand to a platform."""
    places = handed_programs(repo).items()
    return frozenset(file for (path, _function), files in places if path in modules for file in files)


def _uses_platform(facts: PythonFacts) -> bool:
    return any(
        package_of(f"{each.module}.{each.name}" if each.name else each.module, RUNNING_PLATFORMS)
        for each in facts.imports
        if not each.type_checking
    )


def _handed(repo: Snapshot, path: str, call: Call, keys: set[str], rows: list[str]) -> Iterator[str]:
    given = {key: _value(call, key, rows) for key in keys & (HANDED_FILES | HANDED_FOLDERS | HANDED_COMMANDS)}
    folders = [
        each for key in sorted(HANDED_FOLDERS) if (each := given.get(key, "")) and not each.endswith(".py")
    ]
    for key in sorted(HANDED_FILES & given.keys()):
        if given[key].endswith(".py"):
            yield from _found(repo, path, given[key], folders)
    for key in sorted(HANDED_COMMANDS & given.keys()):
        for file in PYTHON_FILE_RUN.findall(given[key]):
            yield from _found(repo, path, file, folders)
        for module in PYTHON_MODULE_RUN.findall(given[key]):
            yield from _found(repo, path, module.replace(".", "/") + ".py", folders)


def _value(call: Call, key: str, rows: list[str]) -> str:
    """The text that an argument is given: written down, joined from written parts, or held by a name."""
    literal = dict(call.keywords).get(key, "")
    if "." in literal or "/" in literal:
        return literal
    text = "\n".join(rows[max(0, call.line - 1) : call.line + LONGEST_CALL])
    match = re.search(rf"\b{key}[ \t]*=[ \t]*\(?\s{{0,40}}([^\n]{{1,{LONGEST_VALUE}}})", text)
    if match is None:
        return literal
    value = match[1]
    if key in HANDED_COMMANDS:
        return text[match.start(1) : match.start(1) + LONGEST_VALUE]
    name = re.match(r"(?:str\()?([A-Za-z_]\w{0,80})[ \t]*(?:[,)]|$)", value)
    if name is not None:
        held = re.search(
            rf"^[ \t]*{name[1]}[ \t]*=[ \t]*([^\n]{{1,{LONGEST_VALUE}}})", "\n".join(rows), re.MULTILINE
        )
        value = held[1] if held is not None else ""
    ended = re.match(r"[^,]*?\.py[\"']\)*|[\"'][^\"'\n]*[\"']|\w[\w.]*\([^)]*\)|[^,]*", value)
    return "/".join(QUOTED_PIECE.findall(ended[0] if ended is not None else ""))


def _found(repo: Snapshot, path: str, file: str, folders: list[str]) -> Iterator[str]:
    """The program, seen from the folder that is named with it, its own, those above, or by its path's end."""
    if file.startswith(("s3:", "gs:", "dbfs:", "abfss:")):
        return
    base = dirname(path)
    bases = [base]
    while base:
        base = dirname(base)
        bases.append(base)
    plain = file.lstrip("/")
    for each in bases:
        for folder in (*folders, "") if folders else ("",):
            place = normpath(join(each, folder.lstrip("/"), plain))
            if place in repo.modules:
                yield place
                return
    parts = normpath(plain).split("/")
    for start in range(1, len(parts)) if file.startswith("/") else ():
        if (place := "/".join(parts[start:])) in repo.modules:
            yield place
            return
    ending = "/" + normpath(plain)
    last = [each for each in repo.modules if each.endswith(ending)]
    if len(last) == 1 and not is_test(repo, last[0]):
        yield last[0]
