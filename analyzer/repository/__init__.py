"""One repository at one commit, immutable.

Its files, what they are, their parsed facts, what was skipped and why.
"""

from __future__ import annotations

from analyzer.repository.backstop import Clock, OverTimeError, cpu_limit
from analyzer.repository.bots import BOT_ADDRESSES, is_bot, is_work
from analyzer.repository.contents import UNREADABLE
from analyzer.repository.derivation import derived
from analyzer.repository.file_kinds import ALL_KINDS, TEXT_KINDS, folders_of, kinds, possible_kinds
from analyzer.repository.first_commits import arrivals, readable_paths
from analyzer.repository.first_party import (
    PACKAGE_FILES,
    is_excluded_by_name,
    is_licence,
    says_what_is_left_out,
)
from analyzer.repository.languages import NOT_PROGRAMS, language, language_called
from analyzer.repository.others_work import COURSE_TEMPLATE
from analyzer.repository.reading import READING_TOO_SLOW, TEXT_LIMIT
from analyzer.repository.remembered import KeptFacts
from analyzer.repository.snapshot import MISSING, File, Snapshot
from analyzer.repository.versions import (
    BYTES_OF_ALL_FILES,
    VERSION_BYTES,
    Chosen,
    Version,
    Versions,
    chosen,
    is_setting,
    is_watched,
)

__all__ = [
    "ALL_KINDS",
    "BOT_ADDRESSES",
    "BYTES_OF_ALL_FILES",
    "COURSE_TEMPLATE",
    "MISSING",
    "NOT_PROGRAMS",
    "PACKAGE_FILES",
    "READING_TOO_SLOW",
    "TEXT_KINDS",
    "TEXT_LIMIT",
    "UNREADABLE",
    "VERSION_BYTES",
    "Chosen",
    "Clock",
    "File",
    "KeptFacts",
    "OverTimeError",
    "Snapshot",
    "Version",
    "Versions",
    "arrivals",
    "chosen",
    "cpu_limit",
    "derived",
    "folders_of",
    "is_bot",
    "is_excluded_by_name",
    "is_licence",
    "is_setting",
    "is_watched",
    "is_work",
    "kinds",
    "language",
    "language_called",
    "possible_kinds",
    "readable_paths",
    "says_what_is_left_out",
]
