"""Rows that programs in other languages check with a library."""

from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found
from tests.support.other_languages import ci, starts
from tests.support.snapshots import library, run, snapshot

AGENT = "library(pointblank)\nagent <- create_agent(d) |> col_vals_gt(a, 1) |> interrogate()\n"
STOPS = 'if (!all_passed(agent)) stop("bad rows")\n'
COLUMNS = 'gone <- setdiff(wanted, names(d))\nif (length(gone) > 0) {\n  stop("gone: ", gone)\n}\n'
DEEQU = (
    "import com.amazon.deequ.VerificationSuite;\n\npublic class Job {\n  public static void main(String[] args) {\n"
    "    var result = new VerificationSuite().onData(data).addCheck(check).run();\n"
    '    if (result.status() != Success) throw new IllegalStateException("bad");\n  }\n}\n'
)
# The files, the level, the place, and words of the note.
LEVELS = {
    "rows that nothing checks": ({"a.R": "library(ranger)\nd <- read.csv('a.csv')\n"}, Level.ABSENT, "", ""),
    "imported": ({"a.R": "library(pointblank)\n"}, Level.PRESENT, "a.R:1", "pointblank: imported"),
    "in a test": ({"tests/testthat/test-a.R": AGENT + STOPS}, Level.ABSENT, "", ""),
    "in a document": ({"a.Rmd": f"```{{r}}\n{AGENT}{STOPS}```\n"}, Level.PRESENT, "a.Rmd:3", "in a notebook"),
    "asked of the rows, in what is started": (
        {"a.R": "library(pointblank)\nd |> col_vals_gt(a, 1)\n", **starts("a.R")}, Level.WIRED, "a.R:2",
        "a failure stops the run"),
    "asked of the rows, in what CI runs": (
        {"a.R": "library(pointblank)\nd |> col_vals_gt(a, 1)\n", **ci("Rscript a.R")}, Level.WIRED, "a.R:2",
        "a failure stops the run"),
    "asked of the rows, in a pipeline": (
        {"_targets.R": "library(targets)\nsource('a.R')\nlist(tar_target(d, checked(1)))\n",
         "a.R": "checked <- function(d) pointblank::rows_distinct(d)\n"},
        Level.WIRED, "a.R:1", "a failure stops the run"),
    "asked of the rows, in what nothing starts": (
        {"a.R": "library(pointblank)\nd |> col_vals_gt(a, 1)\n"}, Level.SUBSTANTIVE, "a.R:2", "pointblank: "),
    "an agent, in what is started": ({"a.R": AGENT, **starts("a.R")}, Level.SUBSTANTIVE, "a.R:2", "pointblank: "),
    "called": ({"a.R": AGENT}, Level.SUBSTANTIVE, "a.R:2", "pointblank: "),
    "called where something starts it, and nothing stops": (
        {"a.R": AGENT, **starts("a.R")}, Level.SUBSTANTIVE, "a.R:2", "runs in a.R"),
    "a failure stops what nothing starts": ({"a.R": AGENT + STOPS}, Level.SUBSTANTIVE, "a.R:2", ""),
    "a failure stops the run": (
        {"a.R": AGENT + STOPS, **starts("a.R")}, Level.WIRED, "a.R:2", "a failure stops the run"),
    "a function of which the caller stops": (
        {"a.R": "library(pointblank)\nchecked <- function(d) create_agent(d) |> interrogate()\n"
                "main <- function(d) if (!all_passed(checked(d))) stop('bad')\nmain(d)\n", **starts("a.R")},
        Level.WIRED, "a.R:2", "a failure stops the run"),
    "another failure stops the run": (
        {"a.R": AGENT + 'if (nrow(d) == 0) stop("empty")\n', **starts("a.R")}, Level.SUBSTANTIVE, "a.R:2", "runs in a.R"),
    "an agent with a level that stops": (
        {"a.R": AGENT.replace("create_agent(d)", "create_agent(d, actions = action_levels(stop_at = 1))") + 'if (x) stop("x")\n',
         **starts("a.R")}, Level.WIRED, "a.R:2", "a failure stops the run"),
    "missing columns, in what is started": (
        {"a.R": COLUMNS, **starts("a.R")}, Level.WIRED, "a.R:1", "without its columns stops the run"),
    "missing columns, in what nothing starts": (
        {"a.R": COLUMNS}, Level.SUBSTANTIVE, "a.R:1", "without its columns is refused"),
    "missing columns that are told": (
        {"a.R": COLUMNS.replace("stop(", "message("), **starts("a.R")}, Level.ABSENT, "", ""),
    "another difference": (
        {"a.R": COLUMNS.replace("names(d)", "levels(d)"), **starts("a.R")}, Level.ABSENT, "", ""),
    "a library that raises by itself": (
        {"a.R": "library(assertr)\nd |> verify(a > 1)\n", **starts("a.R")}, Level.WIRED, "a.R:2", "assertr: verify"),
    "Deequ": ({"src/main/java/Job.java": DEEQU}, Level.SUBSTANTIVE, "src/main/java/Job.java:5", "Deequ"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "where", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_a_failing_check_does(
    files: dict[str, str], level: Level, where: str, words: str
) -> None:
    assert_found(run("data_validation", snapshot(files)), level, where, words)


TRAINS = "using Flux\nisempty(data) && return\nmodel = Dense(2, 1)\nFlux.train!(loss, model, data, opt)\n"


def test_own_conditions_of_a_library_are_not_asked_about() -> None:
    """A library has no data of its own: what is not read there leaves nothing open."""
    program = run("data_validation", snapshot({"src/Pear.jl": TRAINS}))
    offered = run("data_validation", snapshot({"src/Pear.jl": TRAINS, **library("pear")}))
    assert (program.ceiling, offered.ceiling) == (Level.WIRED, Level.ABSENT)
    assert offered.status is Status.NOT_APPLICABLE


FITS = "using MLJ\n{}mach = machine(model, X, y)\nfit!(mach)\n"


@pytest.mark.parametrize(
    ("files", "is_open"),
    [
        ({"a.jl": FITS.format("")}, False),
        ({"a.jl": FITS.format("# if the rows are good\n")}, False),
        ({"a.jl": FITS.format("any(ismissing, y) && error()\n")}, True),
        ({"a.jl": FITS.format('include("b.jl")\n'), "b.jl": "f(x) = x > 0 || error()\n"}, True),
        ({"a.jl": FITS.format('include("b.jl")\n'), "b.jl": "f(x) = x + 1\n"}, False),
        ({"a.jl": FITS.format(""), "b.jl": "f(x) = x > 0 || error()\n"}, False),
    ],
)
def test_what_trains_without_any_condition_leaves_none_open(files: dict[str, str], is_open: bool) -> None:
    finding = run("data_validation", snapshot(files))
    assert finding.level is Level.ABSENT
    assert (finding.ceiling > Level.ABSENT) == is_open
