"""Where a program in another language runs: on a server, in a browser, on a phone, inside Python.

The same language plays fewer roles in a browser than on a server. The distinction comes from what a package
declares, and from the folders and endings of its files; only a script without a package is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from posixpath import basename, dirname, join

from msgspec import Struct

from analyzer.declarations import Role
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import parse_script
from analyzer.parsing.structured import Block, block, text
from analyzer.repository import Snapshot, derived, language
from analyzer.text import word_set
from analyzer.wiring.language_roles import Place
from analyzer.wiring.modules import package_of

SCRIPTS = word_set("JavaScript TypeScript")
PAGE_ENDINGS = (".jsx", ".tsx", ".vue", ".svelte", ".elm", ".astro")
PAGE_FOLDERS = word_set(
    "public static assets www wwwroot frontend front-end front_end webapp webui web-ui ui components hooks "
    "styles templates views layouts browser webview"
)
# Frameworks and platforms that answer requests; among the dependencies that ship, not the tools.
SERVER_PACKAGES = word_set(
    "express fastify koa restify hono polka micro elysia h3 nitropack sails moleculer bullmq @hapi/hapi "
    "@nestjs/core @apollo/server apollo-server apollo-server-express @trpc/server @grpc/grpc-js grpc "
    "@adonisjs/core @feathersjs/feathers @feathersjs/express @loopback/core socket.io ws serverless-http "
    "@google-cloud/functions-framework @azure/functions firebase-functions @aws-lambda-powertools/logger "
    "@modelcontextprotocol/sdk @temporalio/worker inngest"
)
SERVER_TOOLS = word_set(
    "@vercel/node serverless wrangler @types/aws-lambda @nestjs/cli @types/express nodemon ts-node-dev"
)
# Frameworks of pages that answer requests only in files of certain names.
PAGE_FRAMEWORKS = word_set(
    "next nuxt nuxt3 @sveltejs/kit @remix-run/node @remix-run/serve @react-router/node astro "
    "@analogjs/platform @solidjs/start"
)
PAGE_ROUTE = lazy_regex(
    r"(?:src/)?(?:pages/api/.+|app/(?:.+/)?route|server/(?:api|routes)/.+|routes/(?:.+/)?\+server)\.[cm]?[jt]s"
    r"|(?:api|netlify/functions)/.+\.[cm]?[jt]s"
)
PAGE_PACKAGES = word_set(
    "react react-dom vue svelte preact @angular/core solid-js jquery vite webpack parcel react-scripts "
    "react-native expo gatsby ember-source lit electron"
)
SERVER_PROGRAMS = word_set(
    "node nodemon ts-node ts-node-dev tsx pm2 forever bun deno nest functions-framework"
)
START_SCRIPTS = lazy_regex(r"(?:start|serve|server|dev|prod)(?::.*)?")
JAVASCRIPT_MODEL_PACKAGES = lazy_regex(
    r"openai|ai|ollama|replicate|cohere-ai|groq-sdk|together-ai|llamaindex|langchain|node-llama-cpp|brain\.js|ml5"
    r"|face-api\.js|natural|compromise|ml-[\w-]+|onnxruntime-(?:node|web|react-native)|chromadb"
    r"|@(?:anthropic-ai|ai-sdk|langchain|tensorflow|tensorflow-models|huggingface|xenova|mistralai|mediapipe"
    r"|mlc-ai|llamaindex|google/generative-ai|google/genai|google-ai|azure/openai|google-cloud/aiplatform"
    r"|google-cloud/vertexai|aws-sdk/client-bedrock-runtime|aws-sdk/client-sagemaker-runtime)(?:/.*)?"
)
TRAINING_PACKAGES = lazy_regex(
    r"@tensorflow/tfjs(?:-node(?:-gpu)?)?|brain\.js|synaptic|ml-[\w-]+|danfojs(?:-node)?"
)
TRACKING_PACKAGES = word_set("langsmith langfuse weave @wandb/sdk mlflow mlflow-tracing braintrust opik")
# A script of no package: what only a server's engine offers.
SERVER_TEXT = lazy_regex(
    r"(?:\brequire\(\s{0,4}|\bfrom\s{1,4}|\bimport\s{1,4})[\"'](?:node:)?(?:http2?|https|net|cluster|express|fastify|koa"
    r"|restify|hono|@hapi/hapi|@nestjs/core)[\"']|\bDeno\.serve\b|\bBun\.serve\b|\bexports\.handler\b"
)
JAVASCRIPT_IMPORT = lazy_regex(
    r"\brequire\(\s{0,4}[\"']([\w@./-]{1,100})[\"']|\b(?:from|import)\s{0,4}\(?[\"']([\w@./-]{1,100})[\"']"
)
BEGINNING = 16 * 1024
PROGRAMS_LIMIT = 500

NATIVE = word_set("C C++ Cuda Cython Fortran Rust Assembly")
EXTENSION_MODULES = word_set(
    "pybind11 nanobind Cython cffi ctypes setuptools_rust skbuild torch.utils.cpp_extension numpy.distutils "
    "setuptools.Extension distutils.core.Extension distutils.extension"
)
EXTENSION_FILES = word_set("pyproject.toml CMakeLists.txt Cargo.toml meson.build")
EXTENSION_TEXT = lazy_regex(
    r"pybind11|nanobind|pyo3|maturin|setuptools[-_]rust|scikit-build|meson-python|Python3?_add_library"
    r"|python_add_module|[\"']cython",
    re.IGNORECASE,
)
ON_DEVICE = word_set("Java Kotlin Swift Dart C++ C Objective-C++ MATLAB")


class Package(Struct, frozen=True):
    """What a `package.json` says: whether it answers requests, and with which roles beside."""

    folder: str
    serves: bool
    is_page_framework: bool
    roles: frozenset[Role]


class Surroundings(Struct, frozen=True):
    """Where a program runs (None: wherever its language usually does), and roles that its package adds."""

    place: Place | None
    added: frozenset[Role] = frozenset()


USUAL = Surroundings(None)


@derived
def surroundings(repo: Snapshot) -> Mapping[str, Surroundings]:
    """Where each program runs, for languages that run in several places; other paths are missing."""
    packages = _packages(repo)
    devices = _device_folders(repo)
    extends = _is_extension(repo)
    packages_of_r = tuple(_native_folders_of_r(repo))
    routed = {
        package.folder
        for path in repo.paths
        if language(path) in SCRIPTS
        and (package := _nearest(packages, path)) is not None
        and PAGE_ROUTE.fullmatch(path.removeprefix(package.folder))
    }
    found: dict[str, Surroundings] = {}
    looked_into = 0
    for path in repo.paths:
        name = language(path)
        if name in ON_DEVICE and any(path.startswith(folder) for folder in devices):
            found[path] = Surroundings(Place.DEVICE)
        elif name in SCRIPTS:
            package = _nearest(packages, path)
            if package is not None:
                found[path] = _in_package(path, package, has_routes=package.folder in routed)
            else:
                looked_into += 1
                found[path] = _alone(repo, path, is_read=looked_into <= PROGRAMS_LIMIT)
        elif name in NATIVE and (extends or path.startswith(packages_of_r)):
            found[path] = Surroundings(Place.EXTENSION)
    return found


def _in_package(path: str, package: Package, *, has_routes: bool) -> Surroundings:
    below = path.removeprefix(package.folder)
    serves = package.serves or (package.is_page_framework and has_routes)
    if serves and not _is_page(below):
        return Surroundings(None, package.roles)
    return Surroundings(Place.BROWSER, package.roles)


def _alone(repo: Snapshot, path: str, *, is_read: bool) -> Surroundings:
    """A script without a package belongs to a page, unless it uses what only a server offers."""
    beginning = repo.beginning(path, BEGINNING) if is_read else ""
    roles = _roles({module for pair in JAVASCRIPT_IMPORT.findall(beginning) for module in pair if module})
    if not _is_page(path) and SERVER_TEXT.search(beginning):
        return Surroundings(None, roles)
    return Surroundings(Place.BROWSER, roles)


def _is_page(path: str) -> bool:
    return path.endswith(PAGE_ENDINGS) or bool(PAGE_FOLDERS.intersection(path.lower().split("/")[:-1]))


def _packages(repo: Snapshot) -> Mapping[str, Package]:
    """The packages by their folder, with a trailing slash; "" is the root."""
    found = {}
    for path in repo.paths:
        if basename(path) == "package.json":
            folder = f"{dirname(path)}/" if "/" in path else ""
            document = repo.json(path)
            found[folder] = _package(folder, block(document.value if document is not None else None))
    return found


def _package(folder: str, said: Block) -> Package:
    shipped = set(block(said.get("dependencies"))) | set(block(said.get("peerDependencies")))
    tools = set(block(said.get("devDependencies")))
    pages = bool((shipped | tools) & (PAGE_PACKAGES | PAGE_FRAMEWORKS))
    serves = bool(shipped & SERVER_PACKAGES) or (
        not pages and (bool(tools & SERVER_TOOLS) or _starts_a_program(block(said.get("scripts"))))
    )
    return Package(folder, serves, bool(shipped & PAGE_FRAMEWORKS), _roles(shipped))


def _roles(packages: Set[str]) -> frozenset[Role]:
    """What a program can do with these packages, wherever it runs."""
    roles: set[Role] = set()
    if any(JAVASCRIPT_MODEL_PACKAGES.fullmatch(each) for each in packages):
        roles |= {Role.CALL}
    if any(TRAINING_PACKAGES.fullmatch(each) for each in packages):
        roles |= {Role.TRAIN, Role.TRACK, Role.DATA}
    if packages & TRACKING_PACKAGES:
        roles |= {Role.TRACK}
    return frozenset(roles)


def _starts_a_program(scripts: Block) -> bool:
    """Whether a script that starts something starts a program of the server's engine."""
    return any(
        bool(command.words) and basename(command.words[0]) in SERVER_PROGRAMS
        for name, script in scripts.items()
        if START_SCRIPTS.fullmatch(name)
        for command in parse_script(text(script))
    )


