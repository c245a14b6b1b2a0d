"""Applications of Rails that report by the settings of an agent's gem."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

RAILS = {
    "Gemfile": 'gem "rails"\ngem "honeybadger"\ngem "newrelic_rpm"\n',
    "config.ru": "run Rails.application\n",
    "config/application.rb": "module Shop\n  class Application < Rails::Application\n  end\nend\n",
}
STARTED = {"Procfile": "web: bundle exec puma\n"}
KEY = "# settings\napi_key: <%= ENV['KEY'] %>\n"

CASES = {
    "an application that is started": (
        {**RAILS, **STARTED, "config/honeybadger.yml": KEY}, Level.WIRED, "config/honeybadger.yml:2", "Honeybadger"),
    "another agent": (
        {**RAILS, **STARTED, "config/newrelic.yml": "common:\n  license_key: <%= ENV['KEY'] %>\n"},
        Level.WIRED, "config/newrelic.yml:2", "New Relic"),
    "an application below": (
        {f"app/{path}": text for path, text in {**RAILS, "config/honeybadger.yml": KEY}.items()},
        Level.SUBSTANTIVE, "app/config/honeybadger.yml:2", "nothing here was seen to start"),
    "an application that nothing starts": (
        {**RAILS, "config/honeybadger.yml": KEY}, Level.SUBSTANTIVE, "config/honeybadger.yml:2", "Honeybadger"),
}  # fmt: skip
NONE = {
    "no gem": {**RAILS, "Gemfile": 'gem "rails"\n', "config/honeybadger.yml": KEY},
    "no key": {**RAILS, "config/honeybadger.yml": "env: production\n"},
    "a key to fill in": {**RAILS, "config/honeybadger.yml": "api_key: your-api-key\n"},
    "the key of another agent": {**RAILS, "config/newrelic.yml": KEY},
    "no application": {"Gemfile": RAILS["Gemfile"], "config/honeybadger.yml": KEY},
}


@pytest.mark.parametrize(("files", "level", "place", "words"), CASES.values(), ids=CASES)
def test_settings_of_an_agent_report(files: dict[str, str], level: Level, place: str, words: str) -> None:
    assert_found(run("monitoring", snapshot(files)), level, place, words)


@pytest.mark.parametrize("files", NONE.values(), ids=NONE)
def test_what_sets_up_no_agent_reports_nothing(files: dict[str, str]) -> None:
    assert_found(run("monitoring", snapshot({**files, **STARTED})), Level.ABSENT)
