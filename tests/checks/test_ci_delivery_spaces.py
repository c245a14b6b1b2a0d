"""Pushes to the repository of a hosted Space."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

CLONED = "URL=https://me:$TOKEN@huggingface.co/spaces/{}\n{}git push {} HEAD:main"
REMOTES = {
    "kept in a variable": (CLONED.format("me/app", "git remote set-url origin $URL\n", "origin"), True),
    "given to a remote": (
        "git remote set-url origin https://me:$TOKEN@huggingface.co/spaces/me/app\ngit push origin main", True),
    "only named": ("echo see https://huggingface.co/spaces/me/app\ngit push origin main", False),
    "of a model": (CLONED.format("", "", "origin").replace("spaces/", "me/model"), False),
    "a trial": (CLONED.format("me/app", "", "--dry-run origin"), False),
}  # fmt: skip


@pytest.mark.parametrize(("script", "deploys"), REMOTES.values(), ids=REMOTES)
def test_a_push_to_a_space_deploys_by_whatever_name_its_remote_has(script: str, deploys: bool) -> None:
    step = "\n".join(f"          {each}" for each in script.split("\n"))
    text = f"on: [push]\njobs:\n  a:\n    runs-on: u\n    steps:\n      - run: |\n{step}\n"
    finding = run("ci_delivery", snapshot({".github/workflows/a.yml": text, "app.py": "x = 1\n"}))
    assert finding.level is (Level.SUBSTANTIVE if deploys else Level.ABSENT)
