from __future__ import annotations

import pytest

from analyzer.parsing.shell import fetched_tool


@pytest.mark.parametrize(
    ("command", "tool"),
    [
        ("npx --yes aws-cdk@2 deploy", "cdk deploy"),
        ("npx cdk deploy", "cdk deploy"),
        ("pnpm dlx cdktf-cli@0.20.1 deploy", "cdktf deploy"),
        ("npm exec -- serverless@3 deploy", "serverless deploy"),
        ("/usr/bin/npx wrangler@latest deploy", "wrangler deploy"),
        ("cdk deploy", "cdk deploy"),
        ("npx @scope/tool@1 run", "@scope/tool run"),
        ("npx", ""),
        ("", ""),
    ],
)
def test_a_tool_is_found_behind_what_fetches_it(command: str, tool: str) -> None:
    assert " ".join(fetched_tool(command.split())) == tool
