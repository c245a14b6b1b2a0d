"""Which commands put an earlier version back: of tags, of commits, of a model's files."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found
from tests.support.snapshots import run, snapshot

OF_TAGS = {
    "a tag that is taken away": ("git tag -d v1.0\ngit push origin :refs/tags/v1.0", Level.CLAIMED),
    "a tag that is made": ("git tag -a v1.1 -m x\ngit push origin v1.1", Level.CLAIMED),
    "a tag of an earlier version": ("git tag v1.3 v1.1\ngit push origin v1.3", Level.SUBSTANTIVE),
    "an earlier tag that is pushed": ("git push origin v1.1", Level.CLAIMED),
    "a tag that is moved": ("git tag -f production v1.0\ngit push -f origin production", Level.SUBSTANTIVE),
    "an earlier version": ("git tag -d v1.1\ngit checkout v1.0\n./deploy.sh", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("commands", "level"), OF_TAGS.values(), ids=OF_TAGS)
def test_a_tag_that_is_made_or_taken_away_moves_nothing(commands: str, level: Level) -> None:
    text = f"# Release\n\n## Rollback\n\n```sh\n{commands}\n```\n"
    assert run("rollback", snapshot({"app.py": "", "docs/runbook.md": text})).level is level


RESTORES = {
    "a model's folder": ("restore_store.sh", 'rm -rf "$TO/model_bundle"\nmv "$TMP/model_bundle" "$TO/model_bundle"', Level.SUBSTANTIVE),
    "a model's file": ("restore.sh", "set -e\naws s3 cp s3://a/old/model.onnx /srv/models/model.onnx", Level.SUBSTANTIVE),
    "a database": ("restore.sh", "mv models/a.sql .\npsql -f a.sql", Level.ABSENT),
    "other files": ("restore.sh", "set -e\ncp backup/a.csv data/a.csv", Level.ABSENT),
    "a model that is only looked at": ("restore.sh", "set -e\nls models/model.onnx", Level.ABSENT),
    "how a model is run": ("restore.sh", "set -e\ncp models/config.pbtxt.old models/config.pbtxt", Level.ABSENT),
    "after a trial": ("bench-restore.sh", "set -e\ncp old/model.onnx models/model.onnx", Level.ABSENT),
    "a model beside what is moved": ("restore.sh", "ls models/model.onnx\ncp a.csv b.csv", Level.ABSENT),
    "a model by another name": ("publish.sh", "set -e\ncp old/model.onnx models/model.onnx", Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("name", "script", "level"), RESTORES.values(), ids=RESTORES)
def test_a_script_that_restores_puts_a_models_files_back(name: str, script: str, level: Level) -> None:
    run_in_ci = (
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n    - run: bash scripts/" + name
    )
    files = {f"scripts/{name}": f"{script}\n", ".github/workflows/ci.yml": run_in_ci, "app.py": ""}
    place = f"scripts/{name}:2" if level else ""
    assert_found(run("rollback", snapshot(files)), level, place, "puts a model's files back" if level else "")


IN_A_SENTENCE = {
    "a thought": ("**Git revert specific commits** - Roll back individual steps", Level.CLAIMED),
    "a commit": ("Run git revert HEAD and deploy", Level.SUBSTANTIVE),
    "a commit by its id": ("Run git revert --no-edit 1234567 and deploy", Level.SUBSTANTIVE),
    "a command": ("Run `git revert <commit>` and deploy", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("sentence", "level"), IN_A_SENTENCE.values(), ids=IN_A_SENTENCE)
def test_in_a_sentence_a_revert_says_which_commit(sentence: str, level: Level) -> None:
    text = f"# Release\n\n## Rollback\n\n1. {sentence}.\n"
    assert run("rollback", snapshot({"app.py": "", "docs/runbook.md": text})).level is level


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("https://github.com/.../actions", Level.PRESENT),
        ("https://search.example.org/q?g:io.github....%20", Level.PRESENT),
        ("https://github.com/acme/churn/actions", Level.SUBSTANTIVE),
        ("https://github.com/acme/compare/v1...v2", Level.SUBSTANTIVE),
        ("more at https://github.com/acme/churn....", Level.SUBSTANTIVE),
    ],
)
def test_a_document_whose_addresses_are_not_filled_in_is_a_template(address: str, level: Level) -> None:
    text = f"# Release\n\nSee {address}\n\n## Rollback\n\n```sh\nkubectl rollout undo deployment/a\n```\n"
    finding = run("rollback", snapshot({"app.py": "", "docs/runbook.md": text}))
    said = "; the document's addresses are not filled in" if level is Level.PRESENT else "commands"
    assert_found(finding, level, "docs/runbook.md:5", said)
