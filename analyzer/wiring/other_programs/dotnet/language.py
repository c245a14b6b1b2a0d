"""C#: how types find their files, which project a command starts, what frameworks find by themselves.

Sources: https://learn.microsoft.com/dotnet/core/tools/dotnet-run, .../dotnet/core/project-sdk/msbuild-props
(AssemblyName, ImplicitUsings), .../aspnet/core/mvc/controllers/routing, .../azure/azure-functions
(host.json), .../azure/developer/azure-developer-cli/azd-schema (azure.yaml), .../dotnet/aspire,
https://docs.aws.amazon.com/lambda/latest/dg/csharp-handler.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.parsing.structured import block, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.dotnet.models import DOTNET_MODEL_SIGNS
from analyzer.wiring.other_programs.dotnet.packages import DOTNET_SIGNS
from analyzer.wiring.other_programs.dotnet.services import DOTNET_SERVICE_SIGNS
from analyzer.wiring.other_programs.vocabulary.language import Language
from analyzer.wiring.other_programs.vocabulary.named_types import files_of_type, types_used

CSHARP_NAME = "C#"
PROJECT_ENDING = ".csproj"
ASSEMBLY_NAME = lazy_regex(r"<AssemblyName>\s{0,20}([\w.$()-]{1,200})\s{0,20}</AssemblyName>")
PROJECT_REFERENCE = lazy_regex(r"""<ProjectReference\s[^>]{0,200}Include="([^"]{1,300})\"""")
PROJECT_USING = lazy_regex(r"""<Using\s[^>]{0,100}Include="([\w.]{1,200})\"""")
PROJECT_SDK = lazy_regex(r"""Sdk(?:\s+Name)?="([\w./-]{1,100})\"""")
IMPLICIT_USINGS = lazy_regex(r"<ImplicitUsings>\s{0,9}(\w{1,20})", re.IGNORECASE)
PROPS_ABOVE = "Directory.Build.props"
PROJECT_IMPORT = lazy_regex(r"""<Import\s[^>]{0,60}?Project="([^"]{1,300})\"""")
# `$(MSBuildThisFileDirectory)` is the folder of the file, `$(SolutionDir)` most often the root.
PROPERTY_WRITTEN = lazy_regex(r"\$\(\w{1,60}\)")
MOST_IMPORTS = 4
SEEN_EVERYWHERE = ("System",)
BASE_USINGS = (
    "System.Collections.Generic System.IO System.Linq System.Net.Http System.Threading System.Threading.Tasks"
).split()
WORKER_USINGS = (
    "Microsoft.Extensions.Configuration Microsoft.Extensions.DependencyInjection"
    " Microsoft.Extensions.Hosting "
    "Microsoft.Extensions.Logging"
).split()
WEB_USINGS = (
    "System.Net.Http.Json Microsoft.AspNetCore.Builder Microsoft.AspNetCore.Hosting"
    " Microsoft.AspNetCore.Http "
    "Microsoft.AspNetCore.Routing"
).split()
# Calls with which an application has a framework look for controllers, pages, endpoints and functions.
LOOKS_AROUND = lazy_regex(
    r".*\.(?:AddControllers\w*|MapControllers?\w*|MapDefaultControllerRoute|MapControllerRoute|AddMvc\w*"
    r"|UseMvc\w*"
    r"|AddRazorPages|MapRazorPages|UseFastEndpoints|AddFastEndpoints|MapCarter|AddCarter"
    r"|ConfigureFunctions\w+|MapGraphQL|AddServiceControllers)|.*\bFunctionsApplication\.CreateBuilder"
)
FOUND_BASES = lazy_regex(
    r"(?:.*\.)?(?:\w*Controller(?:Base)?|PageModel|Endpoint\w*|Ep|I?CarterModule|ActivityHandler"
    r"|ViewComponent)"
)
FOUND_MARKS = lazy_regex(r"(?:.*\.)?(?:ApiController|Function|FunctionName|Controller|Handler)")
NET_FUNCTION_MARKS = lazy_regex(r"(?:.*\.)?(?:Function|FunctionName|LambdaFunction)")
NET_LAMBDA_HANDLER = lazy_regex(r"""[\w.-]{1,200}::[\w.]{1,200}::\w{1,100}""")
ASPIRE_PROJECT = lazy_regex(r".*\.AddProject")
NET_LAMBDA_FILES = word_set("aws-lambda-tools-defaults.json serverless.template template.yaml template.yml")
DOTNET_LANGUAGES = word_set("dotnet csharp cs")


