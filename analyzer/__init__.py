"""The engine: a target becomes repositories, a repository a snapshot, checks turn it into findings.

Importing it takes the working directory off the import path: see `analyzer.import_path`.
"""

from analyzer.import_path import leave_working_directory

__version__ = "0.1.0"

# Before anything else is imported: whoever scans a folder often stands in it.
leave_working_directory()
