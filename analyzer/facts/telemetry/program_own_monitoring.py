"""Programs in other languages than Python that are named for monitoring and watch a model's answers."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.other_programs.calls import reached_by
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.other_programs.notebooks import notebook_uses
from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.uses import ProgramUse, uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test_path

MONITORING_WORDS = word_set("monitor monitors monitoring monitored")
FILLED_IN = r"(?:%[sv]|\{\w{0,40}\}|[#$]\{[\w.]{1,60}\}|\$\w{1,40})"
# A text of Prometheus that a program puts together itself: the kind of a metric, in what is written out, or
# where it is filled in (`# TYPE %s %s`).
METRIC_TEXT = lazy_regex(
    r"(?m)^(?![ \t]*(?://|\*|/\*|#))[^\n]{0,200}?(?:[\"'`|]|\\n)[ \t]*"
    r"# TYPE (?:[^\n\"'`]{1,120} (?:gauge|counter|histogram|summary)\b"
    rf"|{FILLED_IN} {FILLED_IN})"
)
METRICS_ROUTE = lazy_regex(r"[\"'`/]metrics[\"'`]")
METRICS_PATH = lazy_regex(r"(?:^|[/ ])metrics/?\Z")
PLOTS_SOMETHING = lazy_regex(r"\b(?:ggplot|geom_\w{1,20}|plot_ly|renderPlot(?:ly)?|vetiver_plot_metrics)\b")
PREDICTION_NAMED = lazy_regex(r"(?i)(?<![a-z])\.?predict(?:ed|ions?)\b|\.pred\w{0,20}\b")
GROUPED_BY_TIME = lazy_regex(
    r"\b(?:group_by|summari[sz]e_by_time|floor_date|vetiver_compute_metrics|rollapply\w?|slide_period)\([^)\n]{0,80}"
    r"(?:date|day|week|month|hour|time|period)"
)
# What watches a model that answers (https://vetiver.posit.co/get-started/monitor.html).
MEASURES_OVER_TIME = lazy_regex(r"(?:.*\.)?vetiver_compute_metrics")
KEPT_OVER_TIME = lazy_regex(r"\bvetiver_(?:pin|plot)_metrics\(")


class OwnMonitoring(Struct, frozen=True):
    """What a program measures or shows of a model's answers, and where."""

    path: str
    line: int
    what: str


def answered_metrics(repo: Snapshot) -> Iterator[tuple[OwnMonitoring, bool]]:
    """Routes that answer a text of metrics which they write, and whether something starts them.

    The text stands in the file of the route, or in a function that a request leads to.
    """
    seen: set[str] = set()
    for use in uses(repo, Subject.ROUTE):
        path = use.path
        if not use.called or path in seen or is_test_path(path) or is_example_path(path):
            continue
        seen.add(path)
        text = repo.text(path) or ""
        if METRICS_ROUTE.search(text) is None:
            continue
        match = METRIC_TEXT.search(text)
        place = (path, text.count("\n", 0, match.end()) + 1) if match is not None else _written(repo, path)
        if place is not None:
            what = "a route of its own answers metrics as Prometheus reads them"
            yield OwnMonitoring(*place, what), path in program_files_running(repo)


def _written(repo: Snapshot, path: str) -> tuple[str, int] | None:
    """Where a function that answers `/metrics` in a file, or is called by it, writes a text of metrics."""
    handlers = {
        node
        for each in routes(repo)
        if each.use.path == path and METRICS_PATH.search(each.route)
        for node in each.handlers
    }
    for other, name in sorted(reached_by(repo, handlers)) if handlers else ():
        text = repo.text(other) or ""
        if other == path or "# TYPE" not in text:
            continue
        function = next(
            (each for each in programs(repo)[other].functions if each.qualified_name == name), None
        )
        rows = text.split("\n")[function.line - 1 : function.end_line] if function is not None else []
        match = METRIC_TEXT.search("\n".join(rows))
        if function is not None and match is not None:
            return other, function.line + "\n".join(rows)[: match.end()].count("\n")
    return None


def own_monitoring(repo: Snapshot) -> Iterator[OwnMonitoring]:
    """The first metric over time of each such file, or of a page; else the page that plots the answers."""
    pages = {each.path: each for each in uses(repo, Subject.PAGE) if each.called and _is_named(each.path)}
    training = {each.path for each in uses(repo, Subject.TRAINING) if each.called}
    seen: set[str] = set()
    for use in (*uses(repo, Subject.MODEL_METRIC), *notebook_uses(repo, Subject.MODEL_METRIC)):
        if use.called and use.path not in seen and _is_kept_over_time(repo, use):
            seen.add(use.path)
            yield OwnMonitoring(use.path, use.line, f"metrics of the model's answers over time: {use.shown}")
    for use in uses(repo, Subject.MODEL_METRIC):
        if not use.called or use.path in seen or use.path in training or not _is_named(use.path):
            continue
        if use.path in pages or GROUPED_BY_TIME.search(repo.text(use.path) or "") is not None:
            seen.add(use.path)
            where = "on a page" if use.path in pages else "over time"
            yield OwnMonitoring(use.path, use.line, f"metrics of the model's answers {where}: {use.shown}")
    for path, page in pages.items():
        text = repo.text(path) or ""
        if path not in seen and PLOTS_SOMETHING.search(text) and PREDICTION_NAMED.search(text):
            yield OwnMonitoring(path, page.line, f"a page that plots the model's answers: {page.tool}")


def _is_kept_over_time(repo: Snapshot, use: ProgramUse) -> bool:
    """Whether a call measures week by week how a model answers, and its file keeps or plots what it gave."""
    return (
        MEASURES_OVER_TIME.fullmatch(use.shown) is not None
        and KEPT_OVER_TIME.search(repo.text(use.path) or "") is not None
    )


def _is_named(path: str) -> bool:
    """Whether a file or its folder is named for monitoring."""
    return not MONITORING_WORDS.isdisjoint(word for part in path.split("/")[-2:] for word in words_of(part))
