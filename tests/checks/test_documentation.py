from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import facts, run, snapshot

WORDS = "The service takes a row and answers with a number. " * 15
CODE = {
    "svc/__init__.py": "",
    "svc/train.py": '"""Train."""\n\n\ndef train():\n    """Train it."""\n    return 1\n',
}
BARE = {"svc/__init__.py": "", "svc/train.py": "def train():\n    return 1\n"}
REQUIREMENTS = {"requirements.txt": "numpy\n"}
TRAIN = "python svc/train.py"
CI = ".github/workflows/ci.yml"


def readme(command: str = "", more: str = "") -> dict[str, str]:
    """A README whose text stands in line 3 and its command in line 8."""
    block = f"\n\n## Use\n\n```sh\n{command}\n```\n" if command else ""
    return {"README.md": f"# A\n\n{WORDS}{block}{more}"}


def workflow(step: str) -> dict[str, str]:
    return {CI: f"on: push\njobs:\n  t:\n    runs-on: x\n    steps:\n      - {step}\n"}


def words(number: int) -> str:
    """So many words in sentences of ten, with a blank at the end."""
    return "".join(
        "Word " if each % 10 == 0 else "word. " if each % 10 == 9 else "word " for each in range(number)
    )


def documented(documented: int, bare: int) -> str:
    lines = [f'def f{number}():\n    """Say it."""\n' for number in range(documented)]
    return "".join(lines + [f"def g{number}():\n    return 1\n" for number in range(bare)])


PRESENT = {
    "a hundred words": ({"README.md": words(100)}, Level.PRESENT, "README.md:1", "a README with 100 words; none of its"),
    "one word fewer": ({"README.md": words(99)}, Level.CLAIMED, "README.md:1", "a README with 99 words of its own"),
    "one word": ({"README.md": "Hello"}, Level.CLAIMED, "README.md:1", "a README with 1 word of its own"),
    "a heading alone": ({"README.md": "# A\n"}, Level.ABSENT, "", ""),
    "Chinese has no spaces": (
        {"README.md": "本项目提供预测服务并记录结果。" * 20}, Level.PRESENT, "README.md:1", "a README with"),
    "a template": (
        {"README.md": f"To make it easy for you to get started with GitLab, do this. {WORDS}"}, Level.ABSENT, "", ""),
    "a template's words are not counted": (
        {"README.md": "A short description of the project. " + words(133)}, Level.CLAIMED, "README.md:1", "with 99 words"),
    "what two templates leave": (
        {"README.md": "Check out the configuration reference at the site. A short description of the project. " + words(100)},
        Level.CLAIMED, "README.md:1", "a README with 74 words"),
    "two Chinese signs are a word": ({"README.md": "字" * 198}, Level.PRESENT, "README.md:1", "a README with 100 words"),
    "more than a template": (
        {"README.md": "A short description of the project. " + words(134)}, Level.PRESENT, "README.md:1", "with 100 words"),
    "a tree of folders": (
        {"README.md": "A short description of the project.\n\n```\n" + "a b\n" * 200 + "```\n"}, Level.ABSENT, "", ""),
    "badges": ({"README.md": "[![a](https://b/c.svg)](https://d)\n" * 60}, Level.ABSENT, "", ""),
    "another project's": ({"other-main/README.md": WORDS, "other-main/LICENSE": "x"}, Level.ABSENT, "", ""),
    "one folder deep": ({"docs/README.md": WORDS}, Level.PRESENT, "docs/README.md:1", "none of its commands refers"),
    "two folders deep": ({"docs/a/README.md": WORDS}, Level.ABSENT, "", ""),
    "none": ({}, Level.ABSENT, "", ""),
    "a decision record": (
        {"docs/adr/0001-storage.md": words(100)}, Level.PRESENT, "docs/adr/0001-storage.md:1",
        "a document of 100 words on the design"),
    "a short decision record": ({"docs/adr/0001-storage.md": words(99)}, Level.ABSENT, "", ""),
    "a model card": ({"MODEL_CARD.md": WORDS}, Level.PRESENT, "MODEL_CARD.md:1", "on the design"),
    "a document in a numbered folder": (
        {"docs/01-architecture/platform.md": WORDS}, Level.PRESENT, "docs/01-architecture/platform.md:1", "on the design"),
    "the design of a system": ({"02-SYSTEM_DESIGN.md": WORDS}, Level.PRESENT, "02-SYSTEM_DESIGN.md:1", "on the design"),
    "a designer's notes": ({"docs/designers.md": WORDS}, Level.ABSENT, "", ""),
    "a word that ends so": ({"docs/redesign.md": WORDS}, Level.ABSENT, "", ""),
    "another document": ({"docs/usage.md": WORDS}, Level.ABSENT, "", ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "level", "place", "said"), PRESENT.values(), ids=PRESENT)
