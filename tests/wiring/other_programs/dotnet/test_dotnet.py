"""C# in a repository: which project a command starts, how types find each other, what frameworks find."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.served import routes
from analyzer.wiring.other_programs.started import programs_started, start_of
from tests.support.snapshots import snapshot

WEB = (
    '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>'
    '<ItemGroup><ProjectReference Include="..\\Core\\Core.csproj" /></ItemGroup></Project>'
)
LIBRARY = '<Project Sdk="Microsoft.NET.Sdk"></Project>'
PROGRAM = (
    "using Acme.Core;\nvar builder = WebApplication.CreateBuilder(args);\nbuilder.Services.AddControllers();\n"
    "builder.Services.AddScoped<IAsker, Asker>();\nvar app = builder.Build();\n{}\napp.MapControllers();\napp.Run();\n"
)
ASKER = (
    "using OpenAI.Chat;\nnamespace Acme.Core;\npublic interface IAsker { Task<string> Ask(string q); }\n"
    "public class Asker(ChatClient client) : IAsker {\n"
    "  public async Task<string> Ask(string q) => (await client.CompleteChatAsync(q)).Value.ToString();\n"
    "  public void Other() { }\n}\n"
)
BASE = {
    "src/Web/Acme.Web.csproj": WEB,
    "src/Web/Program.cs": PROGRAM.format(""),
    "src/Core/Core.csproj": LIBRARY,
    "src/Core/Asker.cs": ASKER,
    "Dockerfile": 'FROM mcr.microsoft.com/dotnet/aspnet:9.0\nCOPY . .\nENTRYPOINT ["dotnet", "Acme.Web.dll"]\n',
}
CONTROLLER = (
    "using Acme.Core;\nusing Microsoft.AspNetCore.Mvc;\nnamespace Acme.Web;\n[ApiController]\n"
    "public class AnswersController : ControllerBase {{\n  private readonly IAsker _asker;\n"
    "  public AnswersController(IAsker asker) {{ _asker = asker; }}\n"
    '  [HttpPost("/ask")]\n  public async Task<IActionResult> Post(string q) {{ {} }}\n}}\n'
)


def controller(action: str) -> dict[str, str]:
    return {"src/Web/AnswersController.cs": CONTROLLER.format(action)}


def program(route: str) -> dict[str, str]:
    return {"src/Web/Program.cs": PROGRAM.format(route)}


# Files, for which a model is behind the route `/ask`, and something starts it.
BEHIND: dict[str, dict[str, str]] = {
    "field of a controller": controller("return Ok(await _asker.Ask(q));"),
    "service that is asked for": controller(
        "return Ok(await HttpContext.RequestServices.GetRequiredService<IAsker>().Ask(q));"
    ),
    "actor that is asked for": controller(
        "var a = HttpContext.Grains.GetGrain<IAsker>(1); return Ok(await a.Ask(q));"
    ),
    "class without an interface": controller("var a = new Asker(null); return Ok(await a.Ask(q));"),
    "lambda of a minimal API": program('app.MapPost("/ask", async (string q, IAsker a) => await a.Ask(q));'),
    "method of a minimal API": program(
        'app.MapPost("/ask", Ask);\nstatic async Task<string> Ask(string q, IAsker a) => await a.Ask(q);'
    ),
    "plugin of a kernel": {
        **program('app.MapPost("/ask", async (Kernel k) => { k.ImportPluginFromObject(new Tools(null)); });'),
        "src/Web/Tools.cs": "using Acme.Core;\nnamespace Acme.Web;\npublic class Tools(IAsker asker) {\n"
        "  public Task<string> Run(string q) => asker.Ask(q);\n}\n",
    },
    "group": program(
        'var g = app.MapGroup("/v1");\ng.MapPost("/ask", async (string q, IAsker a) => await a.Ask(q));'
    ),
    "extension method": {
        **program("app.MapAnswers();"),
        "src/Web/Routes.cs": "using Acme.Core;\nnamespace Acme.Web;\npublic static class Routes {\n"
        "  public static void MapAnswers(this WebApplication app) {\n"
        '    app.MapPost("/ask", async (string q, IAsker a) => await a.Ask(q));\n  }\n}\n',
    },
    "method of a class above": {
        **controller("return Ok(await AskIt(q));"),
        "src/Web/Base.cs": "using Acme.Core;\nnamespace Acme.Web;\npublic class Base : ControllerBase {\n"
        "  protected Task<string> AskIt(string q) => new Asker(null).Ask(q);\n}\n",
        "src/Web/AnswersController.cs": CONTROLLER.format("return Ok(await AskIt(q));").replace(
            ": ControllerBase", ": Base"
        ),
    },
}
NOT_BEHIND: dict[str, dict[str, str]] = {
    "nothing": controller("return Ok(q);"),
    "another method": controller("new Asker(null).Other(); return Ok(q);"),
    "method beside": controller("return Ok(q); }\n  public async Task X() { await _asker.Ask(null);"),
    "a class of that name in a namespace that is not used": {
        **controller("return Ok(new Asking().Ask(q));"),
        "src/Web/Asking.cs": "namespace Acme.Web;\npublic class Asking { public string Ask(string q) => q; }\n",
        "src/Core/Asking.cs": "using OpenAI.Chat;\nnamespace Acme.Hidden;\npublic class Asking(ChatClient c) {\n"
        "  public string Ask(string q) { c.CompleteChat(q); return q; }\n}\n",
    },
}
NO_START = {"Dockerfile": "FROM scratch\n"}
APP_HOST = '<Project Sdk="Microsoft.NET.Sdk"><Sdk Name="Aspire.AppHost.Sdk" Version="9.0.0" /><ItemGroup><ProjectReference Include="..\\Web\\Acme.Web.csproj" /></ItemGroup></Project>'
FUNCTION = (
    'using Microsoft.Azure.Functions.Worker;\npublic class F { [Function("ask")] public void Run() { } }\n'
)
# Files beside the web project, and the files that are started.
STARTS: dict[str, tuple[dict[str, str], set[str]]] = {
    "assembly": ({}, {"src/Web/Program.cs"}),
    "exec form of another name": (
        {
            "src/Web/Acme.Web.csproj": WEB.replace(
                "<ImplicitUsings>", "<AssemblyName>api</AssemblyName><ImplicitUsings>"
            ),
            "Dockerfile": 'FROM a\nENTRYPOINT ["dotnet", "/app/api.dll"]\n',
        },
        {"src/Web/Program.cs"},
    ),
    "self-contained": ({"Dockerfile": 'FROM a\nENTRYPOINT ["./Acme.Web"]\n'}, {"src/Web/Program.cs"}),
    "another assembly": ({"Dockerfile": 'FROM a\nENTRYPOINT ["dotnet", "Other.dll"]\n'}, set()),
    "run of a project": (
        {**NO_START, "Procfile": "web: dotnet run --project src/Web\n"},
        {"src/Web/Program.cs"},
    ),
    "run of a project's file": (
        {**NO_START, "Procfile": "web: dotnet run -p src/Web/Acme.Web.csproj -c Release\n"},
        {"src/Web/Program.cs"},
    ),
    "run beside the project": (
        {**NO_START, "src/Web/Dockerfile": "FROM a\nCMD dotnet watch run\n"},
        {"src/Web/Program.cs"},
    ),
    "Azure Developer CLI": (
        {
            **NO_START,
            "azure.yaml": "services:\n  web:\n    project: ./src/Web\n    language: dotnet\n    host: containerapp\n",
        },
        {"src/Web/Program.cs"},
    ),
    "Azure Functions": (
        {**NO_START, "fn/fn.csproj": LIBRARY, "fn/host.json": '{"version": "2.0"}', "fn/F.cs": FUNCTION},
        {"fn/F.cs"},
    ),
    "AWS Lambda": (
        {
            **NO_START,
            "aws-lambda-tools-defaults.json": '{\n  "function-handler": "Fn::Acme.Entry::FunctionHandler"\n}\n',
            "fn/Entry.cs": "namespace Acme;\npublic class Entry { public string FunctionHandler(string q) => q; }\n",
        },
        {"fn/Entry.cs"},
    ),
    "main method": (
        {"src/Web/Program.cs": "namespace A;\nclass P { static void Main(string[] a) { } }\n"},
        {"src/Web/Program.cs"},
    ),
}


@pytest.mark.parametrize("case", BEHIND)
def test_model_behind_a_route(case: str) -> None:
    found = [each for each in routes(snapshot({**BASE, **BEHIND[case]})) if each.use.called]
    assert [(each.over_model, each.start is not None, each.route) for each in found] == [(True, True, "/ask")]


@pytest.mark.parametrize("case", NOT_BEHIND)
def test_no_model_behind_a_route(case: str) -> None:
    found = routes(snapshot({**BASE, **NOT_BEHIND[case], **NO_START}))
    assert [(each.over_model, each.start) for each in found] == [(False, None)]


@pytest.mark.parametrize("case", STARTS)
def test_starts(case: str) -> None:
    files, expected = STARTS[case]
    assert {each.module for each in programs_started(snapshot({**BASE, **files}))} == expected


WORKER = "using Microsoft.Azure.Functions.Worker.Builder;\nvar builder = {};\nbuilder.Build().Run();\n"
FUNCTIONS: dict[str, tuple[dict[str, str], bool]] = {
    "in the process of the platform": ({"fn/host.json": "{}"}, True),
    "in a worker": (
        {"fn/host.json": "{}", "fn/Program.cs": WORKER.format("FunctionsApplication.CreateBuilder(args)")},
        True,
    ),
    "without a host": ({"fn/Program.cs": WORKER.format("FunctionsApplication.CreateBuilder(args)")}, False),
}


@pytest.mark.parametrize(("files", "runs"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_platform_calls_functions_by_their_mark(files: dict[str, str], runs: bool) -> None:
    repo = snapshot({**BASE, **NO_START, "fn/fn.csproj": LIBRARY, "fn/F.cs": FUNCTION, **files})
    assert (start_of(repo, "fn/F.cs", "F.Run") is not None) is runs


def test_aspire_starts_the_projects_it_names() -> None:
    host = 'var builder = DistributedApplication.CreateBuilder(args);\nbuilder.AddProject<Projects.Acme_Web>("web");\n'
    files = {
        "src/Host/Host.csproj": APP_HOST,
        "src/Host/Program.cs": host,
        **NO_START,
        "Procfile": "web: dotnet run --project src/Host\n",
    }
    repo = snapshot({**BASE, **files, **controller("return Ok(await _asker.Ask(q));")})
    (route,) = routes(repo)
    assert route.over_model
    assert route.start is not None
    assert route.start.module == "src/Host/Program.cs"


def test_hosted_services_run_and_registered_ones_that_nobody_asks_do_not() -> None:
    worker = "namespace Acme.Web;\npublic class Worker : BackgroundService { protected Task ExecuteAsync() => Go();\n  Task Go() => null;\n}\n"
    idle = "namespace Acme.Web;\npublic class Idle { public void Go() { } }\n"
    files = {"src/Web/Worker.cs": worker, "src/Web/Idle.cs": idle}
    registered = "builder.Services.AddHostedService<Worker>();\nbuilder.Services.AddScoped<Idle>();"
    repo = snapshot({**BASE, **files, **program(registered)})
    assert start_of(repo, "src/Web/Worker.cs", "Worker.Go") is not None
    assert start_of(repo, "src/Web/Idle.cs", "Idle.Go") is None


SHARED = "<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>"
BARE_WEB = '<Project Sdk="Microsoft.NET.Sdk.Web"></Project>'
ROUTE = 'app.MapGet("/ask", async (IAsker asker, string q) => await asker.Ask(q));'


def importing(path: str) -> str:
    return f'<Project Sdk="Microsoft.NET.Sdk.Web"><Import Project="{path}" /></Project>'


# Where usings are said to be implicit, and whether the route is then known as one.
SHARED_PROPERTIES: dict[str, tuple[dict[str, str], bool]] = {
    "nowhere": ({"src/Web/Acme.Web.csproj": BARE_WEB}, False),
    "at the top": ({"src/Web/Acme.Web.csproj": BARE_WEB, "Directory.Build.props": SHARED}, True),
    "in a folder above": ({"src/Web/Acme.Web.csproj": BARE_WEB, "src/Directory.Build.props": SHARED}, True),
    "in another folder": ({"src/Web/Acme.Web.csproj": BARE_WEB, "lib/Directory.Build.props": SHARED}, False),
    "above the nearest": (
        {
            "src/Web/Acme.Web.csproj": BARE_WEB,
            "src/Directory.Build.props": "<Project />",
            "Directory.Build.props": SHARED,
        },
        False,
    ),
    "the project says no": (
        {"src/Web/Acme.Web.csproj": WEB.replace("enable", "disable"), "Directory.Build.props": SHARED},
        False,
    ),
    "imported": (
        {"src/Web/Acme.Web.csproj": importing("..\\common.props"), "src/common.props": SHARED},
        True,
    ),
    "imported from the folder of the file": (
        {
            "src/Web/Acme.Web.csproj": importing("$(MSBuildThisFileDirectory)../../build/web.props"),
            "build/web.props": SHARED,
        },
        True,
    ),
    "imported from the root": (
        {"src/Web/Acme.Web.csproj": importing("$(SolutionDir)build/web.props"), "build/web.props": SHARED},
        True,
    ),
    "imported by what is imported": (
        {
            "src/Web/Acme.Web.csproj": importing("../a.props"),
            "src/a.props": importing("b.props"),
            "src/b.props": SHARED,
        },
        True,
    ),
    "imports in a circle": (
        {"src/Web/Acme.Web.csproj": importing("../a.props"), "src/a.props": importing("a.props")},
        False,
    ),
    "another file": ({"src/Web/Acme.Web.csproj": importing("../a.props"), "src/b.props": SHARED}, False),
    "above the nearest, which imports it": (
        {
            "src/Web/Acme.Web.csproj": BARE_WEB,
            "Directory.Build.props": SHARED,
            "src/Directory.Build.props": importing(
                "$([MSBuild]::GetPathOfFileAbove('Directory.Build.props', '$(MSBuildThisFileDirectory)../'))"
            ),
        },
        True,
    ),
    "named one by one": (
        {
            "src/Web/Acme.Web.csproj": BARE_WEB,
            "Directory.Build.props": '<Project><ItemGroup><Using Include="Microsoft.AspNetCore.Builder" />'
            "</ItemGroup></Project>",
        },
        True,
    ),
}


@pytest.mark.parametrize(("files", "is_route"), SHARED_PROPERTIES.values(), ids=SHARED_PROPERTIES)
def test_properties_that_projects_share(files: dict[str, str], is_route: bool) -> None:
    repo = snapshot({**BASE, "src/Web/Program.cs": PROGRAM.format(ROUTE), **files})
    assert any("/ask" in str(each) for each in routes(repo)) == is_route
