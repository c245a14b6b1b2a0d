"""What tests of our own checks need beside `analyzer.testing`."""

from __future__ import annotations

from analyzer.model import Flag
from analyzer.repository.snapshot import Snapshot
from analyzer.testing import AUTHOR as ADA
from analyzer.testing import changed, commit, evolved, facts, flagged, registry, run, snapshot, tag

__all__ = [
    "ADA",
    "changed",
    "commit",
    "evolved",
    "facts",
    "flagged",
    "library",
    "raised",
    "registry",
    "run",
    "snapshot",
    "tag",
]


def library(name: str) -> dict[str, str]:
    """The files that make a repository a library: a distribution that its README says how to install."""
    return {
        "pyproject.toml": f"[project]\nname = '{name}'\nversion = '1'\n",
        "README.md": f"# {name}\n\n```bash\npip install {name}\n```\n",
    }


def raised(id: str, repo: Snapshot) -> Flag:
    """The flag of that id, which must be raised."""
    found = flagged(id, repo)
    assert found is not None, f"{id} is not raised"
    return found
