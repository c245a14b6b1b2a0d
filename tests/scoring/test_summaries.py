"""Where every signal stands: its place, its remarks, its weight, and the level that counts in each repository."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from analyzer.model import Evidence, Level, Located, RepositoryResult, Status
from analyzer.provenance import CitedLines, Origin, PathProvenance, Share
from analyzer.scorecard import BestPlace, CreditedLevel, Scorecard, SignalSummary
from analyzer.scoring.remarks import attribution, interval_words, is_others_work, share_words
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from tests.support.declared import LEVELS, QUESTIONS
from tests.support.scorecards import CHECKS, finding, repository, rubric, scorecard, two_dimensions, unread

WIRED = {"ci": Level.WIRED}
CI = Evidence("ci.py", 3, Level.WIRED, "a note on ci")


def summary(signal: str, card: Scorecard) -> SignalSummary:
    (found,) = [each for each in card.signals if each.id == signal]
    return found


def of(signal: str, *results: RepositoryResult) -> SignalSummary:
    return summary(signal, scorecard(*results))


def test_the_rubrics_signals_come_first_and_then_all_others_by_id() -> None:
    card = scorecard(repository("a", None, finding("zebra"), finding("aardvark", Level.PRESENT)))
    ids = [each.id for each in card.signals]
    assert ids == [*rubric().signals, "aardvark", "typed_code", "zebra"]
    assert [each.id for each in card.unscored] == ["aardvark"]
    assert [each.id for each in card.of_dimension("delivery")] == ["dockerfile", "ci"]


def test_a_signal_is_summed_up_once_for_all_who_read_it() -> None:
    results = (
        repository("a", WIRED, share=Share(0.25, 0.4)),
        repository("b", share=Share(1, 1)),
        unread("c"),
    )
    found = of("ci", *results)
    assert found.weight == pytest.approx(25 * 0.64 / 1.32)
    assert replace(found, weight=0.0) == SignalSummary(
        id="ci",
        title="continuous integration",
        dimension="delivery",
        weight=0.0,
        low=0.45,
        high=1.0,
        max_level=Level.WIRED,
        level=Level.WIRED,
        place=BestPlace(Located("a", CI), 0.45, Share(0.5, 0.8), by_others=True),
        remarks=("a note on ci", "candidate's share of commits: 25-40%, last changed 2026-03-04"),
        credited=(
            CreditedLevel("a", Level.WIRED, Level.WIRED, Share(0.45, 0.9 * 0.8)),
            CreditedLevel("b", Level.ABSENT, Level.ABSENT, Share(0.0, 0.0)),
            CreditedLevel("c", Level.ABSENT, Level.SUSTAINED, Share(0.0, 1.0)),
        ),
        questions=QUESTIONS,
        points=dict(zip(Level, (0.0, 0.0, 0.25, 0.6, 0.9, 1.0), strict=True)),
        looks_for=LEVELS,
        in_dimension=0.64,
    )


def test_a_signal_without_weight_or_check_is_summed_up_as_well() -> None:
    found = of("gpu_budget", repository("a", None, finding("gpu_budget", Level.SUBSTANTIVE)))
    assert (found.title, found.dimension, found.weight, found.questions) == ("gpu budget", None, 0, None)
    assert (found.level, found.max_level, found.place is not None) == (Level.SUBSTANTIVE, Level.WIRED, True)
    assert of("typed_code", repository("a")).questions == QUESTIONS


def test_without_repositories_nothing_was_found() -> None:
    found = of("ci")
    assert (found.level, found.place, found.low, found.high, found.credited) == (Level.ABSENT, None, 0, 0, ())


def test_a_weight_is_the_part_in_the_sum_that_the_score_is_made_of() -> None:
    half = replace(two_dimensions().dimensions[0], full_credit_at=0.5)
    card = score(Candidate(("x",)), (), replace(two_dimensions(), dimensions=(half,)), CHECKS)
    assert [each.weight for each in card.signals if each.dimension is not None] == [120, 120]


@pytest.mark.parametrize(
    ("level", "shown"), [(Level.CLAIMED, False), (Level.PRESENT, True), (Level.WIRED, True)]
)
def test_words_are_no_place(level: Level, shown: bool) -> None:
    found = of("ci", repository("a", {"ci": level}))
    assert (found.place is not None, found.level) == (shown, level)


@pytest.mark.parametrize(
    ("level", "listed"), [(Level.ABSENT, False), (Level.CLAIMED, True), (Level.PRESENT, True)]
)
def test_what_is_claimed_or_found_without_weight_is_listed(level: Level, listed: bool) -> None:
    card = scorecard(repository("a", {"typed_code": level}))
    assert ([each.id for each in card.unscored] == ["typed_code"]) is listed


def test_the_strongest_level_is_whoever_wrote_it_and_the_place_earns_most() -> None:
    theirs = repository("a", WIRED, share=Share(0, 0))
    own = repository("b", {"ci": Level.PRESENT}, share=Share(1, 1))
    found = of("ci", theirs, own)
    assert found.level is Level.WIRED
    assert found.place is not None and found.place.located.repository == "b"


# -- remarks ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "remarks"),
    [
        ((), "not seen: no repository could be assessed"),
        ((unread(),), "not seen: no repository could be assessed"),
        ((repository("a"),), "not visible in 1 repository"),
        ((repository("a"), repository("b"), unread()), "not visible in 2 repositories"),
        ((repository("a", {"ci": Level.CLAIMED}), repository("b")), "not visible in 2 repositories (only claimed in text)"),
        ((repository("a", None, finding("ci", status=Status.NOT_APPLICABLE, reason="no service")),), "does not apply: no service"),
        ((repository("a", None, finding("ci", status=Status.NOT_APPLICABLE)),), "does not apply: ci: said"),
        ((repository("a", None, finding("ci", status=Status.NOT_APPLICABLE)), repository("b")), "not visible in 2 repositories"),
        ((repository("a"), repository("b", None, finding("ci", status=Status.UNKNOWN, reason="too large"))), "not seen: too large"),
        ((repository("a", None, finding("ci", status=Status.UNKNOWN)),), "not seen: ci: said"),
        # what failed is said before what was not read
        ((repository("a", None, finding("ci", status=Status.UNKNOWN, reason="too large")),
          repository("b", None, finding("ci", status=Status.ERROR, reason="it failed"))), "not seen: it failed"),
        ((replace(repository("a"), findings={}), repository("b")), "not visible in 2 repositories"),
    ],
)  # fmt: skip
def test_why_there_is_no_place(results: tuple[RepositoryResult, ...], remarks: str) -> None:
    found = of("ci", *results)
    assert (found.place, found.remarks) == (None, (remarks,))


def noted(note: str) -> RepositoryResult:
    return repository("a", None, finding("ci", evidence=(replace(CI, note=note),)), share=Share(1, 1))


@pytest.mark.parametrize(
    ("result", "remarks"),
    [
        (noted("a note"), ("a note",)),
        (noted(""), ()),
        (repository("a", WIRED), ("a note on ci",)),
        (repository("a", WIRED, share=Share(0.99, 1)), ("a note on ci", "candidate's share of commits: 99-100%, last changed 2026-03-04")),
        (repository("a", None, finding("ci", Level.PRESENT, ceiling=Level.WIRED)),
         ("a note on ci", "a lower bound: not everything could be read")),
    ],
)  # fmt: skip
def test_what_is_said_of_a_place(result: RepositoryResult, remarks: tuple[str, ...]) -> None:
    assert of("ci", result).remarks == remarks


@pytest.mark.parametrize(
    ("share", "others"),
    [
        (Share(0, 0.49), True),
        (Share(0.5, 0.5), False),
        (Share(0, 0.5), False),
        (Share(0, 1), False),
        (None, False),
    ],
)
def test_work_is_others_where_most_commits_surely_are(share: Share | None, others: bool) -> None:
    assert is_others_work(repository("a", WIRED, share=share), CI) is others


HISTORY = PathProvenance(Share(0.5, 0.75), "c" * 40, "2026-03-04", Origin.OTHER, "2026-01-02", 3, 2)


@pytest.mark.parametrize(
    ("history", "words"),
    [
        (HISTORY, ("introduced by someone else", "candidate's share of commits: 50-75%", "2026-01-02 to 2026-03-04", "changed on 3 days by 2 people")),
        (replace(HISTORY, introduced=Origin.CANDIDATE, share=Share(1, 1), first_date="2026-03-04", days=1, authors=1),
         ("introduced by the candidate", "candidate's share of commits: 100%", "last changed 2026-03-04", "changed on 1 day by 1 person")),
        (replace(HISTORY, introduced=Origin.UNSURE, first_date=None, days=0),
         ("introduced by an unconfirmed author", "candidate's share of commits: 50-75%", "last changed 2026-03-04")),
        (replace(HISTORY, introduced=None, date=None, days=0), ("candidate's share of commits: 50-75%",)),
        (None, ("candidate's share of commits: 0-100%",)),
    ],
)  # fmt: skip
def test_whose_a_place_is_in_words(history: PathProvenance | None, words: tuple[str, ...]) -> None:
    named = repository("a", WIRED, share=Share(1, 1))
    named = replace(named, provenance={} if history is None else {"ci.py": history})
    assert attribution(named, CI) == words


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (CitedLines(1, ("a",), Share(5 / 6, 5 / 6), first_date="2026-02-01", last_date="2026-03-03", counted=6),
         ("5 of 6 cited lines by the candidate, 2026-02-01 to 2026-03-03", "the file from 2026-01-02 to 2026-03-04")),
        (CitedLines(1, (), Share(0, 1 / 3), first_date="2026-02-01", last_date="2026-02-01", counted=3),
         ("0-1 of 3 cited lines by the candidate, 2026-02-01", "the file from 2026-01-02 to 2026-03-04")),
        (CitedLines(1, ("a",), Share(1, 1), counted=1), ("1 of 1 cited line by the candidate", "the file from 2026-01-02 to 2026-03-04")),
        (CitedLines(1, ("a",), None, counted=1), ("candidate's share of commits: 50-75%", "2026-01-02 to 2026-03-04")),
    ],
)  # fmt: skip
def test_where_lines_have_authors_these_are_told(lines: CitedLines, words: tuple[str, ...]) -> None:
    named = repository("a", WIRED, share=Share(1, 1))
    place = replace(CI, line=7)
    named = replace(named, provenance={"ci.py": HISTORY}, cited={("ci.py", 7): lines})
    assert attribution(named, place)[1:3] == words
    assert named.share_of(place) == (lines.share or HISTORY.share)
    assert named.share_source(place) == ("lines" if lines.share else "commits")
    shown_by_commits = replace(place, commits=("c" * 40,))
    assert named.share_source(shown_by_commits) is None and named.share_of(shown_by_commits) == Share(0, 1)


def test_where_nobody_was_named_only_days_and_people_are_told() -> None:
    nobody = replace(repository("a", WIRED), provenance={"ci.py": HISTORY})
    assert attribution(nobody, CI) == ("2026-01-02 to 2026-03-04", "changed on 3 days by 2 people")
    assert attribution(nobody, replace(CI, path=None)) == ()


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(0, 100, "0-100"), (33.4, 33.4, "33"), (33.4, 33.49, "33"), (33.4, 33.6, "33-34"), (99.6, 100, "100")],
)
def test_bounds_that_read_the_same_are_one_number(low: float, high: float, words: str) -> None:
    assert interval_words(low, high) == words
    assert share_words(Share(low / 100, high / 100)) == f"{words}%"


@pytest.mark.parametrize(
    ("paths", "in_text"),
    [
        (("README.md",), True),
        (("MODEL_CARD.md", "app/page.py"), True),
        (("infra/main.tf",), True),
        (("app/page.py",), False),
        (("app/page.py", "web/index.ts"), False),
    ],
)
def test_what_is_claimed_by_code_is_not_claimed_in_text(paths: tuple[str, ...], in_text: bool) -> None:
    places = tuple(Evidence(path, 1, Level.CLAIMED, "it") for path in paths)
    result = repository("a", None, finding("ci", Level.CLAIMED, evidence=places))
    said = " (only claimed in text)" if in_text else ""
    assert of("ci", result).remarks == (f"not visible in 1 repository{said}",)
