"""What container build files name: copied files, stages, what is installed from and started."""

from __future__ import annotations

import pytest

from analyzer.model import Level
from analyzer.references import Outcome, Reference, dangling, references
from analyzer.testing import commit, run, snapshot

BASE = "FROM python:3.12-slim\nWORKDIR /srv\n"
FILES = {
    "app/__init__.py": "",
    "app/main.py": "app = 1\n",
    "requirements.txt": "flask\n",
    "tools/run.sh": "echo\n",
}
COPIED = "image copies"
INSTALLED = "image installs from"

# The build file after its first two lines, the kind and name that is looked at, and its outcome.
CASES = {
    "a file": ("COPY requirements.txt .\n", COPIED, "requirements.txt", Outcome.RESOLVES),
    "a folder": ("COPY app/ app/\n", COPIED, "app/", Outcome.RESOLVES),
    "everything": ("COPY . .\n", COPIED, ".", Outcome.RESOLVES),
    "a file that is not there": ("COPY setup.conf .\n", COPIED, "setup.conf", Outcome.DANGLES),
    "the second of two": ("COPY app gone ./\n", COPIED, "gone", Outcome.DANGLES),
    "a file with other letters": ("COPY Requirements.txt .\n", COPIED, "Requirements.txt", Outcome.CANNOT_BE_TOLD),
    "a file of another folder": ("COPY run.sh .\n", COPIED, "run.sh", Outcome.CANNOT_BE_TOLD),
    "a pattern": ("COPY require*.txt .\n", COPIED, "require*.txt", Outcome.RESOLVES),
    "a pattern that matches nothing": ("COPY *.lock .\n", COPIED, "*.lock", Outcome.CANNOT_BE_TOLD),
    "what only a shell understands": ("COPY gone/ ./ 2>/dev/null || true\n", COPIED, "2>/dev/null", Outcome.DANGLES),
    "an alternative": ("COPY app/ ./ || :\n", COPIED, "||", Outcome.DANGLES),
    "an alternative in a list of words": ('COPY ["||", "./"]\n', COPIED, "||", Outcome.MADE_ELSEWHERE),
    "what another stage gives, with an alternative": ("COPY --from=nginx /a /b || true\n", COPIED, "||", Outcome.DANGLES),
    "a name with a variable": ("COPY ${DIR}/x .\n", COPIED, "${DIR}/x", Outcome.MADE_ELSEWHERE),
    "a folder that builds make": ("COPY dist dist\n", COPIED, "dist", Outcome.MADE_ELSEWHERE),
    "a folder that runs fill": ("COPY models models\n", COPIED, "models", Outcome.MADE_ELSEWHERE),
    "code in such a folder": ("COPY models/a.py .\n", COPIED, "models/a.py", Outcome.DANGLES),
    "a trained model": ("COPY model.pkl .\n", COPIED, "model.pkl", Outcome.MADE_ELSEWHERE),
    "the history": ("COPY .git .git\n", COPIED, ".git", Outcome.MADE_ELSEWHERE),
    "settings of a machine": ("COPY .env .\n", COPIED, ".env", Outcome.MADE_ELSEWHERE),
    "an early stage by a number too high": (
        "COPY --from=3 /a /b\n", "image copies from the stage", "3", Outcome.DANGLES),
    "an image": ("COPY --from=nginx /a /b\n", "image copies from the stage", "nginx", Outcome.CANNOT_BE_TOLD),
    "an installation": (
        "COPY requirements.txt .\nRUN pip install -r requirements.txt\n", INSTALLED, "requirements.txt",
        Outcome.RESOLVES),
    "an installation from what comes with everything": (
        "COPY . .\nRUN pip install -r requirements.txt\n", INSTALLED, "requirements.txt", Outcome.RESOLVES),
    "an installation from what is not copied yet": (
        "RUN pip install -r requirements.txt\nCOPY . .\n", INSTALLED, "requirements.txt", Outcome.DANGLES),
    "an installation from what is not there": (
        "COPY . .\nRUN pip install -r requirements-gpu.txt\n", INSTALLED, "requirements-gpu.txt",
        Outcome.DANGLES),
    "an installation from what is fetched": (
        "RUN git clone https://x.io/a .\nRUN pip install -r reqs.txt\n", INSTALLED,
        "reqs.txt", Outcome.CANNOT_BE_TOLD),
    "an installation from what the same command makes": (
        "COPY . .\nRUN poetry export -o all.txt && pip install -r all.txt\n", INSTALLED, "all.txt",
        Outcome.CANNOT_BE_TOLD),
    "an installation that may fail": (
        "COPY . .\nRUN pip install -r gone.txt || true\n", INSTALLED, "gone.txt", None),
    "a module": ('COPY . .\nCMD ["python", "-m", "app.worker"]\n', "starts", "app.worker", Outcome.DANGLES),
    "a module behind a remark": (
        'COPY . .\nCMD ["gunicorn", "app.api:app"] # port\n', "starts", "app.api", Outcome.DANGLES),
    "a module of somebody else": (
        'COPY . .\nCMD ["python", "-m", "ray.serve"]\n', "starts", "ray.serve", Outcome.CANNOT_BE_TOLD),
    "a file to start": ('COPY . .\nCMD ["python", "serve.py"]\n', "starts", "serve.py", Outcome.DANGLES),
    "a script of the base image": ('CMD ["/usr/local/bin/boot.sh"]\n', "starts", "/usr/local/bin/boot.sh", None),
    "a module where folders are added": (
        'ENV PYTHONPATH=/lib\nCOPY . .\nCMD ["python", "-m", "app.worker"]\n', "starts", "app.worker",
        Outcome.CANNOT_BE_TOLD),
}  # fmt: skip


