"""Where CI or an image installs exactly what is written down: the reproducible environment is wired."""

from __future__ import annotations

import pytest

from analyzer.facts.installs.installers import INSTALLERS
from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.snapshots import run, snapshot

PINNED = "numpy==1.26.4\npandas==2.2.0\nscikit-learn==1.5.0\n"
TRAIN = {"train.py": "from sklearn.svm import SVC\nSVC(random_state=1).fit([[1]], [1])\n"}
LOCKS = {
    "uv.lock": "version = 1\n[[package]]\nname = 'numpy'\nversion = '1.26.4'\n",
    "poetry.lock": "[[package]]\nname = 'numpy'\nversion = '1.26.4'\n",
    "pdm.lock": "[[package]]\nname = 'numpy'\nversion = '1.26.4'\n",
    "pylock.toml": "[[packages]]\nname = 'numpy'\nversion = '1.26.4'\n",
    "Pipfile.lock": '{\n    "default": {\n        "numpy": {\n            "version": "==1.26.4"\n}}}\n',
    "pixi.lock": "packages:\n- conda: https://x/numpy-1.26.4-0.conda\n",
    "conda-lock.yml": "package:\n- name: numpy\n  version: 1.26.4\n",
    "flake.lock": '{\n  "nodes": {\n    "nixpkgs": {\n      "locked": {\n        "narHash": "sha256-x",\n        "rev": "e26"\n}}}}\n',
    "requirements.txt": PINNED,
    "environment.yml": "dependencies:\n- python\n- numpy=1.26.4\n- scipy=1.11.1\n- pandas=2.2.0\n",
}
PROJECT = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    "Pipfile": "[packages]\n",
    "flake.nix": "{ packages = [ (pkgs.python312.withPackages (p: [ p.numpy ])) ]; }\n",
}
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"


def workflow(*commands: str) -> dict[str, str]:
    return {".github/workflows/a.yml": WORKFLOW + "".join(f"    - run: {command}\n" for command in commands)}


def block(script: str) -> str:
    return "|\n" + "".join(f"        {row}\n" for row in script.split("\n"))


def installs(files: dict[str, str]) -> list[str]:
    """Where the versions are installed from, as `path:line note`."""
    evidence = told(run("reproducible_environment", snapshot({**TRAIN, **files})))
    return [each.removeprefix("WIRED ") for each in evidence if each.startswith("WIRED ")]


INSTALLING = {
    "uv.lock": (
        "uv sync",
        "uv sync --locked",
        "uv run --frozen python train.py",
        "uv run --locked x",
        "true && uv run --frozen y",
    ),
    "poetry.lock": ("poetry install", "poetry sync"),
    "Pipfile.lock": ("pipenv sync", "pipenv install --deploy", "pipenv install --ignore-pipfile"),
    "pdm.lock": ("pdm sync", "pdm install"),
    "pixi.lock": ("pixi install", "pixi run train"),
    "conda-lock.yml": ("conda-lock install", "micromamba create -f conda-lock.yml"),
    "flake.lock": (
        "nix develop --command python train.py",
        "nix run .#train",
        "nix build",
        "nix flake check",
    ),
    "pylock.toml": ("uv pip sync pylock.toml",),
    "requirements.txt": (
        "pip install -r requirements.txt",
        "pip install --requirement=requirements.txt",
        "pip3 install -r ./requirements.txt",
        "python -m pip install -r requirements.txt",
        "uv pip install -r requirements.txt",
        "uv pip sync requirements.txt",
        "pip-sync requirements.txt",
        "conda install --file requirements.txt",
    ),
    "environment.yml": (
        "conda env create -f environment.yml",
        "conda env update --file=environment.yml",
        "mamba env create -f environment.yml",
        "micromamba create -f environment.yml",
        "micromamba env create -f environment.yml",
    ),
}
PAIRS = [(path, command) for path, commands in INSTALLING.items() for command in commands]


@pytest.mark.parametrize(("path", "command"), PAIRS)
def test_ci_that_installs_from_the_file_wires_it(path: str, command: str) -> None:
    files = {"flake.nix": PROJECT["flake.nix"], path: LOCKS[path], **workflow(command)}
    finding = run("reproducible_environment", snapshot({**TRAIN, **files}))
    assert_found(finding, Level.WIRED, ".github/workflows/a.yml:6", f"CI installs from {path}")
    image = {**PROJECT, "Dockerfile": f"FROM a\nCOPY . .\nRUN {command}\n"}
    assert installs({**files, **image})[1] == (f"Dockerfile:3 the image installs from {path}")


