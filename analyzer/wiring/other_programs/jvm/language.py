"""Java, Kotlin and Scala: one family with the same packages, build tools and frameworks."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.parsing.programs import ProgramFacts
from analyzer.repository import Snapshot
from analyzer.wiring.other_programs.jvm.builds import beside_jvm, resolve_jvm
from analyzer.wiring.other_programs.jvm.functions import function_conventions
from analyzer.wiring.other_programs.jvm.generated import generated_conventions
from analyzer.wiring.other_programs.jvm.guards import JVM_GUARD_SIGNS
from analyzer.wiring.other_programs.jvm.local_models import JVM_LOCAL_SIGNS, SPARK_ASIDE
from analyzer.wiring.other_programs.jvm.models import JVM_HOSTED_SIGNS
from analyzer.wiring.other_programs.jvm.platforms import deployed_jvm
from analyzer.wiring.other_programs.jvm.reports import JVM_REPORT_SIGNS
from analyzer.wiring.other_programs.jvm.servers import JVM_SERVER_SIGNS, SCALA_SERVER_SIGNS
from analyzer.wiring.other_programs.jvm.starts import called_by_framework, found_jvm, started_jvm
from analyzer.wiring.other_programs.jvm.workflows import JVM_WORKFLOW_SIGNS
from analyzer.wiring.other_programs.vocabulary.language import ByConvention, Language

JVM_SIGNS = (
    *JVM_SERVER_SIGNS,
    *JVM_HOSTED_SIGNS,
    *JVM_LOCAL_SIGNS,
    *JVM_REPORT_SIGNS,
    *JVM_GUARD_SIGNS,
    *JVM_WORKFLOW_SIGNS,
)


def _conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    yield from generated_conventions(repo, path, facts)
    yield from function_conventions(repo, path, facts)


JVM_LANGUAGE = Language(
    broad=SPARK_ASIDE,
    names=("Java", "Kotlin"),
    signs=JVM_SIGNS,
    resolve=resolve_jvm,
    started=started_jvm,
    beside=beside_jvm,
    deployed=deployed_jvm,
    found=found_jvm,
    called=called_by_framework,
    conventions=_conventions,
    runs_imported=False,
    imports_classes=True,
    shares_names=False,
    starts=frozenset({"main"}),
    constructors=frozenset({"<init>"}),
)
# Programs of Cats Effect and ZIO begin in `run`.
SCALA_LANGUAGE = replace(
    JVM_LANGUAGE,
    names=("Scala",),
    signs=(*JVM_SIGNS, *SCALA_SERVER_SIGNS),
    starts=frozenset({"main", "run"}),
)
