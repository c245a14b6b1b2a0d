"""CDK and Pulumi: programs in Python and JavaScript that create resources, next to the file that starts them.

Sources: https://docs.aws.amazon.com/cdk/v2/guide/constructs.html,
https://docs.aws.amazon.com/cdk/v2/guide/assets.html, https://www.pulumi.com/docs/iac/concepts/resources.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.facts.infrastructure.manifest import Manifest
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Call
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import package_uses
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_test_path

RESOURCE_PROGRAMS: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "CDK": (("cdk.json",), word_set("aws_cdk cdktf")),
    "Pulumi": (
        ("Pulumi.yaml", "Pulumi.yml"),
        word_set(
            "pulumi pulumi_aws pulumi_aws_native pulumi_awsx pulumi_azure pulumi_azure_native pulumi_civo "
            "pulumi_cloudflare pulumi_databricks pulumi_digitalocean pulumi_docker pulumi_docker_build "
            "pulumi_eks pulumi_gcp pulumi_google_native pulumi_hcloud pulumi_kubernetes pulumi_linode "
            "pulumi_oci pulumi_openstack pulumi_scaleway pulumi_snowflake pulumi_vultr"
        ),
    ),
}


# What a resource of each is given first: where it belongs, and its name.
# https://docs.aws.amazon.com/cdk/v2/guide/constructs.html, https://www.pulumi.com/docs/iac/concepts/resources
GIVEN_FIRST = {"CDK": word_set("scope id"), "Pulumi": word_set("resource_name")}


def _is_made(tool: str, call: Call) -> bool:
    """Whether a call makes a resource, and no part of one: a principal, a statement, a pair of values."""
    wanted = GIVEN_FIRST[tool]
    return call.positional + len(wanted & dict(call.keywords).keys()) >= len(wanted)


# The same of JavaScript and TypeScript: whole packages, or all of a scope.
SCRIPT_PACKAGES: Mapping[str, tuple[str, ...]] = {
    "CDK": ("aws-cdk-lib", "@aws-cdk/", "@cdktf/", "cdktf"),
    "Pulumi": ("@pulumi/",),
}
# Calls whose literal names a folder or a file that is shipped, and the values of that name.
SHIPS_FILES = lazy_regex(
    r"(?:.*[.#])?(?:from_?asset|from_?image_?asset|from_?docker_?build|fromAsset|fromImageAsset|fromDockerBuild"
    r"|FileArchive|AssetArchive|FileAsset|Asset|path#join|path#resolve)(?:\(\))?",
)
SHIPPED_VALUES = word_set("entry project_root projectRoot")
# What nobody has to set: how much a function may take, and what it is told.
SET_FREELY = word_set(
    "timeout memory_size memorySize environment reserved_concurrent_executions reservedConcurrentExecutions "
    "ephemeral_storage_size ephemeralStorageSize log_retention logRetention architecture vpc variables cpu "
    "memory_limit_mib memoryLimitMiB desired_count desiredCount instance_type instanceType"
)
MAXIMUM_PROGRAMS = 50


def program_manifests(repo: Snapshot) -> Iterator[Manifest]:
    """What the programs of CDK and Pulumi create, by file."""
    for tool, (marks, packages) in RESOURCE_PROGRAMS.items():
        folders = [dirname(path) for path in repo.paths if basename(path) in marks][:MAXIMUM_PROGRAMS]
        if not folders:
            continue
        by_path: dict[str, list[Call]] = {}
        for use in package_uses(repo, packages):
            call = None if use.code.notebook else use.call
            if call is not None and _is_made(tool, call) and _name(call)[:1].isupper():
                by_path.setdefault(use.code.path, []).append(call)
        for path, calls in by_path.items():
            yield from _manifest(tool, path, calls, repo.modules[path].calls, folders)
        for path, facts in programs(repo).items():
            if facts.language in ("JavaScript", "TypeScript") and not is_test_path(path):
                made = [each for each in facts.calls if _is_made_by_script(tool, each)]
                if made:
                    yield from _manifest(tool, path, made, facts.calls, folders)


def _is_made_by_script(tool: str, call: Call) -> bool:
    module, mark, _name_there = call.target.partition("#")
    return (
        bool(mark)
        and module.startswith(SCRIPT_PACKAGES[tool])
        and bool(call.strings)
        and _name(call)[:1].isupper()
        and not _name(call).isupper()
    )


def _name(call: Call) -> str:
    return call.target.removesuffix("()").rpartition("#")[2].rpartition(".")[2]


def _manifest(
    tool: str, path: str, made: list[Call], calls: Iterable[Call], folders: list[str]
) -> Iterator[Manifest]:
    folder = next((each for each in folders if not each or path.startswith(each + "/")), None)
    if folder is None:
        return
    shipped = [each for call in calls for each in _shipped(call)]
    # Such a path is seen from where the program is started.
    shipped += [f"{normpath(join(folder, each))}/" for each in shipped]
    yield Manifest(
        tool,
        path,
        made[0].line,
        tuple(_name(call) for call in made),
        files=(*(each for call in made for each in call.strings), *shipped),
        tuned=len(made) > 1 or any(name in SET_FREELY for call in made for name, _value in call.keywords),
    )


def _shipped(call: Call) -> Iterator[str]:
    if SHIPS_FILES.fullmatch(call.target) is not None:
        yield from call.strings
    yield from (value for name, value in call.keywords if name in SHIPPED_VALUES and value)
