"""Infrastructure as code: what the project runs on, in files that a tool applies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from posixpath import basename, dirname, join

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions
from analyzer.engine.registry import check
from analyzer.facts.deliveries.deliveries import placeholder_line
from analyzer.facts.infrastructure.infrastructure_commands import applied_places, is_built_here, plain_name
from analyzer.facts.infrastructure.manifest import TERRAFORM_ENDINGS, Manifest
from analyzer.facts.infrastructure.manifests import SUPPORTING, manifests
from analyzer.facts.infrastructure.resource_programs import MAXIMUM_PROGRAMS
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation, Unseen
from analyzer.references import broken_images, broken_manifest
from analyzer.repository import Snapshot, derived
from analyzer.text import plural
from analyzer.wiring.checkout import inside
from analyzer.wiring.roles import is_shown
from analyzer.wiring.starts.bundle_jobs import left_out_of_bundle
from analyzer.wiring.starts.terraform_files import ROOT_PREFIX, meant_by_terraform

BUILT_HERE = "is built here"
# What says of itself at its head that nobody applies it.
SAYS_DRAFT = lazy_regex(
    r"(?i).{0,120}\b(?:draft|do(?: not|n't) (?:apply|deploy)|not (?:yet )?(?:applied|deployed))\b"
)
BEGINS_A_COMMENT = ("#", "//")
# Before what is to be applied as it stands, the rank of what is not.
BEFORE_USE = -1
BUNDLE_TOOL = "Databricks bundle"
# Programs that apply what is below the folder they are started in, by the tool whose files they read.
AT_THE_TOP = {
    "CDK": ("cdk", "cdktf"),
    "CloudFormation": ("sam",),
    BUNDLE_TOOL: ("databricks",),
    "Bicep": ("azd",),
    "Helmfile": ("helmfile",),
    "Pulumi": ("pulumi",),
    "Terraform": ("terraform", "tofu", "dflook"),
    "Terragrunt": ("terragrunt", "gruntwork-io"),
}


@check(
    id="infrastructure",
    title="infrastructure as code",
    reads=(FileKind.CONFIGURATION, FileKind.TARGETS, FileKind.CI),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="If the account behind {path} were gone tomorrow, what would these files not restore?",
        absent=(
            "How would you set up the same environment again, and how would you check that it is the same?"
        ),
        strong="Knows what is not in the files (secrets, data, quotas) and has rebuilt it at least once.",
        weak="Set it up once through a web console.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library is not deployed anywhere",
        Purpose.RESEARCH: "research code is not deployed anywhere",
    },
    other_languages=OtherLanguages(
        "resource files are read; the check itself reports CDK or Pulumi programs in other languages",
    ),
    covers=("K8",),
    near=(
        "infra",
        "infrastructur",
        "terraform",
        "kubernetes",
        "k8s",
        "helm",
        "ansible",
        "pulumi",
        "cdk",
        "deploy",
    ),
)
def infrastructure(repo: Snapshot) -> Iterator[Observation]:
    """The infrastructure that the project runs on is defined in files that a tool applies.

    Terraform, OpenTofu and Terragrunt, Kubernetes and OpenShift, Helm, Helmfile and Kustomize,
    CloudFormation, CDK, Pulumi, Ansible, Bicep, Nomad and Databricks bundles count; compose files, platform
    manifests, CI files and examples do not. Present: a file declares a resource. Substantive: it is specific
    to this project: it names the project's image, files or address, or sets more than the required fields
    (limits, probes, variables). Wired: what it runs is built here, the file it ships is in the repository,
    or CI or a task applies it; a file that names what is not in the
    repository (a module, a resource, a ConfigMap, a port) is not wired. A file with unfilled placeholders
    stays present.
    """
    applied = applied_places(repo)
    for manifest in manifests(repo):
        yield _evidence(repo, manifest, applied)
    yield from _unread_programs(repo)


def _evidence(repo: Snapshot, manifest: Manifest, applied: frozenset[str]) -> Evidence:
    path = manifest.path
    shown = ", ".join(dict.fromkeys(manifest.resources))[:100]
    note = f"{manifest.tool} with {plural(len(manifest.resources), 'resource')}: {shown}"
    if is_shown(path):
        return Evidence(path, manifest.line, Level.CLAIMED, f"{note}, as an example or a test")
    if (waiting := _waiting(repo, path)) is not None:
        return Evidence(*waiting, Level.PRESENT, f"{note}, with unfilled placeholders", size=BEFORE_USE)
    main = left_out_of_bundle(repo, path) if manifest.tool == BUNDLE_TOOL else None
    if main is not None:
        return Evidence(
            path, manifest.line, Level.PRESENT, f"{note}; {main} does not include it", size=BEFORE_USE
        )
    runs = BEFORE_USE if _is_a_draft(repo, path) else int(not SUPPORTING.issuperset(manifest.resources))
    wired, line = _wired(repo, manifest, applied) or (None, manifest.line)
    if wired is not None:
        missing = broken_manifest(repo, path) or (broken_images(repo) if wired.endswith(BUILT_HERE) else None)
        if missing is None:
            return Evidence(path, line, Level.WIRED, f"{note}; {wired}", size=runs)
        broken = f"but {missing.path}:{missing.line} {missing.words}"
        return Evidence(path, line, Level.SUBSTANTIVE, f"{note}; {wired}, {broken}", size=runs)
    if manifest.tuned or _is_about(repo, manifest):
        return Evidence(path, line, Level.SUBSTANTIVE, note, size=runs)
    return Evidence(path, line, Level.PRESENT, f"{note}, with nothing specific to this project", size=runs)


def _is_a_draft(repo: Snapshot, path: str) -> bool:
    """Whether a comment at the head of a file says that it is not applied."""
    rows = (row.strip() for row in (repo.text(path) or "").split("\n"))
    head = takewhile(lambda row: row in ("", "---") or row.startswith(BEGINS_A_COMMENT), rows)
    return any(SAYS_DRAFT.match(row) for row in head)


def _waiting(repo: Snapshot, path: str) -> tuple[str, int] | None:
    """Where a file, or the values of a chart, wait for somebody's own value."""
    is_chart = basename(path) == "Chart.yaml"
    values = [join(dirname(path), f"values.{each}") for each in ("yaml", "yml")]
    for each in (path, *(values if is_chart else ())):
        line = placeholder_line(repo, each)
        if line is not None and is_chart and each == path:
            line = _beside_maintainers(repo, path, line)
        if line is not None:
            return each, line
    return None


