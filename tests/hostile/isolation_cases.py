"""Everything that could make something of the scanned repository run."""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path

from tests.hostile.case import SOUND, Case, Stage
from tests.support.repositories import CommitSpec, build_repository, git_directory

URLS = (
    "ext::sh -c touch% {marker}",
    "file:///etc",
    "--upload-pack=touch {marker}",
    "../../..",
    "ssh://-oProxyCommand=x/y",
)
CONFIGURATION = """
[core]
\tfsmonitor = {run}
\tsshCommand = {run}
\thooksPath = {hooks}
\tpager = {run}
\teditor = {run}
\tgitProxy = {run}
\taskPass = {run}
\talternateRefsCommand = {run}
\tworktree = /
[alias]
\tlog = !{run}
\tls-tree = !{run}
\tcat-file = !{run}
\trev-parse = !{run}
[diff]
\texternal = {run}
[diff "evil"]
\ttextconv = {run}
\tcommand = {run}
[filter "evil"]
\tsmudge = {run}
\tclean = {run}
\tprocess = {run}
\trequired = true
[uploadpack]
\tpackObjectsHook = {run}
[gpg]
\tprogram = {run}
[log]
\tshowSignature = true
\tmailmap = true
[pager]
\tlog = {run}
[credential]
\thelper = !{run}
[include]
\tpath = {marker}
[extensions]
\tpartialClone = origin
[remote "origin"]
\turl = {target}
\tpromisor = true
\tpartialCloneFilter = blob:none
\tuploadpack = {run}
"""


def trap(stage: Stage, name: str = "run.sh") -> Path:
    """A program that leaves the marker."""
    program = stage.folder / name
    program.write_text(f"#!/bin/sh\necho $0 $* >> {stage.marker}\nexit 1\n")
    program.chmod(0o755)
    return program


def trapped(stage: Stage, repository: Path) -> None:
    """Lay every trap that a configuration can hold."""
    run, directory = trap(stage), git_directory(repository)
    hooks = directory / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in (
        "post-checkout",
        "reference-transaction",
        "post-index-change",
        "fsmonitor-watchman",
        "pre-auto-gc",
    ):
        (hooks / hook).write_bytes(run.read_bytes())
        (hooks / hook).chmod(0o755)
    words = {"run": run, "hooks": hooks, "marker": stage.marker, "target": repository}
    (directory / "config").write_text(CONFIGURATION.format(**words))
    (directory / "info").mkdir(exist_ok=True)
    (directory / "info/attributes").write_text("* diff=evil filter=evil\n")


def hostile_configuration(stage: Stage) -> None:
    files = {**SOUND, ".gitattributes": "* diff=evil filter=evil export-ignore\n"}
    repository = build_repository(stage.repository, [CommitSpec(files), CommitSpec({"a": "2"})])
    trapped(stage, repository)
    stage.directory = repository


def embedded(stage: Stage) -> None:
    repository = build_repository(stage.repository, [CommitSpec(SOUND)])
    inner = build_repository(repository / "embedded", [CommitSpec({"evil": "1"})], bare=True)
    trapped(stage, inner)
    stage.directory = inner


def submodules(stage: Stage) -> None:
    sections = [
        f'[submodule "m{number}"]\n\tpath = m{number}\n\turl = {url.format(marker=stage.marker)}\n\tupdate = !touch {stage.marker}\n'
        for number, url in enumerate(URLS)
    ]
    links = {f"m{number}": "1" * 40 for number in range(len(URLS))}
    files = {**SOUND, ".gitmodules": "".join(sections), **links}
    build_repository(stage.repository, [CommitSpec(files, modes=dict.fromkeys(links, "160000"))], bare=True)


def top_names() -> set[str]:
    """Every name under which something is imported here: the standard library and what is installed."""
    installed = {
        file.parts[0].split(".")[0]
        for each in importlib.metadata.distributions()
        for file in each.files or ()
        if file.suffix in (".py", ".so") and ".." not in file.parts
    }
    ours = {
        "analyzer",
        "checks",
        "sample_repos",
        "tests",
        "sitecustomize",
        "usercustomize",
        "__main__",
        "conftest",
    }
    return {name for name in set(sys.stdlib_module_names) | installed | ours if name.isidentifier()}