def test_words_of_its_own_are_present(files: dict[str, str], level: Level, place: str, said: str) -> None:
    assert_found(run("documentation", snapshot({**CODE, **files})), level, place, said)


def test_the_readme_nearest_to_the_root_counts() -> None:
    files = {**CODE, **readme(TRAIN), "README.de.md": "Kurz.", "docs/README.md": "Short."}
    assert {each.path for each in run("documentation", snapshot(files)).evidence} == {"README.md"}


def test_a_few_documents_on_the_design_are_shown() -> None:
    files = {f"docs/adr/{number}.md": WORDS for number in range(6)}
    assert len(run("documentation", snapshot(files)).evidence) == 5


LEAD_HERE = "1 command for files or targets here"
LEADS = {
    "a file": (readme(TRAIN), 8),
    "a file after a prompt": (readme("$ python svc/train.py"), 8),
    "a file after a prompt of an environment": (readme("(env) $ python svc/train.py"), 8),
    "a file by its module": (readme("python -m svc.train"), 8),
    "a file below where the text stands": ({"docs/README.md": f"{WORDS}\n\n```sh\npython a.py\n```\n", "docs/a.py": ""}, 4),
    "a file in the folder that the text names": ({"README.md": f"{WORDS}In it:\n\n```sh\npython train.py\n```\n"}, 4),
    "a notebook in a folder": (
        {"README.md": f"{WORDS}\n\n```sh\njupyter notebook a.ipynb\n```\n", "n/a.ipynb": "{}"}, 4),
    "a file as the value of an option": (readme("tool --config=conf.toml") | {"conf.toml": ""}, 8),
    "one test of a file": (readme("pytest tests/test_a.py::test_b") | {"tests/test_a.py": ""}, 8),
    "a program of the repository": (readme("./run.sh") | {"run.sh": "python x.py\n"}, 8),
    "a target": (readme("make train") | {"Makefile": "train:\n\ttrue\n"}, 8),
    "the file that a command reads": (readme("poetry install") | {"pyproject.toml": ""}, 8),
    "the file that a longer command reads": (readme("dvc exp run") | {"dvc.yaml": ""}, 8),
    "the file that a command reads in its folder": (
        readme("cd app && npm install") | {"app/package.json": "{}"}, 8),
    "its requirements": (readme("pip install -r requirements.txt") | REQUIREMENTS, 8),
    "its distribution": (readme("pip install svc") | {"pyproject.toml": "[project]\nname = 'svc'\n"}, 8),
    "its distribution with a version": (
        readme("pip install my_svc==1.0") | {"pyproject.toml": "[project]\nname = 'my-svc'\n"}, 8),
    "its distribution with extras": (
        readme("pip install 'svc[all]'") | {"pyproject.toml": "[project]\nname = 'svc'\n"}, 8),
    "its distribution by a module": (
        readme("python -m pip install svc") | {"pyproject.toml": "[project]\nname = 'svc'\n"}, 8),
    "where it stands": (readme("pip install -e '.[dev]'") | {"setup.py": ""}, 8),
    "its console script": (
        readme("trainer --all") | {"pyproject.toml": "[project]\nname = 'q'\n[project.scripts]\ntrainer = 'svc.train:train'\n"}, 8),
    "an application of a server": (readme("uvicorn svc.train:app"), 8),
    "code that uses the package": ({"README.md": f"{WORDS}\n\n```python\nfrom svc.train import train\n```\n"}, 4),
    "code after a prompt": ({"README.md": f"{WORDS}\n\n```\n>>> from svc.train import train\n>>> train()\n```\n"}, 4),
    "after a file that is copied": (readme("cp .env.example .env\ncopy .env.example .env\npython svc/train.py") | {".env.example": ""}, 10),
    "one command that leads to many": (readme("make all") | {"Makefile": "all: a b\na:\n\tpython svc/train.py\nb:\n\tpython svc/train.py\n"}, 8),
    "in the middle of a sentence": ({"README.md": f"{WORDS}\nThen `python svc/train.py` trains.\n"}, 2),
}  # fmt: skip


