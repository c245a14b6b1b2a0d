"""What an object runs once it is made: what its class does outside of methods, and methods that others call.

`class Api(model: Model) { val routes = HttpRoutes.of { ... } }` registers its routes when `new Api(model)`
runs, and the values of an `object` are made when somebody first asks for one. Sources:
https://docs.scala-lang.org/scala3/book/domain-modeling-tools.html,
https://docs.oracle.com/javase/specs/jls/se21/html/jls-12.html#jls-12.5,
https://kotlinlang.org/docs/object-declarations.html.
Whoever is handed a `Runnable`, a command of picocli or a function of Flink calls its method. Sources:
https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/function/package-summary.html,
https://picocli.info/#execute, https://beam.apache.org/documentation/programming-guide/#pardo,
https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/user_defined_functions/.
A model's client tells the listeners that it was made with how each request went. Sources:
https://docs.langchain4j.dev/tutorials/observability, https://js.langchain.com/docs/concepts/callbacks/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.definitions import classes_by_any_name, parts_of
from analyzer.wiring.other_programs.index import files_of_target, followed, language_at, programs

JVM_FAMILY = word_set("Java Kotlin Scala")
# Types whose objects are made so that somebody calls their method, and what that is called.
CALLED_TYPES = lazy_regex(
    r"(?:java\.util\.concurrent#Callable|java\.util#TimerTask|java\.util\.function#\w{1,40}|(?:[\w.*]{0,40}#)?(?:Runnable|Thread)"
    r"|org\.apache\.flink\.[\w.]{1,60}#\w{0,40}Function|org\.apache\.beam\.[\w.]{1,60}#DoFn"
    r"|org\.apache\.kafka\.streams\.[\w.]{1,60}#\w{1,40}|org\.springframework\.batch\.[\w.]{1,60}#\w{1,40}"
    r"|org\.apache\.spark\.[\w.]{1,60}#\w{0,40}Function\w{0,2}|org\.apache\.camel#Processor|kotlin\.jvm\.functions#\w+"
    r"|io\.vertx\.core#Handler)(?:\(\))?"
)
# Interfaces of Temporal: https://docs.temporal.io/develop/java/core-application
MARKED_TYPES = lazy_regex(r"(?:io\.temporal\.[\w.]{1,40}|\*)#(?:Activity|Workflow)Interface")
HANDS_CLASS = lazy_regex(r".*\.registerWorkflowImplementationTypes")
CALLED_MARKS = lazy_regex(r"(?:picocli#CommandLine\.|picocli\.CommandLine#|\*#(?:CommandLine\.)?)Command")
CALLED_METHODS = word_set(
    "run call get apply accept test map flatMap filter process processElement processBatch transform execute "
    "handle open invoke asyncInvoke init beforeStep setup write read"
)
MODEL_LISTENERS = lazy_regex(
    r"(?:@langchain/core/callbacks/base|langchain/callbacks)#BaseCallbackHandler"
    r"|dev\.langchain4j\.model\.chat\.listener#ChatModelListener"
)
TOLD_OF_MODEL = lazy_regex(
    r"handle(?:LLM|ChatModel|Chain|Tool|Agent|Retriever)[A-Z]\w{0,30}|on(?:Request|Response|Error)"
)
PROCESSES_ELEMENTS = lazy_regex(r".*#?(?:DoFn\.)?(?:ProcessElement|Setup|StartBundle)")


def methods_run(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods of a class, made by its name, that whoever is handed its object calls."""
    if not _called_classes(repo) or target.endswith(")"):
        return
    mark, rest = target.partition(FROM_PACKAGE)[1:]
    for file in files_of_target(repo, path, target) if mark else (path,):
        names = parts_of(rest if mark else target)
        whole = classes_by_any_name(repo)[file].get(".".join(names)) if names else None
        yield from _called_classes(repo).get((file, whole or ""), ())


