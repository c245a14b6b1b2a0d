"""All references of a repository, from every collector."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from analyzer.references.compose_services import compose_service_references
from analyzer.references.first_party import own_imports
from analyzer.references.helm import helm_references
from analyzer.references.image_runs import image_run_references
from analyzer.references.images import image_references
from analyzer.references.installed import installed_packages
from analyzer.references.kubernetes import kubernetes_references
from analyzer.references.kustomize import kustomize_references
from analyzer.references.metrics import metric_references
from analyzer.references.migrations import migration_references
from analyzer.references.model import Outcome, Reference
from analyzer.references.pipelines import pipeline_references
from analyzer.references.program_imports import program_imports
from analyzer.references.ran import run_references
from analyzer.references.readme_commands import readme_references
from analyzer.references.reads import file_references
from analyzer.references.server_calls import server_calls
from analyzer.references.services import service_references
from analyzer.references.stages import stage_references
from analyzer.references.started import entry_points, started_folders, started_objects
from analyzer.references.targets import target_references
from analyzer.references.terraform import terraform_references
from analyzer.repository import Snapshot, derived

Collector = Callable[[Snapshot], Iterator[Reference]]

# One module a subject. A collector reads what the Snapshot offers and yields one reference for each place.
COLLECTORS: tuple[Collector, ...] = (
    own_imports,
    program_imports,
    started_objects,
    started_folders,
    entry_points,
    server_calls,
    installed_packages,
    stage_references,
    file_references,
    readme_references,
    migration_references,
    helm_references,
    kubernetes_references,
    kustomize_references,
    metric_references,
    terraform_references,
    image_references,
    image_run_references,
    pipeline_references,
    run_references,
    service_references,
    compose_service_references,
    target_references,
)


@derived
def references(repo: Snapshot) -> tuple[Reference, ...]:
    """Every place of the repository that names something which must exist, sorted."""
    found = {each for collector in COLLECTORS for each in collector(repo)}
    return tuple(
        sorted(found, key=lambda each: (each.path, each.line or 0, each.kind, each.name, each.outcome))
    )


@derived
def dangling(repo: Snapshot) -> tuple[Reference, ...]:
    """Those that name what is nowhere."""
    return tuple(each for each in references(repo) if each.outcome is Outcome.DANGLES)
