"""What a controller of ASP.NET Core refuses by itself, because a member of what it takes is missing."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

CONTROLLER = """using Microsoft.AspNetCore.Mvc;
namespace A;
{mark}
[Route("api/ask")]
public class AskController : ControllerBase
{{
    [HttpPost]
    public IActionResult Ask([FromBody] {takes} ask)
    {{
        return Ok(1);
    }}
}}
"""
TYPE = "namespace A;\npublic class AskDto\n{{\n    {member}\n}}\n"
CASES = {
    "a required member": ("[ApiController]", "AskDto", "public required string Text { get; set; }", True),
    "a member that may be missing": ("[ApiController]", "AskDto", "public string? Text { get; set; }", False),
    "a member that is called so": ("[ApiController]", "AskDto", "public bool IsRequired { get; set; }", False),
    "a controller that answers nothing by itself": ("", "AskDto", "public required string Text { get; set; }", False),
    "another type": ("[ApiController]", "string", "public required string Text { get; set; }", False),
}  # fmt: skip


@pytest.mark.parametrize(("mark", "takes", "member", "checked"), CASES.values(), ids=CASES)
def test_a_request_without_a_required_member_is_refused(
    mark: str, takes: str, member: str, checked: bool
) -> None:
    files = {
        "AskController.cs": CONTROLLER.format(mark=mark, takes=takes),
        "AskDto.cs": TYPE.format(member=member),
    }
    found = run("error_handling", snapshot(files))
    assert found.level is (Level.PRESENT if checked else Level.ABSENT)
    assert run("robustness", snapshot(files)).level is Level.ABSENT
