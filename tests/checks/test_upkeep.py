from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author
from analyzer.testing import tag
from tests.support.findings import assert_found, told
from tests.support.snapshots import commit, library, run, snapshot

BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
SERVICE = {
    "Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python -m svc\n",
    "svc/__main__.py": "from svc import core\nimport flask\napp = flask.Flask('x')\n",
    "svc/__init__.py": "",
    "svc/core.py": "x = 1\n",
    "requirements.txt": "flask==3\n",
}
IMAGE = {"Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python run.py\n", "run.py": "print(1)\n"}


def days(months: int, a_month: int = 2, start: int = 0) -> list[str]:
    """So many days in each of so many months from January 2022."""
    return [
        f"{2022 + month // 12}-{month % 12 + 1:02}-{3 + 3 * day:02}"
        for month in range(start, start + months)
        for day in range(a_month)
    ]


def worked(
    when: Sequence[str],
    *paths: str,
    files: dict[str, str] | None = None,
    tags: int = 0,
    aside: int = 14,
    **fields: Any,
) -> Snapshot:
    """Work on the paths, beside documents that were written in every month of more than a year."""
    work = [commit(day, *(paths or ("svc/core.py",)), added=(), **fields) for day in when]
    documents = [commit(day, f"notes/{day}.md") for day in days(aside, 1, 0)]
    history = sorted([*work, *documents], key=lambda each: each.written or 0, reverse=True)
    tagged = [tag(f"v0.{number}", each) for number, each in enumerate(history[len(history) - tags :])]
    return snapshot(SERVICE if files is None else files, history, tags=tagged)


LEVELS = {
    "two months": (days(2, 9), Level.ABSENT, ""),
    "three months over 59 days": (["2022-01-04", "2022-02-03", "2022-03-03"], Level.ABSENT, ""),
    "back after 179 days": (["2022-01-03", "2022-06-30"], Level.ABSENT, ""),
    "back after 180 days": (
        ["2022-01-03", "2022-07-01"], Level.PRESENT, "on 2 days (UTC) in 2 different months over 6 months"),
    "three months": (days(3, 1), Level.PRESENT, "on 3 days (UTC) in 3 different months over 2 months"),
    "five months": (days(5, 9), Level.PRESENT, "on 45 days (UTC) in 5 different months"),
    "six months on nine days": ([*days(6, 1), *days(3, 2)], Level.PRESENT, "on 9 days (UTC) in 6 different months"),
    "six months on ten days over 179 days": (
        [*days(5), "2022-06-30"], Level.PRESENT, "on 11 days (UTC) in 6 different months over 6 months"),
    "six months on ten days over 180 days": (
        [*days(4), "2022-05-03", "2022-07-01"], Level.SUBSTANTIVE, "on 10 days (UTC) in 6 different months"),
    "eleven months": (days(11, 9), Level.SUBSTANTIVE, "in 11 different months"),
    "twelve months on nineteen days": ([*days(12, 1), *days(7, 2)], Level.SUBSTANTIVE, "on 19 days"),
    "twelve months on twenty days": ([*days(12, 1), *days(8, 2)], Level.SUSTAINED, "in 12 different months"),
}  # fmt: skip


