"""Which files say what is built, started or rolled out, those that are gone by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import FileKind
from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.deliveries.platform_files import NAMED_FILES, platform_files
from analyzer.facts.infrastructure.manifest import TERRAFORM_ENDINGS
from analyzer.facts.infrastructure.manifests import manifests
from analyzer.facts.running.what_runs import STARTING_FILES
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived, is_excluded_by_name, kinds
from analyzer.text import word_set
from analyzer.wiring.roles import is_shown

# Container builds and the services that are started from them.
IMAGE_KINDS = frozenset({FileKind.DOCKERFILE, FileKind.COMPOSE})
# Of these, the name says whether they deploy.
NAMED_KINDS = frozenset({FileKind.CI, FileKind.TARGETS})
NAMED_AS_DEPLOYMENT = lazy_regex(
    r"(?<![a-z])(?:deploy(?:s|ed|ing|ments?)?|releas(?:es?|ing)|roll[-_]?outs?|roll[-_]?backs?|promot(?:e|ion)"
    r"|publish(?:es|ing)?|deliver(?:y|s)?|cd)(?![a-z])",
    re.IGNORECASE,
)
# Programs, documents and media, unless a platform reads the file by its name.
OTHER_ENDINGS = (
    ".py", ".pyi", ".ipynb", ".md", ".rst", ".html", ".css", ".scss", ".ts", ".tsx", ".js", ".jsx", ".go",
    ".java", ".kt", ".rs", ".c", ".cc", ".cpp", ".h", ".cs", ".rb", ".php", ".r", ".svg", ".png", ".jpg",
    ".jpeg", ".gif", ".webp", ".pdf", ".csv", ".po", ".mp4",
)  # fmt: skip
INFRASTRUCTURE_ENDINGS = (*TERRAFORM_ENDINGS, ".tfvars", ".hcl", ".bicep", ".nomad")
DEPLOYMENT_FOLDERS = word_set(
    "k8s kubernetes kustomize helm chart charts manifests deploy deployment deployments infra infrastructure "
    "terraform tofu ansible argocd argo-cd openshift cloudformation"
)
FOLDER_ENDINGS = (".yaml", ".yml", ".tpl", ".j2", ".conf", ".properties", ".env")
CHART_FILES = word_set(
    "Chart.yaml values.yaml kustomization.yaml kustomization.yml skaffold.yaml helmfile.yaml"
)


@derived
def deployment_paths(repo: Snapshot) -> frozenset[str]:
    """Every path, of today or earlier, that says what is built, started or rolled out.

    Container files, compose files, infrastructure (Kubernetes, Helm, Terraform, serverless), files of
    platforms and process managers, CI that delivers, and CI and scripts that are named so. Of files that are
    gone only the names tell it. Tests, examples and what is not first-party are none.
    """
    return frozenset((*_by_content(repo), *filter(is_deployment_path, repo.work.paths)))


def _by_content(repo: Snapshot) -> Iterator[str]:
    yield from (each.pipeline.path for each in deliveries(repo) if each.rehearsed is None)
    yield from (each.path for each in manifests(repo) if not is_shown(each.path))
    yield from (each.path for each in platform_files(repo))


def is_deployment_path(path: str) -> bool:
    """Whether a path says by its name that it is about what is built, started or rolled out."""
    return _is_named_so(path) and not (is_shown(path) or is_excluded_by_name(path))


def _is_named_so(path: str) -> bool:
    name = basename(path)
    if name in NAMED_FILES or name in CHART_FILES or path.endswith(INFRASTRUCTURE_ENDINGS):
        return True
    if path.endswith(OTHER_ENDINGS):
        return STARTING_FILES.fullmatch(path) is not None
    found = kinds(path)
    if not found.isdisjoint(IMAGE_KINDS) or STARTING_FILES.fullmatch(path) is not None:
        return True
    if not found.isdisjoint(NAMED_KINDS):
        return NAMED_AS_DEPLOYMENT.search(name) is not None
    return path.endswith(FOLDER_ENDINGS) and not DEPLOYMENT_FOLDERS.isdisjoint(path.split("/")[:-1])
