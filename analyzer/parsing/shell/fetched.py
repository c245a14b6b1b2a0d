"""Tools of packages that another program fetches or finds, and runs: `npx --yes aws-cdk@2 deploy`."""

from __future__ import annotations

from collections.abc import Sequence
from posixpath import basename

from analyzer.lazy_regex import lazy_regex

# Programs that run a tool of a package, and what may stand before the tool.
TOOL_RUNNERS = (
    ("pnpm", "dlx"), ("pnpm", "exec"), ("yarn", "dlx"), ("yarn", "exec"), ("npm", "exec"), ("bun", "x"),
    ("bundle", "exec"), ("npx",), ("bunx",), ("pnpx",), ("yarn",), ("pnpm",),
)  # fmt: skip
VERSION_OF_TOOL = lazy_regex(r"(?<=[\w-])@[^/]{1,40}\Z")
# Packages whose program has another name.
# https://docs.aws.amazon.com/cdk/v2/guide/cli.html, https://developer.hashicorp.com/terraform/cdktf
TOOLS_OF_PACKAGES = {"aws-cdk": "cdk", "cdktf-cli": "cdktf"}


def fetched_tool(words: Sequence[str]) -> tuple[str, ...]:
    """The words from the tool on, without what runs it and without the version it is asked for in."""
    plain = (basename(words[0]), *words[1:]) if words else ()
    for prefix in TOOL_RUNNERS:
        if plain[: len(prefix)] == prefix:
            plain = plain[len(prefix) :]
            while plain and plain[0].startswith("-"):
                plain = plain[1:]
            break
    if not plain:
        return ()
    name = VERSION_OF_TOOL.sub("", plain[0])
    return (TOOLS_OF_PACKAGES.get(name, name), *plain[1:])
