"""Serving: a model that answers requests from other software."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.models.model_chains import chains_by_file
from analyzer.facts.models.model_servers import Manifest, manifests
from analyzer.facts.models.models_elsewhere import models_elsewhere
from analyzer.facts.models.pretended_models import Promise, pretended_at
from analyzer.facts.purposes.purpose import is_library
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.references import (
    Reference,
    broken_image,
    broken_load,
    broken_program,
    broken_start,
    runnable_programs,
)
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.catalogue import Catalogue, Tool
from analyzer.wiring.modules import module_index
from analyzer.wiring.other_programs.served import Route, message_routes, pages, programs_have_model, routes
from analyzer.wiring.other_programs.serving_path import on_request
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.routes.closed_handlers import is_closed
from analyzer.wiring.routes.endpoints import HOUSEHOLD_ROUTE, PREDICTING_ROUTE, Endpoint, endpoints
from analyzer.wiring.routes.handlers import FUNCTION_HANDLER
from analyzer.wiring.routes.unfinished import unfinished_at
from analyzer.wiring.serving.rendered_pages import is_page, only_shows, sends_files
from analyzer.wiring.serving.served_models import (
    answers_through_messages,
    answers_with_model,
    asks_model,
    asks_on_request,
    has_model,
    leads_to_model,
    meets_model,
    modules_over_messages,
    places_that_start,
    strongest,
)
from analyzer.wiring.starts.deploy_commands import deployments
from analyzer.wiring.starts.entrypoints import starts
from analyzer.wiring.starts.graph_images import GRAPHS, PAGES
from analyzer.wiring.starts.platform_starts import Started

# Pages for people to try a model; nothing else can call them.
DEMO_PAGES = Catalogue(
    Tool("Streamlit", ("streamlit",)),
    Tool("Gradio", ("gradio",)),
    Tool("Chainlit", ("chainlit",)),
    Tool("Panel", ("panel",)),
    Tool("NiceGUI", ("nicegui",)),
    Tool("Mesop", ("mesop",)),
    Tool("Dash", ("dash",)),
    Tool("Shiny", ("shiny",)),
    Tool("Solara", ("solara",)),
    Tool("Taipy", ("taipy",)),
    Tool("Reflex", ("reflex",)),
    Tool("Wave", ("h2o_wave",)),
)
DEMO_SPACES = word_set("gradio streamlit")
# What sends a text to be answered: `router.post`, `@PostMapping`, `POST /chat`.
POSTED = lazy_regex(r"(?:\b|Map)(?:post|Post|POST)(?![a-z])")
# What is asked before there is a question: `/documents/{id}/embed`.
PREPARING_PART = lazy_regex(r"(?i)embed\w{0,8}|rank\w{0,4}")
# Sizes of what is shown after the routes that a model answers: what starts them, then those about the state.
OF_A_START = -1
OF_THE_STATE = -2
# Calls that put a model of a cloud behind an endpoint: the model needs no other code here.
DEPLOYED_MODELS = frozenset(
    {
        "SageMaker endpoint", "Vertex AI endpoint", "Azure ML endpoint", "Databricks model serving",
        "MLflow deployment", "Inference Endpoint",
    }
)  # fmt: skip
# What a program of its own serves: another application that imports it does not start it.
NAMED_BY_COMMANDS = frozenset({"LangGraph server", "Truss"})
TOLD_BY_VARIABLE = ((GRAPHS,), (PAGES,))
# What answers whatever it is handed: without a model behind it, nothing says that it serves one.
HANDLERS = frozenset(
    {
        FUNCTION_HANDLER, "Azure Function", "Azure Functions", "Cloud Functions", "Firebase Functions",
        "socket server", "ZeroMQ", "WebSocket server", "MCP server", "Socket.IO", "stream processor",
        "Telegram bot", "Discord bot", "Slack bot", "Matrix bot", "LINE bot",
        "WhatsApp bot", "Bot Framework", "XML-RPC", "JSON-RPC", "LangGraph server",
    }
)  # fmt: skip


@check(
    id="serving",
    title="serving",
    reads=(
        FileKind.PYTHON,
        FileKind.SOURCE,
        FileKind.DOCKERFILE,
        FileKind.COMPOSE,
        FileKind.TARGETS,
        FileKind.CONFIGURATION,
    ),
    questions=Questions(
        competency=Competency.OPERATIONS,
        present="What does a caller get when the model behind {path} is missing, slow or wrong?",
        absent="How did the predictions of your last model reach its users, and who built that part?",
        strong="Describes the caller, the contract, the timeout and the response when something fails.",
        weak="Describes the framework.",
        presumes_model=True,
        premise=Premise(
            model=True,
            note=r"^(?!starts )",
            otherwise="What does a caller get when what {path} starts is slow, or cannot be reached?",
        ),
    ),
    not_asked={
        Purpose.LIBRARY: "a library serves nothing itself",
        Purpose.RESEARCH: "research code serves nothing",
    },
    other_languages=OtherLanguages(
        "a program can answer requests with a model",
        (Role.SERVE,),
    ),
    covers=("A1", "A2"),
    near=("serv", "servic", "api", "app", "endpoint", "predict", "inferenc"),
    named=(
        "inference_server",
        "model_server",
        "prediction_service",
        "inference_service",
        "inference_api",
        "serve",
    ),
)
def serving(repo: Snapshot) -> Iterator[Observation]:
    """A model is behind an API, a server or a function that other software can call.

    Present: an application with a route or a handler, or the manifest of a model server, in a repository
    that has a model to serve. Substantive: the two are connected: imports lead from the module with the
    route, or from the application that imports it, to code that loads or calls a model; or a manifest names
    the model or the code it serves. Wired: an image, a compose service, a Procfile, a manifest or a
    function's configuration starts that application, or a command of the repository applies the manifest,
    and nothing on the way names what is not there: a file the image copies, the application object, an
    import. An application that cannot be loaded as committed is only present, and so is one whose answer is
    still to be written. A page for people (Streamlit, Gradio) is present where something starts it and it
    reaches a model, and only claimed otherwise. What takes messages or tasks that others hand over, and asks
    a model for each, serves it, and so does a route that publishes them to it. A function's or a queue's
    handler from which nothing leads to a model serves none, and so does a route whose function calls nothing
    that loads or asks one, beside others that do. A function that fits a model on what it was sent and only
    measures it asks none for its caller, and a kept value that is only looked up is no model. A page that
    renders what is kept, or sends a file, and reads nothing of the request serves none either.
    """
    servers = manifests(repo)
    modelled = has_model(repo) or programs_have_model(repo)
    found = list(_applications(repo, modelled=modelled))
    found += _programs(repo) if modelled else ()
    found += [_of_manifest(each) for each in servers if modelled or each.names_model or each.unfilled]
    yield from strongest(found)
    if not modelled and (endpoints(repo) or routes(repo)):
        yield from models_elsewhere(repo)
    if modelled and not found:
        yield from strongest([*_demos(repo), *_program_pages(repo)])


def _applications(repo: Snapshot, *, modelled: bool) -> Iterator[Evidence]:
    meeting = meets_model(repo)
    library = is_library(repo)
    tied = {each: answers_with_model(repo, each) for each in endpoints(repo)}
    # Where no chain of calls is found at all, the model is reached in a way that cannot be read.
    readable = any(over for each, over in tied.items() if not each.takes_messages)
    own = {each.module for places in places_that_start(repo).values() for each in places}
    for endpoint in sorted(endpoints(repo), key=lambda each: _order(repo, each, tied[each], own)):
        if not modelled and endpoint.tool not in DEPLOYED_MODELS:
            continue
        if library:
            note = f"{endpoint.tool}: a library offers it to its users; nothing here starts it"
            yield Evidence(endpoint.path, endpoint.line, Level.CLAIMED, note)
            continue
        start, broken = _start(repo, endpoint.path, named=endpoint.tool in NAMED_BY_COMMANDS)
        if start is not None and start.module == endpoint.path and start.module not in leads_to_model(repo):
            meeting = meeting - {endpoint.path}  # started alone, it has nothing of who mounts it elsewhere
        untied = tied[endpoint] is False and (readable or is_closed(repo, endpoint))
        meets = endpoint.path in meeting and not untied
        if endpoint.takes_messages:
            meets = asks_on_request(repo, endpoint)
        meets = meets and not only_shows(repo, endpoint)
        if not meets and answers_through_messages(repo, endpoint):
            meets = True
            start = start if _answerer_is_started(repo) else None
        if (endpoint.tool in HANDLERS or endpoint.takes_messages) and not meets:
            continue
        found = _evidence(repo, endpoint, start, broken, meets=meets)
        yield replace(found, size=_size(repo, endpoint, asks=meets and asks_model(repo, endpoint)))
        if start is not None and meets and found.level is not Level.PRESENT:
            what = "messages" if endpoint.takes_messages else "requests"
            note = f"starts {start.module}: the application that answers {what} in {endpoint.path}"
            level = Level.WIRED
            if broken is not None:
                level, note = Level.SUBSTANTIVE, f"is to start {start.module}, but {_place(broken)}"
            yield Evidence(start.path, start.line, level, note, size=OF_A_START)


def _size(repo: Snapshot, endpoint: Endpoint, *, asks: bool) -> int:
    """How clearly a route says that a model answers it; what only starts it is shown after it."""
    if not asks or PREDICTING_ROUTE.search(endpoint.route) is None:
        return OF_THE_STATE if _tells_its_state(endpoint.route) else 0
    rows = (repo.text(endpoint.path) or "").split("\n")[endpoint.line - 1 : endpoint.line]
    return 2 if any(POSTED.search(row[:300]) for row in rows) else 1


def _answerer_is_started(repo: Snapshot) -> bool:
    """Whether something starts a program that asks a model for the messages of another."""
    return not modules_over_messages(repo).isdisjoint(places_that_start(repo))


def _programs(repo: Snapshot) -> Iterator[Evidence]:
    """Routes of programs in other languages; a platform's handler without a model serves none."""
    for each in sorted((*routes(repo), *message_routes(repo)), key=_order_of_programs):
        what = f"{each.use.tool}: {each.route or 'handler'}"
        if not each.over_model:
            if each.use.sign.subject is Subject.ROUTE:
                note = f"{what}; no call leads from it to a model"
                yield Evidence(each.use.path, each.use.line, Level.PRESENT, note)
        elif each.start is None:
            note = f"{what}, with a model behind it{_written(repo, each)}; nothing here was seen to start it"
            yield Evidence(each.use.path, each.use.line, Level.SUBSTANTIVE, note, size=_tells_of_model(each))
        elif (broken := broken_program(repo, each.start.module)) is not None:
            note = f"{what}, with a model behind it, but {_place(broken)}"
            yield Evidence(each.use.path, each.use.line, Level.PRESENT, note)
        elif (unbuilt := _unbuilt(repo, each, each.start)) is not None:
            note = f"{what}, with a model behind it; {each.start.path} is to start it, but {_place(unbuilt)}"
            yield Evidence(each.use.path, each.use.line, Level.SUBSTANTIVE, note)
        else:
            note = f"{what}, with a model behind it{_written(repo, each)}; runs in {each.start.module}"
            size = OF_THE_STATE if _tells_its_state(each.route) else _tells_of_model(each)
            yield Evidence(each.use.path, each.use.line, Level.WIRED, note, size=size)
            kind = "messages" if each.use.sign.subject is Subject.QUEUE else "requests"
            note = f"starts {each.start.module}: the application that answers {kind} in {each.use.path}"
            yield Evidence(each.start.path, each.start.line, Level.WIRED, note, size=OF_A_START)


