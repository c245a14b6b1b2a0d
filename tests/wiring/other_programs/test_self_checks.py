"""Requests of C# that check themselves are checked where a handler or a filter asks them to."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.snapshots import run, snapshot

SERVICE = {
    "W.csproj": (
        '<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="OpenAI" Version="2"/>'
        "</ItemGroup></Project>"
    ),
    "Ai.cs": (
        'using OpenAI.Chat;\npublic class Ai {\n  private readonly ChatClient c = new ChatClient("g", "k");\n'
        "  public string Ask(string t) { return c.CompleteChat(t).Value.Content[0].Text; }\n}\n"
    ),
    "Base.cs": "public abstract class RequestBase { public abstract void Validate(); }\n",
}
PROGRAM = (
    "var builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddControllers({});\n"
    "var app = builder.Build();\napp.MapControllers();\napp.Run();\n"
)
CONTROLLER = (
    'using Microsoft.AspNetCore.Mvc;\n[ApiController]\n[Route("ask")]\npublic class C : ControllerBase {{\n'
    "  private readonly Ai ai = new Ai();\n  [HttpPost]\n"
    "  public IActionResult Post([FromBody] Ask r) {{ {} return Ok(ai.Ask(r.Text)); }}\n}}\n"
)
REQUEST = "using System.ComponentModel.DataAnnotations;\npublic class Ask : {} {{\n  public string Text {{ get; set; }}\n  {}\n}}\n"
BOUND = "public override void Validate() {{ if ({}) throw new ArgumentException(Text); }}".format
FILTER = (
    "using Microsoft.AspNetCore.Mvc.Filters;\npublic class Checks : {} {{\n"
    "  public void OnActionExecuting(ActionExecutingContext context) {{\n"
    "    foreach (var a in context.ActionArguments.Values) {{ if (a is RequestBase r) r.Validate(); }}\n  }}\n}}\n"
)
LONG = BOUND("Text.Length > 2000")
OF_NET = "public IEnumerable<ValidationResult> Validate(ValidationContext c) { yield break; }"
USED = "o => o.Filters.Add<Checks>()"
CASES = {
    "a filter in use": (REQUEST.format("RequestBase", LONG), FILTER.format("IActionFilter"), USED, "", "Ask.cs:4"),
    "a filter that nobody uses": (REQUEST.format("RequestBase", LONG), FILTER.format("IActionFilter"), "", "", ""),
    "no filter": (REQUEST.format("RequestBase", LONG), FILTER.format("object"), USED, "", ""),
    "a handler": (REQUEST.format("RequestBase", LONG), "", "", "r.Validate();", "Ask.cs:4"),
    "nobody": (REQUEST.format("RequestBase", LONG), "", "", "", ""),
    "a check of nothing": (
        REQUEST.format("RequestBase", "public override void Validate() { }"), "", "", "r.Validate();", "",
    ),
    "ASP.NET itself": (REQUEST.format("IValidatableObject", OF_NET), "", "", "", "Ask.cs:2"),
    "another interface": (REQUEST.format("IDisposable", OF_NET), "", "", "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("request_class", "filters", "used", "asked", "place"), CASES.values(), ids=CASES)
def test_a_request_that_checks_itself_is_bound_where_it_is_asked_to(
    request_class: str, filters: str, used: str, asked: str, place: str
) -> None:
    files = {"Ask.cs": request_class, "Filter.cs": filters, "C.cs": CONTROLLER.format(asked)}
    found = run("robustness", snapshot({**SERVICE, **files, "Program.cs": PROGRAM.format(used)}))
    assert [f"{each.path}:{each.line}" for each in found.evidence] == [place] * bool(place)
    assert found.level is (Level.PRESENT if place else Level.ABSENT)
