"""What infrastructure files declare: resources, what they run and name, and whether they are tuned."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from analyzer.facts.infrastructure.manifest import MAXIMUM_MANIFEST_NODES, Manifest, scalars
from analyzer.facts.infrastructure.manifests import (
    MAXIMUM_OBJECTS,
    kubernetes_objects,
    manifests,
    quoted,
    terraform,
)
from analyzer.facts.infrastructure.resource_programs import MAXIMUM_PROGRAMS
from tests.support.snapshots import snapshot

SERVICE = "apiVersion: v1\nkind: Service\n"
PLAY = "- hosts: web\n  tasks:\n    - copy: {src: a.conf}\n"
CHART = {"c/Chart.yaml": "name: c\n", "c/templates/d.yaml": "kind: Deployment\n"}
STACK = "import aws_cdk\n\naws_cdk.Stack(None, 'a', path='src')\n"


def told(files: Mapping[str, str | bytes], missing: tuple[str, ...] = ()) -> list[str]:
    """Every manifest as `tool path:line resources`, with what it runs and names, and + if it is tuned."""
    return [_line(each) for each in manifests(snapshot(files, missing=missing))]


def _line(each: Manifest) -> str:
    more = (f" runs {','.join(each.runs)}" if each.runs else "") + (
        f" names {','.join(each.files)}" if each.files else ""
    )
    tuned = "+" if each.tuned else ""
    return f"{each.tool} {each.path}:{each.line} {','.join(each.resources)}{more}{tuned}"


FOUND: dict[str, tuple[dict[str, str], list[str]]] = {
    "a service": ({"a.yaml": SERVICE}, ["Kubernetes a.yaml:1 Service"]),
    "a template of a name": ({"a.template": SERVICE}, ["Kubernetes a.template:1 Service"]),
    "a text that holds an object": ({"deployment.txt": SERVICE}, []),
    "data that holds an object": ({"rows.json": '{"apiVersion": "v1", "kind": "Service"}'}, []),
    "a file of its name in capitals": (
        {"K8S.json": '{"apiVersion": "v1", "kind": "Service"}'}, ["Kubernetes K8S.json:1 Service"]),
    "JSON that is none": ({"stack.json": '{"apiVersion", "kind"'}, []),
    "a list without a version": (
        {"a.yaml": "kind: List\nitems:\n  - apiVersion: v1\n    kind: Service\n"}, []),
    "an object without a version": ({"a.yaml": "kind: Service\nspec: {apiVersion: v1}\n"}, []),
    "an object of an unknown kind": ({"a.yaml": "apiVersion: v1\nkind: Dog\n"}, []),
    "an object of an unknown group": ({"a.yaml": "apiVersion: ours/v1\nkind: Service\n"}, []),
    "an object of a group with a dot": (
        {"a.yaml": "apiVersion: serving.kserve.io/v1\nkind: InferenceService\nspec: {storageUri: 's3://m'}\n"},
        ["Kubernetes a.yaml:1 InferenceService names s3://m+"]),
    "a model by another key": (
        {"a.yaml": "apiVersion: x.io/v1\nkind: InferenceService\nspec: {modelUri: m, uri: u}\n"},
        ["Kubernetes a.yaml:1 InferenceService names u,m+"]),
    "a path by its key alone": (
        {"a.yaml": "apiVersion: x.io/v1\nkind: InferenceService\nspec: {uri: u}\n"},
        ["Kubernetes a.yaml:1 InferenceService names u"]),
    "an image of what starts nothing": ({"a.yaml": SERVICE + "image: nginx\n"}, ["Kubernetes a.yaml:1 Service"]),
    "a probe": (
        {"a.yaml": "apiVersion: v1\nkind: Pod\nspec: {containers: [{image: x, livenessProbe: {a: 1}}]}\n"},
        ["Kubernetes a.yaml:1 Pod runs x+"]),
    "a play": ({"a.yml": PLAY}, ["Ansible a.yml:1 web names a.conf"]),
    "a play whose comment says a kind": ({"a.yml": "# kind\n" + PLAY}, ["Ansible a.yml:2 web names a.conf"]),
    "a play in a text": ({"a.template": PLAY}, []),
    "two tasks": ({"a.yml": PLAY + "    - file: {path: /x}\n"}, ["Ansible a.yml:1 web names /x,a.conf+"]),
    "a task and a role": ({"a.yml": PLAY + "  roles: [r]\n"}, ["Ansible a.yml:1 web names a.conf+"]),
    "roles alone": ({"a.yml": "- hosts: web\n  roles: [r]\n"}, ["Ansible a.yml:1 web"]),
    "hosts that do nothing": ({"a.yml": "- hosts: web\n"}, []),
    "tasks of no hosts": ({"a.yml": "- name: 'hosts:'\n  tasks: [{copy: x}]\n" + PLAY}, ["Ansible a.yml:3 web names a.conf"]),
    "a settings file with hosts": ({"a.yml": "hosts: web\ntasks: [x]\n"}, []),
    "a kustomization": (
        {"kustomization.yaml": "resources: [a.yaml, 3, {}]\nbases: [b]\n"},
        ["Kustomize kustomization.yaml:1 a.yaml,3,b"]),
    "a kustomization that renames an image": (
        {"kustomization.yml": "resources: [a.yaml]\nimages: [{name: x, newName: y}, {name: z}]\n"},
        ["Kustomize kustomization.yml:1 a.yaml runs y,z+"]),
    "a kustomization of more copies": (
        {"kustomization.yml": "bases: [a.yaml]\nreplicas: [{name: x}]\n"},
        ["Kustomize kustomization.yml:1 a.yaml+"]),
    "a kustomization of nothing": ({"kustomization.yml": "replicas: [{name: x}]\n"}, []),
    "another name of it": ({"kustom.yml": "resources: [a.yaml]\n"}, []),
    "a stack": (
        {"a.yaml": "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: {ImageUri: x, Code: src}\n"
         "  G: {Type: Custom::Y}\n"},
        ["CloudFormation a.yaml:2 AWS::Lambda::Function runs x names Custom::Y,src,x,AWS::Lambda::Function"]),
    "a stack of two": (
        {"a.yaml": "Resources:\n  F: {Type: 'AWS::A::B'}\n  G: {Type: 'AWS::C::D', Image: y}\n"},
        ["CloudFormation a.yaml:2 AWS::A::B,AWS::C::D runs y names y,AWS::C::D,AWS::A::B+"]),
    "words of a stack alone": ({"a.yaml": "# AWS::A Resources\na: 1\n"}, []),
    "a chart": (CHART, ["Helm c/Chart.yaml:1 Deployment"]),
    "a chart with its values": (
        {**CHART, "c/values.yaml": "image: {repository: r, tag: t}\nreplicas: 1\n"}, ["Helm c/Chart.yaml:1 Deployment runs r+"]),
    "a chart with two values": (
        {**CHART, "c/values.yml": "image: r\nreplicas: 1\n"}, ["Helm c/Chart.yaml:1 Deployment runs r"]),
    "a chart of an unknown kind": ({**CHART, "c/templates/d.yaml": "kind: Dog\n"}, []),
    "templates of no chart": ({"c/templates/d.yaml": SERVICE}, ["Kubernetes c/templates/d.yaml:1 Service"]),
    "bicep": ({"a.bicep": "x\nresource a 'M.W/s@1' = {\n"}, ["Bicep a.bicep:2 resource a 'M.W/s@ names M.W/s@1"]),
    "two of bicep": (
        {"a.bicep": "resource a 'M.W/s@1' = {\nresource b 'M.W/t@1' = {\n"},
        ["Bicep a.bicep:1 resource a 'M.W/s@,resource b 'M.W/t@ names M.W/s@1,M.W/t@1+"]),
    "bicep without a resource": ({"a.bicep": "param x string\n"}, []),
    "nomad": ({"a.nomad.hcl": 'job "svc" {\n'}, ['Nomad a.nomad.hcl:1 job "svc" { names svc']),
    "cdk": ({"cdk.json": "{}", "app.py": STACK}, ["CDK app.py:3 Stack names a"]),
    "cdk in its folder": ({"infra/cdk.json": "{}", "infra/app.py": STACK}, ["CDK infra/app.py:3 Stack names a"]),
    "cdk beside its folder": ({"infra/cdk.json": "{}", "infrastructure/app.py": STACK}, []),
    "cdk without its file": ({"app.py": STACK}, []),
    "two of cdk": (
        {"cdk.json": "{}", "app.py": STACK + "aws_cdk.CfnOutput(scope=None, id='b')\n"}, ["CDK app.py:3 Stack,CfnOutput names a+"]),
    "parts of cdk": (
        {"cdk.json": "{}", "app.py": STACK + "aws_cdk.App()\naws_cdk.Environment(region='x')\naws_cdk.Tag('b')\n"},
        ["CDK app.py:3 Stack names a"]),
    "parts of pulumi": (
        {"Pulumi.yaml": "name: x\n", "m.py": "import pulumi_aws\n\npulumi_aws.Bucket('b')\npulumi_aws.BucketArgs(acl='x')\n"},
        ["Pulumi m.py:3 Bucket names b"]),
    "a function of cdk": ({"cdk.json": "{}", "app.py": "import aws_cdk\n\naws_cdk.load('x')\n"}, []),
    "pulumi": (
        {"Pulumi.yaml": "name: x\n", "m.py": "import pulumi_aws\n\npulumi_aws.Bucket('b')\n"}, ["Pulumi m.py:3 Bucket names b"]),
}  # fmt: skip


@pytest.mark.parametrize(("files", "expected"), FOUND.values(), ids=FOUND)
def test_what_a_file_declares(files: dict[str, str], expected: list[str]) -> None:
    assert told(files) == expected


@pytest.mark.parametrize("path", ["main.tf", "a.yaml", "a.bicep"])
def test_a_file_whose_content_is_missing_declares_nothing(path: str) -> None:
    assert told({}, (path,)) == []


def test_a_notebook_makes_no_resources() -> None:
    cell = '{"cell_type":"code","metadata":{},"outputs":[],"execution_count":1,"source":"import aws_cdk\\naws_cdk.Stack(1, 2)"}'
    notebook = f'{{"nbformat":4,"nbformat_minor":5,"metadata":{{}},"cells":[{cell}]}}'
    assert told({"cdk.json": "{}", "a.ipynb": notebook}) == []


def test_terraform_tells_resources_modules_and_references() -> None:
    lines = [
        '  resource "aws_s3_bucket" "b" {',
        'module "net" {',
        '  resource "random_id" "x" {',
        "# var.a",
        "a = var.b",
    ]
    (found,) = terraform("m.tf", lines)
    assert _line(found) == "Terraform m.tf:1 aws_s3_bucket.b,net names aws_s3_bucket,net,random_id"
    (found,) = terraform("m.tf", [*lines, "b = local.c"])
    assert found.tuned
    assert not list(terraform("m.tf", lines[2:]))


def test_lines_are_read_up_to_a_length() -> None:
    block = 'resource "a" "b" {'
    pad = " " * (1000 - len(block))
    assert list(terraform("m.tf", [pad + block])) and not list(terraform("m.tf", [pad + " " + block]))
    tuned = [block, "x = var.a", " " * (1000 - len("var.bc")) + "var.bc"]
    assert next(terraform("m.tf", tuned)).tuned
    short = "x" * (1000 - len(" var.b")) + " var.b"
    assert next(terraform("m.tf", [block, "x = var.a", short])).tuned
    assert not next(terraform("m.tf", [block, "x = var.a", "x" + short])).tuned
    text = " " * 996 + '"ab"'
    assert list(quoted([text])) == ["ab"] and list(quoted([" " + text])) == []
    name = "resource a 'M.W/s@1'"
    assert told({"a.bicep": " " * (1002 - len(name)) + name}) != []
    assert told({"a.bicep": " " * (1003 - len(name)) + name}) == []
    assert told({"a.bicep": f"resource a '{'x' * 100}@1'"})[0].startswith(
        f"Bicep a.bicep:1 resource a '{'x' * 68} names"
    )
    head = "kind:" + " " * 185 + "Deployment"
    assert told({**CHART, "c/templates/d.yaml": head}) != []
    assert told({**CHART, "c/templates/d.yaml": head.replace(": ", ":  ")}) == []


def test_a_line_gives_some_of_its_texts() -> None:
    assert list(quoted([" ".join(f"'t{number}'" for number in range(12))])) == [
        f"t{number}" for number in range(10)
    ]
    assert list(quoted(['"${path.module}/a" "${path.root}/b" \'c d\' "e"'])) == ["a", "${path.root}/b"]


def test_objects_nodes_and_programs_are_bounded() -> None:
    one = f"  - {SERVICE.replace(chr(10), chr(10) + '    ').rstrip()}\n"
    text = "apiVersion: v1\nkind: List\nitems:\n" + one * (MAXIMUM_OBJECTS + 2)
    (found,) = manifests(snapshot({"a.yaml": text}))
    assert len(found.resources) == MAXIMUM_OBJECTS - 1
    assert list(kubernetes_objects("text")) == []
    (document,) = snapshot({"a.yaml": "x: [" + "1, " * MAXIMUM_MANIFEST_NODES + "1]"}).yaml("a.yaml")
    assert sum(1 for _ in scalars(document.value)) == MAXIMUM_MANIFEST_NODES - 2
    folders = {f"f{number:03}/cdk.json": "{}" for number in range(MAXIMUM_PROGRAMS + 1)}
    assert told({**folders, f"f{MAXIMUM_PROGRAMS - 1:03}/app.py": STACK}) != []
    assert told({**folders, f"f{MAXIMUM_PROGRAMS:03}/app.py": STACK}) == []
    assert (MAXIMUM_OBJECTS, MAXIMUM_MANIFEST_NODES, MAXIMUM_PROGRAMS) == (500, 20_000, 50)
