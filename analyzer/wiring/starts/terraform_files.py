"""Which files of a repository Terraform means: from the folder of a module, or from the one it is run in.

A module in a folder of its own is used by others (`module "jobs" { source = "./jobs" }`), and
`${path.root}` is the folder of the outermost of these. A script that is put into a bucket
(`aws_s3_object` with a `source`, `google_storage_bucket_object`) is what a job starts that names its key.
Sources: https://developer.hashicorp.com/terraform/language/expressions/references#filesystem-and-workspace-info,
https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/glue_job,
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/dataproc_job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

ROOT_PREFIX = "${path.root}/"
OWN_PREFIXES = ("${path.module}/", "${path.cwd}/")
LINES_OF_TERRAFORM = 5_000
MOST_USERS = 50
HEAD = lazy_regex(r'^[ \t]{0,8}(module|resource)[ \t]+"([\w-]{1,100})"(?:[ \t]+"([\w-]{1,100})")?[ \t]*\{')
VALUE = lazy_regex(r'^[ \t]{0,40}(source|key|name)[ \t]*=[ \t]*"([^"\n]{1,300})"')
# The script of a job, by its address in a bucket.
JOB_SCRIPT = lazy_regex(
    r'^[ \t]{0,40}(?:script_location|main_python_file_uri)[ \t]*=[ \t]*"(s3a?|gs)://([^"\n]{1,300})"'
)
BUCKET_FILES = word_set(
    "aws_s3_object aws_s3_bucket_object google_storage_bucket_object aws_s3_bucket_objects"
)
STARTING_JOBS = word_set(
    "aws_glue_job google_dataproc_job google_dataproc_batch google_dataproc_workflow_template"
)


class Upload(Struct, frozen=True):
    """A file of the repository that Terraform puts into a bucket under a key."""

    resource: str
    folder: str
    key: str
    file: str


class JobScript(Struct, frozen=True):
    """A line of Terraform whose job starts a file of the repository."""

    path: str
    line: int
    file: str


class _Block(Struct):
    kind: str
    first: str
    second: str
    values: dict[str, str]
    scripts: list[tuple[int, str]]


def meant_by_terraform(repo: Snapshot, path: str, written: str) -> tuple[str, ...]:
    """The paths that a text of a Terraform file may name: of its module, or of the outermost one."""
    folder = dirname(path)
    if written.startswith(ROOT_PREFIX):
        folders, written = _roots(repo).get(folder, (folder,)), written.removeprefix(ROOT_PREFIX)
    else:
        folders = (folder,)
        for prefix in OWN_PREFIXES:
            written = written.removeprefix(prefix)
    if "${" in written or written.startswith(("/", "~")):
        return ()
    found = (normpath(join(each, written)) for each in folders)
    return tuple(each for each in found if not each.startswith(".."))


@derived
def job_scripts(repo: Snapshot) -> tuple[JobScript, ...]:
    """The scripts that jobs of Terraform start, where it is seen which file is uploaded for them."""
    blocks = _blocks(repo)
    uploads = list(_uploads(repo, blocks))
    found: list[JobScript] = []
    for path, each in blocks if uploads else ():
        for number, address in each.scripts if each.first in STARTING_JOBS else ():
            upload = next((upload for upload in uploads if _is_script(upload, path, address)), None)
            if upload is not None:
                found.append(JobScript(path, number, upload.file))
    return tuple(found)


def _is_script(upload: Upload, path: str, address: str) -> bool:
    """Whether an address names the resource of an upload, or ends with its key."""
    bucket, _slash, key = address.partition("/")
    if f"{upload.resource}." in address:
        return dirname(path) == upload.folder
    return bool(upload.key) and bool(bucket) and key == upload.key


def _uploads(repo: Snapshot, blocks: tuple[tuple[str, _Block], ...]) -> Iterator[Upload]:
    for path, each in blocks:
        if each.first not in BUCKET_FILES:
            continue
        files = meant_by_terraform(repo, path, each.values.get("source", ""))
        file = next((file for file in files if repo.exists(file)), None)
        if file is not None:
            key = each.values.get("key") or each.values.get("name", "")
            yield Upload(f"{each.first}.{each.second}", dirname(path), key, file)


@derived
def _roots(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each folder of a module that others use the folders of the outermost of these."""
    users: dict[str, set[str]] = {}
    for path, each in _blocks(repo):
        source = each.values.get("source", "")
        if each.kind == "module" and source.startswith("."):
            users.setdefault(normpath(join(dirname(path), source)), set()).add(dirname(path))
    found: dict[str, tuple[str, ...]] = {}
    for folder in users:
        roots: set[str] = set()
        seen, queue = {folder}, [folder]
        while queue and len(seen) < MOST_USERS:
            above = users.get(queue.pop(), set())
            roots |= {each for each in above if each not in users}
            queue += sorted(above & users.keys() - seen)
            seen |= above
        found[folder] = tuple(sorted(roots)) or (folder,)
    return found


@derived
def _blocks(repo: Snapshot) -> tuple[tuple[str, _Block], ...]:
    """The modules, uploads and jobs of all Terraform files, each with the values that are read of it."""
    found: list[tuple[str, _Block]] = []
    for path in repo.paths:
        body = (repo.text(path) or "") if path.endswith((".tf", ".tofu")) else ""
        if "module" in body or "resource" in body:
            found += ((path, each) for each in _of_body(body))
    return tuple(found)


def _of_body(body: str) -> Iterator[_Block]:
    now: _Block | None = None
    for number, row in enumerate(body.split("\n")[:LINES_OF_TERRAFORM], 1):
        head = HEAD.match(row[:400])
        if head is not None:
            if now is not None:
                yield now
            wanted = head[1] == "module" or head[2] in BUCKET_FILES | STARTING_JOBS
            now = _Block(head[1], head[2], head[3] or "", {}, []) if wanted else None
        elif now is not None and row.startswith("}"):
            yield now
            now = None
        elif now is not None:
            if (value := VALUE.match(row[:400])) is not None:
                now.values.setdefault(value[1], value[2])
            if (script := JOB_SCRIPT.match(row[:400])) is not None:
                now.scripts.append((number, script[2]))
    if now is not None:
        yield now
