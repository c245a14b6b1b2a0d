"""A README's command is the same as one of CI by what it does, not by a build file that both read."""

from __future__ import annotations

import pytest

from tests.support.findings import told
from tests.support.snapshots import run, snapshot

README = (
    f"# A\n\n{'The service takes a row and answers with a number. ' * 15}\n\n## Use\n\n```sh\n{{}}\n```\n"
)
CI = ".github/workflows/ci.yml"
PIPELINE = "on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - {}\n"
RAILS = {
    "Gemfile": "gem 'rails'\n",
    "bin/rails": "#!/usr/bin/env ruby\n",
    "app.py": '"""Rows."""\n\n\ndef rows():\n    """Give rows."""\n',
}


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (
            "bin/rails db:create\nbundle exec rspec",
            "README.md:9 CI runs the same: rspec, which reads Gemfile",
        ),
        ("bundle exec rspec", "README.md:8 CI runs the same: rspec, which reads Gemfile"),
        ("bin/rails db:create", None),
    ],
)
def test_a_command_that_ci_runs_is_chosen_before_a_file_that_both_read(
    command: str, line: str | None
) -> None:
    step = "run: bin/rails db:test:prepare && bundle exec rspec"
    repo = snapshot({**RAILS, "README.md": README.format(command), CI: PIPELINE.format(step)})
    found = [each for each in told(run("documentation", repo)) if each.startswith("WIRED")]
    assert found == ([f"WIRED {line}"] if line else [])
