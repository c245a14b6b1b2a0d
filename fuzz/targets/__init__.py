"""Every target by its name."""

from __future__ import annotations

from fuzz.target import Target
from fuzz.targets import build, code, configuration, git, github, programs, report, repository, words

TARGETS: dict[str, Target] = {
    target.name: target
    for module in (code, programs, configuration, build, words, git, github, report, repository)
    for target in module.TARGETS
}
