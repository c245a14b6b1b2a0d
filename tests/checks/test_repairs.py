from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.model import Level, Status
from analyzer.repository import Snapshot
from analyzer.sources import Author, Change
from tests.support.findings import assert_found, told
from tests.support.snapshots import changed, commit, run, snapshot

BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
FILES = {"app.py": "import flask\napp = flask.Flask('x')\n", "README.md": "# x\n"}
MONTHS = tuple(f"2023-{month:02}" for month in range(1, 13))


def others() -> list[Commit]:
    return [commit(f"{month}-28", f"notes/{month}.md", message=f"notes of {month}") for month in MONTHS]


def history(*commits: Commit, files: dict[str, str] | None = None, **options: Any) -> Snapshot:
    ordered = sorted([*commits, *others()], key=lambda each: each.written or 0, reverse=True)
    return snapshot(FILES | (files or {}), ordered, **options)


def change(moment: str, subject: str = "add a cache", path: str = "app.py", **fields: Any) -> Commit:
    return commit(moment, path, added=(), message=subject, **fields)


def taken_back(change: Commit, moment: str, how: str = "id", **fields: Any) -> Commit:
    """A commit that takes a change back: by its id, a part of it, its subject or its number."""
    subject = {
        "subject": f'Revert "{change.subject}"',
        "number": "Revert #41",
        "cut": f'Revert "{change.subject[:20]}..."',
    }
    given: dict[str, Any] = {"added": (), "message": subject.get(how, "take it back")}
    if how in ("id", "part"):
        given["reverts"] = change.sha if how == "id" else change.sha[:8]
    return commit(moment, *change.paths, **{**given, **fields})


def reverts(*months: str, **fields: Any) -> list[Commit]:
    """A change and its revert a day later, in each of the months."""
    pairs = [(change(f"{month}-10", f"add the step of {month}"), f"{month}-11") for month in months]
    return [each for made, day in pairs for each in (made, taken_back(made, day, **fields))]


LEVELS = {
    "none": ((), Level.ABSENT, ""),
    "one": (MONTHS[:1], Level.PRESENT, "1 change of what runs taken back within days"),
    "two months": (MONTHS[:2], Level.PRESENT, "after 24 hours"),
    "three months": (MONTHS[:3], Level.SUBSTANTIVE, "3 changes of what runs taken back within days, in 3 different"),
    "six months over 151 days": (MONTHS[:6], Level.SUBSTANTIVE, "in 6 different months"),
    "seven months over 182 days": (MONTHS[:7], Level.SUSTAINED, "in 7 different months over 6 months"),
}  # fmt: skip


