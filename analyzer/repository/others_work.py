"""Work of others in a repository: charts and manifests of vendors, copied projects, templates of courses.

A name alone is no reason: what a file says of its owner is compared with the names that the repository and
the authors of its commits have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from posixpath import basename, dirname

from analyzer.commits import Commit
from analyzer.lazy_regex import lazy_regex
from analyzer.repository.declared_names import declared_names

CHART = "chart of another project"
MANIFEST = "manifest of another project"
RENDERED = "rendered or generated manifest"
COPIED = "copy of another project"
COURSE = "template of a course"

ReadHead = Callable[[str], bytes | None]

# Shorter names are in too many others to say anything.
SHORTEST_OWN_NAME = 4
MOST_HEADS = 400
MOST_WILDCARDS = 4
HEAD_BYTES = 16 * 1024
MANIFEST_PATH = lazy_regex(
    r"k8s|k3s|kube|manifest|deploy|install|operator|crd|argo|istio|knative|kserve|infra|cluster|helm|monitoring"
    r"|components|gitops|platform|bootstrap|addon|ansible|playbook|render",
    re.IGNORECASE,
)
# The files in which projects publish what installs them.
INSTALL_FILE = lazy_regex(
    r"(?:install|components|deploy|release|manifests?|recommended|operator|crds?|bundle|standard|all-in-one"
    r"|serving-core|eventing-core|[\w-]{1,40}-(?:install|operator|crds|components))[\w.-]{0,20}\.ya?ml",
    re.IGNORECASE,
)
_CODE_HOST = lazy_regex(rb"(?:github|gitlab|bitbucket)\.(?:com|org)[/:]([\w.-]{1,60})/([\w.-]{1,100})")
_PAGES = lazy_regex(rb"https?://([\w-]{1,60})\.github\.io/")
_CHART_LINKS = lazy_regex(rb"^(?:home|sources):(?:[^\n]*\n)(?:[ \t]*-[^\n]*\n?){0,20}", re.MULTILINE)
_CHART_NAME = lazy_regex(rb"^name:[ \t]*[\"']?([\w.-]{1,80})", re.MULTILINE)
_CHART_PEOPLE = lazy_regex(rb"^maintainers:[^\n]*\n(?:[ \t-][^\n]*\n?){0,60}", re.MULTILINE)
_PERSON = lazy_regex(rb"\b(?:name|email|url):[ \t]*[\"']?([^\"'\n]{2,100})")
_OF_CHARTS = lazy_regex(rb"helm-charts?\b|/charts?\b", re.IGNORECASE)
_PUBLISHED = lazy_regex(rb"^(?:icon|keywords):|artifacthub\.io/", re.MULTILINE)
_CHART_NEEDS = lazy_regex(rb"^dependencies:[^\n]*\n(?:[ \t-][^\n]*\n?){0,100}", re.MULTILINE)
_NEEDED = lazy_regex(rb"\bname:[ \t]*[\"']?([\w.-]{1,100})")
_GENERATED = lazy_regex(
    rb"controller-gen\.kubebuilder\.io/version"
    rb"|^# Source: [\w-]{1,60}/(?:charts/[\w-]{1,60}/){0,4}(?:templates|crds)/"
    # The label of a chart with its version, which a template has as an expression.
    rb"|^[ \t]{1,20}helm\.sh/chart:[ \t]{1,4}[\"']?[\w.-]{1,80}-v?\d{1,6}\.\d",
    re.MULTILINE,
)
_RENDERED_FOLDER = lazy_regex(r"(?:^|[/_-])rendered(?:[_-][^/]{0,40})?/")
_AUTHORS = lazy_regex(rb"^#[ \t]*Copyright[^\n]{0,40}?\bThe ([\w .-]{2,40}?) Authors\b", re.MULTILINE)
_COMPANY = lazy_regex(
    rb"^#[ \t]*Copyright[^\n]{0,40}?"
    rb"\b(NVIDIA|Google|Amazon|Microsoft|Red ?Hat|VMware|HashiCorp|Intel|Elastic)\b",
    re.MULTILINE,
)
_PART_OF = lazy_regex(rb"^\s{0,20}app\.kubernetes\.io/part-of:[ \t]*[\"']?([\w.-]{3,60})", re.MULTILINE)
_INSTALLS = lazy_regex(
    rb"^kind:[ \t]*(?:CustomResourceDefinition|ClusterRole|ClusterRoleBinding|ServiceAccount|Namespace)\b",
    re.MULTILINE,
)
_EXAM = lazy_regex(rb"\bexam template\b|\btemplate for the exam\b|question \d{1,2} fill here", re.IGNORECASE)
_GRADED = lazy_regex(rb"^OK_FORMAT[ \t]*=[ \t]*True", re.MULTILINE)
_PAPERS = lazy_regex(r"(?:readme|licen[cs]e|copying)(?:\.(?:md|rst|txt))?", re.IGNORECASE)
# Of the texts that are the same everywhere, the line of their own holder is none.
_HOLDER = lazy_regex(
    rb"^[ \t]*Copyright[ \t]*(?:\(c\)|\xc2\xa9)?[ \t]*(?:\d{4}[\d, \t-]{0,20})(?:by[ \t]+)?"
    rb"(?!Free Software|[\d, \t-])([^\n<\[{]{3,60}?)(?:\.?[ \t]*All rights reserved\.?)?"
    rb"[ \t]*(?:<[^>\n]{0,80}>)?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# The people who decide about a folder, as projects of Kubernetes name them.
_DECIDES = lazy_regex(rb"^(?:approvers|reviewers):[^\n]*\n((?:[ \t]*-[^\n]*\n?){1,60})", re.MULTILINE)
_LISTED = lazy_regex(rb"-[ \t]*[\"']?@?([\w.-]{2,60})")
_README = lazy_regex(r"readme(?:\.(?:md|rst|txt))?", re.IGNORECASE)
_LICENCE = lazy_regex(r"(?:licen[cs]e|copying)(?:\.(?:md|txt|rst))?", re.IGNORECASE)
_PROJECT_FILES = frozenset(
    {"setup.py", "setup.cfg", "pyproject.toml", "requirements.txt", "package.json", "go.mod", "Cargo.toml"}
    | {"pom.xml", "CMakeLists.txt", "Makefile", "environment.yml", "DESCRIPTION"}
)
# Where the top of a repository lists the packages of its own workspace: uv and Cargo, npm and Yarn.
_WORKSPACE_FILES = ("pyproject.toml", "Cargo.toml", "package.json")
_MEMBERS = lazy_regex(rb"\b(?:members|workspaces|packages)\"?[ \t]{0,4}[=:][ \t]{0,4}\[([^\]]{0,4000})\]")
_MEMBER = lazy_regex(rb"[\"']([\w*./@-]{1,200})[\"']")
_COPY_ENDING = lazy_regex(r"(?:[-_](?:main|master|dev|v?\d[\w.]*))+\Z", re.IGNORECASE)
TOP_FILES = ("README.md", "README.rst", "readme.md", "pyproject.toml", "package.json", "setup.py", "go.mod")


def own_names(name: str, commits: Iterable[Commit]) -> frozenset[str]:
    """The names of a repository, of its owner where it has one, and of the authors of its commits."""
    authors = {each.author for each in commits}
    people = {part for each in authors for part in (each.name, each.email.partition("@")[0])}
    return frozenset({*name.split("/"), *people})


class OwnNames:
    """Names in plain letters that are of the repository: its own, its owner's and its authors'.

    Owners that the documents at its top link are asked for only where something claims another one; who
    credits a project links it, too.
    """

    def __init__(
        self, names: Iterable[str], paths: Collection[str] = (), read_head: ReadHead | None = None
    ) -> None:
        self._names = _plain_names(names)
        self._paths, self._read_head = paths, read_head
        self._linked: frozenset[tuple[str, str]] | None = None

    def hold(self, name: str, besides: str | None = None) -> bool:
        """Whether a name is one of them, or one of the two is a part of the other.

        An owner that is linked counts with a repository of this name, and, where `besides` is given, with
        any repository but that.
        """
        plain = _plain(name)
        if len(plain) < SHORTEST_OWN_NAME:
            return False
        if _alike(plain, self._names):
            return True
        if self._linked is None:
            self._linked = frozenset(self._owners_linked())
        return any(
            _alike(plain, (owner,)) and (_alike(project, self._names) or besides not in (None, project))
            for owner, project in self._linked
        )

    def declare(self, name: str) -> bool:
        """Whether the repository calls itself just that, whatever its folder and its address are called."""
        plain = _plain(name)
        if self._read_head is None or len(plain) < SHORTEST_OWN_NAME:
            return False
        return plain in map(_plain, declared_names(self._paths, self._read_head))

    def share_a_word(self, name: str) -> bool:
        """Whether one of the words that a name is made of is in one of them."""
        words = (_plain(each) for each in re.split(r"[-_. ]", name))
        return any(len(each) >= SHORTEST_OWN_NAME and each in own for each in words for own in self._names)

    def _owners_linked(self) -> Iterator[tuple[str, str]]:
        for path in TOP_FILES:
            if self._read_head is not None and path in self._paths:
                for each in _CODE_HOST.finditer((self._read_head(path) or b"")[:HEAD_BYTES]):
                    yield _plain(each[1].decode()), _plain(each[2].decode().removesuffix(".git"))


def _alike(plain: str, others: Iterable[str]) -> bool:
    return any(
        len(each) >= SHORTEST_OWN_NAME
        and len(plain) >= SHORTEST_OWN_NAME
        and (plain in each or each in plain)
        for each in others
    )


def _plain_names(names: Iterable[str]) -> frozenset[str]:
    return frozenset(plain for each in names if len(plain := _plain(each)) >= SHORTEST_OWN_NAME)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", name.casefold())


def others_folders(paths: Sequence[str], read_head: ReadHead, names: OwnNames) -> Iterator[tuple[str, str]]:
    """Folders (with a trailing slash) that hold work of others, each with the reason."""
    by_folder: dict[str, set[str]] = {}
    owned = [dirname(path) for path in paths if basename(path) == "OWNERS"]
    for folder in islice(sorted(owned) if "" not in owned else (), MOST_HEADS):
        if _is_decided_by_others(read_head(f"{folder}/OWNERS") or b"", names):
            yield f"{folder}/", COPIED
    for path in paths:
        name = basename(path)
        if (
            name == "Chart.yaml"
            or name in _PROJECT_FILES
            or _README.fullmatch(name)
            or _LICENCE.fullmatch(name)
        ):
            by_folder.setdefault(dirname(path), set()).add(name)
    charts = [folder for folder, held in by_folder.items() if folder and "Chart.yaml" in held]
    copies = [folder for folder, held in by_folder.items() if folder and _is_whole(held)]
    for folder in islice(sorted(charts), MOST_HEADS):
        head = read_head(f"{folder}/Chart.yaml")
        if head is not None and _is_of_others(head, names):
            yield f"{folder}/", CHART
    top = [each for each in by_folder.get("", ()) if _LICENCE.fullmatch(each)] if copies else []
    own_licences = _heads(top, read_head)
    own_packages = _own_packages(by_folder.get("", ()), read_head) if copies else []
    for folder in islice(sorted(copies), MOST_HEADS):
        readme = next(each for each in sorted(by_folder[folder]) if _README.fullmatch(each))
        head = read_head(f"{folder}/{readme}")
        papers = [f"{folder}/{each}" for each in by_folder[folder] if _LICENCE.fullmatch(each)]
        named_after = head is not None and _is_named_after(folder, head, names)
        # A page that began as somebody's template keeps its licence.
        is_page = by_folder[folder] & _PROJECT_FILES == {"package.json"} or names.share_a_word(
            basename(folder)
        )
        is_ours = is_page or any(fnmatchcase(folder, each) for each in own_packages)
        held = not is_ours and _is_held_by_others(_heads(papers, read_head), own_licences, names)
        if named_after or held:
            yield f"{folder}/", COPIED


def _is_decided_by_others(head: bytes, names: OwnNames) -> bool:
    """Whether none of those who approve changes of a folder ever changed anything here."""
    listed = [each for block in _DECIDES.finditer(head) for each in _LISTED.findall(block[1])]
    return bool(listed) and not any(names.hold(each.decode()) for each in listed)


def _own_packages(top: Collection[str], read_head: ReadHead) -> list[str]:
    """The folders, as patterns, that the top of the repository lists as the packages of its workspace."""
    found: list[str] = []
    for name in _WORKSPACE_FILES:
        head = read_head(name) if name in top else None
        for members in _MEMBERS.finditer((head or b"")[:HEAD_BYTES]):
            found += (each.decode("utf-8", "replace").strip("./") for each in _MEMBER.findall(members[1]))
    return [each for each in found if each.strip("*/") and each.count("*") <= MOST_WILDCARDS][:MOST_HEADS]


def _is_whole(held: set[str]) -> bool:
    """Whether a folder has what stands at the top of a project: a licence, a README, what it is built of."""
    return (
        bool(held & _PROJECT_FILES)
        and any(map(_README.fullmatch, held))
        and any(map(_LICENCE.fullmatch, held))
    )


def _is_of_others(head: bytes, ours: OwnNames) -> bool:
    """Whether a chart says that it comes from a project whose names are none of ours.

    Its links are those of a collection of charts, or of the project that the chart is named after, and it
    has what charts have that are published.
    """
    links = b"\n".join(found[0] for found in _CHART_LINKS.finditer(head[:HEAD_BYTES]))
    linked = [(each[1].decode(), each[2].decode()) for each in _CODE_HOST.finditer(links)]
    owners = [owner for owner, _project in linked] + [each[1].decode() for each in _PAGES.finditer(links)]
    name = _CHART_NAME.search(head)
    own = _plain(name[1].decode()) if name is not None else ""
    if not owners or any(ours.hold(owner, besides=own) for owner in owners):
        return False
    if any(ours.hold(project) for _owner, project in linked):
        return False
    if any(_plain(project) == own for _owner, project in linked) and ours.declare(own):
        return False
    people = _CHART_PEOPLE.search(head[:HEAD_BYTES])
    if people is not None and any(
        ours.hold(each[1].decode("utf-8", "replace")) for each in _PERSON.finditer(people[0])
    ):
        return False
    if _wraps(head[:HEAD_BYTES], own):
        return False
    after = any(own and own in _plain(f"{owner}{project}") for owner, project in linked)
    published = people is not None or _PUBLISHED.search(head[:HEAD_BYTES]) is not None
    return (after and published) or _OF_CHARTS.search(links) is not None


def _wraps(head: bytes, own: str) -> bool:
    """Whether a chart is a wrapper of ours: it asks for the published one of its name."""
    wanted = _CHART_NEEDS.search(head)
    return wanted is not None and any(
        own and own in _plain(each[1].decode("utf-8", "replace")) for each in _NEEDED.finditer(wanted[0])
    )


def _is_named_after(folder: str, head: bytes, ours: OwnNames) -> bool:
    """Whether the README of a folder links the project of others that the folder is named after."""
    named = _plain(_COPY_ENDING.sub("", basename(folder)))
    if len(named) < SHORTEST_OWN_NAME or ours.hold(named):
        return False
    for link in _CODE_HOST.finditer(head[:HEAD_BYTES]):
        project = _plain(link[2].decode().removesuffix(".git"))
        if project == named and not ours.hold(link[1].decode(), besides=project):
            return True
    return False


def _heads(paths: Iterable[str], read_head: ReadHead) -> list[bytes]:
    return [head for each in paths if (head := read_head(each))]


def _is_held_by_others(licences: Sequence[bytes], own: Sequence[bytes], ours: OwnNames) -> bool:
    """Whether a licence inside names a holder that neither the repository's own does nor its people are."""
    at_top = _plain(" ".join(each[:HEAD_BYTES].decode("utf-8", "replace") for each in own))
    holders = [
        plain
        for each in licences
        for found in _HOLDER.finditer(each[:HEAD_BYTES])
        if len(plain := _plain(found[1].decode("utf-8", "replace"))) >= SHORTEST_OWN_NAME
    ]
    return bool(own and holders) and not any(each in at_top or ours.hold(each) for each in holders)