def shadowing(stage: Stage) -> Path:
    """A work tree whose root shadows every module; each leaves the marker and then is what it shadows."""
    payload = (
        f"import sys\nwith open({str(stage.marker)!r}, 'a') as marker:\n    marker.write(__name__ + '\\n')\n"
        "import os\nhere = os.path.dirname(os.path.abspath(__file__))\n"
        "sys.path[:] = [each for each in sys.path if os.path.abspath(each or '.') != here]\n"
        "name = __name__\ndel sys.modules[name]\nimport importlib\nsys.modules[name] = importlib.import_module(name)\n"
    )
    files = {**SOUND, **{f"{name}.py": payload for name in sorted(top_names())}}
    files["evil.pth"] = f"import os; os.system('touch {stage.marker}')\n"
    files["pyvenv.cfg"] = "home = .\n"
    files["repo_evidence.egg-info/entry_points.txt"] = "[analyzer.checks]\nevil = evil\n"
    files["repo_evidence.egg-info/PKG-INFO"] = "Metadata-Version: 2.1\nName: evil\nVersion: 1\n"
    files["evil.py"] = payload
    return build_repository(stage.repository, [CommitSpec(files)])


def shadow_modules(stage: Stage) -> None:
    stage.directory = shadowing(stage)
    stage.arguments[1] = ".."


def scanned_from_within(stage: Stage) -> None:
    stage.directory = shadowing(stage)
    stage.arguments[1] = "."


def relative_git(stage: Stage) -> None:
    """A program called git in the repository, and a search path with the working directory in it."""
    repository = build_repository(stage.repository, [CommitSpec(SOUND)])
    for name in ("git", "less", "pager", "python3", "sh", "ssh"):
        program = repository / name
        program.write_bytes(trap(stage).read_bytes())
        program.chmod(0o755)
    stage.directory = repository
    stage.environment["PATH"] = os.pathsep.join((".", "", os.environ.get("PATH", os.defpath)))


def callers_environment(stage: Stage) -> None:
    """Whatever of the caller could make git or Python run something."""
    build_repository(stage.repository, [CommitSpec(SOUND), CommitSpec({"a": "1"})])
    run = str(trap(stage))
    startup = stage.folder / "startup.py"
    startup.write_text(f"open({str(stage.marker)!r}, 'w')\n")
    variables = (
        "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_PAGER", "PAGER", "GIT_EDITOR", "EDITOR", "VISUAL",
        "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_TRACE2_EVENT", "BROWSER", "LESSOPEN", "SHELL", "BASH_ENV", "ENV",
    )  # fmt: skip
    stage.environment |= dict.fromkeys(variables, run)
    stage.environment |= {
        "GIT_DIR": "/nonexistent", "GIT_WORK_TREE": "/", "GIT_OBJECT_DIRECTORY": "/nonexistent",
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": run,
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={run}'", "PYTHONSTARTUP": str(startup), "PYTHONINSPECT": "1",
        "PYTHONBREAKPOINT": "os.system", "GIT_EXEC_PATH": str(stage.folder),
    }  # fmt: skip
    del stage.environment["PYTHONINSPECT"]


def dash_target(stage: Stage) -> None:
    stage.arguments[:] = ["scan", "--", f"--upload-pack=touch {stage.marker}"]


def program_target(stage: Stage) -> None:
    stage.arguments[:] = ["scan", "--", f"ext::sh -c touch% {stage.marker}"]


def pointing_git_file(stage: Stage) -> None:
    private = build_repository(stage.folder / "private", [CommitSpec({"secret": "1"})])
    stage.repository.mkdir()
    (stage.repository / ".git").write_text(f"gitdir: {private}/.git\n")
    stage.arguments[1] = str(stage.repository)


CASES: tuple[Case, ...] = (
    Case("hostile local configuration", hostile_configuration),
    Case("embedded bare repository with fsmonitor", embedded),
    Case(
        "submodules at ext:: and file://", submodules,
        skipped={f"m{number}": "a submodule" for number in range(len(URLS))},
    ),
    Case("shadow modules, portfolio scanned from within", shadow_modules),
    Case("shadow modules, scan .", scanned_from_within, neighbour=False),
    Case("a program called git in the working directory", relative_git),
    Case("variables of the caller that name programs", callers_environment),
    Case("target that begins with a dash", dash_target, code=4, assessed=None, said=("Error: ",)),
    Case("target at ext::", program_target, code=4, assessed=None, said=("Error: ",)),
    Case(".git file that names a foreign directory", pointing_git_file, code=4, assessed=None, said=("Error: ",)),
)  # fmt: skip
