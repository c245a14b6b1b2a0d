"""Whose lines evidence cites and whose sentences claims are, in real histories: local, and of a server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from analyzer.engine.assess import assess
from analyzer.engine.past import COMPARED_FILE_BYTES
from analyzer.git.cloning import CONTENTS_OF_LARGE
from analyzer.model import Evidence, Level, RepositoryResult
from analyzer.provenance import Origin, Share
from analyzer.scoring.remarks import attribution
from analyzer.sources import Candidate, Source
from tests.support.git_server import serve
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import registry

ADA, BOB = "Ada Example <ada@example.com>", "Bob Example <bob@example.org>"
IMAGE = 'FROM python:3.12\nCOPY . /app\nRUN pip install /app\nEXPOSE 80\nCMD ["uvicorn", "shop.app:app"]\n'
APP = "from fastapi import FastAPI\napp = FastAPI()\n\n\n@app.get('/price')\ndef price():\n    return 1\n"


def spec(month: int, author: str, **files: str | None) -> CommitSpec:
    names = {"image": "Dockerfile", "app": "shop/app.py", "readme": "README.md", "old": "service/app.py"}
    changed = {names.get(name, name): text for name, text in files.items()}
    return CommitSpec(changed, author=author, date=f"2024-{month:02}-02T12:00:00+00:00")


# So that it is no import of everything at once, which says of nobody who wrote it.
BEFORE = [
    CommitSpec({f"jobs/day_{day}.py": f"print({day})\n"}, author=ADA, date=f"2023-12-{day:02}T12:00:00+00:00")
    for day in range(1, 9)
]


def assessed(
    path: Path, story: Sequence[CommitSpec], *identities: str, url: str | None = None
) -> RepositoryResult:
    workspace = path / "workspace"
    workspace.mkdir(parents=True)
    target = build_repository(path / "target", story)
    return assess(
        Source("shop", url or str(target), url is not None),
        Candidate(("x",), identities=identities, certainty="declared"),
        registry(),
        workspace,
    )


def place_of(result: RepositoryResult, path: str) -> Evidence:
    return next(
        each
        for finding in result.findings.values()
        for each in finding.evidence
        if each.path == path and each.line is not None
    )


def test_evidence_carries_the_author_and_the_days_of_its_lines(tmp_path: Path) -> None:
    """The file is mostly Ada's by its commits, and the line that shows something is Bob's."""
    plain = IMAGE.replace('CMD ["uvicorn", "shop.app:app"]\n', "")
    story = [
        spec(1, ADA, app=APP, image="FROM python:3.12\n"),
        spec(2, ADA, image=plain),
        spec(3, BOB, image=IMAGE),
        spec(4, ADA, image=IMAGE.replace("EXPOSE 80", "EXPOSE 8080")),
    ]
    result = assessed(tmp_path, story, "ada@example.com")
    place = place_of(result, "Dockerfile")
    assert place.line == 5
    lines = result.cited[place.path or "", 5]
    assert (lines.first, lines.text) == (4, ("EXPOSE 8080", 'CMD ["uvicorn", "shop.app:app"]'))
    assert (lines.origin, lines.share, lines.counted) == (Origin.OTHER, Share(0.5, 0.5), 2)
    assert (lines.first_date, lines.last_date) == ("2024-03-02", "2024-04-02")
    assert result.share_of(place) == Share(0.5, 0.5)
    assert result.share_source(place) == "lines"
    assert attribution(result, place)[1] == ("1 of 2 cited lines by the candidate, 2024-03-02 to 2024-04-02")


@pytest.mark.parametrize(("month", "level"), [(2, Level.SUSTAINED), (4, Level.WIRED)])
def test_what_came_late_to_an_old_file_was_not_kept_up(month: int, level: Level, tmp_path: Path) -> None:
    """Of work from January to June: 121 days from February on, 61 from April on."""
    story = []
    for each in range(1, 7):
        start = 'CMD ["uvicorn", "shop.app:app"]' if each >= month else 'CMD ["gunicorn", "shop.app:app"]'
        image = IMAGE.replace('CMD ["uvicorn", "shop.app:app"]', start).replace(
            "EXPOSE 80", f"EXPOSE 8{each}"
        )
        story.append(spec(each, ADA, image=image, **({"app": APP} if each == 1 else {})))
    result = assessed(tmp_path, story)
    (place,) = (
        each
        for each in result.findings["dockerfile"].evidence
        if each.path == "Dockerfile" and each.line == 5
    )
    assert place.level is level


def test_nobody_named_has_no_share_but_lines_and_days(tmp_path: Path) -> None:
    result = assessed(tmp_path, [spec(1, ADA, app=APP, image=IMAGE)])
    lines = result.cited["Dockerfile", 5]
    assert (lines.share, lines.origin, lines.first_date) == (None, None, "2024-01-02")
    assert result.share_source(place_of(result, "Dockerfile")) == "commits"


def test_a_file_that_was_moved_and_changed_at_once_keeps_its_history(tmp_path: Path) -> None:
    first = APP + "\n\n@app.get('/health')\ndef health():\n    return 'ok'\n"
    story = [
        *BEFORE,
        spec(1, ADA, old=first, image=IMAGE),
        spec(2, BOB, old=None, app=first.replace("return 1", "return 2")),
    ]
    result = assessed(tmp_path, story, "ada@example.com")
    place = place_of(result, "shop/app.py")
    known = result.provenance["shop/app.py"]
    assert (known.introduced, known.first_date, known.share) == (
        Origin.CANDIDATE,
        "2024-01-02",
        Share(0.5, 0.5),
    )
    assert result.cited["shop/app.py", place.line or 0].first_date == "2024-01-02"


@pytest.mark.parametrize(("files", "share"), [(49, Share(0.0, 0.0)), (50, Share(0.0, 1.0))])
def test_a_sweep_over_many_files_shows_not_who_wrote_a_line(tmp_path: Path, files: int, share: Share) -> None:
    others = {f"other/{number:02}.txt": "a text\n" for number in range(files - 1)}
    story = [
        spec(1, ADA, app=APP, image=IMAGE, **others),
        spec(2, BOB, image=IMAGE.replace("EXPOSE 80", "EXPOSE 81").replace("CMD", "ENTRYPOINT"), **dict.fromkeys(others, "a new text\n")),
    ]  # fmt: skip
    result = assessed(tmp_path, story, "ada@example.com")
    lines = result.cited["Dockerfile", 5]
    assert lines.origin is (Origin.OTHER if share.high == 0 else Origin.UNSURE)
    assert lines.share == (share if share.high == 0 else None)
    assert result.share_source(place_of(result, "Dockerfile")) == ("commits" if share.high else "lines")


README = "# Shop\n\nA production-ready service with real-time monitoring of drift.\n\nRuns daily.\n"


@pytest.mark.parametrize(
    ("author", "origin", "raised"), [(ADA, Origin.CANDIDATE, True), (BOB, Origin.OTHER, False)]
)
def test_a_claim_is_whose_its_sentence_is(tmp_path: Path, author: str, origin: Origin, raised: bool) -> None:
    more = README.replace("real-time monitoring", "automatic rollback, 99 % uptime and real-time monitoring")
    story = [
        spec(1, ADA, app=APP, readme="# Shop\n"),
        spec(2, author, readme=more),
        spec(3, ADA, readme=more + "Also nightly.\n"),
    ]
    result = assessed(tmp_path, story, "ada@example.com")
    assert result.statements and {each.author for each in result.statements} == {origin}
    assert any(flag.id == "claims_without_evidence" for flag in result.flags) is raised
    claimed = [
        each.path
        for found in result.findings.values()
        for each in found.evidence
        if each.note.startswith("claimed in text")
    ]
    assert bool(claimed) is raised


def test_of_a_secret_no_line_is_shown(tmp_path: Path) -> None:
    key = "AKIA" + "Q7LMNO4PRS5TUVWX"
    result = assessed(tmp_path, [spec(1, ADA, app=APP + f"KEY = '{key}'\n", image=IMAGE)], "ada@example.com")
    flag = next(each for each in result.flags if each.id == "committed_secret")
    lines = result.cited["shop/app.py", flag.evidence[0].line or 0]
    assert (lines.text, lines.counted) == ((), 2)
    assert not any(key in line for each in result.cited.values() for line in each.text)


@pytest.mark.parametrize(("more", "fetches"), [(0, 1), (CONTENTS_OF_LARGE, 3)])
def test_the_lines_of_a_remote_repository_are_fetched_where_they_did_not_come_with_the_commits(
    tmp_path: Path, more: int, fetches: int
) -> None:
    """Files, then renames that changed them and lines: without these nobody knows whose they are."""
    app, image = f"{APP}# {'-' * more}\n", f"{IMAGE}# {'-' * more}\n"
    story = [
        *BEFORE,
        spec(1, ADA, old=app, image=image),
        spec(2, BOB, old=None, app=app.replace("return 1", "return 2")),
        spec(3, BOB, image=image.replace("EXPOSE 80", "EXPOSE 81")),
    ]
    here = assessed(tmp_path / "here", story, "ada@example.com")
    with serve(tmp_path / "here") as server:
        url = f"{server.address}/target/.git"
        there = assessed(tmp_path / "there", story, "ada@example.com", url=url)
        wanted = [each for each in server.requests if each.method == "POST"]
    assert there.cited == here.cited and there.provenance == here.provenance
    assert here.cited["Dockerfile", 5].share == Share(0.5, 0.5)
    assert len(wanted) == fetches


@pytest.mark.parametrize(("size", "wanted"), [(COMPARED_FILE_BYTES, 2), (COMPARED_FILE_BYTES + 1, 1)])
def test_with_renames_comes_only_what_will_be_compared_of_cited_files(
    tmp_path: Path, size: int, wanted: int
) -> None:
    app, image = f"{APP}# {'-' * CONTENTS_OF_LARGE}\n", f"{IMAGE}# "
    image += "-" * (size - len(image))
    story = [
        *BEFORE,
        spec(1, ADA, old=app, image=image),
        spec(2, BOB, old=None, app=app.replace("return 1", "return 2")),
        spec(3, BOB, image=image.replace("EXPOSE 80", "EXPOSE 81")),
    ]
    build_repository(tmp_path / "here/target", story)
    with serve(tmp_path / "here") as server:
        assessed(tmp_path / "there", story, "ada@example.com", url=f"{server.address}/target/.git")
        assert [each.body.count(b"want ") for each in server.requests] == [0, 1, 2, wanted]


def test_a_server_that_gives_no_old_contents_costs_the_authors_and_nothing_else(tmp_path: Path) -> None:
    image = f"{IMAGE}# {'-' * CONTENTS_OF_LARGE}\n"
    app = f"{APP}# {'-' * CONTENTS_OF_LARGE}\n"
    story = [
        *BEFORE,
        spec(1, ADA, app=app, image=image),
        spec(2, BOB, app=app + "# more\n", image=image.replace("EXPOSE 80", "EXPOSE 81")),
    ]
    here = assessed(tmp_path / "here", story, "ada@example.com")
    with serve(tmp_path / "here") as server:
        stages: list[str] = []

        def stage(text: str) -> None:
            stages.append(text)
            if "who wrote" in text:
                server.behaviour.status = 500

        found = assess(
            Source("shop", f"{server.address}/target/.git", remote=True),
            Candidate(("x",), identities=("ada@example.com",), certainty="declared"),
            registry(),
            tmp_path,
            stage=stage,
        )
    assert found.assessed and found.findings == here.findings and found.provenance == here.provenance
    assert {place: each.text for place, each in found.cited.items()} == {
        place: each.text for place, each in here.cited.items()
    }
    assert {each.share for each in found.cited.values()} == {None}
    assert found.share_source(place_of(found, "Dockerfile")) == "commits"
