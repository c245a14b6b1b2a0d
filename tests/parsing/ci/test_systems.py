"""CI configuration: which file is read by whom, and what no file can do to the readers."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.parsing.ci.systems import (
    SYSTEMS,
    Pipeline,
    Step,
    ci_system,
    is_ci_looking,
    parse_included,
    parse_pipeline,
    repository_top,
)
from analyzer.parsing.structured.formats import YAML_LIMIT
from tests.support.bounds import ends
from tests.support.pipelines import WORKFLOW

# -- which file is read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "system"),
    [
        (".github/workflows/ci.yml", "github-actions"),
        (".github/workflows/ci.yaml", "github-actions"),
        (".forgejo/workflows/ci.yml", "forgejo-actions"),
        (".gitea/workflows/ci.yaml", "gitea-actions"),
        (".gitlab-ci.yml", "gitlab-ci"),
        (".circleci/config.yml", "circleci"),
        ("circle.yml", "circleci"),
        (".travis.yml", "travis"),
        ("Jenkinsfile", "jenkins"),
        ("Jenkinsfile.gpu", "jenkins"),
        ("ci/Jenkinsfile", "jenkins"),
        ("azure-pipelines.yml", "azure-pipelines"),
        (".azure-pipelines/azure-pipelines-linux.yml", "azure-pipelines"),
        (".drone.yml", "drone"),
        (".buildkite/pipeline.yml", "buildkite"),
        (".taskcluster.yml", "taskcluster"),
        ("cloudbuild.yaml", "cloud-build"),
        ("services/api/cloudbuild-prod.json", "cloud-build"),
        (".woodpecker.yml", "woodpecker"),
        (".woodpecker/test.yaml", "woodpecker"),
        ("bitbucket-pipelines.yml", "bitbucket-pipelines"),
        (".appveyor.yml", "appveyor"),
        (".zuul.yaml", "zuul"),
        ("zuul.d/jobs.yaml", "zuul"),
        (".pipeline/config.yaml", "blubber"),
        (".pipeline/api/blubber.yaml", "blubber"),
        (".semaphore/semaphore.yml", "semaphore"),
        ("wercker.yml", "wercker"),
        ("infra/buildspec.yml", "codebuild"),
        (".cirrus.yml", "cirrus"),
        (".tekton/tasks/unit.yaml", "tekton"),
    ],
)
def test_a_file_where_its_system_reads_it(path: str, system: str) -> None:
    assert ci_system(path) == system
    assert not is_ci_looking(path)
    assert parse_pipeline(path, b"").system == system


@pytest.mark.parametrize(
    "path",
    [
        "service/.github/workflows/ci.yml",
        ".github/workflows/nested/ci.yml",
        ".github/workflows/ci.yml.disabled",
        "vendor/lib/.travis.yml",
        "sub/.gitlab-ci.yml",
        ".gitlab/ci/test.yml",
        "sub/.circleci/config.yml",
        "examples/serving/Jenkinsfile",
        "sub/.drone.yml",
        ".drone.jsonnet",
        ".cirrus.star",
        "sub/.cirrus.yml",
        "sub/.tekton/ci.yaml",
        "sub/.gitea/workflows/ci.yml",
    ],
)
def test_a_file_that_only_looks_like_ci(path: str) -> None:
    assert ci_system(path) is None
    assert is_ci_looking(path)


@pytest.mark.parametrize(
    "path",
    [
        ".github/dependabot.yml",
        ".github/FUNDING.yml",
        ".github/ISSUE_TEMPLATE/bug.yml",
        ".github/workflows/report.py",
        ".pre-commit-config.yaml",
        "renovate.json",
        ".buildkite/docker-compose.yml/README",
        "docker-compose.yml",
        "src/pipelines.yml",
        "pipelines/train.yml",
        "docs/travis.yml",
        "x.drone.yml.txt",
    ],
)
def test_other_files_are_no_ci(path: str) -> None:
    assert ci_system(path) is None
    assert not is_ci_looking(path)


# -- hostile and odd input ---------------------------------------------------------------------------

PATHS = sorted({WORKFLOW, ".gitlab-ci.yml", ".circleci/config.yml", "circle.yml", ".travis.yml", "Jenkinsfile", "azure-pipelines.yml", ".taskcluster.yml", "appveyor.yml", ".woodpecker.yml", "cloudbuild.json", "cloudbuild.yaml", ".drone.yml", "bitbucket-pipelines.yml", ".buildkite/pipeline.yml", ".pipeline/config.yaml", ".pipeline/blubber.yaml", ".semaphore/semaphore.yml", "wercker.yml", "buildspec.yml", ".zuul.yaml", ".cirrus.yml", ".tekton/ci.yaml", ".gitea/workflows/ci.yml", ".forgejo/workflows/ci.yml"})  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "source",
    ["", "- a\n- [b]\n- {c: d}", "scalar", "a: [", "on: {push: [x]}\njobs: [a, {b: c}]", "stages: a\njobs: a\nsteps: a\nscript: {a: b}",
     "steps: {a: [b], c: d}\njobs: {a: [b], c: {steps: {d: e}}, f: g}", "pipelines: [a]\nblocks: a\nphases: [b]\ntasks: a\npayload: b",
     "version: 2\nworkflows: [a]\njobs: {build: {steps: a}}", "a: {script: {b: c}, extends: [[d]], rules: e, needs: {f: g}}"],
)  # fmt: skip
def test_odd_shapes_do_not_raise(path: str, source: str) -> None:
    pipeline = parse_pipeline(path, source.encode())
    assert pipeline.path == path
    assert pickle.loads(pickle.dumps(pipeline)) == pipeline
    assert pipeline.can_fire or pipeline.why_not


BOMBS = {
    "gitlab templates": (".gitlab-ci.yml", "".join(f".t{n}: {{extends: [{', '.join([f'.t{n + 1}'] * 9)}]}}\n" for n in range(12)) + "a: {extends: .t0, script: x}"),
    "gitlab before_script": (".gitlab-ci.yml", "before_script: ['" + "x" * 100_000 + "']\n" + "".join(f"j{n}: {{script: a}}\n" for n in range(2000))),
    "circleci commands": (".circleci/config.yml", "commands:\n" + "".join(f"  c{n}: {{steps: [{', '.join([f'c{n + 1}: {{}}'] * 9)}]}}\n" for n in range(12)) + "jobs: {build: {steps: [c0: {}]}}"),
    "circleci parameters": (".circleci/config.yml", "commands:\n  c:\n    parameters: {p: {}}\n    steps:\n      - run: " + "'" + "<< parameters.p >>" * 9000 + "'\njobs: {build: {steps: [c: {p: '" + "x" * 60_000 + "'}]}}"),
    "jenkins braces": ("Jenkinsfile", "{" * 100_000),
    "jenkins strings": ("Jenkinsfile", "'\\" * 100_000),
    "jenkins steps": ("Jenkinsfile", "sh 'x'\n" * 30_000),
    "many jobs": (WORKFLOW, "on: push\njobs:\n" + "".join(f"  j{n}: {{runs-on: x}}\n" for n in range(9000))),
    "aliased script": (".travis.yml", "a: &a '" + "x" * 9000 + "'\nscript: [" + "*a, " * 1000 + "]"),
    "too large": (WORKFLOW, "#" * 300_000),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
@ends
def test_what_unfolds_too_far_is_a_problem_at_once(name: str) -> None:
    path, source = BOMBS[name]
    pipeline = parse_pipeline(path, source.encode())
    assert (pipeline.problem is not None) is (name != "jenkins strings")
    assert not pipeline.can_fire


@ends
def test_clones_in_taskcluster_scripts_are_read_in_linear_time() -> None:
    command = "git clone " * 20_000
    parse_pipeline(".taskcluster.yml", f"tasks: [{{payload: {{command: [sh, -c, '{command}']}}}}]".encode())


EMPTY = "on: push\n#"


@pytest.mark.parametrize(
    ("path", "source", "problem"),
    [
        ("src/app.yml", b"on: push", "no CI system reads this path"),
        (WORKFLOW, b"", None),
        (WORKFLOW, b"---\n---\n", None),
        (WORKFLOW, b"# on: push\n# jobs: {}\n", None),
        (WORKFLOW, b"on: push\n---\na: [\n", "line 4"),
        ("cloudbuild.json", b"steps: []", "line 1"),
        (
            WORKFLOW,
            EMPTY.ljust(YAML_LIMIT + 1, "x").encode(),
            "262,145 bytes exceeds the limit of 262,144 bytes",
        ),
        ("Jenkinsfile", b"x" * (YAML_LIMIT + 1), "262,145 bytes exceeds the limit of 262,144 bytes"),
        (WORKFLOW, EMPTY.ljust(YAML_LIMIT, "x").encode(), None),
        ("cloudbuild.json", b"{}", None),
    ],
)
def test_what_cannot_be_read_is_a_problem(path: str, source: bytes, problem: str | None) -> None:
    found = parse_pipeline(path, source).problem
    assert (found is None) is (problem is None)
    assert (problem or "") in (found or "")


def test_documents_of_a_file_are_read_together_or_the_first_alone() -> None:
    steps = "steps: [{name: a, image: x, commands: [make]}]"
    drone = parse_pipeline(".drone.yml", f"---\nname: a\n{steps}\n---\nname: b\n{steps}\n".encode())
    assert [each.id for each in drone.jobs] == ["a", "b"]
    job = "jobs: {{{}: {{runs-on: x, steps: [{{run: make}}]}}}}"
    workflow = parse_pipeline(WORKFLOW, f"---\n---\n{job.format('a')}\n---\n{job.format('b')}\n".encode())
    assert [each.id for each in workflow.jobs] == ["a"]


@pytest.mark.parametrize(
    "source", [b"", b"---\n", b"{", b"a: b", b"- a", b"runs: {using: composite, steps: 3}"]
)
@pytest.mark.parametrize("system", [name for name, each in SYSTEMS.items() if each.inclusion is not None])
def test_an_included_file_that_holds_no_steps_gives_none(system: str, source: bytes) -> None:
    inclusion = SYSTEMS[system].inclusion
    assert inclusion is not None
    assert parse_included(inclusion, source) == ()


@pytest.mark.parametrize(
    ("system", "path", "uses", "files"),
    [
        (
            "github-actions",
            WORKFLOW,
            "./.github/actions/x",
            ("./.github/actions/x/action.yml", "./.github/actions/x/action.yaml"),
        ),
        ("github-actions", WORKFLOW, "actions/checkout@v4", ()),
        ("azure-pipelines", "ci/azure-pipelines.yml", "steps/test.yml", ("ci/steps/test.yml",)),
        ("azure-pipelines", "ci/azure-pipelines.yml", "/steps/test.yaml", ("steps/test.yaml",)),
        ("azure-pipelines", "azure-pipelines.yml", "test.yml@other", ()),
        ("azure-pipelines", "azure-pipelines.yml", "Docker@2", ()),
        ("azure-pipelines", "azure-pipelines.yml", "test.json", ()),
    ],
)
def test_files_that_a_step_includes(system: str, path: str, uses: str, files: tuple[str, ...]) -> None:
    inclusion = SYSTEMS[system].inclusion
    assert inclusion is not None
    assert inclusion.files(path, uses) == files


WORDS = st.sampled_from(
    "on push jobs steps run uses script stages stage job needs if false when never extends image commands pipeline workflows "
    "build test before_script tasks payload command - : { } [ ] ' \" | > & * , << sh sh'x' stage('x') // /* \n \n  \n    # $if then".split(" ")
)  # fmt: skip
SOURCES = st.one_of(
    st.binary(max_size=150), st.lists(WORDS, max_size=50).map(lambda each: " ".join(each).encode())
)


@given(st.sampled_from(PATHS), SOURCES)
def test_any_bytes_give_a_pipeline(path: str, content: bytes) -> None:
    pipeline = parse_pipeline(path, content)
    assert isinstance(pipeline, Pipeline)
    assert pipeline.problem is None or not pipeline.jobs
    last = content.decode("utf-8", "replace").count("\n") + 2
    for each in pipeline.jobs:
        assert 1 <= each.line <= last
        assert all(isinstance(step, Step) and 1 <= step.line <= last for step in each.steps)


# -- what one system says and the others do not ------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "top"),
    [
        ("libs/x/.github/workflows/ci.yml", "libs/x"),
        ("libs/x/.github/FUNDING.yml", "libs/x"),
        ("libs/x/.circleci/config.yml", "libs/x"),
        ("libs/x/.travis.yml", "libs/x"),
        ("libs/.appveyor.yml", "libs"),
        ("libs/.gitlab-ci.yml", "libs"),
        (".github/workflows/ci.yml", None),
        (".travis.yml", None),
        ("libs/x/Jenkinsfile", None),
        ("libs/x/my.travis.yml", None),
        ("libs/x/.githubs/ci.yml", None),
    ],
)
def test_configuration_that_stands_only_at_the_top_of_a_repository(path: str, top: str | None) -> None:
    assert repository_top(path) == top


def test_names_of_systems_are_those_of_their_pipelines() -> None:
    assert {name: system.name for name, system in SYSTEMS.items()} == {name: name for name in SYSTEMS}
    assert [name for name, system in SYSTEMS.items() if system.superseded] == ["travis"]
