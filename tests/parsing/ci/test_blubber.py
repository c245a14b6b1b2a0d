from __future__ import annotations

import pytest

from analyzer.parsing.ci.systems import parse_pipeline
from tests.support.pipelines import assert_lines_are_real, read, runs

STAGES = "pipelines:\n  test:\n    blubberfile: blubber.yaml\n    stages:\n      - name: unit\n        build: test\n        run: true\n"
VARIANTS = "variants:\n  test:\n    entrypoint: [tox]\n  production:\n    entrypoint: [python3]\n"


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        (".pipeline/config.yaml", STAGES, [("test unit", ["blubber:test"])]),
        (".pipeline/blubber.yaml", VARIANTS, [("test", ["tox"]), ("production", ["python3"])]),
    ],
)
def test_jobs_and_their_scripts(path: str, source: str, expected: list[tuple[str, list[str | None]]]) -> None:
    pipeline = read(path, source)
    assert runs(pipeline) == expected
    assert_lines_are_real(pipeline, source)


def test_blubber_ships_its_production_variant() -> None:
    assert [each.disabled is None for each in read(".pipeline/blubber.yaml", VARIANTS).jobs] == [True, False]
    assert read(".pipeline/config.yaml", STAGES).includes == ("blubber.yaml",)


def test_variants_to_ship_and_variants_that_check() -> None:
    source = b"version: v4\nvariants:\n  test: {entrypoint: [tox]}\n  production: {entrypoint: [svc]}\n"
    pipeline = parse_pipeline(".pipeline/blubber.yaml", source)
    assert [(each.id, each.describes, each.disabled is None) for each in pipeline.jobs] == [
        ("test", None, True),
        ("production", "Blubber variant", False),
    ]
    assert pipeline.only_images


def test_stages_that_publish_an_image() -> None:
    source = (
        b"pipelines:\n  build:\n    blubberfile: blubber.yaml\n    stages:\n      - {name: test}\n"
        b"      - name: production\n        publish:\n          image: true\n      - {name: last, publish: {chart: x}}\n"
    )
    pipeline = parse_pipeline(".pipeline/config.yaml", source)
    assert [(each.id, each.publishes) for each in pipeline.jobs] == [
        ("build test", ()),
        ("build production", (8,)),
        ("build last", ()),
    ]
    assert all(step.opaque for each in pipeline.jobs for step in each.steps)
    assert (pipeline.includes, pipeline.only_images) == (("blubber.yaml",), False)


@pytest.mark.parametrize(
    ("stage", "uses", "environment"),
    [
        ("{name: test}", "blubber:test", None),
        ("{name: a, build: production}", "blubber:production", None),
        ("{build: production}", "blubber:production", None),
        ("{name: a, deploy: {cluster: staging}}", "blubber:a", "staging"),
        ("{name: a, deploy: staging}", "blubber:a", "staging"),
        ("{name: a, deploy: false}", "blubber:a", None),
    ],
)
def test_what_a_stage_builds_and_where_it_deploys(stage: str, uses: str, environment: str | None) -> None:
    source = f"pipelines: {{x: {{blubberfile: blubber.yaml, stages: [{stage}]}}}}"
    (job,) = parse_pipeline(".pipeline/config.yaml", source.encode()).jobs
    assert ([each.uses for each in job.steps], job.environment) == ([uses], environment)


def test_a_file_without_stages_and_a_variant_without_a_start() -> None:
    pipeline = parse_pipeline(".pipeline/config.yaml", b"pipelines: {x: {}}")
    assert (pipeline.can_fire, pipeline.why_not) == (False, "it has no stages")
    assert parse_pipeline(".pipeline/config.yaml", STAGES.encode()).why_not is None
    assert parse_pipeline(".pipeline/blubber.yaml", b"variants: {test: {base: x}}").jobs == ()
