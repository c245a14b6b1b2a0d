"""What a snapshot shows of a repository, what it leaves out, and what it admits not to have read."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from analyzer.declarations import FileKind
from analyzer.parsing.python.module import parse_python
from analyzer.repository import contents, reading
from analyzer.repository.reading import LOCK_LIMIT, TEXT_LIMIT
from analyzer.repository.snapshot import File, Snapshot
from analyzer.sources import Author, SkippedFile
from tests.support.snapshots import commit, snapshot

BOT = Author("dependabot[bot]", "support@github.com")
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"


def reasons(repo: Snapshot) -> dict[str, str]:
    return {each.path: each.reason for each in repo.skipped}


def kinds_of(repo: Snapshot, path: str) -> tuple[str, ...]:
    return next(each.kinds for each in repo.skipped if each.path == path)


@pytest.mark.parametrize(
    ("path", "content", "reason", "kinds"),
    [
        ("big.py", b"x = 1\n" * 100_000, "exceeds the limit of 524,288 bytes", ("python",)),
        ("README.md", b"a" * (TEXT_LIMIT + 1), "262,145 bytes exceeds the limit of 262,144", ("prose",)),
        ("train.py", POINTER, "Git LFS pointer", ("python",)),
        ("model.ipynb", POINTER, "Git LFS pointer", ("notebook",)),
        ("model.ipynb", b"{", "", ("notebook",)),
        ("nul.py", b"x = 1\0\n", "", ("python",)),
        ("Dockerfile", b"RUN make\n", "no FROM instruction", ("dockerfile",)),
        ("package.json", b"{", "", ("dependencies", "targets")),
        ("pyproject.toml", b"= [", "", ("dependencies", "targets")),
        # No command leads into what compose itself cannot read.
        ("docker-compose.yml", b"services: [\n", "", ("compose",)),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_reason_and_kinds(
    path: str, content: bytes, reason: str, kinds: tuple[str, ...]
) -> None:
    repo = snapshot({path: content, "ok.py": "x = 1\n"})
    assert list(reasons(repo)) == [path]
    assert reason in reasons(repo)[path]
    assert kinds_of(repo, path) == kinds


EMPTY = {
    "": "Dockerfile compose.yaml .github/workflows/a.yml .gitlab-ci.yml azure-pipelines.yml .circleci/config.yml "
    "Jenkinsfile requirements.txt pyproject.toml setup.cfg setup.py Pipfile environment.yml package.json Makefile "
    "Taskfile.yml justfile Procfile tox.ini noxfile.py dvc.yaml a.ipynb README.md conf/a.yaml conf/a.json main.tf "
    "uv.lock package-lock.json mise.toml Earthfile",
    "# nothing yet\n": "Dockerfile svc.Dockerfile compose.yaml .github/workflows/a.yml .gitlab-ci.yml requirements.txt "
    "pyproject.toml setup.cfg setup.py Pipfile environment.yml Makefile Taskfile.yml justfile Procfile tox.ini "
    "noxfile.py dvc.yaml conf/a.yaml main.tf mise.toml Earthfile",
    "\n \n": "Dockerfile package.json a.ipynb conf/a.json requirements.txt",
}


@pytest.mark.parametrize("text", EMPTY, ids=["no byte", "a comment", "blank lines"])
def test_a_file_in_which_nothing_stands_was_read(text: str) -> None:
    repo = snapshot(dict.fromkeys(EMPTY[text].split(), text))
    assert reasons(repo) == {}
    assert not repo.dockerfiles


@pytest.mark.parametrize("path", ["train.py", "Dockerfile", "README.md", "svc.go", "settings.yaml"])
def test_a_missing_object_of_a_file_that_checks_read_is_named(path: str) -> None:
    repo = snapshot({"ok.py": ""}, missing=(path,))
    assert reasons(repo) == {path: "its object is missing from the repository"}
    assert repo.exists(path) and repo.text(path) is None


def test_a_missing_object_that_no_check_would_read_is_not_missed() -> None:
    assert snapshot({"ok.py": ""}, missing=("weights.bin",)).skipped == ()


def test_what_git_left_out_is_named_too_and_the_list_is_sorted() -> None:
    left_out = [SkippedFile("link", "a symbolic link"), SkippedFile("a", "a submodule")]
    repo = snapshot({"m.py": POINTER}, left_out=left_out)
    assert list(reasons(repo)) == ["a", "link", "m.py"]


def test_python_that_only_an_error_tolerant_parser_reads_is_read() -> None:
    repo = snapshot({"old.py": "print 'two'\n\ndef f():\n    pass\n"})
    assert repo.skipped == ()
    assert [each.name for each in repo.modules["old.py"].functions] == ["f"]


def test_a_lock_file_may_be_long_where_other_text_may_not() -> None:
    lock = json.dumps({"packages": {f"node_modules/p{number}": {} for number in range(20_000)}})
    assert TEXT_LIMIT < len(lock) < LOCK_LIMIT
    repo = snapshot({"package-lock.json": lock})
    assert "package-lock.json" in repo.dependencies and repo.skipped == ()


@pytest.mark.parametrize(
    "path", ["node_modules/x/index.js", "third_party/lib/core.py", ".venv/lib/python3.11/site-packages/a.py"]
)
def test_vendored_trees_are_not_read(path: str) -> None:
    repo = snapshot({path: "import mlflow\n", "app.py": "x = 1\n"})
    assert repo.paths == ("app.py",) and tuple(repo.modules) == ("app.py",)
    assert repo.all_paths == tuple(sorted((path, "app.py")))
    assert not repo.exists(path) and repo.content(path) is None
    assert [each.files for each in repo.exclusions] == [1]
    assert repo.skipped == ()


def test_a_vendored_copy_of_a_file_that_was_read_stays_unread() -> None:
    repo = snapshot({"a.yaml": "x: 1\n", "third_party/a.yaml": "x: 1\n"})
    assert repo.yaml("a.yaml") and repo.yaml("third_party/a.yaml") == ()


def test_a_vendored_file_too_large_to_read_is_no_gap() -> None:
    assert snapshot({"node_modules/x/big.py": b"#" * 600_000}).skipped == ()


class Store:
    """Blobs by name with a count of how often each was read."""

    def __init__(self, **blobs: bytes) -> None:
        self.blobs = blobs
        self.reads: Counter[str] = Counter()

    def read(self, blob: str, limit: int) -> bytes | None:
        self.reads[blob] += 1
        return self.blobs.get(blob)

    def snapshot(self, **paths: str) -> Snapshot:
        files = [File(path.replace("__", "."), blob, len(self.blobs[blob])) for path, blob in paths.items()]
        return Snapshot("r", "1" * 40, files, self.read)


def test_nothing_is_read_before_somebody_asks() -> None:
    store = Store(a=b"x = 1\n")
    repo = store.snapshot(m__py="a")
    assert repo.paths == ("m.py",) and repo.languages == {"Python": 1}
    assert not store.reads
    assert repo.modules["m.py"].code_lines == 1 and store.reads["a"] == 1


def test_each_blob_is_parsed_once_whoever_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[bytes] = []

    def counting(content: bytes) -> object:
        parsed.append(content)
        return parse_python(content)

    monkeypatch.setattr(reading, "parse_python", counting)
    repo = Store(a=b"x = 1\n", b=b"y = 1\n").snapshot(m__py="a", copy__py="a", n__py="b")
    assert sorted(repo.modules) == ["copy.py", "m.py", "n.py"]
    assert repo.modules["m.py"] is repo.modules["copy.py"]
    assert repo.notebook_exports == {} and repo.skipped == ()
    assert sorted(parsed) == [b"x = 1\n", b"y = 1\n"]


def test_every_copy_of_an_unreadable_file_is_named() -> None:
    assert list(reasons(snapshot({"a.py": POINTER, "b.py": POINTER}))) == ["a.py", "b.py"]


def test_the_reading_budget_is_for_the_repository_and_copies_are_charged_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(contents, "PARSE_BUDGET", 10)
    repo = Store(a=b"x = 1\n", b=b"y = 12\n").snapshot(a__py="a", copy__py="a", z__py="b")
    assert sorted(repo.modules) == ["a.py", "copy.py"]
    assert "budget of 10 bytes is exhausted" in reasons(repo)["z.py"]


def test_the_reason_does_not_depend_on_who_asked_first() -> None:
    broken = {"pyproject.toml": b"= [", "docker-compose.yml": b"services: [\n"}
    first, second = snapshot(broken), snapshot(broken)
    for name in ("dependencies", "target_files", "services"):
        len(getattr(first, name))
    for name in ("services", "target_files", "dependencies"):
        len(getattr(second, name))
    assert first.skipped == second.skipped == snapshot(broken).skipped


def test_derived_indexes_are_built_once_for_each_snapshot() -> None:
    built: list[str] = []

    def index(repo: Snapshot) -> tuple[str, ...]:
        built.append(repo.name)
        return repo.paths

    repo, other = snapshot({"a.py": ""}), snapshot({"b.py": ""}, name="other")
    assert repo.derived(index) is repo.derived(index)
    assert (other.derived(index), built) == (("b.py",), ["sample", "other"])


def test_files_by_kind_directory_and_language() -> None:
    paths = ("src/a.py", "src/deep/b.py", "n.ipynb", "web/app.ts", "Dockerfile", "Makefile", "README.md")
    repo = snapshot(dict.fromkeys(paths, ""))
    assert repo.of_kind(FileKind.PYTHON) == ("src/a.py", "src/deep/b.py")
    assert repo.of_kind(FileKind.SOURCE) == ("web/app.ts",)
    assert repo.of_kind(FileKind.COMPOSE) == ()
    assert repo.directories == {"", "src", "src/deep", "web"}
    assert next(iter(repo.languages.items())) == ("Python", 2)


def test_notebooks_written_out_as_scripts_are_not_modules() -> None:
    repo = snapshot(
        {"export.py": "# %%\nimport pandas\n\n# In[1]:\nx = 1\n\n# In[2]:\ny = 2\n", "m.py": "x = 1\n"}
    )
    assert tuple(repo.modules) == ("m.py",) and tuple(repo.notebook_exports) == ("export.py",)


def test_bytes_that_are_not_utf8_become_text() -> None:
    repo = snapshot({"notes.txt": b"caf\xe9\n"})
    assert repo.text("notes.txt") == "caf\ufffd\n"
    assert repo.text("nowhere.txt") is None and repo.skipped == ()


def test_work_is_what_neither_merges_nor_bots_did() -> None:
    commits = [
        commit("2024-01-03", message="merge", parents=2),
        commit("2024-01-02", "a.py"),
        commit("2024-01-01", "a.py", author=BOT),
    ]
    assert [each.subject for each in snapshot({}, commits).work] == ["change"]


@pytest.mark.parametrize(("content", "values"), [("a: 1\n---\nb: 2\n", 2), ("- [", 0), ("", 0)])
def test_yaml_of_any_file(content: str, values: int) -> None:
    documents = snapshot({"x.yaml": content}).yaml("x.yaml")
    assert len([each for each in documents if each.value]) == values


def test_json_of_any_file() -> None:
    repo = snapshot({"x.json": '{"a": 1}', "bad.json": "{"})
    good, bad = repo.json("x.json"), repo.json("bad.json")
    assert good is not None and good.problem is None and repo.json("none.json") is None
    assert bad is not None and bad.problem is not None


@pytest.mark.parametrize("path", ["/a.py", "//a.py", "a//b.py", "../a.py", "a/../b.py", "./a.py", "a/", ""])
def test_paths_that_no_work_tree_can_hold_are_left_out(path: str) -> None:
    repo = snapshot({path: "x = 1\n", "ok.py": "x = 1\n"})
    assert repo.all_paths == repo.paths == ("ok.py",)
    assert reasons(repo) == {path: "no work tree can hold its path"}
