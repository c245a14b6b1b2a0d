"""From what the user typed to a scorecard: targets, days, identities, and the sentence as a whole."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.engine.pipeline import (
    IdentityError,
    ProgressCallbacks,
    Request,
    end_of_day,
    prepare,
    require_identity,
    require_reached,
    scan,
)
from analyzer.engine.progress import Progress
from analyzer.engine.registry import load_checks
from analyzer.github.access import Server
from analyzer.github.addresses import TargetError
from analyzer.github.targets import Options, may_pass, resolve_targets, shown_target
from analyzer.model import RepositoryResult, Trouble
from analyzer.scoring.rubric import load_rubric
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository

COMMITS = [
    CommitSpec({"a.py": "x = 1\n"}, date="2024-01-01T23:59:59+00:00"),
    CommitSpec({"b.py": "x = 1\n"}, date="2024-01-02T00:00:00+00:00", author="Bob Example <bob@example.org>"),
]


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two work trees and a bare repository, at different depths of one folder."""
    folder = tmp_path_factory.mktemp("machine") / "portfolio"
    build_repository(folder / "alpha", COMMITS)
    build_repository(folder / "group" / "beta.git", COMMITS, bare=True)
    build_repository(folder / "gamma", COMMITS)
    (folder / "gamma" / ".git" / "config").write_text(
        '[remote "origin"]\n\turl = git@github.com:octocat/gamma.git\n'
    )
    return folder


def sources_of(targets: list[str], as_of: int | None = None) -> tuple[Source, ...]:
    """What the targets mean where GitHub cannot be reached: nothing listens on the port."""
    nowhere = Server("http://127.0.0.1:9/api/v3")
    return resolve_targets(targets, Options(nowhere, time.monotonic() + 5, as_of=as_of)).sources


# -- targets ---------------------------------------------------------------------------------------


def test_a_folder_means_its_repositories_in_a_fixed_order(portfolio: Path) -> None:
    sources = sources_of([str(portfolio)], as_of=7)
    assert [(each.name, each.remote, each.url, each.as_of) for each in sources] == [
        ("alpha", False, None, 7),
        ("gamma", False, "https://github.com/octocat/gamma", 7),
        ("group/beta", False, None, 7),
    ]


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("alpha", "alpha"),
        ("alpha/", "alpha"),
        ("group/beta.git", "beta"),
        ("alpha/.git", "alpha"),
        ("gamma/../alpha", "alpha"),
    ],
)
def test_a_repository_goes_by_the_name_of_its_folder(portfolio: Path, below: str, name: str) -> None:
    (source,) = sources_of([f"{portfolio}/{below}"])
    assert source.name == name and not source.remote


def test_the_current_folder_has_its_own_name(portfolio: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(portfolio / "alpha")
    assert [each.name for each in sources_of(["."])] == ["alpha"]
    assert shown_target(".") == "alpha"


def test_a_repository_named_twice_is_one(portfolio: Path) -> None:
    alpha = str(portfolio / "alpha")
    assert len(sources_of([alpha, f"{alpha}/", str(portfolio)])) == 3
    url = "https://github.com/octocat/hello"
    assert len(sources_of([url, url])) == 1


def test_a_part_of_a_repository_means_all_of_it_and_that_is_said() -> None:
    options = Options(Server(), time.monotonic() + 5)
    found = resolve_targets([" github.com/octocat/hello/tree/dev/src"], options)
    assert [each.location for each in found.sources] == ["https://github.com/octocat/hello"]
    assert found.notes == ("'tree/dev/src' is a part of hello: all of its default branch is read",)
    assert found.sources[0].authenticated


def test_the_order_of_the_targets_does_not_matter(portfolio: Path) -> None:
    targets = [str(portfolio / "alpha"), str(portfolio / "gamma"), "https://github.com/octocat/hello"]
    assert sources_of(targets) == sources_of(targets[::-1])


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("a/x", "b/x"), ["x", "x (2)"]),
        (("a/x", "b/x", "c/x"), ["x", "x (2)", "x (3)"]),
        (("a/x", "b/x", "c/x (2)"), ["x", "x (2)", "x (2) (2)"]),
    ],
)
def test_namesakes_are_told_apart(tmp_path: Path, folders: tuple[str, ...], names: list[str]) -> None:
    paths = [str(build_repository(tmp_path / folder, COMMITS)) for folder in folders]
    assert [each.name for each in sources_of(paths)] == names


