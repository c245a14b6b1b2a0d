"""Data validation: rows are checked before a model is trained on them or predicts from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.answers_followed import decided_by
from analyzer.facts.code.program_evidence import notebook_evidence
from analyzer.facts.data.asserted_columns import asserted_columns
from analyzer.facts.data.checked_rows import checked_rows
from analyzer.facts.data.data_validators import VALIDATORS, Validator, raises_itself, runs_checks
from analyzer.facts.data.dbt_tests import dbt_tests
from analyzer.facts.data.declared_checks import declared_checks
from analyzer.facts.data.frame_checks import frame_checks
from analyzer.facts.data.frame_schemas import SCHEMA_CALLS, schema_uses
from analyzer.facts.data.kept_to_read import is_kept_to_read
from analyzer.facts.data.missing_columns import refusals
from analyzer.facts.data.own_errors import own_errors
from analyzer.facts.data.program_data_checks import (
    data_check_evidence,
    unread_conditions,
)
from analyzer.facts.data.query_checks import query_checks
from analyzer.facts.data.record_checks import record_checks
from analyzer.facts.data.refused_values import refused_values
from analyzer.facts.data.required_keys import required_keys
from analyzer.facts.data.row_checks import row_checks
from analyzer.facts.data.row_schemas import row_schemas
from analyzer.facts.data.uploaded_rows import reads_uploads
from analyzer.facts.flows.flows import flow_modules
from analyzer.facts.purposes.purpose import is_library, makes
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.python import Function, words_of
from analyzer.references import as_loaded
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.commands.reach import Failure
from analyzer.wiring.modules import Code, Use, last_part, package_of, package_uses, reached_from
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.testing.runners import collected

FEATURE_STORES = word_set("hopsworks hsfs")
STOPPING = lazy_regex(r"(?:^|\.)(?:[A-Z]\w*(?:Error|Exception|Failure|Failed)|SystemExit|exit)(?:\(\))?$")
STOPS = word_set("raise exit assert")
# How a check keeps what it found for whoever decides: in its object, or in what it was handed.
COLLECTING = word_set("append extend add update setdefault insert add_error record")
KEEPERS = word_set(
    "errors error problems issues failures failed violations report results result findings "
    "messages warnings summary checks"
)
EXPECTATION = lazy_regex(r"(?:^|\.)expect_(?:column|table|multicolumn|compound)\w*$")


@check(
    id="data_validation",
    title="data validation",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK, FileKind.CONFIGURATION),
    questions=Questions(
        competency=Competency.DATA,
        present="Which check in {path} failed last, and what happened to the run?",
        absent="A supplier renames one column and another is suddenly empty: what notices first?",
        strong="Names a check that failed, on what data, and what was stopped as a result.",
        weak="Looks at the data when the metric drops.",
    ),
    not_asked={
        Purpose.LIBRARY: "a library has no data of its own",
    },
    other_languages=OtherLanguages(
        "a program can check columns and rows",
        (Role.DATA,),
    ),
    covers=("F1", "F9"),
    near=("validat", "schema", "expectation", "data_quality", "data_check"),
    named=(
        "data_validation",
        "data_validator",
        "validate_data",
        "data_quality",
        "dataset_validation",
        "validate_dataset",
        "data_validation_service",
        "schema_validation",
        "schema_validation_service",
        "schema_validator",
    ),
)
def data_validation(repo: Snapshot) -> Iterator[Observation]:
    """Data sets are checked against expectations about their columns and rows.

    A request schema does not count. A scaffold without expectations is claimed, as is what a library offers
    for its users' data. Present: a validation library is imported, or a suite of expectations or a data
    contract is kept, or a file runs checks that calls itself a reference, or the cases of an evaluation are
    made to pass a class of fields, or live code of any name refuses a data set without several columns.
    Substantive: live code runs checks, those of a library or its own with several conditions on columns, or
    makes every row pass a schema or a class of fields, or a function of its own that compares several fields,
    refuses a row without its columns or for several values, or is named for a check and refuses a data set
    without them, and can fail, or answers whether all records passed, or asks a table for bad rows and stops
    for what it finds; tests assert about the columns of a data set; tables carry tests, audits or
    expectations. Wired: a failing check stops the pipeline: it raises, or its answer decides by itself and
    not as a part of a score, in a module reached from what the repository starts or from a flow; or a CI job,
    a task or a flow runs the command that checks. In other languages the calls of their validation libraries
    count; of their own conditions only those of R on missing columns are read.
    """
    run = _run(repo)
    offered = is_library(repo) or makes(repo, VALIDATORS.packages)
    if not offered:
        yield from unread_conditions(repo)
    yield from (as_loaded(repo, each) for each in _evidence(repo, run, offered=offered))


def _evidence(repo: Snapshot, run: frozenset[str], *, offered: bool) -> Iterator[Evidence]:
    others = (*data_check_evidence(repo), *notebook_evidence(repo, Subject.DATA_CHECK))
    own = list(_own_checks(repo, run))
    own += _refused(repo, run, {each.path or "" for each in own})
    for each in (*_libraries(repo, run), *own, *others):
        if offered:
            each = Evidence(each.path, each.line, Level.CLAIMED, f"{each.note}: for its users' data")
        yield _unless_kept(repo, each)
    yield from (_unless_kept(repo, each) for each in (*_on_writing(repo), *_expectations(repo)))
    yield from checked_rows(repo, run)
    yield from row_schemas(repo, run)
    yield from row_checks(repo)
    yield from required_keys(repo)
    yield from record_checks(repo, run)
    yield from asserted_columns(repo, run)
    yield from refused_values(repo, run)
    yield from query_checks(repo, run)
    yield from declared_checks(repo)
    yield from dbt_tests(repo)


def _unless_kept(repo: Snapshot, found: Evidence) -> Evidence:
    """The evidence, at most present where nothing runs a file that calls itself a reference."""
    if found.level <= Level.PRESENT or found.path is None or not is_kept_to_read(repo, found.path):
        return found
    if found.path in reached_from(repo, modules_run(repo)):
        return found
    note = f"{found.note}; the file says of itself that it is not run"
    return Evidence(found.path, found.line, Level.PRESENT, note)


@derived
def _run(repo: Snapshot) -> frozenset[str]:
    return reached_from(repo, modules_run(repo) | flow_modules(repo))


def _libraries(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    by_path: dict[tuple[str, Validator], list[Use]] = {}
    for use, validator in VALIDATORS.uses(repo):
        if not is_test(repo, use.code.path):
            by_path.setdefault((use.code.path, validator), []).append(use)
    for (path, validator), group in by_path.items():
        calls = [use for use in group if _runs_checks(use, validator) and _is_live_use(repo, use, validator)]
        line_found = calls[0].line if calls else None
        if line_found is None and (decorated := _decorated(group[0].code, validator)) is not None:
            line_found = decorated
        what = f"{validator.name}: {calls[0].target if calls else 'imported'}"
        if line_found is None and validator.only_checks:
            continue
        if line_found is None or (group[0].code.notebook and not validator.in_notebooks):
            yield Evidence(path, group[0].line, Level.PRESENT, what)
            continue
        yield _code_evidence(repo, path, line_found, what, run, calls, validator)
    for path, number, target in schema_uses(repo):
        if path not in run:
            yield Evidence(path, number, Level.SUBSTANTIVE, f"a data schema is applied: {target}")
        else:
            note = f"a data schema is applied and raises in code that is started: {target}"
            yield Evidence(path, number, Level.WIRED, note)


def _code_evidence(
    repo: Snapshot,
    path: str,
    number: int,
    what: str,
    run: frozenset[str],
    calls: list[Use],
    validator: Validator,
) -> Evidence:
    strict = [use for use in calls if use.call is not None and raises_itself(validator, use.call)]
    if path in run and (strict or validator.raises or _decides(repo, path, calls)):
        if strict and not validator.raises:
            number, what = strict[0].line, f"{validator.name}: {strict[0].target}"
        return Evidence(path, number, Level.WIRED, f"{what}; a failure stops the run")
    return Evidence(path, number, Level.SUBSTANTIVE, what)


def _decides(repo: Snapshot, path: str, calls: list[Use]) -> bool:
    """Whether the function of a check or one that calls it stops, or the check's answer decides that."""
    function = calls[0].call.function if calls and calls[0].call is not None else None
    if _stops(repo, path, function):
        return True
    if path not in repo.modules:
        return False
    places = [(use.line, last_part(use.target)) for use in calls]
    return any(each.decision.kind in STOPS for each in decided_by(repo, path, places, directly=True))


