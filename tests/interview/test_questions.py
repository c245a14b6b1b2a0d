from __future__ import annotations

import re
import string
from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from analyzer.claims.questions import OTHER
from analyzer.claims.topics import CLAIM_QUESTIONS, TOPICS
from analyzer.declarations import ClaimQuestion, Competency, FlagQuestion
from analyzer.engine.registry import load_checks
from analyzer.engine.validation import validated_flag_question
from analyzer.interview.pack import MOST_QUESTIONS, questions
from analyzer.interview.texts import Words, texts
from analyzer.model import (
    Check,
    Claim,
    Evidence,
    Flag,
    Level,
    Located,
    Question,
    RepositoryResult,
    Severity,
    Statement,
    Status,
    Support,
)
from analyzer.provenance import Share
from analyzer.scorecard import Scorecard
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate
from benchmarks.coverage import ENGINE_FLAGS
from tests.conftest import Samples
from tests.support.declared import QUESTIONS
from tests.support.scorecards import finding, flag, nothing, repository, unread

REGISTRY = load_checks()
CHECKS = REGISTRY.checks
RUBRIC = load_rubric("production", CHECKS)
MAIN_TOPICS = "production scale latency monitoring tests deployment rollback experiment outcome".split()
FLAGS: Mapping[str, FlagQuestion | None] = {
    **{id: each.question for id, each in REGISTRY.flags.items()},
    **ENGINE_FLAGS,
}
VERDICTS_ON_PEOPLE = re.compile(r"\b(?:hir(?:e|ing)|reject\w*|candidate (?:is|lacks)|fake|cheat\w*|lies?)\b")


MODEL = {"model_code": Level.PRESENT}


def scored(*results: RepositoryResult, claims: tuple[Claim, ...] = ()) -> Scorecard:
    return replace(score(Candidate(("x",)), results, RUBRIC, CHECKS), claims=claims)


def asked(*results: RepositoryResult, claims: tuple[Claim, ...] = ()) -> tuple[Question, ...]:
    return questions(scored(*results, claims=claims))


def claim(topic: str, text: str = "We serve 3k rps.", support: Support = Support.UNSUPPORTED) -> Claim:
    numbers = ("3k rps",) if "3k" in text else ()
    return Claim(
        Statement(text, "README.md", len(text), topic, ("monitoring",), numbers), "octocat/service", support
    )


def asked_about(id: str) -> FlagQuestion:
    question = FLAGS[id]
    assert question is not None
    return question


def raised(id: str, severity: Severity = Severity.ASK) -> Flag:
    return replace(flag(id, severity), question=asked_about(id))


def all_words() -> list[Words | FlagQuestion | ClaimQuestion]:
    return [*CLAIM_QUESTIONS.values(), *map(asked_about, FLAGS), *texts().general, texts().others]


# -- the texts ---------------------------------------------------------------------------------------


def test_every_flag_and_the_main_topics_have_questions_of_their_own() -> None:
    assert len(FLAGS) == 13
    assert all(validated_flag_question(id, each) is each is not None for id, each in FLAGS.items())
    assert len({asked_about(id).ask for id in FLAGS}) == len(FLAGS)
    assert {name for name, each in CLAIM_QUESTIONS.items() if each is not OTHER} == set(MAIN_TOPICS)
    assert len({each.ask for each in CLAIM_QUESTIONS.values()}) == len(MAIN_TOPICS) + 1


def test_every_row_of_a_topic_asks_the_same() -> None:
    assert all(each.question is CLAIM_QUESTIONS[each.name] for each in TOPICS)


@pytest.mark.parametrize("topic", [*CLAIM_QUESTIONS, "a topic that nobody knows"])
def test_the_question_of_a_topic_quotes_the_claim(topic: str) -> None:
    words = CLAIM_QUESTIONS.get(topic, OTHER)
    first = asked(repository(), claims=(claim(topic),))[0]
    assert words.ask.startswith("“{claim}” ")
    assert first.ask == words.ask.replace("{claim}", "We serve 3k rps.")
    assert (first.competency, first.strong, first.weak) == (words.competency.value, words.strong, words.weak)


