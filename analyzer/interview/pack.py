"""The interview pack: what to ask this candidate, made from what was found, claimed and not seen.

Ordered by how informative an answer would be: unsupported claims, thin essential dimensions, flags, the
strongest evidence, and always what no repository can show. What is asked about a signal, a flag or a claim
is declared with it, the rest in `interview.yaml`; no question presupposes what was not found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from analyzer.claims import CLAIM_QUESTIONS, OTHER
from analyzer.declarations import (
    ClaimQuestion,
    FlagQuestion,
    OwnQuestion,
    OwnQuestions,
    Questions,
)
from analyzer.interview.texts import Words, texts
from analyzer.lazy_regex import lazy_regex
from analyzer.model import (
    Claim,
    Evidence,
    Flag,
    Level,
    Located,
    Question,
    RepositoryResult,
    Severity,
    Status,
    Support,
)
from analyzer.scorecard import OWN_CREDIT, BestPlace, Scorecard, SignalSummary
from analyzer.text import beginning_of, commit_words, repository_count

MOST_QUESTIONS = 15
LEAST = 12
MOST_CLAIMS = 3
MOST_GAPS = 3
MOST_FLAGS = 2
MOST_STRENGTHS = 3
BEFORE_GENERAL = 7
MOST_OF_OTHERS = 1
# Below this, of 100, an essential dimension is worth a question about what was not found.
THIN = 40.0
CUT = 160

# What shows that there is a model to speak of.
MODEL_SIGNALS = ("model_code", "serving")
# The note of code that makes a model, as the check writes it.
_TRAINS = lazy_regex(r"trains a model\b")
_LOUDEST = (Severity.SERIOUS, Severity.ASK, Severity.INFO)


General = Words | OwnQuestion
"""A question about what no repository can show: ours, or of the rubric that is scored by."""
_NOTHING_OWN = OwnQuestions()


def questions(scorecard: Scorecard, own: OwnQuestions = _NOTHING_OWN) -> tuple[Question, ...]:
    """Ten to fifteen questions for this candidate, the most telling first; deterministic.

    `own`: what the rubric asks beyond what was found, and how often about which competency.
    """
    asked: list[Question] = [
        *_first(_about_claims(scorecard.claims), MOST_CLAIMS),
        *_first(_about_gaps(scorecard), MOST_GAPS),
        *_first(_about_flags(scorecard), MOST_FLAGS, same_place=True),
    ]
    # Where little is open, what is there is walked through.
    strengths = max(MOST_STRENGTHS, BEFORE_GENERAL - len(asked))
    strongest = _first(_about_strengths(scorecard), strengths)
    # What no repository can show is always asked: the last of what can be walked through makes room for it.
    room = MOST_QUESTIONS - len(asked) - sum(each.always for each in texts().general)
    asked += (strongest + _first(_about_others_work(scorecard), MOST_OF_OTHERS))[: max(room, 0)]
    general = _general(asked, own, without_strengths=not strongest, with_model=_has_models(scorecard))
    return tuple(asked + general)


def _first(found: Iterable[Question], most: int, *, same_place: bool = False) -> list[Question]:
    """The first few that ask neither the same thing nor, but for `same_place`, about the same place twice."""
    kept: list[Question] = []
    seen: set[object] = set()
    for each in found:
        if len(kept) == most:
            break
        place = each.place and (each.place.repository, each.place.evidence.path, _line_of_claim(each))
        if each.ask not in seen and (same_place or place is None or place not in seen):
            kept.append(each)
            seen |= {each.ask, place} - {None}
    return kept


def _line_of_claim(question: Question) -> int | None:
    """A document may make several claims; any other file is asked about once."""
    evidence = question.place.evidence if question.place is not None else None
    return evidence.line if evidence is not None and evidence.level is Level.CLAIMED else None


# -- claims ------------------------------------------------------------------------------------------


def _about_claims(claims: Sequence[Claim]) -> Iterator[Question]:
    """Unsupported claims, those with a number first, one a topic before a second one of any."""
    unsupported = (each for each in claims if each.support is Support.UNSUPPORTED)
    open_claims = sorted(unsupported, key=lambda each: not each.statement.numbers)
    seen: Counter[str] = Counter()
    turns = []
    for place, claim in enumerate(open_claims):
        turns.append((seen[claim.statement.topic], place, claim))
        seen[claim.statement.topic] += 1
    for _turn, _place, claim in sorted(turns, key=lambda turn: turn[:2]):
        statement = claim.statement
        words = CLAIM_QUESTIONS.get(statement.topic, OTHER)
        located = None
        if claim.repository is not None:
            evidence = Evidence(statement.path, statement.line, Level.CLAIMED, "a claim")
            located = Located(claim.repository, evidence)
        where = f"{claim.repository}, " if claim.repository is not None else ""
        because = (
            f"claimed in {where}{statement.path}:{statement.line}; the scan found no evidence to support it"
        )
        told = words.told and re.search(words.told, statement.text, re.IGNORECASE) is not None
        ask = words.ask_told if told else words.ask
        yield _question(words, ask.replace("{claim}", _short(statement.text)), because, located)


# -- gaps --------------------------------------------------------------------------------------------


def _about_gaps(scorecard: Scorecard) -> Iterator[Question]:
    """For each thin essential dimension, thinnest first, the heaviest signal that was not found."""
    models = _has_models(scorecard)
    thin = [each for each in scorecard.dimensions if each.essential and each.weight and each.low < THIN]
    for dimension in sorted(thin, key=lambda each: (each.low, -each.weight)):
        for signal in sorted(scorecard.of_dimension(dimension.id), key=lambda each: -each.weight):
            words = signal.questions
            if words is None or (words.presumes_model and not models):
                continue
            if _is_gap(signal, scorecard.repositories):
                yield _question(words, words.absent, _gap_reason(signal, scorecard.repositories))
                break


def _has_models(scorecard: Scorecard) -> bool:
    return any(each.level >= Level.PRESENT for each in scorecard.signals if each.id in MODEL_SIGNALS)


def _is_gap(signal: SignalSummary, repositories: Sequence[RepositoryResult]) -> bool:
    """Whether nobody's work shows the signal, and somewhere the question arises."""
    if signal.level >= Level.PRESENT:
        return False
    found = [each.findings[signal.id] for each in repositories if signal.id in each.findings]
    return not found or any(each.status is not Status.NOT_APPLICABLE for each in found)


