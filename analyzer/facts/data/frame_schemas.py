"""Schemas of data frames that a library applies: as a class, a variable, or what a function makes."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.data.data_validators import VALIDATORS
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot, derived
from analyzer.text import rows_of, word_set
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.origins import origin
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

# Schemas of frames, also those that are read from a file.
SCHEMA_CALLS = word_set("DataFrameSchema SeriesSchema from_yaml from_json")
PIPED = lazy_regex(r"\.pipe\(\s{0,20}(?:\w{1,60}\.)?(\w{1,80})\.(?:validate|check)\b")


@derived
def _schema_classes(repo: Snapshot) -> frozenset[str]:
    """Names of classes and variables that are a library's schema of a frame, and of their subclasses."""
    found: set[str] = set()
    classes = [(path, each) for path, facts in repo.modules.items() for each in facts.classes]
    for _ in range(3):
        for path, each in classes:
            schema = any(VALIDATORS.of(base) or base.rpartition(".")[2] in found for base in each.bases)
            if schema and not is_test(repo, path):
                found.add(each.name)
    for facts in repo.modules.values():
        found.update(
            name
            for name, value, _line in facts.assigned
            if VALIDATORS.of(value) and value.removesuffix("()").rpartition(".")[2] in SCHEMA_CALLS
        )
    return frozenset(found)


def schema_uses(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """The first place of each module that applies a schema of a frame to data: file, line and target."""
    schemas, makers = _schema_classes(repo), _schema_makers(repo)
    if not schemas and not makers:
        return
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, facts, notebook=False)
        for call in facts.calls:
            applies = _applies(call, schemas) or _pipes(repo, path, call, schemas)
            applies = applies or _is_of_maker(repo, path, call, makers)
            if applies and is_live(repo, code, call.function):
                yield path, call.line, call.target
                break


def _pipes(repo: Snapshot, path: str, call: Call, schemas: frozenset[str]) -> bool:
    """Whether a frame is handed to a schema: `df.pipe(Rows.validate)`."""
    if last_part(call.target) != "pipe":
        return False
    match = PIPED.search(
        "\n".join(row[:300] for row in rows_of(repo.text(path) or "")[call.line - 1 : call.line + 2])
    )
    return match is not None and match[1] in schemas


def _applies(call: Call, schemas: frozenset[str]) -> bool:
    """Whether a call applies a schema: by a method of it, or by calling the schema with a frame."""
    owner, _dot, method = call.target.replace("()", "").rpartition(".")
    if method in ("validate", "check"):
        return not schemas.isdisjoint(owner.split("."))
    return method in schemas and call.positional == 1 and not call.strings


@derived
def _schema_makers(repo: Snapshot) -> frozenset[str]:
    """Names of functions in which such a schema is made."""
    return frozenset(
        last_part(call.function)
        for path, facts in repo.modules.items()
        if not is_test(repo, path)
        for call in facts.calls
        if call.function is not None and _is_schema(call.target)
    )


def _is_of_maker(repo: Snapshot, path: str, call: Call, makers: frozenset[str]) -> bool:
    """Whether what a function made is applied: `make_schema().validate(frame)`, also through a name."""
    owner, _dot, method = call.target.rpartition(".")
    if method != "validate" or not owner.endswith("()") or last_part(owner) not in makers:
        return False
    return _is_schema(origin(repo, path, call.target).target.rpartition(".")[0])


def _is_schema(target: str) -> bool:
    made = target.removesuffix("()")
    return last_part(made) in SCHEMA_CALLS and VALIDATORS.of(made) is not None
