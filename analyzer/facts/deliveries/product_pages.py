"""Pages that CI publishes, as they lie here or as a bundler built them: those of a product.

A product asks a service, or a model that runs in the browser; what only shows text does neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from posixpath import basename, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import Pipeline, Step
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.language_roles import Place
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.places import surroundings
from analyzer.wiring.roles import is_test_path

# Actions that publish pages, with the option that says which folder; the first takes what a step uploaded.
PAGE_UPLOAD = ("actions/upload-pages-artifact", "path")
PAGE_DEPLOYS = ("actions/deploy-pages",)
FOLDER_DEPLOYS = {
    "peaceiris/actions-gh-pages": "publish_dir",
    "jamesives/github-pages-deploy-action": "folder",
}
TEXT_FOLDERS = word_set("docs doc documentation book site public/docs")
# What a page does that sends a service something, or listens to it; files of its own are only read.
ASKS_SERVICE = lazy_regex(
    r"\bmethod\s{0,4}:\s{0,4}[\"'`](?:POST|PUT)\b|\baxios\.(?:post|put)\(|\bnew (?:EventSource|WebSocket)\("
    r"|\.open\(\s{0,4}[\"'](?:POST|PUT)[\"']"
)
PAGE_SCRIPTS = (".js", ".mjs", ".html", ".ts")
MOST_PAGE_FILES = 50
# Where bundlers write, how they are run, and tools that make documentation in the same way.
BUNDLE_FOLDERS = word_set("dist build out www browser")
RUNS_BUNDLER = lazy_regex(
    r"\b(?:npm|pnpm|yarn|bun)(?:[ \t]+--?\S{1,40}(?:[ \t]+(?!run\b)[\w@/.-]{1,40})?){0,4}"
    r"(?:[ \t]+run)?[ \t]+(?:[\w-]{1,30}:)?build\b"
    r"|\b(?:vite|webpack|parcel|ng|react-scripts|next|rsbuild|esbuild)[ \t]+(?:build|export)\b"
)
MAKES_DOCUMENTS = lazy_regex(
    r"\"(?:@docusaurus/\w{1,30}|vitepress|vuepress|nextra|@astrojs/starlight|typedoc|docsify(?:-cli)?|@storybook/\w{1,30}"
    r"|fumadocs-\w{1,20}|@11ty/eleventy|hexo|reveal\.js|@slidev/cli)\""
)
SOURCE_SCRIPTS = (*PAGE_SCRIPTS, ".tsx", ".jsx", ".vue", ".svelte")
MOST_SOURCE_FILES = 400


def publishes_product(repo: Snapshot, pipeline: Pipeline, step: Step) -> bool:
    """Whether a step publishes pages from here that ask a service: a product, no documentation."""
    uses = (step.uses or "").casefold()
    if uses.startswith(PAGE_DEPLOYS):
        return any(_is_any_product(repo, pipeline, each) for each in _uploaded(pipeline))
    option = next((named for action, named in FOLDER_DEPLOYS.items() if uses.startswith(action)), None)
    return option is not None and _is_any_product(repo, pipeline, dict(step.options).get(option, ""))


def _is_any_product(repo: Snapshot, pipeline: Pipeline, folder: str) -> bool:
    return _is_product(repo, folder) or _is_built_product(repo, pipeline, folder)


def _uploaded(pipeline: Pipeline) -> Iterator[str]:
    action, option = PAGE_UPLOAD
    for job in pipeline.jobs:
        for step in job.steps:
            if job.disabled is None and step.disabled is None and (step.uses or "").startswith(action):
                yield dict(step.options).get(option, "")


def _is_product(repo: Snapshot, folder: str) -> bool:
    place = normpath(folder.strip() or ".")
    if place in (".", "..") or "$" in place or basename(place).casefold() in TEXT_FOLDERS:
        return False
    if not repo.exists(f"{place}/index.html"):
        return False
    scripts = (each for each in repo.paths if each.startswith(f"{place}/") and each.endswith(PAGE_SCRIPTS))
    return any(ASKS_SERVICE.search(repo.text(each) or "") for each in islice(scripts, MOST_PAGE_FILES))


def _is_built_product(repo: Snapshot, pipeline: Pipeline, folder: str) -> bool:
    """Whether a bundler of the same workflow makes a folder of sources that ask a service or a model."""
    place = normpath(folder.strip() or ".")
    parts = place.split("/")
    if "$" in place or ".." in parts or parts[-1] not in BUNDLE_FOLDERS or not TEXT_FOLDERS.isdisjoint(parts):
        return False
    while parts and parts[-1] in BUNDLE_FOLDERS:
        parts.pop()
    root = "/".join(parts)
    package = repo.text(join(root, "package.json")) if repo.exists(join(root, "package.json")) else None
    if package is None or MAKES_DOCUMENTS.search(package) is not None:
        return False
    if RUNS_BUNDLER.search(repo.text(pipeline.path) or "") is None:
        return False
    models = {each.path for each in uses(repo, Subject.MODEL_CALL, Subject.MODEL_LOAD) if each.called}
    return any(
        each in models or ASKS_SERVICE.search(repo.text(each) or "")
        for each in islice(_sources_of_page(repo, root), MOST_SOURCE_FILES)
    )


def _sources_of_page(repo: Snapshot, root: str) -> Iterator[str]:
    """The scripts below a folder that run in a browser."""
    places, prefix = surroundings(repo), f"{root}/" if root else ""
    for path in repo.paths:
        if path.startswith(prefix) and path.endswith(SOURCE_SCRIPTS) and not is_test_path(path):
            place = places.get(path)
            if place is not None and place.place is Place.BROWSER:
                yield path