def _gap_reason(signal: SignalSummary, repositories: Sequence[RepositoryResult]) -> str:
    found = [each.findings[signal.id] for each in repositories if signal.id in each.findings]
    unread = any(not each.assessed for each in repositories)
    if not found or unread or any(each.may_be_stronger for each in found):
        return f"{signal.title}: could not be fully assessed"
    claimed = "only claimed in text, " if any(each.claimed_in_text for each in found) else ""
    return f"{signal.title}: {claimed}not visible in {repository_count(len(repositories))}"


# -- flags -------------------------------------------------------------------------------------------


def _about_flags(scorecard: Scorecard) -> Iterator[Question]:
    """The loudest flags, each once, at the first repository that carries it."""
    pairs = [(flag, repository) for repository in scorecard.repositories for flag in repository.flags]
    for flag, repository in sorted(
        pairs, key=lambda pair: (_LOUDEST.index(pair[0].severity), pair[0].id, pair[1].name)
    ):
        words = flag.question
        # Each open claim has a question of its own.
        if words is None or (flag.id == "claims_without_evidence" and scorecard.claims):
            continue
        if words.not_of_remarks and flag.severity is Severity.INFO:
            continue
        yield _question(words, words.ask, f"{repository.name}: {flag.message}", _flag_place(flag, repository))


def _flag_place(flag: Flag, repository: RepositoryResult) -> Located | None:
    first = next((each for each in flag.evidence if each.path is not None), None)
    return None if first is None else Located(repository.name, first)


# -- strengths ---------------------------------------------------------------------------------------


class _Strength(Struct, frozen=True):
    """A signal with its best place and what its check asks about one."""

    signal: SignalSummary
    place: BestPlace
    words: Questions

    @property
    def evidence(self) -> Evidence:
        return self.place.located.evidence


def _strengths(scorecard: Scorecard) -> list[_Strength]:
    """Wired evidence with a path or a commit to open, heaviest first."""
    found = [
        _Strength(each, each.place, each.questions)
        for each in scorecard.signals
        if each.dimension is not None and each.place is not None and each.questions is not None
    ]
    strong = [
        each
        for each in found
        if (each.evidence.path is not None or each.evidence.commits)
        and each.evidence.level >= min(Level.WIRED, each.signal.max_level)
    ]
    return sorted(strong, key=lambda each: (-each.signal.weight * each.place.earned, each.signal.id))


def _about_strengths(scorecard: Scorecard) -> Iterator[Question]:
    """What is the candidate's own and earns most, one a dimension before a second one of any."""
    own = [each for each in _strengths(scorecard) if each.place.credit.low >= OWN_CREDIT]
    seen: Counter[str | None] = Counter()
    turns = []
    for number, each in enumerate(own):
        turns.append((seen[each.signal.dimension], number, each))
        seen[each.signal.dimension] += 1
    for _turn, _number, each in sorted(turns, key=lambda turn: turn[:2]):
        found = f"{each.signal.title} is {each.evidence.level.word} in {each.place.located.repository}"
        yield _question(
            each.words,
            _asked_of(each, scorecard).replace("{path}", _path(each.evidence)),
            f"{found}: {_short(each.evidence.note)}",
            each.place.located,
        )


