"""What could not be seen, by cause: every reason that is said of a signal has a remedy."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from analyzer.git.tree import LINK, LOST, SUBMODULE, TOO_LONG
from analyzer.model import Finding, Level, RepositoryResult, Status, Trouble, Unseen
from analyzer.report.cause_families import ANY_OTHER_REMEDY, CAUSE_FAMILIES, PARSED_IN_VAIN
from analyzer.report.causes import Cause, cause_lines, causes, family_of
from analyzer.repository import MISSING, READING_TOO_SLOW, UNREADABLE
from analyzer.sources import IMPOSSIBLE_PATH, SkippedFile
from tests.support.our_code import PROGRAM

# What only passes on a reason that is made elsewhere: of a skipped file, of the tree, of a check that failed,
# and of flags, whose reasons belong to the repository.
PASSED_ON = {"each.reason", "repo.tree_problem", "error", "found.unread"}


def template(node: ast.expr) -> str | None:
    """The text that an expression makes, with stand-ins for what is put into it; None if it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    return "".join(
        part.value if isinstance(part, ast.Constant) else stand_in(part)  # type: ignore[misc]
        for part in node.values
    )


def stand_in(part: ast.expr) -> str:
    call = part.value if isinstance(part, ast.FormattedValue) else part
    if isinstance(call, ast.Call) and ast.unparse(call.func) == "plural":
        return f"7 {ast.literal_eval(call.args[1])}s"
    return "7"


def reasons() -> Iterator[tuple[str, str]]:
    """Every reason that a check says of what it has not seen, with the module that says it."""
    for module, path in PROGRAM.items():
        source = path.read_text("utf-8")
        if "Unseen(" not in source:
            continue
        tree = ast.parse(source)
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                assigned.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Unseen" and node.args:
                first = node.args[0]
                known = [
                    text
                    for each in assigned.get(ast.unparse(first), ())
                    if (text := template(each)) is not None
                ]
                yield from ((module, text) for text in known or [template(first) or ast.unparse(first)])


def test_every_reason_that_a_check_gives_belongs_to_a_family_or_is_passed_on() -> None:
    found = set(reasons())
    assert len(found) > 20
    # A language and what is not read of it are one text, of which the parts are put together.
    parts = {text for module, text in found if module == "analyzer.wiring.testing.unsupported_languages"}
    assert parts == {"7 files in 7, 7"}
    left = {
        text for _module, text in found if text not in PASSED_ON | parts and family_of(text) == (None, "")
    }
    assert left == set()


@pytest.mark.parametrize(
    "reason",
    [
        *(LINK, LOST, SUBMODULE, TOO_LONG, IMPOSSIBLE_PATH, MISSING, UNREADABLE, READING_TOO_SLOW),
        "only the first 100,000 paths were read",
        "it has too many directories to list",
        "one of its directories is missing, damaged or too large",
        "the check failed: ValueError: x",
        "3 files in Rust, whose calls are not read",
        "1 file in SQL, whose statements are not searched for this",
        "2 files in Go, whose tests are not read; repo-evidence[languages] reads them",
        "9 bytes exceeds the limit of 8 bytes: it was read partially",
        "a job that extends more than 20 templates",
        "blocks nested more than 50 deep",
    ],
)
def test_reasons_that_are_passed_on_have_families_too(reason: str) -> None:
    assert family_of(reason)[0] is not None
    assert family_of("line 3: invalid syntax") == (None, "")
    assert family_of("line 3: invalid syntax", of_a_file=True) == (PARSED_IN_VAIN, "")


def test_every_family_has_words_that_can_be_filled_in() -> None:
    for family in CAUSE_FAMILIES:
        assert ("{what}" in family.words) == ("what" in family.pattern.groupindex), family.words
        filled = family.words.replace("{count}", "").replace("{what}", "").replace("{repositories}", "")
        assert "{" not in filled


def repository(
    name: str, unseen: dict[str, tuple[Unseen, ...]], skipped: tuple[SkippedFile, ...] = ()
) -> RepositoryResult:
    findings = {
        signal: Finding(signal, Status.UNKNOWN, Level.ABSENT, Level.WIRED, "no", unseen=each)
        for signal, each in unseen.items()
    }
    return RepositoryResult(name, None, "1" * 40, True, None, skipped=skipped, findings=findings)


def test_one_line_a_cause_over_all_repositories_the_one_that_opens_most_first() -> None:
    def job(id: str) -> Unseen:
        return Unseen(
            f"job '{id}' runs octo/ci/.github/workflows/t.yml@v1, which is defined elsewhere", "ci.yml"
        )

    broken = SkippedFile("a.py", "line 3: invalid syntax", ("python",))
    vendored = SkippedFile("vendor/", "not first-party: vendored (3 files)")
    refused = RepositoryResult(
        "gone", None, None, False, "the server refused access", trouble=Trouble.LIMITED
    )
    found = causes(
        [
            repository("one", {"ci_tests": (job("a"), job("b")), "ci_delivery": (job("b"),)}, (vendored,)),
            repository(
                "two", {"ci_tests": (job("a"),), "tests": (Unseen(broken.reason, "a.py"),)}, (broken,)
            ),
            repository("three", {"upkeep": (Unseen("<b>odd</b>"),)}),
            refused,
        ]
    )
    assert found == (
        Cause(
            "1 repository not read: the server refused access",
            "scan again later, or with an access token",
            (("gone", None),),
            (),
        ),
        Cause(
            "3 CI jobs defined in another repository, octo/ci",
            "read them there, or add octo/ci as a target",
            (("one", "ci.yml"), ("two", "ci.yml")),
            ("ci_delivery", "ci_tests"),
        ),
        Cause(
            "1 file not readable as what the name says", PARSED_IN_VAIN.remedy, (("two", "a.py"),), ("tests",)
        ),
        Cause("<b>odd</b>", ANY_OTHER_REMEDY, (("three", None),), ("upkeep",)),
    )
    assert causes([]) == ()


def test_as_lines_every_unread_repository_has_its_own_and_every_other_cause_its_first_place() -> None:
    odd: dict[str, tuple[Unseen, ...]] = {"upkeep": (Unseen("odd", "b.py"),)}
    refused = [
        RepositoryResult(name, None, None, False, "refused", trouble=Trouble.LIMITED) for name in ("x", "y")
    ]
    found = [repository("one", odd), *refused, repository("two", {"upkeep": (Unseen("odd"),)})]
    assert cause_lines(found) == [
        "x: refused (scan again later, or with an access token)",
        "y: refused (scan again later, or with an access token)",
        f"odd ({ANY_OTHER_REMEDY}): one: b.py and 1 more",
    ]
    assert cause_lines([repository("two", {"upkeep": (Unseen("odd"),)})]) == [
        f"odd ({ANY_OTHER_REMEDY}): two"
    ]
    assert cause_lines([]) == []
