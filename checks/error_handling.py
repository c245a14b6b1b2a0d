"""Whether a request that cannot be answered is told so.

Shown for every repository; only the rubric "take-home" gives it weight, because in production work other
signals say the same and say it better.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions, Role
from analyzer.engine.registry import check
from analyzer.model import Evidence, Level, NotApplicable, Observation
from analyzer.parsing.python.module import ClassDefinition
from analyzer.repository.derived import derived
from analyzer.repository.snapshot import Snapshot
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.modules import last_part, package_of
from analyzer.wiring.roles import is_test

REFUSALS = word_set("HTTPException abort HTTPBadRequest BadRequest ValidationError HTTPUnprocessableEntity")
ERROR_HANDLERS = word_set("exception_handler errorhandler add_exception_handler register_error_handler")
REQUEST_SCHEMAS = word_set("pydantic.BaseModel marshmallow.Schema msgspec.Struct")
CHECKERS = word_set("jsonschema.validate marshmallow.Schema().load")
CLIENT_ERRORS = re.compile(r"\b4(?:00|04|13|15|22|29)\b")


@check(
    id="error_handling",
    title="error handling of the service",
    reads=(FileKind.PYTHON,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.ADVERSARIAL,
        present="What does a caller of {path} get for a missing feature, and for one that is out of range?",
        absent="What should your service answer to a request that the model cannot judge?",
        strong="Tells bad input from a bad model, and says what the caller can do about each.",
        weak="Returns something in any case.",
    ),
    other_languages=OtherLanguages(
        "a program that answers requests can refuse them",
        (Role.SERVE,),
    ),
    covers=("A8",),
)
def error_handling(repo: Snapshot) -> Iterator[Observation]:
    """A request that cannot be answered gets an answer that says so.

    Looked for where requests are answered and in the modules beside. Present: requests have a schema or
    are checked, or errors are refused by name. Substantive: both; or one of them and a test that expects
    a refusal (a status of 4xx).
    """
    found = endpoints(repo)
    if not found:
        yield NotApplicable("nothing answers requests here")
        return
    tested = any(
        CLIENT_ERRORS.search(repo.text(path) or "")
        for path, facts in repo.modules.items()
        if is_test(repo, path) and facts.assertions
    )
    for path in sorted({each.path for each in found}):
        facts = repo.modules[path]
        schema = next((each.line for each in facts.classes if _is_schema(each)), None)
        checked = next((each.line for each in facts.calls if package_of(each.target, CHECKERS)), schema)
        refusals = (each.line for each in facts.calls if last_part(each.target) in REFUSALS | ERROR_HANDLERS)
        refused = next(refusals, None)
        if checked is None:
            checked = _imported_schema(repo, path)
        ways = [line for line in (checked, refused) if line is not None]
        if ways:
            level = Level.SUBSTANTIVE if len(ways) == 2 or tested else Level.PRESENT
            words = " and ".join(
                word
                for word, line in (("requests are checked", checked), ("errors are refused by name", refused))
                if line is not None
            )
            yield Evidence(path, refused or checked, level, words)


def _imported_schema(repo: Snapshot, path: str) -> int | None:
    """Where a module takes a request's schema from another one of the repository."""
    schemas = _schema_names(repo)
    return next((each.line for each in repo.modules[path].imports if each.name in schemas), None)


@derived
def _schema_names(repo: Snapshot) -> frozenset[str]:
    return frozenset(
        each.name for facts in repo.modules.values() for each in facts.classes if _is_schema(each)
    )


def _is_schema(each: ClassDefinition) -> bool:
    return any(package_of(base, REQUEST_SCHEMAS) for base in each.bases)