def test_texts_are_whole_and_ask_one_thing() -> None:
    for words in all_words():
        assert words.strong.endswith(".") and words.weak.endswith(".") and words.strong != words.weak
        if words.ask:
            assert words.ask.rstrip("”").endswith("?")
            fields = {name for _text, name, _spec, _conversion in string.Formatter().parse(words.ask) if name}
            assert fields <= {"claim", "path"}
        because = words.because if isinstance(words, Words) else ""
        for text in (words.ask, because, words.strong, words.weak):
            assert VERDICTS_ON_PEOPLE.search(text.casefold()) is None, text


def test_general_questions_cover_each_row_once_and_every_competency() -> None:
    general = texts().general
    rows = [row for each in general for row in each.covers]
    assert len(rows) == len(set(rows))
    assert len({each.id for each in general}) == len(general)
    assert {each.competency for each in general} == set(Competency)


# -- which ones --------------------------------------------------------------------------------------


def test_a_candidate_with_nothing_is_asked_openly_about_every_competency() -> None:
    found = asked(repository())
    assert 10 <= len(found) <= MOST_QUESTIONS
    assert {each.competency for each in found} == set(Competency)
    assert all(each.place is None for each in found)


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("Answers in 20 ms.", "at which percentile"),
        ("P95 latency is 20 ms.", "under which load"),
        ("Median latency is 20 ms.", "under which load"),
        ("The 99th percentile is 20 ms.", "under which load"),
    ],
)
def test_nobody_is_asked_for_a_percentile_that_the_claim_tells(said: str, asks: str) -> None:
    first = asked(repository(), claims=(claim("latency", said),))[0]
    assert asks in first.ask and ("percentile, and" in first.ask) is (asks == "at which percentile")


def test_open_claims_come_first_numbers_before_words_and_one_a_topic() -> None:
    claims = (
        claim("monitoring", "Everything is monitored."),
        claim("latency", "Answers in 3k rps."),
        claim("monitoring", "Dashboards are watched."),
        claim("tests", "Tested.", Support.SUPPORTED),
        claim("outcome", "Saved millions.", Support.NOT_ASSESSABLE),
        claim("production", "It runs in production."),
    )
    found = asked(repository(), claims=claims)
    heads = [each.ask.split("”")[0] for each in found[:3]]
    assert heads == ["“Answers in 3k rps.", "“Everything is monitored.", "“It runs in production."]
    assert found[0].place is not None and found[0].place.evidence.line == 18
    assert "README.md:18" in found[0].because
    assert not any("Tested." in each.ask or "millions" in each.ask for each in found)


@pytest.mark.parametrize(
    ("result", "asked_for"),
    [
        (repository(levels=MODEL), True),
        (repository(levels=MODEL | {"monitoring": Level.CLAIMED}), True),
        (repository("r", MODEL, finding("monitoring", status=Status.UNKNOWN)), True),
        (repository(levels=MODEL | {"monitoring": Level.PRESENT}), False),
        (repository("r", MODEL, finding("monitoring", status=Status.NOT_APPLICABLE)), False),
    ],
)
def test_a_gap_is_asked_about_only_where_the_question_arises(
    result: RepositoryResult, asked_for: bool
) -> None:
    gap = CHECKS["monitoring"].questions.absent
    assert any(each.ask == gap for each in asked(result)) is asked_for


def test_what_could_not_be_seen_is_not_called_missing() -> None:
    hidden = repository("r", MODEL, finding("monitoring", status=Status.UNKNOWN))
    (question,) = [each for each in asked(hidden) if each.ask == CHECKS["monitoring"].questions.absent]
    assert question.because == "monitoring: could not be fully assessed"
    (question,) = [each for each in asked(repository(levels=MODEL), unread()) if "monitoring" in each.because]
    assert "could not be fully assessed" in question.because


