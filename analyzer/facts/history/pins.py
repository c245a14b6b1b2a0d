"""Pins that moved: a key with one version of an image, a model, data or a commit, and then with another."""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.facts.history.setting_changes import SettingChange, key_words, setting_changes
from analyzer.facts.infrastructure.environments import DEPLOYMENT_PATH, environment_files, runs_somewhere
from analyzer.facts.infrastructure.infrastructure_commands import is_built_here
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

IMAGE_KEYS = word_set("image imageuri containerimage dockerimage imagename")
TAG_KEYS = word_set(
    "tag newtag imagetag dockertag containertag imageversion appversion digest imagedigest targetrevision "
    "releasetag releaseversion serviceversion"
)
COMMIT_KEYS = word_set(
    "commit commitsha commithash gitcommit gitsha sha gitref revision ref rev version hfrevision"
)
PINNED_THINGS = lazy_regex(
    r"(?:^|[^a-z])(?:models?|weights?|checkpoints?|data|datasets?|embeddings?|llms?)(?:$|[^a-z])"
)
VERSION_WORDS = lazy_regex(
    r"(?:^|[^a-z])(?:versions?|revision|commit|tag|sha|hash|ref|rev|digest|path|uri|url|file|dir|name|id)(?:$|[^a-z])"
    r"|(?:^|[^a-z])(?:models?|checkpoint|weights)$"
)
MODEL_FILES = (
    ".pt", ".pth", ".onnx", ".pkl", ".joblib", ".h5", ".keras", ".safetensors", ".tflite", ".gguf", ".cbm",
    ".tar.gz",
)  # fmt: skip
# Versions of tools and formats are raised, not released.
TOOL_VERSION = lazy_regex(
    r"python|node|java|golang|ruby|rust|terraform|provider|kube|k8s|helm|docker_|compose|postgres|mysql|redis|kafka"
    r"|spark|airflow|cuda|cudnn|ubuntu|debian|alpine|poetry|\bpip|conda|npm|yarn|engine|api_version|schema|protocol"
    r"|tls|runtime|platform|chart|module|format|agent|operator|driver|client|sdk|nginx|grafana|prometheus|elastic"
    r"|mongo|rabbit|minio|torch|tensorflow|metadata|model_type"
)
# Where people get the images of others; what lies elsewhere is one's own.
PUBLIC_HOSTS = word_set(
    "docker.io registry.k8s.io k8s.gcr.io mcr.microsoft.com nvcr.io public.ecr.aws "
    "registry.access.redhat.com registry.redhat.io quay.io ghcr.io index.docker.io "
    "registry-1.docker.io registry.gitlab.com"
)
OTHERS_PROJECTS = word_set(
    "google-containers distroless google-samples google.com kubernetes-release cadvisor ml-pipeline "
    "kubebuilder knative-releases kaniko-project cloudsql-docker"
)
USUAL_WORDS = word_set(
    "app apps api service server model models image docker worker prod main base data core ml ai"
)
RELEASES = lazy_regex(r"releas|version|bump|prepare|cherry-?pick", re.IGNORECASE)

_IMAGE = lazy_regex(
    r"(?P<name>[A-Za-z0-9][\w.-]*(?::\d{1,5})?(?:/[A-Za-z0-9][\w.-]*){0,8})"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?:@sha256:(?P<digest>[0-9a-f]{64}))?"
)
_HASH = lazy_regex(r"(?:sha256:)?(?=[a-f]{0,63}\d)[0-9a-f]{7,64}")
_VERSION = lazy_regex(r"[vV]?\d[\w.-]{0,80}|[A-Za-z][A-Za-z_/-]{0,40}[-_.]?[vV]?\d[\w.:-]{0,80}")
# What is written before a version and says nothing about it: quotes, `v`, `sha256:`.
_MARKS = lazy_regex(r"[\"'\s]*(?:sha256:|(?:sha|git)-(?=[0-9a-f])|v(?=\d))?")
_NUMBERS = lazy_regex(r"[0-9a-f]{12,64}|\d+")
_DIGIT = lazy_regex(r"\d")


class Pin(Struct, frozen=True):
    """A pin that moved; `thing` is what it pins in words, `name` the same for all that move together."""

    change: SettingChange
    thing: str
    name: str


@derived
def pins_moved(repo: Snapshot) -> tuple[Pin, ...]:
    """The pins that people moved, file by file, the newest first."""
    return tuple(pin for change in setting_changes(repo).changes if (pin := _pin(repo, change)) is not None)