class _Project(Struct, frozen=True):
    """A project: its folder, the name of what is built, the projects it refers to, its implicit usings."""

    folder: str
    assembly: str
    refers: tuple[str, ...]
    usings: tuple[str, ...]


@derived
def _projects(repo: Snapshot) -> Mapping[str, _Project]:
    """The projects of C# by their files."""
    found = {}
    for path in repo.paths:
        if path.endswith(PROJECT_ENDING):
            content, folder = repo.text(path) or "", dirname(path)
            named = ASSEMBLY_NAME.search(content)
            stem = basename(path).removesuffix(PROJECT_ENDING)
            assembly = named[1] if named is not None and "$" not in named[1] else stem
            refers = (
                normpath(join(folder, each.replace("\\", "/"))) for each in PROJECT_REFERENCE.findall(content)
            )
            above = "\n".join((*_imported(repo, folder, content), _props_above(repo, folder)))
            usings = (*_implicit(content, above), *PROJECT_USING.findall(f"{above}\n{content}"))
            found[path] = _Project(folder, assembly, tuple(refers), usings)
    return found


def _props_above(repo: Snapshot, folder: str, hops: int = 0) -> str:
    """The nearest properties that projects of a folder share, with those that these import."""
    while (found := repo.text(join(folder, PROPS_ABOVE))) is None and folder:
        folder = dirname(folder)
    return "\n".join((*_imported(repo, folder, found, hops), found)) if found else ""


def _imported(repo: Snapshot, folder: str, content: str, hops: int = 0) -> Iterator[str]:
    """What other files say that a project or shared properties import by their path: the nearest first."""
    if hops >= MOST_IMPORTS:
        return
    for written in PROJECT_IMPORT.findall(content):
        if PROPS_ABOVE in written and "GetPathOfFileAbove" in written:
            if folder:
                yield _props_above(repo, dirname(folder), hops + 1)
            continue
        plain = PROPERTY_WRITTEN.sub("", written).replace("\\", "/").lstrip("/")
        for base in (folder, "") if PROPERTY_WRITTEN.match(written) else (folder,):
            path = normpath(join(base, plain))
            found = repo.text(path) if not path.startswith("..") else None
            if found is not None:
                yield from _imported(repo, dirname(path), found, hops + 1)
                yield found
                break


def _implicit(content: str, above: str) -> list[str]:
    sdk = PROJECT_SDK.search(content)
    name = sdk[1] if sdk is not None else ""
    said = IMPLICIT_USINGS.search(content) or IMPLICIT_USINGS.search(above)
    usings = list(BASE_USINGS) if said is not None and said[1].casefold() in ("enable", "true") else []
    if usings and name.endswith((".Web", ".Worker")):
        usings += WORKER_USINGS
    if usings and name.endswith(".Web"):
        usings += WEB_USINGS
    return usings


@derived
def _project_by_folder(repo: Snapshot) -> dict[str, str]:
    return {each.folder: path for path, each in _projects(repo).items()}


def _project_of(repo: Snapshot, path: str) -> str | None:
    """The project that a file lies in."""
    folder = dirname(path)
    while True:
        found = _project_by_folder(repo).get(folder)
        if found is not None or not folder:
            return found
        folder = dirname(folder)


