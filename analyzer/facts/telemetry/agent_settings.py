"""Applications of Rails and Rack that report by the settings of an agent's gem, without a line of code.

Such a gem hooks into the application by itself once its own file of settings is there. Sources:
https://docs.honeybadger.io/lib/ruby/gem-reference/configuration/, https://docs.appsignal.com/ruby/configuration,
https://docs.newrelic.com/docs/apm/agents/ruby-agent/configuration/, https://www.skylight.io/support/getting-started,
https://scoutapm.com/docs/ruby, https://www.elastic.co/guide/en/apm/agent/ruby/current/configuration.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join

from msgspec import Struct

from analyzer.facts.telemetry.program_metrics import program_files_running
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.ruby.language import declared_gems

# The gem, how a report names it, and the key without which it sends nothing, by its file of settings.
AGENT_SETTINGS_FILES = {
    "config/honeybadger.yml": ("honeybadger", "Honeybadger", "api_key"),
    "config/appsignal.yml": ("appsignal", "AppSignal", "push_api_key|active"),
    "config/newrelic.yml": ("newrelic_rpm", "New Relic", "license_key"),
    "newrelic.yml": ("newrelic_rpm", "New Relic", "license_key"),
    "config/skylight.yml": ("skylight", "Skylight", "authentication"),
    "config/scout_apm.yml": ("scout_apm", "Scout APM", "key"),
    "config/elastic_apm.yml": ("elastic-apm", "Elastic APM", "server_url"),
}
AGENT_KEY_ROW = r"[ \t]*(?:{}):[ \t]*[\"']?[^\s\"'#]"
AGENT_KEY_ROWS = {
    key: lazy_regex(AGENT_KEY_ROW.format(key)) for _gem, _tool, key in AGENT_SETTINGS_FILES.values()
}
NO_KEY = lazy_regex(r"(?i)your[-_ ]|<(?!%)|xxxx|changeme|example")
APPLICATIONS = ("config.ru", "config/application.rb", "config/environment.rb")


class AgentReport(Struct, frozen=True):
    """A file of settings by which an application reports: the tool, where, and whether it runs."""

    tool: str
    path: str
    line: int
    started: bool


@derived
def agent_reports(repo: Snapshot) -> tuple[AgentReport, ...]:
    """The agents that are configured beside a Rack application whose Gemfile names their gem."""
    return tuple(_reports(repo))


def _reports(repo: Snapshot) -> Iterator[AgentReport]:
    for path in repo.paths:
        for file, (gem, tool, key) in AGENT_SETTINGS_FILES.items():
            if path != file and not path.endswith(f"/{file}"):
                continue
            place = dirname(path.removesuffix(file).rstrip("/") + "/x") if path != file else ""
            applications = [each for name in APPLICATIONS if repo.exists(each := join(place, name))]
            line = _key_line(repo, path, key)
            if line and applications and gem in declared_gems(repo, place):
                started = any(each in program_files_running(repo) for each in applications)
                yield AgentReport(tool, path, line, started)
            break


def _key_line(repo: Snapshot, path: str, key: str) -> int:
    rows = (repo.text(path) or "").split("\n")
    return next(
        (
            number
            for number, row in enumerate(rows, 1)
            if AGENT_KEY_ROWS[key].match(row[:400]) and not NO_KEY.search(row[:400])
        ),
        0,
    )
