"""What starts programs of the JVM without a command: handlers, servers in images, images without a file.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html, https://github.com/GoogleContainerTools/jib,
https://docs.spring.io/spring-boot/maven-plugin/build-image.html, https://openliberty.io/guides/containerize.html,
https://quarkus.io/guides/container-image.
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.other_programs.jvm.builds import jvm_programs, of_class
from analyzer.wiring.other_programs.jvm.flow_classes import scheduled_classes
from analyzer.wiring.other_programs.jvm.starts import (
    JVM_BUILD_TOOLS,
    LAUNCHERS,
    modules_at,
    programs_of,
    programs_of_image,
)
from analyzer.wiring.roles import is_example_path

# Where a platform reads the class that it calls.
HANDLER_PLACES = lazy_regex(
    r"(?:template|serverless|sam)[\w.-]*\.(?:ya?ml|json)|[\w.-]+\.tf|cdk[\w.-]*\.json"
)
HANDLER_CLASS = lazy_regex(
    r"^[ \t]*\"?(?:Handler|handler|entry_point"
    r"|entryPoint)\"?[ \t]*[:=][ \t]*[\"']?([\w.]{3,200}\.[A-Z]\w{0,100})(?:::\w{1,100})?",
)
LARGEST_TEMPLATE = 256 * 1024
# Images with a server that runs what lies in one of its folders, or the only jar that it finds.
SERVER_IMAGE = lazy_regex(
    r".*(?:liberty|tomcat|wildfly|jboss|jetty|payara|tomee|glassfish|websphere"
    r"|openjdk-\d+(?:-runtime)?(?:[:@].*)?$|s2i).*"
)
JVM_PACKED = lazy_regex(r".*(?:\.[wejr]ar|/target/?\S*|/build/libs/?\S*|quarkus-app/?\S*)")
# What builds an image without a file for it; the image runs the program of the module.
IMAGE_GOALS = lazy_regex(
    r"(?:[\w.-]+:)*(?:jib|jib:(?:build|dockerBuild|buildTar)|jibDockerBuild|jibBuildTar|bootBuildImage"
    r"|publishImage"
    r"|publishImageToLocalRegistry|spring-boot:build-image(?:-no-fork)?|dockerBuild|dockerPush"
    r"|quarkusBuild|imageBuild"
    r"|docker:publish(?:Local)?|Docker/publish(?:Local)?)"
    r"|-Dquarkus\.container-image\.(?:build|push)=true|-Dpackaging=docker"
)

DeployedPlace = tuple[str, int, str]


def deployed_jvm(repo: Snapshot) -> Iterator[DeployedPlace]:
    """The files of programs that platforms, servers and built images start, each with the line that"
    " says so."""
    if jvm_programs(repo):
        for each in (*_handlers(repo), *_served(repo), *_built(repo), *scheduled_classes(repo)):
            if not is_example_path(each[0]):
                yield each


def _handlers(repo: Snapshot) -> Iterator[DeployedPlace]:
    for path in repo.paths:
        if HANDLER_PLACES.fullmatch(basename(path)) is None:
            continue
        for number, line in enumerate((repo.text(path) or "")[:LARGEST_TEMPLATE].split("\n"), 1):
            match = HANDLER_CLASS.match(line[:400])
            if match is None:
                continue
            if LAUNCHERS.fullmatch(match[1]) or match[1].startswith("org.springframework.cloud.function"):
                yield from (
                    (path, number, file) for file in programs_of(repo, modules_at(repo, dirname(path)))
                )
            yield from ((path, number, file) for file in of_class(repo, match[1]))


def _served(repo: Snapshot) -> Iterator[DeployedPlace]:
    """Images that have no command of their own: their base starts what is copied."""
    for path, image in repo.dockerfiles.items():
        if image.start or not image.stages:
            continue
        last = image.stages[-1]
        packed = any(JVM_PACKED.fullmatch(f"{source} {target}") for source, target in image.copies) or any(
            each.keyword in ("COPY", "ADD") and JVM_PACKED.search(each.value[:500])
            for each in last.instructions
        )
        if packed and SERVER_IMAGE.fullmatch(last.base):
            yield from ((path, last.line, file) for file in programs_of_image(repo, dirname(path), path, ""))


def _built(repo: Snapshot) -> Iterator[DeployedPlace]:
    for run in ci_runs(repo):
        words = unwrap(run.reached.words)
        if words and basename(words[0]) in JVM_BUILD_TOOLS and any(map(IMAGE_GOALS.fullmatch, words[1:])):
            for file in programs_of(repo, modules_at(repo, run.reached.directory)):
                yield run.pipeline.path, run.line, file