def _asked_of(strength: _Strength, scorecard: Scorecard) -> str:
    """What is asked about a place; something else where the place lacks what that takes for granted."""
    premise = strength.words.premise
    if premise is None:
        return strength.words.present
    name = strength.place.located.repository
    result = next(each for each in scorecard.repositories if each.name == name)
    holds = (
        re.search(premise.note, strength.evidence.note, re.IGNORECASE) is not None
        and (not premise.fact or _number(result, premise.fact) > premise.more_than)
        and not (strength.evidence.path or "").endswith(premise.not_of or ("\0",))
        and (not premise.model or _works_with_model(result))
        and (not premise.trains or _trains_model(result))
    )
    return strength.words.present if holds else premise.otherwise


def _number(result: RepositoryResult, fact: str) -> float:
    values = (each.value for each in result.facts if each.name == fact)
    return next((float(each) for each in values if isinstance(each, int | float)), 0)


def _works_with_model(result: RepositoryResult) -> bool:
    finding = result.findings.get(MODEL_SIGNALS[0])
    return finding is not None and finding.level >= Level.PRESENT


def _trains_model(result: RepositoryResult) -> bool:
    finding = result.findings.get(MODEL_SIGNALS[0])
    return finding is not None and any(
        each.level >= Level.PRESENT and _TRAINS.match(each.note) is not None for each in finding.evidence
    )


def _about_others_work(scorecard: Scorecard) -> Iterator[Question]:
    """Strong evidence that others wrote: what was the candidate's part?"""
    words = texts().others
    for each in _strengths(scorecard):
        if each.place.credit.high >= OWN_CREDIT or each.evidence.level < Level.WIRED:
            continue  # it is, or may be, the candidate's own
        level, repository = each.evidence.level.word, each.place.located.repository
        yield _question(
            words,
            words.ask.replace("{path}", _path(each.evidence)),
            words.because.format(title=each.signal.title, level=level, repository=repository),
            each.place.located,
        )


# -- what no repository can show ------------------------------------------------------------------------


def _general(
    asked: Sequence[Question], own: OwnQuestions, *, without_strengths: bool, with_model: bool
) -> list[Question]:
    """The rubric's own and those that are always asked, then others for what nobody asked about.

    Where the rubric says how many are asked about a competency, so many are, as far as there is room.
    """
    first = [each for each in texts().general if without_strengths and each.first_without_strengths]
    always = [each for each in texts().general if each.always and each not in first]
    chosen: list[General] = []
    for each in (*first, *_ordered(own.added, own), *_ordered(always, own)):
        if _wanted(each, chosen, own) is not False:
            chosen.append(each)
    left = _ordered([each for each in texts().general if each not in (*first, *always)], own)
    counts = Counter(each.competency for each in (*asked, *chosen))
    while left and len(asked) + len(chosen) < MOST_QUESTIONS:
        words = min(
            left,
            key=lambda each: (
                _wanted(each, chosen, own) is not True,
                counts[each.competency],
                left.index(each),
            ),
        )
        left.remove(words)
        wanted = _wanted(words, chosen, own)
        if wanted is None and counts[words.competency] and len(asked) + len(chosen) >= LEAST:
            break
        if wanted is not False:
            counts[words.competency] += 1
            chosen.append(words)
    return [
        replace(_question(each, _words_of(each, with_model=with_model), each.because), general=True)
        for each in chosen[: MOST_QUESTIONS - len(asked)]
    ]


def _words_of(words: General, *, with_model: bool) -> str:
    instead = words.without_model if isinstance(words, Words) and not with_model else ""
    return instead or words.ask


def _ordered(words: Iterable[General], own: OwnQuestions) -> list[General]:
    """The competencies that the rubric names first, in its order; otherwise as they stand."""
    place = {each: number for number, each in enumerate(own.order)}
    return sorted(words, key=lambda each: place.get(each.competency, len(place)))


def _wanted(words: General, chosen: Sequence[General], own: OwnQuestions) -> bool | None:
    """Whether the rubric wants one more about this competency; None where it leaves that open."""
    number = own.number.get(words.competency)
    return None if number is None else sum(each.competency is words.competency for each in chosen) < number


# -- texts ---------------------------------------------------------------------------------------------


def _question(
    words: Words | Questions | FlagQuestion | ClaimQuestion | OwnQuestion,
    ask: str,
    because: str,
    place: Located | None = None,
) -> Question:
    return Question(words.competency.value, ask, because, words.strong, words.weak, place)


def _path(evidence: Evidence) -> str:
    """The path (or the commit) as a sentence can carry it: of a long one, its end."""
    if evidence.path is None and evidence.commits:
        return commit_words(evidence.commits[0])
    path = evidence.path or ""
    return path if len(path) <= CUT else "..." + path[-CUT:]


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= CUT else beginning_of(text, CUT - 3) + "..."
