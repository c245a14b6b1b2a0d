"""What the documents say to type works as they say."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command_line import repo_evidence
from tests.support.github_server import serve_github
from tests.support.github_world import Account, Repository, World
from tests.support.pdf_files import pdf
from tests.support.repositories import CommitSpec, build_repository

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text()


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


USAGE = (ROOT / "docs" / "usage.md").read_text()
ETHICS = (ROOT / "docs" / "ethics.md").read_text()
COMMANDS = [
    line for text in (README, USAGE, ETHICS) for block in blocks(text, "sh") for line in block.splitlines()
]

ADA = "Ada Example <ada@example.com>"
OCTOCAT = "Octo Cat <octocat@example.com>"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the words of the documents mean here: a loopback GitHub and real repositories."""
    folder = tmp_path_factory.mktemp("readme")
    commits = [
        CommitSpec({f"a{number}.py": "x = 1\n"}, author=author, date=f"2024-0{number}-01T00:00:00+00:00")
        for number, author in ((1, ADA), (2, OCTOCAT), (3, ADA), (4, OCTOCAT), (5, ADA))
    ]
    build_repository(folder / "service.git", commits, bare=True)
    build_repository(folder / "all" / "one", commits)
    world = World(
        accounts=(
            Account("octocat", 583231, "User", "2011-01-25T18:44:36Z"),
            Account("octo-org", 583232, "Organization", "2012-01-25T18:44:36Z"),
        ),
        repositories=tuple(
            Repository(owner, "service", folder / "service.git") for owner in ("octocat", "octo-org")
        ),
        limits={"core": (5000, 5000), "search": (500, 500)},
    )
    (folder / "candidates.csv").write_text("target,id\noctocat,a-1\nocto-org,a-2\n")
    (folder / "candidates.txt").write_text("octocat\nocto-org\n")
    (folder / "cv.md").write_text("- Deployed the price model to production\n")
    (folder / "cv.pdf").write_bytes(pdf([["\u2022 Deployed the price model to production"]]))
    with serve_github(world) as server:
        yield {
            "GITHUB_API_URL": server.api,
            # As whoever types the commands one after the other has it.
            "REPO_EVIDENCE_CACHE_DIR": str(folder / "cache"),
            "path/to/repository": str(folder / "all" / "one"),
            "path/to/folder-of-repositories": str(folder / "all"),
            "https://github.com/octocat/service": f"{server.web}/octocat/service.git",
            "cv.md": str(folder / "cv.md"),
            "cv.pdf": str(folder / "cv.pdf"),
            "candidates.csv": str(folder / "candidates.csv"),
            "candidates.txt": str(folder / "candidates.txt"),
            "vetting": str(folder / "vetting"),
            "scorecard.json": str(folder / "scorecard.json"),
            "scorecard.html": str(folder / "scorecard.html"),
            "candidate-1.html": str(folder / "candidate-1.html"),
            "our-job.yaml": str(folder / "our-job.yaml"),
            "comparison.html": str(folder / "comparison.html"),
            "course.html": str(folder / "course.html"),
            "findings.csv": str(folder / "findings.csv"),
        }


@pytest.mark.parametrize("line", dict.fromkeys(each for each in COMMANDS if each.startswith("repo-evidence")))
def test_the_commands_of_the_documents_run(line: str, places: dict[str, str]) -> None:
    scorecard = Path(places["scorecard.json"])
    known = {name: places[name] for name in ("GITHUB_API_URL", "REPO_EVIDENCE_CACHE_DIR")}
    if "compare" in line and not scorecard.exists():
        words = ["scan", places["path/to/repository"], "-f", "json", "-o", str(scorecard)]
        assert repo_evidence(*words, **known).returncode == 0
    own = Path(places["our-job.yaml"])
    if line.startswith("repo-evidence rubrics new"):
        own.unlink(missing_ok=True)
    elif own.name in line and not own.exists():
        assert repo_evidence("rubrics", "new", "-o", str(own)).returncode == 0
    shutil.rmtree(places["vetting"], ignore_errors=True)
    words = [places.get(word, word) for word in shlex.split(line)]
    done = repo_evidence(*words[1:], **known)
    assert done.returncode == 0, done.stderr


def test_make_targets_of_the_readme_exist_and_nothing_else_is_asked_for() -> None:
    makefile = (ROOT / "Makefile").read_text()
    others = [each for each in COMMANDS if each and not each.startswith("repo-evidence")]
    assert sorted(others) == ["make demo", "make test", "pip install ."]
    for target in ("demo", "test"):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_pictures_and_pages_that_the_readme_names_are_there() -> None:
    named = re.findall(r"\]\(((?!https?:)[^)#]+)", README)
    assert "docs/page.png" in named
    assert [each for each in named if not (ROOT / each).exists()] == []


def test_exit_codes_of_the_readme_are_those_of_the_command_line() -> None:
    from analyzer.cli import arguments

    for text in (README, USAGE):
        named = {int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
        assert named == {
            0,
            arguments.EXIT_USAGE,
            arguments.EXIT_INCOMPLETE,
            arguments.EXIT_UNRESOLVED,
            arguments.EXIT_GATE,
            arguments.EXIT_BUG,
            arguments.EXIT_MACHINE,
            arguments.EXIT_INTERRUPTED,
            arguments.EXIT_TERMINATED,
        }


def test_the_oldest_git_of_the_readme_is_the_one_that_is_asked_for() -> None:
    from analyzer.git.version import OLDEST

    assert f"git {OLDEST[0]}.{OLDEST[1]} or newer" in README


def test_the_example_check_of_the_architecture_page_runs() -> None:
    code, test = blocks(ARCHITECTURE, "python")
    names: dict[str, object] = {}
    exec(code, names)
    exec(test, names)
    function = names["test_a_makefile_with_a_target_is_present"]
    assert callable(function)
    function()


def test_every_package_has_its_row_in_the_architecture_page() -> None:
    places = [
        path
        for path in (ROOT / "analyzer").iterdir()
        if (path / "__init__.py").exists() or path.suffix == ".py"
    ]
    names = {path.name for path in places if path.name != "__init__.py"}
    assert len(names) > 15
    assert {name for name in names if name not in ARCHITECTURE} == set()


# Words that would decide about a person, or speak of one. Where a page says that they are never used,
# "decision" and "refusal" are needed; these are not.
NEVER = re.compile(
    r"\b(?:no[- ]hire|strong hire|recommend(?:ed)? (?:for|to) hir\w+|should (?:not )?be hired|reject (?:the )?candidate"
    r"|unqualified|incompetent|red flag|cheat\w*|fraudulent candidate|the candidate (?:lacks|cannot|failed|is weak))\b",
    re.IGNORECASE,
)
SOURCES = [
    path
    for folder in ("analyzer", "checks", "docs")
    for ending in ("*.py", "*.yaml", "*.md", "*.j2")
    for path in sorted((ROOT / folder).rglob(ending))
]


def test_no_text_of_ours_decides_about_a_person() -> None:
    assert len(SOURCES) > 100
    found = {path.name: NEVER.findall(path.read_text("utf-8")) for path in SOURCES}
    assert {name: words for name, words in found.items() if words} == {}