def test_the_strongest_own_evidence_is_walked_through() -> None:
    wired = {"ci_tests": Level.WIRED, "monitoring": Level.SUSTAINED, "dockerfile": Level.WIRED}
    found = asked(repository(levels=wired, share=Share(1, 1)))
    places = [each.place.evidence.path for each in found if each.place is not None]
    assert places == ["monitoring.py", "ci_tests.py", "dockerfile.py"]
    assert any(
        each.ask == CHECKS["monitoring"].questions.present.replace("{path}", "monitoring.py")
        for each in found
    )


def test_others_work_is_asked_about_as_theirs() -> None:
    result = repository(levels={"monitoring": Level.WIRED}, share=Share(0.1, 0.1))
    found = asked(result)
    assert not any(CHECKS["monitoring"].questions.present.split("{path}")[0] in each.ask for each in found)
    (question,) = [each for each in found if each.place is not None]
    assert "written by others" in question.ask and "monitoring.py" in question.ask


def test_flags_are_asked_once_the_loudest_first_and_never_accuse() -> None:
    flags = (
        raised("bulk_import"),
        raised("hollow_ci", Severity.SERIOUS),
        raised("stale_stack", Severity.INFO),
    )
    found = asked(repository("a", flags=flags), repository("b", flags=flags[:1]))
    asks = [each.ask for each in found]
    about = [asked_about(name).ask for name in ("hollow_ci", "bulk_import", "stale_stack")]
    assert [ask in asks for ask in about] == [True, True, False]
    assert asks.index(about[0]) < asks.index(about[1])
    assert asks.count(about[1]) == 1


@pytest.mark.parametrize(
    ("id", "asked_of_remark"),
    [
        ("bulk_import", False),
        ("padded_history", False),
        ("duplicate_repository", True),
        ("stale_stack", True),
    ],
)
def test_a_remark_that_holds_its_answer_is_not_asked_about(id: str, asked_of_remark: bool) -> None:
    ask = asked_about(id).ask
    of_remark = asked(repository("a", flags=(raised(id, Severity.INFO),)))
    of_question = asked(
        repository("a", flags=(raised(id, Severity.INFO),)), repository("b", flags=(raised(id),))
    )
    assert (ask in [each.ask for each in of_remark]) is asked_of_remark
    assert [each.because for each in of_question if each.ask == ask] == ["b: worth a question"]


def test_two_flags_may_speak_of_the_same_file() -> None:
    place = (Evidence("a.ipynb", None, Level.CLAIMED, "it"),)
    flags = tuple(replace(raised(id), evidence=place) for id in ("bulk_import", "notebook_only"))
    asks = {each.ask for each in asked(repository("a", flags=flags))}
    assert {asked_about(each.id).ask for each in flags} <= asks


def test_a_plugins_flag_is_asked_about_with_its_own_words_or_not_at_all() -> None:
    words = FlagQuestion(
        competency=Competency.DATA, ask="Who keeps it?", strong="Names who.", weak="Names nobody."
    )
    place = Evidence("a.csv", 2, Level.CLAIMED, "it")
    own = replace(flag("odd_data"), evidence=(place,), question=words)
    found = asked(repository("r", flags=(flag("silent"), own)))
    (question,) = [each for each in found if each.because == "r: worth a question"]
    assert (question.ask, question.place) == ("Who keeps it?", Located("r", place))
    assert (question.strong, question.weak) == ("Names who.", "Names nobody.")
    assert question.competency == "data quality intuition"


def test_a_plugins_check_that_a_rubric_names_is_asked_with_its_own_words() -> None:
    words = replace(QUESTIONS, present="What did {path} save?", competency=Competency.DATA)
    own = Check("gpu_budget", "GPU budget", (), Level.WIRED, words, nothing, "")
    checks = dict(CHECKS) | {"gpu_budget": own}
    serving = next(each for each in RUBRIC.dimensions if each.id == "serving")
    rubric = replace(RUBRIC, dimensions=(replace(serving, signals={"gpu_budget": 1.0}),))
    result = repository("r", None, finding("gpu_budget", Level.WIRED, path="budget.yaml"))
    found = questions(score(Candidate(("x",)), [result], rubric, checks))
    (question,) = [each for each in found if each.place is not None]
    assert question.ask == "What did budget.yaml save?"
    assert (question.competency, question.strong) == ("data quality intuition", QUESTIONS.strong)


