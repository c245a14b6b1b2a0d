"""Functions that CDK and Pulumi declare in JavaScript and TypeScript, with the handlers that they name.

Sources: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda.Function.html,
https://www.pulumi.com/registry/packages/aws/api-docs/lambda/function.
"""

from __future__ import annotations

from collections.abc import Iterator

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.roles import is_example_path, is_test_path

DECLARING_ENDINGS = (".ts", ".js", ".mts", ".mjs")
DECLARED_BY_SCRIPT = lazy_regex(r"[\"'](?:aws-cdk-lib|@aws-cdk/|@pulumi/aws)")
SHIPPED_FOLDER = lazy_regex(r"(?:fromAsset|FileArchive|AssetArchive)\(\s{0,20}[\"']([\w./-]{1,200})[\"']")
HANDLER_OF_SCRIPT = lazy_regex(r"\bhandler:\s{0,8}[\"'](?P<value>[\w./-]{1,200})[\"']")
LONGEST_DECLARING_ROW = 400


def declared_in_scripts(repo: Snapshot) -> Iterator[tuple[str, int, str, list[str]]]:
    """Each declaration: its file and line, the handler that it names, and the folders that are shipped."""
    for path in repo.of_kind(FileKind.SOURCE):
        if not path.endswith(DECLARING_ENDINGS) or is_example_path(path) or is_test_path(path):
            continue
        written = repo.text(path) or ""
        if DECLARED_BY_SCRIPT.search(written) is None:
            continue
        folders = SHIPPED_FOLDER.findall(written)
        for number, row in enumerate(written.split("\n"), 1):
            match = HANDLER_OF_SCRIPT.search(row[:LONGEST_DECLARING_ROW])
            if match is not None:
                yield path, number, match["value"], folders