def _beside_maintainers(repo: Snapshot, path: str, line: int) -> int | None:
    """The first placeholder of a chart from a line on, whom to ask about it aside."""
    lines = (repo.text(path) or "").split("\n")
    entries = [(number, each) for number, each in enumerate(lines, 1) if each[:1].isalpha()]
    after = [number for number, _each in entries if number > line]
    inside = [each for number, each in entries if number <= line][-1:]
    if not any(each.startswith("maintainers:") for each in inside):
        return line
    return placeholder_line(repo, path, after[0]) if after else None


def _wired(repo: Snapshot, manifest: Manifest, applied: frozenset[str]) -> tuple[str, int] | None:
    """What ties a file to this repository, and the line of its part that does."""
    own = next((each for each in manifest.runs if is_built_here(repo, each)), None)
    if own is not None:
        return f"its image {own[:80]} {BUILT_HERE}", manifest.line_of_image(own)
    if "BuildConfig" in manifest.resources and _is_about(repo, manifest):
        return "it builds this repository", manifest.line
    folder = dirname(manifest.path)
    for name in manifest.files:
        if "/" in name or "." in name:
            for path in _meant(repo, manifest, folder, name):
                if path and path != manifest.path and _is_source(repo, path, name):
                    return f"it ships {path[:80]}", _line_that_ships(repo, manifest, name)
    place = manifest.path
    while place:
        if place in applied:
            return "CI or a task applies it", manifest.line
        place = dirname(place)
    # Terraform applies the folder that it is started in, and no others.
    if (manifest.tool != "Terraform" or "/" not in manifest.path) and any(
        f"./{program}" in applied for program in AT_THE_TOP.get(manifest.tool, ())
    ):
        return "CI or a task applies it", manifest.line
    return None


def _line_that_ships(repo: Snapshot, manifest: Manifest, name: str) -> int:
    """Where the block begins in which a file names what it ships."""
    if not manifest.block_lines:
        return manifest.line
    rows = (repo.text(manifest.path) or "").split("\n")
    at = next((number for number, row in enumerate(rows, 1) if name in row), manifest.line)
    return manifest.line_of_block(at)


def _meant(repo: Snapshot, manifest: Manifest, folder: str, name: str) -> Iterator[str]:
    """The paths that a name in a file may mean; Terraform names some from the folder it is run in."""
    plain = name.removeprefix(ROOT_PREFIX)
    if plain != name:
        yield from meant_by_terraform(repo, manifest.path, name)
    yield inside(folder, plain)
    yield inside("", plain)


def _is_source(repo: Snapshot, path: str, name: str) -> bool:
    """A file of the repository that is not infrastructure itself, or a directory with code in it."""
    if repo.exists(path):
        return not path.endswith((*TERRAFORM_ENDINGS, ".tfvars", ".hcl", ".yaml", ".yml", ".json"))
    return "/" in name and path in _code_directories(repo)


@derived
def _code_directories(repo: Snapshot) -> frozenset[str]:
    """Directories with Python code and no Terraform, at any depth below them."""
    code = {above for path in repo.of_kind(FileKind.PYTHON) for above in _above(path)}
    return frozenset(
        code - {above for path in repo.paths if path.endswith(TERRAFORM_ENDINGS) for above in _above(path)}
    )


def _above(path: str) -> Iterator[str]:
    while "/" in path:
        path = dirname(path)
        yield path


def _is_about(repo: Snapshot, manifest: Manifest) -> bool:
    """Whether the file names this repository."""
    name = plain_name(repo.name.rpartition("/")[2])
    return len(name) > 3 and name in plain_name(repo.text(manifest.path) or "")


def _unread_programs(repo: Snapshot) -> Iterator[Unseen]:
    starts = [path for path in repo.paths if basename(path) in ("cdk.json", "Pulumi.yaml")]
    unread = [path for path in repo.paths if path.endswith((".ts", ".go", ".cs", ".java"))]
    read = [each.path for each in manifests(repo) if each.tool in ("CDK", "Pulumi")]
    for path in starts[:MAXIMUM_PROGRAMS]:
        folder = join(dirname(path), "") if dirname(path) else ""
        if any(each.startswith(folder) for each in read):
            continue
        if any(each.startswith(folder) for each in unread):
            yield Unseen("an infrastructure program in a language whose calls are not read", path)
