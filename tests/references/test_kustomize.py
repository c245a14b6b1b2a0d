from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.references import Outcome, Reference
from analyzer.references.kustomize import is_remote, kustomize_references
from analyzer.testing import snapshot

PATH = "k8s/overlays/live/kustomization.yaml"
THERE = {
    "k8s/base/kustomization.yaml": "resources: []\n",
    "k8s/overlays/live/patch.yaml": "a: 1\n",
    "k8s/overlays/live/app.env": "",
}


def found(text: str, path: str = PATH) -> list[Reference]:
    return list(kustomize_references(snapshot({**THERE, path: text})))


REMOTE = "fetched from another repository"
OUTSIDE = "a path outside of the repository"
SECRET = "a secret, which is kept out of the repository"
CASES = {
    "a file": ("resources: [patch.yaml]\n", Outcome.RESOLVES, ""),
    "a folder": ("resources:\n- ../../base\n", Outcome.RESOLVES, ""),
    "a file that is not there": ("resources: [gone.yaml]\n", Outcome.DANGLES, ""),
    "a folder that is not there": ("resources:\n- ../../gone\n", Outcome.DANGLES, ""),
    "a base that is not there": ("bases: [../gone]\n", Outcome.DANGLES, ""),
    "a component that is not there": ("components: [../gone]\n", Outcome.DANGLES, ""),
    "a patch by its path": ("patches:\n- path: patch.yaml\n", Outcome.RESOLVES, ""),
    "a patch that is not there": ("patches:\n- path: gone.yaml\n  target: {kind: Deployment}\n", Outcome.DANGLES, ""),
    "a patch of an earlier version": ("patchesJson6902:\n- path: gone.yaml\n", Outcome.DANGLES, ""),
    "a patch in a list of names": ("patchesStrategicMerge: [gone.yaml]\n", Outcome.DANGLES, ""),
    "a replacement": ("replacements:\n- path: gone.yaml\n", Outcome.DANGLES, ""),
    "a file of a map": ("configMapGenerator:\n- name: a\n  files: [app.env]\n", Outcome.RESOLVES, ""),
    "a file of a map under another key": (
        "configMapGenerator:\n- name: a\n  files: ['x.env=app.env']\n", Outcome.RESOLVES, ""),
    "a file of a map that is not there": ("configMapGenerator:\n- name: a\n  envs: [gone.properties]\n", Outcome.DANGLES, ""),
    "one file of variables": ("configMapGenerator:\n- name: a\n  env: gone.properties\n", Outcome.DANGLES, ""),
    "a file of a secret": (
        "secretGenerator:\n- name: a\n  files: [gone.properties]\n", Outcome.CANNOT_BE_TOLD, SECRET),
    "a file of a secret that is there": ("secretGenerator:\n- name: a\n  files: [app.env]\n", Outcome.RESOLVES, ""),
    "an address": ("resources: ['https://host/a.yaml']\n", Outcome.CANNOT_BE_TOLD, REMOTE),
    "another repository": ("resources: ['github.com/team/repo//base?ref=v1']\n", Outcome.CANNOT_BE_TOLD, REMOTE),
    "another repository by ssh": ("bases: ['git@host:team/repo.git']\n", Outcome.CANNOT_BE_TOLD, REMOTE),
    "a place outside": ("resources: [../../../../other]\n", Outcome.CANNOT_BE_TOLD, OUTSIDE),
    "an absolute place": ("resources: [/etc/a.yaml]\n", Outcome.CANNOT_BE_TOLD, OUTSIDE),
    "a name with a variable": ("resources: ['${NAME}.yaml']\n", Outcome.MADE_ELSEWHERE, "its name holds a variable"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "outcome", "why"), CASES.values(), ids=CASES)
def test_outcome_of_what_kustomize_names(text: str, outcome: Outcome, why: str) -> None:
    (one,) = found(text)
    assert (one.outcome, one.why) == (outcome, why)


def test_a_reference_names_its_line_and_the_list() -> None:
    (one,) = found("resources:\n- gone.yaml\n")
    assert (one.path, one.line, one.kind, one.name) == (PATH, 2, "Kustomize reads (resources)", "gone.yaml")


NOTHING = {
    "a document in the list": "patchesStrategicMerge:\n- |\n  kind: Deployment\n  metadata: {name: a}\n",
    "a patch in place": "patches:\n- patch: |\n    - op: remove\n  target: {kind: Job}\n",
    "a literal": "configMapGenerator:\n- name: a\n  literals: [a=b]\n",
    "nothing": "",
    "a list": "- resources: [gone.yaml]\n",
    "what is not YAML": "resources: [gone.yaml\n",
}


@pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING)
def test_what_names_no_file(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "path", ["examples/kustomization.yaml", "tests/kustomization.yaml", "k8s/other.yaml"]
)
def test_an_example_a_test_and_another_file_are_not_asked(path: str) -> None:
    assert [each for each in found("resources: [gone.yaml]\n", path) if each.path == path] == []


@pytest.mark.parametrize("name", ["kustomization.yml", "Kustomization"])
def test_every_name_of_a_kustomization_is_read(name: str) -> None:
    repo = snapshot({name: "resources: [gone.yaml]\n"})
    assert [each.outcome for each in kustomize_references(repo)] == [Outcome.DANGLES]


@given(st.lists(st.sampled_from(["a", "b-c", "..", "d_e"]), min_size=1, max_size=4))
def test_a_path_of_plain_names_is_never_remote(parts: list[str]) -> None:
    assert not is_remote("/".join(parts))
