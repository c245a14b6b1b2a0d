from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/__main__.py": "print('serving')\n", "svc/app.py": "app = object()\n"}
FILES = {
    **SERVICE,
    "start.sh": "#!/bin/sh\nexec python -m svc\n",
    "dvc.yaml": "stages:\n  serve:\n    cmd: python svc/app.py\n    outs: [a.pkl]\n",
    "docker/enter": "#!/usr/bin/env Rscript\nplumber::plumb('api.R')$run()\n",
    "docker/entry.sh": '#!/bin/bash\nexec "$@"\n',
}
ELSEWHERE = "which is not a file of this repository"

LEVELS = {
    "a module": ('FROM x\nCMD ["python", "-m", "svc"]', Level.WIRED, 2, "starts svc/__main__.py (python -m svc)"),
    "an application of a server": (
        "FROM x\nWORKDIR /app\nCOPY . .\nCMD uvicorn svc.app:app --port 80", Level.WIRED, 4, "starts svc/app.py"),
    "a quoted application": ("FROM x\nCMD gunicorn -w 4 -b :80 'svc.app:app'", Level.WIRED, 2, "starts svc/app.py"),
    "a copied file": (
        'FROM x\nCOPY svc /srv/svc\nENTRYPOINT ["python"]\nCMD ["/srv/svc/app.py"]', Level.WIRED, 3, "svc/app.py"),
    "an application in a variable": (
        'FROM x\nENV FLASK_APP=svc.app\nCMD ["flask", "run"]', Level.WIRED, 3, "svc/app.py"),
    "a program without an ending": (
        'FROM x\nCOPY docker/enter .\nENTRYPOINT ["./enter"]', Level.WIRED, 3, "starts docker/enter (./enter)"),
    "an entry script": ('FROM x\nENTRYPOINT ["sh", "start.sh"]', Level.WIRED, 2, "svc/__main__.py"),
    "an entry script that hands over": (
        'FROM x\nCOPY docker/entry.sh /entry.sh\nENTRYPOINT ["/entry.sh"]\nCMD ["gunicorn", "svc.app:app"]',
        Level.WIRED, 4, "svc/app.py"),
    "an entry script in shell form that hands over": (
        'FROM x\nCOPY docker/entry.sh /entry.sh\nENTRYPOINT /entry.sh $0 $@\nCMD ["gunicorn", "svc.app:app"]',
        Level.WIRED, 4, "svc/app.py"),
    "a module that waits for a debugger": (
        'FROM x\nCMD ["python", "-m", "debugpy", "--listen", ":5", "--wait-for-client", "-m", "svc"]',
        Level.SUBSTANTIVE, 2, "starts once a debugger attaches (python -m debugpy --listen :5 --wait-for-client -m svc)"),
    "a module that a debugger may attach to": (
        'FROM x\nCMD ["python", "-m", "debugpy", "--listen", ":5", "-m", "svc"]', Level.WIRED, 2, "starts svc/__main__.py"),
    "a module of somebody else": (
        'FROM x\nCMD ["python", "-m", "elsewhere"]', Level.SUBSTANTIVE, 2, f"python -m elsewhere, {ELSEWHERE}"),
    "a server of somebody else": ('FROM x\nCMD ["mlflow", "server"]', Level.SUBSTANTIVE, 2, f"mlflow server, {ELSEWHERE}"),
    "an echo before a server": ("FROM x\nCMD echo ready && mlflow server", Level.SUBSTANTIVE, 2, "starts mlflow server,"),
    "a pipeline that is copied": (
        'FROM x\nCOPY --chown=a dvc.yaml ./\nCMD ["dvc", "repro"]', Level.WIRED, 3, "starts svc/app.py (dvc repro"),
    "a pipeline that is copied with all": ("FROM x\nCOPY . .\nCMD uv run dvc repro", Level.WIRED, 3, "starts svc/app.py"),
    "a pipeline that is not copied": (
        "FROM x\nCOPY svc svc\nCMD dvc repro", Level.SUBSTANTIVE, 3, f"dvc repro, {ELSEWHERE}"),
    "a pipeline of another stage": (
        "FROM x AS a\nFROM x\nCOPY --from=a dvc.yaml .\nCMD dvc repro", Level.SUBSTANTIVE, 4, f"dvc repro, {ELSEWHERE}"),
    "a pipeline that is only drawn": ("FROM x\nCOPY . .\nCMD dvc dag", Level.SUBSTANTIVE, 3, f"dvc dag, {ELSEWHERE}"),
    "a server of notebooks of R": ('FROM rocker/verse:4.4\nCMD ["/init"]', Level.PRESENT, 2, "starts only /init"),
    "a server of pages of R": ('FROM rocker/shiny:4.4\nCMD ["/init"]', Level.SUBSTANTIVE, 2, f"starts /init, {ELSEWHERE}"),
    "a server and a wait for it": ("FROM x\nCMD mlflow server & wait", Level.SUBSTANTIVE, 2, f"starts mlflow server, {ELSEWHERE}"),
    "a notebook server": ('FROM x\nCMD ["jupyter", "lab"]', Level.PRESENT, 2, "starts only jupyter lab"),
    "a shell": ('FROM x\nCMD ["bash"]', Level.PRESENT, 2, "starts only bash"),
    "a notebook to edit": ('FROM x\nCMD ["marimo", "edit", "svc/app.py"]', Level.PRESENT, 2, "starts only marimo edit"),
    "a notebook as a page": ('FROM x\nCMD ["marimo", "run", "svc/app.py"]', Level.WIRED, 2, "starts svc/app.py"),
    "an echo": ("FROM x\nCMD echo ready", Level.PRESENT, 2, "echo ready"),
    "no start command": ("FROM x\nRUN pip install y", Level.PRESENT, 1, "image from x; it sets no start command"),
    "a base image in a later stage": (
        "FROM x AS build\nRUN make\nFROM y\nCOPY --from=build /a /a", Level.PRESENT, 1, "image from y;"),
    "one instruction in the first of two stages": ("FROM x AS build\nRUN make\nFROM y", Level.PRESENT, 1, "image from y;"),
    "a module only in an earlier stage": (
        'FROM x AS build\nCMD ["python", "-m", "svc"]\nFROM x\nCMD ["bash"]', Level.PRESENT, 4, "starts only bash"),
}  # fmt: skip


