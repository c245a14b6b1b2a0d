"""Where a Jenkinsfile stands: at the top, in a usual folder, or in the folder of a project.

Source: https://www.jenkins.io/doc/book/pipeline/multibranch/: a job may be given another `Script Path`, which
is set in Jenkins and not in the repository. It gets the whole repository nevertheless.
"""

from __future__ import annotations

import re
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.system import CI_FOLDERS

_NAMES = r"(?:Jenkinsfile(?:[._-][\w-]+)?|[\w-]+\.[jJ]enkinsfile)"
# A folder that shows, tests or keeps something is no project's.
_PROJECT = (
    r"(?!(?i:examples?|samples?|demos?|docs?|tutorials?|templates?|tests?|testing|fixtures|testdata|vendor"
    r"|third_party|archived?|deprecated|obsolete|old)/)\w[\w.-]{0,80}/"
)
PATHS = rf"(?:(?:{_PROJECT}){{1,3}}|{CI_FOLDERS}){_NAMES}"
_USUAL = lazy_regex(rf"{CI_FOLDERS}{_NAMES}")


def why_not_read(path: str, written: str) -> str | None:
    """Why nobody is taken to read the file: it is in a folder, and no step of it goes there from the top."""
    if _USUAL.fullmatch(path) is not None:
        return None
    folder = re.escape(dirname(path))
    goes = (
        rf"(?<![\w./-])(?:\./)?{folder}/"
        rf"|(?:\b(?:cd|pushd) |\bdir ?\( ?['\"]|-C |--directory[= ]|\bWORKSPACE\}}?/)"
        rf"(?:\./)?{folder}(?![\w-])"
    )
    if re.search(goes, written) is not None:
        return None
    return "it is not where Jenkins looks by itself, and does not go to its own folder"
