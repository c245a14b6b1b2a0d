from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.test_runs.unread_workflows import unread_workflows
from tests.support.snapshots import snapshot

FLOW = "name: ship\non: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: pytest\n"
KUSTOMIZATION = (
    "# ours\napiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n\nresources:\n  - a.yaml\n"
)
# The files of a repository, and which of them nothing reads.
UNREAD = {
    "in a folder of workflows": ({"workflows/ship.yml": FLOW}, ["workflows/ship.yml"]),
    "in a folder of CI": ({"ops/ci/ship.yaml": FLOW}, ["ops/ci/ship.yaml"]),
    "below the folder that is read": ({".github/workflows/deploy/ship.yml": FLOW}, [".github/workflows/deploy/ship.yml"]),
    "beside the folder that is read": ({".github/ship.yml": FLOW}, [".github/ship.yml"]),
    "YAML for a shell": ({"deploy/all.sh": KUSTOMIZATION}, ["deploy/all.sh"]),
    "a workflow for a shell": ({"deploy/ship.sh": FLOW}, ["deploy/ship.sh"]),
    "where it is read": ({".github/workflows/ship.yml": FLOW}, []),
    "for another system of the format": ({".gitea/workflows/ship.yml": FLOW}, []),
    "of another repository in this one": ({"vendored/.github/workflows/ship.yml": FLOW}, []),
    "a template for others": ({".github/workflow-templates/ship.yml": FLOW}, []),
    "a template of a generator": ({"{{cookiecutter.name}}/workflows/ship.yml": FLOW}, []),
    "an example": ({"examples/workflows/ship.yml": FLOW}, []),
    "a fixture of a test": ({"tests/workflows/ship.yml": FLOW}, []),
    "in a document": ({"docs/ci/ship.yml": FLOW}, []),
    "put aside": ({".github/workflows-disabled/ship.yml": FLOW}, []),
    "in a folder of something else": ({"config/ship.yml": FLOW}, []),
    "no trigger": ({"workflows/ship.yml": FLOW.replace("on: push\n", "")}, []),
    "no runner": ({"workflows/ship.yml": FLOW.replace("    runs-on: ubuntu-latest\n", "")}, []),
    "one that a task runs": ({"workflows/ship.yml": FLOW, "Makefile": "ci:\n\tact -W workflows/ship.yml\n"}, []),
    "one that a script copies": (
        {"workflows/ship.yml": FLOW, "init.sh": "cp workflows/*.yml $1/.github/workflows/\n"}, []),
    "a script": ({"deploy/all.sh": "#!/bin/sh\nset -e\necho a: b\n"}, []),
    "a script that writes YAML": ({"deploy/all.sh": "cat <<EOF\napiVersion: v1\nkind: Pod\nEOF\n"}, []),
    "a script of one label": ({"deploy/all.sh": "name:\n"}, []),
    "an empty script": ({"deploy/all.sh": ""}, []),
}  # fmt: skip


@pytest.mark.parametrize(("files", "unread"), UNREAD.values(), ids=UNREAD)
def test_workflows_that_nothing_reads(files: dict[str, str], unread: list[str]) -> None:
    assert [each.path for each in unread_workflows(snapshot(files))] == unread


@given(st.text(alphabet="on:jbs -runs\n#'\"abc{}[]", max_size=200))
def test_any_file_has_an_answer(text: str) -> None:
    assert isinstance(unread_workflows(snapshot({"ci/a.yml": text, "a.sh": text})), tuple)
