"""Which kinds of file a path is, by its name alone.

The one place where a path meets the kinds that checks name in `reads`. Whether it is first-party work
and which language it is in are asked here too, and answered in modules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from analyzer.declarations import FileKind
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci import ci_system
from analyzer.parsing.dependencies import dependency_kind
from analyzer.parsing.dockerfile import is_dockerfile
from analyzer.parsing.documents import is_prose
from analyzer.parsing.notebook import ZEPPELIN_ENDING
from analyzer.parsing.tasks import target_kind
from analyzer.repository.first_party import Exclusion, first_party, is_excluded_by_name
from analyzer.repository.languages import NOT_PROGRAMS, language

__all__ = ["ALL_KINDS", "TEXT_KINDS", "Exclusion", "first_party", "kinds", "language", "possible_kinds"]

_CONFIGURATION = lazy_regex(
    r".*\.(?:ya?ml|toml|json|jsonc|json5|jsonnet|libsonnet|ini|cfg|conf|config|env|properties|tf|tofu|tfvars|hcl"
    r"|nomad|bicep|cue|pbtxt|dvc|service|timer|rules|tpl|gotmpl|xml\.dist|pem)"
    # Keys of servers and people; other files of this ending are presentations.
    r"|(?:.*/)?(?:(?:ssl|tls|certs?|certificates|keys|pki|secrets)/(?:[^/]+/)?[^/]+\.key|id_(?:rsa|dsa|ecdsa|ed25519)"
    r"|[^/]*(?:server|nginx|priv(?:ate)?[_-]?key|privkey|ssl|tls|localhost|domain)[^/]*\.key)"
    r"|(?:.*/)?(?:\.env(?:\.[^/]*)?|[^/]*\.env\.[^/]*|\.gitattributes|\.python-version|procfile|mlproject"
    r"|nginx\.conf[^/]*|crontab|dvc\.lock|\.dvc/config|codeowners|\.coveragerc|\.pylintrc|\.flake8|\.editorconfig)",
    re.IGNORECASE,
)


ALL_KINDS = frozenset(FileKind) - {FileKind.HISTORY}
"""Every kind that `kinds` knows."""

# Where settings and credentials are written comes first: a budget that runs out should cost the rest.
# Lists of locked dependencies are none of these kinds: they hold names and checksums.
TEXT_KINDS = (
    FileKind.CONFIGURATION,
    FileKind.CI,
    FileKind.COMPOSE,
    FileKind.DOCKERFILE,
    FileKind.TARGETS,
    FileKind.PYTHON,
    FileKind.SOURCE,
    FileKind.PROSE,
    FileKind.NOTEBOOK,
)


def possible_kinds(path: str) -> frozenset[FileKind]:
    """The kinds of a path that is not read, and that no name excludes from the first-party work."""
    return frozenset[FileKind]() if is_excluded_by_name(path) else kinds(path)


@lru_cache(maxsize=65_536)
def kinds(path: str) -> frozenset[FileKind]:
    """The kinds of file a path is: what checks name in `reads`.

    Commands can be followed into TARGETS; CONFIGURATION is any other configuration file, SOURCE a program
    in another language than Python. A path may be of several kinds, or of none.
    """
    found = set[FileKind]()
    name = language(path)
    if name == "Python":
        found.add(FileKind.PYTHON)
    elif name == "Jupyter Notebook" or path.endswith(ZEPPELIN_ENDING):
        found.add(FileKind.NOTEBOOK)
    elif name is not None and name not in NOT_PROGRAMS:
        found.add(FileKind.SOURCE)
    if is_dockerfile(path):
        found.add(FileKind.DOCKERFILE)
    if ci_system(path) is not None:
        found.add(FileKind.CI)
    if (target := target_kind(path)) is not None:
        found.add(FileKind.TARGETS)
    if target == "compose":
        found.add(FileKind.COMPOSE)
    if dependency_kind(path) is not None:
        found.add(FileKind.DEPENDENCIES)
    if not found and is_prose(path):
        found.add(FileKind.PROSE)
    if not found and _CONFIGURATION.fullmatch(path) is not None:
        found.add(FileKind.CONFIGURATION)
    return frozenset(found)


def folders_of(paths: Iterable[str]) -> frozenset[str]:
    """Every directory that holds one of the paths, without a trailing slash; "" is the root."""
    found = {""}
    for path in paths:
        while "/" in path:
            path = path.rpartition("/")[0]
            if path in found:
                break
            found.add(path)
    return frozenset(found)
