"""Type annotations: functions of live code say what they take and return."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.live_modules import SHOWN_MODULES, live_modules, without_python
from analyzer.facts.type_checkers import PRE_COMMIT_FILE, type_check_runs
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation, Unseen
from analyzer.references import broken_before
from analyzer.repository import Snapshot
from analyzer.text import plural
from analyzer.wiring.ci_commands import fires_on_change
from analyzer.wiring.reach import Failure

# Base rate: 10 of 33 self-named portfolio repositories annotate half of their functions.
FEW_FUNCTIONS = 5
SOME_ANNOTATED = 0.2
MOST_ANNOTATED = 0.5


@check(
    id="typed_code",
    title="type annotations",
    reads=(FileKind.PYTHON, FileKind.CI, FileKind.TARGETS),
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="Which mistake did a type in {path} catch, and where did you give up on types?",
        absent="What does your largest function take and return, and how would a colleague find out?",
        strong="Remembers a mistake that a type caught, and a place where types were not worth it.",
        weak="Types are there because the editor suggests them.",
    ),
    other_languages=OtherLanguages(
        "functions can declare types where the language has them",
        (Role.TYPES,),
    ),
    covers=("H1",),
)
def typed_code(repo: Snapshot) -> Iterator[Observation]:
    """Functions in live code have type annotations, and a type checker verifies them.

    Functions and methods outside tests and notebooks are counted, except nested ones. Present: at least 20
    % of at least 5 are annotated. Substantive: at least 50 %. Wired: in addition, CI runs a type checker on
    changes, directly or through pre-commit, and its failure fails the job. Fact: the annotated share.
    """
    if (reason := without_python(repo)) is not None:
        yield NotApplicable(reason)
        return
    by_path = {
        path: [each for each in facts.functions if not each.nested]
        for path, facts in live_modules(repo).items()
    }
    total = sum(map(len, by_path.values()))
    annotated = {path: sum(each.annotated for each in functions) for path, functions in by_path.items()}
    if not total:
        return
    share = sum(annotated.values()) / total
    yield Fact("annotated_share", round(share, 3))
    level = _annotation_level(total, share)
    if level is not Level.ABSENT:
        for path in sorted(annotated, key=lambda path: (-annotated[path], path))[:SHOWN_MODULES]:
            if annotated[path]:
                line = next(each.line for each in by_path[path] if each.annotated)
                note = f"{annotated[path]} of {plural(len(by_path[path]), 'function')} annotated here, "
                yield Evidence(path, line, level, f"{note}{share:.0%} of {total:,} in all")
    yield from _type_checks(repo, level)
    if any(document.problem is not None for document in repo.yaml(PRE_COMMIT_FILE)):
        yield Unseen("its hooks could not be read", PRE_COMMIT_FILE)


def _annotation_level(total: int, share: float) -> Level:
    if total < FEW_FUNCTIONS or share < SOME_ANNOTATED:
        return Level.ABSENT
    return Level.SUBSTANTIVE if share >= MOST_ANNOTATED else Level.PRESENT


def _type_checks(repo: Snapshot, level: Level) -> Iterator[Evidence]:
    for run in type_check_runs(repo):
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