@pytest.mark.parametrize(("files", "line"), LEADS.values(), ids=LEADS)
def test_a_command_that_leads_here_is_substantive(files: dict[str, str], line: int) -> None:
    finding = run("documentation", snapshot({**CODE, **files}))
    path = "docs/README.md" if "docs/README.md" in files else "README.md"
    assert_found(finding, Level.SUBSTANTIVE, f"{path}:{line}", LEAD_HERE)
    assert len(finding.evidence) == 1


ASTRAY = {
    "none": readme(),
    "a file that is not there": readme("python gone.py\nmake nothing"),
    "one of several files of that name": readme("python train.py") | {"other/train.py": "x = 1\n"},
    "a file of that name, in a folder of another": readme("python app/train.py"),
    "data of that name in a folder": readme("tool rows.csv") | {"data/rows.csv": ""},
    "somebody else's package": readme("pip install tensorflow"),
    "what is only looked at": readme("cat svc/train.py"),
    "what is only checked": readme("flake8 svc/train.py"),
    "its licence": readme("tool LICENSE") | {"LICENSE": ""},
    "the README itself": {"Readme.md": f"{WORDS}\n\n```sh\ntool Readme.md\n```\n"},
    "the file of a command that needs another": readme("dvc exp run") | {"pyproject.toml": ""},
    "a command that reads nothing": readme("poetry show") | {"pyproject.toml": ""},
    "its distribution, for another program": readme("tool run svc")
    | {"pyproject.toml": "[project]\nname = 'svc'\n"},
    "where it stands, without a package": readme("pip install ."),
    "a folder of its own by a name alone": readme("pip install app") | {"app/setup.py": ""},
    "code that breaks off": {
        "README.md": f"{WORDS}\n\n```python\nfrom svc.train import train\nthis is (\n```\n"
    },
    "the command after two hundred others": {
        "README.md": WORDS + "\n\n```sh\ntrue\n```\n" * 200 + f"\n```sh\n{TRAIN}\n```\n"
    },
    "a command at the end of a long block": {
        "README.md": f"{WORDS}\n\n```sh\n{'#' * (10_000 - len(TRAIN))}\n{TRAIN}\n```\n"
    },
    "a command at the end of a long line": {"README.md": f"{WORDS}\n{'a' * (999 - len(TRAIN))}`{TRAIN}`\n"},
    "code of another language": {"README.md": f"{WORDS}\n\n```yaml\npython svc/train.py\n```\n"},
    "code that uses another package": {"README.md": f"{WORDS}\n\n```python\nimport numpy\n```\n"},
    "a name in the middle of a sentence": {"README.md": f"{WORDS}\nSee `svc/train.py` and `a b`.\n"},
}


@pytest.mark.parametrize("files", ASTRAY.values(), ids=ASTRAY)
def test_a_command_that_leads_nowhere_is_present(files: dict[str, str]) -> None:
    finding = run("documentation", snapshot({**CODE, **files}))
    path = "Readme.md" if "Readme.md" in files else "README.md"
    assert_found(finding, Level.PRESENT, f"{path}:1", "none of its commands refers to a file or target here")


