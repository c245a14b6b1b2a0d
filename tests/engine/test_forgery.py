"""What forged authorship changes: real objects, read and scored; SECURITY.md says what cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from analyzer.engine.assess import assess
from analyzer.engine.registry import Registry, load_checks
from analyzer.model import Level, RepositoryResult
from analyzer.provenance import Share
from analyzer.scoring.rubric import load_rubric
from analyzer.scoring.verdict import score
from analyzer.sources import Candidate, Source
from tests.support.repositories import CommitSpec, build_repository, git, git_directory

ADA, BOB = "Ada Example <ada@example.com>", "Bob Example <bob@example.org>"
FAMOUS = "Grace Famous <grace@famous.example>"
IMAGE = "FROM python:3.12\nCOPY . .\nCMD python -m svc\n"
ADDRESS = "ada@example.com"


@pytest.fixture(scope="module")
def checks() -> Registry:
    every = load_checks()
    wanted = ("history_depth", "sustained_activity", "collaboration", "dockerfile")
    return Registry({id: every.checks[id] for id in wanted}, every.flags)


class Standing(Struct, frozen=True):
    """What a reader of the scorecard sees of one history."""

    share: Share | None
    image_share: Share | None
    image: Level
    depth: Level
    sustained: Level
    people: int
    flags: tuple[str, ...] = ()


def standing(
    repository: Path, checks: Registry, *identities: str, as_of: int | None = None
) -> tuple[Standing, RepositoryResult]:
    workspace = repository.parent / "workspace"
    workspace.mkdir(exist_ok=True)
    source = Source("r", str(repository), remote=False, as_of=as_of)
    result = assess(source, Candidate(("x",), identities=identities or (ADDRESS,)), checks, workspace)
    assert result.problem is None
    found = {id: finding.level for id, finding in result.findings.items()}
    provenance = result.provenance["Dockerfile"]
    levels = (found["dockerfile"], found["history_depth"], found["sustained_activity"])
    share = result.candidate_share
    flags = tuple(sorted(each.id for each in result.flags))
    return Standing(share, provenance.share, *levels, provenance.authors, flags), result


def grown(author: str = BOB, count: int = 30, **changes: str) -> list[CommitSpec]:
    """Thirty steps on thirty days of one month, the image at every tenth."""
    return [
        CommitSpec(
            {
                f"svc/m{number}.py": f"x = {number}\n",
                **({"Dockerfile": IMAGE + f"ENV A={number}\n"} if number % 10 == 0 else {}),
                **({"svc/__main__.py": "print()\n"} if number == 0 else {}),
            },
            author=author,
            date=f"2024-06-{number + 1:02}T12:00:00+00:00",
            **changes,  # type: ignore[arg-type]
        )
        for number in range(count)
    ]


BOBS = Standing(Share(0, 0), Share(0, 0), Level.WIRED, Level.SUBSTANTIVE, Level.SUBSTANTIVE, 1)
ADAS = replace(BOBS, share=Share(1, 1), image_share=Share(1, 1))


def seen(tmp_path: Path, checks: Registry, commits: Sequence[CommitSpec], *identities: str) -> Standing:
    return standing(build_repository(tmp_path / "r", commits), checks, *identities)[0]


def test_the_same_history_by_one_or_the_other(tmp_path: Path, checks: Registry) -> None:
    assert seen(tmp_path / "bob", checks, grown()) == BOBS
    assert seen(tmp_path / "ada", checks, grown(ADA)) == ADAS


def test_credit_follows_the_share(tmp_path: Path, checks: Registry) -> None:
    """Of the same image a stranger's earns nothing, a co-author's in a trailer what the author's does."""
    rubric = load_rubric("production", load_checks().checks)
    trailer = [replace(each, message=f"x\n\nCo-authored-by: {ADA}\n") for each in grown()]
    earned = []
    for name, commits in (("bob", grown()), ("ada", grown(ADA)), ("trailer", trailer)):
        _seen, result = standing(build_repository(tmp_path / name / "r", commits), checks)
        card = score(Candidate(("x",), identities=(ADDRESS,)), (result,), rubric, checks.checks)
        earned.append(next(each.low for each in card.dimensions if each.id == "delivery"))
    assert earned[0] == 0 < earned[1] == earned[2]


# -- what git shows differently than the objects say -------------------------------------------------


