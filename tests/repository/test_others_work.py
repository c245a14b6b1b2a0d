"""Work of others that lies in a repository, and the work of one's own that looks like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.model import Level
from analyzer.repository.first_party import first_party
from analyzer.repository.others_work import CHART, COPIED, COURSE_TEMPLATE, MANIFEST, RENDERED
from tests.support.snapshots import commit, run, snapshot


def left_out(files: dict[str, str], names: tuple[str, ...] = ("ada", "churn-service")) -> dict[str, str]:
    """What is excluded, with the reasons."""
    heads = {path: text.encode() for path, text in files.items()}
    kept, exclusions = first_party(list(files), heads.get, names)
    assert len(kept) + sum(each.files for each in exclusions) == len(files)
    return {each.path: each.reason for each in exclusions}


def chart(text: str) -> dict[str, str]:
    return {"deploy/loki/Chart.yaml": f"apiVersion: v2\nname: loki\nversion: 6.6.2\n{text}", "deploy/loki/src/a.go": "package a\n"}  # fmt: skip


LOKI = "home: https://grafana.github.io/helm-charts\nsources:\n  - https://github.com/grafana/loki\n"
LISTED = "sources: ['https://github.com/grafana/loki']\n"
OURS = "home: https://github.com/{0}/{1}\nsources:\n- https://github.com/{0}/{1}\n"
CHARTS = {
    "the project it is named after": (chart(LOKI), True),
    "sources on one line": (chart(LISTED + "maintainers:\n- name: Somebody Else\n"), True),
    "sources without a home or people": (chart(LISTED), False),
    "the project it is named after, on the pages of a collection": (chart(LOKI.replace("grafana/loki", "grafana/x")), True),
    "a published chart of the project it is named after": (chart(LISTED + "icon: https://x/y.png\n"), True),
    "a wrapper of ours": (chart(LOKI + "dependencies:\n- name: loki\n  repository: https://grafana.github.io/helm-charts\n"), False),
    "what a published chart needs": (chart(LOKI + "dependencies:\n- name: minio\n  repository: https://charts.min.io\n"), True),
    "a collection of charts": (chart("sources:\n- https://github.com/bitnami/charts/tree/main/x\n"), True),
    "people of that project": (chart(LOKI + "maintainers:\n- name: Somebody Else\n  email: s@x.org\n"), True),
    "no link": (chart(""), False),
    "a home that is no repository": (chart("home: https://churn.org\n"), False),
    "our own repository": (chart(OURS.format("bob", "churn-service")), False),
    "our own owner": (chart(OURS.format("adalovelace", "loki").replace("adalovelace", "churn-service")), False),
    "another repository that it is not named after": (chart(OURS.format("bob", "platform")), False),
    "an author of ours among its people": (chart(LOKI + "maintainers:\n- name: Charles Babbage\n"), False),
    "an owner that our README links": ({**chart(LOKI), "README.md": "https://github.com/grafana/x"}, False),
    "the chart at the top": ({"Chart.yaml": f"name: loki\n{LOKI}", "a.py": ""}, False),
}  # fmt: skip

ASKER = {
    "helm/Chart.yaml": "apiVersion: v2\nname: asker\nhome: https://github.com/EVE/Asker\nkeywords: [llm]\nmaintainers:\n- name: Team\n",
    "helm/templates/a.yaml": "kind: Service\n",
}
BADGE = "[![t](https://github.com/EVE/Asker/actions/workflows/test.yml/badge.svg)](https://github.com/EVE/Asker)\n"
# What the top of the repository calls it, and whether the chart of that name is another project's.
DECLARED: dict[str, tuple[dict[str, str], bool]] = {
    "nothing": ({}, True),
    "module": ({"go.mod": "module asker\n\ngo 1.24\n"}, False),
    "module with an address and a version": ({"go.mod": "module example.org/eve/asker/v2\n"}, False),
    "module of another name": ({"go.mod": "module askers\n"}, True),
    "module that needs it": ({"go.mod": "module shop\nrequire github.com/EVE/asker v1.0.0\n"}, True),
    "package of npm": ({"package.json": '{\n  "name": "@eve/asker",\n  "version": "1.0.0"\n}\n'}, False),
    "package of npm that needs it": ({"package.json": '{\n  "name": "shop",\n  "dependencies": {"asker": "1"}\n}\n'}, True),
    "project of Python": ({"pyproject.toml": "[project]\nname = 'asker'\n"}, False),
    "setup": ({"setup.py": "setup(\n    name='asker',\n)\n"}, False),
    "artifact of Maven": ({"pom.xml": "<project>\n  <parent>\n    <artifactId>x-parent</artifactId>\n  </parent>\n  <artifactId>asker</artifactId>\n"}, False),
    "build of Gradle": ({"settings.gradle.kts": 'rootProject.name = "asker"\n'}, False),
    "badge of a workflow here": ({"README.md": BADGE, ".github/workflows/test.yml": "on: push\n"}, False),
    "badge of a workflow elsewhere": ({"README.md": BADGE, ".github/workflows/ci.yml": "on: push\n"}, True),
    "a module below": ({"sub/go.mod": "module asker\n"}, True),
}  # fmt: skip


@pytest.mark.parametrize(("files", "others"), DECLARED.values(), ids=DECLARED)
def test_a_chart_of_what_the_repository_calls_itself(files: dict[str, str], others: bool) -> None:
    found = left_out({**ASKER, **files}, ("ada", "repo"))
    assert ("helm/" in found) == others


@pytest.mark.parametrize(("files", "others"), CHARTS.values(), ids=CHARTS)
def test_charts_by_where_they_say_they_come_from(files: dict[str, str], others: bool) -> None:
    found = left_out(files, ("churn-service", "Charles Babbage"))
    assert found == ({"deploy/loki/": CHART} if others else {})


README = "# YOLOv5\n[![ci](https://github.com/ultralytics/yolov5/badge.svg)](https://github.com/ultralytics/yolov5)\n"
WHOLE = {
    "models/yolov5/README.md": README,
    "models/yolov5/LICENSE": "AGPL\n",
    "models/yolov5/requirements.txt": "",
    "models/yolov5/train.py": "",
}
PACKAGE = {
    "pkg/forecast/README.md": "https://github.com/bob/churn-service\n",
    "pkg/forecast/LICENSE": "MIT\n",
    "pkg/forecast/pyproject.toml": "",
}
MIT = "MIT License\n\nCopyright (c) 2019-2021 {}. All rights reserved.\n\nPermission is hereby granted\n"
GPL = "GNU GENERAL PUBLIC LICENSE\n Copyright (C) 2007 Free Software Foundation, Inc. <https://fsf.org/>\n"
FOREIGN = {
    "lib/tracker/README.md": "# Tracker\n",
    "lib/tracker/LICENSE": MIT.format("Robert Else"),
    "lib/tracker/setup.py": "",
}
TF_MODULE = {
    "modules/vpc/README.md": "https://github.com/modules-of-all/terraform-aws-vpc\n",
    "modules/vpc/LICENSE": "Apache License\n",
    "modules/vpc/main.tf": 'resource "aws_vpc" "this" {}\n',
}
COPIES = {
    "a project with its papers": (WHOLE, {"models/yolov5/": COPIED}),
    "a folder with the version in its name": (
        {path.replace("yolov5/", "yolov5-7.0/"): text for path, text in WHOLE.items()}, {"models/yolov5-7.0/": COPIED}),
    "without a licence": ({path: text for path, text in WHOLE.items() if "LICENSE" not in path}, {}),
    "without a README": ({path: text for path, text in WHOLE.items() if "README" not in path}, {}),
    "without what it is built of": ({path: text for path, text in WHOLE.items() if "require" not in path}, {}),
    "with papers for those who contribute instead": (
        {path.replace("requirements.txt", "CITATION.cff"): text for path, text in WHOLE.items()}, {"models/yolov5/": COPIED}),
    "a README about another project": ({**WHOLE, "models/yolov5/README.md": "https://github.com/x/other\n"}, {}),
    "a module of a registry": (TF_MODULE, {"modules/vpc/": COPIED}),
    "a module of a registry under another name": (
        {path.replace("vpc", "network"): text for path, text in TF_MODULE.items()}, {}),
    "a module of our own": (
        {**TF_MODULE, "modules/vpc/README.md": "https://github.com/churn-service/terraform-aws-vpc\n"}, {}),
    "a package of our own": (PACKAGE, {}),
    "a package of our own with a link of its own": ({**PACKAGE, "pkg/forecast/README.md": "https://github.com/churn-service/forecast\n"}, {}),
    "a project that our README credits": (
        {**WHOLE, "README.md": "We use https://github.com/ultralytics/yolov5 here.\n"}, {"models/yolov5/": COPIED}),
    "a licence of somebody else beside one of ours": (
        {**FOREIGN, "LICENSE": MIT.format("Ada")}, {"lib/tracker/": COPIED}),
    "a page that began as a template": (
        {path.replace("setup.py", "package.json"): text for path, text in FOREIGN.items()} | {"LICENSE": MIT.format("Ada")}, {}),
    "a part of ours that began as a template": (
        {path.replace("lib/tracker", "churn-ui"): text for path, text in FOREIGN.items()} | {"LICENSE": MIT.format("Ada")}, {}),
    "a licence of ours in a package": ({**FOREIGN, "LICENSE": MIT.format("Robert Else")}, {}),
    "a licence of somebody else and none of ours": (FOREIGN, {}),
    "a licence without a holder": ({**FOREIGN, "lib/tracker/LICENSE": GPL, "LICENSE": MIT.format("Ada")}, {}),
    "a licence of one of our authors": ({**FOREIGN, "lib/tracker/LICENSE": MIT.format("churn-service team"), "LICENSE": MIT.format("Ada")}, {}),
    "a package that our workspace lists": (
        {**FOREIGN, "LICENSE": MIT.format("Ada"), "pyproject.toml": "[tool.uv.workspace]\nmembers = [\n  'app',\n  'lib/tracker/',\n]\n"}, {}),
    "a package that a pattern of our workspace lists": (
        {**FOREIGN, "LICENSE": MIT.format("Ada"), "package.json": '{"workspaces": ["app", "./lib/*"]}'}, {}),
    "a package that our workspace does not list": (
        {**FOREIGN, "LICENSE": MIT.format("Ada"), "pyproject.toml": "[tool.uv.workspace]\nmembers = ['app']\n"},
        {"lib/tracker/": COPIED}),
    "a package that we only depend on": (
        {**FOREIGN, "LICENSE": MIT.format("Ada"), "pyproject.toml": "[tool.uv.sources]\ntracker = {path = 'lib/tracker'}\n"},
        {"lib/tracker/": COPIED}),
    "a workspace of whatever there is": (
        {**FOREIGN, "LICENSE": MIT.format("Ada"), "package.json": '{"workspaces": ["*"]}'}, {"lib/tracker/": COPIED}),
    "a project of others in our workspace": (
        {**WHOLE, "pyproject.toml": "[tool.uv.workspace]\nmembers = ['models/*']\n"}, {"models/yolov5/": COPIED}),
    "a project of our README's owner": ({**WHOLE, "README.md": "https://github.com/ultralytics/x\n"}, {}),
}  # fmt: skip


OWNERS = "approvers:\n  - robert-else\nreviewers:\n- '@mary'\n"
COPIES |= {
    "a folder that others decide about": ({"k8s/kubeflow/OWNERS": OWNERS, "k8s/kubeflow/a.py": ""}, {"k8s/kubeflow/": COPIED}),
    "a folder that one of us decides about": ({"k8s/kubeflow/OWNERS": OWNERS.replace("@mary", "churn-service"), "k8s/kubeflow/a.py": ""}, {}),
    "a repository that is decided about that way": ({"OWNERS": OWNERS, "k8s/kubeflow/OWNERS": OWNERS, "k8s/kubeflow/a.py": ""}, {}),
    "owners in another form": ({"k8s/kubeflow/OWNERS": "Robert Else\n", "k8s/kubeflow/a.py": ""}, {}),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), COPIES.values(), ids=COPIES)
def test_projects_that_were_copied(files: dict[str, str], expected: dict[str, str]) -> None:
    assert left_out(files) == expected


CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    controller-gen.kubebuilder.io/version: v0.4\n"
PARTS = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  labels:\n    app.kubernetes.io/part-of: {}\n"
FILES = {
    "definitions that a tool wrote": ("k8s/crds.yaml", CRD, RENDERED),
    "what a chart was rendered to, by its label": ("ansible/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    helm.sh/chart: etcd-8.6.0\n", RENDERED),
    "what lies in a folder of rendered files": ("ansible/cilium-rendered/a.yaml", "kind: Pod\n", RENDERED),
    "a rendered file": ("ansible/a-rendered.yaml", "kind: Pod\n", None),
    "the label of a template": ("ansible/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    helm.sh/chart: {{ .Chart.Name }}-8.6.0\n", None),
    "the label without a version": ("ansible/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    helm.sh/chart: etcd\n", None),
    "what a chart was rendered to": ("deploy/a.yaml", "---\n# Source: ingress-nginx/templates/sa.yaml\nkind: ServiceAccount\n", RENDERED),
    "authors of a project": ("k8s/dash.yaml", "# Copyright 2017 The Kubernetes Authors.\nkind: Namespace\n", MANIFEST),
    "a company": ("k8s/gpu.yml", "# Copyright (c) 2019, NVIDIA CORPORATION.  All rights reserved.\nkind: DaemonSet\n", MANIFEST),
    "what installs a project": ("argocd/install.yaml", PARTS.format("argocd"), MANIFEST),
    "what installs ours": ("k8s/install.yaml", PARTS.format("churn"), None),
    "parts of a project in another file": ("k8s/account.yaml", PARTS.format("argocd"), None),
    "parts of two things": ("k8s/install.yaml", PARTS.format("argocd") + "---\n" + PARTS.format("churn"), None),
    "a deployment of ours": ("k8s/deploy.yaml", "kind: Deployment\nmetadata: {name: churn}\n", None),
    "our own company": ("k8s/deploy.yaml", "# Copyright 2020 The Churn Service Authors\nkind: Deployment\n", None),
    "a file elsewhere": ("conf/a.yaml", "# Copyright 2017 The Kubernetes Authors.\nkind: Namespace\n", None),
    "no object": ("k8s/a.yaml", "# Copyright 2017 The Kubernetes Authors.\na: 1\n", None),
    "the template of an exam": ("reports/README.md", "# Exam template for 02476\n\nThis is the report template for the exam.\n", COURSE_TEMPLATE),
    "a report of ours": ("reports/README.md", "# Report\n\nWe examined a template.\n", None),
    "a template of a project": ("reports/a.md", "# Project template\n", None),
    "a test that a course wrote": ("hw1/tests/q1.py", "OK_FORMAT = True\n\ntest = {}\n", COURSE_TEMPLATE),
    "a test of ours": ("hw1/tests/q1.py", "def test_a():\n    assert 1\n", None),
    "a skill of an agent": (".claude/skills/a/SKILL.md", "Use recall.\n", "instructions for coding agents"),
    "rules of an editor": ("web/.cursor/rules/a.mdc", "Use recall.\n", "instructions for coding agents"),
    "prompts for an agent": (".github/prompts/a.prompt.md", "Use recall.\n", "instructions for coding agents"),
    "templates for an agent": (".specify/a.md", "Use recall.\n", "instructions for coding agents"),
    "settings of an agent": (".claude/settings.local.json", "{}\n", None),
    "a workflow of ours": (".github/workflows/a.yml", "on: push\n", None),
    "prompts of the application": ("prompts/a.md", "Use recall.\n", None),
    "skills of the application": ("skills/a/SKILL.md", "Use recall.\n", None),
    "a package called agents": ("agents/skills/a.py", "x = 1\n", None),
}  # fmt: skip


ACCOUNT = "kind: ServiceAccount\nmetadata: {{name: a}}\n---\nkind: Deployment\nspec:\n  containers:\n  - image: {}\n  - image: {}\n"
METRICS = "registry.k8s.io/metrics-server/metrics-server:v0.7.2"
FILES |= {
    "what installs images of Kubernetes": ("k8s/metrics.yaml", ACCOUNT.format(METRICS, "k8s.gcr.io/pause:3.9"), MANIFEST),
    "what installs one of ours too": ("k8s/metrics.yaml", ACCOUNT.format(METRICS, "ghcr.io/ada/churn:1"), None),
    "what installs ours with an account": ("k8s/churn.yaml", ACCOUNT.format("churn:1", "churn:1"), None),
    "what runs an image of Kubernetes without an account": (
        "k8s/pause.yaml", ACCOUNT.format(METRICS, METRICS).replace("ServiceAccount", "Service"), None),
    "definitions that another tool wrote": ("k8s/a.yaml", "# Generated by Fabric8 CRDGenerator, manual edits\nkind: Pod\n", RENDERED),
    "what the manager of operators owns": ("k8s/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    olm.owner: etcd\n", RENDERED),
    "what the manager of operators manages": (
        "k8s/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: olm\n", RENDERED),
    "what another tool manages": (
        "k8s/a.yaml", "kind: Pod\nmetadata:\n  labels:\n    app.kubernetes.io/managed-by: kustomize\n", None),
}  # fmt: skip


@pytest.mark.parametrize(("path", "text", "reason"), FILES.values(), ids=FILES)
def test_files_by_what_they_say_of_themselves(path: str, text: str, reason: str | None) -> None:
    found = left_out({path: text, "a.py": ""}, ("ada-org", "churn-service"))
    assert list(found.values()) == ([] if reason is None else [reason])
    assert all(path.startswith(each) for each in found)


def test_what_is_left_out_counts_for_no_signal() -> None:
    go = 'package a\nimport "testing"\nfunc TestA(t *testing.T) { if 1 > 2 { t.Fatal() } }\n'
    repo = snapshot({**chart(LOKI), "deploy/loki/a_test.go": go, "a.py": "x = 1\n"})
    assert [each.path for each in repo.exclusions] == ["deploy/loki/"]
    assert run("tests", repo).level is Level.ABSENT


def test_authors_of_commits_are_the_repositorys_own_people() -> None:
    people = LOKI + "maintainers:\n- name: {}\n"
    written = commit("2024-01-01", "a.py")
    ours = snapshot({**chart(people.format(written.author.name)), "a.py": ""}, commits=[written])
    others = snapshot({**chart(people.format("Zbigniew Unknown")), "a.py": ""}, commits=[written])
    assert (len(ours.exclusions), len(others.exclusions)) == (0, 1)


_PIECES = st.sampled_from(
    ["name: loki\n", "home: https://github.com/a/b\n", "sources:\n", "- https://github.com/\n", "maintainers:\n", "- name: \n", "kind: X\n",
     "# Copyright The Authors\n", "# Source: \n", "\xff", "app.kubernetes.io/part-of: x\n"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12).map("".join), st.lists(st.text(max_size=8), max_size=4))
def test_any_text_is_no_error(text: str, names: list[str]) -> None:
    left_out(
        {
            "c/Chart.yaml": text,
            "k8s/install.yaml": text,
            "x/README.md": text,
            "x/LICENSE": text,
            "x/setup.py": "",
        },
        tuple(names),
    )


DEFINED = "kind: CustomResourceDefinition\nmetadata:\n  name: topics.{0}\nspec:\n  group: {0}\n"
OBJECT = "kind: {}\nmetadata:\n  labels: {{}}\n  name: {}\n"
GROUP = "access.strimzi.io"
INSTALLED = {
    "what installs an operator": (GROUP, "Deployment", "strimzi-operator", {}, ["install/a.yaml", "install/crd.yaml"]),
    "the cluster that it keeps": (GROUP, "Kafka", "strimzi-cluster", {}, ["install/crd.yaml"]),
    "something else beside it": (GROUP, "Deployment", "churn-api", {}, ["install/crd.yaml"]),
    "an operator of ours": ("ops.churn-service.org", "Deployment", "churn-service-operator", {}, []),
    "an operator that is written here": (
        GROUP, "Deployment", "strimzi-operator", {"api/topic_types.go": "package api\n"}, []),
}  # fmt: skip


@pytest.mark.parametrize(("group", "kind", "name", "more", "expected"), INSTALLED.values(), ids=INSTALLED)
def test_what_installs_the_operator_of_others_is_theirs(
    group: str, kind: str, name: str, more: dict[str, str], expected: list[str]
) -> None:
    definition = DEFINED.format(group).replace("topics.", "strimzi-topics.")
    files = {"install/crd.yaml": definition, "install/a.yaml": OBJECT.format(kind, name), "a.py": "", **more}
    assert sorted(left_out(files, ("ada-org", "churn-service"))) == expected
