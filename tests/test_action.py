"""action.yml: what it may contain, and its steps as a runner runs them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from msgspec import Struct, field
from msgspec.structs import replace

from sample_repos.build import build_portfolio, portfolios
from tests.support.command_line import ROOT, RUN_SECONDS, SCHEMA
from tests.support.repositories import CommitSpec, build_repository
from tests.support.wheel import built_wheel, lend_packages

TEXT = (ROOT / "action.yml").read_text()
ACTION: dict[str, Any] = yaml.safe_load(TEXT)
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
# What GitHub's documentation of the metadata of actions allows for a composite action.
_TEXT = {"type": "string"}
_TEXTS = {"type": "object", "additionalProperties": _TEXT}
_STEP_WORDS = ("id", "name", "if", "shell", "working-directory")
METADATA = {
    "type": "object",
    "required": ["name", "description", "runs"],
    "additionalProperties": False,
    "properties": {
        "name": _TEXT,
        "description": _TEXT,
        "branding": _TEXTS,
        "inputs": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["description", "default"],
                "additionalProperties": False,
                "properties": {"description": _TEXT, "default": _TEXT, "required": {"type": "boolean"}},
            },
        },
        "outputs": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["description", "value"],
                "additionalProperties": False,
                "properties": {"description": _TEXT, "value": _TEXT},
            },
        },
        "runs": {
            "type": "object",
            "required": ["using", "steps"],
            "additionalProperties": False,
            "properties": {
                "using": {"const": "composite"},
                "steps": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id"],
                        "additionalProperties": False,
                        "properties": dict.fromkeys(_STEP_WORDS, _TEXT)
                        | {"run": _TEXT, "uses": _TEXT, "env": _TEXTS}
                        | {"with": {"type": "object", "additionalProperties": {"type": ["string", "boolean"]}}},
                        "oneOf": [{"required": ["run", "shell"]}, {"required": ["uses"]}],
                    },
                },
            },
        },
    },
}  # fmt: skip


def test_it_has_the_form_of_a_composite_action() -> None:
    jsonschema.validate(ACTION, METADATA)


def test_no_input_becomes_part_of_a_script() -> None:
    assert [step["id"] for step in STEPS if EXPRESSION.search(step.get("run", ""))] == []


def test_other_actions_are_named_by_a_whole_commit_with_its_version_beside_it() -> None:
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert len(used) == 2
    for each in used:
        assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", each), each
        above = TEXT[: TEXT.index(each)].rpartition("    #")[2]
        assert re.match(r" (?:.*\. )?v\d+\.\d+\.\d+\n", above), above


def test_every_input_is_used_and_every_name_that_is_used_exists() -> None:
    used = set(re.findall(r"inputs\.([a-z-]+)", TEXT))
    assert used == set(ACTION["inputs"])
    written = set(re.findall(r'"([a-z-]+)": ', STEPS[2]["run"]))
    ids = {step["id"] for step in STEPS}
    for id, name in re.findall(r"steps\.([a-z]+)\.outputs\.([a-z-]+)", TEXT):
        assert id in ids
        if id == "scan":
            assert name in written


@pytest.mark.parametrize("step", [each for each in STEPS if "run" in each], ids=lambda each: each["id"])
def test_a_script_is_valid_bash_and_what_it_reads_is_set(step: dict[str, Any]) -> None:
    done = subprocess.run(["bash", "-n"], input=step["run"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    read = set(re.findall(r"\$\{?([A-Z_]{3,})", step["run"])) | set(
        re.findall(r'"([A-Z_]{3,})"', step["run"])
    )
    given = {"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "CODE"}
    assert read - given <= set(step["env"])


class Runner(Struct):
    """As much of GitHub's runner as a composite action sees."""

    folder: Path
    workspace: Path
    variables: Mapping[str, str]
    installed: Path | None = None
    """An environment of an earlier run, so that what it takes minutes to install is installed once."""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    uploads: list[dict[str, str]] = field(default_factory=list)
    summary: str = ""
    log: str = ""

    def run(self, **inputs: str) -> int:
        """The exit code of the action's job, with these inputs (`_` for `-`)."""
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert set(given) <= set(ACTION["inputs"])
        values = {name: each["default"] for name, each in ACTION["inputs"].items()} | given
        context = {f"inputs.{name}": self._filled(value, {}) for name, value in values.items()}
        context |= {"github.action_path": str(ROOT), "runner.temp": str(self.folder)}
        for step in STEPS:
            context |= {
                f"steps.{id}.outputs.{name}": value
                for id, found in self.outputs.items()
                for name, value in found.items()
            }
            if "if" in step and not self._holds(step["if"], context):
                continue
            if step["id"] == "install" and self.installed is not None:
                folder = Path(tempfile.mkdtemp(dir=self.folder))
                (folder / "venv").symlink_to(self.installed)
                self.outputs["install"] = {"folder": str(folder)}
            elif "uses" in step:
                self._use(step, context)
            elif code := self._script(step, context):
                return code
        return 0

    @staticmethod
    def _filled(text: str, context: Mapping[str, str]) -> str:
        return EXPRESSION.sub(lambda found: context.get(found[1], ""), text)

    @staticmethod
    def _holds(condition: str, context: Mapping[str, str]) -> bool:
        whole = EXPRESSION.fullmatch(condition)
        assert whole is not None
        parts = [re.fullmatch(r"(\S+) != ''", part) for part in whole[1].split(" && ")]
        return all(part is not None and context.get(part[1], "") != "" for part in parts)

    def _use(self, step: dict[str, Any], context: Mapping[str, str]) -> None:
        name = step["uses"].partition("@")[0]
        given = {key: self._filled(str(value), context) for key, value in step["with"].items()}
        if name == "actions/setup-python":
            assert given["update-environment"] == "False"
            self.outputs[step["id"]] = {"python-path": sys.executable}
        else:
            assert name == "actions/upload-artifact"
            self.uploads.append(given)

    def _script(self, step: dict[str, Any], context: Mapping[str, str]) -> int:
        files = {
            name: self.folder / f"{name}-{step['id']}" for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")
        }
        for each in files.values():
            each.touch()
        script = self.folder / f"{step['id']}.sh"
        script.write_text(step["run"])
        own = {name: self._filled(value, context) for name, value in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(script)],
            cwd=self._filled(step.get("working-directory", str(self.workspace)), context),
            env={**self.variables, **own, **{name: str(each) for name, each in files.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=RUN_SECONDS,
            check=False,
        )
        self.log += done.stdout
        self.summary += files["GITHUB_STEP_SUMMARY"].read_text()
        lines = files["GITHUB_OUTPUT"].read_text().splitlines()
        self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
        if step["id"] == "install" and done.returncode == 0:
            self.installed = Path(self.outputs["install"]["folder"]) / "venv"
            lend_packages(self.installed)
        return done.returncode


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    """A runner whose package index is our wheel alone, and which has our dependencies."""
    wheel = built_wheel(tmp_path_factory)
    folder, workspace = tmp_path_factory.mktemp("temporary"), tmp_path_factory.mktemp("job") / "workspace"
    portfolio = next(each for each in portfolios() if each.name == "nearly-nothing")
    build_portfolio(portfolio, workspace)
    # What lies in a checked out repository is imported by nobody.
    for name in ("json.py", "secrets.py", "pip.py", "venv.py", "analyzer.py"):
        (workspace / name).write_text("raise SystemExit('a module of the repository was imported')\n")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_FIND_LINKS": str(wheel.parent)}
    return Runner(folder, workspace, {"PATH": path, "HOME": str(folder), **offline})


@pytest.fixture
def runner(first: Runner) -> Runner:
    return replace(first, outputs={}, uploads=[], summary="", log="")


VERSION = "0.1.0"


def test_a_job_gets_its_summary_its_files_and_its_outputs(first: Runner) -> None:
    runner = first
    code = runner.run(version=VERSION, artifact="scorecard", fail_under="0\n")
    found = runner.outputs["scan"]
    assert (code, found["exit-code"], found["gate"]) == (0, "0", "met"), runner.log
    document = json.loads(Path(found["json"]).read_text())
    jsonschema.validate(document, SCHEMA)
    verdict = document["verdict"]
    assert (found["label"], found["score-low"]) == (verdict["label"], str(verdict["low"]))
    assert found["score-high"] == str(verdict["high"])
    assert "<!DOCTYPE html>" in Path(found["page"]).read_text()
    assert runner.summary == Path(found["summary"]).read_text() != ""
    paths = f"{found['json']}\n{found['page']}\n"
    assert runner.uploads == [{"name": "scorecard", "path": paths}]


def test_a_gate_that_is_not_met_fails_the_job_after_the_files_are_there(runner: Runner) -> None:
    hostile = "$(touch hurt); `touch hurt` \"; touch hurt; '\n --as-of=2020-01-01"
    code = runner.run(version=VERSION, require="ci_tests:wired", blind="true", artifact="", token=hostile)
    assert (code, runner.outputs["scan"]["exit-code"], runner.outputs["scan"]["gate"]) == (
        4,
        "4",
        "undecided",
    )
    assert "exit code 4" in runner.summary
    code = runner.run(version=VERSION, require="ci_tests:wired", blind="true", artifact="")
    found = runner.outputs["scan"]
    assert (code, found["exit-code"], found["gate"]) == (5, "5", "not_met"), runner.log
    assert "repository 1" in runner.summary
    assert runner.uploads == []


def test_inputs_are_words_and_never_code(runner: Runner, tmp_path: Path) -> None:
    """Several targets, one of them with a name that a shell would obey, and an identity with a space."""
    odd = "o'dd $(touch hurt) `touch hurt`; touch hurt"
    for name in ("plain", odd):
        build_repository(tmp_path / name, [CommitSpec({"a.py": "x = 1\n", "::error::b.py": "x = 1\n"})])
    code = runner.run(
        version=VERSION,
        targets=f"\n  {tmp_path / 'plain'}\n{tmp_path / odd}\n\n",
        identity="Ada Example\nada@example.com",
        as_of="2024-06-30",
    )
    assert code == 0, runner.log
    document = json.loads(Path(runner.outputs["scan"]["json"]).read_text())
    assert [each["name"] for each in document["repositories"]] == sorted(["plain", odd])
    assert document["candidate"]["identities"] == ["Ada Example", "ada@example.com"]
    assert document["as_of"] == "2024-06-30"
    assert runner.outputs["scan"]["gate"] == "none"
    assert not list(tmp_path.rglob("hurt"))
    pause = re.search(r"^::stop-commands::([0-9a-f]{32})$", runner.log, re.MULTILINE)
    assert pause is not None and f"::{pause[1]}::\n" in runner.log


@pytest.mark.parametrize("version", ["$(touch hurt)", "1.0; touch hurt", "--index-url=x", "git+https://x"])
def test_what_is_no_version_is_not_installed(version: str, runner: Runner) -> None:
    runner.installed = None
    assert runner.run(version=version) == 2
    assert runner.log == "::error::version must be a version such as 1.2.0\n"
    assert runner.summary == ""


def test_the_readme_shows_a_job_with_inputs_that_exist() -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    checkout, step = yaml.safe_load(example)
    assert checkout["with"]["fetch-depth"] == 0
    assert step["uses"].startswith("OWNER/repo-evidence@")
    assert set(step["with"]) <= set(ACTION["inputs"])