@pytest.mark.parametrize(
    ("target", "name", "url"),
    [
        ("https://github.com/octocat/hello", "hello", "https://github.com/octocat/hello"),
        ("https://github.com/octocat/hello.git", "hello", "https://github.com/octocat/hello"),
        ("http://127.0.0.1:8080/octocat/hello.git", "hello", None),
    ],
)
def test_an_address_is_a_remote_repository(target: str, name: str, url: str | None) -> None:
    (source,) = sources_of([target])
    assert (source.name, source.url, source.location, source.remote) == (name, url, target, True)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/nowhere/at/all", "'/nowhere/at/all' does not exist"),
        ("../rate_limit", "does not exist"),
        ("./octocat", "does not exist"),
        ("a/b/c", "does not exist"),
        ("", "the target is empty"),
        ("  ", "the target is empty"),
        ("a\0b", "is neither an existing path nor a valid name on GitHub"),
        ("x" * 5000, "is neither an existing path nor a valid name on GitHub"),
        ("octo cat", "is neither an existing path nor a valid name on GitHub"),
        ("octocat", "127.0.0.1"),
        ("octocat/hello", "127.0.0.1"),
        ("file:///etc", "only https"),
        ("ext::sh -c id", "not the address"),
        ("git@git.example.org:ada/x.git", "use the https address .*; use https://git.example.org/ada/x or a"),
        ("http://git.example.org/ada/x", "over http, .*; use https://git.example.org/ada/x or a local path"),
        ("https://canary@github.com/octocat/hello", "contains credentials"),
    ],
)
def test_a_target_that_means_nothing_is_refused_with_a_sentence(target: str, words: str) -> None:
    with pytest.raises(TargetError, match=words) as caught:
        sources_of([target])
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("folders", "names"),
    [
        (("ada/repo", "bob/repo.git"), ["ada", "bob"]),
        (("ada/repo", "bob/x"), ["repo", "x"]),
        (("a/ada/repo", "b/ada/Repo", "b/ada/repo"), ["Repo", "ada", "ada (2)"]),
    ],
)
def test_where_folders_say_nothing_those_above_name_them(
    tmp_path: Path, folders: tuple[str, ...], names: list[str]
) -> None:
    paths = [str(build_repository(tmp_path / each, COMMITS, bare="." in each)) for each in folders]
    prepared = prepare(Request(tuple(paths)))
    assert [each.name for each in prepared.resolution.sources] == names
    assert sorted(prepared.candidate.targets) == names


def test_a_folder_of_links_means_where_they_lead(tmp_path: Path, portfolio: Path) -> None:
    folder = tmp_path / "links"
    (folder / "below").mkdir(parents=True)
    (folder / "ada").symlink_to(portfolio / "alpha")
    (folder / "bob.git").symlink_to(portfolio / "group" / "beta.git")
    leading: dict[str, str | Path] = {"below/deep": portfolio / "gamma", "etc": "/etc", "gone": "nowhere", "round": folder,
                                      "all": portfolio}  # fmt: skip
    for place, to in leading.items():
        (folder / place).symlink_to(to)
    build_repository(folder / "own", COMMITS)
    (folder / "same").symlink_to("own")
    found = resolve_targets([str(folder)], Options(Server(), time.monotonic() + 5))
    assert [(each.name, Path(each.location)) for each in found.sources] == [
        ("ada", portfolio / "alpha"),
        ("bob", portfolio / "group" / "beta.git"),
        ("own", folder / "own"),
    ]
    assert found.notes == (
        "links in 'links' lead to repositories outside of it, which are read: ada, bob.git",
    )


