"""Names that started code takes from a package whose `__init__.py` an ignore file kept out."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.references.loading import at_load
from analyzer.references.model import Outcome, Reference
from analyzer.repository import Snapshot
from analyzer.wiring.left_out_packages import left_out_packages
from analyzer.wiring.modules import module_index, reached_from
from analyzer.wiring.runs.run_modules import modules_run


def imports_of_left_out(repo: Snapshot) -> Iterator[Reference]:
    """Imports that fail as committed, in what the repository starts: one for each module and package.

    Elsewhere they are followed, to the one module of the folder that defines the name.
    """
    packages = left_out_packages(repo)
    if not packages or repo.tree_problem is not None:
        return
    index = module_index(repo)
    for path in sorted(reached_from(repo, modules_run(repo)) & repo.modules.keys()):
        seen: set[str] = set()
        for each in at_load(repo.modules[path].imports):
            home = index.resolve(path, each.module, each.name) if each.name is not None else None
            folder = dirname(home or "")
            package = packages.get(folder)
            if package is None or package.homes.get(each.name or "") != home or folder in seen:
                continue
            if basename(folder) != each.module.rpartition(".")[2]:
                continue  # the module itself is named: it is there
            seen.add(folder)
            why = f"imports {each.name} from {folder}/, whose __init__.py {package.ignored_by} keeps out"
            yield Reference(path, each.line, "module imports", "", Outcome.DANGLES, why)