KEDRO = {
    "src/shop/pipeline_registry.py": "from kedro.framework.project import find_pipelines\n",
    "src/shop/nodes.py": "import pandas\n",
}
PROJECTS = {
    "a Kedro project": ("COPY . .", "kedro run", Level.WIRED),
    "a Kedro project through a wrapper": ("COPY . .", "uv run kedro run --pipeline train", Level.WIRED),
    "the folder of a Kedro project": ("COPY src src", "kedro run", Level.WIRED),
    "a Kedro project that is not copied": ("COPY conf conf", "kedro run", Level.SUBSTANTIVE),
    "a page about a Kedro project": ("COPY . .", "kedro viz", Level.SUBSTANTIVE),
}


@pytest.mark.parametrize(("copy", "command", "level"), PROJECTS.values(), ids=PROJECTS)
def test_an_image_may_start_what_a_project_registers(copy: str, command: str, level: Level) -> None:
    finding = run(
        "dockerfile", snapshot({**KEDRO, "Dockerfile": f"FROM x\n{copy}\nCMD {command}\n", "conf/a": ""})
    )
    assert finding.level is level
    assert ("starts src/shop/pipeline_registry.py" in finding.evidence[0].note) is (level is Level.WIRED)


def test_without_a_registry_the_command_starts_nothing_of_ours() -> None:
    files = {"src/shop/nodes.py": "import kedro\n", "Dockerfile": "FROM x\nCOPY . .\nCMD kedro run\n"}
    assert run("dockerfile", snapshot(files)).level is Level.SUBSTANTIVE


@pytest.mark.parametrize(("text", "level", "line", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_what_the_last_stage_starts(text: str, level: Level, line: int, words: str) -> None:
    finding = run("dockerfile", snapshot({"Dockerfile": text, **FILES}))
    assert_found(finding, level, f"Dockerfile:{line}", words)
    assert len(finding.evidence) == 1


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "dockerfile",
        "Containerfile",
        "docker/Dockerfile.gpu",
        "api.dockerfile",
        "Dockerfiles/tf/Dockerfile",
    ],
)
def test_any_of_the_file_names_counts(path: str) -> None:
    finding = run("dockerfile", snapshot({path: "FROM alpine\nRUN true\n"}))
    assert_found(finding, Level.PRESENT, f"{path}:1", "container image from alpine")


LOOK_ALIKES = {
    "a template": ("src/templates/dockerfile.j2", "FROM {{ base }}\nRUN true\n"),
    "a development container": (".devcontainer/Dockerfile", "FROM python:3.12\nRUN true\n"),
    "somebody else's": ("node_modules/x/Dockerfile", "FROM node\nRUN true\n"),
    "a document": ("docs/Dockerfile.md", "FROM python\nRUN true\n"),
    "an empty file": ("Dockerfile", ""),
    "comments": ("Dockerfile", "# FROM python:3.12\n# CMD python -m svc\n"),
    "a base image alone": ("Dockerfile", "FROM python:3.12\n"),
    "no base image": ("Dockerfile", "RUN true\n"),
    "a template under the real name": ("Dockerfile", "FROM {{ cookiecutter.base }}\nRUN true\n"),
}