SECTION = "\n## {}\n\n" + words(20)
EXPLAINED = {
    "30 % of the functions": ({"a.py": documented(3, 7)}, ""),
    "the limits": (BARE, SECTION.format("Limitations")),
    "the architecture": (BARE, SECTION.format("Architecture")),
    "the limits in another language": (BARE, SECTION.format("Ограничения")),
    "a section with a smaller one in it": (
        BARE,
        "\n## Design\n\n### Storage\n\n" + words(20) + "\n## Other\n",
    ),
    "the second of two sections": (BARE, "\n## Design\n\nSoon.\n" + SECTION.format("Limitations")),
    "a decision record": ({**BARE, "docs/adr/0001-storage.md": WORDS}, ""),
}
UNEXPLAINED = {
    "less than 30 % of the functions": ({"a.py": documented(3, 8)}, ""),
    "private functions": ({"a.py": documented(3, 0).replace("def f", "def _f") + documented(0, 1)}, ""),
    "functions in functions": (
        {"a.py": documented(0, 1) + '    def f():\n        """Say."""\n' + '    def g():\n        """Say."""\n'}, ""),
    "functions of tests": ({"tests/test_a.py": documented(3, 0), "a.py": documented(0, 1)}, ""),
    "no function at all": ({"a.py": "x = 1\n"}, ""),
    "an empty section": (BARE, "\n## Architecture\n\nSoon.\n"),
    "a section one word too short": (BARE, "\n## Architecture\n\n" + words(19)),
    "words after the section": (BARE, "\n## Design\n\nSoon.\n\n## Other\n\n" + words(20)),
    "words between later sections": (BARE, "\n## Design\n\nSoon.\n\n## Other\n\n" + words(20) + "\n## Third\n"),
    "the twenty-first section": (BARE, "\n## Design\n\nSoon.\n" * 20 + SECTION.format("Limitations")),
    "words after a higher section": (BARE, "\n### Design\n\nSoon.\n\n## Other\n\n" + words(20)),
    "another section": (BARE, SECTION.format("Contact")),
    "a short decision record": ({**BARE, "docs/adr/0001-storage.md": words(99)}, ""),
}  # fmt: skip


@pytest.mark.parametrize(("files", "more"), EXPLAINED.values(), ids=EXPLAINED)
def test_commands_with_an_explanation_are_substantive(files: dict[str, str], more: str) -> None:
    files = {**readme("tool conf.toml", more), "conf.toml": "", **files}
    finding = run("documentation", snapshot(files))
    assert_found(finding, Level.SUBSTANTIVE, "README.md:8", LEAD_HERE)
    sections = [
        each.line for each in finding.evidence if each.note == "a section explains the design or its limits"
    ]
    assert len(sections) == (1 if more else 0)


@pytest.mark.parametrize(("files", "more"), UNEXPLAINED.values(), ids=UNEXPLAINED)
def test_commands_without_an_explanation_are_present(files: dict[str, str], more: str) -> None:
    files = {**readme("tool conf.toml", more), "conf.toml": "", **files}
    found = run("documentation", snapshot(files))
    assert_found(found, Level.PRESENT, "README.md:1", "the code is barely explained")


UNREAD = {"cmd/main.rs": "// Serve answers.\nfn serve() -> i32 {\n\t1\n}\n" * 40}
NOT_READ = "whether the code in Rust is explained was not read"
OTHER_CODE = {
    "only code that is not read": (UNREAD, NOT_READ),
    "code that is read beside it": ({**BARE, **UNREAD}, "the code that is read is barely explained"),
    "a line of another": ({"a.py": documented(1, 90), "m.rs": "fn m() {}\n"}, "the code is barely explained"),
}


@pytest.mark.parametrize(("files", "said"), OTHER_CODE.values(), ids=OTHER_CODE)
def test_nothing_is_said_of_code_that_is_not_read(files: dict[str, str], said: str) -> None:
    finding = run("documentation", snapshot({**readme("tool conf.toml"), "conf.toml": "", **files}))
    assert_found(finding, Level.PRESENT, "README.md:1", said)


