"""How much of the code is in notebooks and how much in modules."""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.repository import Snapshot


@dataclass(frozen=True, slots=True)
class Balance:
    """Lines of code in notebooks (and notebooks written out as scripts) and in modules."""

    notebooks: int
    exports: int
    notebook_lines: int
    module_lines: int

    @property
    def ratio(self) -> float:
        """The notebooks' share of all code lines, 0 to 1; undefined where there are no lines."""
        return self.notebook_lines / (self.notebook_lines + self.module_lines)


def balance(repo: Snapshot) -> Balance:
    """The balance of one repository."""
    return Balance(
        notebooks=len(repo.notebooks),
        exports=len(repo.notebook_exports),
        notebook_lines=sum(each.code_lines for each in repo.notebooks.values())
        + sum(each.code_lines for each in repo.notebook_exports.values()),
        module_lines=sum(each.code_lines for each in repo.modules.values()),
    )