@pytest.mark.parametrize(("path", "text"), LOOK_ALIKES.values(), ids=LOOK_ALIKES)
def test_look_alikes_do_not_count(path: str, text: str) -> None:
    assert_found(run("dockerfile", snapshot({path: text, "a.py": "x = 1\n"})), Level.ABSENT)


INLINE = "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM x\n        {}\n"
INLINE_LEVELS = {
    "a module": ("CMD python -m svc", Level.WIRED, "compose.yaml:6", "starts svc/__main__.py"),
    "no start": ("RUN make", Level.PRESENT, "compose.yaml:5", "sets no start command"),
    "a template": ("RUN {{ build }}", Level.ABSENT, "", ""),
}


@pytest.mark.parametrize(("line", "level", "place", "words"), INLINE_LEVELS.values(), ids=INLINE_LEVELS)
def test_a_build_file_inside_a_compose_file_counts(line: str, level: Level, place: str, words: str) -> None:
    finding = run("dockerfile", snapshot({**SERVICE, "compose.yaml": INLINE.replace("{}", line)}))
    assert_found(finding, level, place, words)


MAVEN = "FROM maven AS build\nCOPY pom.xml .\nCOPY src ./src\nRUN mvn -B -DskipTests package\nFROM jre\n"
JAVA = 'ENTRYPOINT ["java", "-jar", "/app/app.jar"]'
BUILT = {
    "a jar of another stage": (f"{MAVEN}COPY --from=build /w/target/a-1.jar /app/app.jar\n{JAVA}", Level.WIRED),
    "a jar by its own name": (
        f"{MAVEN.replace('mvn', './mvnw')}COPY --from=0 /w/target/app.jar /app/\n{JAVA}", Level.WIRED),
    "of a stage below": (
        "FROM go AS base\nCOPY . .\nFROM base AS b\nRUN CGO_ENABLED=0 go build -o /out/app ./cmd\n"
        "FROM scratch\nCOPY --from=b /out/app /app\nCMD [\"/app\"]", Level.WIRED),
    "in one stage": ("FROM go\nCOPY . .\nRUN go build -o /app .\nCMD [\"/app\", \"serve\"]", Level.WIRED),
    "by a target that runs a script": (
        "FROM go AS b\nCOPY . .\nRUN CGO_ENABLED=0 make build\nFROM y\nCOPY --from=b /w/bin/app .\nCMD ./app serve", Level.WIRED),
    "by a script, in one stage": ("FROM go\nCOPY . .\nRUN ./hack/go.sh svc\nCMD [\"./bin/svc\"]", Level.WIRED),
    "by a target that builds nothing": (
        "FROM go AS b\nCOPY . .\nRUN make lint\nFROM y\nCOPY --from=b /w/bin/app .\nCMD ./app serve", Level.SUBSTANTIVE),
    "by a target of another project": (
        "FROM go AS b\nRUN git clone https://example.org/a && make build\nFROM y\nCOPY --from=b /w/bin/app .\nCMD ./app", Level.SUBSTANTIVE),
    "a stage that builds nothing": (
        f"{MAVEN.replace('package', 'dependency:go-offline')}COPY --from=build /w/a.jar /app/app.jar\n{JAVA}",
        Level.SUBSTANTIVE),
    "a stage that copies nothing": (
        "FROM go AS b\nRUN go build -o /app host/other\nFROM scratch\nCOPY --from=b /app /app\nCMD [\"/app\"]",
        Level.SUBSTANTIVE),
    "another file": (f"{MAVEN}COPY --from=build /w/target/b.jar /app/b.jar\n{JAVA}", Level.SUBSTANTIVE),
    "another image": (f"{MAVEN}COPY --from=vendor/app:1 /app.jar /app/app.jar\n{JAVA}", Level.SUBSTANTIVE),
    "a program of the base": (f"{MAVEN}CMD [\"java\", \"-version\"]", Level.SUBSTANTIVE),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level"), BUILT.values(), ids=BUILT)
def test_a_program_that_the_image_builds_is_of_this_repository(text: str, level: Level) -> None:
    project = {
        "Makefile": "build: app\n\napp:\n\t$(DOCKER) ./hack/go.sh app\n\nlint:\n\tgo vet ./...\n",
        "hack/go.sh": '#!/bin/bash\nset -eu\nWHAT=${1:-app}\ngo build -ldflags "-s" -o bin/${WHAT} ./cmd/${WHAT}\n',
    }
    files = {
        "Dockerfile": text + "\n",
        **project,
        "pom.xml": "<project/>\n",
        "src/A.java": "class A {}\n",
        **dict.fromkeys(("main.go", "cmd/main.go"), "package main\n"),
        "mvnw": "",
    }
    (found,) = run("dockerfile", snapshot(files)).evidence
    words = "which it builds from this repository" if level is Level.WIRED else ELSEWHERE
    assert (found.level, words in found.note) == (level, True), found


def test_every_file_is_told() -> None:
    files = {"a/Dockerfile": "FROM alpine\nRUN true\n", "b/Dockerfile": "FROM debian\nCMD mlflow server\n"}
    assert told(run("dockerfile", snapshot(files))) == [
        f"SUBSTANTIVE b/Dockerfile:2 container image starts mlflow server, {ELSEWHERE}",
        "PRESENT a/Dockerfile:1 container image from alpine; it sets no start command",
    ]


def test_long_commands_are_cut() -> None:
    name = "x" * 300
    repo = snapshot({"Dockerfile": f"FROM a\nCMD {name}\n", "b/Dockerfile": f"FROM a\nCMD echo {name}\n"})
    busy, idle = run("dockerfile", repo).evidence
    assert f"starts {'x' * 100}, {ELSEWHERE}" in busy.note
    assert idle.note.endswith("x") and len(idle.note) == len("container image starts only ") + 80


VARIANT = "variants:\n  test:\n    entrypoint: [tox]\n  production:\n    entrypoint: [{}]\n"


@pytest.mark.parametrize(
    ("entrypoint", "level", "words"),
    [
        ("python3, -m, svc", Level.WIRED, "(Blubber variant production) starts svc/__main__.py"),
        ("python3, -m, elsewhere", Level.SUBSTANTIVE, "(Blubber variant production) starts production"),
    ],
)
def test_a_variant_that_is_shipped_is_an_image(entrypoint: str, level: Level, words: str) -> None:
    finding = run("dockerfile", snapshot({".pipeline/blubber.yaml": VARIANT.format(entrypoint), **SERVICE}))
    assert_found(finding, level, ".pipeline/blubber.yaml:5", words)


def test_a_missing_object_is_unknown_not_absent() -> None:
    finding = run("dockerfile", snapshot({"a.py": "x = 1\n"}, missing=["Dockerfile"]))
    assert (finding.status, finding.ceiling) == (Status.UNKNOWN, Level.WIRED)
    assert "missing" in (finding.reason or "")


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("dockerfile", snapshot(files)).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize("text", ["", "\n", "# FROM python:3.12\n"], ids=["no byte", "a line", "a comment"])
def test_an_empty_file_builds_nothing_and_leaves_nothing_open(text: str) -> None:
    finding = run("dockerfile", snapshot({"Dockerfile": text, "app.py": "x = 1\n"}))
    assert_found(finding, Level.ABSENT)
    assert finding.ceiling is Level.ABSENT
    open_bound = run("dockerfile", snapshot({"Dockerfile": "RUN make\n", "app.py": "x = 1\n"}))
    assert open_bound.ceiling is not Level.ABSENT


SAYS = "services:\n  a:\n    build: {}\n    command: {}\n"
STAGES = "FROM x AS base\nCOPY . .\nFROM base AS serving\nRUN make\nFROM base\nCOPY missing.txt .\n"
PLAIN = "FROM x\nCOPY . .\n"
BY_SERVICES = {
    "a module": (PLAIN, SAYS.format(".", "python -m svc"), ["svc/__main__.py"]),
    "nothing of ours": (PLAIN, SAYS.format(".", "mlflow server"), []),
    "an image with a start of its own": (f"{PLAIN}CMD mlflow server\n", SAYS.format(".", "python -m svc"), []),
    "an image from elsewhere": (PLAIN, SAYS.format(".", "python -m svc").replace("build: .", "image: x"), []),
    "an image that cannot be built": (f"{PLAIN}COPY missing.txt .\n", SAYS.format(".", "python -m svc"), []),
    "a stage before one that cannot be built": (
        STAGES, SAYS.format("{context: ., target: serving}", "python -m svc"), ["svc/__main__.py"]),
    "the stage that cannot be built": (STAGES, SAYS.format(".", "python -m svc"), []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "compose", "modules"), BY_SERVICES.values(), ids=BY_SERVICES)
def test_a_service_says_what_an_image_without_a_start_command_starts(
    text: str, compose: str, modules: list[str]
) -> None:
    finding = run("dockerfile", snapshot({**SERVICE, "Dockerfile": text, "compose.yaml": compose}))
    expected = [
        f"compose.yaml:4 container image of Dockerfile starts {each} (python -m svc)" for each in modules
    ]
    assert [each.partition(" ")[2] for each in told(finding) if each.startswith("WIRED")] == expected


PREPARES = "#!/bin/sh\npython svc/prepare.py\n{}\n"
ENDS = {
    "in what it is handed": ('ENTRYPOINT ["sh", "run.sh"]\nCMD ["uvicorn", "svc.app:app"]', 'exec "$@"', 4),
    "in shell text that it is handed": ('ENTRYPOINT ["./run.sh"]\nCMD uvicorn svc.app:app', 'exec "$@"', 4),
    "in a module that it is handed": ('ENTRYPOINT ["./run.sh"]\nCMD ["svc.app:app"]', "exec uvicorn $1", 4),
    "in what the entry point hands it": ('ENTRYPOINT ["./run.sh", "uvicorn", "svc.app:app"]', 'exec "$@"', 3),
    "in what it says itself": ('ENTRYPOINT ["./run.sh"]\nCMD ["--reload"]', "exec uvicorn svc.app:app", 3),
    "no script, but a program": ('ENTRYPOINT ["uvicorn"]\nCMD ["svc.app:app"]', "", 3),
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS)
def test_of_an_entry_script_what_it_ends_in_is_shown(case: str) -> None:
    text, end, line = ENDS[case]
    files = {**SERVICE, "svc/prepare.py": "x = 1\n", "run.sh": PREPARES.format(end)}
    finding = run("dockerfile", snapshot({**files, "Dockerfile": f"FROM x\nCOPY . .\n{text}\n"}))
    assert_found(finding, Level.WIRED, f"Dockerfile:{line}", "starts svc/app.py (uvicorn svc.app:app)")


def test_of_an_entry_script_before_a_program_in_another_language_what_it_ends_in_is_shown() -> None:
    text = 'FROM node:22\nCOPY . .\nENTRYPOINT ["./run.sh"]\nCMD ["node", "server.js"]\n'
    files = {"server.js": "console.log(1);\n", "run.sh": 'echo ready\nexec "$@"\n', "Dockerfile": text}
    finding = run("dockerfile", snapshot(files))
    assert_found(finding, Level.WIRED, "Dockerfile:4", "starts server.js (./run.sh node server.js)")


ROUTES = {
    "web/app/api/{name}/route.ts": "export async function POST(req) {\n  return new Response('');\n}\n",
    "web/package.json": '{"dependencies": {"next": "15"}, "scripts": {"start": "next start"}}',
    "web/Dockerfile": "FROM node:22\nCOPY . .\nRUN npm install\nCMD npm start\n",
}


@pytest.mark.parametrize(
    ("settings", "started"),
    [
        ({"web/next.config.mjs": "export default {};\n"}, "the Next.js application of web/next.config.mjs"),
        ({}, "web/app/api/all/route.ts"),
    ],
)
def test_routes_that_a_framework_finds_are_started_with_their_application(
    settings: dict[str, str], started: str
) -> None:
    files = {path.format(name=name): text for name in ("all", "ask") for path, text in ROUTES.items()}
    if settings:
        files["web/actions/act.ts"] = '"use server";\nexport async function act() {\n  return 1;\n}\n'
    (found,) = run("dockerfile", snapshot({**files, **settings})).evidence
    assert (found.level, f"starts {started} (" in found.note) == (Level.WIRED, True), found.note


FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/a')\ndef a(row): return {}\n"
WITH_MODEL = "import joblib\nM = joblib.load('m.joblib')\n" + FASTAPI.replace("{}", "M.predict(row)")


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ("print(1)\n", FASTAPI, "b.Dockerfile:4"),
        (FASTAPI, WITH_MODEL, "b.Dockerfile:4"),
        (FASTAPI, FASTAPI, "a.Dockerfile:4"),
        (WITH_MODEL, "print(1)\n", "a.Dockerfile:4"),
    ],
)
def test_of_several_images_what_answers_with_a_model_is_shown_first(one: str, other: str, first: str) -> None:
    text = "FROM python:3.12\nRUN pip install fastapi uvicorn joblib\nCOPY . .\nCMD python -m svc.{}\n"
    files = {"svc/__init__.py": "", "svc/a.py": one, "svc/b.py": other}
    images = {f"{name}.Dockerfile": text.format(name) for name in "ab"}
    found = run("dockerfile", snapshot({**files, **images}))
    assert next(f"{each.path}:{each.line}" for each in found.evidence) == first