OTHERS = [
    ("uv.lock", "uv run python train.py"),
    ("uv.lock", "uv pip install numpy"),
    ("uv.lock", "poetry install"),
    ("Pipfile.lock", "pipenv install"),
    ("requirements.txt", "pip install -r requirements-light.txt"),
    ("requirements.txt", "pip install numpy"),
    ("requirements.txt", "cat requirements.txt"),
    ("requirements.txt", "uv sync"),
    ("environment.yml", "conda env list -f environment.yml"),
]


@pytest.mark.parametrize(("path", "command"), OTHERS)
def test_other_commands_wire_nothing(path: str, command: str) -> None:
    files = {path: LOCKS[path], **workflow(command), "Dockerfile": f"FROM a\nRUN {command}\n"}
    assert installs(files) == []
    assert run("reproducible_environment", snapshot({**TRAIN, **files})).level is Level.SUBSTANTIVE


FOLDERS = {
    "a folder's list": ("api/requirements.txt", "pip install -r api/requirements.txt", True),
    "a folder's list, from the folder": ("api/requirements.txt", "cd api && pip install -r requirements.txt", True),
    "a folder's lock, from the folder": ("api/uv.lock", "cd api && uv sync", True),
    "the list above": ("requirements.txt", "cd api && pip install -r ../requirements.txt", True),
    "the lock above": ("uv.lock", "cd api && uv sync", True),
    "a list of that name in another folder": ("api/requirements.txt", "pip install -r requirements.txt", False),
    "a lock in another folder": ("api/uv.lock", "uv sync", False),
    "a list that is elsewhere": ("requirements.txt", "pip install -r /tmp/requirements.txt", True),
}  # fmt: skip


@pytest.mark.parametrize(("path", "command", "wired"), FOLDERS.values(), ids=FOLDERS)
def test_ci_installs_from_where_it_stands(path: str, command: str, wired: bool) -> None:
    files = {path: LOCKS[path.rpartition("/")[2]], **workflow(command)}
    assert installs(files) == [f".github/workflows/a.yml:6 CI installs from {path}"] * wired


def test_a_line_of_ci_is_told_once() -> None:
    files = {
        "requirements.txt": PINNED,
        "uv.lock": LOCKS["uv.lock"],
        **workflow("uv sync && pip install -r requirements.txt", "pip install -r requirements.txt"),
    }
    assert installs(files) == [
        ".github/workflows/a.yml:6 CI installs from uv.lock",
        ".github/workflows/a.yml:7 CI installs from requirements.txt",
    ]


def test_an_image_that_ci_builds_installs_by_itself() -> None:
    image = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    files = {"requirements.txt": PINNED, "Dockerfile": image, **workflow("docker build -t a .")}
    assert installs(files) == ["Dockerfile:3 the image installs from requirements.txt"]


def test_what_runs_in_a_service_is_shown_where_it_is_written() -> None:
    services = "services:\n  flows:\n    image: apache/airflow\n    command: airflow webserver\n"
    command = "docker compose exec flows bash -c 'A=b pip install -r requirements.txt'"
    files = {"requirements.txt": PINNED, "compose.yml": services, **workflow(f'"{command}"')}
    assert installs(files) == [".github/workflows/a.yml:6 CI installs from requirements.txt"]
    services = services.replace("airflow webserver", "pip install -r requirements.txt")
    files = {"requirements.txt": PINNED, "compose.yml": services, **workflow("docker compose up")}
    assert installs(files) == ["compose.yml:4 CI installs from requirements.txt"]


LOOSE = "numpy\npandas\nscikit-learn\n"


@pytest.mark.parametrize(
    ("context", "beside", "taken"),
    [("flows", LOOSE, []), (".", LOOSE, [""]), ("flows", PINNED, ["flows/"]), (".", PINNED, [""])],
)
def test_an_image_takes_the_list_of_the_folder_it_is_built_in(
    context: str, beside: str, taken: list[str]
) -> None:
    file = "Dockerfile" if context == "flows" else "flows/Dockerfile"
    services = f"services:\n  a:\n    build:\n      context: {context}\n      dockerfile: {file}\n"
    image = "FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n"
    files = {"requirements.txt": PINNED, "compose.yml": services, "flows/Dockerfile": image}
    files["flows/requirements.txt"] = beside
    assert installs(files) == [
        f"flows/Dockerfile:3 the image installs from {each}requirements.txt" for each in taken
    ]


