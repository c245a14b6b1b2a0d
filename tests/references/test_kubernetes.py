from __future__ import annotations

import pytest

from analyzer.references import Outcome, Reference
from analyzer.references.kubernetes import kubernetes_references
from analyzer.testing import snapshot

POD = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: ACCOUNT
      containers:
        - name: web
          ports: [{name: http, containerPort: 80}]
          envFrom: [FROM]
      volumes: [VOLUME]
"""
ACCOUNT, FROM, VOLUME = "default", "configMapRef: {name: settings}", "configMap: {name: settings}"


def obj(kind: str, name: str, more: str = "", version: str = "v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{more}"


def pod(account: str = ACCOUNT, source: str = FROM, volume: str = VOLUME) -> str:
    return POD.replace("ACCOUNT", account).replace("FROM", f"{{{source}}}").replace("VOLUME", f"{{{volume}}}")


THERE = {
    "Makefile": "up:\n\tkubectl apply -f k8s\n",
    "k8s/all.yaml": "---\n".join(
        obj(kind, name)
        for kind, name in [
            ("ConfigMap", "settings"),
            ("PersistentVolumeClaim", "disk"),
            ("ServiceAccount", "runner"),
            ("Service", "web"),
            ("Secret", "keys"),
        ]
    ),
}


def found(text: str, **files: str) -> list[Reference]:
    repo = snapshot({**THERE, "k8s/web.yaml": text, **files})
    return [each for each in kubernetes_references(repo) if each.path == "k8s/web.yaml"]


def of(name: str, text: str, **files: str) -> tuple[Outcome, str]:
    """The outcome of the only reference to a name."""
    (one,) = {(each.outcome, each.why) for each in found(text, **files) if each.name == name}
    return one


INGRESS = obj(
    "Ingress",
    "in",
    "spec: {rules: [{http: {paths: [{backend: {service: {name: NAME, port: {number: 80}}}}]}}]}\n",
)
SCALER = obj(
    "HorizontalPodAutoscaler",
    "s",
    "spec: {scaleTargetRef: {kind: Deployment, name: NAME}}\n",
    "autoscaling/v2",
)
SECRET = "secrets are kept out of the repository"
CASES: dict[str, tuple[str, str, dict[str, str], Outcome, str]] = {
    "a map": ("settings", pod(), {}, Outcome.RESOLVES, ""),
    "a map that is not there": ("gone", pod(source="configMapRef: {name: gone}"), {}, Outcome.DANGLES, ""),
    "a key of a map that is not there": (
        "gone", pod(volume="projected: {sources: [{configMap: {name: gone}}]}"), {}, Outcome.DANGLES, ""),
    "a map that is optional": (
        "gone", pod(source="configMapRef: {name: gone, optional: true}"), {}, Outcome.CANNOT_BE_TOLD,
        "the manifest says that it is optional"),
    "a map of every cluster": (
        "kube-root-ca.crt", pod(volume="configMap: {name: kube-root-ca.crt}"), {}, Outcome.CANNOT_BE_TOLD, "every cluster has it"),
    "a map that is generated": (
        "gone", pod(source="configMapRef: {name: gone}"),
        {"k8s/kustomization.yaml": "configMapGenerator:\n- name: gone\n"}, Outcome.RESOLVES, ""),
    "a map with a prefix": (
        "live-settings", pod(source="configMapRef: {name: live-settings}"),
        {"k8s/kustomization.yaml": "namePrefix: live-\n"}, Outcome.RESOLVES, ""),
    "a map with a prefix that is not there": (
        "live-gone", pod(source="configMapRef: {name: live-gone}"),
        {"k8s/kustomization.yaml": "namePrefix: live-\n"}, Outcome.DANGLES, ""),
    "a map of a chart": (
        "gone", pod(source="configMapRef: {name: gone}"),
        {"chart/Chart.yaml": "name: a\n", "chart/templates/c.yaml": "kind: ConfigMap\nmetadata:\n  name: gone\n"},
        Outcome.RESOLVES, ""),
    "a map that a command makes": (
        "gone", pod(source="configMapRef: {name: gone}"), {"up.sh": "kubectl create configmap gone --from-file=a\n"},
        Outcome.MADE_ELSEWHERE, "up.sh makes or mentions it"),
    "a map that a document mentions": (
        "the-map", pod(source="configMapRef: {name: the-map}"), {"README.md": "Create the-map first.\n"}, Outcome.MADE_ELSEWHERE,
        "mentioned in README.md"),
    "a map that Terraform makes": (
        "the-map", pod(source="configMapRef: {name: the-map}"), {"main.tf": 'name = "the-map"\n'}, Outcome.MADE_ELSEWHERE,
        "mentioned in main.tf"),
    "a map where objects come from elsewhere": (
        "gone", pod(source="configMapRef: {name: gone}"),
        {"k8s/kustomization.yaml": "resources: ['https://host/a.yaml']\n"}, Outcome.CANNOT_BE_TOLD,
        "k8s/kustomization.yaml makes objects, or takes them from elsewhere"),
    "a map of an operator": (
        "flow-config", pod(source="configMapRef: {name: flow-config}"),
        {"k8s/flow.yaml": obj("Flow", "flow", version="example.org/v1")}, Outcome.CANNOT_BE_TOLD, "flow may make it"),
    "a map of a release": (
        "grafana-dashboards", pod(source="configMapRef: {name: grafana-dashboards}"),
        {"up.sh": "helm install grafana grafana/grafana\n"}, Outcome.CANNOT_BE_TOLD, "grafana may make it"),
    "a map where Terraform makes objects": (
        "gone", pod(source="configMapRef: {name: gone}"), {"a.tf": 'resource "kubernetes_namespace" "a" {\n}\n'},
        Outcome.CANNOT_BE_TOLD, "a.tf makes objects, or takes them from elsewhere"),
    "a map where Terraform takes modules from elsewhere": (
        "gone", pod(source="configMapRef: {name: gone}"), {"a.tf": 'module "a" {\n  source = "team/a/aws"\n}\n'},
        Outcome.CANNOT_BE_TOLD, "a.tf makes objects, or takes them from elsewhere"),
    "a map where Terraform makes other things": (
        "gone", pod(source="configMapRef: {name: gone}"), {"a.tf": 'resource "aws_s3_bucket" "a" {\n}\n'}, Outcome.DANGLES, ""),
    "a map of a manifest that nothing applies": (
        "gone", pod(source="configMapRef: {name: gone}"), {"Makefile": "up:\n\ttrue\n"}, Outcome.CANNOT_BE_TOLD,
        "nothing here applies the manifest; what does may bring it"),
    "a map of a manifest that a document applies": (
        "gone", pod(source="configMapRef: {name: gone}"),
        {"Makefile": "", "docs/up.md": "Run `kubectl apply -n live -f k8s/web.yaml`.\n"}, Outcome.DANGLES, ""),
    "a map of a manifest that a kustomization lists": (
        "gone", pod(source="configMapRef: {name: gone}"),
        {"Makefile": "", "k8s/kustomization.yaml": "resources: [web.yaml, all.yaml]\n"}, Outcome.DANGLES, ""),
    "a map where none is defined": (
        "settings", pod(), {"k8s/all.yaml": ""}, Outcome.CANNOT_BE_TOLD, "the repository defines no object of that kind"),
    "a map of a variable": (
        "${NAME}", pod(source="configMapRef: {name: '${NAME}'}"), {}, Outcome.MADE_ELSEWHERE, "its name holds a variable"),
    "a secret": ("keys", pod(source="secretRef: {name: keys}"), {}, Outcome.RESOLVES, ""),
    "a secret that is not there": ("gone", pod(source="secretRef: {name: gone}"), {}, Outcome.CANNOT_BE_TOLD, SECRET),
    "a secret in a volume": ("gone", pod(volume="secret: {secretName: gone}"), {}, Outcome.CANNOT_BE_TOLD, SECRET),
    "a claim": ("disk", pod(volume="persistentVolumeClaim: {claimName: disk}"), {}, Outcome.RESOLVES, ""),
    "a claim that is not there": (
        "gone", pod(volume="persistentVolumeClaim: {claimName: gone}"), {}, Outcome.DANGLES, ""),
    "an account": ("runner", pod(account="runner"), {}, Outcome.RESOLVES, ""),
    "the account of every cluster": ("default", pod(), {}, Outcome.CANNOT_BE_TOLD, "every cluster has it"),
    "an account that is not there": ("gone", pod(account="gone"), {}, Outcome.DANGLES, ""),
    "a service": ("web", INGRESS.replace("NAME", "web"), {}, Outcome.RESOLVES, ""),
    "a service that is not there": ("gone", INGRESS.replace("NAME", "gone"), {}, Outcome.DANGLES, ""),
    "what is scaled": ("web", SCALER.replace("NAME", "web") + "---\n" + pod(), {}, Outcome.RESOLVES, ""),
    "what is scaled and not there": ("gone", SCALER.replace("NAME", "gone") + "---\n" + pod(), {}, Outcome.DANGLES, ""),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "files", "outcome", "why"), CASES.values(), ids=CASES)
def test_outcome_of_an_object_that_is_named(
    name: str, text: str, files: dict[str, str], outcome: Outcome, why: str
) -> None:
    assert of(name, text, **files) == (outcome, why)


def test_a_reference_names_its_line_and_the_kind() -> None:
    (one,) = [each for each in found(pod(account="gone")) if each.name == "gone"]
    assert (one.line, one.kind) == (8, "Kubernetes needs the ServiceAccount")


def service(target: str, label: str = "web") -> str:
    return obj(
        "Service",
        "front",
        f"spec:\n  selector: {{app: {label}}}\n  ports:\n  - {{port: 80, targetPort: {target}}}\n",
    )


PORTS = {
    "a port": ("http", Outcome.RESOLVES),
    "a port that no container has": ("metrics", Outcome.DANGLES),
}


@pytest.mark.parametrize(("target", "outcome"), PORTS.values(), ids=PORTS)
def test_outcome_of_a_port(target: str, outcome: Outcome) -> None:
    (one,) = [each for each in found(service(target) + "---\n" + pod()) if each.name == target]
    assert (one.line, one.kind, one.outcome) == (7, "the service sends to the port", outcome)


@pytest.mark.parametrize(
    ("target", "label"), [("8080", "web"), ("metrics", "other"), ("'{{ .port }}'", "web")]
)
def test_ports_that_are_not_asked(target: str, label: str) -> None:
    assert [each for each in found(service(target, label) + "---\n" + pod()) if "port" in each.kind] == []


def test_what_is_listed_or_made_of_a_template_is_read() -> None:
    listed = (
        "apiVersion: v1\nkind: List\nitems:\n- " + pod(account="gone").replace("\n", "\n  ").rstrip() + "\n"
    )
    assert of("gone", listed) == (Outcome.DANGLES, "")


def test_a_template_of_openshift_is_processed_elsewhere() -> None:
    template = (
        "apiVersion: v1\nkind: Template\nobjects:\n- " + pod(account="gone").replace("\n", "\n  ").rstrip()
    )
    assert found(f"{template}\n") == []


def test_an_example_is_not_asked() -> None:
    repo = snapshot({**THERE, "examples/web.yaml": pod(account="gone")})
    assert list(kubernetes_references(repo)) == []


def test_nothing_dangles_where_the_list_of_files_is_not_whole() -> None:
    repo = snapshot({**THERE, "k8s/web.yaml": pod(account="gone")}, tree_problem="too many files")
    (one,) = [each for each in kubernetes_references(repo) if each.name == "gone"]
    assert (one.outcome, one.why) == (Outcome.CANNOT_BE_TOLD, "too many files")