def others_files(paths: Sequence[str], read_head: ReadHead, names: OwnNames) -> Iterator[tuple[str, str]]:
    """Single files that are work of others, or rendered from it, each with the reason."""
    for path in islice(filter(_may_be_manifest, paths), MOST_HEADS):
        head = (read_head(path) or b"")[:HEAD_BYTES]
        if b"kind:" not in head:
            continue
        if _GENERATED.search(head) or _RENDERED_FOLDER.search(path):
            yield path, RENDERED
        elif _is_vendors(path, head, names):
            yield path, MANIFEST
    for path in islice((each for each in paths if each.endswith(".md") and "/" in each), MOST_HEADS):
        if "report" in path.casefold() or "exam" in path.casefold():
            head = (read_head(path) or b"")[:HEAD_BYTES]
            if _EXAM.search(head):
                yield path, COURSE
    for path in islice((each for each in paths if _is_graded_test(each)), MOST_HEADS):
        if _GRADED.search((read_head(path) or b"")[:HEAD_BYTES]):
            yield path, COURSE


def _may_be_manifest(path: str) -> bool:
    return path.endswith((".yaml", ".yml")) and MANIFEST_PATH.search(path) is not None


def _is_graded_test(path: str) -> bool:
    return path.endswith(".py") and basename(dirname(path)) in ("tests", "autograder") and "test_" not in path


def _is_vendors(path: str, head: bytes, names: OwnNames) -> bool:
    for pattern in (_AUTHORS, _COMPANY):
        holder = pattern.search(head)
        if holder is not None:
            return not names.hold(holder[1].decode())
    if INSTALL_FILE.fullmatch(basename(path)) is None or _INSTALLS.search(head) is None:
        return False
    parts = {each[1].decode() for each in _PART_OF.finditer(head)}
    return len(parts) == 1 and not any(map(names.hold, parts))