def test_replace_refs_grafts_and_mailmap_change_nothing(tmp_path: Path, checks: Registry) -> None:
    repository = build_repository(
        tmp_path / "r", [CommitSpec({".mailmap": f"{ADA} {BOB}\n"}, author=BOB), *grown()]
    )
    before = standing(repository, checks)
    assert before[0] == replace(BOBS, people=1)
    head = git(repository, "rev-parse", "HEAD")
    forged = git(repository, "cat-file", "commit", "HEAD").replace(
        "author Bob Example <bob@example.org>", f"author {ADA}"
    )
    other = git(repository, "hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{forged}\n".encode())
    git(repository, "replace", head, other)
    (git_directory(repository) / "info").mkdir(exist_ok=True)
    (git_directory(repository) / "info" / "grafts").write_text(f"{head}\n")
    git(repository, "config", "log.mailmap", "true")
    git(repository, "config", "mailmap.file", str(repository / ".mailmap"))
    assert "Ada" in git(repository, "log", "-1", "--format=%an"), "the forgery works where it is believed"
    assert standing(repository, checks) == before


# -- trailers ----------------------------------------------------------------------------------------


def test_a_famous_co_author_takes_no_share_and_is_only_counted(tmp_path: Path, checks: Registry) -> None:
    commits = [replace(each, message=f"x\n\nCo-authored-by: {FAMOUS}\n") for each in grown(ADA)]
    assert seen(tmp_path, checks, commits) == replace(ADAS, people=2)


def test_a_trailer_alone_counts_like_an_author(tmp_path: Path, checks: Registry) -> None:
    """It is how squashed and paired work is signed; whoever writes the commit writes the trailer."""
    commits = [replace(each, message=f"x\n\nCo-authored-by: {ADA}\n") for each in grown()]
    assert seen(tmp_path, checks, commits) == replace(ADAS, people=2)


@pytest.mark.parametrize(
    "message",
    [
        "x\n\nSigned-off-by: Ada Example <ada@example.com>\n",
        "x\n\nReviewed-by: Ada Example <ada@example.com>\n",
        "x, with Ada Example <ada@example.com>\n",
        "x\n\nCo-authored-by: ada@example.com\n",
    ],
)
def test_other_trailers_and_mentions_make_nobody_an_author(
    tmp_path: Path, checks: Registry, message: str
) -> None:
    assert seen(tmp_path, checks, [replace(each, message=message) for each in grown()]) == BOBS


# -- whose name, whose address -----------------------------------------------------------------------


def test_who_commits_for_an_author_changes_nothing(tmp_path: Path, checks: Registry) -> None:
    """Maintainers commit what others wrote: the author counts, even if a stranger set it."""
    assert seen(tmp_path / "set", checks, grown(ADA, committer=BOB)) == ADAS
    assert seen(tmp_path / "taken", checks, grown(BOB, committer=ADA)) == BOBS


@pytest.mark.parametrize(
    ("author", "share"),
    [
        ("Ada Example <ADA@Example.COM>", Share(1, 1)),
        ("A. E. <ada+work@example.com>", Share(1, 1)),
        ("Somebody <ada@example.com>", Share(1, 1)),  # the address alone is believed
        ("Ada Example <other@elsewhere.example>", Share(0, 0)),  # a name alone, and no commit ties it
        ("Ada Example <ada@example.org>", Share(0, 0)),
        ("Ada Example <xada@example.com>", Share(0, 0)),
        ("Ada Example <7+ada@users.noreply.github.com>", Share(0, 0)),
    ],
)
def test_an_address_is_the_same_in_any_case_and_with_a_detail(
    tmp_path: Path, checks: Registry, author: str, share: Share
) -> None:
    assert seen(tmp_path, checks, grown(author)) == replace(ADAS, share=share, image_share=share)


@pytest.mark.parametrize(
    ("author", "share"),
    [
        ("x <7+ada-e@users.noreply.github.com>", Share(1, 1)),
        ("x <ada-e@users.noreply.github.com>", Share(1, 1)),
        ("x <Ada-E@users.noreply.github.com>", Share(1, 1)),
        ("x <8+ada-e@users.noreply.github.com>", Share(1, 1)),  # a login names one account at a time
        ("x <7+ada-e@users.noreply.github.com.evil.example>", Share(1, 1)),  # an Enterprise server's look
        ("x <7+ada-f@users.noreply.github.com>", Share(0, 0)),
        ("x <ada-e@users.noreply.evil>", Share(1, 1)),
    ],
)
def test_a_login_is_known_in_its_noreply_addresses(
    tmp_path: Path, checks: Registry, author: str, share: Share
) -> None:
    assert seen(tmp_path, checks, grown(author), "ada-e") == replace(ADAS, share=share, image_share=share)


def test_a_namesake_of_the_candidate_is_neither_sure_nor_excluded(tmp_path: Path, checks: Registry) -> None:
    commits = [*grown(ADA, 15), *grown("Ada Example <ada@elsewhere.example>")[15:]]
    found = seen(tmp_path, checks, commits)
    assert (found.share, found.image_share) == (Share(0.5, 1), Share(2 / 3, 1))


