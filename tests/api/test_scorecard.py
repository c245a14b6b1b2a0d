"""The scorecard as an object, and every way in which asking for one can fail."""

from __future__ import annotations

import pickle
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

import analyzer
from analyzer import (
    BadArgument,
    ScanError,
    Scorecard,
    UnknownIdentity,
    UnreadableScorecard,
    UnresolvedTarget,
    UnsuitableMachine,
    scan,
)
from analyzer.report.json import to_json
from tests.support.github_server import serve_github
from tests.support.github_world import Account, World
from tests.support.github_world import Repository as OnGitHub
from tests.support.repositories import CommitSpec, build_repository
from tests.support.scorecards import ALL_WIRED, flag, repository, scorecard, told, unread

TEXT = to_json(
    told(scorecard(repository("octocat/service", ALL_WIRED, flags=(flag("hollow_ci"),)), unread()))
)
CARD = Scorecard.from_json(TEXT)


def test_everything_that_is_offered_is_there() -> None:
    from analyzer import api

    assert set(api.__all__) <= set(dir(analyzer))
    assert all(getattr(analyzer, name) is getattr(api, name) for name in api.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(analyzer, "nothing")  # noqa: B009  # a name that no checker accepts


def test_a_scorecard_is_read_written_compared_and_pickled() -> None:
    assert CARD.to_json() == TEXT
    assert Scorecard.from_json(TEXT.encode()) == CARD == pickle.loads(pickle.dumps(CARD))
    assert Scorecard.from_json(to_json(scorecard())) != CARD != TEXT
    assert repr(CARD).startswith(f"<Scorecard {CARD.label}, {CARD.low} to {CARD.high}, 2 repositories")
    with pytest.raises(TypeError):
        hash(CARD)


def test_its_parts_are_those_of_the_document() -> None:
    document = CARD.document
    verdict = document["verdict"]
    assert (CARD.label, CARD.low, CARD.high) == (verdict["label"], verdict["low"], verdict["high"])
    assert CARD.reasons == tuple(document["verdict"]["reasons"])
    assert CARD.coverage == document["verdict"]["coverage"]
    assert [each["id"] for each in CARD.flags] == ["hollow_ci"]
    assert [each["assessed"] for each in CARD.repositories] == [False, True]
    assert [each["support"] for each in CARD.claims].count("unsupported") == 2
    assert len(CARD.questions) == 2
    assert CARD.candidate["targets"] == ["octocat"]
    assert CARD.dimensions[0]["id"] == document["dimensions"][0]["id"]


def test_a_frame_has_a_row_for_each_repository() -> None:
    pytest.importorskip("pandas")
    frame = CARD.to_frame()
    assert len(CARD.to_frame(findings=True)) == 1 + len(CARD.repositories[1]["signals"])
    assert list(frame["name"]) == ["octocat/gone", "octocat/service"]
    assert list(frame["signal_tests"])[1] == "wired"
    assert frame["flags"][1] == "hollow_ci"


def test_without_pandas_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"install repo-evidence\[table\]"):
        CARD.to_frame()


def test_a_text_that_is_no_scorecard_is_refused() -> None:
    with pytest.raises(UnreadableScorecard, match=r"its format version is 2\.0"):
        Scorecard.from_json('{"schema_version": "2.0"}')


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    days = ("2024-01-10", "2024-02-10")
    commits = [
        CommitSpec({f"a{n}.py": "x = 1\n"}, date=f"{day}T23:30:00+00:00") for n, day in enumerate(days)
    ]
    return build_repository(tmp_path_factory.mktemp("api") / "shop", commits)


@pytest.mark.parametrize(
    ("keywords", "why"),
    [
        ({"as_of": "tomorrow"}, "as_of 'tomorrow' is not a date"),
        ({"as_of": 2024}, "as_of '2024' is not a date"),
        ({"jobs": 0}, "jobs must be 1 to 64"),
        ({"jobs": 65}, "jobs must be 1 to 64"),
        ({"timeout": 0.5}, "timeout must be at least 1 second"),
        ({"timeout": float("nan")}, "timeout must be at least 1 second"),
        ({"max_size": 0}, "max_size must be at least 1 megabyte"),
        ({"max_repositories": 0}, "max_repositories must be at least 1"),
        ({"identities": [" "]}, "an identity is empty"),
        ({"rubric": "unheard-of"}, "unheard-of"),
        ({"role": "chef"}, "there is no role 'chef'; there are platform"),
        ({"role": "data", "rubric": "take-home"}, "are two rubrics"),
        ({"claims": "gone.md"}, "gone.md': No such file"),
        ({"api_url": "ftp://example.com"}, "GITHUB_API_URL must be an https address"),
    ],
)
def test_an_argument_that_cannot_be_used_is_named(keywords: dict[str, object], why: str, shop: Path) -> None:
    with pytest.raises(BadArgument) as caught:
        scan(shop, **keywords)  # type: ignore[arg-type]
    assert why in str(caught.value)
    assert isinstance(caught.value, ScanError) and isinstance(caught.value, ValueError)