def _nearest(packages: Mapping[str, Package], path: str) -> Package | None:
    """The package of the innermost folder above a path."""
    folder = dirname(path)
    while folder:
        if (found := packages.get(f"{folder}/")) is not None:
            return found
        folder = dirname(folder)
    return packages.get("")


def _device_folders(repo: Snapshot) -> tuple[str, ...]:
    """Folders of mobile applications, with a trailing slash; "" where it is the whole repository."""
    return tuple(sorted(set(_device_marks(repo))))


def _device_marks(repo: Snapshot) -> Iterator[str]:
    for path in repo.paths:
        folder, _, name = path.rpartition("/")
        if name == "AndroidManifest.xml":
            # The manifest of a module lies at `module/src/main/`.
            yield _with_slash(folder.removesuffix("src/main").rstrip("/"))
        elif name == "project.pbxproj":
            yield _with_slash(dirname(folder))
        elif name == "pubspec.yaml" and "flutter" in repo.beginning(path, BEGINNING):
            yield _with_slash(folder)


def _with_slash(folder: str) -> str:
    return f"{folder}/" if folder else ""


def _native_folders_of_r(repo: Snapshot) -> Iterator[str]:
    """Folders from which R packages compile what their functions call (Writing R Extensions, 1.2)."""
    for path in repo.paths:
        if basename(path) == "DESCRIPTION" and repo.exists(join(dirname(path), "NAMESPACE")):
            yield join(dirname(path), "src/")


def _is_extension(repo: Snapshot) -> bool:
    """Whether the repository builds or loads native code for its Python."""
    if not repo.modules:
        return False
    if any(language(path) == "Cython" for path in repo.paths):
        return True
    if any(
        package_of(f"{each.module}.{each.name or ''}", EXTENSION_MODULES) is not None
        for facts in repo.modules.values()
        for each in facts.imports
    ):
        return True
    return any(
        EXTENSION_TEXT.search(repo.beginning(path, BEGINNING))
        for path in repo.paths
        if basename(path) in EXTENSION_FILES
    )
