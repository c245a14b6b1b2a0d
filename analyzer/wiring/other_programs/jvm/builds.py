"""How files of Java, Kotlin and Scala find each other: by packages, in modules of Maven, Gradle and sbt.

Sources: https://docs.oracle.com/javase/specs/jls/se21/html/jls-7.html, https://maven.apache.org/pom.html,
https://docs.gradle.org/current/userguide/application_plugin.html, https://www.scala-sbt.org/1.x/docs/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.roles import is_test_path

JVM_NAMES = ("Java", "Kotlin", "Scala")
JVM_BUILD_FILES = word_set("pom.xml build.gradle build.gradle.kts build.sbt build.sc build.mill")
JVM_BUILD_CODE = (".mvn/", "buildSrc/", "gradle/", "project/")
LARGEST_BUILD_FILE = 256 * 1024
# `<mainClass>`, `mainClass.set("x")`, `mainClassName = 'x'`, `"Main-Class" to "x"`, `Some("x")`.
MAIN_CLASS = lazy_regex(
    r"<(?:mainClass|start-class|exec\.mainClass|main\.class|main-class)>[ \t]*([\w.$]{1,200})[ \t]*</"
    r"|(?:mainClass(?:Name)?|Main-Class)\b[^\"'\n]{0,60}?[\"']?[^\"'\n\w]{0,20}[\"']([\w.$]{3,200})[\"']"
)
# Bases of what has no main method of its own, and is a program: `App`, `IOApp.Simple`, `ZIOAppDefault`.
# Sources: https://typelevel.org/cats-effect/docs/concepts, https://zio.dev/reference/core/zioapp,
# https://ox.softwaremill.com/latest/utils/oxapp.html, https://twitter.github.io/twitter-server/.
PROGRAM_BASES = lazy_regex(
    r"(?:[A-Z]\w{0,20})?App(?:Default)?(?:\.(?:Simple|WithContext|WithEffectContext|WithErrorMode|Forever))?"
    r"|Simple|TwitterServer|Server\.Main|(?:cask\.)?Main(?:Routes)?"
)


@derived
def jvm_programs(repo: Snapshot) -> Mapping[str, ProgramFacts]:
    """The files of the family that were read."""
    return {path: facts for path, facts in repo.programs.items() if facts.language in JVM_NAMES}


@derived
def _by_package(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path, facts in jvm_programs(repo).items():
        found.setdefault(facts.package, []).append(path)
    return {package: tuple(paths) for package, paths in found.items()}


@derived
def _without_tests(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    return {
        package: found
        for package, paths in _by_package(repo).items()
        if (found := tuple(each for each in paths if not is_test_path(each)))
    }


def resolve_jvm(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files of a package, or of a class or an object whose members are imported."""
    packages = _by_package(repo) if is_test_path(path) else _without_tests(repo)
    found = packages.get(module)
    if found is None:
        package, _, name = module.rpartition(".")
        found = tuple(
            each
            for each in packages.get(package, ())
            if any(kind.qualified_name == name for kind in jvm_programs(repo)[each].classes)
        )
    yield from _nearest_copies(repo, path, found)


def _nearest_copies(repo: Snapshot, path: str, files: tuple[str, ...]) -> Iterator[str]:
    """Of files of one name and package, which modules that are separate programs have each, the own one."""
    module = module_of(repo, path)
    own = {basename(each) for each in files if module_of(repo, each) == module}
    yield from (each for each in files if basename(each) not in own or module_of(repo, each) == module)


def beside_jvm(repo: Snapshot, path: str) -> Iterator[str]:
    """The other files of the package."""
    facts = jvm_programs(repo).get(path)
    if facts is not None:
        yield from (each for each in resolve_jvm(repo, path, facts.package) if each != path)


@derived
def modules(repo: Snapshot) -> Mapping[str, str]:
    """The text of each module's build file, by the module's folder."""
    found: dict[str, str] = {}
    for path in repo.paths:
        if basename(path) in JVM_BUILD_FILES:
            text = (repo.text(path) or "")[:LARGEST_BUILD_FILE]
            found[dirname(path)] = found.get(dirname(path), "") + text
    return found


def module_of(repo: Snapshot, path: str) -> str | None:
    """The folder of the module that a file belongs to."""
    known, folder = _module_of_folder(repo), dirname(path)
    if folder not in known:
        known[folder] = _module_above(repo, folder)
    return known[folder]


@derived
def _module_of_folder(repo: Snapshot) -> dict[str, str | None]:
    del repo
    return {}


def _module_above(repo: Snapshot, folder: str) -> str | None:
    while folder not in modules(repo):
        if not folder:
            return None
        folder = dirname(folder)
    return folder


@derived
def _by_module(repo: Snapshot) -> Mapping[str | None, tuple[str, ...]]:
    found: dict[str | None, list[str]] = {}
    for path in jvm_programs(repo):
        if not is_test_path(path) and not path.startswith(JVM_BUILD_CODE) and "/.mvn/" not in path:
            found.setdefault(module_of(repo, path), []).append(path)
    return {module: tuple(paths) for module, paths in found.items()}


def files_of_module(repo: Snapshot, module: str | None) -> tuple[str, ...]:
    """The files of a module's program, without its tests and without those of modules inside it."""
    return _by_module(repo).get(module, ())


@derived
def mains(repo: Snapshot) -> Mapping[str | None, tuple[str, ...]]:
    """The files of each module that can be started: those its build names, else those with a main."""
    found = {}
    for module, paths in _by_module(repo).items():
        named = [
            each
            for match in MAIN_CLASS.finditer(modules(repo).get(module or "", ""))
            for each in match.groups()
        ]
        started = [file for name in named if name for file in of_class(repo, name) if file in paths]
        began = [each for each in paths if is_main(jvm_programs(repo)[each])]
        boot = [each for each in began if is_boot_application(jvm_programs(repo)[each])]
        found[module] = tuple(dict.fromkeys(started or boot or began))
    return found


def is_main(facts: ProgramFacts) -> bool:
    """Whether a file has a main method, or an object that is a program."""
    if any(each.name == "main" and not each.nested for each in facts.functions):
        return True
    return facts.language == "Scala" and any(
        PROGRAM_BASES.fullmatch(base.rpartition(FROM_PACKAGE)[2].replace("()", ""))
        for each in facts.classes
        for base in each.bases
    )


def is_boot_application(facts: ProgramFacts) -> bool:
    """Whether a file has the class that Spring Boot begins with."""
    return any(
        mark.target.endswith(("#SpringBootApplication", "#EnableAutoConfiguration"))
        for each in facts.classes
        for mark in each.decorators
    )


def of_class(repo: Snapshot, name: str) -> Iterator[str]:
    """The file of a class by its whole name; Kotlin's functions outside of classes are of `FileKt`."""
    package, _, last = name.partition("$")[0].rpartition(".")
    for path in _by_package(repo).get(package, ()):
        facts = jvm_programs(repo)[path]
        stem = basename(path).partition(".")[0]
        if any(each.qualified_name == last for each in facts.classes) or (
            last in (f"{stem}Kt", stem) and any(each.name in ("main", last) for each in facts.functions)
        ):
            yield path