def test_files_and_folders_without_repositories_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TargetError, match="is a file"):
        sources_of([str(tmp_path / "file")])
    with pytest.raises(TargetError, match="no git repository was found"):
        sources_of([str(tmp_path)])


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/home/someone/code/portfolio", "portfolio"),
        ("/home/someone/code/portfolio/", "portfolio"),
        ("/home/someone/code/portfolio/.git", "portfolio"),
        ("/", "/"),
        ("https://user:canary@github.com/octocat/hello.git", "https://github.com/octocat/hello"),
        ("http://127.0.0.1:8080/octocat/hello.git", "hello.git"),
    ],
)
def test_reports_show_a_target_without_the_machines_folders(target: str, shown: str) -> None:
    assert shown_target(target) == shown


# -- days ------------------------------------------------------------------------------------------


@given(st.dates(max_value=date(9999, 12, 30)))
def test_a_day_ends_in_its_last_second_in_utc(day: date) -> None:
    last = end_of_day(day)
    assert last is not None
    assert datetime.fromtimestamp(last, UTC).isoformat() == f"{day.isoformat()}T23:59:59+00:00"


@pytest.mark.parametrize("day", [None, date(1970, 1, 1), date(9999, 12, 31)])
def test_no_day_and_the_edges_of_the_calendar(day: date | None) -> None:
    assert end_of_day(day) == {None: None, 1970: 86_399, 9999: 253_402_300_799}[day.year if day else None]


# -- identities ------------------------------------------------------------------------------------


def row(assessed: bool = True, matched: tuple[str, ...] = (), *names: str) -> RepositoryResult:
    return RepositoryResult(
        "r", None, None, assessed, None, matched_identities=matched, author_names=names or ("Zoe", "adam")
    )


@pytest.mark.parametrize(
    ("identities", "results"),
    [
        ((), [row()]),
        (("Zoe",), [row(matched=("Zoe",))]),
        (("Zoe", "z@x.org"), [row(matched=("Zoe",)), row(matched=("z@x.org",))]),
        (("Zoe",), [row(assessed=False)]),
        (("Zoe",), []),
    ],
)
def test_an_identity_that_is_seen_or_cannot_be_is_accepted(
    identities: tuple[str, ...], results: list[RepositoryResult]
) -> None:
    require_identity(identities, results)


def test_an_identity_that_matches_nobody_lists_the_authors_seen() -> None:
    results = [row(matched=("Zoe",)), row(False), row(True, (), "Bob", "adam")]
    with pytest.raises(IdentityError) as caught:
        require_identity(("Zoe", "typo@x.org"), results)
    assert str(caught.value) == (
        "--identity 'typo@x.org' matches no commit (1 repositories could not be read); "
        "the authors found are: adam, Bob, Zoe"
    )


# -- servers ----------------------------------------------------------------------------------------


def unread(trouble: Trouble, problem: str = "nobody answers") -> RepositoryResult:
    return RepositoryResult("r", "https://x.example/a/r", None, False, problem, trouble=trouble)


GONE = unread(Trouble.UNREACHABLE)


@pytest.mark.parametrize(
    "results", [[], [row()], [GONE, row()], [GONE, unread(Trouble.PASSING)], [unread(Trouble.LASTING)]]
)
def test_where_somebody_answers_the_others_are_rows(results: list[RepositoryResult]) -> None:
    require_reached(results)


def test_where_nobody_answers_nobody_is_scored_and_another_try_makes_sense() -> None:
    with pytest.raises(TargetError) as caught:
        require_reached([GONE, GONE])
    assert str(caught.value).startswith(
        "'https://x.example/a/r' (and 1 more): nobody answers; check the addr"
    )
    assert may_pass(caught.value)
    with pytest.raises(TargetError, match=r"^the repository: nobody answers; check"):
        require_reached([GONE], blind=True)


