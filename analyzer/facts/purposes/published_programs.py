"""Packages of other languages than Python that others install by their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Step
from analyzer.parsing.structured import block, text
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.other_programs.index import programs
from analyzer.wiring.roles import is_example_path, is_test_path

# What is run to hand a package to its index, by the first words.
PROGRAM_PUBLISHING = (
    ("npm", "publish"), ("yarn", "publish"), ("yarn", "npm", "publish"), ("pnpm", "publish"),
    ("pnpm", "-r", "publish"), ("npx", "semantic-release"), ("npx", "changeset", "publish"),
    ("changeset", "publish"), ("lerna", "publish"), ("npx", "jsr", "publish"), ("deno", "publish"),
    ("mvn", "deploy"), ("./mvnw", "deploy"), ("gradle", "publish"), ("./gradlew", "publish"),
    ("./gradlew", "publishToMavenCentral"), ("./gradlew", "publishAndReleaseToMavenCentral"),
    ("sbt", "ci-release"), ("gem", "push"), ("rake", "release"), ("bundle", "exec", "rake", "release"),
    ("dotnet", "nuget", "push"), ("nuget", "push"),
)  # fmt: skip
PROGRAM_PUBLISHING_ACTIONS = (
    "JS-DevTools/npm-publish",
    "rubygems/release-gem",
    "changesets/action",
    "JuliaRegistries",
)
# A package is found by one of these fields of its `package.json`; an application needs none.
NPM_ENTRIES = word_set("main module exports types typings bin")
POM_NAME = lazy_regex(r"<artifactId>\s{0,20}([\w.-]{2,80})\s{0,20}</artifactId>")
POM_PARENT = lazy_regex(r"<parent>(?:(?!</parent>).){0,2000}</parent>", re.DOTALL)
GRADLE_NAME = lazy_regex(r"rootProject\.name\s{0,4}=\s{0,4}[\"']([\w.-]{2,80})[\"']")
GEM_NAME = lazy_regex(r"\.name\s{0,12}=\s{0,4}[\"']([\w.-]{2,80})[\"']")
PACKAGE_ID = lazy_regex(r"<PackageId>\s{0,20}([\w.-]{2,80})\s{0,20}</PackageId>")
GO_NAME = lazy_regex(r"^module[ \t]+(\S{3,200})", re.MULTILINE)
R_NAME = lazy_regex(r"^Package:[ \t]*([A-Za-z][\w.]{1,80})", re.MULTILINE)
JULIA_NAME = lazy_regex(r"^name[ \t]*=[ \t]*\"([A-Za-z]\w{1,80})\"", re.MULTILINE)
JULIA_UUID = lazy_regex(r"^uuid[ \t]*=", re.MULTILINE)
GENERAL_NAMES = word_set(
    "app src api server client web main demo test example backend frontend service project"
)
NAMED_FOR_DOCUMENTS = word_set("doc docs")
LONGEST_FILE = 64 * 1024


class PublishedPackage(Struct, frozen=True):
    """A package that others install: its file, the line of its name, how that shows."""

    path: str
    line: int
    says: str


class _Kind(Struct, frozen=True):
    """A kind of package file, where the package's name stands, and how documents install it."""

    file: re.Pattern[str]
    name: Callable[[Snapshot, str, str], str]
    installed: str


def _npm_name(repo: Snapshot, path: str, _text: str) -> str:
    document = repo.json(path)
    said = block(document.value if document is not None else None)
    if said.get("private") or not NPM_ENTRIES & set(said):
        return ""
    return text(said.get("name"))


def _found_by(pattern: re.Pattern[str], *also: re.Pattern[str]) -> Callable[[Snapshot, str, str], str]:
    def name(_repo: Snapshot, _path: str, content: str) -> str:
        match = pattern.search(content)
        return match[1] if match is not None and all(each.search(content) for each in also) else ""

    return name


def _pom_name(_repo: Snapshot, _path: str, content: str) -> str:
    match = POM_NAME.search(POM_PARENT.sub("", content))
    return match[1] if match is not None else ""


