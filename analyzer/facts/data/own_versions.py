"""Versions of data that a project keeps itself: a copy, a manifest or a row for each, under its own id."""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level
from analyzer.parsing.python import words_of
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.modules import Code
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.reachability import is_live

OF_DATA = word_set("dataset datasets data")
OF_VERSIONS = word_set("version versions snapshot snapshots manifest")
# What has versions beside data, and what only reads or shows them.
OF_OTHER_THINGS = word_set(
    "schema schemas contract contracts model models metadata api app code package config get list load read "
    "render show parse validate check latest active delete remove session market portfolio price prices"
)
NAMES_A_VERSION = lazy_regex(
    r"\b\w{0,40}(?:manifest|version_?id|dataset_?version|data_?version|snapshot_?id)\w{0,40}\b"
    r"|\b(?:sha256|md5|sha1|digest|checksum|fingerprint)\b",
)
NAMES_ONE_IN_A_CLASS = lazy_regex(r"\b(?:Dataset|Data)(?:Version|Snapshot|Manifest)\w{0,20}\(")
KEEPS_IT = lazy_regex(
    r"\.(?:dump|add|add_all|insert|copy2?|copyfile|copytree|upload_file|put_object|write_text|write_bytes|write"
    r"|to_parquet|to_csv|write_parquet)\(|\b_?(?:copy|write|save|upload)_\w{2,40}\("
)
MOST_ROWS_OF_IT = 120


def own_versions(repo: Snapshot) -> Iterator[Evidence]:
    """The first live function of each module that keeps a version of a data set under an id."""
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        named = [each for each in facts.functions if _is_named(each.name)]
        if not named:
            continue
        rows = (repo.text(path) or "").split("\n")
        for each in named:
            body = "\n".join(
                row[:300] for row in rows[each.line : min(each.end_line, each.line + MOST_ROWS_OF_IT)]
            )
            told = NAMES_A_VERSION.search(body) or NAMES_ONE_IN_A_CLASS.search(body)
            if told is None or KEEPS_IT.search(body) is None:
                continue
            if is_live(repo, Code(path, facts, notebook=False), each.qualified_name):
                note = f"{each.qualified_name} keeps versions of data under ids of its own"
                yield Evidence(path, each.line, Level.PRESENT, note)
                break


def _is_named(name: str) -> bool:
    words = words_of(name)
    return bool(words & OF_DATA and words & OF_VERSIONS) and not words & OF_OTHER_THINGS
