"""Rows of a data set that are held against a schema of a library for any kind of record, one by one.

Sources: https://python-jsonschema.readthedocs.io, https://horejsek.github.io/python-fastjsonschema/,
https://docs.python-cerberus.org, https://github.com/alecthomas/voluptuous, https://github.com/keleshev/schema,
https://marshmallow.readthedocs.io, https://jcristharif.com/msgspec/converters.html, https://catt.rs.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.facts.code.answers_followed import decided_by
from analyzer.facts.data.checked_rows import (
    functions_calling,
    is_a_line,
    lines_of,
    reads_lines,
    reads_rows,
    stops_a_run,
    subclasses_of,
)
from analyzer.facts.requests.incoming_values import is_given_a_request
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Call, PythonFacts
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.modules import Code, last_part
from analyzer.wiring.origins import origin
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live


class RowSchema(Tool, frozen=True):
    """A library of schemas for records of any kind.

    `raising`: calls of which a record that does not fit raises; `answering`: those that say so;
    `called`: what one of these made raises when it is called with a record.
    """

    raising: frozenset[str] = frozenset()
    answering: frozenset[str] = frozenset()
    called: frozenset[str] = frozenset()


ROW_SCHEMAS = Catalogue(
    RowSchema(
        "JSON Schema",
        ("jsonschema", "jsonschema_rs"),
        raising=word_set("validate"),
        answering=word_set("iter_errors is_valid best_match"),
    ),
    RowSchema(
        "fastjsonschema", ("fastjsonschema",), raising=word_set("validate"), called=word_set("compile")
    ),
    RowSchema("Cerberus", ("cerberus",), answering=word_set("validate validated")),
    RowSchema("Voluptuous", ("voluptuous",), called=word_set("Schema")),
    RowSchema("schema", ("schema",), raising=word_set("validate"), answering=word_set("is_valid")),
    RowSchema("msgspec", ("msgspec",), raising=word_set("convert decode")),
    RowSchema("cattrs", ("cattrs", "cattr"), raising=word_set("structure")),
    RowSchema("dacite", ("dacite",), raising=word_set("from_dict")),
)
SCHEMA_BASES = word_set("marshmallow.Schema marshmallow.schema.Schema marshmallow_dataclass.NewType")
# Of a schema that is a class of the repository.
LOADING_A_ROW = "load"
ANSWERING_ABOUT_A_ROW = "validate"
ENDS_A_RUN = word_set("raise exit assert")
_ASKED_OF_SCHEMAS = word_set("validate validated iter_errors is_valid load decode structure")
# What gives rows one after the other; a data frame's `to_dict` gives them all.
GIVES_ROWS = word_set(
    "DictReader iterrows itertuples to_dict to_dicts to_pylist iter_rows reader rows fetchall fetchmany"
)


def row_schemas(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The first place of each module where live code holds the rows of a data set against a schema."""
    classes = subclasses_of(repo, SCHEMA_BASES)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path) or not (reads_rows(facts) or reads_lines(facts)):
            continue
        found = _first_of_rows(repo, path, classes)
        if found is None:
            continue
        note = f"every row is held against a schema: {found.target}"
        if not is_live(repo, Code(path, facts, notebook=False), found.function):
            yield Evidence(path, found.line, Level.PRESENT, f"{note}, but nothing calls it")
        elif path in run and _stops(repo, path, facts, found, classes):
            yield Evidence(path, found.line, Level.WIRED, f"{note}; a failure stops the run")
        else:
            yield Evidence(path, found.line, Level.SUBSTANTIVE, note)


def _first_of_rows(repo: Snapshot, path: str, classes: frozenset[str]) -> Call | None:
    """The first call that holds something against a schema, in a function that goes through rows."""
    facts, rows = repo.modules[path], (repo.text(path) or "").split("\n")
    lines, near = lines_of(facts, rows), functions_calling(facts, GIVES_ROWS) if reads_rows(facts) else ()
    for call in facts.calls:
        if _kind(_followed(repo, path, call), classes) is None:
            continue
        is_row = call.function in near or is_a_line(lines, call, rows)
        # A call by keywords alone may be of anything, also of a row.
        if is_row and not (call.positional and is_given_a_request(rows, facts, call)):
            return call
    return None


def _followed(repo: Snapshot, path: str, call: Call) -> str:
    """What is called, also where another file made the schema: `ROW.iter_errors(x)`."""
    if ROW_SCHEMAS.of(call.target) is not None or last_part(call.target) not in _ASKED_OF_SCHEMAS:
        return call.target
    made = origin(repo, path, call.target).target
    return made if ROW_SCHEMAS.of(made) is not None else call.target


def _kind(target: str, classes: frozenset[str]) -> str | None:
    """ "raises" or "answers" where what is called holds a record against a schema, else None."""
    row, last = ROW_SCHEMAS.of(target), target.rpartition(".")[2]
    if row is not None:
        if target.endswith("()"):
            return "raises" if last_part(target) in row.called else None
        return "raises" if last in row.raising else "answers" if last in row.answering else None
    if classes.isdisjoint(target.replace("()", "").split(".")[:-1]):
        return None
    return {LOADING_A_ROW: "raises", ANSWERING_ABOUT_A_ROW: "answers"}.get(last)


def _stops(repo: Snapshot, path: str, facts: PythonFacts, call: Call, classes: frozenset[str]) -> bool:
    """Whether a row that does not fit ends the run: by its own exception, or by what the answer decides."""
    if _kind(_followed(repo, path, call), classes) == "raises":
        lines = (repo.text(path) or "").split("\n")
        return stops_a_run(facts, call, lines)
    decided = decided_by(repo, path, [(call.line, last_part(call.target))])
    return any(each.decision.kind in ENDS_A_RUN for each in decided)