def is_on_stub(repo: Snapshot, target: str) -> bool:
    """Whether a call is one of a method of such an interface, as a flow asks for an activity."""
    names = parts_of(target.rpartition(FROM_PACKAGE)[2])
    return len(names) > 1 and names[-2] in _marked_types(repo)


def methods_handed(repo: Snapshot, path: str, target: str, receiver: str) -> Iterator[tuple[str, str]]:
    """The methods of a class that is handed over whole to what makes its objects: workflows of Temporal."""
    if HANDS_CLASS.fullmatch(target) is not None:
        yield from methods_run(repo, path, receiver)


@derived
def _marked_types(repo: Snapshot) -> frozenset[str]:
    """The names of interfaces whose methods a platform calls by their marks."""
    return frozenset(
        kind.name
        for facts in programs(repo).values()
        for kind in facts.classes
        if any(MARKED_TYPES.fullmatch(each.target) for each in kind.decorators)
    )


@derived
def _called_classes(repo: Snapshot) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The methods that others call, by the file and the name of their class."""
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for path, facts in programs(repo).items():
        for kind in facts.classes if facts.language in JVM_FAMILY else ():
            named = {name for each in kind.bases for name in parts_of(each.rpartition(FROM_PACKAGE)[2])[-1:]}
            on_platform = not _marked_types(repo).isdisjoint(named)
            if (
                on_platform
                or any(map(CALLED_TYPES.fullmatch, kind.bases))
                or any(CALLED_MARKS.fullmatch(each.target) for each in kind.decorators)
            ):
                found[path, kind.qualified_name] = tuple(
                    (path, each.qualified_name)
                    for each in facts.functions
                    if each.qualified_name.rpartition(".")[0] == kind.qualified_name
                    and (
                        on_platform
                        or each.name in CALLED_METHODS
                        or any(PROCESSES_ELEMENTS.fullmatch(mark.target) for mark in each.decorators)
                    )
                )
    found.update(_listening_classes(repo))
    return found


@derived
def _listening_classes(repo: Snapshot) -> Mapping[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The methods that a model's client calls, by the file and the name of their class."""
    return {
        (path, kind.qualified_name): tuple(
            (path, each.qualified_name)
            for each in facts.functions
            if each.qualified_name.rpartition(".")[0] == kind.qualified_name
            and TOLD_OF_MODEL.fullmatch(each.name) is not None
        )
        for path, facts in programs(repo).items()
        for kind in facts.classes
        if any(MODEL_LISTENERS.fullmatch(each.removesuffix("()")) for each in kind.bases)
    }


def told_of_model(repo: Snapshot) -> frozenset[tuple[str, str]]:
    """The functions that a model's client calls to say how a request to it went."""
    return frozenset(node for methods in _listening_classes(repo).values() for node in methods)


@derived
def _with_bodies(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The classes of each file that call something outside of their methods, by their whole names.

    Where importing a file runs it, what stands outside of its functions is reached without them.
    """
    found = {}
    for path, facts in programs(repo).items():
        if language_at(repo, path).runs_imported or not facts.classes:
            continue
        rows = [call.line for call in facts.calls if call.function is None]
        names = frozenset(
            each.qualified_name
            for each in facts.classes
            if any(each.line <= row <= each.end_line for row in rows)
        )
        if names:
            found[path] = names
    return found


def bodies_run(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The files, as nodes of the graph of calls, with what the class does that a target begins with."""
    known = _with_bodies(repo)
    if not known or language_at(repo, path).runs_imported:
        return
    for place, written in dict.fromkeys(((path, target), followed(repo, path, target))):
        rest = written.partition(FROM_PACKAGE)[2]
        names = parts_of(rest)
        for file in files_of_target(repo, place, written) if names else ():
            begun = (".".join(names[:count]) for count in range(len(names), 0, -1))
            kinds = classes_by_any_name(repo)[file]
            whole = next((kinds[each] for each in begun if each in kinds), None)
            if whole is not None and whole in known.get(file, ()):
                yield file, ""


__all__ = ["bodies_run", "is_on_stub", "methods_handed", "methods_run", "told_of_model"]
