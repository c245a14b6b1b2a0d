"""config/ci.rb: the steps that `bin/ci` of a Rails application runs, one command each.

https://api.rubyonrails.org/classes/ActiveSupport/ContinuousIntegration.html
"""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks.model import TargetFile, file_of, make_target

RAILS_CI = "config/ci.rb"
RAILS_SCRIPT = "bin/ci"
RAILS_CI_TARGET = "ci"
_STEP = lazy_regex(
    r"\s{0,20}step\s{0,4}\(?\s{0,4}[\"'][^\"'\n]{0,200}[\"']\s*,\s*(?P<words>[\"'][^\"\n]{1,300}[\"'](?:\s*,\s*[\"'][^\"'\n]{1,200}[\"'])*)"
)
_WORDS = lazy_regex(r"\"([^\"\n]{1,300})\"|'([^'\n]{1,300})'")


def parse_rails_ci(path: str, text: str) -> TargetFile:
    """One target with the commands of all steps, in their order; the first that fails fails it."""
    lines = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _STEP.match(line[:600])
        if match is not None:
            words = [first or second for first, second in _WORDS.findall(match["words"])]
            lines.append((" ".join(words), number))
    target = make_target(RAILS_CI_TARGET, lines[0][1] if lines else 1, lines)
    return file_of("rails", path, [target] if lines else [], default=RAILS_CI_TARGET, directory="..")
