"""Files that put other infrastructure together: Terragrunt, Helmfile, Databricks bundles, Pulumi in YAML.

Formats: https://terragrunt.gruntwork.io/docs, https://helmfile.readthedocs.io,
https://docs.databricks.com/dev-tools/bundles/settings, https://www.pulumi.com/docs/iac/languages-sdks/yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import basename

from analyzer.facts.infrastructure.manifest import Manifest, scalars
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Block, block, line, text
from analyzer.repository import Snapshot
from analyzer.text import word_set

HELMFILE = lazy_regex(
    r"(?:.*/)?(?:helmfile[\w.-]{0,60}\.ya?ml(?:\.gotmpl)?|helmfile\.d/[^/]{1,100}\.ya?ml(?:\.gotmpl)?)"
)
HELMFILE_RELEASES = lazy_regex(r"^releases:", re.MULTILINE)
HELMFILE_CHART = lazy_regex(r"^[ \t-]{1,20}chart:[ \t]*[\"']?([\w./{} -]{1,200}?)[\"']?[ \t]*$", re.MULTILINE)
TERRAGRUNT_SOURCE = lazy_regex(r"^[ \t]{0,20}source[ \t]*=[ \t]*\"([^\"\n]{1,300})\"", re.MULTILINE)
TERRAGRUNT_INPUTS = lazy_regex(r"^[ \t]{0,20}(?:inputs|values)[ \t]*=[ \t]*\{", re.MULTILINE)
TERRAGRUNT_FUNCTION = lazy_regex(r"\$\{[\w.]{1,60}\([^)\n]{0,60}\)\}/{0,2}")
# What a bundle makes in a workspace; a folder of such resources is included by its main file.
BUNDLE_RESOURCES = word_set(
    "jobs pipelines experiments models registered_models model_serving_endpoints quality_monitors schemas "
    "volumes clusters apps dashboards secret_scopes database_instances sql_warehouses alerts"
)


# What says how much of a machine something gets, or what it is told; and `${name}` of another value.
PULUMI_TUNING = word_set(
    "memory cpu memorySize timeout value replicas maxInstanceCount minInstanceCount instanceType machineType"
)


def composed(repo: Snapshot, path: str) -> Iterator[Manifest]:
    """The resources of a file that a tool for several of them reads; nothing of any other file."""
    name = basename(path)
    if name in ("terragrunt.hcl", "terragrunt.stack.hcl"):
        yield from _terragrunt(repo, path)
    elif "helmfile" in path and HELMFILE.fullmatch(path) is not None:
        yield from _helmfile(repo, path)
    elif name.endswith((".yml", ".yaml")) and name.startswith("Pulumi."):
        yield from _of_blocks(repo, path, _pulumi)
    elif name.endswith((".yml", ".yaml")) and b"resources:" in (repo.content(path) or b""):
        yield from _of_blocks(repo, path, _bundle)


def _terragrunt(repo: Snapshot, path: str) -> Iterator[Manifest]:
    content = repo.text(path) or ""
    found = list(TERRAGRUNT_SOURCE.finditer(content))
    if found:
        sources = tuple(TERRAGRUNT_FUNCTION.sub("", each[1]).partition("?")[0] for each in found)
        where = content.count("\n", 0, found[0].start()) + 1
        tuned = TERRAGRUNT_INPUTS.search(content) is not None
        yield Manifest("Terragrunt", path, where, sources, tuned=tuned)


def _helmfile(repo: Snapshot, path: str) -> Iterator[Manifest]:
    """By lines: a file with templates in it is no YAML."""
    content = repo.text(path) or ""
    releases = HELMFILE_RELEASES.search(content)
    if releases is None:
        return
    charts = tuple(each[1].strip() for each in HELMFILE_CHART.finditer(content, releases.start()))
    if charts:
        where = content.count("\n", 0, releases.start()) + 1
        tuned = "values:" in content[releases.start() :] or len(charts) > 1
        yield Manifest("Helmfile", path, where, charts, tuned=tuned)


def _of_blocks(
    repo: Snapshot, path: str, read: Callable[[str, Block], Iterator[Manifest]]
) -> Iterator[Manifest]:
    for document in repo.yaml(path):
        yield from read(path, block(document.value))


def _pulumi(path: str, root: Block) -> Iterator[Manifest]:
    resources = block(root.get("resources"))
    types = tuple(
        str(text(block(each).get("type"))) for each in resources.values() if block(each).get("type")
    )
    if types:
        strings = list(scalars(resources))
        yield Manifest(
            "Pulumi",
            path,
            line(resources),
            types,
            runs=tuple(str(value) for key, value in strings if key in ("image", "imageUri", "imageName")),
            files=tuple(str(value) for _key, value in strings),
            tuned=len(types) > 1 or any(key in PULUMI_TUNING or "${" in value for key, value in strings),
        )


def _bundle(path: str, root: Block) -> Iterator[Manifest]:
    """A Databricks bundle, or one of the files that it includes."""
    resources = block(root.get("resources"))
    kinds = {str(key): block(value) for key, value in resources.items() if str(key) in BUNDLE_RESOURCES}
    if not kinds or len(kinds) != len(resources) or not any(kinds.values()):
        return
    names = tuple(f"{kind}.{name}"[:80] for kind, made in kinds.items() for name in made)
    strings = [str(value) for _key, value in scalars(resources)]
    yield Manifest(
        "Databricks bundle",
        path,
        line(resources),
        names,
        files=tuple(
            f"{each}{ending}" for each in strings if "/" in each for ending in ("", ".py", ".ipynb", ".sql")
        ),
        tuned=len(strings) > 2,
    )
