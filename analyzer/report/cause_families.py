"""The families of reasons why something was not seen, with what to do about each.

A reason is a sentence that is made where something was not read; what belongs together is one line of a
report.
"""

from __future__ import annotations

import re

from msgspec import Struct

from analyzer.lazy_regex import lazy_regex
from analyzer.model import Trouble


class Family(Struct, frozen=True):
    """Reasons with one remedy.

    `words` hold "{count}" for the `noun` with its number, "{repositories}" for how many these are, "{what}"
    for the group of that name in the pattern: reasons with another one are a cause of their own.
    """

    pattern: re.Pattern[str]
    noun: str
    words: str
    remedy: str


A_FILE = "file"
A_JOB = "CI job"


def _family(pattern: str, noun: str, words: str, remedy: str) -> Family:
    return Family(lazy_regex(pattern, re.DOTALL), noun, words, remedy)


OPEN_THEM = "open the files that are named: what was not read may hold more"
ANOTHER_CLONE = "scan a whole clone of the repository, neither shallow nor partial"
PARSED_IN_VAIN = Family(
    lazy_regex(r".*", re.DOTALL),
    A_FILE,
    "{count} not readable as what the name says",
    "open them: they may have a syntax error, be a template, or hold another format",
)
"""Of files that a parser refused: its words are about one file, and any are possible."""