def of(body: str, kind: str, name: str, base: str = BASE) -> Reference | None:
    files = {**FILES, "Dockerfile": base + body}
    found = [each for each in references(snapshot(files)) if each.kind == kind and each.name == name]
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES)
def test_outcome_of_what_a_build_file_names(case: str) -> None:
    body, kind, name, outcome = CASES[case]
    found = of(body, kind, name)
    assert (None if found is None else found.outcome) is outcome


@pytest.mark.parametrize(
    ("files", "outcome"),
    [
        ({}, Outcome.DANGLES),
        ({"README.md": "# Shop\n\npip install -r requirements.txt\npip install .venv/x\n"}, Outcome.DANGLES),
        ({"README.md": "# Shop\n\n    docker run -e KEY=1 shop .\n"}, Outcome.DANGLES),
        ({"README.md": "# Shop\n\n    pip install -e .\n"}, Outcome.MADE_ELSEWHERE),
        ({"README.md": "# Shop\n\n`pip install '.[dev]'`\n"}, Outcome.MADE_ELSEWHERE),
        ({"Makefile": "init:\n\tuv sync\n"}, Outcome.MADE_ELSEWHERE),
        ({"Makefile": "init:\n\tpython setup.py develop\n"}, Outcome.MADE_ELSEWHERE),
        ({"Makefile": "init:\n\tpython -m venv x\n"}, Outcome.DANGLES),
        ({"requirements.txt": "flask\n-e .\n"}, Outcome.MADE_ELSEWHERE),
        ({"shop.egg-info/PKG-INFO": "x"}, Outcome.RESOLVES),
    ],
)
@pytest.mark.parametrize("ignore", ["", "*.egg-info/\n"])
def test_somebody_has_to_make_the_metadata_of_a_project(
    files: dict[str, str], outcome: Outcome, ignore: str
) -> None:
    image = {"Dockerfile": BASE + "COPY shop.egg-info/ /srv/shop.egg-info/\nRUN pip install -e /srv\n"}
    found = references(snapshot({**FILES, ".gitignore": ignore, **image, **files}))
    assert [each.outcome for each in found if each.kind == COPIED] == [outcome]


@pytest.mark.parametrize("base", ["team/base:1", "$BASE", "python:3-onbuild"])
def test_an_image_of_somebody_else_may_hold_what_is_run(base: str) -> None:
    found = of("RUN pip install -r all.txt\n", INSTALLED, "all.txt", f"FROM {base}\nWORKDIR /srv\n")
    assert found is not None
    assert found.outcome is Outcome.CANNOT_BE_TOLD


@pytest.mark.parametrize(
    ("build", "outcome"),
    [
        ("docker build -t x -f docker/Dockerfile .", Outcome.RESOLVES),
        ("docker build docker", Outcome.RESOLVES),  # the root is one of the folders it may be built in
        ("true", Outcome.RESOLVES),
    ],
)
def test_a_file_is_looked_up_in_every_folder_an_image_may_be_built_in(build: str, outcome: Outcome) -> None:
    files = {
        **FILES,
        "docker/Dockerfile": BASE + "COPY requirements.txt .\n",
        "Makefile": f"image:\n\t{build}\n",
    }
    found = [each for each in references(snapshot(files)) if each.kind == COPIED]
    assert [each.outcome for each in found] == [outcome]