@pytest.mark.parametrize(("when", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_months_days_and_span(when: list[str], level: Level, words: str) -> None:
    assert_found(run("upkeep", worked(sorted(set(when)))), level, "None:None", words)


def test_the_evidence_names_its_commits_the_newest_first() -> None:
    repo = worked(days(12))
    (evidence,) = run("upkeep", repo).evidence
    work = [each.sha for each in repo.commits if each.paths == ("svc/core.py",)]
    assert evidence.commits == tuple(work)
    assert evidence.note.startswith("people worked on what runs (its code answers requests) on 24 days")


PATHS = {
    "a module that a start leads to": ("svc/core.py", True),
    "a module that is gone from among them": ("svc/gone.py", True),
    "a module that nothing leads to": ("tools/loose.py", False),
    "a module that is gone from elsewhere": ("tools/gone.py", False),
    "a program in another language": ("web/app.ts", True),
    "a page that a program fills in": ("svc/templates/chat.html", True),
    "a page that Ruby fills in": ("svc/views/chat.html.erb", True),
    "another page": ("svc/chat.html", False),
    "a container": ("Dockerfile", True),
    "an image for tests": ("docker/Dockerfile.e2e", False),
    "services": ("docker/docker-compose.yml", True),
    "services for tests": ("docker/docker-compose.integration.yml", False),
    "services of a program named like them": ("docker/docker-compose.integrations.yml", True),
    "a deployment": ("deploy/production.yaml", True),
    "a pipeline": (".github/workflows/deploy.yml", True),
    "dependencies": ("requirements.txt", True),
    "infrastructure": ("infra/main.tf", True),
    "a notebook": ("svc/look.ipynb", False),
    "a test": ("tests/test_core.py", False),
    "a document": ("README.md", False),
    "an example": ("examples/app.ts", False),
    "a study": ("experiments/run.jl", False),
    "others' code": ("node_modules/x/index.js", False),
    "a linter's settings": (".pre-commit-config.yaml", False),
    "data": ("data/prices.csv", False),
}


PAGE = {
    "page/package.json": '{"dependencies": {"react-dom": "18"}}',
    "page/src/App.tsx": "export const x = 1\n",
}
BEHIND = {
    "pages of what answers requests": ({**PAGE, "svc/__main__.py": SERVICE["svc/__main__.py"]}, "page/src/App.tsx", True),
    "pages of nothing else": ({**PAGE, "svc/__main__.py": "print(1)\n"}, "page/src/App.tsx", False),
    "a site about it": (
        {"site/package.json": PAGE["page/package.json"], "site/App.tsx": PAGE["page/src/App.tsx"]}, "site/App.tsx", False),
    "another folder": (PAGE, "other/App.py", False),
}  # fmt: skip


@pytest.mark.parametrize(("files", "path", "counts"), BEHIND.values(), ids=BEHIND)
def test_the_pages_of_what_answers_requests_run(files: dict[str, str], path: str, counts: bool) -> None:
    service = {each: SERVICE[each] for each in ("svc/__init__.py", "svc/__main__.py", "svc/core.py")}
    repo = worked(days(12), path, files={**service, **files})
    assert_found(run("upkeep", repo), Level.SUSTAINED if counts else Level.ABSENT, "None:None")


@pytest.mark.parametrize(("path", "counts"), PATHS.values(), ids=PATHS)
def test_which_work_counts(path: str, counts: bool) -> None:
    repo = worked(days(12), path, files={**SERVICE, "tools/loose.py": "x = 1\n"})
    assert_found(run("upkeep", repo), Level.SUSTAINED if counts else Level.ABSENT, "None:None")


NOTEBOOKS = {"a.ipynb": "{}", "train.py": "print(1)\n", "requirements.txt": "numpy\n"}
FLOW = "from prefect import flow, task\n\n@task\ndef a():\n    return 1\n\n@flow\ndef daily():\n    a()\n"
NIGHTLY = "on: {on}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - {step}\n"


def at_night(step: str, on: str = "{schedule: [{cron: 0 4 * * *}]}") -> dict[str, str]:
    """A program that a workflow runs, beside another one with this step."""
    by_hand = NIGHTLY.format(on="workflow_dispatch", step="run: python train.py")
    return {
        **NOTEBOOKS,
        ".github/workflows/a.yml": NIGHTLY.format(on=on, step=step),
        ".github/workflows/b.yml": by_hand,
    }


WAYS = {
    "a schedule of its CI runs it": (at_night("run: python train.py"), 0, Level.SUSTAINED, "(its CI runs it on a schedule)"),
    "a schedule and every push run it": (
        at_night("run: python train.py", "{push: {}, schedule: [{cron: 0 4 * * *}]}"), 0, Level.SUSTAINED, "on a schedule"),
    "a schedule and proposed changes run it": (
        at_night("run: python train.py", "{pull_request: {}, schedule: [{cron: 0 4 * * *}]}"), 0, Level.ABSENT, ""),
    "a schedule reads the code": (at_night("uses: github/codeql-action/analyze@v4"), 0, Level.ABSENT, ""),
    "a schedule only installs": (at_night("run: uv sync --dev"), 0, Level.ABSENT, ""),
    "a schedule only installs by a module": (at_night("run: python -m pip install ."), 0, Level.ABSENT, ""),
    "a schedule runs by what installs": (at_night("run: uv run train.py"), 0, Level.SUSTAINED, "on a schedule"),
    "a schedule checks the code": (at_night("run: ruff check train.py"), 0, Level.ABSENT, ""),
    "a schedule looks for leaks": (at_night("run: gitleaks detect"), 0, Level.ABSENT, ""),
    "a schedule looks at packages by a module": (at_night("run: python -m pip_audit"), 0, Level.ABSENT, ""),
    "a schedule looks at what is written down": (
        at_night("run: uv export > r.txt && pip-audit -r r.txt"), 0, Level.ABSENT, ""),
    "a schedule looks by a bundle": (at_night("run: bundle exec brakeman"), 0, Level.ABSENT, ""),
    "a schedule tells somebody": (at_night("run: gh issue create"), 0, Level.ABSENT, ""),
    "nothing is started": (NOTEBOOKS, 0, Level.ABSENT, ""),
    "its versions are tagged": (NOTEBOOKS, 4, Level.SUSTAINED, "(its versions are tagged)"),
    "three tags are no line of releases": (NOTEBOOKS, 3, Level.ABSENT, ""),
    "a cron table starts it": ({**NOTEBOOKS, "crontab": ""}, 0, Level.SUSTAINED, "(a platform or a schedule starts"),
    "a platform starts it": (
        {**NOTEBOOKS, "app.yaml": "entrypoint: python train.py\n"}, 0, Level.SUSTAINED, "(a platform or a schedule starts"),
    "a bot": (
        {**NOTEBOOKS, "train.py": "import telebot\nbot = telebot.TeleBot('x')\nbot.infinity_polling()\n"},
        0, Level.SUSTAINED, "(it is a program: a bot (Telegram))"),
    "scheduled jobs": (
        {**NOTEBOOKS, "train.py": "import schedule\nwhile True:\n    schedule.run_pending()\n"},
        0, Level.SUSTAINED, "(it is a program: scheduled jobs)"),
    "a window": (
        {**NOTEBOOKS, "train.py": "import tkinter\ntkinter.Tk().mainloop()\n"}, 0, Level.PRESENT, "only by hand"),
    "an image starts it": ({**IMAGE, "train.py": ""}, 0, Level.PRESENT, "only by hand"),
    "environments have a file each": (
        {**NOTEBOOKS, "test.properties": "", "live.properties": ""}, 0, Level.SUSTAINED, "a file for each of its"),
    "environments elsewhere have a file each": (
        {**NOTEBOOKS, "params/test.properties": "", "params/live.properties": ""}, 0, Level.ABSENT, ""),
    "a flow that nothing starts": ({**NOTEBOOKS, "train.py": FLOW}, 0, Level.PRESENT, "only by hand"),
    "a flow that a deployment names": (
        {**NOTEBOOKS, "train.py": FLOW, "prefect.yaml": "deployments:\n- entrypoint: train.py:daily\n"},
        0, Level.SUSTAINED, "(an orchestrator runs it)"),
    "an image opens notebooks": (
        {**NOTEBOOKS, "Dockerfile": "FROM x\nCMD jupyter lab\n"}, 0, Level.ABSENT, ""),
    "a cluster runs it": (
        {**NOTEBOOKS, "k8s/app.yaml": "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n"
         "      containers: [{name: a, image: acme/churn:1}]\n"}, 0, Level.ABSENT, ""),
    "others install it": (
        library("churn") | {"churn/__init__.py": "", "train.py": ""}, 0, Level.SUSTAINED, "(others install it)"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "tags", "level", "words"), WAYS.values(), ids=WAYS)
def test_something_has_to_run(files: dict[str, str], tags: int, level: Level, words: str) -> None:
    path = "run.py" if "run.py" in files else "train.py"
    assert_found(run("upkeep", worked(days(12), path, files=files, tags=tags)), level, "None:None", words)


@pytest.mark.parametrize(("image", "counts"), [("acme/churn:1", True), ("postgres:16", False)])
def test_a_cluster_that_runs_only_servers_as_they_come_runs_nothing_of_ours(image: str, counts: bool) -> None:
    manifest = (
        "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n"
        f"      containers: [{{name: a, image: '{image}'}}]\n"
    )
    repo = worked(days(12), "k8s/app.yaml", files={**NOTEBOOKS, "k8s/app.yaml": manifest})
    assert_found(run("upkeep", repo), Level.SUSTAINED if counts else Level.ABSENT, "None:None")


def test_only_the_part_that_runs_counts_where_the_rest_is_no_part_of_it() -> None:
    inside = {f"deployed/{path}": text for path, text in SERVICE.items()}
    for path, level in (("deployed/web/app.ts", Level.SUSTAINED), ("chapters/plot.R", Level.ABSENT)):
        assert_found(run("upkeep", worked(days(12), path, files=inside)), level, "None:None")


def test_a_folder_whose_name_says_study_counts_where_something_in_it_is_started() -> None:
    inside = {f"notebooks/{path}": text for path, text in SERVICE.items()}
    for path, level in (("notebooks/run.jl", Level.SUSTAINED), ("notebooks/old/run.jl", Level.ABSENT)):
        assert_found(run("upkeep", worked(days(12), path, files=inside)), level, "None:None")


@pytest.mark.parametrize("fields", [{"author": BOT}, {"parents": 2}, {"authored": None}], ids=str)
def test_bots_merges_and_impossible_dates_do_not_count(fields: dict[str, Any]) -> None:
    assert_found(run("upkeep", worked(days(12), **fields)), Level.ABSENT)


@pytest.mark.parametrize("minute", [0, 17])
def test_work_at_set_times_does_not_count(minute: int) -> None:
    work = [
        commit(
            f"{day}T{7 + number % 11:02}:{minute:02}:{minute and number % 60:02}",
            "svc/core.py",
            message=f"add {'abcdefghijklmnop'[number % 16] * (number // 16 + 3)}",
            added=(),
        )
        for number, day in enumerate(days(12, 4))
    ]
    documents = [
        commit(f"{day}T09:{number % 60:02}:{number * 7 % 59 + 1:02}", f"notes/{number}.md")
        for number, day in enumerate(days(14, 5))
    ]
    history = sorted([*work, *documents], key=lambda each: -(each.written or 0))
    level = Level.SUSTAINED if minute else Level.ABSENT
    assert_found(run("upkeep", snapshot(SERVICE, history)), level, "None:None")


def numbered(months: int, subject: str, **fields: Any) -> list[Commit]:
    return [
        commit(day, "README.md", added=(), message=subject.format(number=10 * number + 1), **fields)
        for number, day in enumerate(days(months, 1))
    ]


NUMBERS = {
    "pull requests": ("add a step (#{number})", {}, True),
    "merge requests": ("add a step (!{number})", {}, True),
    "merges": ("Merge pull request #{number} from acme/step", {"parents": 2}, True),
    "numbers in a sentence": ("step {number} of the plan", {}, False),
    "a bot's": ("bump x (#{number})", {"author": BOT}, False),
}


@pytest.mark.parametrize(("subject", "fields", "counts"), NUMBERS.values(), ids=NUMBERS)
def test_numbers_that_grow_for_a_year_strengthen_it(
    subject: str, fields: dict[str, Any], counts: bool
) -> None:
    base = worked(days(3, 1))
    for months in (11, 12):
        history = sorted(
            [*base.commits, *numbered(months, subject, **fields)], key=lambda each: -(each.written or 0)
        )
        found = run("upkeep", snapshot(SERVICE, history))
        grown = [each for each in told(found) if "grow from 1 to 111 in 12 different months" in each]
        assert bool(grown) == (counts and months == 12)
        assert found.level is (Level.SUBSTANTIVE if grown else Level.PRESENT)


def test_numbers_that_do_not_grow_strengthen_nothing() -> None:
    shrinking = [
        commit(day, "README.md", added=(), message=f"step (#{100 - number})")
        for number, day in enumerate(days(12, 1))
    ]
    history = sorted([*worked(days(3, 1)).commits, *shrinking], key=lambda each: -(each.written or 0))
    assert_found(run("upkeep", snapshot(SERVICE, history)), Level.PRESENT, "None:None")


RAISED = {
    "by a person": ("Bump flask from 2 to 3", ("requirements.txt",), {}, True),
    "the runtime": ("upgrade to Python 3.12", ("Dockerfile",), {}, True),
    "merged by a person": ("Merge pull request #7 from acme/dependabot/pip/x", (), {"parents": 2}, True),
    "merged, of Scala": (
        "Merge pull request #7 from acme/update/scala-library-2.13.8",
        (),
        {"parents": 2},
        True,
    ),
    "merged, texts": ("Merge pull request #7 from acme/update-texts", (), {"parents": 2}, False),
    "merged, another one": ("Merge pull request #7 from acme/feature", (), {"parents": 2}, False),
    "by a bot": ("Bump flask from 2 to 3", ("requirements.txt",), {"author": BOT}, False),
    "in words only": ("Bump flask from 2 to 3", ("README.md",), {}, False),
    "without words": ("add flask", ("requirements.txt",), {}, False),
    "a general word": ("Update demo", ("requirements.txt", "svc/app.py"), {}, False),
    "a general word of what has versions": (
        "Update dependencies of the demo",
        ("requirements.txt", "svc/app.py"),
        {},
        True,
    ),
    "a general word with a version": ("Update flask to 2.0", ("requirements.txt", "svc/app.py"), {}, True),
    "a general word of nothing else": ("Update demo", ("requirements.txt",), {}, True),
    "the own version": ("build: bump up version to 1.3.8", ("package.json",), {}, False),
    "the own version, bare": ("chore(release): bump to v1.3.8-rc.1", ("package.json",), {}, False),
    "the own version, without a number": ("Update project version", ("svc/pom.xml",), {}, False),
    "the own version and another": ("Bump version to 2.0, upgrade flask", ("package.json",), {}, True),
    "the version of another": ("Bump version of express to 5.0", ("package.json",), {}, True),
    "another to a version": ("Bump express to 5.0", ("package.json",), {}, True),
    "a version where none is its own": ("bump version to 1.3.8", ("requirements.txt",), {}, True),
    "whole files": ("Bump flask from 2 to 3", ("requirements.txt",), {"added": ("requirements.txt",)}, False),
}


@pytest.mark.parametrize(("subject", "paths", "fields", "counts"), RAISED.values(), ids=RAISED)
@pytest.mark.parametrize(("months", "level"), [(3, None), (4, "PRESENT"), (6, "PRESENT"), (7, "SUBSTANTIVE")])
def test_raised_dependencies_strengthen_it(
    subject: str, paths: tuple[str, ...], fields: dict[str, Any], counts: bool, months: int, level: str | None
) -> None:
    raised = [commit(day, *paths, message=subject, **{"added": (), **fields}) for day in days(months, 1)]
    history = sorted([*worked(days(3, 1)).commits, *raised], key=lambda each: -(each.written or 0))
    files = {**dict.fromkeys(paths, ""), **SERVICE}
    found = [each for each in told(run("upkeep", snapshot(files, history))) if "raised" in each]
    expected = [level] if counts and level else []
    assert [each.partition(" ")[0] for each in found] == expected


@pytest.mark.parametrize(
    ("merged", "said"),
    [
        (0, "people raised dependencies or the runtime in 4"),
        (1, "people raised dependencies or the runtime, or merged what automation raised, in 4"),
        (4, "people merged what automation raised in 4"),
    ],
)
def test_who_raised_is_told_from_who_merged(merged: int, said: str) -> None:
    ways: list[dict[str, Any]] = [
        {"message": "Merge pull request #7 from acme/dependabot/pip/x", "parents": 2}
    ] * merged
    ways += [{"message": "Bump flask from 2 to 3"}] * (4 - merged)
    raised = [
        commit(day, "requirements.txt", added=(), **way) for day, way in zip(days(4, 1), ways, strict=True)
    ]
    history = sorted([*worked(days(3, 1)).commits, *raised], key=lambda each: -(each.written or 0))
    notes = told(run("upkeep", snapshot(SERVICE, history)))
    assert "people worked on what runs" in notes[0] and said in notes[1]


@pytest.mark.parametrize("kept", [True, False])
def test_a_file_that_is_taken_away_is_not_raised(*, kept: bool) -> None:
    path, subject = "svc/requirements.txt", "Bump flask from 2 to 3"
    raised = [commit(day, path, added=(), message=subject) for day in days(4, 1)]
    history = sorted([*worked(days(3, 1)).commits, *raised], key=lambda each: -(each.written or 0))
    files = {**SERVICE, **({path: ""} if kept else {})}
    assert any("raised" in each for each in told(run("upkeep", snapshot(files, history)))) is kept


@pytest.mark.parametrize(
    ("repo", "reason"),
    [
        (worked(days(2), aside=5), "the history is too short to show it"),
        (snapshot(SERVICE, [commit("2024-01-01", *SERVICE)]), "what came before is not in the history"),
        (snapshot(SERVICE, worked(days(2)).commits, history_problem="a shallow clone"), "a shallow clone"),
    ],
)
def test_a_history_that_cannot_show_it_leaves_it_open(repo: Snapshot, reason: str) -> None:
    found = run("upkeep", repo)
    assert (found.status, found.level, found.ceiling) == (Status.UNKNOWN, Level.ABSENT, Level.SUSTAINED)
    assert reason in (found.reason or "")


@pytest.mark.parametrize(
    ("files", "level"), [(SERVICE, Level.PRESENT), ({**IMAGE, "svc/core.py": ""}, Level.ABSENT)]
)
def test_a_return_shows_use_only_where_it_does_not_run_by_hand(files: dict[str, str], level: Level) -> None:
    path = "svc/core.py" if files is SERVICE else "run.py"
    assert_found(run("upkeep", worked(["2022-01-03", "2022-07-01"], path, files=files)), level, "None:None")