# The first that fits counts.
CAUSE_FAMILIES = (
    _family(
        r"job '.*' runs (?P<what>[\w.-]{1,60}/[\w.-]{1,100})/\S*, which is defined elsewhere",
        A_JOB,
        "{count} defined in another repository, {what}",
        "read them there, or add {what} as a target",
    ),
    _family(
        r"job '.*' runs .*, which is defined elsewhere",
        A_JOB,
        "{count} with steps defined in another repository or an image",
        "follow what the steps name, or add its repository as a target",
    ),
    _family(
        r"job '.*' runs `.*`, which is only known when it runs",
        A_JOB,
        "{count} with commands that are only known when they run",
        "open a run of them in the CI system",
    ),
    _family(
        r"a (?:CI configuration|pipeline) that is a program, which is not read",
        "CI configuration",
        "{count} written as a program",
        "open a run in the CI system, which shows what the program made",
    ),
    _family(
        r"[\d,]+ files? in (?P<what>.+), whose .+ are not read; repo-evidence\[languages\] reads them",
        A_FILE,
        "programs in {what} not read on this machine, in {repositories}",
        "install repo-evidence[languages] and scan again",
    ),
    _family(
        r"[\d,]+ files? in (?P<what>.+?)(?: that train)?, whose .+ are not (?:read|searched for this)",
        A_FILE,
        "programs in {what} not read for some signals, in {repositories}",
        "open the programs, or ask what they do",
    ),
    _family(
        r"what answers at /(?P<what>\w+) is not in this repository",
        "request",
        "{count} to /{what} of a service that is in another repository",
        "add its repository as a target, or ask which model answers there",
    ),
    _family(
        r"what (?P<what>[\w.:-]+) asks is not in this repository",
        "request",
        "{count} by {what} to a service that is in another repository",
        "add its repository as a target, or ask which model answers there",
    ),
    _family(
        r"it is named for this, and nothing in it was recognised",
        A_FILE,
        "{count} named for what was not found, in which nothing was recognised",
        "open them: does their code do what the name says?",
    ),
    _family(
        r"a measure of rows that are held out is computed, and what follows from it was not recognised",
        A_FILE,
        "{count} in which a model is measured on rows that are held out",
        "open them: what do the numbers decide?",
    ),
    _family(
        r"whether somebody watches the tokens that .+ keeps|whether what .+ keeps measures a model's answers",
        A_FILE,
        "{count} that may keep measures of answers",
        "open them: are they of a model, and does somebody look at them?",
    ),
    _family(
        r".+ in (?P<what>\S+) may be about drift; what it compares is not read",
        A_FILE,
        "{count} in {what} that may be about drift",
        "open them: what do they compare, and who hears of it?",
    ),
    _family(
        r"metrics are computed in (?P<what>.+), where bounds on them are not read",
        A_FILE,
        "{count} in {what} with metrics whose bounds are not read",
        "open them: does anything stop when a metric is too low?",
    ),
    _family(
        r"an infrastructure program in a language whose calls are not read",
        A_FILE,
        "{count} describing infrastructure in a language that is not read",
        "open them, or ask what they create",
    ),
    _family(
        r"the steps that .+ is handed|whether the containers of its steps run code of this repository",
        A_FILE,
        "{count} with steps of a pipeline that are only known when it runs",
        "open a run of it, or ask what its steps start",
    ),
    _family(
        r"part of the history could not be read: .*shallow.*",
        A_FILE,
        "{repositories} with a history that is cut off, as in a shallow clone",
        "fetch the whole history (git fetch --unshallow) and scan again",
    ),
    _family(
        r"part of the history could not be read: (?P<what>.*)",
        A_FILE,
        "{repositories} with a history of which only a part was read: {what}",
        "scan again with a longer time limit, or read the older commits",
    ),
    _family(
        r"what came before is not in the history: .*",
        A_FILE,
        "{repositories} with a history that begins with a bulk import",
        "ask for the repository in which the work was done before, and scan that one",
    ),
    _family(
        r"whether it is kept up is not in the history: .*",
        A_FILE,
        "{count} too young, or imported too late, to show whether they are kept up",
        "ask who changed them last, and why",
    ),
    _family(
        r"the history is too short to show it: .*",
        A_FILE,
        "{repositories} with a history too short to show operation over time",
        "ask for an older repository, or how a system was run elsewhere",
    ),
    _family(
        r"when [\d,]+ commits? made .* were written is not known",
        A_FILE,
        "{repositories} with times of commits that do not say when they were written",
        "ask how the history was made",
    ),
    _family(
        r"old versions of configuration files were not read: .*"
        r"|[\d,]+ old versions? of configuration files could not be read",
        A_FILE,
        "old versions of configuration files, in {repositories}",
        "scan again with a longer time limit, or read their history",
    ),
    _family(
        r"only the first [\d,]+ paths were read|it has too many directories to list"
        r"|one of its directories is missing, damaged or too large",
        A_FILE,
        "{repositories} with a list of files that is not whole",
        "scan the parts of the repository that matter as repositories of their own",
    ),
    _family(
        r"the repository contains only a Git LFS pointer",
        A_FILE,
        "{count} kept in Git LFS, with only a pointer in the repository",
        "open them on the server, which has the content",
    ),
    _family(
        r"its object is missing from the repository|its object could not be read"
        r"|a directory that is missing, damaged or too large",
        A_FILE,
        "{count} missing from the repository, or damaged",
        ANOTHER_CLONE,
    ),
    _family(
        r"a submodule",
        "submodule",
        "{count}, whose files are in another repository",
        "add its repository as a target",
    ),
    _family(
        r"a symbolic link",
        "symbolic link",
        "{count} leading out of what was read",
        "open what they lead to",
    ),
    _family(
        r"no work tree can hold its path|its path is too long",
        A_FILE,
        "{count} with a path that no work tree can hold",
        "ask how they came into the repository",
    ),
    _family(
        r"the repository's reading budget .*|the budget .*|.* bytes of such files were already read"
        r"|reading it used too much processor time|.* takes too many steps .*",
        A_FILE,
        "{count} left unread when a limit of reading was reached",
        OPEN_THEM,
    ),
    _family(
        r".*\bexceeds? the limit of .*|larger than .*|only the first .*"
        r"|(?:a (?:script|job) (?:of|that extends) )?(?:a )?more (?:than|fields) .*|(?:blocks )?nested .*"
        r"|a line is longer than .*",
        A_FILE,
        "{count} too large or too deep to be read whole",
        OPEN_THEM,
    ),
    _family(
        r"the check failed: .*|computing it used too much processor time",
        "check",
        "{count} that failed, in {repositories}",
        "report it to those who wrote the check: it is no fault of the repository",
    ),
    _family(r"its hooks could not be read", A_FILE, PARSED_IN_VAIN.words, PARSED_IN_VAIN.remedy),
)

REPOSITORY_REMEDIES = {
    Trouble.LASTING: "see whether it exists and may be read, then scan again",
    Trouble.PASSING: "scan again",
    Trouble.LIMITED: "scan again later, or with an access token",
    Trouble.MACHINE: "free what is lacking on this machine, then scan again",
}
ANY_OTHER_REMEDY = "open the file and look, or ask"
