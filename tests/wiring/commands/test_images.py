"""What building and starting images runs: stages, compose services, bake files, containers by their names."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.wiring.commands.reach import Failure, command_text, follow
from tests.support.snapshots import snapshot

Files = Mapping[str, str]
STOPS, UNNOTICED = Failure.STOPS, Failure.UNNOTICED

STAGES = """\
FROM python:3.12 AS base
WORKDIR /app
COPY . .
RUN pip install .
FROM base AS test
RUN pytest -q
FROM base AS lint
RUN ruff check
FROM base
CMD ["serve"]
"""
LAST = STAGES.replace("FROM base\nCMD", "FROM base\nCOPY --from=test /app/report /report\nCMD")
MOUNTED = STAGES.replace("FROM base\nCMD", "FROM base\nRUN --mount=type=bind,from=test,target=/x ls\nCMD")


def runs(files: Files, script: str) -> dict[str, Failure]:
    """The commands of tests and linters that a script reaches, with what their failure does."""
    found = follow(snapshot(files), script, "ci.yml", 1)
    return {text: each.failure for each in found if (text := command_text(each)).split()[0] in ("pytest", "ruff")}  # fmt: skip


@pytest.mark.parametrize(
    ("dockerfile", "script", "expected"),
    [
        (STAGES, "docker build --target test .", ["pytest -q"]),
        (STAGES, "docker build --target=lint -t x .", ["ruff check"]),
        (STAGES, "docker buildx build --load --target TEST .", ["pytest -q"]),
        (STAGES, "podman build --target test .", ["pytest -q"]),
        (STAGES, "docker build .", []),
        (STAGES, "docker build --target base .", []),
        (STAGES, "docker build --target 1 .", ["pytest -q"]),
        (LAST, "docker build .", ["pytest -q"]),
        (MOUNTED, "docker build .", ["pytest -q"]),
        (STAGES, "docker pull x", []),
    ],
)
def test_the_stages_that_the_wanted_one_needs_are_built(
    dockerfile: str, script: str, expected: list[str]
) -> None:
    assert list(runs({"Dockerfile": dockerfile}, script)) == expected


@pytest.mark.parametrize(
    ("dockerfile", "script", "directory"),
    [
        ("FROM x\nWORKDIR /app\nCOPY . .\nRUN pytest", "docker build .", ""),
        ("FROM x\nWORKDIR /app\nCOPY svc .\nRUN pytest", "docker build .", "svc"),
        ("FROM x\nWORKDIR /app\nCOPY svc/ /app/\nRUN pytest", "docker build .", "svc"),
        ("FROM x\nCOPY . /app\nWORKDIR /app/svc\nRUN pytest", "docker build .", "svc"),
        ("FROM x\nWORKDIR /app\nCOPY svc/a.py .\nRUN pytest", "docker build .", ""),
        ("FROM x AS b\nWORKDIR /app\nFROM b\nCOPY svc .\nRUN pytest", "docker build .", "svc"),
        ("FROM x\nRUN pytest", "docker build -f Dockerfile svc", "svc"),
    ],
)
def test_a_step_runs_in_what_was_copied_to_its_place(dockerfile: str, script: str, directory: str) -> None:
    found = follow(snapshot({"Dockerfile": dockerfile, "svc/a.py": ""}), script, "ci.yml", 1)
    assert [each.directory for each in found if each.words == ("pytest",)] == [directory]


def test_paths_below_the_working_directory_are_those_of_the_repository() -> None:
    files = {"Dockerfile": "FROM x\nWORKDIR /app\nCOPY . .\nRUN pytest /app/tests\n"}
    assert runs(files, "docker build .") == {"pytest ./tests": STOPS}


def compose(text: str, name: str = "compose.yaml") -> Files:
    return {name: f"services:\n{text}"}


SUT = "  sut:\n    image: x\n    command: pytest\n    depends_on: [db]\n  db:\n    image: y\n    command: ruff\n"
PROFILED = (
    "  sut:\n    image: x\n    command: pytest\n    profiles: [qa]\n  db:\n    image: y\n    command: ruff\n"
)
BUILT = "  sut:\n    build: {context: ., target: test}\n    command: ls\n"


@pytest.mark.parametrize(
    ("files", "script", "expected"),
    [
        (compose(SUT), "docker compose up --exit-code-from sut", {"pytest": STOPS, "ruff": UNNOTICED}),
        (compose(SUT), "docker-compose up --abort-on-container-exit", {"pytest": STOPS, "ruff": STOPS}),
        (compose(SUT), "docker compose up --abort-on-container-failure sut", {"pytest": STOPS, "ruff": STOPS}),
        (compose(SUT), "docker compose up", {"pytest": UNNOTICED, "ruff": UNNOTICED}),
        (compose(SUT), "docker compose up -d sut", {"pytest": UNNOTICED, "ruff": UNNOTICED}),
        (compose(SUT), "docker compose up -d db", {"ruff": UNNOTICED}),
        (compose(SUT), "docker compose run --rm sut", {"pytest": STOPS, "ruff": STOPS}),
        (compose(SUT), "docker compose wait sut", {"pytest": STOPS, "ruff": STOPS}),
        (compose(SUT), "docker compose down", {}),
        ({**compose(SUT), **compose("  db:\n    image: x\n    command: pytest -x\n", "compose.debug.yaml")}, "docker compose run db", {"ruff": STOPS}),
        (compose("  db:\n    image: x\n    command: pytest -x\n", "compose.debug.yaml"), "docker compose run db", {"pytest -x": STOPS}),
        (compose(SUT, "docker-compose.test.yml"), "docker compose -f docker-compose.test.yml up --exit-code-from sut", {"pytest": STOPS, "ruff": UNNOTICED}),
        ({**compose(SUT, "docker-compose.test.yml"), **compose("  a:\n    image: x\n    command: ls\n")}, "docker compose up --exit-code-from sut", {}),
        (compose(PROFILED), "docker compose up --abort-on-container-exit", {"ruff": STOPS}),
        (compose(PROFILED), "docker compose --profile other up --abort-on-container-exit", {"ruff": STOPS}),
        (compose(PROFILED), "docker compose --profile qa up --abort-on-container-exit", {"pytest": STOPS, "ruff": STOPS}),
        (compose(PROFILED), "docker compose --profile '*' up --abort-on-container-exit", {"pytest": STOPS, "ruff": STOPS}),
        (compose(PROFILED), "docker compose --profile $NAME up --abort-on-container-exit", {"pytest": STOPS, "ruff": STOPS}),
        (compose(PROFILED), "docker compose up --abort-on-container-exit sut", {"pytest": STOPS}),
        (compose(PROFILED), "docker compose run --rm sut", {"pytest": STOPS}),
        ({**compose(PROFILED), ".env": "COMPOSE_PROFILES=a,qa\n"}, "docker compose up --abort-on-container-exit", {"pytest": STOPS, "ruff": STOPS}),
        ({**compose(PROFILED), ".env": "COMPOSE_PROFILES=a\n"}, "docker compose up --abort-on-container-exit", {"ruff": STOPS}),
        ({**compose(BUILT), "Dockerfile": STAGES}, "docker compose build sut", {"pytest -q": STOPS}),
        ({**compose(BUILT), "Dockerfile": STAGES}, "docker compose build", {"pytest -q": STOPS}),
        ({**compose(BUILT), "Dockerfile": STAGES}, "docker compose build db", {}),
        ({**compose(BUILT), "Dockerfile": STAGES}, "docker compose up --build -d", {"pytest -q": UNNOTICED}),
        ({**compose("  sut:\n    build: .\n"), "Dockerfile": 'FROM x\nCMD ["pytest", "-q"]\n'}, "docker compose run --rm sut", {"pytest -q": STOPS}),
        ({**compose("  sut:\n    build: .\n"), "Dockerfile": 'FROM x\nCMD ["pytest", "-q"]\n'}, "docker compose run --rm sut ruff", {"ruff": STOPS}),
    ],
)  # fmt: skip
def test_compose_ends_with_the_status_it_is_told_to(
    files: Files, script: str, expected: dict[str, Failure]
) -> None:
    assert runs(files, script) == expected


ENTRY = 'FROM x\nENTRYPOINT ["pytest"]\nCMD ["-q"]\n'


@pytest.mark.parametrize(
    ("dockerfile", "script", "expected"),
    [
        ("FROM x\nCMD pytest -q\n", "docker build -t t . && docker run --rm t", ["pytest -q"]),
        (ENTRY, "docker build -t t .\ndocker run --rm t", ["pytest -q"]),
        (ENTRY, "docker build -t t .\ndocker run --rm t qa", ["pytest qa"]),
        (ENTRY, "docker build -t t .\ndocker run --rm other", []),
        (f"{STAGES.replace('serve', 'x')}", "docker build -t t .\ndocker run t", []),
        ("FROM x AS a\nCMD pytest\nFROM a\nRUN ls\n", "docker build -t t .\ndocker run t", ["pytest"]),
        ("FROM x AS a\nCMD pytest\nFROM a\nENTRYPOINT ls\n", "docker build -t t .\ndocker run t", []),
    ],
)
def test_a_container_of_an_image_that_is_built_runs_its_start(
    dockerfile: str, script: str, expected: list[str]
) -> None:
    indented = script.replace("\n", "\n          ")
    ci = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          {indented}\n"
    assert list(runs({"Dockerfile": dockerfile, ".github/workflows/a.yml": ci}, script)) == expected


@pytest.mark.parametrize(
    ("files", "script"),
    [
        ({**compose("  t:\n    build: .\n    command: /srv/ci/t.sh\n"), "Dockerfile": "FROM x\nCOPY . /srv\n"}, "docker compose run t"),
        ({**compose("  t:\n    image: x\n    volumes: ['.:/srv']\n    command: /srv/ci/t.sh\n")}, "docker compose run t"),
        ({**compose("  t:\n    image: x\n    command: /t.sh\n")}, "docker compose run t"),
        ({**compose("  t:\n    build: .\n"), "Dockerfile": 'FROM x\nCOPY ci/t.sh /t.sh\nCMD ["/t.sh"]\n'}, "docker compose run t"),
        ({**compose("  t:\n    image: x\n    command: /t.sh\n", "ci/c.yaml")}, 'docker compose -f "$here/ci/c.yaml" run t'),
    ],
)  # fmt: skip
def test_a_script_of_a_container_is_the_repository_s(files: Files, script: str) -> None:
    assert runs({**files, "ci/t.sh": "set -e\npytest -q\n"}, script) == {"pytest -q": STOPS}


HCL = """\
group "default" {
  targets = ["app"]
}
group "checks" {
  targets = ["test"]
}
target "app" {
  context = "."
}
target "test" {
  inherits = ["app"]
  target = "test"
}
"""
JSON = '{"group": {"default": {"targets": ["t"]}}, "target": {"t": {"target": "test", "context": "."}}}'


@pytest.mark.parametrize(
    ("files", "script", "expected"),
    [
        ({"docker-bake.hcl": HCL}, "docker buildx bake test", ["pytest -q"]),
        ({"docker-bake.hcl": HCL}, "docker buildx bake --load checks", ["pytest -q"]),
        ({"docker-bake.hcl": HCL}, "docker buildx bake", []),
        ({"docker-bake.hcl": HCL}, "docker buildx bake nothing", []),
        ({"docker-bake.json": JSON}, "docker bake", ["pytest -q"]),
        ({"ci/b.hcl": HCL}, "docker buildx bake -f ci/b.hcl test", ["pytest -q"]),
        ({"compose.yaml": f"services:\n{BUILT}"}, "docker buildx bake sut", ["pytest -q"]),
    ],
)
def test_bake_builds_what_its_files_say(files: Files, script: str, expected: list[str]) -> None:
    assert list(runs({"Dockerfile": STAGES, **files}, script)) == expected


PIECES = ["FROM a AS b\n", "FROM b\n", "FROM 0 AS a\n", "COPY --from=b x y\n", "WORKDIR /../x\n", "RUN pytest\n", "ENTRYPOINT x\n", "CMD []\n", "COPY . ..\n", "ADD\n"]  # fmt: skip


@given(
    st.lists(st.sampled_from(PIECES), max_size=12),
    st.lists(st.sampled_from([*HCL.splitlines(), '"']), max_size=12),
)
def test_any_build_file_and_bake_file_end(pieces: list[str], lines: list[str]) -> None:
    files = {"Dockerfile": "".join(pieces), "docker-bake.hcl": "\n".join(lines)}
    script = "docker build -t t --target b .\ndocker run t\ndocker buildx bake test default"
    assert len(follow(snapshot(files), script, "ci.yml", 1)) < 60
