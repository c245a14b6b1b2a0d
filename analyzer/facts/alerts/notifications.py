"""Code that notifies people when a condition holds: chat messages, pages, emails, webhooks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import Condition, code_only, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import Code, Use, conditions, last_part, package_uses, reached_from, reaching
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.execution import operated
from analyzer.wiring.runs.reachability import is_live

# Clients that tell people, and the calls that do it.
NOTIFIERS = {
    "slack_sdk": word_set("chat_postMessage send send_message"),
    "slack": word_set("chat_postMessage send"),
    "slackweb": word_set("notify"),
    "pdpyras": word_set("trigger create_incident"),
    "pagerduty": word_set("trigger create_incident"),
    "pypd": word_set("create"),
    "opsgenie_sdk": word_set("create_alert"),
    "pymsteams": word_set("send"),
    "discord_webhook": word_set("execute"),
    "telegram": word_set("send_message"),
    "twilio": word_set("create"),
    "apprise": word_set("notify"),
    "sendgrid": word_set("send"),
    "smtplib": word_set("sendmail send_message"),
    "aiosmtplib": word_set("send send_message sendmail"),
    "prefect_slack": word_set("notify send_chat_message"),
}
WEB_CLIENTS = word_set("requests httpx aiohttp urllib")
WEBHOOK = lazy_regex(
    r"hooks\.slack\.com|slack_webhook|webhook_url|discord(?:app)?\.com/api/webhooks|pagerduty|opsgenie"
    r"|api\.telegram\.org|webhook\.office\.com",
    re.IGNORECASE,
)
NOTICE_WORDS = word_set("alert notify notification slack pagerduty opsgenie webhook email telegram sns page")
ALARM_WORDS = word_set(
    "drift psi threshold accuracy error latency score f1 auc rmse mae anomaly anomalies outlier outliers "
    "degraded degradation breach limit rate failures failed unhealthy"
)

# What a function tells that is called where something failed.
FAILURE_WORDS = word_set(
    "error errors failure failures failed exception exceptions crash incident incidents outage"
)
MOST_ROWS_OF_BRANCH = 40
ROWS_OF_A_MESSAGE = 8


def notices(repo: Snapshot) -> Iterator[Evidence]:
    """Branches on an alarming condition that send a notification, and calls that tell a failure."""
    senders = _senders(repo)
    running = operated(repo)
    for path, found in conditions(repo).items():
        if is_test(repo, path) or is_example_path(path):
            continue
        code = Code(path, repo.modules[path], notebook=False)
        for each in found:
            told = sorted(
                name for name in each.actions & senders.keys() if _is_near(repo, path, senders[name])
            )
            told = told or _sent_inside(repo, path, each)
            alarming = each.words & ALARM_WORDS or any(pair.bound is not None for pair in each.comparisons)
            if not (told and alarming) or not is_live(repo, code, each.function):
                continue
            level = Level.WIRED if path in running else Level.SUBSTANTIVE
            yield Evidence(path, each.line, level, f"code notifies ({told[0]}) when a limit is crossed")
            break
    yield from _told_failures(repo)


def _sent_inside(repo: Snapshot, path: str, condition: Condition) -> list[str]:
    """The calls by which a branch itself sends something to a messenger, without a function in between."""
    found: list[str] = []
    for use in messages_sent(repo):
        name = last_part(use.target)
        if (
            use.code.path != path
            or use.call is None
            or use.call.function != condition.function
            or name not in condition.actions
            or not 0 <= use.line - condition.line <= MOST_ROWS_OF_BRANCH
        ):
            continue
        rows = (repo.text(path) or "").split("\n")[condition.line - 1 : use.line + ROWS_OF_A_MESSAGE]
        if use.target.partition(".")[0] not in WEB_CLIENTS or any(map(WEBHOOK.search, rows)):
            found.append(name)
    return found


def _is_near(repo: Snapshot, path: str, files: frozenset[str]) -> bool:
    """Whether code reaches a file with a function that sends; a client's own method is near everywhere."""
    return not files or path in files or not files.isdisjoint(reached_from(repo, [path]))


@derived
def _senders(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names whose call sends, and the live modules with functions of that name that reach a messenger.

    The method of a client is one without modules. A method may have its words from its class.
    """
    clients: set[str] = set()
    found: dict[str, set[str]] = {}
    for use in messages_sent(repo):
        path, call = use.code.path, use.call
        if use.target.partition(".")[0] in NOTIFIERS:
            clients.add(last_part(use.target))
        if call is not None and call.function is not None and words_of(call.function) & NOTICE_WORDS:
            name = last_part(call.function)
            for each in (name, *_callers(repo, path, name)):
                found.setdefault(each, set()).add(path)
    told = {name: frozenset(paths) for name, paths in found.items()}
    return told | dict.fromkeys(clients, frozenset[str]())


@derived
def messages_sent(repo: Snapshot) -> tuple[Use, ...]:
    """The calls of live modules that send something to a messenger."""
    found: list[Use] = []
    posting: dict[str, bool] = {}
    for use in package_uses(repo, frozenset(NOTIFIERS) | WEB_CLIENTS | {"boto3"}):
        path = use.code.path
        if use.call is None or use.code.notebook or is_test(repo, path):
            continue
        package = use.target.partition(".")[0]
        method = last_part(use.target)
        sends = method in NOTIFIERS.get(package, frozenset())
        if package in WEB_CLIENTS and method in ("post", "urlopen", "Request"):
            if path not in posting:
                posting[path] = WEBHOOK.search(code_only(repo.text(path) or "")) is not None
            sends = posting[path]
        if package == "boto3" and method in ("publish", "send_email"):
            sends = True
        if sends:
            found.append(use)
    return tuple(found)


def _told_failures(repo: Snapshot) -> Iterator[Evidence]:
    """The first call of a function that is named for telling a failure, and leads to a messenger."""
    messengers = {use.code.path for use in messages_sent(repo) if not is_example_path(use.code.path)}
    if not messengers:
        return
    telling = {
        each.name: path
        for path in sorted(reaching(repo, messengers) & repo.modules.keys())
        if not is_test(repo, path)
        for each in repo.modules[path].functions
        if words_of(each.name) & NOTICE_WORDS and words_of(each.name) & FAILURE_WORDS and not each.empty
    }
    for path, facts in repo.modules.items() if telling else ():
        if is_test(repo, path) or is_example_path(path):
            continue
        for call in facts.calls:
            name = last_part(call.target)
            file = telling.get(name)
            if file is None or file == path or file not in reached_from(repo, [path]):
                continue
            if is_live(repo, Code(path, facts, notebook=False), call.function):
                level = Level.WIRED if path in operated(repo) else Level.SUBSTANTIVE
                yield Evidence(path, call.line, level, f"code notifies ({name}) when something fails")
                break


def _callers(repo: Snapshot, path: str, name: str) -> Iterator[str]:
    """Functions of the same file that notify through another one and are named for it."""
    for function in repo.modules[path].functions:
        calls = any(each.rpartition(".")[2] == name for each in function.names)
        if calls and function.name != "__init__" and words_of(function.qualified_name) & NOTICE_WORDS:
            yield function.name
