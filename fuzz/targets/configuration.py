"""Targets: YAML, JSON, TOML and INI, and every CI system that is read from them."""

from __future__ import annotations

from functools import partial

from analyzer.parsing.ci.systems import SYSTEMS, ci_system, parse_included, parse_pipeline
from analyzer.parsing.settings import parse_settings
from analyzer.parsing.structured.formats import Document, load_ini, load_json, load_toml, load_yaml
from fuzz.target import Target
from fuzz.targets.shared import PLAIN_FILE, at, line_count, no_accident, with_last_break, with_mark

YAML = (
    "a: b\n", "- ", "  ", "\n", ": ", "? ", "&a ", "*a", "<<: *a\n", "!Ref ", "!!binary ", "|\n  x\n", ">-\n  x\n", "'", '"',
    "{", "}", "[", "]", ",", "---\n", "...\n", "# c\n", "~", "null", "on:\n", "true", "%YAML 1.1\n", "\t", "x" * 100, "${{ x }}", "$x",
)  # fmt: skip
JSON = (
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    '"a": ',
    "null",
    "true",
    "1e9",
    "\\u0000",
    "\\ud800",
    "\n",
    "// c\n",
    "NaN",
    "-",
)
TOML = (
    "[a.b]\n", "[[a]]\n", "a = 1\n", "a.b.c = ''\n", '"""', "'''", "[", "]", "{", "}", "=", ".", ",", '"', "'", "\n", "# c\n",
    "1979-05-27T07:32:00Z", "inf", "0x1", "true", "\\u0000", "a = [\n", "a = {b = 1}\n",
)  # fmt: skip
INI = (
    "[a]\n",
    "[",
    "]",
    "a = b\n",
    "a: b\n",
    "a\n",
    "  b\n",
    "\t",
    "# c\n",
    "; c\n",
    "\n",
    "%(a)s",
    "=",
    ":",
    "{envlist}",
    "a{b,c}: d\n",
)
_CI = (
    "jobs:\n", "steps:\n", "- run: make test\n", "run: |\n    make\n", "script:\n", "stages:\n", "needs: [a]\n", "if: false\n",
    "uses: a/b@v1\n", "uses: ./.github/actions/x\n", "on: [push]\n", "only: [main]\n", "rules:\n", "when: manual\n", "extends: .a\n",
    "include:\n", "image: a:1\n", "services:\n", "matrix:\n", "branches:\n", "schedule:\n", "cron: '0 0 30 2 *'\n", "trigger:\n",
    "template: t.yml\n", "parameters:\n", "commands:\n", "orbs:\n", "workflows:\n", "pipeline:\n", "depends_on: [a]\n", "name: x\n",
    "working_directory: x\n", "continue-on-error: true\n", "allow_failure: true\n", "environment: production\n", "- - a\n",
    "!reference [.a, script]\n", "before_script: []\n", "default:\n", "variables: {A: b}\n", "container:\n",
)  # fmt: skip
_GROOVY = (
    "pipeline {\n", "agent any\n", "stages {\n", "stage('Test') {\n", "steps {\n", "sh 'make test'\n", "sh '''\n", '"""', "}\n",
    "{", "}", "(", ")", "[", "]", "'", '"', "\\", "//", "/* ", " */", "when { branch 'main' }\n", "parallel {\n", "node {\n", "script: ",
    "if (x) {\n", "else {\n", "try {\n", "catch (e) {\n", "catchError {\n", "dir('x') {\n", "triggers { cron('H 2 * * *') }\n", "def f() {\n", "$/", "/$", "~/", "returnStatus: true, ",
)  # fmt: skip

PATHS = {
    "github-actions": ".github/workflows/ci.yml",
    "forgejo-actions": ".forgejo/workflows/ci.yml",
    "gitea-actions": ".gitea/workflows/ci.yaml",
    "gitlab-ci": ".gitlab-ci.yml",
    "circleci": ".circleci/config.yml",
    "travis": ".travis.yml",
    "jenkins": "Jenkinsfile",
    "azure-pipelines": "azure-pipelines.yml",
    "drone": ".drone.yml",
    "buildkite": ".buildkite/pipeline.yml",
    "taskcluster": ".taskcluster.yml",
    "cloud-build": "cloudbuild.yaml",
    "woodpecker": ".woodpecker.yml",
    "bitbucket-pipelines": "bitbucket-pipelines.yml",
    "appveyor": "appveyor.yml",
    "zuul": ".zuul.yaml",
    "blubber": ".pipeline/config.yaml",
    "semaphore": ".semaphore/semaphore.yml",
    "wercker": "wercker.yml",
    "codebuild": "buildspec.yml",
    "cirrus": ".cirrus.yml",
    "tekton": ".tekton/ci.yaml",
    "sourcehut": ".build.yml",
    "screwdriver": "screwdriver.yaml",
    "vela": ".vela.yml",
    "codefresh": "codefresh.yml",
    "harness": ".harness/ci.yaml",
    "prow": ".prow.yaml",
}
"""Where each CI system's file lies for its target."""


def _documents(content: bytes, facts: object) -> None:
    for document in facts if isinstance(facts, tuple) else (facts,):
        assert isinstance(document, Document)
        assert document.value is None or document.problem is None
        last = line_count(content)
        pending = [document.value]
        while pending:
            value = pending.pop()
            if value is None:
                continue
            assert 1 <= value.line <= last, f"{type(value).__name__} at line {value.line} of {last}"
            if isinstance(value, dict):
                pending.extend([*value, *value.values()])
            elif isinstance(value, list):
                pending.extend(value)


def _settings(content: bytes) -> object:
    return parse_settings(content.decode("utf-8", "replace"))


def _included(system: str, content: bytes) -> object:
    """The public entry gives no steps where the reader fails, so the reader is asked itself."""
    inclusion = SYSTEMS[system].inclusion
    assert inclusion is not None
    documents = load_yaml(content)
    steps = inclusion.steps(documents[0].value, ()) if documents else ()
    assert steps == parse_included(inclusion, content)
    return steps


def _target_of(system: str, path: str) -> Target:
    assert ci_system(path) == system
    form, tokens = ("", _GROOVY) if system == "jenkins" else ("yaml", (*_CI, *YAML))
    return Target(f"ci-{system}", at(path, parse_pipeline), PLAIN_FILE, (with_mark,), form or None, tokens)


_LOADED = (_documents, no_accident)

TARGETS = (
    # An alias stands for what it names: facts may be as many as the limit of nodes.
    Target("yaml", load_yaml, _LOADED, (with_mark,), "yaml", YAML, growth=20_000),
    Target("json", load_json, _LOADED, (with_mark, with_last_break), "json", JSON),
    Target("toml", load_toml, _LOADED, (with_mark, with_last_break), "toml", TOML),
    Target("ini", load_ini, _LOADED, (with_mark,), None, INI),
    Target("settings", _settings, PLAIN_FILE, (), "yaml", (*YAML, *INI, *TOML)),
    *(_target_of(system, path) for system, path in PATHS.items()),
    Target("ci-cloud-build-json", at("cloudbuild.json", parse_pipeline), PLAIN_FILE, (with_mark,), "json", (*_CI, *JSON)),
    Target("ci-composite-action", partial(_included, "github-actions"), PLAIN_FILE, (with_mark,), "yaml", (*_CI, *YAML)),
    Target("ci-step-template", partial(_included, "azure-pipelines"), PLAIN_FILE, (with_mark,), "yaml", (*_CI, *YAML)),
)  # fmt: skip