def _pin(repo: Snapshot, change: SettingChange) -> Pin | None:
    leaf, key = key_words(change.key)
    plain = re.sub(r"[_.-]", "", leaf)
    if _is_own_release(repo, change) or (
        runs_somewhere(repo, change.path) is None and change.path in repo.services
    ):
        return None
    if plain in IMAGE_KEYS:
        return _image(repo, change)
    both = (change.old, change.new)
    if is_same_version(*both):
        return None
    if plain in COMMIT_KEYS and all(map(_HASH.fullmatch, both)):
        return Pin(change, "a commit", leaf)
    if not _is_deployment(repo, change.path) or TOOL_VERSION.search(key):
        return None
    if plain in TAG_KEYS and all(map(is_release, both)):
        own = not change.beside or is_own_image(repo, change.beside)
        return Pin(change, "an image", change.beside or leaf) if own else None
    named = PINNED_THINGS.search(key) and VERSION_WORDS.search(leaf)
    if (named or all(each.endswith(MODEL_FILES) for each in both)) and _another_version(*both):
        return Pin(change, "a version of a model or of data", leaf)
    return None


def _is_own_release(repo: Snapshot, change: SettingChange) -> bool:
    """Whether the new value is the number of a release of this repository, written into what is released.

    A deployment of that release to one of several environments is another thing.
    """
    if change.path.rpartition("/")[2] == "Chart.yaml":
        return True
    number = change.new.rpartition(":")[2].removeprefix("v")
    if change.path in environment_files(repo):
        return False
    subject = change.commit.subject
    if number in subject and RELEASES.search(subject):
        return True
    return number in _release_numbers(repo) and runs_somewhere(repo, change.path) is None


@derived
def _release_numbers(repo: Snapshot) -> frozenset[str]:
    return frozenset(tag.name.rpartition("/")[2].removeprefix("v") for tag in repo.tags)


def _is_deployment(repo: Snapshot, path: str) -> bool:
    name = path.rpartition("/")[2].casefold()
    if name.startswith("dockerfile") or path in repo.dockerfiles:
        return False
    return (
        DEPLOYMENT_PATH.search(path) is not None or path in repo.services or path in environment_files(repo)
    )


def _image(repo: Snapshot, change: SettingChange) -> Pin | None:
    old, new = _IMAGE.fullmatch(change.old), _IMAGE.fullmatch(change.new)
    if old is None or new is None or not is_own_image(repo, new["name"]):
        return None
    if old["name"].rpartition("/")[2] != new["name"].rpartition("/")[2]:
        return None
    if not (old["digest"] or new["digest"]) and is_same_version(old["tag"] or "", new["tag"] or ""):
        return None
    moved = old["digest"] != new["digest"] if old["digest"] and new["digest"] else old["tag"] != new["tag"]
    versions = all(each["digest"] or is_release(each["tag"] or "") for each in (old, new))
    return Pin(change, "an image", new["name"]) if moved and versions else None


def is_release(tag: str) -> bool:
    """Whether a tag names one version: a number, a date or a commit, and not what moves by itself."""
    return _HASH.fullmatch(tag) is not None or _VERSION.fullmatch(tag) is not None


def is_same_version(old: str, new: str) -> bool:
    """Whether two spellings name one version: another prefix, quote, registry or length of a hash.

    Folders before the first that bears a number say where something lies, and not which version it is.
    """
    first, other = (_MARKS.sub("", _from_number(each.casefold()), count=1) for each in (old, new))
    first, other = first.rstrip("\"' "), other.rstrip("\"' ")
    if first == other:
        return True
    short, long = sorted((first, other), key=len)
    hashes = all(map(_HASH.fullmatch, (short, long))) and not short.isdigit()
    return hashes and long.startswith(short)


def _from_number(text: str) -> str:
    """A path from its first folder with a number on, or all of it."""
    parts = text.split("/")
    start = next((at for at, part in enumerate(parts) if any(map(str.isdigit, part))), 0)
    return "/".join(parts[start:])


def _another_version(old: str, new: str) -> bool:
    """`v3` and `v4`, `s3://models/2023-05/a.pt` and `s3://models/2023-06/a.pt`; not two different things."""
    if not (any(map(str.isdigit, old)) and any(map(str.isdigit, new))) or "$" in old + new:
        return False
    if _NUMBERS.sub("#", old) == _NUMBERS.sub("#", new):
        return True
    first, other = (_DIGIT.split(each, maxsplit=1)[0] for each in (old, new))
    if first != other:
        return False
    return (len(first) > 2 and "/" in first) or (is_release(old) and is_release(new) and len(first) != 2)


def is_own_image(repo: Snapshot, name: str) -> bool:
    """Whether an image is built here, lies in a registry of one's own, or bears the repository's name."""
    *folders, last = name.split("/")
    if is_built_here(repo, name):
        return True
    host = folders[0] if folders and re.search(r"[.:]", folders[0]) else ""
    if host and host not in PUBLIC_HOSTS:
        return not (host.endswith("gcr.io") and any(each in OTHERS_PROJECTS for each in folders[1:]))
    return bool(folders) and bool(_words("/".join([*folders[-1:], last])) & _words(repo.name))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.split(r"[^a-z0-9]+", text.casefold()) if len(word) > 3) - USUAL_WORDS