def _unbuilt(repo: Snapshot, route: Route, start: Started) -> Reference | None:
    """What stops the image that is to start a route, where nothing else starts it."""
    nodes = (*route.handlers, (route.use.path, route.use.function or ""))
    return None if any(each in runnable_programs(repo) for each in nodes) else broken_image(repo, start.path)


def _order_of_programs(route: Route) -> tuple[int, ...]:
    """What answers with a model comes before what only loads it, and what every service has comes last."""
    return not route.asks, -_tells_of_model(route), _tells_its_state(route.route)


def _tells_of_model(route: Route) -> int:
    """How clearly a route says that a model answers it: named for what one gives, and sent something."""
    if not route.asks or PREDICTING_ROUTE.search(route.route) is None:
        return 0
    if PREDICTING_ROUTE.search(PREPARING_PART.sub("", route.route)) is None:
        return 1
    return 2 if POSTED.search(f"{route.use.target} {route.route}") else 1


def _tells_its_state(route: str) -> bool:
    """Whether a route is one that every service has to tell how it is doing: `/health`."""
    return bool(route.strip("/")) and HOUSEHOLD_ROUTE.fullmatch(route) is not None


def _written(repo: Snapshot, route: Route) -> str:
    """Where Python code writes the model that a route of another language answers with."""
    chains = chains_by_file(repo)
    near = {path for path, _function in on_request(repo).get(route.use.path, ())} if chains else set()
    chain = next((chains[path] for path in sorted(near | {route.use.path}) if path in chains), None)
    return "" if chain is None else f" ({chain.words})"