WIRED = {
    "a command that CI runs": ({**readme(TRAIN), **workflow(f"run: {TRAIN}")}, "CI runs the same: svc/train.py"),
    "a module that CI runs": ({**readme("python -m svc.train"), **workflow(f"run: {TRAIN}")}, "svc/train.py"),
    "a target that CI runs": (
        {**readme("$ make train"), "Makefile": "train:\n\ttrue\n", **workflow("run: make train")}, "Makefile:1"),
    "an image that CI builds": (
        {**readme("docker build -t a ."), "Dockerfile": "FROM python:3.12\nRUN apt-get update\nCOPY . .\nCMD python svc/train.py\n",
         **workflow("run: docker build .")}, "CI builds the same image: Dockerfile"),
    "a command with other words": (
        {**readme(f"{TRAIN} a b install"), **workflow(f"run: {TRAIN}")}, "svc/train.py"),
    "a module that its code uses": (
        {"README.md": f"# A\n\n{WORDS}\n\n\n\n```python\nimport svc.train\n```\n", **workflow(f"run: {TRAIN}")}, "svc/train.py"),
    "its second command": (
        {**readme(f"pip install -r requirements.txt; {TRAIN}"), **REQUIREMENTS, **workflow(f"run: {TRAIN}")}, "svc/train.py"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "said"), WIRED.values(), ids=WIRED)
def test_a_command_that_ci_runs_is_wired(files: dict[str, str], said: str) -> None:
    finding = run("documentation", snapshot({**CODE, **files}))
    assert_found(finding, Level.WIRED, "README.md:8", said)
    assert [each.level for each in finding.evidence] == [Level.WIRED, Level.SUBSTANTIVE]


def test_a_drawing_of_folders_runs_nothing() -> None:
    drawn = f"├── svc/train.py\n│   └── Makefile\n|-- svc/train.py\n{TRAIN}"
    finding = run("documentation", snapshot({**CODE, **readme(drawn), **workflow(f"run: {TRAIN}")}))
    assert_found(finding, Level.WIRED, "README.md:11", "CI runs the same: svc/train.py")


BUILDERS = (
    "mkdocs build",
    "python -m mkdocs build",
    "npx docusaurus build",
    "bin/sphinx-build docs out",
    "pdoc svc",
)


@pytest.mark.parametrize("command", BUILDERS)
def test_documentation_that_ci_builds_is_wired(command: str) -> None:
    finding = run("documentation", snapshot({**CODE, **readme(TRAIN), **workflow(f"run: {command}")}))
    assert_found(finding, Level.WIRED, f"{CI}:6", "the documentation is built")


@pytest.mark.parametrize("site", ["docs/conf.py", "mkdocs.yml", "site/docs/source/conf.py"])
def test_documentation_that_its_host_builds_is_wired(site: str) -> None:
    files = {**CODE, **readme(TRAIN), ".readthedocs.yaml": "version: 2\n"}
    assert_found(run("documentation", snapshot(files)), Level.SUBSTANTIVE, "README.md:8")
    finding = run("documentation", snapshot({**files, site: "x = 1\n"}))
    assert_found(finding, Level.WIRED, ".readthedocs.yaml:1", "the documentation is built")


UNWIRED = {
    "only the installation": (
        {**readme("pip install -r requirements.txt"), **REQUIREMENTS, **workflow("run: pip install -r requirements.txt")}, 8),
    "an installation, and CI uses its file": (
        {**readme("pip install -r requirements.txt"), **REQUIREMENTS, **workflow("run: tool requirements.txt")}, 8),
    "a command, and CI installs with its file": (
        {**readme("tool requirements.txt"), **REQUIREMENTS, **workflow("run: pip install -r requirements.txt")}, 8),
    "another command": ({**readme(TRAIN), "b.py": "x = 1\n", **workflow("run: python b.py")}, 8),
    "a test": ({**readme("python tests/test_a.py"), "tests/test_a.py": "", **workflow("run: python tests/test_a.py")}, 8),
    "a linter": ({**readme(TRAIN), **workflow("run: flake8 svc/train.py")}, 8),
    "a server of documentation": ({**readme(TRAIN), **workflow("run: mkdocs serve")}, 8),
    "a site that nobody builds": ({**readme(TRAIN), "mkdocs.yml": "a: 1\n"}, 8),
}  # fmt: skip


