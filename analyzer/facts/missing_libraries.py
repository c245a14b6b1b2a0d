"""Libraries that a program can do without, and that nothing of the repository installs."""

from __future__ import annotations

from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot
from analyzer.wiring.modules import Code

PUNCTUATION = lazy_regex(r"[-_.]+")


def may_be_missing(repo: Snapshot, code: Code, target: str) -> bool:
    """Whether a library may be missing: its import may fail, and no dependency file or image names it."""
    root = target.partition(".")[0].removesuffix("()")
    imports = [
        each
        for each in code.facts.imports
        if each.module.partition(".")[0] == root and not each.type_checking
    ]
    if not imports or not all(each.guarded for each in imports):
        return False
    files = [each for each in repo.dependencies.values() if each.ecosystem == "python"]
    if any(each.problem is not None for each in files) or not any(each.dependencies for each in files):
        return False
    plain = root.casefold().replace("_", "")
    if any(
        plain in PUNCTUATION.sub("", each.name.casefold()) for file in files for each in file.dependencies
    ):
        return False
    return not any(root.replace("_", "-") in (repo.text(path) or "") for path in repo.dockerfiles)
