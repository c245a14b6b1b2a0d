"""What a flow is handed to call when a task fails, where that tells somebody: a mail, a message, a page.

Airflow: https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/logging-monitoring/callbacks.html
Prefect: https://docs.prefect.io/v3/how-to-guides/workflows/state-change-hooks
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.facts.alerts.notifications import messages_sent
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Function, PythonFacts, code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, last_part, package_uses, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.execution import operated
from analyzer.wiring.runs.reachability import is_live

HANDED_FOR_FAILURE = lazy_regex(
    r"\b(on_failure_callback|on_retry_callback|sla_miss_callback|on_failure|on_crashed)[\"']?\]?"
    r"[ \t]{0,4}[:=](?!=)\s{0,40}(\[[^\]]{0,300}\]|[^\n,]{1,200})"
)
# Hooks of Prefect: in other code these words are arguments of anything.
HOOKS_OF_PREFECT = word_set("on_failure on_crashed")
NAME_HANDED = lazy_regex(r"\b[A-Za-z_]\w{0,80}")
# Operators tell somebody when a callback executes them; clients by these calls.
OPERATORS_THAT_TELL = word_set(
    "EmailOperator SlackWebhookOperator SlackAPIPostOperator SlackAPIFileOperator DiscordWebhookOperator "
    "TelegramOperator OpsgenieCreateAlertOperator MSTeamsWebhookOperator SnsPublishOperator "
    "GoogleChatOperator ChimeWebhookOperator DingdingOperator SesEmailOperator"
)
HOOKS_THAT_TELL = word_set(
    "SlackWebhookHook SlackHook DiscordWebhookHook TelegramHook OpsgenieAlertHook PagerdutyHook "
    "PagerdutyEventsHook SnsHook SmtpHook SesHook MSTeamsWebhookHook DingdingHook ChimeWebhookHook "
    "SlackWebhook MicrosoftTeamsWebhook PagerDutyWebHook OpsgenieWebhook DiscordWebhook TwilioSMS "
    "MattermostWebhook SendgridEmail CustomWebhookNotificationBlock"
)
CALLS_OF_HOOKS = word_set(
    "send send_text send_dict send_message call create_event send_event create_alert publish_to_target "
    "send_email_smtp send_email execute notify"
)
MAILS = word_set("send_email send_email_smtp email_send_message")
PACKAGES_OF_CALLBACKS = word_set("airflow prefect prefect_email prefect_slack")
METHODS_OF_NOTIFIERS = word_set("notify async_notify __call__")
MOST_ROUNDS_OF_CALLERS = 3


def failure_callbacks(repo: Snapshot) -> Iterator[Evidence]:
    """The first callback of each module for what fails that tells somebody: once for a module."""
    for path, facts in repo.modules.items():
        text = repo.text(path) or ""
        if not any(word in text for word in ("on_failure", "on_retry_callback", "sla_miss", "on_crashed")):
            continue
        if is_test(repo, path) or is_example_path(path):
            continue
        if not is_live(repo, Code(path, facts, notebook=False), None):
            continue
        code = code_only(text)
        for found in HANDED_FOR_FAILURE.finditer(code):
            if found[1] in HOOKS_OF_PREFECT and not _imports(facts, "prefect"):
                continue
            teller = _teller(repo, path, facts, found[2])
            if teller is not None:
                line = code.count("\n", 0, found.start()) + 1
                level = Level.WIRED if path in operated(repo) else Level.SUBSTANTIVE
                yield Evidence(path, line, level, f"a task that fails notifies ({teller})")
                break


def _imports(facts: PythonFacts, package: str) -> bool:
    return any(each.module.partition(".")[0] == package for each in facts.imports)


def _teller(repo: Snapshot, path: str, facts: PythonFacts, handed: str) -> str | None:
    """The first of the names that are handed over that tells somebody."""
    ours = _tellers(repo)
    shipped = {
        each.name
        for each in facts.imports
        if each.module.startswith("airflow.providers.") and ".notifications" in each.module
    }
    # What a name of the module was set to: `alert = send_slack_webhook_notification(...)`.
    kept = {name: last_part(value) for name, value, _line in facts.assigned if value}
    for found in NAME_HANDED.finditer(handed):
        name = found[0]
        name = kept[name] if kept.get(name) in shipped or kept.get(name) in ours else name
        if name in shipped:
            return name
        if name in ours and not ours[name].isdisjoint(reached_from(repo, [path])):
            return name
    return None


@derived
def _tellers(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names of functions and classes of the project that tell somebody, and the modules they stand in."""
    sending = {(use.code.path, use.call.function) for use in messages_sent(repo) if use.call is not None}
    sending |= _by_flow_tools(repo)
    found: dict[str, set[str]] = {}
    near: dict[str, frozenset[str]] = {}
    modules = [
        (path, facts.functions)
        for path, facts in repo.modules.items()
        if not is_test(repo, path) and facts.functions
    ]
    for _round in range(MOST_ROUNDS_OF_CALLERS):
        before = sum(map(len, found.values()))
        for path, functions in modules if sending else ():
            for each in functions:
                if (path, each.qualified_name) in sending or _calls(repo, path, each, found, near):
                    for name in _names_of(each):
                        found.setdefault(name, set()).add(path)
        if sum(map(len, found.values())) == before:
            break
    return {name: frozenset(paths) for name, paths in found.items()}


def _names_of(function: Function) -> Iterator[str]:
    """The name of a function, and the class that a flow calls by it."""
    yield function.name
    owner = function.qualified_name.rpartition(".")[0]
    if owner and function.name in METHODS_OF_NOTIFIERS:
        yield last_part(owner)


def _calls(
    repo: Snapshot,
    path: str,
    function: Function,
    found: Mapping[str, set[str]],
    near: dict[str, frozenset[str]],
) -> bool:
    """Whether a function calls one of those found; `near` keeps what each module reaches."""
    names = {last_part(each.replace("()", "")) for each in function.names} & found.keys()
    if names and path not in near:
        near[path] = reached_from(repo, [path])
    return any(not found[name].isdisjoint(near[path]) for name in names)


def _by_flow_tools(repo: Snapshot) -> set[tuple[str, str | None]]:
    """The functions that execute an operator, call a hook or send a mail of a tool for flows."""
    made: dict[tuple[str, str | None], frozenset[str]] = {}
    told: set[tuple[str, str | None]] = set()
    for use in package_uses(repo, PACKAGES_OF_CALLBACKS):
        if use.call is None or use.call.function is None or use.code.notebook:
            continue
        place = use.code.path, use.call.function
        parts = set(use.target.replace("()", "").split("."))
        if last_part(use.target) in MAILS:
            told.add(place)
        elif parts & OPERATORS_THAT_TELL:
            made[place] = made.get(place, frozenset()) | word_set("execute")
        elif parts & HOOKS_THAT_TELL:
            made[place] = made.get(place, frozenset()) | CALLS_OF_HOOKS
    for path, function in made:
        functions = repo.modules[path].functions if path in repo.modules else ()
        called = {
            last_part(name) for each in functions if each.qualified_name == function for name in each.names
        }
        if called & made[path, function]:
            told.add((path, function))
    return told
