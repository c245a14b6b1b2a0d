"""Tasks of Rake that run tests by a name of their own, and those that need one of them."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.wiring.testing.rake_tests import rake_test_tasks
from tests.support.snapshots import run, snapshot
from tests.support.unread import workflow


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("Minitest::TestTask.create(:unit) do |t|\nend\n", {"unit"}),
        ("Rake::TestTask.new(:integration)\n", {"integration"}),
        ("Rake::TestTask.new('quick') { |t| }\n", {"quick"}),
        ("Rake::TestTask.new do |t|\nend\n", {"test"}),
        ("RSpec::Core::RakeTask.new\n", {"spec"}),
        ("RSpec::Core::RakeTask.new(:models)\ntask verify: %i[models lint]\n", {"models", "verify"}),
        ("Rake::TestTask.new(:a)\ntask :b => :a\ntask c: [:b] do\nend\n", {"a", "b", "c"}),
        ("RuboCop::RakeTask.new(:style)\ntask verify: :style\n", set()),
        ("# Rake::TestTask.new(:unit)\n", set()),
        ("task :train do\nend\n", set()),
    ],
)
def test_tasks_that_run_tests(rows: str, found: set[str]) -> None:
    assert rake_test_tasks(snapshot({"Rakefile": rows})) == found
    assert rake_test_tasks(snapshot({"lib/tasks/a.rake": rows})) == found
    assert rake_test_tasks(snapshot({"a.rb": rows})) == set()


@pytest.mark.parametrize(
    ("command", "level"), [("bundle exec rake unit", Level.WIRED), ("rake other", Level.ABSENT)]
)
def test_such_a_task_is_run_in_ci(command: str, level: Level) -> None:
    files = {
        "Rakefile": "Minitest::TestTask.create(:unit)\n",
        "a.rb": "class A\n  def f\n    1\n  end\nend\n",
        "test/a_test.rb": "class ATest < Minitest::Test\n  def test_f\n    assert_equal 1, A.new.f\n  end\nend\n",
    }
    assert run("ci_tests", snapshot({**files, **workflow("push", command)})).level is level
