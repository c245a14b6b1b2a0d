"""What a file is for, by its path and its content: a test, an example, or live code."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

if TYPE_CHECKING:
    from analyzer.repository import Snapshot

EXAMPLE_FOLDERS = word_set(
    "example examples sample samples demo demos doc docs tutorial tutorials template templates"
)
# Below a source folder of Maven, Gradle or sbt folders are a package: `com.example.demo` is the name that
# generators of projects give.
SOURCE_SET = lazy_regex(r"(?:.*/)?src/(?P<set>\w{1,40})/(?:java|kotlin|scala|resources)/(?P<package>.*)")
TEST_SET = lazy_regex(r"\w*[tT]est\w*|it")
PACKAGE_NAMES = word_set("example demo demos doc docs template templates sample samples tutorial tutorials")
# The name of a package begins with a domain: `com.examples`.
DOMAIN_PARTS = 2
JVM_TEST = lazy_regex(r".*(?:Tests?|Spec|Suite|IT)\.(?:java|kt|scala)")
# What a generator of projects copies and fills in: `.g8/form/$model__Camel$.scala`, `{{ name }}/train.py`.
GENERATED_PATH = lazy_regex(
    r"(?:^|/)\.g8/|\$[A-Za-z]\w{0,60}(?:;format=\"[\w,-]{1,60}\")?\$|\{\{[^{}/]{1,80}\}\}"
)
# At the top of a repository: further down it may be what a program calls its own archive.
KEPT_CODE = (
    r"(?:code|src|source|sources|scripts?|files?|versions?|apps?|api|backend|frontend|server|project|notebooks?"
    r"|models?|pipelines?|implementation)"
)
PUT_AWAY = lazy_regex(
    r"_?archived?|_?deprecated|obsolete|attic|_?(?:unused|not[_-]?used|no[_-]longer[_-]used)(?:[_-]\w{1,40})?"
    rf"|_?(?:old|outdated|superseded)[_-]{KEPT_CODE}|{KEPT_CODE}[_-](?:unused|backup|bak|old|outdated)"
)
AGENT_FILES = lazy_regex(
    r"(?:^|/)(?:\.claude|\.cursor|\.codex|\.agents?|\.junie|\.kiro|\.windsurf|\.roo|\.amazonq|\.qwen"
    r"|\.gemini|\.github/(?:copilot|prompts|skills|instructions|chatmodes|agents)|skills|(?i:prompts))[^/]*/"
    r"|(?:^|/)(?:AGENTS?|CLAUDE(?:\.local)?|GEMINI|QWEN|WARP|CRUSH|SKILL|llms|copilot-instructions)"
    r"\.(?:md|txt)$"
)
TEMPLATE_FOLDERS = ("template", "templates")
TEST_FOLDERS = word_set("test tests testing __tests__ spec")
TEST_PACKAGES = word_set("pytest unittest nose hypothesis")


def is_test(repo: Snapshot, path: str) -> bool:
    """Whether a Python file is a test: in a test folder, or named as one and written as one.

    A job that is called `test_model.py` and tests nothing is live code.
    """
    if not is_test_path(path):
        return False
    facts = repo.modules.get(path)
    if facts is None or any(part in TEST_FOLDERS for part in path.split("/")[:-1]):
        return True
    return (
        any(each.module.partition(".")[0] in TEST_PACKAGES for each in facts.imports)
        or any(each.name.startswith("test") for each in facts.functions)
        or any(each.name.startswith("Test") for each in facts.classes)
        or path.rpartition("/")[2].startswith("conftest.")
    )


# `Shop.Api.UnitTests`: a project of tests of .NET is named for what it tests.
DOTNET_TESTS = lazy_regex(r"[\w .-]{1,120}\.(?:[A-Z][A-Za-z0-9]{0,20})?Tests?")


@lru_cache(maxsize=100_000)
def is_test_path(path: str) -> bool:
    """Whether a path is in a test folder or named as a test."""
    source = SOURCE_SET.fullmatch(path) if "src/" in path else None
    if source is not None and TEST_SET.fullmatch(source["set"]):
        return True
    # What is built into the program lies in `src/main`, whatever its packages are called.
    parts = path.split("/") if source is None else [*path[: source.start("set")].split("/"), ""]
    name = parts[-1]
    if JVM_TEST.fullmatch(name):
        return True
    return (
        any(part in TEST_FOLDERS or DOTNET_TESTS.fullmatch(part) for part in parts[:-1])
        or name.startswith(("test_", "conftest."))
        or name.rpartition(".")[0].endswith(("_test", "_tests", ".test", ".spec"))
    )


@lru_cache(maxsize=100_000)
def is_example_path(path: str) -> bool:
    """Whether a path is in a folder that shows how something is used, rather than using it."""
    return any(part.casefold() in EXAMPLE_FOLDERS for part in telling_folders(path)) or is_to_fill_in(path)


def is_to_fill_in(path: str) -> bool:
    """Whether a generator of projects makes the file of this one: before, it is nothing that runs."""
    is_named = "$" in path or "{{" in path or ".g8/" in path
    return is_named and GENERATED_PATH.search(path) is not None


def telling_folders(path: str) -> list[str]:
    """The folders of a path, without those that only spell the name of a package."""
    source = SOURCE_SET.fullmatch(path) if "src/" in path else None
    folders = path.split("/")[:-1]
    if source is not None:
        inside = source["package"].split("/")[:-1]
        told = [each for each in inside[DOMAIN_PARTS:] if each not in PACKAGE_NAMES]
        folders = folders[: len(folders) - len(inside)] + told
    return folders


def is_put_away(path: str) -> bool:
    """Whether a path is in a folder that keeps what is not used any more, of the code or of the documents."""
    return bool(put_away_in(path))


def put_away_in(path: str) -> str:
    """The folder that keeps what is not used any more and holds the path; "" if there is none."""
    folders = path.split("/")[:-1]
    depth = 2 if folders[:1] and folders[0].casefold() in ("doc", "docs") else 1
    found = len(folders) >= depth and PUT_AWAY.fullmatch(folders[depth - 1].casefold()) is not None
    return "/".join(folders[:depth]) if found else ""


def is_shown(path: str) -> bool:
    """Whether an infrastructure file is only an example or a test; templates are neither."""
    parts = path.split("/")
    place = "/".join(part for part in parts[:-1] if part.casefold() not in TEMPLATE_FOLDERS)
    return is_example_path(f"{place}/{parts[-1]}") or is_test_path(f"{place}/x")


def is_for_agents(path: str) -> bool:
    """Whether a document tells a coding agent what to do, rather than people what was done."""
    return AGENT_FILES.search(path) is not None
