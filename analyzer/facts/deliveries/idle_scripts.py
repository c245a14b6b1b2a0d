"""Scripts and functions that speak of an action and take none: they print, wait or write a note."""

from __future__ import annotations

import builtins
import re

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import Function, PythonFacts
from analyzer.parsing.shell import parse_script, unwrap
from analyzer.text import word_set
from analyzer.wiring.modules import package_of
from analyzer.wiring.starts.entrypoints import is_idle_command

# Beyond what opens a shell, prints or moves around: what only looks at text or steers the script.
TALKING_PROGRAMS = word_set(
    "exit return shift trap local read date seq wait tee basename dirname cut tr jq sort uniq wc uname "
    "hostname id getopts break continue test grep awk sed"
)
SUBSTITUTION = lazy_regex(r"(?:\$\(|`)\s{0,20}(?P<program>[\w./-]{1,80})")
# A cell of a notebook written out as a script that is no Python: SQL, another notebook, a shell.
CELL_IN_ANOTHER = lazy_regex(r"^# MAGIC[ \t]{1,4}%(?!md)|^[ \t]{0,20}[%!]", re.MULTILINE)
RECIPE_MARKS = "@-+"
# What a function calls to say, to wait, to tell the time or to leave a note.
TALKING_CALLS = word_set(
    "print open time.sleep time.time time.perf_counter time.strftime asyncio.sleep json.dump json.dumps "
    "yaml.dump yaml.safe_dump os.makedirs os.getenv os.environ os.environ.get os.path.join sys.stdout.write "
    "click.echo click.secho typer.echo"
)
TALKING_PACKAGES = word_set("logging loguru structlog datetime random uuid pathlib numpy.random typing rich")
TALKING_METHODS = word_set(
    "debug info warning error exception critical print format join items keys values get append isoformat "
    "strftime now utcnow write write_text mkdir exists update upper lower title split strip round uniform"
)


def only_talks(script: str) -> bool:
    """Whether no command of a script does anything but print, wait or write a note."""
    return all(_talks(command.words) for command in parse_script(script)) and not _substitutes(script)


def function_only_talks(facts: PythonFacts, function: Function) -> bool:
    """Whether a function calls nothing that could act: it prints, logs, waits or writes a note."""
    called = (each.target for each in facts.calls if each.function == function.qualified_name)
    return function.empty or all(map(_talks_in_code, called))


def module_only_prints(facts: PythonFacts, content: str) -> bool:
    """Whether a module defines and imports nothing, and calls nothing but `print`."""
    if facts.problem is not None or facts.imports or facts.functions or facts.classes or not facts.prints:
        return False
    return all(each.target == "print" for each in facts.calls) and CELL_IN_ANOTHER.search(content) is None


def _talks_in_code(name: str) -> bool:
    plain = name.replace("()", "")
    root = plain.partition(".")[0]
    if plain in TALKING_CALLS or hasattr(builtins, plain):
        return True
    if package_of(plain, TALKING_PACKAGES) is not None:
        return True
    # A logger, a text or a table that came from somewhere: said by what is done with it.
    unknown = root in ("?", "self", "") or hasattr(builtins, root)
    return unknown and plain.rpartition(".")[2] in TALKING_METHODS


def _talks(words: tuple[str, ...]) -> bool:
    words = unwrap((words[0].lstrip(RECIPE_MARKS), *words[1:]))
    if not words:
        return True
    if words[0] == "python":
        return False
    in_place = words[0] == "sed" and any(word.startswith(("-i", "--in-place")) for word in words[1:])
    return not in_place and (words[0] in TALKING_PROGRAMS or is_idle_command(words))


def _substitutes(script: str) -> bool:
    """Whether the value of a variable is made by a command that may act."""
    for line in script.split("\n"):
        if line.lstrip().startswith("#"):
            continue
        for match in SUBSTITUTION.finditer(line[:4_000]):
            if not _talks((match["program"],)):
                return True
    return False
