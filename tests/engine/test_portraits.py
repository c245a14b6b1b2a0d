"""What a report draws of a repository: the months of its work, its releases, its lines of code."""

from __future__ import annotations

import json

from analyzer.authorship import Attribution
from analyzer.engine.portraits import MOST_MONTHS, MOST_RELEASES, activity, code_size, drawn
from analyzer.identities import identify
from analyzer.portrait import Activity, CodeSize, Month, Release
from analyzer.repository import OverTimeError
from analyzer.sources import Author, Candidate, Tag
from analyzer.testing import AUTHOR, commit, snapshot, tag

BOB = Author("Bob Example", "bob@example.org")
LOOKALIKE = Author("Ada Example", "elsewhere@example.net")
BOT = Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")


def test_months_tell_whose_commits_they_have_and_which_of_them_changed_what_is_deployed() -> None:
    history = [
        commit("2024-03-09", "Dockerfile", author=BOT),
        commit("2024-03-08", "a.py", parents=2),
        commit("2024-03-07", "a.py", author=LOOKALIKE),
        commit("2024-03-06", "Dockerfile", author=BOB),
        commit("2024-03-05", "a.py"),
        commit("2024-01-31", "k8s/api.yaml", "a.py"),
    ]
    repo = snapshot({"a.py": "x = 1\n", "Dockerfile": "FROM python:3.12\n"}, history)
    identity = identify(Candidate(("x",), identities=(AUTHOR.email,), certainty="declared"), repo.commits)
    assert activity(repo, Attribution(identity)).months == (
        Month("2024-01", candidate=1, deployments=1),
        Month("2024-03", candidate=1, unsure=1, others=1, deployments=1),
    )
    assert activity(repo, Attribution()).months[-1] == Month("2024-03", candidate=3, deployments=1)


def test_releases_are_those_of_the_check_an_annotated_tag_counts_when_it_was_made() -> None:
    first, second, third = (commit(day, "a.py") for day in ("2024-01-01", "2024-02-01", "2024-03-01"))
    later = (third.written or 0) + 86_400
    tags = [tag("v1.0", first), tag("dataset-2", second), Tag("v2.0", third.sha, later)]
    repo = snapshot({"a.py": "x = 1\n"}, [third, second, first], tags=tags)
    assert activity(repo, Attribution()).releases == (
        Release("v1.0", "2024-01-01"),
        Release("v2.0", "2024-03-02"),
    )


def test_of_many_months_and_releases_the_newest_are_kept() -> None:
    days = [f"{1980 + number // 12}-{number % 12 + 1:02}-01" for number in range(MOST_MONTHS + 1)]
    history = [commit(day, "a.py") for day in reversed(days)]
    tags = [tag(f"v1.{number}", each) for number, each in enumerate(history[: MOST_RELEASES + 1])]
    found = activity(snapshot({"a.py": "x = 1\n"}, history, tags=tags), Attribution())
    assert [found.months[0].month, len(found.months)] == [days[1][:7], MOST_MONTHS]
    assert [found.releases[-1].name, len(found.releases)] == ["v1.0", MOST_RELEASES]


def test_lines_of_code_are_told_apart_by_where_they_are_and_by_language() -> None:
    def notebook(language: str, source: str) -> str:
        cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": 1}
        metadata = {"kernelspec": {"language": language, "name": "x", "display_name": "x"}}
        return json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})

    repo = snapshot(
        {
            "shop/model.py": "# why\nx = 1\n\ny = 2\n",
            "cmd/main.go": "package main\n\nfunc main() {\n}\n",
            "web/page.tsx": "export const x = 1;\n",
            "first.ipynb": notebook("python", "a = 1\nb = 2"),
            "second.ipynb": notebook("R", "a <- 1"),
            "third.ipynb": notebook("<b>", "a"),
        }
    )
    found = code_size(repo)
    assert found.notebooks == 4
    assert found.languages == (("Python", 4), ("Go", 3), ("R", 1), ("TypeScript", 1), ("other", 1))
    assert code_size(snapshot({"README.md": "# x\n"})) == CodeSize()
    assert activity(snapshot({}), Attribution()) == Activity()


def test_no_picture_costs_a_repository() -> None:
    def fails() -> CodeSize:
        raise OverTimeError

    assert drawn(lambda: 1 // 0) is None
    assert drawn(fails) is None