def test_the_file_that_is_named_is_the_one() -> None:
    files = {"a/requirements.txt": PINNED, "b/requirements.txt": PINNED}
    assert installs({**files, **workflow("pip install -r b/requirements.txt")}) == [
        ".github/workflows/a.yml:6 CI installs from b/requirements.txt"
    ]


PIXI = WORKFLOW + "    - uses: actions/checkout@v4\n    - uses: prefix-dev/setup-pixi@v0.8\n"
ACTIONS = {
    "an action that installs": (PIXI, "pixi.lock", True),
    "a step that is switched off": (PIXI + "      if: false\n", "pixi.lock", False),
    "a job that is switched off": (PIXI.replace("    runs-on", "    if: false\n    runs-on"), "pixi.lock", False),
    "an action for another lock": (PIXI, "uv.lock", False),
}  # fmt: skip


@pytest.mark.parametrize(("text", "lock", "wired"), ACTIONS.values(), ids=ACTIONS)
def test_an_action_installs_as_a_command_does(text: str, lock: str, wired: bool) -> None:
    files = {".github/workflows/a.yml": text, lock: LOCKS[lock], "requirements.txt": PINNED}
    assert installs(files) == [".github/workflows/a.yml:7 CI installs from pixi.lock"] * wired


IMAGES = {
    "its own folder": ("api/Dockerfile", "api/requirements.txt", "COPY requirements.txt .", True),
    "the folder above": ("docker/Dockerfile", "requirements.txt", "COPY . .", True),
    "a folder that it copies": ("Dockerfile", "api/requirements.txt", "COPY api /srv", True),
    "a file that it copies": ("Dockerfile", "api/requirements.txt", "COPY api/requirements.txt /srv/", True),
    "a folder that is copied from above": ("docker/Dockerfile", "api/requirements.txt", "COPY api /srv", True),
    "a folder that it does not copy": ("Dockerfile", "api/requirements.txt", "COPY web /srv", False),
    "the folder of another image": ("web/Dockerfile", "api/requirements.txt", "COPY . .", False),
    "a folder from elsewhere": ("Dockerfile", "requirements.txt", "COPY --from=b/c:1 /x /srv", True),
    "a pattern": ("Dockerfile", "requirements.txt", "COPY req*.txt ./", True),
    "a pattern for others": ("Dockerfile", "requirements.txt", "COPY conf/*.toml ./", False),
    "another file of its folder": ("Dockerfile", "requirements.txt", "COPY setup.cfg ./", False),
    "nothing, it works in a folder": ("Dockerfile", "requirements.txt", "WORKDIR /a", False),
    "nothing, on what is not seen": ("Dockerfile", "requirements.txt", "FROM ours.io/b:1", True),
    "what a clone brings": ("Dockerfile", "requirements.txt", "RUN git clone https://x.y/z .", True),
    "an example": ("examples/Dockerfile", "requirements.txt", "COPY . .", False),
    "a template": ("Dockerfile", "requirements.txt", "COPY {{ cookiecutter.a }} .", False),
}  # fmt: skip


@pytest.mark.parametrize(("image", "path", "copy", "wired"), IMAGES.values(), ids=IMAGES)
def test_an_image_installs_from_what_it_may_hold(image: str, path: str, copy: str, wired: bool) -> None:
    folder = "/srv" if "/srv" in copy else "."
    files = {path: PINNED, image: f"FROM a\n{copy}\nRUN cd {folder} && pip install -r requirements.txt\n"}
    assert installs(files) == [f"{image}:3 the image installs from {path}"] * wired


COMPILED = {
    "resolved anew": ("COPY requirements.in .", "uv pip compile requirements.in -o requirements.txt", False),
    "by its default name": ("COPY requirements.in .", "pip-compile requirements.in", False),
    "by a long option": ("COPY . .", "python -m piptools compile --output-file=requirements.txt pyproject.toml", False),
    "with the committed one beside it": (
        "COPY requirements.in requirements.txt .", "pip-compile requirements.in", True),
    "another list": ("COPY . .", "uv pip compile dev.in -o dev.txt", True),
    "written out": ("COPY . .", "poetry export --without-hashes --output requirements.txt", False),
    "written out by the shell": ("COPY . .", "uv export --no-dev > requirements.txt", False),
    "written out to another name": ("COPY . .", "poetry export -o dev.txt", True),
    "read by what writes another": ("COPY . .", "pip freeze -r requirements.txt", True),
    "removed and written by a program": ("COPY . .", "rm -f requirements.txt && ./make_list", False),
    "another one removed": ("COPY . .", "rm -f dev.txt", True),
    "something else": ("COPY . .", "make requirements.in", True),
}  # fmt: skip