# -- dates -------------------------------------------------------------------------------------------


def dated(number: int, author: str, committer: str) -> list[CommitSpec]:
    """The grown history with commits 10 and 20 (of the image) or all of them dated by hand."""
    chosen = (10, 20) if number else range(30)
    return [
        replace(each, date=author.format(n=at + 1), committer_date=committer.format(n=at + 1))
        if at in chosen
        else each
        for at, each in enumerate(grown(ADA))
    ]


FUTURE = "20{n:02}-12-01T12:00:00+00:00"


def test_an_author_date_after_the_commit_does_not_count(tmp_path: Path, checks: Registry) -> None:
    """Nothing is written after it was committed: no day, no span and no month is won."""
    commits = [
        replace(each, date=f"2{at + 100}-12-01T12:00:00+00:00", committer_date=each.date)
        for at, each in enumerate(grown(ADA))
    ]
    found, result = standing(build_repository(tmp_path / "r", commits), checks)
    assert found == ADAS
    assert result.provenance["Dockerfile"].date == "2024-06-21"


@pytest.mark.parametrize(
    ("hours", "image", "sustained"),
    [(24, Level.WIRED, Level.SUBSTANTIVE), (25, Level.WIRED, Level.SUBSTANTIVE)],
)
def test_clocks_may_differ_by_a_day(
    tmp_path: Path, checks: Registry, hours: int, image: Level, sustained: Level
) -> None:
    commits = [
        *grown(ADA)[:-1],
        CommitSpec(
            {"Dockerfile": IMAGE},
            author=ADA,
            date=f"{1719748800 + hours * 3600} +0000",
            committer_date="1719748800 +0000",
        ),
    ]
    found, result = standing(build_repository(tmp_path / "r", commits), checks)
    assert (found.image, found.sustained) == (image, sustained)
    assert result.provenance["Dockerfile"].date == ("2024-07-01" if hours == 24 else "2024-06-30")


@pytest.mark.parametrize("date", ["0 +0000", "86399 +0000"])
def test_the_first_day_of_unix_time_is_no_date(tmp_path: Path, checks: Registry, date: str) -> None:
    commits = [
        replace(each, date=date, committer_date=date) if at in (0, 10) else each
        for at, each in enumerate(grown(ADA))
    ]
    found, result = standing(build_repository(tmp_path / "r", commits), checks)
    assert found == ADAS
    assert {each.name: each.value for each in result.facts}["undated_commits"] == 2


def test_dates_that_agree_are_believed_whatever_they_say(tmp_path: Path, checks: Registry) -> None:
    """Both dates of a commit are its maker's to choose, before the project or after today."""
    early = [
        replace(each, date="2001-01-01T12:00:00+00:00") if at == 0 else each
        for at, each in enumerate(grown(ADA))
    ]
    late = [
        replace(each, date="2090-01-01T12:00:00+00:00") if at == 20 else each
        for at, each in enumerate(grown(ADA))
    ]
    for name, commits in (("early", early), ("late", late)):
        assert seen(tmp_path / name, checks, commits) == replace(ADAS, image=Level.SUSTAINED)


def test_what_is_committed_after_the_day_asked_about_is_not_there(tmp_path: Path, checks: Registry) -> None:
    commits = [*grown(ADA), CommitSpec({"Dockerfile": IMAGE}, author=ADA, date="2090-01-01T12:00:00+00:00")]
    repository = build_repository(tmp_path / "r", commits)
    assert standing(repository, checks)[0] == replace(ADAS, image=Level.SUSTAINED)
    assert standing(repository, checks, as_of=1735689600)[0] == ADAS


def test_many_days_that_were_committed_on_one_are_said(tmp_path: Path, checks: Registry) -> None:
    """A rebase keeps the author's dates, and so does whoever makes them up: it is shown, and earns as before."""
    commits = [
        replace(
            each,
            date=f"2023-{1 + at // 3:02}-{1 + at % 3 * 9:02}T12:00:00+00:00",
            committer_date="2024-06-01T12:00:00+00:00",
        )
        for at, each in enumerate(grown(ADA))
    ]
    found, result = standing(build_repository(tmp_path / "r", commits), checks)
    assert (found.depth, found.sustained, found.image) == (
        Level.SUBSTANTIVE,
        Level.SUSTAINED,
        Level.SUSTAINED,
    )
    notes = [
        each.note for id in ("history_depth", "sustained_activity") for each in result.findings[id].evidence
    ]
    assert all(
        note.endswith("; all were committed on 1 day: a rebase, or manually set dates") for note in notes
    )
