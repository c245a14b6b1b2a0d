"""Classes of the JVM that the steps of a flow in Python name for Spark, which runs them from a jar.

Sources: https://airflow.apache.org/docs/apache-airflow-providers-apache-spark (`java_class`),
https://docs.databricks.com/api/workspace/jobs (`main_class_name`),
https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-spark-submit-step.html (`--class`).
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.other_programs.jvm.builds import jvm_programs, of_class
from analyzer.wiring.roles import is_example_path, is_test

FLOW_PACKAGES = ("airflow", "dagster", "prefect", "luigi")
CLASS_OF_STEP = lazy_regex(
    r"[^#\n]{0,200}?(?:\bjava_class[ \t]{0,4}=|\bmain_class(?:_name)?[\"']?[ \t]{0,4}[:=]"
    r"|[\"']--class[\"'][ \t]{0,4},)"
    r"[ \t]{0,4}[\"']([\w.]{1,200})[\"']"
)
SCHEDULED = lazy_regex(r"\bschedule(?:_interval)?[ \t]{0,4}=[ \t]{0,4}(?!None\b)\S")
LARGEST_FLOW = 262_144


@derived
def classes_of_flows(repo: Snapshot) -> tuple[tuple[str, int, str], ...]:
    """The file of each class that is named so, with the module and the line that name it."""
    return tuple(_classes(repo)) if jvm_programs(repo) else ()


def _classes(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        if not any(each.module.partition(".")[0] in FLOW_PACKAGES for each in facts.imports):
            continue
        for number, row in enumerate((repo.text(path) or "")[:LARGEST_FLOW].split("\n"), 1):
            match = CLASS_OF_STEP.match(row[:500])
            if match is not None:
                yield from ((path, number, file) for file in of_class(repo, match[1]))


def scheduled_classes(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """Those that a flow names which its platform starts by a schedule."""
    for each in classes_of_flows(repo):
        if SCHEDULED.search((repo.text(each[0]) or "")[:LARGEST_FLOW]):
            yield each


__all__ = ["classes_of_flows", "scheduled_classes"]
