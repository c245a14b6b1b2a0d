"""Which files' old versions are read, how many of them, and what they are."""

from __future__ import annotations

from typing import Any

import pytest

from analyzer.commits import Commit
from analyzer.repository import File, chosen, is_setting, is_watched, versions
from analyzer.sources import Author, Change
from tests.support.snapshots import ADA as AUTHOR
from tests.support.snapshots import commit, evolved

BOT = Author("renovate[bot]", "bot@renovateapp.com")

WATCHED = """
    deploy/prod.yaml k8s/overlays/production/kustomization.yml charts/shop/values-prod.yaml docker-compose.prod.yml
    kubernetes/deployment-production.tmpl terraform/prod/main.tf envs/live.tfvars params/live-batch.properties .env.production
    config/prod.env stack_config/Pulumi.staging.yaml src/app/model_configs/all_models.yaml models/x/config.pbtxt
    monitoring/alerts.rules Dockerfile Dockerfiles/Dockerfile.worker task-definition.json config/settings.json
    packages/cdk/lib/service.ts stack/database.py nomad/shop.nomad environments/test/values.yaml config/schedule.yml
""".split()
OTHERS = """
    app/main.py web/index.ts README.md requirements.txt pyproject.toml package.json poetry.lock .github/workflows/ci.yml
    .gitlab-ci.yml .circleci/config.yml .pre-commit-config.yaml mkdocs.yml openapi.yaml tests/data/deploy.yaml
    docs/example.yaml examples/k8s/prod.yaml node_modules/x/config.yaml data/rows.json environment.yml .rubocop.yml
    rpms.lock.yaml environment-lock.yml locales/en.yml a.ipynb cdk/README.md infra/run.sh
""".split()


@pytest.mark.parametrize("path", WATCHED)
def test_what_says_what_runs_is_watched(path: str) -> None:
    assert is_watched(path)


@pytest.mark.parametrize(
    "path", ["out/metrics.json", "test_scores.json", "models/registry.json", "eval-results_v2.json"]
)
def test_what_a_training_came_to_is_watched_and_is_no_setting(path: str) -> None:
    assert is_watched(path) and not is_setting(path)


@pytest.mark.parametrize("path", ["metrics.py", "tests/metrics.json", "metrics.csv", "symmetrics.json"])
def test_other_results_are_not(path: str) -> None:
    assert not is_watched(path)


def test_settings_are_read_before_results(monkeypatch: pytest.MonkeyPatch) -> None:
    results = [changed(f"2024-{month:02}-03", "metrics.json", 50 + month) for month in (3, 2, 1)]
    files = [File("a.yaml", "0" * 40, 100), File("metrics.json", "0" * 40, 100)]
    monkeypatch.setattr(versions, "BLOBS_OF_ALL_FILES", 4)
    found = chosen([*results, *days(1, 2)], files)
    assert list(found.changes) == ["a.yaml"] and found.problem is None


@pytest.mark.parametrize("path", OTHERS)
def test_other_files_are_not(path: str) -> None:
    assert not is_watched(path)


def changed(
    day: str, path: str = "a.yaml", number: int = 0, author: Author = AUTHOR, **fields: Any
) -> Commit:
    ids = (f"{number:040x}", f"{number + 1:040x}")
    return commit(day, path, added=(), author=author, changes=(Change(path, *ids),), **fields)


def days(*months: int) -> list[Commit]:
    return [changed(f"2024-{month:02}-02", number=month) for month in reversed(months)]


def paths(commits: list[Commit], files: dict[str, int | None] | None = None) -> list[str]:
    sizes: dict[str, int | None] = {"a.yaml": 100} if files is None else files
    return list(chosen(commits, [File(path, "0" * 40, size) for path, size in sizes.items()]).changes)


def test_a_file_that_changed_in_two_months_is_read() -> None:
    assert paths(days(1, 2)) == ["a.yaml"]
    assert paths([changed("2024-01-20", number=1), changed("2024-01-02")]) == []