def _runs_checks(use: Use, validator: Validator) -> bool:
    applied = use.target.endswith("()") and last_part(use.target) in SCHEMA_CALLS
    return applied or runs_checks(validator, use.target) or EXPECTATION.search(use.target) is not None


def _is_live_use(repo: Snapshot, use: Use, validator: Validator | None = None) -> bool:
    if use.call is None or is_example_path(use.code.path):
        return False
    if use.code.notebook:
        return validator is not None and validator.in_notebooks
    return is_live(repo, use.code, use.call.function)


def _decorated(code: Code, validator: Validator) -> int | None:
    """The line of a function that the library's decorator checks."""
    return next(
        (
            decorator.line
            for function in code.facts.functions
            for decorator in function.decorators
            if package_of(decorator.target, frozenset(validator.packages))
            and decorator.target.rpartition(".")[2] in validator.calls
        ),
        None,
    )


def _own_checks(repo: Snapshot, run: frozenset[str]) -> Iterator[Evidence]:
    """The project's own functions that check a data frame in several ways and report a failure."""
    for each in frame_checks(repo):
        live = [function for function in each.functions if is_live(repo, each.code, function.qualified_name)]
        path = each.code.path
        stopping = _first_that_stops(repo, path, live) if path in run else None
        first = stopping or (live or each.functions)[0]
        what = f"{first.qualified_name} checks {', '.join(each.conditions_of(first)[:3])} of a data frame"
        if not live:
            yield Evidence(path, first.line, Level.PRESENT, f"{what}, but nothing calls it")
        elif stopping is not None:
            yield Evidence(path, first.line, Level.WIRED, f"{what}; a failure stops the run")
        else:
            yield Evidence(path, first.line, Level.SUBSTANTIVE, what)


