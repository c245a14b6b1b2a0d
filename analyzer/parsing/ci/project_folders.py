"""Where a file stands whose path its system is told: at the top, in a usual folder, or in that of a project.

Sources: https://www.jenkins.io/doc/book/pipeline/multibranch/ (a job may be given another `Script Path`),
https://learn.microsoft.com/azure/devops/pipelines/customize-pipeline ("YAML file path" of a pipeline). Both
are set in the system and not in the repository. A job gets the whole repository nevertheless.
"""

from __future__ import annotations

import re
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.ci.system import CI_FOLDERS

_NAMES = r"(?:Jenkinsfile(?:[._-][\w-]+)?|[\w-]+\.[jJ]enkinsfile)"
# A folder that shows, tests or keeps something is no project's.
PROJECT_FOLDER = (
    r"(?!(?i:examples?|samples?|demos?|docs?|tutorials?|templates?|tests?|testing|fixtures|testdata|vendor"
    r"|third_party|archived?|deprecated|obsolete|old)/)\w[\w.-]{0,80}/"
)
PATHS = rf"(?:(?:{PROJECT_FOLDER}){{1,3}}|{CI_FOLDERS}){_NAMES}"
NOT_THERE = "it is not where its system looks by itself, and does not go to its own folder"
_USUAL = lazy_regex(rf"{CI_FOLDERS}{_NAMES}")


def why_not_read(path: str, written: str) -> str | None:
    """Why nobody is taken to read the file: it is in a folder, and no step of it goes there from the top."""
    if _USUAL.fullmatch(path) is not None:
        return None
    if goes_there(dirname(path), written):
        return None
    return NOT_THERE


def goes_there(folder: str, written: str) -> bool:
    """Whether what a pipeline writes names a folder or goes into it, from the top."""
    folder = re.escape(folder)
    goes = (
        rf"(?:(?<![\w./-])|(?<=DefaultWorkingDirectory\)/)|(?<=SourcesDirectory\)/))(?:\./)?{folder}/"
        rf"|(?:\b(?:cd|pushd) |\bdir ?\( ?['\"]|-C |--directory[= ]|\bWORKSPACE\}}?/)"
        rf"(?:\./)?{folder}(?![\w-])"
    )
    return re.search(goes, written) is not None