def test_claims_that_are_too_long_or_no_text_are_refused(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "cv.md").write_bytes(b"a" * (256 * 1024 + 1))
    with pytest.raises(BadArgument, match="larger than 256 kB"):
        scan(shop, claims=tmp_path / "cv.md")
    (tmp_path / "cv.md").write_bytes(b"%PDF-1.7 \x00\x01")
    with pytest.raises(BadArgument, match="damaged or no PDF; provide the claims as plain text or Markdown"):
        scan(shop, claims=tmp_path / "cv.md")


def test_no_target_and_a_path_that_is_not_there() -> None:
    with pytest.raises(BadArgument, match="no target was given"):
        scan()
    # A path object is a path, whatever GitHub may know by that name.
    with pytest.raises(UnresolvedTarget, match=r"octocat' does not exist"):
        scan(Path("octocat"))


@pytest.mark.parametrize(
    ("day", "commits"),
    [
        ("2024-01-31", 1),
        (date(2024, 1, 31), 1),
        (datetime(2024, 2, 9, 23, 59), 1),
        # Ten past one in the morning in Berlin is still the day before in UTC.
        (datetime(2024, 2, 10, 0, 10, tzinfo=timezone(timedelta(hours=1))), 1),
        (datetime(2024, 2, 10, 12, tzinfo=UTC), 2),
        (None, 2),
    ],
)
def test_a_day_may_be_given_in_every_way(day: date | str | None, commits: int, shop: Path) -> None:
    card = scan(shop, as_of=day, jobs=1)
    assert card.repositories[0]["commits"] == commits


def test_a_cache_is_used_only_where_one_is_named(shop: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    first, second = (scan(shop, cache_dir=folder) for _time in range(2))
    assert first == second == scan(shop)
    assert folder.stat().st_mode & 0o777 == 0o700
    (tmp_path / "file").write_text("")
    told: list[str] = []
    assert scan(shop, cache_dir=tmp_path / "file", progress=told.append) == first
    assert any("cache" in sentence for sentence in told), told


def test_one_identity_may_be_given_as_text(shop: Path) -> None:
    assert scan(shop, identities="ada@example.com").candidate["identities"] == ["ada@example.com"]
    with pytest.raises(UnknownIdentity, match="the authors found are: Ada Example"):
        scan(shop, identities=["bob@example.com"])


def test_a_blind_error_and_its_traceback_tell_nobodys_name(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "zquillonard.yaml").write_text("nothing: true\n")
    asked = (
        {"identities": ["Zephyrine Quillonard"]},
        {"rubric": tmp_path / "zquillonard.yaml"},
        {"claims": tmp_path / "zephyrine-quillonard.md"},
    )
    for keywords in asked:
        with pytest.raises(ScanError) as caught:
            scan(shop, blind=True, **keywords)
        told = "".join(traceback.format_exception_only(caught.value))
        assert caught.value.__cause__ is None and caught.value.__context__ is None
        assert "quillonard" not in told.casefold(), told


def test_a_machine_without_git_is_named(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(UnsuitableMachine, match="git"):
        scan(shop)


@pytest.fixture(scope="module")
def github(shop: Path) -> Iterator[World]:
    yield World(
        accounts=(Account("octocat"),),
        repositories=(OnGitHub("octocat", "shop", shop),),
        tokens={"ghp_octocat": "octocat"},
    )


def test_a_token_is_given_taken_from_the_environment_or_left_out(
    github: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve_github(github) as server:
        monkeypatch.setenv("GITHUB_API_URL", server.api)
        monkeypatch.setenv("GITHUB_TOKEN", "ghp_octocat")
        seen = {}
        for token in (None, "ghp_octocat", ""):
            server.requests.clear()
            scan("octocat/shop", token=token, max_repositories=1)
            seen[token] = {request.authorized for request in server.requests if request.api}
        assert seen == {None: {True}, "ghp_octocat": {True}, "": {False}}
        with pytest.raises(UnresolvedTarget) as caught:
            scan("octocat/shop", token="ghp_wrong")
        assert "ghp_wrong" not in str(caught.value)
