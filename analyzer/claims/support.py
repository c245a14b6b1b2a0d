"""What one statement is worth against the findings: the evidence that bears it out, if it can be seen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from posixpath import dirname

from analyzer.claims.dashboards_and_logs import (
    is_of_dashboards_alone,
    is_what_is_watched,
    lacks_a_kind,
    lacks_its_dashboard,
    lacks_its_logs,
    lacks_its_tool,
    shown_by_a_page,
)
from analyzer.claims.figures import DURATION, MONEY, RATE
from analyzer.claims.kept_figures import is_asked_once_each, keeps_figure
from analyzer.claims.kinds_of_tests import drives_a_browser, is_of_a_browser, named_kinds
from analyzer.claims.measured_by import LOGS
from analyzer.claims.topics import MEASURED
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Located, RepositoryResult, Statement, Status, Support
from analyzer.parsing.documents import is_prose
from analyzer.wiring.roles import PUT_AWAY

MOST_PLACES = 3


def support_of(
    statement: Statement, results: Sequence[RepositoryResult]
) -> tuple[Support, tuple[Located, ...]]:
    """What a statement is worth against the findings, and the strongest places that support it."""
    if not statement.signals:
        return Support.NOT_ASSESSABLE, ()
    if _is_coverage(statement) and any(_has_tests(result) for result in results):
        bearing = [each for each in _thresholds(results) if _covers(each, statement)]
        return (Support.SUPPORTED if bearing else Support.NOT_ASSESSABLE), tuple(bearing[:MOST_PLACES])
    if _counts_more_tests(statement, results):
        return Support.NOT_ASSESSABLE, ()
    if _counts_other_tests(statement, results):
        return Support.NOT_ASSESSABLE, ()
    if statement.topic == "scale" and _VOLUME.search(statement.text) is not None:
        return Support.NOT_ASSESSABLE, ()
    places = {
        signal: [
            Located(result.name, evidence)
            for result in results
            if signal in result.findings
            for evidence in result.findings[signal].evidence
            if _supports(statement, signal, evidence)
        ]
        for signal in statement.signals
    }
    otherwise = _is_kept_otherwise(statement, places, results)
    partly = _is_a_part_of_it(statement, places) or _is_of_another_component(statement, places, results)
    if any(places.values()) and not otherwise and not partly:
        return Support.SUPPORTED, _strongest(statement, places)
    if (
        otherwise
        or any(places.values())
        or any(_leaves_open(statement, each) for each in _evidence_of(statement, results))
    ):
        return Support.NOT_ASSESSABLE, ()
    if statement.topic == "monitoring" and shown_by_a_page(statement.text, results):
        return Support.NOT_ASSESSABLE, ()
    if statement.topic == "tests" and is_of_a_browser(statement.text) and any(map(_has_tests, results)):
        return Support.NOT_ASSESSABLE, ()
    if not results or any(_may_hold(result, statement.signals) for result in results):
        return Support.NOT_ASSESSABLE, ()
    return Support.UNSUPPORTED, ()


def _is_a_part_of_it(statement: Statement, places: Mapping[str, Sequence[Located]]) -> bool:
    """Whether what was found is only a part of what the words say, and nobody sees whether the rest is there.

    A dashboard is no log, a container that starts is not yet operated, and a load test measures requests.
    """
    found = {signal: [_where(each.evidence) for each in every] for signal, every in places.items() if every}
    if statement.topic == "monitoring":
        lacks = (lacks_its_dashboard, lacks_its_logs, lacks_its_tool, lacks_a_kind)
        return any(each(statement.text, found) for each in lacks)
    if statement.topic == "drift":
        return lacks_its_tool(statement.text, found)
    if statement.topic == "tests":
        every = [each for some in found.values() for each in some]
        return not all(any(map(kind.search, every)) for kind in named_kinds(statement.text))
    if statement.topic == "production":
        return set(found) == {"serving"}
    return (
        statement.topic in MEASURED
        and set(found) == {"load_testing"}
        and not is_asked_once_each(_said(statement))
    )


def _is_of_another_component(
    statement: Statement, places: Mapping[str, Sequence[Located]], results: Sequence[RepositoryResult]
) -> bool:
    """Whether the README of one component of several claims what stands in the folders of others alone."""
    folder = f"{dirname(statement.path)}/"
    if statement.topic not in _OF_ONE_COMPONENT or folder == "/":
        return False
    components = {
        (each.path or "").partition("/")[0] for result in results for each in _starts_of(result) if each.path
    }
    if folder.partition("/")[0] not in components or len(components) == 1:
        return False
    inside = (_is_inside(each.evidence.path or "", folder) for every in places.values() for each in every)
    return not any(inside)


def _starts_of(result: RepositoryResult) -> Iterator[Evidence]:
    for signal in ("dockerfile", "serving"):
        yield from result.findings[signal].evidence if signal in result.findings else ()


def _is_inside(path: str, folder: str) -> bool:
    """Whether a file lies in the folder, or beside all folders: that is about everything."""
    return path.startswith(folder) or "/" not in path


def _where(evidence: Evidence) -> str:
    return f"{evidence.note} {evidence.path}"


def _said(statement: Statement) -> str:
    return " ".join((statement.text, *statement.numbers))


def _is_kept_otherwise(
    statement: Statement, places: Mapping[str, Sequence[Located]], results: Sequence[RepositoryResult]
) -> bool:
    """Whether documents keep figures of this kind, and none is the claimed one.

    The other lines of a document may hold it, and what is measured elsewhere says nothing of it.
    """
    if statement.topic not in MEASURED or places.get("latency_and_cost"):
        return False
    kept = [
        each.note
        for each in _evidence_of(statement, results)
        if each.note.startswith("numbers: ")
        and not _is_put_away(each.path or "")
        and _OF_PLANS.search(each.path or "") is None
    ]
    return any(keeps_figure(_said(statement), each, statement.topic) is False for each in kept)


# What a component does itself: what delivers and schedules it may stand elsewhere.
_OF_ONE_COMPONENT = ("monitoring", "tests")
# How much data arrives a day: no load test measures it, and no file shows it.
_VOLUME = lazy_regex(
    r"\d\s?[kmgtp]b\s?(?:of\s[a-z ]{1,20}\s)?(?:/|per|a|each|every)\s?(?:hour|day|week|month)\b",
    re.IGNORECASE,
)
_SCALES_ITSELF = lazy_regex(r"\bauto-?scal(?:ed|ing|es?)\b", re.IGNORECASE)
_SCALING = lazy_regex(
    r"auto-?_?scal|scaled_?object|\bhpa\b|keda|m(?:in|ax)_?(?:instances|replicas|capacity|size|nodes)|cloud_run"
    r"|serverless|lambda",
    re.IGNORECASE,
)
_TRAINS = lazy_regex(r"(?<![a-z])(?:re-?)?train", re.IGNORECASE)
_OF_PLANS = lazy_regex(r"(?:^|/)(?:plans?|specs?|proposals?|rfcs?|drafts?)/", re.IGNORECASE)


def _evidence_of(statement: Statement, results: Sequence[RepositoryResult]) -> Iterator[Evidence]:
    for result in results:
        for signal in statement.signals:
            if signal in result.findings:
                yield from result.findings[signal].evidence


def _is_put_away(path: str) -> bool:
    return any(PUT_AWAY.fullmatch(each.casefold()) is not None for each in path.split("/")[:-1])


def _leaves_open(statement: Statement, evidence: Evidence) -> bool:
    """Whether it is there in another form than the words say, and nobody sees whether that does it.

    A notebook that is run by hand may be what a sentence calls drift detection; a pipeline that is not known
    to train may train.
    """
    if statement.topic in MEASURED:
        return False
    if _SCALES_ITSELF.search(statement.text) is not None and evidence.level >= Level.SUBSTANTIVE:
        return True  # the platform that it is built on may do it
    if evidence.level >= Level.PRESENT and _is_put_away(evidence.path or ""):
        return True  # it was there
    if statement.topic in _OF_TOOLS and evidence.level is Level.PRESENT and _is_named(statement, evidence):
        return True  # what the sentence names is there, and does not yet do it
    by_hand = evidence.level >= Level.PRESENT and (evidence.path or "").endswith(".ipynb")
    return by_hand or (statement.topic == "retraining" and evidence.level >= Level.SUBSTANTIVE)


_OF_TOOLS = ("monitoring", "drift")
# The note of a threshold, and the share that a sentence claims.
_THRESHOLD = lazy_regex(r"coverage below (\d{1,3}) %")
_CLAIMED_SHARE = lazy_regex(r"(\d{1,3})(?:\.\d{1,4})?\s?(?:%|percent\b)", re.IGNORECASE)
_CLAIMED_TESTS = lazy_regex(
    r"(?<![\w.,])(\d{1,3}(?:,\d{3}){1,2}|\d{1,6})\+?\s(?:[a-z0-9-]{1,20}\s){0,4}tests\b", re.I
)
# "21/21 tests passing": of so many tests a run of others says nothing.
_PASSED_OF = lazy_regex(r"(?<![\w./])(\d{1,6})\s?/\s?(\d{1,6})(?![\w./])")
# Tests that run with several inputs are counted once in the files and many times by their runner.
_ROOM_FOR_PARAMETERS = 1.25
_ROOM_FOR_GROWTH = 2
_COUNTED_IN_NOTE = lazy_regex(r"(?<![\w.,])(\d[\d,]{0,8}) (?:[\w#+-]{1,20} )?tests?\b", re.IGNORECASE)


def _is_coverage(statement: Statement) -> bool:
    """Whether the words claim a share of covered code: nobody knows it who does not run the tests."""
    said = statement.text.casefold()
    return statement.topic == "tests" and "coverage" in said and _CLAIMED_SHARE.search(said) is not None


def _has_tests(result: RepositoryResult) -> bool:
    finding = result.findings.get("tests")
    return finding is not None and finding.level >= Level.SUBSTANTIVE


def _thresholds(results: Sequence[RepositoryResult]) -> Iterator[Located]:
    for result in results:
        for evidence in result.findings["tests"].evidence if "tests" in result.findings else ():
            if _THRESHOLD.match(evidence.note):
                yield Located(result.name, evidence)


def _covers(place: Located, statement: Statement) -> bool:
    share, threshold = _CLAIMED_SHARE.search(statement.text), _THRESHOLD.match(place.evidence.note)
    return share is not None and threshold is not None and int(threshold[1]) >= int(share[1])


def _counts_more_tests(statement: Statement, results: Sequence[RepositoryResult]) -> bool:
    """Whether the words count more tests than the files hold; a runner may count them otherwise."""
    match = _CLAIMED_TESTS.search(statement.text) if statement.topic == "tests" else None
    if match is None or not any(_has_tests(result) for result in results):
        return False
    counted = [fact.value for result in results for fact in result.facts if fact.name == "tests"]
    found = sum(each for each in counted if isinstance(each, int))
    return int(match[1].replace(",", "")) > found * _ROOM_FOR_PARAMETERS


def _counts_other_tests(statement: Statement, results: Sequence[RepositoryResult]) -> bool:
    """Whether the words say how many of so many tests passed, and no file or run has about so many."""
    match = _PASSED_OF.search(statement.text) if statement.topic == "tests" else None
    if match is None:
        return False
    said = int(match[2])
    notes = [each.note for each in _evidence_of(statement, results) if each.level >= Level.SUBSTANTIVE]
    found = [int(each[1].replace(",", "")) for note in notes for each in _COUNTED_IN_NOTE.finditer(note)]
    counted = [fact.value for result in results for fact in result.facts if fact.name == "tests"]
    found += [each for each in counted if isinstance(each, int)]
    return not any(said / _ROOM_FOR_PARAMETERS <= each <= said * _ROOM_FOR_GROWTH for each in found)


def _supports(statement: Statement, signal: str, evidence: Evidence) -> bool:
    """Whether this evidence supports the words.

    A figure needs a load test, or a document that keeps it beside the script that measured it: an
    optimisation does not show how fast the code is. What was put away shows nothing of the present.
    """
    if _is_put_away(evidence.path or ""):
        return False
    if statement.topic in MEASURED and signal == "latency_and_cost":
        kept = evidence.level >= Level.PRESENT and evidence.path is not None and is_prose(evidence.path)
        if _OF_PLANS.search(evidence.path or "") is not None:
            return False  # what was to be reached
        if not kept or _SAME_KIND[statement.topic].search(evidence.note) is None:
            return False
        return keeps_figure(_said(statement), evidence.note, statement.topic) is not False
    if (
        statement.topic == "tests"
        and is_of_a_browser(statement.text)
        and not drives_a_browser(_where(evidence))
    ):
        return False  # other tests start no browser
    if statement.topic == "monitoring" and signal == "alerting" and _OF_A_JOB.match(evidence.note):
        return False  # a message from a job watches no service
    if statement.topic == "monitoring" and not is_what_is_watched(statement.text, signal):
        return False
    if statement.topic == "deployment" and signal == "ci" and _DELIVERS.search(statement.text) is not None:
        return False  # what checks the code brings it nowhere
    if statement.topic in _OF_WHAT_RUNS and _CANNOT_RUN.search(evidence.note) is not None:
        return False
    is_dashboard = evidence.note.startswith("dashboard")
    if statement.topic == "monitoring" and is_dashboard and is_of_dashboards_alone(statement.text):
        return evidence.level >= Level.PRESENT  # the file is what the words say
    if statement.topic == "alerting" and is_dashboard:
        return False  # a dashboard tells nobody
    if statement.topic == "deployment" and _SCALES_ITSELF.search(statement.text) is not None:
        # What else is built by code scales nothing.
        return evidence.level >= Level.SUBSTANTIVE and _SCALING.search(evidence.note) is not None
    if statement.topic == "retraining" and not _TRAINS.search(_where(evidence)):
        return False  # a pipeline of data, or an image that is published, trains nothing
    return evidence.level >= Level.SUBSTANTIVE


_OF_A_JOB = lazy_regex(r"code notifies|a task that fails notifies")
# What is to be started and cannot be runs nowhere.
_OF_WHAT_RUNS = ("production", "deployment", "scale")
_CANNOT_RUN = lazy_regex(r"\bis to start [^,]{1,300}, but\b|\bcannot be (?:built|started|loaded)\b")
# What brings a version to where it runs. That a push starts a run is none of it.
_DELIVERS = lazy_regex(
    r"\bpush(?:es|ed|ing)?\s(?:(?:and|the|it|its|an?|docker|container|new|built)\s){0,3}"
    r"(?:images?|artifacts?|packages?|containers?|(?:them|it)?\s?to\s(?:the\s|an?\s|aws\s|amazon\s|google\s|azure\s)?"
    r"(?:ecr|acr|gcr|ghcr|quay|pypi|docker|artifact|registry|container|github container|hugging))\b"
    r"|(?:→|->|=>)\s?`?(?:ecr|acr|gcr|ghcr|quay|pypi|docker ?hub|artifact registry)\b"
    r"|\bpublish(?:es|ed|ing)?\b|\b(?:re-?)?deploy(?:s|ed|ing|ments?)?\b|\breleases\s(?:to|the|a|new)\b",
    re.IGNORECASE,
)
# The unit in which a figure of a topic is measured.
_SAME_KIND = {
    "latency": lazy_regex(rf"{DURATION}|\bp(?:50|9[059])\b|\blatency\b|\bms\b", re.IGNORECASE),
    "scale": lazy_regex(rf"{RATE}|\b(?:rps|qps|throughput)\b|/s\b|per sec", re.IGNORECASE),
    "cost": lazy_regex(MONEY),
}


def _may_hold(result: RepositoryResult, signals: Sequence[str]) -> bool:
    """Whether evidence could be in what was not seen there, or nothing that was looked for applies."""
    if not result.assessed:
        return True
    findings = [result.findings[each] for each in signals if each in result.findings]
    return (
        len(findings) < len(signals)
        or any(each.ceiling >= Level.SUBSTANTIVE > each.level for each in findings)
        or any(each.status in (Status.UNKNOWN, Status.ERROR) for each in findings)
        or all(each.status is Status.NOT_APPLICABLE for each in findings)
    )


# The words by which a sentence names a signal itself.
_NAMED = {
    "monitoring": lazy_regex(r"\bmonitor|\bobservab", re.IGNORECASE),
    "alerting": lazy_regex(r"\balert", re.IGNORECASE),
    "drift_detection": lazy_regex(r"\bdrift", re.IGNORECASE),
    "logging": LOGS,
}


def _strongest(statement: Statement, places: Mapping[str, Sequence[Located]]) -> tuple[Located, ...]:
    """The strongest places, first those of each thing that the words name: of drift and of monitoring."""
    ordered = {
        signal: sorted(dict.fromkeys(found), key=lambda each: _place_order(statement, each))
        for signal, found in places.items()
    }
    # What brings it to where it runs tells of a deployment before what then answers there.
    last = "serving" if statement.topic == "deployment" else None
    turns = sorted(ordered, key=lambda signal: signal == last)
    every = sorted(
        (each for signal in turns for each in ordered[signal]), key=lambda each: _place_order(statement, each)
    )
    named = [found[0] for signal, found in ordered.items() if found and _names(statement, signal)]
    if statement.topic == "tests":
        kinds = named_kinds(statement.text)
        named = [next(each for each in every if kind.search(_where(each.evidence))) for kind in kinds]
    first = sorted(dict.fromkeys(named), key=lambda each: _place_order(statement, each))
    alone = len(first) == 1 and statement.topic not in (*MEASURED, "tests")
    return tuple(dict.fromkeys(every if alone else [*first, *every]))[:MOST_PLACES]


def _names(statement: Statement, signal: str) -> bool:
    """Whether the words name a signal; of a figure that is the document that keeps it."""
    if statement.topic in MEASURED:
        return signal == "latency_and_cost"
    return signal in _NAMED and _NAMED[signal].search(statement.text) is not None


# Words of a sentence that say which of several places it means.
_WORDS = lazy_regex(
    r"\b(?:prometheus|grafana|dashboards?|alertmanager|alerts?|slack|e-?mail|evidently|drift|langfuse"
    r"|opentelemetry|tracing|sentry|cloudwatch|datadog|docker|compose|kubernetes|helm|terraform|ansible|argo"
    r"|github actions|ci/cd|airflow|prefect|dagster|kedro|dvc|retrain\w*|rollback|canary|a/b|locust|k6"
    r"|streamlit|gradio|fastapi|flask|unit|integration|databricks|snowflake|heroku|render|railway|vercel"
    r"|netlify|cloud run|lambda|ecs|eks|gke|aks|sagemaker|vertex|azure|aws|gcp|hugging face)\b",
    re.IGNORECASE,
)


def _is_named(statement: Statement, evidence: Evidence) -> bool:
    """Whether a sentence names what this place is: "Grafana dashboards" means those, not a counter."""
    words = {match[0].casefold().rstrip("s") for match in _WORDS.finditer(statement.text)}
    where = _where(evidence).casefold()
    return any(word in where for word in words)


def _place_order(statement: Statement, place: Located) -> tuple[bool, bool, int, str]:
    """In a repository with several projects, evidence in the folder of the statement comes first.

    Then what the sentence names, then the strongest; among these the order of the signals and their places.
    """
    evidence = place.evidence
    folder = dirname(statement.path)
    elsewhere = bool(folder) and not (evidence.path or "").startswith(f"{folder}/")
    return (elsewhere, not _is_named(statement, evidence), -evidence.level, place.repository)