# -- the whole sentence ----------------------------------------------------------------------------


def test_one_target_may_be_given_a_name(portfolio: Path) -> None:
    request = Request((str(portfolio / "alpha"),), name="Ada's shop")
    prepared = prepare(request)
    assert [each.name for each in prepared.resolution.sources] == ["Ada's shop"]
    assert prepared.candidate.targets == ("Ada's shop",)
    whole = prepare(Request((str(portfolio),), name="Ada's work"))
    assert [each.name for each in whole.resolution.sources] == ["alpha", "gamma", "group/beta"]
    assert whole.candidate.targets == ("Ada's work",)


def test_from_targets_to_scorecard(portfolio: Path) -> None:
    checks = load_checks().checks
    found: list[int] = []
    finished: list[str] = []
    card = scan(
        Request((str(portfolio),), ("bob@example.org",), as_of=date(2024, 1, 2), jobs=3),
        load_rubric("production", checks),
        checks,
        ProgressCallbacks(
            found=found.append, progress=Progress(finished=lambda result: finished.append(result.name))
        ),
    )
    assert found == [3] and sorted(finished) == ["alpha", "gamma", "group/beta"]
    assert card.candidate == Candidate(("portfolio",), None, ("bob@example.org",), "declared")
    assert (card.as_of, card.rubric_name) == ("2024-01-02", "production")
    assert [(each.name, each.commits) for each in card.repositories] == [
        ("alpha", 2),
        ("gamma", 2),
        ("group/beta", 2),
    ]
    assert all(set(each.findings) == set(checks) for each in card.repositories)
    assert 0 <= card.verdict.low <= card.verdict.high <= 100


def test_a_day_before_the_candidates_first_commit_does_not_know_them(portfolio: Path) -> None:
    checks = load_checks().checks
    request = Request((str(portfolio / "alpha"),), ("bob@example.org",), as_of=date(2024, 1, 1))
    with pytest.raises(IdentityError, match="the authors found are: Ada Example"):
        scan(request, load_rubric("production", checks), checks)


def test_repositories_that_cannot_be_read_are_rows_not_failures(tmp_path: Path) -> None:
    checks = load_checks().checks
    build_repository(tmp_path / "empty", [])
    card = scan(Request((str(tmp_path),)), load_rubric("production", checks), checks)
    (only,) = card.repositories
    assert (only.assessed, only.problem) == (False, "its current branch has no commit")
    assert card.candidate.certainty == "unknown" and card.as_of is None
    assert card.verdict.low == 0 and card.verdict.high == 100


COURSE = {
    f"homework_{number}/solution.py": "# START CODE HERE\nx = 1\n# END CODE HERE\n" for number in (1, 2)
} | {"zoomcamp/notes.py": "# a Nanodegree\n"}
ANSWERING = {"app.py": "from fastapi import FastAPI\n\napp = FastAPI()\n"}


@pytest.mark.parametrize(
    ("files", "purpose", "reasons"),
    [
        ({"a.py": "x = 1\n"}, "project", None),
        (ANSWERING, "service", "app.py:3: answers requests"),
        (COURSE, "coursework", "homework_1/solution.py"),
        (COURSE | ANSWERING, "service", "app.py:3: answers requests"),
    ],
)
def test_what_a_repository_is_for_is_a_fact_with_its_reasons(
    tmp_path: Path, files: dict[str, str], purpose: str, reasons: str | None
) -> None:
    build_repository(tmp_path / "shop", [CommitSpec(dict(files))])
    registry = load_checks()
    rubric = load_rubric("production", registry.checks)
    card = scan(Request((str(tmp_path / "shop"),)), rubric, registry.checks)
    (result,) = card.repositories
    facts = {each.name: each.value for each in result.facts}
    assert facts["purpose"] == purpose
    if reasons is None:
        assert "purpose_reasons" not in facts
    else:
        assert reasons in str(facts["purpose_reasons"])
