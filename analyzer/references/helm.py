"""What charts of Helm name: templates that they include, charts beside them, and values that nobody gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.structured import Text, block, items, line, text
from analyzer.references.lookup import judged
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_shown

MAXIMUM_TEMPLATE_LINES = 20_000
UNDER_A_CONDITION = "only under a condition, or in a template of its own"
"""Why a missing template may never be asked for."""
_LOCAL = "file://"
_ACTION = lazy_regex(r"\{\{(?!/\*)([^{}]{1,500})\}\}")
_INCLUDES = lazy_regex(r"\b(?:include|template)[ \t]+[\"`]([^\"`\s]{1,200})[\"`]")
_DEFINES = lazy_regex(r"\{\{-?[ \t]*(?:define|block)[ \t]+[\"`]([^\"`\s]{1,200})[\"`]")
_COMMENT = lazy_regex(r"\{\{-?[ \t]*/\*.{0,5000}?\*/[ \t]*-?\}\}", re.DOTALL)


class Chart(Struct, frozen=True):
    """One chart: its folder, its templates, and the (line, name, place) of the charts that it needs."""

    folder: str
    templates: tuple[str, ...]
    needs: tuple[tuple[int, str, str], ...]
    declared_in: str


def helm_references(repo: Snapshot) -> Iterator[Reference]:
    """The charts and the named templates that every chart of the repository needs."""
    for chart in charts(repo):
        if not is_shown(join(chart.folder, "x")):
            yield from _needs(repo, chart)
            yield from _includes(repo, chart)


@derived
def charts(repo: Snapshot) -> tuple[Chart, ...]:
    """Every chart of the repository, by its folder."""
    folders = {dirname(path) for path in repo.paths if basename(path) == "Chart.yaml"}
    templates: dict[str, list[str]] = {}
    for path in repo.paths if folders else ():
        parts = path.split("/")
        for position, part in enumerate(parts[:-1]):
            if part == "templates" and "/".join(parts[:position]) in folders:
                templates.setdefault("/".join(parts[:position]), []).append(path)
    found = []
    for folder in sorted(folders):
        declared = join(folder, "Chart.yaml")
        needs: list[tuple[int, str, str]] = []
        for path in (declared, join(folder, "requirements.yaml")):
            for document in repo.yaml(path):
                needs.extend(_dependencies(block(document.value).get("dependencies")))
        found.append(Chart(folder, tuple(templates.get(folder, ())), tuple(needs), declared))
    return tuple(found)


def _dependencies(value: object) -> Iterator[tuple[int, str, str]]:
    for each in items(value):
        name = block(each).get("name")
        if isinstance(name, Text) and name:
            yield line(name), str(name), text(block(each).get("repository"))


def _needs(repo: Snapshot, chart: Chart) -> Iterator[Reference]:
    path, kind = chart.declared_in, "Helm needs the chart"
    for row, name, place in chart.needs:
        if not place:
            wanted = join(chart.folder, "charts", name)
            yield judged(repo, path, row, kind, f"charts/{name}", [wanted])
        elif _is_remote(place):
            yield Reference(path, row, kind, name, Outcome.CANNOT_BE_TOLD, "another repository has it")
        elif (where := _beside(chart, place)).startswith("../"):
            why = "a path outside of the repository"
            yield Reference(path, row, kind, place, Outcome.CANNOT_BE_TOLD, why)
        else:
            yield judged(repo, path, row, kind, place.removeprefix(_LOCAL), [where])


def _includes(repo: Snapshot, chart: Chart) -> Iterator[Reference]:
    """Templates that are included by name; those of a chart from elsewhere are not here to be seen."""
    elsewhere = next((name for name, place in _family_needs(repo, chart) if _is_remote(place)), None)
    unseen = None
    if elsewhere is not None:
        unseen = f"the chart {elsewhere}, which is not here, may define it"
    elif _has_hidden_templates(repo, chart):
        unseen = "the chart has templates that were not read"
    known = _defined(repo, chart)
    for path in chart.templates:
        for row, name, conditional in _included(repo.text(path) or ""):
            outcome, why = Outcome.DANGLES, UNDER_A_CONDITION if conditional else ""
            if name in known:
                outcome, why = Outcome.RESOLVES, ""
            elif unseen is not None:
                outcome, why = Outcome.CANNOT_BE_TOLD, unseen
            yield Reference(path, row, "a chart includes the template", name, outcome, why)


def _is_remote(place: str) -> bool:
    return not place.startswith(_LOCAL)


def _beside(chart: Chart, place: str) -> str:
    return normpath(join(chart.folder, place.removeprefix(_LOCAL)))


def _included(content: str) -> Iterator[tuple[int, str, bool]]:
    """(line, name, whether only under a condition or in another template) of what a template includes."""
    blank = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), content)
    depth = 0
    for row, each in enumerate(blank.split("\n")[:MAXIMUM_TEMPLATE_LINES], 1):
        for action in _ACTION.finditer(each[:4_000]):
            words = action[1].strip("- \t").split(maxsplit=1)
            for match in _INCLUDES.finditer(action[1]):
                yield row, match[1], depth > 0
            if words and words[0] in ("if", "with", "range", "define", "block"):
                depth += 1
            elif words and words[0] == "end":
                depth = max(0, depth - 1)


def _family(repo: Snapshot, chart: Chart) -> Iterator[Chart]:
    """The chart, the charts inside and around it, and those beside it that one takes: all share names."""
    for each in charts(repo):
        inside = f"{each.folder}/".startswith(join(chart.folder, "charts/"))
        around = f"{chart.folder}/".startswith(join(each.folder, "charts/"))
        if each == chart or inside or around or _takes(chart, each) or _takes(each, chart):
            yield each


def _takes(chart: Chart, other: Chart) -> bool:
    places = (place for _row, _name, place in chart.needs if place.startswith(_LOCAL))
    return any(_beside(chart, place) == other.folder for place in places)


def _family_needs(repo: Snapshot, chart: Chart) -> Iterator[tuple[str, str]]:
    """The charts that the family needs, as far as they do not lie in its own folders: (name, place)."""
    folders = {each.folder for each in charts(repo)}
    for each in _family(repo, chart):
        for _row, name, place in each.needs:
            if join(each.folder, "charts", name) not in folders:
                yield name, place


@derived
def _definitions(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The names that the templates of every chart define, by its folder."""
    return {
        chart.folder: frozenset(
            name for path in chart.templates for name in _DEFINES.findall(repo.text(path) or "")
        )
        for chart in charts(repo)
    }


def _defined(repo: Snapshot, chart: Chart) -> frozenset[str]:
    return frozenset[str]().union(*(_definitions(repo)[each.folder] for each in _family(repo, chart)))


def _has_hidden_templates(repo: Snapshot, chart: Chart) -> bool:
    """Whether a chart holds archives of charts, or templates that could not be read or are links."""
    archives, folder = join(chart.folder, "charts/"), join(chart.folder, "templates/")
    if any(path.startswith(archives) and path.endswith(".tgz") for path in repo.all_paths):
        return True
    read = {path for path in chart.templates if repo.text(path) is not None}
    hidden = any(path.startswith(folder) and path not in read for path in repo.all_paths)
    return hidden or any(each.path.startswith(folder) for each in repo.left_out)
