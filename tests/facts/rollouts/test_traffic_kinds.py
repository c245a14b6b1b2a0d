from __future__ import annotations

import pytest

from analyzer.facts.rollouts.traffic import traffic_splits
from tests.support.snapshots import snapshot

EXPERIMENT = """apiVersion: mlops.seldon.io/v1alpha1
kind: Experiment
metadata:
  name: ab
spec:
  default: a
  candidates:
  - name: a
    weight: 50
  - name: b
    weight: 50
"""
GRAPH = """apiVersion: serving.kserve.io/v1alpha1
kind: InferenceGraph
metadata:
  name: split
spec:
  nodes:
    root:
      routerType: Splitter
      steps:
      - serviceName: a
        weight: 80
      - serviceName: b
        weight: 20
"""
REVISIONS = """apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: scorer
spec:
  traffic:
  - revisionName: a
    percent: 90
  - revisionName: b
    percent: 10
"""
MIRRORED = EXPERIMENT.replace("  - name: b\n    weight: 50\n", "  mirror:\n    name: b\n    percent: 100\n")
SPLITTING = {
    "candidates of an experiment": (EXPERIMENT, "experiment with 2 weighted candidates"),
    "a mirror of an experiment": (MIRRORED, "experiment with mirrored traffic"),
    "one candidate": (EXPERIMENT.replace("  - name: b\n    weight: 50\n", ""), None),
    "an experiment of another kind": (
        EXPERIMENT.replace("mlops.seldon.io/v1alpha1", "kubeflow.org/v1beta1"),
        None,
    ),
    "a splitter": (GRAPH, "splitter with 2 weighted steps"),
    "a sequence": (GRAPH.replace("Splitter", "Sequence"), None),
    "revisions": (REVISIONS, "2 revisions that share the traffic"),
    "one revision": (
        REVISIONS.replace("percent: 90", "percent: 100").replace("percent: 10\n", "percent: 0\n"),
        None,
    ),
}


@pytest.mark.parametrize(("manifest", "note"), SPLITTING.values(), ids=SPLITTING)
def test_a_split_wants_two_variants(manifest: str, note: str | None) -> None:
    found = [each.note for each in traffic_splits(snapshot({"a.yaml": manifest}))]
    assert found == ([] if note is None else [note])