@pytest.mark.parametrize(
    ("path", "outcomes"),
    [
        ("Dockerfile", [Outcome.DANGLES]),
        ("fixed-examples/Dockerfile", []),
        ("cli-template/build/Dockerfile", []),
        ("tests/Dockerfile", []),
        ("contemplates/Dockerfile", [Outcome.DANGLES]),
        ("Dockerfile.old", []),
        ("Dockerfile.older", [Outcome.DANGLES]),
    ],
)
def test_what_is_kept_to_be_shown_names_what_is_missing_on_purpose(
    path: str, outcomes: list[Outcome]
) -> None:
    files = {**FILES, path: BASE + "COPY gone.conf .\n"}
    found = [each.outcome for each in references(snapshot(files)) if each.kind == COPIED]
    assert found == outcomes


STARTED = {
    "a file": ("python app/main.py", None),
    "a file that is not there": ("python worker.py", Outcome.DANGLES),
    "a module that is not there": ("[python, -m, app.worker]", Outcome.DANGLES),
    "a script that is not there": ("./wait.sh", Outcome.DANGLES),
    "a program of the image": ("celery -A app worker", None),
    "a variable": ("python $FILE", None),
}


@pytest.mark.parametrize("case", STARTED)
def test_outcome_of_what_a_service_starts(case: str) -> None:
    command, outcome = STARTED[case]
    files = {
        **FILES,
        "Dockerfile": BASE + "COPY . .\n",
        "compose.yml": f"services:\n  app:\n    build: .\n    command: {command}\n",
    }
    found = [
        each for each in references(snapshot(files)) if (each.path, each.kind) == ("compose.yml", "starts")
    ]
    assert [(each.line, each.outcome) for each in found] == ([] if outcome is None else [(4, outcome)])


@pytest.mark.parametrize("text", ["", "RUN pip install -r a.txt\n", "FROM\n", "FROM x\nCOPY\nCMD\n", "\x00"])
def test_a_build_file_that_says_little_names_nothing(text: str) -> None:
    assert dangling(snapshot({"Dockerfile": text})) == ()


def test_what_an_entry_script_runs_it_may_run_in_any_folder() -> None:
    body = 'COPY . .\nENTRYPOINT ["sh", "tools/entry.sh"]\n'
    files = {**FILES, "Dockerfile": BASE + body, "tools/entry.sh": "cd /opt\nbash setup.sh\n"}
    found = [
        each for each in references(snapshot(files)) if each.path == "Dockerfile" and each.kind == "starts"
    ]
    assert found == []


def test_what_is_copied_by_its_name_is_missing_once() -> None:
    files = {**FILES, "Dockerfile": BASE + "COPY all.txt .\nRUN pip install -r all.txt\n"}
    found = {each.kind: each.outcome for each in references(snapshot(files)) if each.path == "Dockerfile"}
    assert found == {COPIED: Outcome.DANGLES, INSTALLED: Outcome.CANNOT_BE_TOLD}


def test_where_no_program_is_near_an_image_may_be_built_elsewhere() -> None:
    build = BASE + "COPY . .\nRUN pip install -r all.txt\n"
    files = {**FILES, "deploy/prototype/Dockerfile": build, "deploy/prototype/start.sh": "ls\n"}
    (found,) = (each for each in references(snapshot(files)) if each.kind == INSTALLED)
    assert (found.outcome, found.why) == (Outcome.CANNOT_BE_TOLD, "where it is built is not known")


APART = BASE + "COPY requirements.txt .\nCOPY src/ src/\nCMD python src/app.py\n"


