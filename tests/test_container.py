"""The container image: its build file is held to rules by our own parser, and built where an engine answers."""

from __future__ import annotations

import fnmatch
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from analyzer.cli import caching
from analyzer.model import Level
from analyzer.parsing.dockerfile import parse_dockerfile
from analyzer.parsing.dockerfile.instructions import Instruction
from tests.support.command_line import ROOT
from tests.support.repositories import CommitSpec, build_repository
from tests.support.snapshots import run, snapshot

CONTENT = (ROOT / "Dockerfile").read_bytes()
FILE = parse_dockerfile(CONTENT)
ALL = [each for stage in FILE.stages for each in stage.instructions]
IGNORED = [
    line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")
]


def of(keyword: str) -> list[Instruction]:
    return [each for each in ALL if each.keyword == keyword]


def test_every_stage_comes_from_one_image_that_is_named_by_its_digest() -> None:
    assert FILE.problem is None
    first, *others = FILE.stages
    assert re.fullmatch(r"python:3\.1\d-slim-[a-z]+@sha256:[0-9a-f]{64}", first.base)
    assert [(stage.name, stage.base) for stage in others] == [("build", "base"), (None, "base")]


def test_it_starts_the_command_as_a_user_without_rights() -> None:
    assert FILE.start == ("repo-evidence", "--help")
    assert FILE.healthcheck
    assert FILE.user is not None and re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", FILE.user)
    assert FILE.exposes == ()
    last = [each.keyword for each in FILE.stages[-1].instructions]
    # What needs root comes before, and nothing after it.
    assert not {"RUN", "COPY"} & set(last[last.index("USER") :])


def test_instructions_are_those_of_a_small_image() -> None:
    assert {each.keyword for each in ALL} <= set(
        "FROM ARG ENV WORKDIR COPY RUN USER HEALTHCHECK ENTRYPOINT CMD".split()
    )
    assert all(each.exec_form for each in (*of("ENTRYPOINT"), *of("CMD")))
    assert [each.value.partition("CMD ")[2] for each in of("HEALTHCHECK")] == [
        '["repo-evidence", "--version"]'
    ]
    assert all(each.words[-1].startswith("/") for each in of("WORKDIR"))
    # One thing reaches the last stage: the environment with the installed wheel.
    assert [each.value for each in FILE.stages[-1].instructions if each.keyword == "COPY"] == [
        "/opt/repo-evidence /opt/repo-evidence"
    ]
    assert not re.search(r"TOKEN|SECRET|PASSWORD", CONTENT.decode(), re.IGNORECASE)


def test_the_variables_that_it_sets_are_read_by_the_program() -> None:
    named = set(re.findall(r"REPO_EVIDENCE_\w+", CONTENT.decode()))
    assert named == {caching.FOLDER_VARIABLE, caching.OFF_VARIABLE}


def test_packages_of_the_system_are_few_and_their_lists_are_removed() -> None:
    (script,) = (text for _line, text in FILE.run_scripts if "apt-get" in text)
    assert "apt-get install --yes --no-install-recommends git " in re.sub(r"\s+", " ", script)
    assert (
        script.index("apt-get update") < script.index("apt-get install") < script.index("rm -rf /var/lib/apt")
    )
    for _line, text in FILE.run_scripts:
        assert not re.search(r"\bsudo\b|\bcurl\b|\bwget\b|chmod 777|--trusted-host", text)
        if "pip --python" in text:
            assert "--constraint constraints.txt" in text


def test_the_extra_that_it_installs_exists() -> None:
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    named = re.findall(r"EXTRAS=([\w,]+)", CONTENT.decode())
    assert len(named) == 2
    assert {each for text in named for each in text.split(",")} <= set(extras)


def in_context(path: str) -> bool:
    """Whether a file is sent to the engine: the last pattern that fits it, or a folder above it, decides."""
    above = [path, *map(str, Path(path).parents)][:-1]
    kept = True
    for line in IGNORED:
        pattern = line.removeprefix("!")
        anywhere = pattern.removeprefix("**/")
        fits = any(
            fnmatch.fnmatch(Path(each).name, anywhere)
            if pattern != anywhere
            else ("/" not in each and fnmatch.fnmatch(each, pattern))
            for each in above
        )
        if fits:
            kept = line.startswith("!")
    return kept


def test_the_engine_is_sent_what_is_copied_and_nothing_else() -> None:
    copied = {
        word.removesuffix("/")
        for each in of("COPY")
        if not any(flag.startswith("--from") for flag in each.flags)
        for word in each.words[:-1]
    }
    assert {line.removeprefix("!") for line in IGNORED if line.startswith("!")} == copied
    assert all((ROOT / each).exists() and in_context(each) for each in copied)
    assert in_context("sample_repos/portfolios/showcase/.github/workflows/ci.yml")
    for each in (".git/config", "tests/test_container.py", ".venv/bin/python", "action.yml",
                 "analyzer/__pycache__/x.pyc", "analyzer/cli/__pycache__/x.cpython-313.pyc"):  # fmt: skip
        assert not in_context(each), each


def test_our_own_check_finds_that_it_starts_our_own_code() -> None:
    names = "Dockerfile LICENSE README.md constraints.txt pyproject.toml setup.cfg".split()
    names += [str(path.relative_to(ROOT)) for path in (ROOT / "analyzer").glob("cli/*.py")]
    names += ["analyzer/__init__.py", "checks/__init__.py", "sample_repos/__init__.py"]
    found = run("dockerfile", snapshot({name: (ROOT / name).read_text() for name in names}))
    assert found.level is Level.WIRED


def docker(*words: str) -> str:
    done = subprocess.run(
        ["docker", *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def shown() -> list[list[str]]:
    """The commands of the README, as words."""
    (block,) = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [shlex.split(line.removeprefix("$ ")) for line in block.splitlines()]


def test_the_readme_shows_how_to_build_and_run_it() -> None:
    assert [words[:2] for words in shown()] == [["docker", "build"], ["docker", "run"], ["docker", "run"]]
    assert all("repo-evidence" in words for words in shown())


def why_no_engine() -> str | None:
    if shutil.which("docker") is None:
        return "there is no docker on this machine"
    answer = subprocess.run(["docker", "info"], capture_output=True, text=True, check=False)
    return None if answer.returncode == 0 else f"no container engine answers: {answer.stderr.strip()[:200]}"


@pytest.mark.slow
def test_it_builds_and_scans_without_rights_network_or_a_disk(tmp_path: Path) -> None:
    if (why := why_no_engine()) is not None:
        pytest.skip(why)
    image = docker("build", "--quiet", str(ROOT))
    try:
        build_repository(tmp_path / "shop", [CommitSpec({"a.py": "x = 1\n"})])
        closed = "run --rm --network none --read-only --tmpfs /tmp --cap-drop ALL".split()
        assert docker(*closed, image, "--version").startswith("repo-evidence, version")
        assert docker(*closed, "--entrypoint", "id", image, "-u") != "0"
        own = {"repo-evidence": image, "$PWD:/work:ro": f"{tmp_path / 'shop'}:/work:ro"}
        last = [own.get(word, word) for word in shown()[-1][1:]]
        assert '"assessed": true' in docker(*last, "-f", "json")
    finally:
        docker("image", "rm", "--force", image)
