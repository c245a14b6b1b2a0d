"""What starts programs of the JVM, and what their frameworks find by themselves once they run.

Sources: https://docs.spring.io/spring-boot/reference/using/spring-beans-and-dependency-injection.html,
https://quarkus.io/guides/cdi-reference, https://docs.micronaut.io/latest/guide/#ioc,
https://ktor.io/docs/server-configuration-file.html, https://spark.apache.org/docs/latest/submitting-applications.html,
https://sbt-native-packager.readthedocs.io/en/stable/archetypes/java_app/.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import ClassDefinition
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.jvm.builds import (
    JVM_NAMES,
    files_of_module,
    is_boot_application,
    jvm_programs,
    mains,
    module_of,
    modules,
    of_class,
)
from analyzer.wiring.roles import is_test_path

# Programs that build files run, and the words with which they start the module's program.
JVM_BUILD_TOOLS = word_set("mvn mvnw gradle gradlew sbt sbtx mill amper")
RUN_GOALS = lazy_regex(
    r":?(?:[\w-]+:)*(?:spring-boot:run|quarkus:dev|mn:run|exec:java|jetty:run|bootRun|run|runMain"
    r"|quarkusDev"
    r"|runServer|runShadow|jooby:run|reStart|start|[\w.-]+/run|[\w.-]+/runMain)"
)
# Classes of frameworks that start the program of a jar.
LAUNCHERS = lazy_regex(
    r"org\.springframework\.boot\.loader(?:\.launch)?\.\w+|io\.quarkus\.\w[\w.]*"
    r"|io\.ktor\.server\.\w+\.EngineMain"
    r"|play\.core\.server\.ProdServerStart|io\.vertx\.core\.Launcher|io\.vertx\.launcher\.\w[\w.]*"
)
# What hands a class to a cluster, or to a cluster of its own:
# https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/resource-providers/standalone/docker/
SUBMITTING_PROGRAMS = word_set("spark-submit spark-submit.sh flink standalone-job standalone-job.sh")
SUBMITTED_CLASS = word_set("--class -c --job-classname -j")
RUN_SCRIPTS = word_set("run-java.sh")
CLASS_NAME = lazy_regex(r"(?:[a-z_]\w*\.){0,12}[A-Z][\w$]*")
CLASS_PATH = word_set(
    "-cp -classpath --class-path -p --module-path --add-opens --add-modules --add-exports -javaagent"
)
# What an image is told in a build about its own program.
PACKAGED = lazy_regex(
    r"installDist|distZip|distTar|universal:|/install/|\bstage\b|nativeCompile|native:compile|-Pnative"
    r"|-Dnative"
)
JAR_PLACE = lazy_regex(r"([\w./-]{0,200}?)/?(?:target|build)/[\w./*${}-]{0,200}")
# Annotations by which a framework makes an object, or calls a method.
FRAMEWORK_MARK = lazy_regex(
    r"(?:org\.springframework|(?:javax|jakarta)\.(?:ws|inject|enterprise|ejb|servlet|annotation|jms"
    r"|websocket)"
    r"|io\.micronaut|io\.quarkus|io\.quarkiverse|org\.eclipse\.microprofile|net\.devh|org\.lognet"
    r"|io\.dropwizard"
    r"|dev\.langchain4j|com\.google\.inject|io\.smallrye|org\.kafka|com\.google\.cloud\.functions"
    r"|com\.vaadin|dev\.hilla)[\w.]*#.+"
    r"|(?:io\.ktor\.[\w.]*|\*)#Application"
    r"|\*#(?:(?:Rest)?Controller(?:Advice)?|Service|Component|Configuration|SpringBootApplication|Bean"
    r"|Path|Singleton"
    r"|ApplicationScoped|RequestScoped|Inject|Autowired|\w+Mapping|GET|POST|PUT|DELETE|Get|Post|Put|Delete"
    r"|Scheduled|KafkaListener|Incoming|WebServlet|Factory|GrpcService|\w*Listener)|cask\.[a-z]\w*"
)

# Classes whose methods a framework calls, whatever stands above them.
FRAMEWORK_BASE = lazy_regex(
    r"(?:play|javax\.servlet|jakarta\.servlet|org\.scalatra|io\.vertx|com\.amazonaws"
    r"|com\.google\.cloud\.functions"
    r"|akka\.actor|org\.apache\.pekko\.actor|org\.springframework|io\.quarkus)[\w.]*#(?:\w*Controller"
    r"|HttpServlet"
    r"|Scalatra\w+|\w*Verticle|Request(?:Stream)?Handler|\w+Function|\w*Actor|\w*WebSocketHandler|\w+Runner"
    r"|QuarkusApplication|ApplicationListener)"
    r"|\*#(?:\w*Controller|HttpServlet|Scalatra\w+|\w*Verticle|Request(?:Stream)?Handler|Actor)"
    r"|(?:.*#)?(?:\w+\.)?\w+(?:ImplBase|CoroutineImplBase)"
)


def started_jvm(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """The files that a command starts: of a jar, of a class, or of a build tool's run."""
    words = unwrap(words)
    if not words or not jvm_programs(repo):
        return
    program = basename(words[0])
    if program in ("java", "/opt/java") or program in RUN_SCRIPTS:
        yield from _by_java(repo, words[1:], folder, path)
    elif program in SUBMITTING_PROGRAMS or words[1:2] == ("standalone-job",):
        for flag, value in itertools.pairwise(words):
            if flag in SUBMITTED_CLASS:
                yield from of_class(repo, value)
    elif program in JVM_BUILD_TOOLS:
        yield from _by_build_tool(repo, words[1:], folder)
    elif path in repo.dockerfiles and "java" not in program and _is_packaged(repo, path):
        yield from programs_of_image(repo, folder, path, program)


