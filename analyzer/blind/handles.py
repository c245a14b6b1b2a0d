"""Handles that stand in text: where code, commands and addresses have the place of an owner.

What is written to a place is one's own (an experiment tracker's entity, an image that is pushed, a model put
on a hub); what is read may be anybody's, so that `google/flan-t5` stays. An address counts if it leads to a
person's page or to a project of the names given. One rule is one row; each reads a bounded piece of text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.text import word_set

_HANDLE = r"[A-Za-z0-9][\w-]{1,38}"
_HANDLE_ALONE = lazy_regex(_HANDLE)
_NAME = r"[A-Za-z0-9][\w.-]{0,80}"
_PAIR = rf"({_HANDLE})/({_NAME})"
_REGISTRY = r"(?:(?:docker\.io|ghcr\.io|quay\.io|index\.docker\.io)/)?"
_VALUE = rf"(?:[\"']({_HANDLE})[\"']|(?P<bare>{_HANDLE})(?=[ \t]{{0,9}}(?:$|[\r\n#\\])))"


class _Rule(Struct, frozen=True):
    """Handles are the groups of a pattern, in texts that hold one of the words (in lower case)."""

    words: tuple[str, ...]
    pattern: re.Pattern[str]


def _rule(words: str, pattern: str) -> _Rule:
    parted = tuple(each.replace("~", " ") for each in words.split())
    return _Rule(parted, lazy_regex(pattern, re.IGNORECASE | re.MULTILINE))


def _key(words: str, keys: str) -> _Rule:
    """A key whose value is an owner, in code, YAML, INI, a shell or JSON."""
    equals = r"[\"']?\]?[ \t]{0,9}(?:[:?]?=|:|,(?=[ \t]{0,9}[\"']))[ \t]{0,9}"
    return _rule(words, rf"(?<![A-Za-z0-9])(?:{'|'.join(keys.split())}){equals}{_VALUE}")


_RULES = (
    # Trackers of experiments: wandb.init(entity=), dagshub.init(repo_owner=), neptune and comet likewise.
    _key("wandb", "entity wandb_entity wandb_username wandb_team wandb_user"),
    _key(
        "repo_owner dagshub mlflow_tracking",
        "repo_owner dagshub_(?:user(?:name)?|owner|repo_owner) mlflow_tracking_username",
    ),
    _key("comet", "workspace comet_workspace"),
    _rule("dagshub.init", rf"dagshub\.init\(\s{{0,20}}[\"']{_NAME}[\"'],\s{{0,20}}[\"']({_HANDLE})[\"']"),
    _rule("dagshub.com", rf"dagshub\.com/({_HANDLE})/({_NAME}?)(?:\.mlflow|\.dvc|\.git|\.s3)\b"),
    _rule("neptune", rf"\bproject\s{{0,9}}=\s{{0,9}}[\"']{_PAIR}[\"']"),
    _rule(
        "wandb",
        rf"(?:\.use_artifact|\.artifact|\.runs?|\.sweep|\.agent)\(\s{{0,20}}f?[\"']({_HANDLE})/[\w.{{}}-]{{1,80}}/",
    ),
    _rule("wandb", rf"wandb (?:sweep|agent|artifact|sync|launch)\b[^\n]{{0,100}}?\s({_HANDLE})/{_NAME}"),
    _rule("wandb.ai", rf"(?:view|sync|sweep)[^\n]{{0,80}}wandb\.ai/({_HANDLE})/"),
    _rule("logged", rf"logged in as:? [\"'`]?({_HANDLE})(?:[\"'`]? \(({_HANDLE})\))?"),
    # Hubs of models and data sets.
    _rule("push_to_hub", rf"push_to_hub\(\s{{0,20}}(?:repo_id\s{{0,9}}=\s{{0,9}})?f?[\"']{_PAIR}"),
    _rule("hub_", rf"hub_(?:model|dataset|repo)_id[\"']?\s{{0,9}}[=:]\s{{0,9}}[\"']?{_PAIR}"),
    _rule(
        "hugging hf", rf"\b(?:upload_\w{{1,20}}|create_repo|duplicate_space)\([^)]{{0,400}}?[\"']{_PAIR}[\"']"
    ),
    _rule(
        "huggingface-cli hf",
        rf"(?:huggingface-cli|\bhf)[ \t](?:upload|repo[ -]create)\b[^\n]{{0,100}}?\s{_PAIR}",
    ),
    _key(
        "hf_ face_user hub_user",
        "hf_(?:user(?:name)?|owner|namespace) hugging_?face_user(?:name)? hub_user(?:name)?",
    ),
    _key("kaggle_user", "kaggle_user(?:name)?"),
    _rule(
        "username",
        rf"[\"']username[\"']\s{{0,9}}:\s{{0,9}}[\"']({_HANDLE})[\"']\s{{0,9}},\s{{0,9}}[\"']key[\"']",
    ),
    # Images that are built, tagged or pushed, and the keys that name them there.
    _rule(
        "docker podman buildah nerdctl",
        r"\b(?:docker|podman|buildah|nerdctl)(?:[ \t]image)?[ \t]{1,4}(?:push|tag[ \t]{1,4}[^\s]{1,100})"
        rf"[ \t]{{1,4}}[\"']?{_REGISTRY}{_PAIR}",
    ),
    _rule("build", rf"(?<=\s)(?:-t|--tag)[ \t=]{{1,4}}[\"']?{_REGISTRY}{_PAIR}"),
    _rule(
        "push",
        r"\b(?:tags|images)[ \t]{0,3}:[ \t]{0,9}(?:[|>][+-]?[ \t]{0,9}\r?\n[ \t]{1,40})?"
        rf"(?:-[ \t]{{1,4}})?[\"']?{_REGISTRY}{_PAIR}",
    ),
    _rule(
        "docker~push docker~build build-push-action",
        r"\b(?:\w{1,20}_)?(?:image|img|repo|repository)(?:_name|_repo|_tag)?[ \t]{0,4}[:?]?[=:][ \t]{0,4}"
        rf"[\"']?{_REGISTRY}{_PAIR}",
    ),
    _rule(
        "build:",
        rf"^[ \t]{{1,40}}image:[ \t]{{1,9}}[\"']?{_REGISTRY}{_PAIR}[^\n]{{0,80}}\n[ \t]{{1,40}}build:",
    ),
    _rule(
        "build:",
        rf"^[ \t]{{1,40}}build:[^\n]{{0,80}}\n[ \t]{{1,40}}image:[ \t]{{1,9}}[\"']?{_REGISTRY}{_PAIR}",
    ),
    _key(
        "docker registry",
        "docker(?:_?hub)?_(?:user(?:name)?|id|org|namespace|owner) registry_(?:user(?:name)?|owner)",
    ),
    # Forges.
    _key(
        "gh_ github_ gitlab_ bitbucket_ repo_ repository_ twitter_ linkedin_",
        "(?:gh|github|gitlab|bitbucket)_(?:user(?:name)?|owner|login|handle|id) repo(?:sitory)?_owner "
        "(?:twitter|linkedin)_(?:username|handle)",
    ),
    _rule("--repo-owner --owner --author", rf"--(?:repo-owner|owner|author)[ =][\"']?({_HANDLE})"),
    # Homes.
    _rule("home users", r"(?<![\w.-])(?:/|\\{1,4})(?:home|Users)(?:/|\\{1,4})([A-Za-z0-9][\w.-]{1,38})"),
)
# Pages of a person, by what stands before the handle.
_PROFILE = lazy_regex(
    r"(?<![\w.-])(?:www\.|\w{2}\.)?"
    r"(?:linkedin\.com/(?:in|pub)/|(?:twitter|x|instagram|facebook|kaggle|github|gitlab|patreon)\.com/@?|t\.me/"
    r"|(?:medium|hashnode|substack)\.com/@|youtube\.com/(?:@|c/)|dev\.to/|huggingface\.co/|hub\.docker\.com/u/"
    r"|stackoverflow\.com/users/\d{1,12}/|researchgate\.net/profile/|buymeacoffee\.com/|ko-fi\.com/"
    r"|leetcode\.com/(?:u/)?|hackerrank\.com/|behance\.net/|bsky\.app/profile/|pypi\.org/user/|wandb\.ai/)"
    r"([A-Za-z0-9][\w.%-]{1,60})/?(?=$|[\s\"'`<>()\[\]?#,;|\\])",
    re.IGNORECASE,
)
_PROFILE_LINK = lazy_regex(r"\[([^\]\n]{2,80})\]\(\s{0,4}https?://(?:www\.)?([^)\s]{4,200})")
_SCHOLAR = lazy_regex(r"scholar\.google\.[a-z.]{2,6}/citations|orcid\.org/", re.IGNORECASE)
_HOSTED = lazy_regex(
    r"(?<![\w.-])([a-z0-9][a-z0-9-]{2,62})\.(?:streamlit\.app|streamlitapp\.com|herokuapp\.com|onrender\.com|hf\.space|vercel\.app"
    r"|netlify\.app|fly\.dev|web\.app|firebaseapp\.com|up\.railway\.app|pythonanywhere\.com|azurewebsites\.net|pages\.dev"
    r"|surge\.sh|substack\.com|hashnode\.dev|bearblog\.dev)\b",
    re.IGNORECASE,
)
_URL = lazy_regex(r"(?:https?://|git@|ssh://)([^\s\"'`<>()\[\]\\]{4,300})")
_PARTS_OF_URL = lazy_regex(r"[/:?#@]")
_IMAGE = lazy_regex(rf"\bimage:[ \t]{{1,9}}[\"']?{_REGISTRY}{_PAIR}")
_HUB_ID = lazy_regex(
    rf"(?:from_pretrained|load_dataset|hf_hub_download|pipeline|snapshot_download)\([^)]{{0,200}}?[\"']{_PAIR}[\"']"
)

_PICTURE = lazy_regex(r"[A-Za-z0-9+/=]{300,}")

# In the place of an owner stand these, too: who everybody is, examples, and makers of tools.
NOBODY = word_set(
    "about actions admin administrator airflow all-users allenai amazon anaconda anthropic apache app "
    "app-user apps appuser astral-sh aws awslabs azureuser bentoml bigscience bitnami blog bool build "
    "builder c cardiffnlp centos channel circleci code coder codespace competitions conda conda-forge "
    "confluentinc dagshub dagster dask databricks datasets datatalksclub debian default demo dev "
    "developer distilbert docker docker-library dockerfiles docs ec2-user encode evidentlyai example "
    "examples explore explosion facebook facebookresearch false fastapi features fedora gitpod google "
    "google-research googleapis grafana great-expectations guest hashicorp hashtag helm home huggingface "
    "in int intent iterative jenkins jovyan jupyter kaggle kali keras-team kubernetes learn library "
    "linuxbrew login mambauser marketplace me meta-llama microsoft mistralai mlflow models my-user myuser "
    "name node none nonroot notebook null numpy nvidia opc openai optional org organization orgs owner "
    "pallets pandas-dev papers pi playlist postgres pre-commit prefect prefecthq pricing prom "
    "prometheus-community psf public pypa python python-poetry pytorch ray-project root runner "
    "runneradmin sagemaker-user scikit-learn sentence-transformers settings share shared signup "
    "site-packages someone spaces spark sponsors stabilityai stanfordnlp str streamlit string tensorflow "
    "test tiangolo topics travis true ubuntu user user1 username username-here users vagrant vscode wandb "
    "watch worker you your your-name your-user your-username your_name your_username yourname yours "
    "youruser yourusername zenml-io"
)


def owned(text: str, *, code: bool = False) -> set[str]:
    """Handles in places where something is written, stored or at home; in `code` only what is quoted."""
    found: set[str] = set()
    lowered = text.lower()
    for rule in _RULES:
        if not any(word in lowered for word in rule.words):
            continue
        for match in rule.pattern.finditer(text):
            if not code or match.groupdict().get("bare") is None:
                found.update(each for each in match.groups() if each)
    found.update(match[1] for match in _HOSTED.finditer(text))
    return {each for each in found if tells(each)}


def profiles(text: str) -> set[str]:
    """Handles of persons' pages that a text names."""
    lines = (line for line in text.split("\n") if "://" in line or "www." in line or ".com/" in line)
    return {match[1] for line in lines for match in _PROFILE.finditer(line) if tells(match[1])}