# Where a name ends.
_END = r"(?![\w/-])"
_BY_COORDINATES = r"<artifactId>NAME</artifactId>|[\"'(][\w.]{2,80}:NAME[:\"']"
_KINDS = (
    _Kind(
        lazy_regex(r"package\.json"), _npm_name,
        r"\b(?:npm[ \t]+(?:i|install|add)|yarn[ \t]+add|(?:pnpm|bun)[ \t]+(?:i|add|install)|deno[ \t]+add)"
        r"(?:[ \t]+-{1,2}[\w-]{1,30}){0,4}[ \t]+(?:npm:)?NAME(?:@[\w.^~-]{1,30})?END",
    ),
    _Kind(
        lazy_regex(r"go\.mod"), _found_by(GO_NAME),
        r"\bgo[ \t]+get[ \t]+(?:-u[ \t]+)?NAME(?:@\w{1,30})?END",
    ),
    _Kind(lazy_regex(r"pom\.xml"), _pom_name, _BY_COORDINATES),
    _Kind(lazy_regex(r"settings\.gradle(?:\.kts)?"), _found_by(GRADLE_NAME), _BY_COORDINATES),
    _Kind(
        lazy_regex(r"[\w.-]{1,80}\.gemspec"), _found_by(GEM_NAME),
        r"\b(?:gem[ \t]+install|bundle[ \t]+add)[ \t]+NAMEEND|^\s{0,8}gem[ \t]+[\"']NAME[\"']",
    ),
    _Kind(
        lazy_regex(r"[\w.-]{1,80}\.(?:cs|fs)proj"), _found_by(PACKAGE_ID),
        r"\bdotnet[ \t]+add[ \t]+(?:\S{1,80}[ \t]+)?package[ \t]+NAMEEND|\bInstall-Package[ \t]+NAMEEND"
        r"|PackageReference[ \t]+Include=\"NAME\"",
    ),
    _Kind(
        lazy_regex(r"DESCRIPTION"), _found_by(R_NAME),
        r"(?:install\.packages|BiocManager::install)\(\s{0,4}[\"']NAME[\"']"
        r"|(?:install_github|pak|pkg_install|install)\(\s{0,4}[\"'][\w.-]{1,60}/NAME[@\"']"
        r"|install_git(?:hub|lab)\([^()\n]{1,120}\bsubdir\s{0,2}=\s{0,2}[\"'](?:[\w.-]{1,60}/){0,4}NAME[/\"']"
        r"|\bR[ \t]+CMD[ \t]+INSTALL[ \t]+(?:-{1,2}[\w=-]{1,40}[ \t]+){0,4}(?:\./)?NAME(?:_[\w.*-]+)?END",
    ),
    _Kind(
        lazy_regex(r"Project\.toml"), _found_by(JULIA_NAME, JULIA_UUID),
        r"\bPkg\.add\(\s{0,4}(?:name\s{0,2}=\s{0,2})?[\"']NAME(?:\.jl)?[\"']"
        r"|(?:\]|pkg>)[ \t]{0,4}add[ \t]+NAMEEND",
    ),
)  # fmt: skip


@derived
def published_programs(repo: Snapshot) -> tuple[PublishedPackage, ...]:
    """The packages of this repository, other than Python's, that its text installs by name or CI uploads."""
    if not programs(repo):
        return ()
    uploads = _uploads(repo)
    texts, guides = list(_documents(repo, in_folder=False)), list(_documents(repo, in_folder=True))
    found = []
    for path, kind in _package_files(repo):
        content = (repo.text(path) or "")[:LONGEST_FILE]
        name = kind.name(repo, path, content)
        if not name or name in GENERAL_NAMES:
            continue
        line = content.count("\n", 0, max(0, content.find(name))) + 1
        # The pattern is a table's; only the name, escaped, comes from the repository.
        pattern = kind.installed.replace("END", _END).replace("NAME", re.escape(name))
        shown = re.compile(pattern, re.MULTILINE)
        # The coordinates of a part of a program stand in its guides as well.
        read = texts if kind.installed == _BY_COORDINATES else (*texts, *guides)
        if uploads or any(shown.search(each) for each in read):
            found.append(PublishedPackage(path, line, "is published under this name"))
    return tuple(found)


def _package_files(repo: Snapshot) -> Iterator[tuple[str, _Kind]]:
    for path in repo.paths:
        if not is_example_path(path) and not is_test_path(path):
            kind = next((each for each in _KINDS if each.file.fullmatch(basename(path))), None)
            if kind is not None:
                yield path, kind


def _documents(repo: Snapshot, *, in_folder: bool) -> Iterator[str]:
    """The texts of documents, of those in a folder of documents or of the others."""
    for path, document in repo.prose.items():
        folders = [each for each in path.split("/") if each.casefold() not in NAMED_FOR_DOCUMENTS]
        if in_folder == ("/".join(folders) != path) and not is_example_path("/".join(folders)):
            yield from (body for _line, _language, body in document.code_blocks)
            yield from (sentence.text for sentence in document.sentences)


def _uploads(repo: Snapshot) -> bool:
    """Whether CI hands a package to its index."""
    if any(
        (step.uses or "").startswith(PROGRAM_PUBLISHING_ACTIONS)
        for pipeline in repo.pipelines.values()
        for job in pipeline.jobs
        for step in job.steps
    ):
        return True
    return any(publishes_program(run.reached.words) for run in ci_runs(repo))


def hands_over(step: Step) -> bool:
    """Whether an action uploads a package of another language than Python, and does not only prepare it."""
    uses = step.uses or ""
    prepared = uses.startswith("changesets/action") and not dict(step.options).get("publish")
    return uses.startswith(PROGRAM_PUBLISHING_ACTIONS) and "TagBot" not in uses and not prepared


def publishes_program(words: tuple[str, ...]) -> bool:
    """Whether a command uploads a package of another language than Python to its index."""
    return any(tuple(words[: len(command)]) == command for command in PROGRAM_PUBLISHING)