@pytest.mark.parametrize(
    ("copies", "wired"),
    [
        ("COPY requirements.txt ./\nCOPY web/requirements.txt ./", False),
        ("COPY requirements.txt web/requirements.txt ./", False),
        ("COPY web/requirements.txt ./\nCOPY requirements.txt ./", True),
        ("COPY requirements.txt ./\nCOPY web/requirements.txt web/", True),
        ("COPY requirements.txt ./\nCOPY web/other.txt ./", True),
        ("COPY requirements.txt ./\nCOPY web/requirements.txt ./\nCOPY . .", True),
    ],
)
def test_a_later_copy_to_the_same_place_wins(copies: str, wired: bool) -> None:
    image = f"FROM python:3.12\nWORKDIR /srv\n{copies}\nRUN pip install -r requirements.txt\n"
    others = {"web/requirements.txt": "requests\n", "web/other.txt": "requests\n"}
    found = installs({"requirements.txt": PINNED, "Dockerfile": image, **others})
    assert bool(found) is wired


@pytest.mark.parametrize(("copy", "command", "wired"), COMPILED.values(), ids=COMPILED)
def test_a_list_that_the_image_resolves_itself_is_not_the_committed_one(
    copy: str, command: str, wired: bool
) -> None:
    image = f"FROM a\n{copy}\nRUN {command} && pip install -r requirements.txt\n"
    files = {"requirements.txt": PINNED, "requirements.in": "a\n", "dev.in": "a\n", "Dockerfile": image}
    expected = ["Dockerfile:3 the image installs from requirements.txt"] * wired
    assert installs(files) == expected
    assert installs({**files, **workflow("docker build -t a .")}) == expected


def test_a_list_that_another_stage_writes_out_is_not_the_committed_one() -> None:
    last = "FROM a\nCOPY --from=b /requirements.txt .\nRUN pip install -r requirements.txt && rm requirements.txt\n"
    for command, wired in (("poetry export -o requirements.txt", False), ("poetry check", True)):
        image = f"FROM a AS b\nCOPY . .\nRUN {command}\n{last}COPY . .\n"
        files = {**PROJECT, "requirements.txt": PINNED, "Dockerfile": image}
        assert bool(installs(files)) is wired, command


REMADE = {
    "written out before": ("poetry export -o requirements.txt\n{}", False),
    "written out over two lines": ("poetry export \\\n  --output requirements.txt\n{}", False),
    "written out afterwards": ("{}\npip freeze > requirements.txt", True),
    "another one written out": ("poetry export -o dev.txt\n{}", True),
    "removed before": ("rm -f requirements.txt\n./make_list\n{}", False),
    "removed afterwards": ("{}\nrm -f requirements.txt", True),
}


@pytest.mark.parametrize(("script", "wired"), REMADE.values(), ids=REMADE)
def test_a_list_that_a_job_writes_itself_is_not_the_committed_one(script: str, wired: bool) -> None:
    files = {"requirements.txt": PINNED, **workflow(block(script.format("pip install -r requirements.txt")))}
    assert bool(installs(files)) is wired


@pytest.mark.parametrize(("first", "wired"), [("rm -f poetry.lock", False), ("rm -f uv.lock", True)])
def test_a_lock_that_a_job_removes_is_not_installed(first: str, wired: bool) -> None:
    files = {**PROJECT, "poetry.lock": LOCKS["poetry.lock"], **workflow(block(f"{first}\npoetry install"))}
    assert bool(installs(files)) is wired


def test_an_image_is_told_once() -> None:
    text = "FROM a\nCOPY . .\nRUN pip install -r requirements.txt\nRUN uv sync\n"
    files = {**PROJECT, "requirements.txt": PINNED, "uv.lock": LOCKS["uv.lock"], "Dockerfile": text}
    assert installs(files) == ["Dockerfile:3 the image installs from requirements.txt"]


def test_a_list_that_is_half_pinned_is_not_wired() -> None:
    files = {"requirements.txt": "a==1\nb==1\nc\n", **workflow("pip install -r requirements.txt")}
    assert installs(files) == []


def test_the_table_names_every_installer_once() -> None:
    assert len(set(INSTALLERS)) == len(INSTALLERS)


