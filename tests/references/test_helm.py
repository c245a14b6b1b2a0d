from __future__ import annotations

import pytest

from analyzer.references import Outcome, Reference
from analyzer.references.helm import helm_references
from analyzer.testing import snapshot

HELPERS = '{{- define "web.name" -}}\nweb\n{{- end }}\n'
CHART = {"chart/Chart.yaml": "name: web\n", "chart/templates/_helpers.tpl": HELPERS}
BASE = {
    "base/Chart.yaml": "name: base\n",
    "base/templates/_helpers.tpl": HELPERS.replace("web.name", "base.name"),
}


def includes(name: str) -> dict[str, str]:
    return {"chart/templates/d.yaml": f'kind: Service\nname: {{{{ include "{name}" . | quote }}}}\n'}


def needs(name: str, place: str) -> dict[str, str]:
    line = f"  repository: {place}\n" if place else ""
    return {"chart/Chart.yaml": f"name: web\ndependencies:\n- name: {name}\n{line}"}


def found(files: dict[str, str], missing: tuple[str, ...] = ()) -> list[Reference]:
    return list(helm_references(snapshot(files, missing=missing)))


NOT_READ = "the chart has templates that were not read"
INCLUDES = {
    "its own": ({**CHART, **includes("web.name")}, Outcome.RESOLVES, ""),
    "nobody's": ({**CHART, **includes("web.labels")}, Outcome.DANGLES, ""),
    "another chart's": ({**CHART, **BASE, **includes("base.name")}, Outcome.DANGLES, ""),
    "that of a chart beside it which it takes": (
        {**CHART, **BASE, **needs("base", "file://../base"), **includes("base.name")}, Outcome.RESOLVES, ""),
    "nobody's, with a chart beside it": (
        {**CHART, **BASE, **needs("base", "file://../base"), **includes("base.labels")}, Outcome.DANGLES, ""),
    "that of a chart inside it": (
        {**CHART, "chart/charts/in/Chart.yaml": "name: in\n", "chart/charts/in/templates/_h.tpl": HELPERS.replace("web", "in"),
         **includes("in.name")}, Outcome.RESOLVES, ""),
    "that of a chart from elsewhere": (
        {**CHART, **needs("common", "https://host/charts"), **includes("common.names")}, Outcome.CANNOT_BE_TOLD,
        "the chart common, which is not here, may define it"),
    "that of an archive": (
        {**CHART, "chart/charts/a.tgz": "x", **includes("a.name")}, Outcome.CANNOT_BE_TOLD, NOT_READ),
}  # fmt: skip


@pytest.mark.parametrize(("files", "outcome", "why"), INCLUDES.values(), ids=INCLUDES)
def test_outcome_of_a_template_that_is_included(files: dict[str, str], outcome: Outcome, why: str) -> None:
    (one,) = [each for each in found(files) if each.path == "chart/templates/d.yaml"]
    assert (one.line, one.kind, one.outcome, one.why) == (2, "a chart includes the template", outcome, why)


CONDITION = "only under a condition, or in a template of its own"
NESTED = {
    "under a condition": ('{{- if .Values.on }}\na: {{ include "gone" . }}\n{{ end }}\n', CONDITION),
    "after a condition": ('{{- if .Values.on }}\n{{- end }}\na: {{ include "gone" . }}\n', ""),
    "in a template of its own": ('{{ define "a" }}{{ template "gone" . }}{{ end }}\n', CONDITION),
    "after what ends twice": ('{{ end }}{{ end }}{{ range .x }}{{ end }}{{ include "gone" . }}\n', ""),
}


@pytest.mark.parametrize(("text", "why"), NESTED.values(), ids=NESTED)
def test_what_may_never_be_asked_for_is_told(text: str, why: str) -> None:
    (one,) = found({**CHART, "chart/templates/d.yaml": text})
    assert (one.outcome, one.why) == (Outcome.DANGLES, why)


def test_a_template_that_was_not_read_may_define_it() -> None:
    files = {**CHART, **includes("web.labels")}
    (one,) = found(files, missing=("chart/templates/more.tpl",))
    assert (one.outcome, one.why) == (Outcome.CANNOT_BE_TOLD, NOT_READ)


NEEDS = {
    "a chart beside it": ({**CHART, **BASE, **needs("base", "file://../base")}, Outcome.RESOLVES, ""),
    "a chart that is not beside it": ({**CHART, **needs("base", "file://../base")}, Outcome.DANGLES, ""),
    "a chart inside it": ({**CHART, **needs("in", ""), "chart/charts/in/Chart.yaml": "name: in\n"}, Outcome.RESOLVES, ""),
    "a chart that is not inside it": ({**CHART, **needs("in", "")}, Outcome.DANGLES, ""),
    "a chart of another repository": (
        {**CHART, **needs("redis", "https://host/charts")}, Outcome.CANNOT_BE_TOLD, "another repository has it"),
    "a chart outside": (
        {**CHART, **needs("base", "file://../../base")}, Outcome.CANNOT_BE_TOLD, "a path outside of the repository"),
    "a chart of a variable": (
        {**CHART, **needs("base", "'file://../${NAME}'")}, Outcome.MADE_ELSEWHERE, "its name holds a variable"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "outcome", "why"), NEEDS.values(), ids=NEEDS)
def test_outcome_of_a_chart_that_is_needed(files: dict[str, str], outcome: Outcome, why: str) -> None:
    (one,) = found(files)
    assert (one.line, one.kind, one.outcome, one.why) == (3, "Helm needs the chart", outcome, why)


def test_charts_of_an_earlier_version_are_listed_in_a_file_of_their_own() -> None:
    files = {**CHART, "chart/requirements.yaml": "dependencies:\n- {name: in}\n"}
    assert [each.outcome for each in found(files)] == [Outcome.DANGLES]


NOTHING = {
    "a name that is put together": {"chart/templates/d.yaml": '{{ include (printf "%s.x" .a) . }}\n'},
    "a comment": {
        "chart/templates/d.yaml": '{{/* include "gone" . */}}\n{{- /*\n{{ include "gone" . }}\n*/ -}}\n'
    },
    "another function": {"chart/templates/d.yaml": '{{ included "gone" }}\n'},
    "a document": {"chart/README.md": '{{ include "gone" . }}\n'},
    "a file of no chart": {"other/templates/d.yaml": '{{ include "gone" . }}\n'},
}


@pytest.mark.parametrize("files", NOTHING.values(), ids=NOTHING)
def test_what_includes_nothing(files: dict[str, str]) -> None:
    assert found({**CHART, **files}) == []


def test_an_example_is_not_asked() -> None:
    files = {f"examples/{path}": text for path, text in {**CHART, **includes("gone")}.items()}
    assert found(files) == []