def test_only_the_work_of_people_on_files_of_today_is_read() -> None:
    assert paths([changed("2024-02-02", author=BOT), changed("2024-01-02")]) == []
    assert paths([changed("2024-02-02", parents=2), changed("2024-01-02")]) == []
    assert paths(days(1, 2), {"b.yaml": 100}) == []


def test_a_file_that_was_moved_is_followed() -> None:
    moved = commit("2024-02-20", "new/a.yaml", renames=(("a.yaml", "new/a.yaml"),))
    history = [changed("2024-03-02", "new/a.yaml", 3), moved, *days(1, 2)]
    found = chosen(history, [File("new/a.yaml", "0" * 40, 100)]).changes["new/a.yaml"]
    assert [change.path for _commit, change in found] == ["new/a.yaml", "a.yaml", "a.yaml"]


def test_size_decides_what_is_read_and_a_file_that_is_not_here_is_taken_for_small() -> None:
    assert paths(days(1, 2), {"a.yaml": versions.VERSION_BYTES}) == ["a.yaml"]
    assert paths(days(1, 2), {"a.yaml": versions.VERSION_BYTES + 1}) == []
    assert paths(days(1, 2), {"a.yaml": None}) == ["a.yaml"]


def test_of_many_versions_the_newest_the_oldest_and_some_between_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(versions, "VERSIONS_OF_A_FILE", 3)
    found = chosen(days(1, 2, 3, 4, 5), [File("a.yaml", "0" * 40, 100)]).changes["a.yaml"]
    assert [each.authored for each, _change in found] == [each.authored for each in days(1, 3, 5)]


@pytest.mark.parametrize(("limit", "value"), [("BLOBS_OF_ALL_FILES", 4), ("most_bytes", 400)])
def test_files_that_changed_in_the_most_months_come_first_and_the_rest_is_counted(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    often = [changed(f"2024-{month:02}-03", "often.yaml", 50 + month) for month in (3, 2, 1)]
    seldom = days(1, 2)
    files = [File("a.yaml", "0" * 40, 90), File("often.yaml", "0" * 40, 100)]
    if limit == "most_bytes":
        found = chosen([*often, *seldom], files, value)
    else:
        monkeypatch.setattr(versions, limit, value)
        found = chosen([*often, *seldom], files)
    assert list(found.changes) == ["often.yaml"]
    assert found.problem == "the old versions of 1 file were not read: there are too many"
    assert len(found.blobs) == 4
    monkeypatch.undo()
    assert chosen([*often, *seldom], files).problem is None


STORY = {"a.yaml": {"2024-01-02": "a: 1\n", "2024-02-02": "a: 2\n", "2024-03-02": "a: 3\n"}}


def test_versions_have_the_texts_around_each_commit() -> None:
    repo = evolved(STORY, messages={"2024-03-02": "raise"})
    newest, older = repo.versions.of("a.yaml")
    assert (newest.before, newest.after, newest.path, newest.commit.subject) == (
        "a: 2\n",
        "a: 3\n",
        "a.yaml",
        "raise",
    )
    assert (older.before, older.after, older.commit.subject) == ("a: 1\n", "a: 2\n", "change")
    assert repo.versions.of("b.yaml") == () and repo.text("a.yaml") == "a: 3\n"


@pytest.mark.parametrize(
    "text", ["a: \0\n", "version https://git-lfs.github.com/spec/v1\n", "a" * (versions.VERSION_BYTES + 1)]
)
def test_what_is_no_text_or_too_long_is_not_read(text: str) -> None:
    repo = evolved({"a.yaml": {"2024-01-02": text, "2024-02-02": "a: 2\n", "2024-03-02": "a: 3\n"}})
    assert [(each.before, each.after) for each in repo.versions.of("a.yaml")] == [
        ("a: 2\n", "a: 3\n"),
        (None, "a: 2\n"),
    ]


def test_old_texts_that_were_not_fetched_are_none() -> None:
    repo = evolved(STORY, texts=())
    assert [(each.before, each.after) for each in repo.versions.of("a.yaml")] == [
        (None, "a: 3\n"),
        (None, None),
    ]
