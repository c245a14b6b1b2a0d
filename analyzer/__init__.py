"""The engine: a target becomes repositories, a repository a snapshot, checks turn it into findings.

From Python: `from analyzer import scan, Scorecard`, loaded when somebody asks for them.
Importing it takes the working directory off the import path: see `analyzer.import_path`.
"""

from analyzer.import_path import leave_working_directory

__version__ = "0.1.0"

# Before anything else is imported: whoever scans a folder often stands in it.
leave_working_directory()

TYPE_CHECKING = False
_OFFERED = """
    scan Scorecard ScanError
    BadArgument UnknownIdentity UnresolvedTarget UnsuitableMachine UnreadableScorecard
""".split()

if TYPE_CHECKING:
    from analyzer.api import BadArgument as BadArgument
    from analyzer.api import ScanError as ScanError
    from analyzer.api import Scorecard as Scorecard
    from analyzer.api import UnknownIdentity as UnknownIdentity
    from analyzer.api import UnreadableScorecard as UnreadableScorecard
    from analyzer.api import UnresolvedTarget as UnresolvedTarget
    from analyzer.api import UnsuitableMachine as UnsuitableMachine
    from analyzer.api import scan as scan
else:

    def __getattr__(name):
        """What is offered to other programs, imported at the first use."""
        if name not in _OFFERED:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        import importlib

        return getattr(importlib.import_module("analyzer.api"), name)

    def __dir__():
        return sorted([*globals(), *_OFFERED])