NIX = {
    "Python's packages": ("{ packages = [ pkgs.python312 ]; }\n", Level.SUBSTANTIVE),
    "a project of Python": ('{ inputs.uv2nix.url = "x"; }\n', Level.SUBSTANTIVE),
    "tools of another kind": ("{ packages = [ pkgs.terraform ]; }\n", Level.ABSENT),
}


@pytest.mark.parametrize(("written", "level"), NIX.values(), ids=NIX)
def test_a_lock_of_nix_counts_where_python_comes_from_it(written: str, level: Level) -> None:
    repo = snapshot({**TRAIN, "flake.lock": LOCKS["flake.lock"], "flake.nix": written})
    assert run("reproducible_environment", repo).level is level


EXPORTS = {
    "poetry.lock": ("poetry export -o r.txt", True),
    "pdm.lock": ("pdm export -o r.txt", True),
    "Pipfile.lock": ("pipenv requirements > r.txt", True),
    "uv.lock": ("uv export --frozen -o r.txt", True),
    "pixi.lock": ("uv export --frozen -o r.txt", False),
}


@pytest.mark.parametrize(
    ("path", "command", "taken"), [(key, *each) for key, each in EXPORTS.items()], ids=EXPORTS
)
def test_an_image_may_write_a_lock_out_before_it_installs(path: str, command: str, taken: bool) -> None:
    image = {**PROJECT, "Dockerfile": f"FROM a\nCOPY . .\nRUN {command} && pip install -r r.txt\n"}
    assert installs({path: LOCKS[path], **image}) == [f"Dockerfile:3 the image installs from {path}"] * taken
    # A job may write it out for other ends.
    assert installs({path: LOCKS[path], **workflow(command)}) == []


STAGES = "FROM a AS builder\nCOPY . .\nRUN {builder}\nFROM a\nCOPY . .\nRUN {last}\n"
# What a builder and the last stage run, and the line that is shown.
STAGED = {
    "both install": ("uv sync", "uv sync", [6]),
    "only the builder installs": ("uv sync", "true", [3]),
    "a group alone after the whole": ("uv sync --frozen", "uv sync --only-group serve", [3]),
    "a group alone": ("uv sync --only-group=build", "true", [3]),
    "a group alone in the builder": ("uv sync --only-dev", "uv sync", [6]),
}


@pytest.mark.parametrize(("builder", "last", "lines"), STAGED.values(), ids=STAGED)
def test_what_runs_is_shown_before_what_builds(builder: str, last: str, lines: list[int]) -> None:
    files = {"uv.lock": LOCKS["uv.lock"], **PROJECT, "Dockerfile": STAGES.format(builder=builder, last=last)}
    assert installs(files) == [f"Dockerfile:{line} the image installs from uv.lock" for line in lines]


CALLS = "import {Anthropic} from '@anthropic-ai/sdk';\nnew Anthropic().messages.create({model: 'a', messages: []});\n"
WEB = {
    "web/package.json": '{"dependencies": {"@anthropic-ai/sdk": "1.0.0"}}\n',
    "web/ask.ts": CALLS,
    "web/package-lock.json": '{\n  "lockfileVersion": 3,\n  "packages": {\n    "node_modules/a": {"version": "1.0.0"}\n}}\n',
}
# Two commands that install, and the row of the one that is shown first.
SHOWN_FIRST = {
    "a group before the whole": (workflow("uv sync --only-group lint", "uv sync --locked"), ".github/workflows/a.yml:7"),
    "one that tests on the way": (workflow("uv run --locked pytest", "uv sync"), ".github/workflows/a.yml:7"),
    "a service that runs already": (
        {**workflow("docker compose exec api uv sync"), "Dockerfile": "FROM a\nCOPY . .\nRUN uv sync\n",
         "compose.yml": "services:\n  api:\n    build: .\n"},
        "Dockerfile:3"),
    "the page before the model": (
        {**WEB, "Dockerfile": "FROM a AS web\nCOPY . .\nRUN cd web && npm ci\nFROM a\nCOPY . .\nRUN uv sync\n"},
        "Dockerfile:6"),
    "two that do the same": (workflow("uv sync --locked", "uv sync"), ".github/workflows/a.yml:6"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "first"), SHOWN_FIRST.values(), ids=SHOWN_FIRST)
def test_what_only_restores_the_versions_of_the_model_is_shown_first(
    files: dict[str, str], first: str
) -> None:
    found = installs({"uv.lock": LOCKS["uv.lock"], **PROJECT, **files})
    assert found[0].partition(" ")[0] == first, found