def _order(repo: Snapshot, endpoint: Endpoint, tied: bool | None, own: set[str]) -> tuple[bool, ...]:
    """What a model answers by its route comes first, then what reaches one; what every service has last.

    Of what reaches a model, what only fits one comes after what asks it. Of equals, the routes of the module
    that is started itself come before those of what it imports.
    """
    return (
        PREDICTING_ROUTE.search(endpoint.route) is None,
        bool(endpoint.route) and HOUSEHOLD_ROUTE.fullmatch(endpoint.route) is not None,
        sends_files(repo, endpoint) or is_page(repo, endpoint),
        tied is not True,
        tied is True and not asks_model(repo, endpoint),
        endpoint.path not in own,
    )


def _start(repo: Snapshot, module: str, *, named: bool = False) -> tuple[Started | None, Reference | None]:
    """What starts a module, and what stops it: the first start that works, else the first of all.

    `named`: only commands count that deploy what its configuration names, and images that are told it.
    """
    places = places_that_start(repo).get(module, ())
    if named:
        deploying = {(each.path, each.line) for each in deployments(repo) if each.module == module}
        told = (each for each in starts(repo) if each.words[:1] in TOLD_BY_VARIABLE)
        deploying |= {(each.path, each.line) for each in told if each.module == module}
        places = tuple(each for each in places if (each.path, each.line) in deploying)
    broken = [broken_start(repo, each.path, each.line, each.module) for each in places]
    for start, stop in zip(places, broken, strict=True):
        if stop is None:
            return start, None
    return (places[0], broken[0]) if places else (None, None)