@pytest.mark.parametrize(("files", "line"), UNWIRED.values(), ids=UNWIRED)
def test_what_ci_runs_besides_is_not_wired(files: dict[str, str], line: int) -> None:
    finding = run("documentation", snapshot({**CODE, **files}))
    assert_found(finding, Level.SUBSTANTIVE, f"README.md:{line}", LEAD_HERE)


def test_every_level_is_told() -> None:
    files = {
        **CODE,
        **readme(f"{TRAIN}\n{TRAIN}", SECTION.format("Limitations")),
        **workflow(f"run: {TRAIN}"),
    }
    assert told(run("documentation", snapshot(files))) == [
        "WIRED README.md:8 CI runs the same: svc/train.py",
        "SUBSTANTIVE README.md:8 a README with 170 words, 2 commands for files or targets here",
        "SUBSTANTIVE README.md:12 a section explains the design or its limits",
    ]


@pytest.mark.parametrize(
    ("path", "more", "ceiling"),
    [
        ("R/model.R", "\n```r\nlibrary(b)\n```\n", Level.WIRED),
        ("src/model.jl", "\n```julia\nusing B\n```\n", Level.WIRED),
        ("src/model.jl", "\n```jl\nusing B\n```\n", Level.WIRED),
        ("R/model.R", "\n```sh\ntool R/model.R\n```\n", Level.WIRED),
        ("R/model.R", "\n```text\nlibrary(b)\n```\n", Level.PRESENT),
        ("R/model.R", "", Level.PRESENT),
    ],
)
@pytest.mark.usefixtures("no_grammars")
def test_code_in_a_language_that_is_not_read_may_be_explained_there(
    path: str, more: str, ceiling: Level
) -> None:
    files = {**readme("", more), path: "fit(x) = lm(x)\n" * 50}
    finding = run("documentation", snapshot(files))
    assert (finding.level, finding.ceiling) == (Level.PRESENT, ceiling)


# A command that leads to a file, and how many functions of it are documented.
COMMENTED = {
    "hardly any": (1, 9, Level.PRESENT),
    "three of ten": (3, 7, Level.SUBSTANTIVE),
    "hardly less": (2, 5, Level.PRESENT),
}


@pytest.mark.parametrize(("with_comment", "without", "level"), COMMENTED.values(), ids=COMMENTED)
def test_comments_above_functions_of_other_languages_are_counted(
    with_comment: int, without: int, level: Level
) -> None:
    lines = [f"// F{number} does it.\nfunc F{number}() {{}}\n" for number in range(with_comment)]
    lines += [f"func G{number}() {{}}\n" for number in range(without)]
    lines += [f"func inner{number}() {{}}\n" for number in range(20)]
    files = {
        **readme("go run ./cmd/a", ""),
        "cmd/a/main.go": "package main\n\n" + "\n".join(lines),
        "go.mod": "module x\n",
    }
    files["run.sh"] = "go run ./cmd/a\n"
    files["README.md"] = files["README.md"].replace("go run ./cmd/a", "sh run.sh")
    finding = run("documentation", snapshot(files))
    assert (finding.level, finding.ceiling) == (level, level)
    share = with_comment / (with_comment + without)
    assert facts("documentation", snapshot(files)) == {"documented_share": round(share, 3)}


def test_the_documented_share_is_stated() -> None:
    repo = snapshot({"a.py": documented(1, 2), "README.md": WORDS})
    assert facts("documentation", repo) == {"documented_share": 0.333}
    assert facts("documentation", snapshot({"a.py": "x = 1\n"})) == {}


HOSTILE = {
    "headings": "# design\n" * 25_000,
    "inline code": "`make all` " * 20_000,
    "lines of inline code": "`make all`\n" * 20_000,
    "blocks": "```sh\nmake all\n```\n" * 10_000,
    "one block": "```sh\n" + "make all\n" * 25_000 + "```\n",
    "backticks": "`" * 200_000,
    "prompts": "```\n" + "$ " * 100_000 + "\n```\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_readme_takes_bounded_time(text: str) -> None:
    files = {"README.md": f"{WORDS}\n\n{text}", "Makefile": "all:\n\tpython a.py\n", "a.py": "x = 1\n"}
    assert run("documentation", snapshot(files)).status is Status.MEASURED