@pytest.mark.parametrize(
    ("files", "outcomes"),
    [
        ({"requirements.txt": ""}, [Outcome.DANGLES, Outcome.RESOLVES]),
        ({"requirements.txt": "", "other/src/a.py": ""}, [Outcome.DANGLES, Outcome.RESOLVES]),
        ({"deploy/requirements.txt": ""}, [Outcome.RESOLVES, Outcome.RESOLVES]),
        ({"requirements.txt": "", "src/a.py": ""}, [Outcome.RESOLVES, Outcome.RESOLVES]),
        (
            {"requirements.txt": "", "Makefile": "image:\n\tcp requirements.txt deploy/\n"},
            [Outcome.MADE_ELSEWHERE, Outcome.RESOLVES],
        ),
        (
            {"web/requirements.txt": "", "web/src/a.py": ""},
            [Outcome.CANNOT_BE_TOLD, Outcome.RESOLVES],
        ),
        (
            {"requirements.txt": "", "compose.yaml": "services:\n  a:\n    build: ./deploy\n"},
            [Outcome.DANGLES, Outcome.RESOLVES],
        ),
        (
            {"requirements.txt": "", "Makefile": "image:\n\tdocker build -f deploy/Dockerfile .\n"},
            [Outcome.RESOLVES, Outcome.DANGLES],
        ),
        (
            {
                "requirements.txt": "",
                "src/app.py": "",
                "Makefile": "image:\n\tdocker build -f deploy/Dockerfile .\n",
            },
            [Outcome.RESOLVES, Outcome.RESOLVES],
        ),
    ],
    ids=[
        "apart",
        "apart, another source",
        "beside it",
        "both at the top",
        "brought there",
        "in another folder",
        "apart in the folder of a service",
        "apart in the folder of a command",
        "together in the folder of a command",
    ],
)
def test_what_an_image_copies_must_lie_in_one_folder(files: dict[str, str], outcomes: list[Outcome]) -> None:
    repo = snapshot({"deploy/Dockerfile": APART, "deploy/src/app.py": "", **files})
    assert [each.outcome for each in references(repo) if each.kind == COPIED] == outcomes


def test_a_known_folder_leaves_no_doubt() -> None:
    files = {**FILES, "Dockerfile": BASE + "COPY run.sh .\n", "Makefile": "image:\n\tdocker build .\n"}
    (found,) = (each for each in references(snapshot(files)) if each.kind == COPIED)
    assert found.outcome is Outcome.DANGLES


def test_an_image_that_cannot_be_built_is_present_and_says_why() -> None:
    files = {**FILES, "Dockerfile": BASE + 'COPY conf app ./\nCMD ["python", "app/main.py"]\n'}
    finding = run("dockerfile", snapshot(files, [commit("2026-01-01", *FILES)]))
    assert finding.level is Level.PRESENT
    assert finding.evidence[0].note == (
        "container image that cannot be built: Dockerfile:3 names conf, which is not in the repository"
    )


GO_IMAGE = "FROM golang:1.22\nWORKDIR /srv\n"


@pytest.mark.parametrize(
    ("steps", "files", "dangles"),
    [
        ("COPY . .\nRUN go build -o main .\n", ["cmd/server/main.go"], True),
        ("COPY . .\nRUN CGO_ENABLED=0 go build -o main\n", ["cmd/server/main.go", "a_test.go"], True),
        ("COPY . .\nRUN go build -o main ./cmd/gone\n", ["main.go", "cmd/server/main.go"], True),
        ("COPY . .\nRUN go mod download && go build -o main .\n", ["main.go"], False),
        ("COPY . .\nRUN go build -o main ./cmd/server\n", ["cmd/server/main.go"], False),
        ("COPY . .\nRUN cd cmd/server && go build -o main .\n", ["cmd/server/main.go"], False),
        ("COPY . .\nRUN go build -o main ./...\n", ["cmd/server/main.go"], False),
        ("COPY . .\nWORKDIR /srv/cmd/server\nRUN go build .\n", ["cmd/server/main.go"], False),
        ("COPY cmd/server .\nRUN go build .\n", ["cmd/server/main.go"], False),
        ("COPY cmd/server/*.go ./\nRUN go build .\n", ["cmd/server/main.go"], False),
        ("COPY . .\nRUN go generate ./...\nRUN go build .\n", ["cmd/server/main.go"], False),
        ("RUN apk add git make\nCOPY . .\nRUN go build .\n", ["cmd/server/main.go"], True),
        ("RUN apk add git && git clone x .\nCOPY . .\nRUN go build .\n", ["cmd/server/main.go"], False),
        ("COPY . .\nRUN go build . || true\n", ["cmd/server/main.go"], False),
    ],
)
def test_a_package_of_go_that_an_image_builds_is_in_a_folder_with_go(
    steps: str, files: list[str], dangles: bool
) -> None:
    repo = snapshot(
        {"go.mod": "module m\n", "Dockerfile": GO_IMAGE + steps, **dict.fromkeys(files, "package main\n")}
    )
    words = [each.words for each in dangling(repo) if each.kind == "image builds"]
    assert [each.split(",")[1] for each in words] == [" and no Go file is in that folder"] * dangles