@pytest.mark.parametrize(("months", "level", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_months_of_reverts(months: Sequence[str], level: Level, words: str) -> None:
    assert_found(run("repairs", history(*reverts(*months))), level, "None:None", words)


@pytest.mark.parametrize(("more", "known"), [((), True), (("b.py",), True), (("b.py", "c.py"), False)])
def test_what_changes_mostly_other_files_puts_back_a_state(more: tuple[str, ...], known: bool) -> None:
    made = change("2023-01-10")
    back = commit("2023-01-11", "app.py", *more, added=(), message="take it back", reverts=made.sha)
    assert (run("repairs", history(made, back)).level is Level.PRESENT) is known


LEFT = {
    "what was before": ({"delta": "aaaaaaaaaaaa..bbbbbbbbbbbb"}, {"delta": "cccccccccccc..aaaaaaaaaaaa"}, True),
    "what it had left": ({"delta": "aaaaaaaaaaaa..bbbbbbbbbbbb"}, {"delta": "cccccccccccc..bbbbbbbbbbbb"}, False),
    "a watched file as it had left it": (
        {"changes": (Change("app.py", "a" * 40, "b" * 40),)}, {"delta": f"{'c' * 12}..{'b' * 12}"}, False),
    "a watched file as before": (
        {"changes": (Change("app.py", "a" * 40, "b" * 40),)}, {"changes": (Change("app.py", "b" * 40, "a" * 40),)}, True),
    "a file that it had brought": ({"added": ("app.py",)}, {"added": ("app.py",)}, False),
    "a file that it had taken away": ({}, {"added": ("app.py",)}, True),
}  # fmt: skip


@pytest.mark.parametrize(("made", "back", "known"), LEFT.values(), ids=LEFT)
def test_what_puts_back_what_a_change_had_left_does_not_undo_it(
    made: dict[str, Any], back: dict[str, Any], known: bool
) -> None:
    first = commit("2023-01-10", "app.py", **{"added": (), "message": "add a cache", **made})
    second = taken_back(first, "2023-01-11", **back)
    assert (run("repairs", history(first, second)).level is Level.PRESENT) is known


def test_a_fix_that_was_applied_once_more_counts_once() -> None:
    fixed = [fixed_with_test(month) for month in MONTHS[4:7]]
    again = [changed(each, sha=each.sha[::-1], committed=(each.committed or 0) + 60) for each in fixed[:2]]
    (note,) = told(run("repairs", history(*fixed, *again)))
    assert "3 fixes together with a test in 3 different months" in note


def test_the_evidence_names_the_reverts_the_newest_first() -> None:
    repo = history(*reverts(*MONTHS[:3]))
    (evidence,) = run("repairs", repo).evidence
    assert evidence.commits == tuple(each.sha for each in repo.commits if each.reverts)


@pytest.mark.parametrize("how", ["id", "part", "subject", "number", "cut"])
def test_a_revert_names_its_change(how: str) -> None:
    made = change("2023-05-10", "add a cache of the answers (#41)")
    assert_found(
        run("repairs", history(made, taken_back(made, "2023-05-12", how))), Level.PRESENT, "None:None"
    )


UNRESOLVED = {
    "an id of nothing": {"reverts": "f" * 40, "message": "take it back"},
    "a subject of nothing": {"message": 'Revert "add another thing"'},
    "a number of nothing": {"message": "Revert #42"},
    "words": {"message": "revert some changes"},
    "a name that begins so": {"message": "revert-risk: add a cache"},
}


@pytest.mark.parametrize("fields", UNRESOLVED.values(), ids=UNRESOLVED)
def test_a_revert_that_names_no_commit_of_this_history_is_none(fields: dict[str, Any]) -> None:
    made = change("2023-05-10", "add a cache of the answers (#41)")
    answer = taken_back(made, "2023-05-12", **{"how": "id", "reverts": None, **fields})
    assert_found(run("repairs", history(made, answer)), Level.ABSENT)


def test_what_was_taken_back_must_come_before() -> None:
    made = change("2023-05-13")
    assert_found(run("repairs", history(made, taken_back(made, "2023-05-12"))), Level.ABSENT)


GAPS = {
    "59 minutes": ("2023-05-10T00:59:59", False),
    "an hour": ("2023-05-10T01:00:00", True),
    "30 days": ("2023-06-09T00:00:00", True),
    "30 days and a second": ("2023-06-09T00:00:01", False),
}


@pytest.mark.parametrize(("moment", "counts"), GAPS.values(), ids=GAPS)
def test_a_change_lasted_for_hours_or_days(moment: str, counts: bool) -> None:
    made = change("2023-05-10")
    level = Level.PRESENT if counts else Level.ABSENT
    assert_found(run("repairs", history(made, taken_back(made, moment))), level, "None:None")


LESS = {
    "within an hour": ({}, 600),
    "of a dependency": ({"subject": "Bump flask from 2 to 3"}, 86_400),
    "of a bot": ({"author": BOT}, 86_400),
    "of a release": ({"subject": "release 1.2"}, 86_400),
    "of a trial": ({"subject": "temporarily add a step"}, 86_400),
    "of how code looks": ({"subject": "Fix linting"}, 86_400),
    "of dependencies alone": ({"path": "requirements.txt"}, 86_400),
}


@pytest.mark.parametrize(("made", "seconds"), LESS.values(), ids=LESS)
def test_weaker_reverts_are_present_on_two_days_and_never_more(made: dict[str, Any], seconds: int) -> None:
    pairs = []
    for month in MONTHS[:8]:
        first = change(f"{month}-10", **{"subject": f"add the step of {month}", **made})
        last = taken_back(first, f"{month}-10")
        moment = (first.written or 0) + seconds
        pairs.append((first, changed(last, authored=moment, committed=moment)))
    once = run("repairs", history(*pairs[0]))
    assert_found(once, Level.ABSENT)
    found = run("repairs", history(*(each for pair in pairs for each in pair)))
    assert_found(found, Level.PRESENT, "None:None", "8 changes of what runs taken back ")


NOTHING = {
    "a drill": ({}, {"message": "Rollback drill"}),
    "a rehearsed change": ({"subject": "rehearse the release of models"}, {}),
    "a merged branch": ({"subject": "Merge branch 'main' into feature"}, {}),
    "a revert of a revert": ({"subject": 'Revert "add a cache"'}, {}),
    "a document": ({"path": "README.md"}, {}),
    "a test": ({"path": "tests/test_app.py"}, {}),
    "a bot's": ({}, {"author": BOT}),
}


@pytest.mark.parametrize(("made", "answer"), NOTHING.values(), ids=NOTHING)
def test_what_is_no_repair(made: dict[str, Any], answer: dict[str, Any]) -> None:
    first = change("2023-05-10", **made)
    assert_found(run("repairs", history(first, taken_back(first, "2023-05-12", **answer))), Level.ABSENT)


SCRIPTS = {
    "a backfill": ("scripts/backfill_scores.sql", "add scores", "2023-06-01", True),
    "a repair of a day": ("scripts/repair-apr28-snapshots.ts", "repair", "2023-06-01", True),
    "a migration that fills in": ("db/migrate/0012_backfill_owners.rb", "owners", "2023-06-01", True),
    "a cleanup after a bug": ("web/scripts/cleanup_answers.js", "clean up empty answers of the bug", "2023-06-01", True),
    "a fix of broken rows": ("scripts/fix_broken_rows.py", "rows", "2023-06-01", True),
    "a day too early": ("scripts/backfill_scores.sql", "add scores", "2023-04-27", False),
    "in time": ("scripts/backfill_scores.sql", "add scores", "2023-04-28", True),
    "a cleanup of resources": ("scripts/cleanup_models.py", "delete old models", "2023-06-01", False),
    "a program of its own": ("app/backfill_worker.py", "backfills", "2023-06-01", False),
    "of CI": ("scripts/cleanup_ci.py", "broken resources", "2023-06-01", False),
    "an evaluation": ("scripts/build_repair_eval.py", "evaluate", "2023-06-01", False),
    "a feature": ("scripts/dedup_audio.py", "new processing", "2023-06-01", False),
    "of tests": ("tests/scripts/backfill.py", "backfill", "2023-06-01", False),
    "an example": ("examples/scripts/backfill.py", "backfill", "2023-06-01", False),
    "data": ("scripts/backfill.csv", "backfill", "2023-06-01", False),
    "a drill": ("scripts/backfill_scores.sql", "rehearse the backfill", "2023-06-01", False),
}  # fmt: skip


@pytest.mark.parametrize(("path", "subject", "day", "counts"), SCRIPTS.values(), ids=SCRIPTS)
def test_scripts_that_repair_data_are_added_long_after_the_start(
    path: str, subject: str, day: str, counts: bool
) -> None:
    repo = history(commit(day, path, message=subject), files={path: ""})
    level = Level.PRESENT if counts else Level.ABSENT
    assert_found(run("repairs", repo), level, f"{path}:None", "1 script that repairs or fills in data")


def test_repairs_of_every_kind_count_together() -> None:
    scripts = [commit(f"2023-{month}-05", f"scripts/backfill_{month}.sql") for month in ("06", "07")]
    found = run("repairs", history(*reverts("2023-05"), *scripts))
    assert [each.partition(" ")[0] for each in told(found)] == ["SUBSTANTIVE", "SUBSTANTIVE"]


def report(
    body: str, day: str = "2023-06-03", path: str = "docs/incidents/2023-06-01-full-disk.md"
) -> Snapshot:
    fixed = change("2023-06-02", "raise the limit (#57)")
    words = " ".join(["The service was down because the disk was full and nobody had noticed it."] * 8)
    text = f"# Disk full\n\n{words}\n\n{body.format(sha=fixed.sha[:9])}\n"
    return history(fixed, commit(day, path, message="report"), files={path: text})


REPORTS = {
    "a commit": ("Fixed by {sha}.", {}, True),
    "a pull request": ("See [the fix](https://github.com/acme/x/pull/57).", {}, True),
    "a number": ("Fixed in #57.", {}, True),
    "nothing": ("Fixed by restarting.", {}, False),
    "another number": ("Fixed in #58.", {}, False),
    "a drill": ("Fixed by {sha}.", {"path": "docs/incidents/2023-06-01-drill.md"}, False),
    "a template": ("Fixed by {sha}.", {"path": "docs/incidents/template.md"}, False),
    "another document": ("Fixed by {sha}.", {"path": "docs/2023-06-01-disk.md"}, False),
    "a change of another time": ("Fixed by {sha}.", {"path": "docs/incidents/2022-06-01-disk.md"}, False),
    "without a day": ("Fixed by {sha}.", {"path": "docs/incidents/disk.md"}, True),
}  # fmt: skip


@pytest.mark.parametrize(("body", "fields", "counts"), REPORTS.values(), ids=REPORTS)
def test_a_report_names_the_change_that_followed(body: str, fields: dict[str, str], counts: bool) -> None:
    path = fields.get("path", "docs/incidents/2023-06-01-full-disk.md")
    found = run("repairs", report(body, **fields))
    level = Level.PRESENT if counts else Level.ABSENT
    assert_found(found, level, f"{path}:None", "a report of an incident names the change that followed")


def fixed_with_test(month: str, **fields: Any) -> Commit:
    paths = fields.pop("paths", ("app.py", "tests/test_app.py"))
    subject = fields.pop("subject", f"fix the answer of {month}")
    return commit(f"{month}-15", *paths, message=subject, **{"added": (), **fields})


FIXED = {
    "one month": (MONTHS[4:5], {}, Level.ABSENT),
    "two months": (MONTHS[4:6], {}, Level.PRESENT),
    "six months over 151 days": (MONTHS[4:10], {}, Level.PRESENT),
    "seven months": (MONTHS[4:11], {}, Level.SUBSTANTIVE),
    "at the start": (MONTHS[:4], {}, Level.ABSENT),
    "without a test": (MONTHS[4:11], {"paths": ("app.py",)}, Level.ABSENT),
    "with an example called a test": (
        MONTHS[4:11],
        {"paths": ("app.py", "examples/test_app.py")},
        Level.ABSENT,
    ),
    "with a factory of tests": (MONTHS[4:11], {"paths": ("app.py", "spec/factories/app.rb")}, Level.ABSENT),
    "with what tests share": (MONTHS[4:11], {"paths": ("app.py", "tests/conftest.py")}, Level.ABSENT),
    "with a helper": (MONTHS[4:11], {"paths": ("app.py", "spec/swagger_helper.rb")}, Level.ABSENT),
    "with the test of a helper": (
        MONTHS[4:11],
        {"paths": ("app.py", "tests/test_helper.py", "tests/test_helpers_of_app.py")},
        Level.SUBSTANTIVE,
    ),
    "called other work": (MONTHS[4:11], {"subject": "refactor(app)!: fix the order"}, Level.ABSENT),
    "of a test alone": (MONTHS[4:11], {"paths": ("tests/test_app.py",)}, Level.ABSENT),
    "with data of a test": (MONTHS[4:11], {"paths": ("app.py", "tests/a.csv")}, Level.ABSENT),
    "without the word": (MONTHS[4:11], {"subject": "add an answer"}, Level.ABSENT),
    "by a bot": (MONTHS[4:11], {"author": BOT}, Level.ABSENT),
    "that take back": (MONTHS[4:11], {"subject": 'Revert "fix the answer"'}, Level.ABSENT),
    "that name what they take back": (MONTHS[4:11], {"reverts": "f" * 40}, Level.ABSENT),
    "with raised versions": (
        MONTHS[4:11],
        {
            "subject": "min compat 0.4.40 and fixes",
            "paths": ("app.py", "requirements.txt", "tests/test_app.py"),
        },
        Level.ABSENT,
    ),
    "after raised versions": (MONTHS[4:11], {"subject": "fix a crash after the upgrade"}, Level.SUBSTANTIVE),
    "with a file of versions": (
        MONTHS[4:11],
        {"paths": ("app.py", "requirements.txt", "tests/test_app.py")},
        Level.SUBSTANTIVE,
    ),
    "called a feature": (MONTHS[4:11], {"subject": "feat(app): answers and fixes"}, Level.ABSENT),
    "that bring more than they change": (
        MONTHS[4:11],
        {"paths": ("app.py", "b.py", "c.py", "tests/test_app.py"), "added": ("b.py", "c.py")},
        Level.ABSENT,
    ),
    "that bring as much as they change": (
        MONTHS[4:11],
        {"paths": ("app.py", "b.py", "tests/test_app.py"), "added": ("b.py", "tests/test_app.py")},
        Level.SUBSTANTIVE,
    ),
    "with many files": (MONTHS[4:11], {"path_count": 21}, Level.ABSENT),
    "with twenty files": (MONTHS[4:11], {"path_count": 20}, Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("months", "fields", "level"), FIXED.values(), ids=FIXED)
def test_fixes_with_a_test_are_weaker(months: Sequence[str], fields: dict[str, Any], level: Level) -> None:
    commits = [fixed_with_test(month, **fields) for month in months]
    assert_found(run("repairs", history(*commits)), level, "None:None", "together with a test in")


HOSTS = {
    "ubuntu@ip-172-31-0-219.us-east-2.compute.internal": True,
    "ec2-user@ip-10-0-0-1.ec2.internal": True,
    "root@ml-jupyter-c284.c.acme-338116.internal": True,
    "root@app.posfjwvw.zx.internal.cloudapp.net": True,
    "root@ubuntu-s-1vcpu-1gb-nyc1-01": True,
    "ada@Adas-MacBook-Pro.local": False,
    "ada@localhost": False,
    "ada@internal.example.com": False,
    "ada@example.com": False,
}


@pytest.mark.parametrize("role", ["author", "committer"])
@pytest.mark.parametrize(("address", "counts"), HOSTS.items(), ids=HOSTS)
def test_commits_on_a_machine_of_a_cloud_are_present_and_never_show_the_address(
    role: str, address: str, counts: bool
) -> None:
    fields: dict[str, Any] = {role: Author("root", address)}
    commits = [change(f"{month}-09", f"work of {month}", **fields) for month in MONTHS]
    found = run("repairs", history(*commits))
    assert_found(
        found, Level.PRESENT if counts else Level.ABSENT, "None:None", "12 commits: committed on a machine"
    )
    assert address.rpartition("@")[2] not in repr(found)


OFF = {
    "a schedule": ("disable the weekly training job", True),
    "a service": ("Decommission the anomaly service", True),
    "a cron table": ("turn off cron of the old model", True),
    "a test": ("disable the nightly tests job", False),
    "for now": ("temporarily disable the schedule", False),
    "an option": ("allow to disable the job", False),
    "a setting of a job": ("disable hive for the weekly job", False),
    "a revert": ('Revert "disable the weekly training job"', False),
    "nothing": ("disable the cache", False),
}


@pytest.mark.parametrize(("subject", "counts"), OFF.values(), ids=OFF)
def test_what_is_switched_off_long_after_the_start(subject: str, counts: bool) -> None:
    late = [change(f"2023-{month}-09", f"{subject} {month}") for month in ("09", "10")]
    level = Level.PRESENT if counts else Level.ABSENT
    assert_found(
        run("repairs", history(*late)), level, "None:None", "2 commits: a schedule or a service switched off"
    )
    early = [change(f"2023-{month}-09", f"{subject} {month}") for month in ("05", "06")]
    assert_found(run("repairs", history(*early)), Level.ABSENT)
    assert_found(run("repairs", history(late[0])), Level.ABSENT)


@pytest.mark.parametrize(
    ("repo", "reason"),
    [
        (snapshot(FILES, [change("2023-01-01")]), "only 1 commit"),
        (snapshot(FILES, [change(f"2023-01-{day:02}", f"step {day}") for day in range(1, 12)]), "too short"),
        (history(history_problem="a shallow clone"), "a shallow clone"),
    ],
)
def test_a_history_that_cannot_show_it_leaves_it_open(repo: Snapshot, reason: str) -> None:
    found = run("repairs", repo)
    assert (found.status, found.level, found.ceiling) == (Status.UNKNOWN, Level.ABSENT, Level.SUSTAINED)
    assert reason in (found.reason or "")
