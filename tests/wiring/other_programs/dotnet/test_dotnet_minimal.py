"""What a program of statements runs beside its routes, none of its routes runs."""

from __future__ import annotations

import pytest

from analyzer.testing import snapshot
from analyzer.wiring.other_programs.served import routes

TOP = (
    "using OpenAI.Chat;\nvar builder = WebApplication.CreateBuilder(args);\nvar app = builder.Build();\n"
    'var client = new ChatClient("m", "k");\n'
)
ASKS = 'var text = await client.CompleteChatAsync("say hello");\n'
ROUTE = 'app.MapGet("/todos", () => todos);\n'
OVER_MODEL = 'app.MapPost("/ask", async (string q) => await client.CompleteChatAsync(q));\n'
LOCAL = "async Task<string> Ask(string q) { return (await client.CompleteChatAsync(q)).ToString(); }\n"
OF_CLASS = (
    'public class Greeter {\n  static string hello = new ChatClient("m", "k").CompleteChat("hello").ToString();\n'
    '  public void Map(WebApplication app) {\n    app.MapGet("/hello", () => hello);\n  }\n}\n'
)
CASES = {
    "asked beside the route": (TOP + ASKS + ROUTE, [False]),
    "asked in one of two routes": (TOP + ASKS + ROUTE + OVER_MODEL, [False, True]),
    "asked in a local function": (TOP + 'app.MapPost("/ask", (string q) => Ask(q));\n' + LOCAL, [True]),
    "asked where a class is made ready": ("using OpenAI.Chat;\n" + OF_CLASS, [True]),
}


@pytest.mark.parametrize("name", CASES)
def test_a_route_does_not_run_the_statements_around_it(name: str) -> None:
    source, over = CASES[name]
    files = {
        "Api/Api.csproj": '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>',
        "Api/Program.cs": source,
    }
    assert [each.over_model for each in routes(snapshot(files))] == over