def _place(broken: Reference) -> str:
    return f"{broken.path}:{broken.line} {broken.words}"


def _evidence(
    repo: Snapshot, endpoint: Endpoint, start: Started | None, broken: Reference | None, *, meets: bool
) -> Evidence:
    unnamed = "code that deploys to it" if endpoint.tool in DEPLOYED_MODELS else "handler"
    what = f"{endpoint.tool}: {endpoint.route or unnamed}"
    near = meets or endpoint.model_server or endpoint.path in meets_model(repo)
    pretended = pretended_at(repo, endpoint.path, endpoint.line) if near else None
    if pretended is not None and pretended.kind is not Promise.CHECK:
        note = f"{what}; {pretended.name} {pretended.why}"
        return Evidence(endpoint.path, endpoint.line, Level.PRESENT, note)
    if not (meets or endpoint.model_server):
        link = "call" if endpoint.path in meets_model(repo) else "import"
        note = f"{what}; no {link} leads from here to a model"
        return Evidence(endpoint.path, endpoint.line, Level.PRESENT, note)
    if (name := unfinished_at(repo, endpoint)) is not None:
        note = f"{what}; what {name} is to answer is still to be written"
        return Evidence(endpoint.path, endpoint.line, Level.PRESENT, note)
    unloadable = broken_load(repo, endpoint.path)
    if unloadable is not None:
        note = f"{what}; it cannot be loaded: {_place(unloadable)}"
        level = Level.SUBSTANTIVE if unloadable.existed else Level.PRESENT
        return Evidence(endpoint.path, endpoint.line, level, note)
    if start is None:
        return Evidence(endpoint.path, endpoint.line, Level.SUBSTANTIVE, f"{what}, with a model")
    if broken is not None:
        note = f"{what}, with a model; {start.path} is to start it, but {_place(broken)}"
        return Evidence(endpoint.path, endpoint.line, Level.SUBSTANTIVE, note)
    note = f"{what}, with a model, started by {start.path}"
    return Evidence(endpoint.path, endpoint.line, Level.WIRED, note)


def _of_manifest(manifest: Manifest) -> Evidence:
    level = Level.PRESENT
    if manifest.names_model:
        level = Level.WIRED if manifest.applied else Level.SUBSTANTIVE
    note = f"{manifest.tool}: {manifest.what}"
    if manifest.unfilled and not manifest.names_model:
        note += "; the address of its model is still to be filled in"
    return Evidence(manifest.path, manifest.line, level, note)


def _demos(repo: Snapshot) -> Iterator[Evidence]:
    index = module_index(repo)
    started = places_that_start(repo)
    for path, facts in repo.modules.items():
        if is_test(repo, path) or (is_example_path(path) and path not in started):
            continue
        for each in facts.imports:
            tool = DEMO_PAGES.of(each.module)
            if tool is not None and not index.is_local(path, each.module, each.name):
                yield from _page(repo, Endpoint(path, each.line, tool.name, "", model_server=False))
                break
    if not any(path in meets_model(repo) for path in places_that_start(repo)):
        for path, prose in repo.prose.items():
            if "/" not in path and dict(prose.front_matter).get("sdk") in DEMO_SPACES:
                yield Evidence(path, 1, Level.CLAIMED, "a hosted space to try the model")


def _program_pages(repo: Snapshot) -> Iterator[Evidence]:
    """Pages for people of programs in other languages: Shiny for R, Dash for Julia."""
    for each in pages(repo):
        note = f"{each.use.tool}: a page for people, which other software cannot call"
        if each.start is None or not each.over_model:
            yield Evidence(each.use.path, each.use.line, Level.CLAIMED, note)
        else:
            note = f"{note}; it reaches a model, started by {each.start.path}"
            yield Evidence(each.use.path, each.use.line, Level.PRESENT, note)


def _page(repo: Snapshot, page: Endpoint) -> Iterator[Evidence]:
    """A page that something starts and that reaches a model is present: people can use it."""
    note = f"{page.tool}: a page for people, which other software cannot call"
    start, broken = _start(repo, page.path)
    if start is None or broken is not None or page.path not in meets_model(repo):
        yield Evidence(page.path, page.line, Level.CLAIMED, note)
        return
    yield Evidence(
        page.path, page.line, Level.PRESENT, f"{note}; it reaches a model, started by {start.path}"
    )
