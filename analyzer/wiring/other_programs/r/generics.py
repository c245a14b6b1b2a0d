"""R: the methods that a call of a generic function may run, which are known by their names: `predict.net`.

Sources: https://adv-r.hadley.nz/s3.html, https://cran.r-project.org/doc/manuals/r-release/R-exts.html
(S3method in NAMESPACE), https://rstudio.github.io/vetiver-r/reference/index.html (handler_predict).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.programs import FROM_PACKAGE, NAME_DOT
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set

R_METHOD_DECLARED = lazy_regex(r"^[ \t]*S3method\([ \t]*[\"`]?([\w.]{1,80})", 0x8)  # MULTILINE
R_DISPATCHING = f"{FROM_PACKAGE}UseMethod"
# Generic functions that packages define and others write methods for.
R_KNOWN_GENERICS = word_set(
    "predict print summary format plot update fit train augment tidy glance forecast simulate evaluate score "
    "bake prep transform residuals fitted coef handler_predict handler_startup vetiver_create_description "
    "vetiver_create_meta vetiver_prepare_model vetiver_ptype"
)


@derived
def _methods_by_generic(repo: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The functions that are methods, as (file, name), by the generic function that they belong to."""
    files = {path: facts for path, facts in repo.programs.items() if facts.language == "R"}
    generics = set(R_KNOWN_GENERICS)
    for facts in files.values():
        for call in facts.calls:
            if call.target.endswith(R_DISPATCHING):
                generics.update(each.replace(".", NAME_DOT) for each in call.strings[:1])
    for path in repo.paths if files else ():
        if path.rpartition("/")[2] == "NAMESPACE":
            names = R_METHOD_DECLARED.findall(repo.text(path) or "")
            generics.update(each.replace(".", NAME_DOT) for each in names)
    found: dict[str, list[tuple[str, str]]] = {}
    for path, facts in files.items():
        for each in facts.functions:
            name = each.qualified_name
            for generic in _beginnings(name) if not each.nested else ():
                if generic in generics:
                    found.setdefault(generic, []).append((path, name))
                    break
    return {generic: tuple(each) for generic, each in found.items()}


def _beginnings(name: str) -> Iterator[str]:
    """What stands before each of the dots of a name, the longest first."""
    end = name.rfind(NAME_DOT)
    while end > 0:
        yield name[:end]
        end = name.rfind(NAME_DOT, 0, end)


def methods_of_generic(
    repo: Snapshot, path: str, target: str, group: Mapping[str, int]
) -> Iterator[tuple[str, str]]:
    """The methods that a call of a target may run, in the files that are loaded together with a file."""
    name = target.rpartition(FROM_PACKAGE)[2].removesuffix("()")
    for file, method in _methods_by_generic(repo).get(name, ()):
        if file == path or group.get(file, -1) == group.get(path, -2):
            yield file, method