def test_long_and_odd_texts_are_shortened_and_never_formatted() -> None:
    path = "a{0}/" * 100 + "b.py"
    result = repository("r", None, finding("monitoring", Level.WIRED, path=path), share=None)
    found = asked(result, claims=(claim("latency", "{path} {claim} 3k " + "x" * 500),))
    assert all(len(each.ask) < 600 for each in found)
    assert any("{path} {claim} 3k" in each.ask for each in found)


# -- the samples ---------------------------------------------------------------------------------


def test_the_samples_packs_have_no_hollow_premise(samples: Samples) -> None:
    for name, card in samples.scorecards:
        assert 10 <= len(card.questions) <= MOST_QUESTIONS, name
        assert len({each.ask for each in card.questions}) == len(card.questions), name
        assert len({each.competency for each in card.questions}) >= 6, name
        assert card.questions == questions(card), name
        for question in card.questions:
            if question.place is not None:
                assert question.place.repository in {each.name for each in card.repositories}
        levels = {
            signal: max(
                (each.findings[signal].level for each in card.repositories if each.assessed),
                default=Level.ABSENT,
            )
            for signal in samples.checks
        }
        for signal, check in samples.checks.items():
            present = [
                each
                for each in card.questions
                if each.place is not None
                and each.ask == check.questions.present.replace("{path}", each.place.evidence.path or "")
            ]
            assert all(each.place.evidence.level >= Level.SUBSTANTIVE for each in present if each.place)
            assert not present or levels[signal] >= Level.SUBSTANTIVE, (name, signal)
            missing = [each for each in card.questions if each.ask == check.questions.absent]
            assert not missing or levels[signal] <= Level.CLAIMED, (name, signal)


def test_what_the_production_engineer_runs_is_walked_through(samples: Samples) -> None:
    card = dict(samples.scorecards)["production-engineer"]
    paths = [each.place.evidence.path for each in card.questions if each.place is not None]
    assert len(paths) >= 3
    repositories = {each.place.repository for each in card.questions if each.place is not None}
    assert "parcel-eta" in repositories <= {"parcel-eta", "pinball"}


def test_what_no_repository_can_show_is_always_asked(samples: Samples) -> None:
    always = [each for each in texts().general if each.always]
    assert len(always) == 5
    for name, card in samples.scorecards:
        general = {each.ask for each in card.questions if each.general}
        assert all(each.ask in general or each.without_model in general for each in always), name


def test_general_questions_are_marked_and_no_other_is() -> None:
    general = {each.ask for each in texts().general} | {each.without_model for each in texts().general}
    for result in (repository(), repository(levels={"monitoring": Level.WIRED, **MODEL})):
        assert {each.general for each in asked(result)} <= {True, False}
        assert all(each.general is (each.ask in general) for each in asked(result))


def test_general_questions_speak_of_a_model_only_where_there_is_one() -> None:
    with_model = {each.ask for each in texts().general if each.without_model}
    assert with_model
    assert not with_model & {each.ask for each in asked(repository())}
    assert with_model & {each.ask for each in asked(repository(levels=MODEL))}
    for each in texts().general:
        assert re.search(r"\bmodel\b|\bprediction", each.without_model) is None


def test_one_sentence_is_asked_about_once() -> None:
    text = "Serves 3k rps in production, with alerts."
    claims = tuple(claim(topic, text) for topic in ("scale", "production", "monitoring"))
    assert sum(text in each.ask for each in asked(repository(), claims=claims)) == 1


def test_where_there_is_no_model_nobody_is_asked_about_theirs() -> None:
    gap = CHECKS["monitoring"].questions.absent
    assert gap not in [each.ask for each in asked(repository())]
    assert gap in [each.ask for each in asked(repository(levels={"model_code": Level.PRESENT}))]


def test_work_that_may_be_the_candidates_is_not_called_others() -> None:
    result = repository(levels={"monitoring": Level.WIRED}, share=Share(0, 1))
    assert not any("written by others" in each.ask for each in asked(result))