@derived
def _files_by_project(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path, facts in repo.programs.items():
        if facts.language == CSHARP_NAME:
            found.setdefault(_project_of(repo, path) or "", []).append(path)
    return {project: tuple(paths) for project, paths in found.items()}


@derived
def _usings_by_project(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The namespaces that every file of a project sees: global usings, and those of the project."""
    found = {}
    for project, paths in _files_by_project(repo).items():
        usings = list(SEEN_EVERYWHERE)
        if project:
            usings += _projects(repo)[project].usings
        for path in paths:
            usings += [each.module for each in repo.programs[path].imports if each.alias == "global"]
        found[project] = tuple(dict.fromkeys(usings))
    return found


def attached_csharp(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The namespaces that a file sees without a using of its own."""
    return _usings_by_project(repo).get(_project_of(repo, path) or "", SEEN_EVERYWHERE)


def resolve_csharp(_repo: Snapshot, _path: str, _module: str) -> Iterator[str]:
    """A namespace is no file: its types are found by their names."""
    yield from ()


@derived
def _seen_from(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each file those that define the types it uses, in the namespaces that it sees."""
    found = {}
    for path, facts in repo.programs.items():
        if facts.language != CSHARP_NAME:
            continue
        seen = {each.module for each in facts.imports} | set(attached_csharp(repo, path)) | {""}
        package = facts.package
        while package:
            seen.add(package)
            package = package.rpartition(".")[0]
        files: dict[str, None] = {}
        project = _project_of(repo, path)
        reached = frozenset(_with_referred(repo, project) if project is not None else ())
        for name in types_used(facts):
            every = files_of_type(repo, CSHARP_NAME, name)
            near = [each for each in every if repo.programs[each].package in seen] or list(every)
            if len(near) > 1 and reached:
                near = [each for each in near if _project_of(repo, each) in reached] or near
            files.update(dict.fromkeys(each for each in near if each != path))
        found[path] = tuple(files)
    return found


def beside_csharp(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The files of the types that a file uses."""
    return _seen_from(repo).get(path, ())


def started_csharp(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """`dotnet Acme.Web.dll`, `dotnet run --project src/Web`, `./Acme.Web`."""
    del path
    words = unwrap(words)
    if not words:
        return
    program, rest = basename(words[0]), list(words[1:])
    if program != "dotnet":
        yield from _built(repo, program.removesuffix(".exe")) if "." not in program[:1] else ()
        return
    if rest[:1] in (["exec"], ["watch"]):
        rest.pop(0)
    if rest[:1] == ["run"]:
        yield from _run(repo, folder, rest[1:])
    for each in rest[:1]:
        if each.endswith(".dll"):
            yield from _built(repo, basename(each).removesuffix(".dll"))


def _run(repo: Snapshot, folder: str, rest: list[str]) -> Iterator[str]:
    named = ""
    for index, each in enumerate(rest):
        if each in ("--project", "-p") and index + 1 < len(rest):
            named = rest[index + 1]
        elif each.startswith("--project="):
            named = each.partition("=")[2]
    for place in dict.fromkeys((folder, "")):
        wanted = normpath(join(place, named.replace("\\", "/").lstrip("/")))
        wanted = "" if wanted == "." else wanted
        for project, known in _projects(repo).items():
            if wanted in (project, known.folder):
                yield from _mains(repo, project)


def _built(repo: Snapshot, assembly: str) -> Iterator[str]:
    """The programs of the project that is built under a name."""
    for project, each in _projects(repo).items():
        if each.assembly.casefold() == assembly.casefold():
            yield from _mains(repo, project)


def _mains(repo: Snapshot, project: str) -> Iterator[str]:
    """The files of a project that begin it: top-level statements or a method `Main`."""
    for path in _files_by_project(repo).get(project, ()):
        facts = repo.programs[path]
        is_main = any(each.name == "Main" for each in facts.functions)
        if is_main or (basename(path) == "Program.cs" and any(each.function is None for each in facts.calls)):
            yield path


def _with_referred(repo: Snapshot, project: str) -> tuple[str, ...]:
    """A project, and those that it refers to."""
    found, waiting = {project: None}, [project]
    while waiting:
        for each in _projects(repo)[waiting.pop()].refers:
            if each in _projects(repo) and each not in found:
                found[each] = None
                waiting.append(each)
    return tuple(found)


def found_by_dotnet(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """Controllers, pages, endpoints and functions of the started project; the projects that Aspire starts."""
    project = _project_of(repo, path)
    if project is None:
        return
    yield from _found_in(repo, project)
    if _is_function(facts):
        yield path
    for handed in facts.handed:
        if ASPIRE_PROJECT.fullmatch(handed.target) is not None:
            wanted = handed.receiver.rpartition(FROM_PACKAGE)[2].rpartition(".")[2]
            for other in _with_referred(repo, project):
                if re.sub(r"[.\-]", "_", basename(other).removesuffix(PROJECT_ENDING)) == wanted:
                    yield from _mains(repo, other)
                    yield from _found_in(repo, other)


def _found_in(repo: Snapshot, project: str) -> Iterator[str]:
    files = [each for one in _with_referred(repo, project) for each in _files_by_project(repo).get(one, ())]
    calls = (call.target for each in files for call in repo.programs[each].calls)
    if any(LOOKS_AROUND.fullmatch(each) is not None for each in calls):
        yield from (each for each in files if _is_found(repo.programs[each]))


def _is_found(facts: ProgramFacts) -> bool:
    def named(target: str, pattern: re.Pattern[str]) -> bool:
        return pattern.fullmatch(target.partition(FROM_PACKAGE)[2] or target) is not None

    marks = [mark for kind in facts.classes for mark in kind.decorators]
    marks += [mark for each in facts.functions for mark in each.decorators]
    return any(named(base, FOUND_BASES) for kind in facts.classes for base in kind.bases) or any(
        named(mark.target, FOUND_MARKS) for mark in marks
    )


def _is_function(facts: ProgramFacts) -> bool:
    """Whether a platform calls a function of the file by its mark."""
    return any(
        NET_FUNCTION_MARKS.fullmatch(mark.target.partition(FROM_PACKAGE)[2]) is not None
        for each in facts.functions
        for mark in each.decorators
    )


def deployed_csharp(repo: Snapshot) -> Iterator[tuple[str, int, str]]:
    """What platforms start: services of the Azure Developer CLI, functions of Azure and AWS."""
    for path in repo.paths:
        name = basename(path)
        if name in ("azure.yaml", "azure.yml"):
            yield from _of_azd(repo, path)
        elif name == "host.json":
            project = _project_by_folder(repo).get(dirname(path))
            for file in _files_by_project(repo).get(project, ()) if project is not None else ():
                if _is_function(repo.programs[file]):
                    yield path, 1, file
            yield from ((path, 1, each) for each in (_mains(repo, project) if project is not None else ()))
        elif name in NET_LAMBDA_FILES:
            yield from _of_lambda(repo, path)


def _of_azd(repo: Snapshot, path: str) -> Iterator[tuple[str, int, str]]:
    documents = repo.yaml(path) or ()
    content = repo.text(path) or ""
    services = block(block(documents[0].value if documents else None).get("services"))
    for said in services.values():
        service = block(said)
        if text(service.get("language")).casefold() in DOTNET_LANGUAGES:
            written = text(service.get("project"))
            place = normpath(join(dirname(path), written))
            line = next(
                (n for n, each in enumerate(content.splitlines(), 1) if written and written in each), 1
            )
            for project, each in _projects(repo).items():
                if place in (project, each.folder or "."):
                    yield from ((path, line, file) for file in _mains(repo, project))


def _of_lambda(repo: Snapshot, path: str) -> Iterator[tuple[str, int, str]]:
    for number, line in enumerate((repo.text(path) or "").splitlines(), 1):
        match = NET_LAMBDA_HANDLER.search(line[:1000])
        if match is not None:
            kind = match[0].split("::")[1].rpartition(".")[2]
            yield from ((path, number, file) for file in files_of_type(repo, CSHARP_NAME, kind))


CSHARP_LANGUAGE = Language(
    names=(CSHARP_NAME,),
    signs=(*DOTNET_MODEL_SIGNS, *DOTNET_SIGNS, *DOTNET_SERVICE_SIGNS),
    resolve=resolve_csharp,
    started=started_csharp,
    beside=beside_csharp,
    attached=attached_csharp,
    found=found_by_dotnet,
    deployed=deployed_csharp,
    runs_imported=False,
    main_outside=True,
    starts=frozenset({"Main", "ExecuteAsync", "FunctionHandler"}),
    constructors=frozenset({"constructor"}),
    bare_methods=True,
    shares_names=False,
    hands_classes=lazy_regex(
        r"AddHostedService|MapGrpcService|MapHub|UseMiddleware|UseStartup|AddJob|RegisterWorkflow|AddWorkflow"
        r"|AddActivit\w+|AddTransientActivities|AddScopedActivities|AddSingletonActivities|AddConsumer\w*"
        r"|ScheduleJob"
        r"|AddFromType|ImportPluginFromType|CreateFromType|AddPlugin\w*|WithTools\w*|MapMcp"
        r"|AddExceptionHandler"
        r"|AddEndpointFilter|AddCheck|AddOrUpdate|Enqueue|ConfigureServices|AddFilter|Map\w+Endpoints?"
    ),
    extensions=lazy_regex(
        r"(?:Add|Use|Map|With|Configure|Register|Build|Run|Setup|Init|Ask|Get|Create|To|As)[A-Z]\w*"
    ),
    broad=("System", "Microsoft.Extensions.", "Microsoft.AspNetCore", "Azure.Identity"),
)
