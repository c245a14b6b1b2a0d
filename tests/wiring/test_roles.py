"""Which folders keep what is not used any more."""

from __future__ import annotations

import pytest

from analyzer.wiring.roles import is_example_path, is_put_away, is_test_path, is_to_fill_in, put_away_in


@pytest.mark.parametrize(
    ("path", "aside"),
    [
        ("archive/svc/app.py", True),
        ("_archived/app.py", True),
        ("Deprecated/app.py", True),
        ("unused/train.py", True),
        ("unused_files/train.py", True),
        ("not_used/train.R", True),
        ("old_code/train.jl", True),
        ("src-backup/train.py", True),
        ("model_old/train.py", True),
        ("old_faithful/train.R", False),
        ("database_backup/run.py", False),
        ("backup/run.py", False),
        ("old/run.py", False),
        ("unusual_files/train.py", False),
        ("src/unused_files/train.py", False),
        ("archive.py", False),
        ("app/archive/store.py", False),  # what a program calls its own archive
        ("archives/app.py", False),
        ("svc/app.py", False),
    ],
)
def test_what_is_put_away_is_told_by_the_folder_at_the_top(path: str, aside: bool) -> None:
    assert is_put_away(path) is aside
    assert not is_example_path(path)


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("docs/archive/plan.md", "docs/archive"),
        ("Doc/Archived/moves/plan.md", "Doc/Archived"),
        ("docs/plans/archive/plan.md", ""),
        ("docs/archive.md", ""),
        ("archive/docs/plan.md", "archive"),
        ("docs/plan.md", ""),
    ],
)
def test_documents_are_put_away_in_a_folder_of_theirs(path: str, folder: str) -> None:
    assert put_away_in(path) == folder


@pytest.mark.parametrize(
    ("path", "to_fill_in"),
    [
        ("backend/.g8/form/app/Form.scala", True),
        ("src/main/g8/$package$/Main.scala", True),
        ("app/$model__Camel$Controller.scala", True),
        ('app/$model;format="Camel"$.scala', True),
        ("{{ cookiecutter.name }}/train.py", True),
        ("{{cookiecutter.name}}/src/{{cookiecutter.module}}/train.py", True),
        ("app/routes/$postId.tsx", False),
        ("app/routes/$lang.$id.tsx", False),
        ("app/g8/Form.scala", False),
        ("app/{id}/page.ts", False),
    ],
)
def test_what_a_generator_fills_in_is_no_code_that_runs(path: str, to_fill_in: bool) -> None:
    assert is_to_fill_in(path) is to_fill_in
    assert is_example_path(path) is to_fill_in


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("Shop.Api.UnitTests/Services/A.cs", True),
        ("Shop Api.Tests/A.cs", True),
        ("src/Shop.IntegrationTest/A.cs", True),
        ("Shop.Contests/A.cs", False),
        ("Shop.Tester/A.cs", False),
        ("Tests.Shop/A.cs", False),
    ],
)
def test_projects_of_tests_of_dotnet(path: str, test: bool) -> None:
    assert is_test_path(path) is test
