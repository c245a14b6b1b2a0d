"""Lists of dependencies that a build writes or removes before it installs: what is installed is not the
committed file.

Sources: https://github.com/python-poetry/poetry-plugin-export, https://docs.astral.sh/uv/reference/cli/#uv-export,
https://pdm-project.org/latest/reference/cli/#export, https://pipenv.pypa.io/en/latest/cli.html#requirements,
https://pip-tools.readthedocs.io/en/stable/cli/pip-compile/.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Job, Step
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.text import word_set

COMPILERS = word_set("pip-compile compile")
# A command that writes out a list, by an option or by what the shell does with its output.
EXPORTED = lazy_regex(
    r"\b(?:(?:poetry|pdm|uv|pixi)[ \t]+export|pipenv[ \t]+(?:requirements|lock)|pip3?[ \t]+freeze)\b"
    r"(?:[^\n;&|>\\]|\\\n){0,300}?(?:[ \t](?:-o|--output(?:-file)?)[ \t=]{1,4}|>{1,2}[ \t]{0,4})"
    r"[\"']?(?P<name>[\w./-]{1,200})"
)
LAST_INSTALL = lazy_regex(r"\b(?:install|sync|ci|add|update)\b")


def remade_in(image: Dockerfile, line: int) -> frozenset[str]:
    """Names of the lists that an image does not have as they were committed when it runs a line.

    They are resolved anew while it is built and not copied by their names, or written out, or removed before.
    """
    resolved: set[str] = set()
    remade: set[str] = set()
    for number, script in image.run_scripts:
        resolved.update(_resolved(script))
        if number < line:
            remade.update(_exported(script))
        elif number == line:
            before = _before_installing(script)
            remade.update((*_exported(before), *_removed(before)))
    return frozenset(remade | (resolved - {basename(source) for source, _destination in image.copies}))


def remade_before(job: Job, step: Step) -> frozenset[str]:
    """Names of the files that a job of CI has written or removed when one of its steps installs."""
    found: set[str] = set()
    for script in run_in_job_before(job, step):
        found.update((*_exported(script), *_removed(script)))
    return frozenset(found)


def run_before(image: Dockerfile, line: int) -> Iterator[str]:
    """What an image runs before a line of it installs."""
    for number, script in image.run_scripts:
        if number <= line:
            yield _before_installing(script) if number == line else script


def run_in_job_before(job: Job, step: Step) -> Iterator[str]:
    """What a job of CI runs before one of its steps installs."""
    for each in job.steps:
        script = each.run or ""
        yield _before_installing(script) if each.line == step.line else script
        if each.line == step.line:
            break


def _before_installing(script: str) -> str:
    """What of a script stands before the last command that may install."""
    last = 0
    for match in LAST_INSTALL.finditer(script):
        last = match.start()
    return script[:last]


def _exported(script: str) -> Iterator[str]:
    yield from (basename(match["name"]) for match in EXPORTED.finditer(script))


def _removed(script: str) -> Iterator[str]:
    if "rm " not in script:
        return
    for each in parse_script(script):
        words = unwrap(each.words)
        if words[:1] == ("rm",):
            yield from (basename(word) for word in words[1:] if not word.startswith("-"))


def _resolved(script: str) -> Iterator[str]:
    """What pip-compile and `uv pip compile` write: they begin from the pins of a list that is there."""
    for words in (each.words for each in parse_script(script) if COMPILERS & set(each.words[:4])):
        for word, following in pairwise((*words, "")):
            option, _equals, value = word.partition("=")
            if option in ("-o", "--output-file"):
                yield basename(value or following)
            elif word.endswith(".in"):
                yield basename(word).removesuffix(".in") + ".txt"