def linked_people(text: str) -> Iterator[str]:
    """What links to persons' pages are called in Markdown: a name, or the name of the site."""
    for match in _PROFILE_LINK.finditer(text):
        profile = _PROFILE.match(match[2])
        if _SCHOLAR.match(match[2]) or (profile is not None and tells(profile[1])):
            yield match[1]


def owners_of(text: str, ours: Collection[str]) -> set[str]:
    """Who stands before one of our own names (lower case): in an address, an image, the id of a model."""
    pairs = [match.groups() for pattern in (_IMAGE, _HUB_ID) for match in pattern.finditer(text)]
    for match in _URL.finditer(text):
        pairs += pairwise(_PARTS_OF_URL.split(match[1].rstrip(".,;*")))
    return {
        owner
        for owner, name in pairs
        if name.casefold().removesuffix(".git") in ours and _HANDLE_ALONE.fullmatch(owner) and tells(owner)
    }


def tells(handle: str) -> bool:
    """Whether a handle may be a person's."""
    plain = handle.casefold()
    return plain not in NOBODY and not plain.startswith("your") and not plain.isdigit()


def as_written(text: str) -> str:
    """The text of a notebook's file as its author saw it: no escapes, and no pictures."""
    return _PICTURE.sub(" ", text).replace("\\n", "\n").replace('\\"', '"')
