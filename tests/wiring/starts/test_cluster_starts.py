"""What containers of a cluster start by commands of their own."""

from __future__ import annotations

import pytest

from analyzer.wiring.starts.cluster_starts import cluster_starts
from tests.support.snapshots import snapshot

POD = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n{}"
PROGRAMS = {"job.py": "print('x')\n", "svc/main.py": "print('x')\n", "web/run.py": "print('x')\n"}
TEMPLATE = "{{- if .Values.on }}\n" + POD.format(
    "    image: {{ .Values.image }}\n    labels: {a: {{ .Release.Name }}}\n    command: [python, job.py]\n{{- end }}\n"
)
STARTED = {
    "a command": ("k8s/a.yaml", POD.format("    command: [python, job.py]\n"), ["k8s/a.yaml:6 job.py"]),
    "a list": ("k8s/a.yaml", POD.format("    command:\n    - python\n    - job.py\n"), ["k8s/a.yaml:7 job.py"]),
    "arguments alone": ("k8s/a.yaml", POD.format("    args: [job.py, --all]\n"), ["k8s/a.yaml:6 job.py"]),
    "a module": ("k8s/a.yaml", POD.format("    command: [python, -m, svc.main]\n"), ["k8s/a.yaml:6 svc/main.py"]),
    "beside its program": ("web/k8s/a.yaml", POD.format("    command: [python, run.py]\n"), ["web/k8s/a.yaml:6 web/run.py"]),
    "a template of a chart": ("chart/templates/a.yaml", TEMPLATE, ["chart/templates/a.yaml:9 job.py"]),
    "a program of nowhere": ("k8s/a.yaml", POD.format("    command: [python, gone.py]\n"), []),
    "of another folder": ("k8s/a.yaml", POD.format("    command: [python, run.py]\n"), []),
    "an example": ("examples/a.yaml", POD.format("    command: [python, job.py]\n"), []),
    "no object of a cluster": ("a.yaml", "command: [python, job.py]\n", []),
    "an open template": ("chart/templates/a.yaml", TEMPLATE.replace("[python", "[{{ python"), []),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "found"), STARTED.values(), ids=STARTED)
def test_a_container_starts_what_its_command_names(path: str, text: str, found: list[str]) -> None:
    repo = snapshot({**PROGRAMS, path: text})
    assert [f"{each.path}:{each.line} {each.module}" for each in cluster_starts(repo)] == found


def test_where_one_image_is_built_its_folder_holds_the_program() -> None:
    files = {
        **PROGRAMS,
        "k8s/a.yaml": POD.format("    command: [python, run.py]\n"),
        "web/Dockerfile": "FROM a\n",
    }
    assert [each.module for each in cluster_starts(snapshot(files))] == ["web/run.py"]
    two = snapshot({**files, "svc/Dockerfile": "FROM a\n"})
    assert cluster_starts(two) == ()
