"""From a CI step through targets to the commands that are really run, line by line."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.wiring.commands.ci_commands import ContinuousRun, called_workflows, ci_runs
from analyzer.wiring.commands.reach import MAX_DEPTH, Failure, Reached, command_text, follow
from tests.support.snapshots import snapshot

CI = ".github/workflows/ci.yml"
STOPS, UNNOTICED, MASKED = Failure.STOPS, Failure.UNNOTICED, Failure.MASKED


def lines(each: Reached) -> list[str]:
    return [f"{place.path}:{place.line}" for place in each.trail]


def runs(
    files: Mapping[str, str], script: str, directory: str = ""
) -> list[tuple[str, str, Failure, list[str]]]:
    """(words, directory, failure, trail) of everything that a script at line 10 of ci.yml runs."""
    found = follow(snapshot(files), script, "ci.yml", 10, directory)
    return [(command_text(each), each.directory, each.failure, lines(each)) for each in found]


def commands(files: Mapping[str, str], script: str) -> list[str]:
    return [words for words, *_ in runs(files, script)]


MAKE = {"Makefile": ".PHONY: test\ntest: lint\n\n\tpytest -q\n\nlint:\n\t@ruff check\n"}


def test_a_command_of_no_target_stands_for_itself() -> None:
    assert runs({}, "pip install x\n\nsudo env A=1 pytest -q", "svc") == [
        ("pip install x", "svc", STOPS, ["ci.yml:10"]),
        ("pytest -q", "svc", STOPS, ["ci.yml:12"]),
    ]


def test_the_trail_names_every_line_on_the_way() -> None:
    assert runs(MAKE, "echo hi\nmake test")[1:] == [
        ("pytest -q", "", STOPS, ["ci.yml:11", "Makefile:2", "Makefile:4"]),
        ("ruff check", "", STOPS, ["ci.yml:11", "Makefile:6", "Makefile:7"]),
    ]
    assert follow(snapshot(MAKE), "make test", "ci.yml", 1)[0].place.line == 4


@pytest.mark.parametrize(
    ("path", "content", "call", "words", "place"),
    [
        ("Makefile", "all: t\nt:\n\tpytest\n", "make", "pytest", "Makefile:3"),
        ("Makefile", "t:\n\tpytest\n", "make -C . t", "pytest", "Makefile:2"),
        ("justfile", "t:\n    pytest\n", "just t", "pytest", "justfile:2"),
        ("tox.ini", "[testenv]\ndeps = x\ncommands =\n    pytest\n", "tox -e py311", "pytest", "tox.ini:4"),
        ("noxfile.py", "import nox\n@nox.session\ndef t(s):\n    s.run('pytest')\n", "nox -s t", "pytest", "noxfile.py:4"),
        ("package.json", '{"scripts": {\n "test": "jest"\n}}', "npm test", "jest", "package.json:2"),
        ("package.json", '{"scripts": {\n "ci": "jest"\n}}', "npm run ci", "jest", "package.json:2"),
        ("ci/run.sh", "#!/bin/sh\nset -e\npytest\n", "./ci/run.sh", "pytest", "ci/run.sh:3"),
        ("ci/run.sh", "set -e\npytest\n", "bash -x ci/run.sh", "pytest", "ci/run.sh:2"),
        ("compose.yaml", "services:\n  t:\n    command: pytest\n", "docker compose run t", "pytest", "compose.yaml:3"),
        ("compose.yaml", "services:\n  t:\n    image: x\n", "docker-compose run t pytest", "pytest", "compose.yaml:2"),
        ("x.txt", "", "docker run --rm image pytest", "pytest", "ci.yml:10"),
        ("x.txt", "", "docker run --rm image sh -c 'pytest'", "pytest", "ci.yml:10"),
        ("pyproject.toml", "[tool.poe.tasks]\nt = 'pytest'\n", "poe t", "pytest", "pyproject.toml:2"),
        ("Taskfile.yml", "version: '3'\ntasks:\n  t:\n    cmds:\n      - pytest\n", "task t", "pytest", "Taskfile.yml:5"),
    ],
)  # fmt: skip
def test_targets_are_followed(path: str, content: str, call: str, words: str, place: str) -> None:
    (found,) = runs({path: content}, call)
    assert (found[0], found[3][-1], found[2]) == (words, place, STOPS)


@pytest.mark.parametrize(
    "call",
    ["make -n test", "make help", "makefile test", "echo make test", "make -C elsewhere test", "# make test"],
)
def test_what_does_not_run_a_target_is_not_followed(call: str) -> None:
    assert not {"pytest -q", "ruff check"} & set(commands(MAKE, call))


def test_a_target_runs_beside_its_file_and_a_shell_script_where_it_is_called() -> None:
    files = {"svc/Makefile": "t:\n\tcd inner && pytest\n", "ci.sh": "set -e\npytest\n"}
    assert ("pytest", "svc/inner") in [each[:2] for each in runs(files, "make -C svc t")]
    assert runs(files, "cd svc\nbash ../ci.sh")[-1][:2] == ("pytest", "svc")
    assert runs(files, "cd ../../.. && pytest")[-1][:2] == ("pytest", "")


@pytest.mark.parametrize(
    ("files", "script"),
    [
        ({"Makefile": "a: b\n\tmake b\nb: a\n\tmake a\n\tpytest\n"}, "make a"),
        ({"Makefile": "a:\n\t./a.sh\n", "a.sh": "make a\npytest\n"}, "make a"),
        ({"a.sh": "bash a.sh\npytest\n"}, "bash a.sh"),
        ({"package.json": '{"scripts": {"test": "npm test && pytest"}}'}, "npm test"),
        ({"Makefile": "a:\n\tpytest\n\tdocker build .\n", "Dockerfile": "FROM x\nRUN make a\n"}, "make a"),
    ],
)
def test_loops_end(files: Mapping[str, str], script: str) -> None:
    assert set(commands(files, script)) >= {"pytest"}
    assert len(commands(files, script)) < 5


def test_a_chain_longer_than_the_limit_ends() -> None:
    depth = MAX_DEPTH + 5
    recipes = "".join(f"t{number}:\n\tmake t{number + 1}\n" for number in range(depth))
    assert commands({"Makefile": f"{recipes}t{depth}:\n\tpytest\n"}, "make t0") != ["pytest"]
    assert commands({"Makefile": f"{recipes}t{depth}:\n\tpytest\n"}, f"make t{depth - 3}") == ["pytest"]


@pytest.mark.parametrize(
    ("files", "script", "failure"),
    [
        (MAKE, "make test", STOPS),
        (MAKE, "make test || true", MASKED),
        (MAKE, "make test | tee log", UNNOTICED),
        (MAKE, "set -o pipefail\nmake test | tee log", STOPS),
        (MAKE, "if make test; then echo ok; fi", MASKED),
        ({"Makefile": "test:\n\tpytest -q || true\n"}, "make test", MASKED),
        ({"Makefile": "test:\n\t-pytest -q\n"}, "make test", MASKED),
        ({"ci.sh": "pytest -q\necho done\n"}, "bash ci.sh", UNNOTICED),
        ({"ci.sh": "set -e\npytest -q\necho done\n"}, "bash ci.sh", STOPS),
        ({"ci.sh": "echo start\npytest -q\n"}, "bash ci.sh", STOPS),
        ({"ci.sh": "set -e\npytest -q\n"}, "bash ci.sh || true", MASKED),
        ({"tox.ini": "[testenv]\ncommands =\n    - pytest -q\n"}, "tox -e py", MASKED),
        ({"Dockerfile": "FROM x\nRUN pytest -q || true\n"}, "docker build .", MASKED),
        ({"Dockerfile": "FROM x\nRUN pytest -q\n"}, "docker build . || true", MASKED),
        ({}, "docker run image pytest -q || true", MASKED),
    ],
)  # fmt: skip
def test_a_swallowed_failure_is_swallowed_all_the_way_down(
    files: Mapping[str, str], script: str, failure: Failure
) -> None:
    assert {each[2] for each in runs(files, script) if each[0] == "pytest -q"} == {failure}


def test_a_target_called_twice_counts_for_the_call_whose_failure_counts() -> None:
    found = [each[2] for each in runs(MAKE, "make test || true\nmake test") if each[0] == "pytest -q"]
    assert found == [MASKED, STOPS]


@pytest.mark.parametrize(
    ("call", "reached"),
    [
        ("docker build svc", True),
        ("docker build -t name:tag svc", True),
        ("docker build svc -t name:tag", True),
        ("docker build svc --file svc/Dockerfile --tag x", True),
        ("docker buildx build --push -t x svc", True),
        ("podman build -f svc/Dockerfile .", True),
        ("cd svc && docker build .", True),
        ("cd svc && docker build . -t x", True),
        ("docker build .", False),
        ("docker pull svc", False),
        ("docker build -f other/Dockerfile svc", False),
    ],
)
def test_building_an_image_runs_its_build_steps(call: str, reached: bool) -> None:
    files = {"svc/Dockerfile": "FROM python:3.12 AS test\n\nRUN pytest -q\nFROM test\nCMD x\n"}
    found = [each for each in runs(files, call) if each[0] == "pytest -q"]
    assert bool(found) is reached
    assert all(each[3] == ["ci.yml:10", "svc/Dockerfile:3"] for each in found)


@given(
    st.lists(
        st.sampled_from(
            ["t", "u", "v", "make t", "make u", "bash s.sh", "docker build .", "\t", "\n", "|| true", ":"]
        ),
        max_size=12,
    )
)
def test_any_tangle_of_targets_ends_with_places_in_their_files(words: list[str]) -> None:
    text = " ".join(words)
    files = {
        "Makefile": f"t:\n\t{text}\nu: t\n\t{text}\n",
        "s.sh": text,
        "Dockerfile": f"FROM x\nRUN {text}\n",
    }
    for each in follow(snapshot(files), text, "ci.yml", 1):
        assert len(each.trail) <= MAX_DEPTH + 3
        assert each.trail[0].path == "ci.yml"
        assert all(1 <= place.line <= files.get(place.path, text).count("\n") + 1 for place in each.trail)


# -- pipelines -------------------------------------------------------------------------------------


def continuous(files: Mapping[str, str]) -> list[ContinuousRun]:
    return [each for each in ci_runs(snapshot(files)) if each.reached.words[0] == "pytest"]


def workflow(steps: str, head: str = "on: push\n", job: str = "") -> str:
    return f"{head}jobs:\n  t:\n    runs-on: x\n{job}    steps:\n{steps}"


def test_a_step_is_followed_with_the_line_it_stands_on() -> None:
    text = workflow(
        "      - uses: actions/checkout@v4\n      - run: |\n          echo hi\n          make test\n"
    )
    (found,) = continuous({CI: text, **MAKE})
    assert lines(found.reached) == [f"{CI}:9", "Makefile:2", "Makefile:4"]
    assert (found.pipeline.path, found.job.id, found.step.line) == (CI, "t", 7)


def test_the_working_directory_of_a_step_is_where_it_runs() -> None:
    (found,) = continuous({CI: workflow("      - run: pytest\n        working-directory: svc\n")})
    assert found.reached.directory == "svc"


RUN = "      - run: pytest\n"


@pytest.mark.parametrize(
    ("text", "failures"),
    [
        (workflow(RUN), [STOPS]),
        (workflow(RUN + "        continue-on-error: true\n"), [MASKED]),
        (workflow(RUN, job="    continue-on-error: true\n"), [MASKED]),
        (workflow("      - run: pytest || true\n"), [MASKED]),
        (workflow("      - run: pytest | tee log\n"), [UNNOTICED]),
        (workflow("      - run: pytest | tee log\n        shell: bash\n"), [STOPS]),
        (workflow(RUN + "        if: false\n"), []),
        (workflow(RUN, job="    if: false\n"), []),
        (workflow(RUN, head="on: workflow_call\n"), []),
        (workflow(RUN, head="on: [workflow_call, push]\n"), [STOPS]),
    ],
)
def test_what_an_active_job_runs_and_whether_its_failure_counts(text: str, failures: list[Failure]) -> None:
    assert [each.reached.failure for each in continuous({CI: text})] == failures


ACTION = "runs:\n  using: composite\n  steps:\n    - run: pytest\n      shell: bash\n"


@pytest.mark.parametrize("path", [".github/actions/test/action.yml", ".github/actions/test/action.yaml"])
def test_composite_actions_are_followed(path: str) -> None:
    (found,) = continuous({CI: workflow("      - uses: ./.github/actions/test\n"), path: ACTION})
    assert lines(found.reached) == [f"{path}:4"] and found.reached.failure is STOPS


def test_a_composite_action_whose_failure_is_ignored_is_masked() -> None:
    step = "      - uses: ./act\n        continue-on-error: true\n"
    (found,) = continuous({CI: workflow(step), "act/action.yml": ACTION})
    assert found.reached.failure is MASKED


@pytest.mark.parametrize("use", ["octo/act@v1", "./elsewhere", "./../../act"])
def test_other_actions_are_not(use: str) -> None:
    files = {CI: workflow(f"      - uses: {use}\n"), "octo/act/action.yml": ACTION}
    assert continuous(files) == []


def caller(path: str, head: str = "on: push\n", more: str = "") -> str:
    return f"{head}jobs:\n  call:\n    uses: ./.github/workflows/{path}\n{more}"


REUSABLE = workflow(RUN, head="on: workflow_call\n")


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"a": caller("b.yml"), "b": REUSABLE}, ["b"]),
        ({"a": caller("b.yml"), "b": caller("c.yml", head="on: workflow_call\n"), "c": REUSABLE}, ["c"]),
        ({"b": REUSABLE}, []),
        ({"b": caller("c.yml", head="on: workflow_call\n"), "c": REUSABLE}, []),
        ({"b": caller("c.yml", head="on: workflow_call\n"), "c": caller("b.yml", head="on: workflow_call\n")}, []),
        ({"a": caller("b.yml", more="    if: false\n"), "b": REUSABLE}, []),
        ({"a": caller("nowhere.yml"), "b": REUSABLE}, []),
    ],
)  # fmt: skip
def test_reusable_workflows_run_where_something_that_starts_calls_them(
    files: Mapping[str, str], paths: list[str]
) -> None:
    named = {f".github/workflows/{name}.yml": text for name, text in files.items()}
    found = continuous(named)
    assert [each.pipeline.path for each in found] == [f".github/workflows/{path}.yml" for path in paths]
    assert {each.pipeline.path for each in found} <= called_workflows(snapshot(named))


@pytest.mark.parametrize("key", ["entrypoint", "run", "command"])
def test_a_manifest_handed_to_a_remote_runner_is_followed(key: str) -> None:
    files = {
        CI: workflow("      - run: sky launch jobs/test.yaml\n"),
        "jobs/test.yaml": f"name: x\n{key}: |\n  set -e\n  pytest\n",
    }
    (found,) = continuous(files)
    assert lines(found.reached) == [f"{CI}:6", "jobs/test.yaml:4"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("jobs/test.yaml", "name: x\n"),
        ("jobs/test.yaml", "- run: pytest\n"),
        ("jobs/test.yaml", "run: [pytest]\n"),
        ("jobs/test.yaml", "run: {a: pytest}\n"),
        ("jobs/test.yaml", "{"),
        ("elsewhere.yaml", "run: pytest\n"),
    ],
)
def test_other_yaml_is_no_manifest(path: str, content: str) -> None:
    assert continuous({CI: workflow("      - run: sky launch jobs/test.yaml\n"), path: content}) == []


MOUNTED = {
    "compose.yaml": "services:\n  base:\n    build: .\n    volumes:\n      - .:/srv/shop:ro\n"
    "  api:\n    extends:\n      service: base\n    depends_on: [cache]\n  cache:\n    image: redis\n",
    "Dockerfile": "FROM python:3.12\nWORKDIR /code\nCOPY . .\n",
    "shop/__init__.py": "",
    "tests/test_x.py": "def test_x():\n    assert 1\n",
}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("docker-compose exec api pytest /srv/shop --cov=shop", "pytest . --cov=shop"),
        ("docker compose run --rm api pytest /srv/shop/tests", "pytest tests"),
        ("docker compose run base pytest /code/tests::x", "pytest tests::x"),
        (
            "docker compose run -v ./tests:/t api pytest --rootdir=/t /elsewhere",
            "pytest --rootdir=tests /elsewhere",
        ),
        ("docker run -v $(pwd):/w image pytest /w/tests", "pytest tests"),
        ('docker run -v "$PWD/tests":/w image pytest /w', "pytest tests"),
        ("docker run image pytest /code/tests", "pytest tests"),
        ("docker run -v /etc:/etc image cat /etc/passwd", "cat /etc/passwd"),
    ],
)
def test_paths_in_a_container_are_those_of_what_is_mounted_or_copied(call: str, words: str) -> None:
    assert commands(MOUNTED, call) == [words]


def test_services_that_another_needs_do_not_get_its_command() -> None:
    assert len(runs(MOUNTED, "docker compose run api pytest")) == 1


@pytest.mark.parametrize(
    "call",
    [
        "nox -s t",
        "nox -s t-3.11",
        "nox --session 't-${{ matrix.python-version }}(extra=None, pandas=None)'",
        "nox -s \"t-${PYTHON_VERSION}(pandas='${PANDAS}')\"",
        "nox -db uv --non-interactive --session t-{{matrix.python}}",
        "nox -s lint,t",
    ],
)
def test_a_nox_session_is_found_whatever_its_interpreter_and_parameters(call: str) -> None:
    files = {"noxfile.py": "import nox\n@nox.session\ndef t(s):\n    s.run('pytest')\n"}
    assert commands(files, call) == ["pytest"]


@pytest.mark.parametrize(
    ("path", "first", "followed"),
    [
        (".buildkite/run-tests", "#!/usr/bin/env bash", True),
        ("bin/check", "#!/bin/sh", True),
        ("run_tests", "#!/bin/bash -e", True),
        ("bin/check", "#!/usr/bin/env python", False),
        ("bin/check", "pytest", False),
    ],
)
def test_a_script_without_an_ending_is_one_by_its_first_line(path: str, first: str, followed: bool) -> None:
    found = commands({path: f"{first}\nset -e\npytest -q\n"}, f"./{path}")
    assert ("pytest -q" in found) is followed


@pytest.mark.parametrize(
    ("uses", "option", "followed"),
    [
        ("nick-fields/retry@v3", "command", True),
        ("Wandalen/wretry.action@v1", "command", True),
        ("acme/actions/retry@main", "run", True),
        ("addnab/docker-run-action@v3", "run", True),
        ("appleboy/ssh-action@v1", "script", False),
        ("acme/retry-not@v1", "command", False),
    ],
)
def test_a_script_handed_to_an_action_that_runs_it(uses: str, option: str, followed: bool) -> None:
    workflow = (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n"
        f"      - uses: {uses}\n        with:\n          {option}: |\n            make test\n"
    )
    found = ci_runs(snapshot({**MAKE, CI: workflow}))
    assert ("pytest -q" in [command_text(each.reached) for each in found]) is followed
