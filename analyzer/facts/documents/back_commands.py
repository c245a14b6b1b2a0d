"""Commands of documents that put an earlier version back: of tools, scripts of ours and tasks of ours."""

from __future__ import annotations

import re
from posixpath import basename

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.tasks import TargetFile
from analyzer.repository import Snapshot, derived

# Commands that put an earlier version back, wherever they stand in code of a document.
BACK_COMMANDS = lazy_regex(
    r"helm rollback|nomad job revert|kubectl (?:-\S{1,40} \S{1,80} ){0,4}rollout undo"
    r"|oc rollback|\bargocd app rollback|argo rollouts undo"
    r"|kubectl argo rollouts (?:undo|abort)|git revert\b|dvc checkout|\bservice rollback\b"
    r"|update-traffic|heroku (?:releases:)?rollback|flyctl releases rollback|eb deploy --version"
    r"|set_registered_model_alias|transition_model_version_stage|--(?:rollback|restore|previous)(?![\w-])"
    r"|(?:make|just|task|invoke|poe|(?:npm|pnpm|yarn|bun) run) [\w:.-]{0,40}roll-?back"
    r"|rollback[\w-]{0,40}\.(?:sh|py)\b|python(?:3|\.exe)? -m [\w.]{0,80}rollback",
    re.IGNORECASE,
)
# A task of the repository by its name, and the tools whose files say which tasks there are.
NAMED_TASK = lazy_regex(
    r"(?<![\w./-])(?P<tool>make|just|(?:npm|pnpm|yarn|bun) run) "
    r"(?P<name>[\w:.-]{0,40}roll-?back[\w:.-]{0,40})",
    re.IGNORECASE,
)
# Tasks named for a database put its schema back, and no version of the program.
OF_A_DATABASE = lazy_regex(r"(?:^|[:._-])(?:db|database|sql|schema|migrat\w*)(?:[:._-]|$)", re.IGNORECASE)
# A tag that is taken away or made anew moves nothing that answers. One that is moved may, and a new one
# of an earlier version may: where CI deploys tags, `git tag v1.4 v1.2` deploys that again.
OF_TAGS = lazy_regex(
    r"^[ \t$>#]{0,4}git (?:tag (?:-d|--delete)\b|tag (?:-[asm] )?v?\d[\w.+-]{0,40}(?![\w.+-])(?! {1,4}[\w<$])"
    r"|push (?:\S{1,60} )?(?:--delete |-d |--tags\b|:refs/tags/|v?\d))[^\n]{0,200}$",
    re.MULTILINE,
)
# In a sentence these words are a thought, unless they say which commit.
UNDOES_SOMETHING = lazy_regex(
    r"\bgit revert\b(?! {1,4}(?:-{1,2}[\w-]{1,20} ){0,3}(?:HEAD|<|\$|\{|[0-9a-f]{7,40}\b))", re.IGNORECASE
)
# An address that nobody filled in: "https://github.com/.../actions".
OPEN_ADDRESS = lazy_regex(r"\bhttps?://[^\s()<>\]\"'`]{0,100}?(?:/\.{3}(?=/\w)|\w\.{4}(?=[\w%/]))")


def names_back_command(repo: Snapshot, text: str) -> bool:
    """Whether a text names a command that goes back; a script or a task that is not there is none."""
    return any(_is_there(repo, text, each) for each in BACK_COMMANDS.finditer(text))


def names_other_task(repo: Snapshot, text: str) -> bool:
    """Whether a line runs a task by such a name that is not there, or puts back a database."""
    found = NAMED_TASK.search(text)
    return found is not None and not _is_our_task(repo, found)


def _is_there(repo: Snapshot, text: str, match: re.Match[str]) -> bool:
    if match[0].endswith((".sh", ".py")):
        return basename(_word_at(text, match)) in scripts_by_name(repo)
    task = NAMED_TASK.match(text, match.start())
    return task is None or _is_our_task(repo, task)


def _is_our_task(repo: Snapshot, task: re.Match[str]) -> bool:
    name = task["name"].rstrip(".:-")
    tool = task["tool"].lower()
    kind = tool if tool in ("make", "just") else "package"
    if OF_A_DATABASE.search(name) is not None:
        return False
    files = (file for each in repo.target_files.values() for file in each if file.kind == kind)
    return any(_may_have(each, name) for each in files)


def _may_have(file: TargetFile, name: str) -> bool:
    return file.find(name) is not None or file.problem is not None or bool(file.includes)


def _word_at(text: str, match: re.Match[str]) -> str:
    """The whole word in which a match stands: `scripts/model_rollback.py`."""
    begin = match.start()
    while begin and (text[begin - 1].isalnum() or text[begin - 1] in "_-./"):
        begin -= 1
    return text[begin : match.end()]


@derived
def scripts_by_name(repo: Snapshot) -> dict[str, tuple[str, ...]]:
    """Scripts by their file name, where it is unique."""
    found: dict[str, tuple[str, ...]] = {}
    for path in repo.paths:
        if path.endswith((".sh", ".py")):
            found[basename(path)] = () if basename(path) in found else (path,)
    return found