def _refused(repo: Snapshot, run: frozenset[str], told: set[str]) -> Iterator[Evidence]:
    """Functions of another name that raise for missing columns and for the rows, in modules not told yet."""
    for each in refusals(repo):
        path = each.code.path
        if path in told:
            continue
        what = f"{each.function.qualified_name} raises for missing columns" + (
            " and for its rows" if each.rows else ""
        )
        # It comes after a schema that is applied and after a check of several things.
        live = is_live(repo, each.code, each.function.qualified_name)
        if each.alone:
            if live:
                yield Evidence(path, each.line, Level.PRESENT, what, size=-3)
        elif not live:
            yield Evidence(path, each.line, Level.PRESENT, f"{what}, but nothing calls it", size=-1)
        elif reads_uploads(repo, path, each.function.name):
            # What somebody hands to a page is a request: its failure is shown there, and stops nothing.
            yield Evidence(path, each.line, Level.SUBSTANTIVE, f"{what}, of what is uploaded", size=-2)
        elif path in run:
            yield Evidence(path, each.line, Level.WIRED, f"{what}; a failure stops the run", size=-1)
        else:
            yield Evidence(path, each.line, Level.SUBSTANTIVE, what, size=-1)


def _first_that_stops(repo: Snapshot, path: str, functions: list[Function]) -> Function | None:
    """The first check that stops by itself, or else one by whose answer or list of problems a caller stops.

    That a caller also raises for another reason does not make a check that only writes to a log stop it.
    """
    for each in functions:
        if (path, each.qualified_name) in _stopping(repo):
            return each
    for each in functions:
        if _collects(each) and _stops(repo, path, each.qualified_name):
            return each
    for each in functions:
        decided = decided_by(repo, path, (), {each.name}, directly=True)
        if any(one.decision.kind in STOPS for one in decided):
            return each
    return None


def _collects(function: Function) -> bool:
    keeps = any(words_of(each) & KEEPERS for each in function.parameters)
    return any(last_part(name) in COLLECTING and (keeps or name.count(".") > 1) for name in function.names)


def _stops(repo: Snapshot, path: str, function: str | None) -> bool:
    """Whether the function, or one that calls it, raises, asserts or exits."""
    stopping = _stopping(repo)
    if (path, function) in stopping:
        return True
    if function is None:
        return False
    last = function.rpartition(".")[2]
    return any(last in {name.rpartition(".")[2] for name in each.names} for each in stopping.values())


@derived
def _stopping(repo: Snapshot) -> Mapping[tuple[str, str | None], Function]:
    """The functions of live modules that raise, assert or exit."""
    table: dict[tuple[str, str | None], Function] = {}
    own = own_errors(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path):
            continue
        asserting = {each.function for each in facts.assertions if not each.trivial}
        for each in facts.functions:
            raised = own and not own.isdisjoint(
                name.removesuffix("()").rpartition(".")[2] for name in each.names
            )
            if raised or each.qualified_name in asserting or any(map(STOPPING.search, each.names)):
                table[path, each.qualified_name] = each
    return table


def _on_writing(repo: Snapshot) -> Iterator[Evidence]:
    """A store of features that is given a suite of expectations checks every row that is written."""
    seen: set[str] = set()
    for use in package_uses(repo, FEATURE_STORES):
        path, call = use.code.path, use.call
        if call is None or path in seen or "expectation_suite" not in dict(call.keywords):
            continue
        if not is_test(repo, path) and _is_live_use(repo, use):
            seen.add(path)
            what = call.target.rpartition(".")[2]
            yield Evidence(path, use.line, Level.SUBSTANTIVE, f"rows are validated when written: {what}")


def _expectations(repo: Snapshot) -> Iterator[Evidence]:
    """Tests that assert about a data set: expectations called on a fixture of it."""
    if not any(
        each.module.partition(".")[0] == "great_expectations"
        for facts in repo.modules.values()
        for each in facts.imports
    ):
        return
    tested = {
        test.path
        for run in ci_runs(repo)
        if run.reached.failure is not Failure.MASKED
        for test in getattr(collected(repo, run.reached), "tests", ())
    }
    for path, facts in repo.modules.items():
        calls = [call for call in facts.calls if EXPECTATION.search(call.target)]
        if not calls or not is_test(repo, path):
            continue
        level = Level.WIRED if path in tested else Level.SUBSTANTIVE
        reach = ", run by CI" if path in tested else ""
        yield Evidence(
            path,
            calls[0].line,
            level,
            f"{plural(len(calls), 'expectation')} about a data set, as tests{reach}",
        )
