"""Alerting: rules, dashboards and notifications on metrics that this repository emits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.alerts.changed_later import arrived_once, is_young
from analyzer.facts.alerts.cloud_alarms import cloud_alarms
from analyzer.facts.alerts.failure_callbacks import failure_callbacks
from analyzer.facts.alerts.job_notices import job_notices
from analyzer.facts.alerts.metric_queries import (
    Board,
    Rule,
    alert_rules,
    configurations,
    dashboards,
    metrics_asked,
)
from analyzer.facts.alerts.notifications import notices
from analyzer.facts.alerts.pipeline_notices import pipeline_notices
from analyzer.facts.alerts.program_notices import program_notices
from analyzer.facts.history.rhythm import bulk_reason, rhythm
from analyzer.facts.purposes.purpose import is_library
from analyzer.facts.telemetry.program_metrics import emitted_anywhere
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.parsing.structured import Block, Text, block, items, nodes
from analyzer.references import as_loaded, metric_chain
from analyzer.repository import Snapshot, derived
from analyzer.text import plural, word_set
from analyzer.wiring.roles import is_example_path, is_test

TELLS_NOBODY = "it shows, and tells nobody"
NEVER_CHANGED = "nobody changed the file after its first week"
RECEIVERS = word_set(
    "slack_configs email_configs webhook_configs pagerduty_configs opsgenie_configs telegram_configs "
    "victorops_configs pushover_configs msteams_configs discord_configs sns_configs wechat_configs "
    "webex_configs rocketchat_configs jira_configs"
)
EXAMPLE_RECEIVER = lazy_regex(
    r"example\.(?:com|org|net)|website\.com|yourdomain|your[-_]|<[a-z_ -]{2,40}>|x{4,}|placeholder|changeme"
    r"|localhost:5001|127\.0\.0\.1:5001|T0{3,}/B0{3,}",
    re.IGNORECASE,
)


@check(
    id="alerting",
    title="alerting",
    reads=(FileKind.CONFIGURATION, FileKind.COMPOSE, FileKind.PYTHON, FileKind.SOURCE),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="Which alert in {path} was a false alarm, and what did you change afterwards?",
        absent="Which metric, at which value, should page somebody because of this model?",
        strong="Knows which alert was noise, who was paged, and which threshold was changed afterwards.",
        weak="Alerts are switched on.",
        presumes_model=True,
        premise=Premise(
            note=r"^(?!dashboard)",
            otherwise="Which panel of {path} did you look at last, and what did you do because of it?",
        ),
    ),
    not_asked={
        Purpose.LIBRARY: "a library alerts nobody: whoever runs it sets the thresholds",
        Purpose.RESEARCH: "research code runs while somebody watches it",
    },
    other_languages=OtherLanguages(
        "a program can send notifications and emit the metric of a rule",
        (Role.OPERATE,),
    ),
    covers=("B1", "B2"),
    near=("alert", "alertmanager", "pager", "pagerduty", "on_call", "notify", "notification"),
    named=("alerting", "alerter", "alert_manager", "alert_service", "alert_sender"),
)
def alerting(repo: Snapshot) -> Iterator[Observation]:
    """Somebody is notified, or can see, when a metric that this repository emits crosses a limit.

    Present: alert rules, alarms or a dashboard with queries, even if nothing here emits any of their
    metrics: a dashboard is a file of Grafana or of another such tool, a page in code that plots is none.
    Substantive: a rule with a limit on an emitted metric, an alarm with a limit and a recipient, live
    code that notifies when a condition holds or something fails (also what a flow is given to call when a
    task fails, a step of CI for a program that ends the run at a limit, and a job of Databricks on a
    schedule), or a dashboard of whose own metrics code that is started emits at least half: it shows, and
    tells nobody. Wired: code that is started, or an exporter that is configured here, emits what a rule
    with a receiver that is no example asks for, and at least half of the repository's own metrics in its
    file; an alarm watches a resource that is declared here; or something the repository runs reaches the
    code that notifies, and a clock the job of CI that does. A file of rules, alarms or panels that nobody
    changed after its first week is at most substantive. What a library ships for its users is only
    claimed. Instruments of clients in other languages emit by the names they are made with.
    """
    boards = [_dashboard(repo, each) for each in dashboards(repo)]
    files = [*_rules(repo), *boards, *cloud_alarms(repo)]
    library = is_library(repo)
    imported = bulk_reason(rhythm(repo))
    of_code = (as_loaded(repo, each) for each in (*notices(repo), *failure_callbacks(repo)))
    for each in (*files, *of_code, *program_notices(repo), *pipeline_notices(repo), *job_notices(repo)):
        if each in files and each.level is Level.WIRED and arrived_once(repo, each.path or ""):
            each = replace(each, level=Level.SUBSTANTIVE, note=f"{each.note}; {NEVER_CHANGED}")
            if imported or is_young(repo, each.path or ""):
                why = imported or "it is younger than a month"
                yield Unseen(f"whether it is kept up is not in the history: {why}", each.path)
        if library or is_example_path(each.path or ""):
            why = "a library ships it to its users" if library else "in an example"
            each = Evidence(each.path, each.line, Level.CLAIMED, f"{each.note}; {why}")
        # What tells somebody comes before what only shows.
        yield each if each in boards else replace(each, size=1)


# -- Prometheus and Grafana rules ----------------------------------------------------------------


def _rules(repo: Snapshot) -> Iterator[Evidence]:
    by_path: dict[str, list[Rule]] = {}
    for rule in alert_rules(repo):
        by_path.setdefault(rule.path, []).append(rule)
    receiver = any(_tells(manifest) for _path, manifest, _before in configurations(repo))
    for path, group in by_path.items():
        yield _rules_evidence(repo, path, group, receiver)


def _tells(manifest: Block) -> bool:
    """Whether an Alertmanager or Grafana configuration names a real receiver."""
    for each in items(manifest.get("receivers")):
        receiver = block(each)
        if any(_is_real(receiver[key]) for key in RECEIVERS if receiver.get(key)):
            return True
    return any(
        _is_real(each)
        for point in items(manifest.get("contactPoints"))
        for each in items(block(point).get("receivers"))
    )


def _is_real(configuration: object) -> bool:
    said = " ".join(node for node in nodes(configuration) if isinstance(node, Text))
    return bool(said.strip()) and not EXAMPLE_RECEIVER.search(said)


def _rules_evidence(repo: Snapshot, path: str, group: list[Rule], receiver: bool) -> Evidence:
    asked = dict.fromkeys(metric for rule in group for metric in metrics_asked(repo, rule.query))
    chain = metric_chain(repo, asked)
    candidates = [
        (rule, ours, metric_chain(repo, metrics_asked(repo, rule.query)).is_whole)
        for rule in sorted(group, key=lambda rule: not rule.routed)
        if rule.limited and (ours := _ours(repo, metrics_asked(repo, rule.query)))
    ]
    if not candidates:
        note = f"{plural(len(group), 'alert rule')}, e.g. '{group[0].name[:60]}'" + _nobody(repo, asked)
        return Evidence(path, group[0].line, Level.PRESENT, note)
    rule, ours, whole = next((each for each in candidates if each[2]), candidates[0])
    where = f"alert '{rule.name[:60]}' on {ours[0]}, which is emitted here"
    told = receiver or rule.routed
    where += ", with a receiver" if told else "; no real receiver"
    if not (whole and chain.is_mostly_whole):
        return Evidence(path, rule.line, Level.SUBSTANTIVE, f"{where}; {chain.broken}")
    return Evidence(path, rule.line, Level.WIRED if told else Level.SUBSTANTIVE, where)


def _ours(repo: Snapshot, metrics: Iterable[str]) -> list[str]:
    """The metrics that are emitted here; what is asked of every target says least, and comes last."""
    known = emitted_anywhere(repo)
    return sorted((metric for metric in metrics if known.has(metric)), key=lambda each: each == "up")


def _nobody(repo: Snapshot, metrics: Iterable[str]) -> str:
    nobody = metric_chain(repo, metrics).nobody
    return f"; {nobody}" if nobody else ""


# -- dashboards ----------------------------------------------------------------------------------

WRITES_ROWS = lazy_regex(r"create table|insert into|to_sql|__tablename__|copy_expert", re.IGNORECASE)


def _dashboard(repo: Snapshot, board: Board) -> Evidence:
    path, row = board.path, board.line
    ours = _ours(repo, board.metrics)
    if ours:
        share = f"{len(ours)} of {len(board.metrics)} metrics"
        note = f"dashboard queries {ours[0]}, which is emitted here ({share})"
        chain = metric_chain(repo, board.metrics)
        if chain.is_mostly_whole:
            return Evidence(path, row, Level.SUBSTANTIVE, f"{note}; {TELLS_NOBODY}")
        return Evidence(path, row, Level.PRESENT, f"{note}; {chain.broken}")
    written = _written_words(repo)
    filled = [table for table in board.tables if table.lower() in written]
    if filled:
        note = f"dashboard reads table {filled[0]}, which code here writes; {TELLS_NOBODY}"
        return Evidence(path, row, Level.SUBSTANTIVE, note)
    note = f"dashboard with {len(board.queries)} queries"
    note += _nobody(repo, board.metrics) or "; nothing here writes its tables"
    return Evidence(path, row, Level.PRESENT, note)


@derived
def _written_words(repo: Snapshot) -> frozenset[str]:
    """The words of live modules that write to a database: the names of their tables are among them."""
    found: set[str] = set()
    for path in (*repo.modules, *repo.programs):
        content = None if is_test(repo, path) else repo.text(path)
        if content is not None and WRITES_ROWS.search(content):
            found.update(re.findall(r"\w{2,80}", content.lower()))
    return frozenset(found)