def _by_java(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "-jar" and rest:
            yield from programs_of_image(repo, folder, path, basename(rest[0]))
            return
        if word in CLASS_PATH and rest:
            rest.pop(0)
        elif word.startswith(("-", "$", "@")):
            continue
        elif LAUNCHERS.fullmatch(word):
            yield from programs_of_image(repo, folder, path, "")
            return
        elif CLASS_NAME.fullmatch(word) and (found := tuple(of_class(repo, word))):
            yield from found
            return
    if not words:
        yield from programs_of_image(repo, folder, path, "")


def _by_build_tool(repo: Snapshot, words: tuple[str, ...], folder: str) -> Iterator[str]:
    """`mvn -pl service spring-boot:run`, `gradle :service:bootRun`, `sbt "service/runMain"
    " com.acme.Main"`."""
    parts = [each for word in words for each in word.split()]
    for position, word in enumerate(parts):
        if RUN_GOALS.fullmatch(word) is None:
            continue
        if word.endswith("runMain") and parts[position + 1 :]:
            yield from of_class(repo, parts[position + 1])
            return
        named = [each for each in word.replace("/", ":").split(":")[:-1] if each and each != "spring-boot"]
        for flag, value in itertools.pairwise(parts):
            if flag in ("-pl", "--projects", "-f", "-p"):
                named.append(basename(value.removesuffix("/pom.xml")))
        chosen = [each for each in modules(repo) if basename(each) in named]
        yield from programs_of(repo, chosen or modules_at(repo, folder))
        return


def _is_packaged(repo: Snapshot, path: str) -> bool:
    image = repo.dockerfiles[path]
    return any(
        PACKAGED.search(each.value[:2000]) is not None
        for stage in image.stages
        for each in stage.instructions
    )


def modules_at(repo: Snapshot, folder: str) -> list[str]:
    """The module of a folder with those inside it, else the nearest one above."""
    known = modules(repo)
    below = [each for each in known if each == folder or not folder or each.startswith(f"{folder}/")]
    while not below and folder:
        folder = dirname(folder)
        below = [folder] if folder in known else []
    return below


def programs_of_image(repo: Snapshot, folder: str, path: str, jar: str) -> Iterator[str]:
    """The programs of the module that an image is built of: the one whose jar it copies or starts."""
    found = modules_at(repo, folder)
    if len(found) > 1:
        text = _told(repo, path)
        places = {
            normpath(join(folder, match[1])).strip("/").removeprefix("./")
            for match in JAR_PLACE.finditer(text)
        }
        copied = [
            each
            for each in found
            if each and any(place == each or place.endswith(f"/{each}") for place in places)
        ]
        named = [each for each in found if each and basename(each) == jar.partition(".jar")[0]]
        mentioned = [
            each for each in found if (each and f"{basename(each)}/" in text) or f"{basename(each)}-" in jar
        ]
        found = (
            copied
            or named
            or mentioned
            or ([folder] if folder in found and mains(repo).get(folder) else found)
        )
    yield from programs_of(repo, found)


def _told(repo: Snapshot, path: str) -> str:
    """The copying and building instructions of an image."""
    image = repo.dockerfiles.get(path)
    if image is None:
        return ""
    return "\n".join(
        each.value[:1000]
        for stage in image.stages
        for each in stage.instructions
        if each.keyword in ("COPY", "ADD", "RUN", "ARG", "ENTRYPOINT", "CMD")
    )


def programs_of(repo: Snapshot, folders: Iterable[str]) -> Iterator[str]:
    """The main files of modules, if it is clear which; of what has none, what its framework finds."""
    listed = list(folders)
    found = [each for folder in listed for each in mains(repo).get(folder, ())]
    applications = [each for each in found if is_boot_application(jvm_programs(repo)[each])]
    found = applications or found
    if found:
        yield from found
        return
    framework = frozenset(_found_files(repo))
    for folder in listed:
        yield from (each for each in files_of_module(repo, folder) if each in framework)


def _is_found(facts: ProgramFacts) -> bool:
    return any(
        any(FRAMEWORK_MARK.fullmatch(mark.target) for mark in each.decorators) or _is_called_whole(each)
        for each in facts.classes
    )


def _is_called_whole(kind: ClassDefinition) -> bool:
    """Whether a framework calls any method of a class, by what it extends."""
    return any(FRAMEWORK_BASE.fullmatch(base) for base in kind.bases)


@derived
def _found_files(repo: Snapshot) -> tuple[str, ...]:
    """The files with something that a framework makes or calls, without tests."""
    return tuple(
        path
        for path, facts in jvm_programs(repo).items()
        if not is_test_path(path)
        and (
            _is_found(facts)
            or any(
                FRAMEWORK_MARK.fullmatch(mark.target) for each in facts.functions for mark in each.decorators
            )
        )
    )


def found_jvm(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """Beans, controllers and the like: below the package of the application, and in its module."""
    module = module_of(repo, path)
    boots = is_boot_application(facts)
    inside = f"{facts.package}."
    for other in _found_files(repo):
        package, place = jvm_programs(repo)[other].package, module_of(repo, other)
        # A module with a program of its own is another application.
        is_part = boots and f"{package}.".startswith(inside) and not mains(repo).get(place)
        if is_part or place == module:
            yield other


def called_by_framework(facts: ProgramFacts) -> Iterator[str]:
    """The functions of a found file that a framework calls itself: what makes objects, and what is"
    " marked."""
    whole = {each.qualified_name for each in facts.classes if _is_called_whole(each)}
    for each in facts.functions:
        is_called = each.name == "<init>" or each.decorators
        if is_called or each.qualified_name.rpartition(".")[0] in whole:
            yield each.qualified_name


__all__ = ["JVM_NAMES", "called_by_framework", "found_jvm", "started_jvm"]
