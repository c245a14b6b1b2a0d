"""Type annotations: functions of live code say what they take and return."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.live_modules import SHOWN_MODULES, without_python
from analyzer.facts.code.program_types import (
    PYTHON,
    TypedFile,
    has_functions_without_choice,
    strict_settings,
    typed_files,
    why_no_choice,
)
from analyzer.facts.code.type_checkers import PRE_COMMIT_FILE, type_check_runs
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation, Unseen
from analyzer.references import broken_before
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.commands.ci_commands import fires_on_change
from analyzer.wiring.commands.reach import Failure

# Base rate: 10 of 33 self-named portfolio repositories annotate half of their functions.
FEW_FUNCTIONS = 5
SOME_ANNOTATED = 0.2
MOST_ANNOTATED = 0.5
PARTS_OF_PAGES = (".tsx", ".vue", ".svelte")
# A language with fewer of the functions says too little of the code.
LEAST_OF_FUNCTIONS = 0.2


@check(
    id="typed_code",
    title="type annotations",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="Which mistake did a type in {path} catch, and where did you give up on types?",
        absent="What does your largest function take and return, and how would a colleague find out?",
        strong="Remembers a mistake that a type caught, and a place where types were not worth it.",
        weak="Types are there because the editor suggests them.",
        premise=Premise(
            not_of=(".yml", ".yaml", ".toml", ".cfg", ".ini", "Makefile", "Jenkinsfile", ".sh"),
            otherwise="Which change did the type checker that {path} runs stop, and where are types missing?",
        ),
    ),
    other_languages=OtherLanguages(
        "functions can declare types where the language has them",
        (Role.TYPES,),
    ),
    covers=("H1",),
    near=("typing", "types", "mypy", "pyright", "stub"),
)
def typed_code(repo: Snapshot) -> Iterator[Observation]:
    """Functions in live code have type annotations, and a type checker verifies them.

    Functions and methods outside tests and notebooks are counted, except nested ones. Present: at least 20
    % of at least 5 are annotated. Substantive: at least 50 %. Wired: in addition, CI runs a type checker on
    changes, directly or through pre-commit, and its failure fails the job. Fact: the annotated share. Of
    other languages functions of Julia count, and of TypeScript those that declare types or that a strict
    compiler asks for them, where they are a fifth of all functions; in Go, Java, Kotlin, Scala and C# types
    are no choice, so they show nothing here. Scripts that lie beside instructions for agents (SKILL.md)
    say nothing of another program's types.
    """
    found = typed_files(repo)
    total = sum(each.functions for files in found.values() for each in files.values())
    if not total:
        yield from _not_asked(repo)
        return
    yield Fact(
        "annotated_share", round(_share(each for files in found.values() for each in files.values()), 3)
    )
    levels: dict[str, Level] = {}
    for name, files in found.items():
        number = sum(each.functions for each in files.values())
        share = _share(files.values())
        levels[name] = (
            _annotation_level(number, share) if number >= LEAST_OF_FUNCTIONS * total else Level.ABSENT
        )
        if levels[name] is not Level.ABSENT:
            shown = f"{share:.0%} of {number:,} in all" + (f" in {name}" if len(found) > 1 else "")
            yield from _annotated(files, levels[name], shown)
    if levels.get("TypeScript", Level.ABSENT) is not Level.ABSENT:
        for path, line in strict_settings(repo):
            note = "the compiler is told to ask for the type of every parameter"
            yield Evidence(path, line, levels["TypeScript"], note, size=-2)
    yield from _type_checks(repo, levels)
    if any(document.problem is not None for document in repo.yaml(PRE_COMMIT_FILE)):
        yield Unseen("its hooks could not be read", PRE_COMMIT_FILE)


def _not_asked(repo: Snapshot) -> Iterator[NotApplicable]:
    reason = without_python(repo)
    if reason is not None or has_functions_without_choice(repo):
        yield NotApplicable(why_no_choice(repo) or reason or "")


def _share(files: Iterable[TypedFile]) -> float:
    listed = list(files)
    return sum(each.annotated for each in listed) / max(sum(each.functions for each in listed), 1)


def _annotated(files: Mapping[str, TypedFile], level: Level, shown: str) -> Iterator[Evidence]:
    """The files with most of them; the parts of a page come last: their types are those of a library."""
    first = sorted(files, key=lambda path: (path.endswith(PARTS_OF_PAGES), -files[path].annotated, path))
    for path in first[:SHOWN_MODULES]:
        each = files[path]
        if each.annotated:
            note = f"{each.annotated} of {plural(each.functions, 'function')} annotated here, {shown}"
            yield Evidence(path, each.line, level, note, size=-path.endswith(PARTS_OF_PAGES))


def _annotation_level(total: int, share: float) -> Level:
    if total < FEW_FUNCTIONS or share < SOME_ANNOTATED:
        return Level.ABSENT
    return Level.SUBSTANTIVE if share >= MOST_ANNOTATED else Level.PRESENT


def _type_checks(repo: Snapshot, levels: Mapping[str, Level]) -> Iterator[Evidence]:
    for run in type_check_runs(repo):
        if run.language not in levels and run.language != PYTHON:
            continue
        level = levels.get(run.language, Level.ABSENT)
        if run.failure is not Failure.STOPS:
            yield Evidence(
                run.path, run.line, Level.CLAIMED, f"CI runs {run.tool}, but its failure is ignored"
            )
        elif (stop := broken_before(repo, run.pipeline.path, run.job.id, run.line)) is not None:
            note = f"the job '{run.job.id[:40]}' cannot reach {run.tool}: {stop.words}"
            yield Evidence(run.path, run.line, Level.CLAIMED, note)
        elif level is Level.ABSENT:
            yield Evidence(
                run.path, run.line, Level.CLAIMED, f"CI runs {run.tool} on almost no annotated code"
            )
        elif level is Level.SUBSTANTIVE and fires_on_change(run.pipeline, run.job):
            yield Evidence(
                run.path, run.line, Level.WIRED, f"CI runs {run.tool}, and its failure fails the job"
            )
        else:
            yield Evidence(run.path, run.line, level, f"CI runs {run.tool}")
