"""Where a project began is asked where two marks agree, and never of what is normal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from analyzer.authorship.authenticity import UNCLEAR_QUESTION, authorship_unclear
from analyzer.commits import Commit
from analyzer.engine.assess import assess
from analyzer.engine.registry import load_checks
from analyzer.identities import identify
from analyzer.model import Flag, Severity
from analyzer.provenance import Share
from analyzer.sources import Author, Candidate, Source
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import commit, snapshot

ORIGINAL = Author("Grace Original", "grace@upstream.org")
HOME = "https://github.com/ada-example/forecast"
BADGE = "![ci](https://github.com/upstream-lab/forecast/actions/workflows/ci.yml/badge.svg)\n"
LICENCE = "MIT License\n\nCopyright (c) 2019 Upstream Lab\n"
PACKAGE = (
    '[project]\nname = "forecast"\nauthors = [{name = "Grace Original", email = "grace@upstream.org"}]\n'
)
CODE = {"src/a.py": "a = 1\n", "src/b.py": "b = 2\n"}
COPIED = {**CODE, "README.md": f"# Forecast\n\n{BADGE}", "LICENSE": LICENCE, "pyproject.toml": PACKAGE}


def asked(
    files: Mapping[str, str],
    commits: Sequence[Commit] | None = None,
    *,
    url: str | None = HOME,
    is_fork: bool = False,
    identity: str | None = "ada@example.com",
    history_problem: str | None = None,
) -> Flag | None:
    history = (commit("2024-01-01", *files),) if commits is None else tuple(commits)
    repo = snapshot(files, history, history_problem=history_problem)
    candidate = Candidate(("x",), identities=() if identity is None else (identity,))
    source = Source("forecast", "/x", remote=False, url=url, is_fork=is_fork)
    return authorship_unclear(source, repo, identify(candidate, history))


def test_a_copied_project_is_a_question_with_places_and_without_names() -> None:
    flag = asked(COPIED)
    assert flag is not None
    assert (flag.severity, flag.question) == (Severity.ASK, UNCLEAR_QUESTION)
    assert [(each.path, each.line) for each in flag.evidence] == [
        ("README.md", 3),
        ("LICENSE", 3),
        ("pyproject.toml", 3),
    ]
    said = flag.message + "".join(each.note for each in flag.evidence)
    assert "?" in flag.message
    assert not any(word in said.casefold() for word in ("grace", "upstream", "@", "copied", "stolen", "fake"))


@pytest.mark.parametrize("identity", [None, "ada@example.com"])
@pytest.mark.parametrize("path", ["README.md", "LICENSE", "pyproject.toml"])
def test_one_mark_alone_is_normal(path: str, identity: str | None) -> None:
    assert asked({**CODE, path: COPIED[path]}, identity=identity) is None


def test_history_from_before_the_first_commit_is_one_mark() -> None:
    history = [commit("2024-05-01", "notes.md"), commit("2020-01-01", *CODE, author=ORIGINAL)]
    assert asked({**CODE, "notes.md": "x"}, history) is None
    files = {**CODE, "a.py": "x = 1\n", "b.py": "y = 1\n", "README.md": BADGE}
    older = [commit("2024-05-01", "b.py", added=()), commit("2020-01-01", *files, author=ORIGINAL)]
    flag = asked(files, older)
    assert flag is not None
    assert "5 of 5 files are older" in [each.note for each in flag.evidence]


NORMAL = {
    "own marks": {
        "README.md": BADGE.replace("upstream-lab", "ada-example"),
        "LICENSE": LICENCE.replace("Upstream Lab", "Ada Example"),
    },
    "an own badge beside a template's": {
        "README.md": BADGE + BADGE.replace("upstream-lab", "ada-example"),
        "LICENSE": LICENCE,
    },
    "an employer's licence and a dependency's address": {
        "README.md": "git clone https://github.com/big-lab/detector\n",
        "LICENSE": LICENCE,
    },
    "a course's address and thanks": {
        "README.md": "Thanks to https://github.com/school/course and https://github.com/x/y!\n",
        "pyproject.toml": PACKAGE,
    },
    "placeholders": {
        "LICENSE": "Copyright (c) 2024 [name of copyright owner]\n",
        "setup.py": 'setup(\n    author="Your Name",\n    url="https://github.com/someone/thing",\n)\n',
    },
    "a licence's own text": {
        "README.md": BADGE,
        "LICENSE": "Copyright (C) 2007 Free Software Foundation, Inc.\n",
    },
}


@pytest.mark.parametrize("files", NORMAL.values(), ids=NORMAL)
def test_what_is_normal_is_not_asked(files: Mapping[str, str]) -> None:
    assert asked({**CODE, **files}) is None


@pytest.mark.parametrize(
    "package",
    [
        PACKAGE,
        '[project]\nauthors = [\n  {name = "Grace Original"},\n]\n',
        '[tool.poetry]\nauthors = ["Grace Original <grace@upstream.org>"]\n',
    ],
)
def test_the_authors_of_a_package_are_read_in_every_spelling(package: str) -> None:
    files = {**CODE, "README.md": BADGE, "pyproject.toml": package}
    assert asked(files) is not None
    assert asked({**files, "pyproject.toml": package.replace("Grace Original", "Ada Example")}) is None


def test_an_organisation_that_holds_the_repository_is_no_other_owner() -> None:
    assert asked(COPIED, url="https://github.com/Upstream-Lab/forecast") is None


def test_a_renamed_account_is_known_by_its_addresses() -> None:
    renamed = Author("Ada Example", "17+upstream-lab@users.noreply.github.com")
    history = [
        commit("2024-01-02", "src/a.py", added=()),
        commit("2024-01-01", *COPIED, author=renamed),
    ]
    assert asked({**COPIED, "pyproject.toml": ""}, history) is None


def test_who_joins_a_team_finds_files_and_an_employers_licence() -> None:
    files = {**CODE, "LICENSE": LICENCE}
    history = [commit("2024-05-01", "src/b.py", added=()), commit("2020-01-01", *files, author=ORIGINAL)]
    assert asked(files, history, url="https://github.com/songs/forecast") is None


def test_a_declared_fork_and_a_broken_history_are_not_asked() -> None:
    assert asked(COPIED, is_fork=True) is None
    assert asked(COPIED, history_problem="the history is shallow") is None


def test_a_team_whose_home_is_unknown_is_not_asked() -> None:
    history = [commit("2024-02-01", "src/b.py"), commit("2024-01-01", "src/a.py", author=ORIGINAL)]
    assert asked(COPIED, history, url=None) is None


def test_without_a_name_only_a_known_owner_can_differ() -> None:
    assert asked(COPIED, url=None, identity=None) is None
    assert asked(COPIED, identity=None) is not None


def test_unclear_authorship_takes_the_sure_share_and_leaves_the_possible_one(tmp_path: Path) -> None:
    steps = [
        CommitSpec({path: text}, date=f"2024-01-{day:02}T10:00:00+00:00")
        for day, (path, text) in enumerate(sorted(COPIED.items()), 1)
    ]
    where = build_repository(tmp_path / "forecast", steps)
    source = Source("forecast", str(where), remote=False, url=HOME)
    candidate = Candidate(("x",), identities=("ada@example.com",), certainty="declared")
    result = assess(source, candidate, load_checks(), tmp_path)
    assert {"authorship_unclear"} <= {flag.id for flag in result.flags}
    assert "bulk_import" not in {flag.id for flag in result.flags}
    assert result.candidate_share == Share(0.0, 1.0)
