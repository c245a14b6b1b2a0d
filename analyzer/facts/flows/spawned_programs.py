"""Programs that other programs and the shell tasks of pipelines start as a process, or hand to a platform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath

from analyzer.facts.flows.flow_starts import flow_is_started, started_flows
from analyzer.facts.flows.flows import flow_lines
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part, module_index, reached_from
from analyzer.wiring.roles import is_example_path, is_test
from analyzer.wiring.runs.called import Called, called_from
from analyzer.wiring.starts.handed_programs import handed_programs

PROCESS_RUNNERS = word_set(
    "subprocess.run subprocess.call subprocess.check_call subprocess.check_output subprocess.Popen os.system "
    "os.execv os.execvp os.execl os.execlp asyncio.create_subprocess_exec asyncio.create_subprocess_shell"
)
# A command of Python in one text, or in the words of a list.
PYTHON_COMMAND = lazy_regex(
    r"\bpython3?(?:\.\d{1,2})?[ \t]{1,4}(?:-u[ \t]{1,4})?"
    r"(?:-m[ \t]{1,4}(?P<module>\w[\w.]{0,150})|(?P<file>[\w./-]{1,200}\.py)\b)"
    r"|(?:\bsys\.executable|[\"']python3?[\"'])\s{0,40},\s{0,40}(?:[\"']-u[\"']\s{0,4},\s{0,40})?"
    r"(?:[\"']-m[\"']\s{0,4},\s{0,40}[\"'](?P<module_word>\w[\w.]{0,150})[\"']"
    r"|f?[\"'](?P<file_word>[\w./-]{1,200}\.py)[\"']"
    r"|(?:str\()?(?P<name>[A-Za-z_]\w{0,80})\b(?![\"'.(]))"
)
LISTED_COMMAND = lazy_regex(r"\[\s{0,40}sys\.executable\s{0,40},[^\]\n]{1,400}\]")
ONLY_SAID = lazy_regex(
    r"\b(?:print|echo|secho|info|debug|warning|error|log|write|add_argument|Exit|Error)\([^\n]{0,400}"
)
QUOTED_PART = lazy_regex(r"[\"']([\w./-]{1,200})[\"']")
LONGEST_PROGRAM = 262_144


def spawned_by(repo: Snapshot, called: Called) -> frozenset[str]:
    """The files that the called functions start as a process, or hand to a platform that runs them."""
    places = _spawning(repo).items()
    return frozenset(file for place, files in places if called.has(*place) for file in files)


@derived
def programs_of_tasks(repo: Snapshot) -> frozenset[str]:
    """The files that the shell tasks of the started DAGs of Airflow run."""
    found: set[str] = set()
    for path, tool in flow_lines(repo):
        if tool != "Airflow" or path not in repo.modules:
            continue
        text = (repo.text(path) or "")[:LONGEST_PROGRAM]
        if "bash" in text.casefold() and flow_is_started(repo, path, tool):
            found.update(_named(repo, path, code_only(text)))
    return frozenset(found)


@derived
def called_by_flows(repo: Snapshot) -> Called:
    """What started flows really call, with the programs that their steps start or hand on."""
    return called_from(repo, started_flows(repo) | _of_steps(repo))


def programs_of_flows(repo: Snapshot) -> frozenset[str]:
    """The modules of which started flows call something."""
    called = called_by_flows(repo)
    places = (*called.functions, *called.classes)
    return started_flows(repo) | _of_steps(repo) | {path for path, _name in places}


@derived
def programs_of_steps(repo: Snapshot) -> frozenset[str]:
    """The files that the steps of started flows start or hand to a platform, with what these import."""
    return reached_from(repo, _of_steps(repo))


@derived
def _of_steps(repo: Snapshot) -> frozenset[str]:
    steps = reached_from(repo, started_flows(repo))
    found = {file for (path, _name), files in _spawning(repo).items() if path in steps for file in files}
    return programs_of_tasks(repo) | found


@derived
def _spawning(repo: Snapshot) -> Mapping[tuple[str, str | None], tuple[str, ...]]:
    """By file and function, the files of the repository that code there has run."""
    found = dict(handed_programs(repo))
    for path, facts in repo.modules.items():
        if is_test(repo, path) or is_example_path(path):
            continue
        places = {call.function for call in facts.calls if call.target in PROCESS_RUNNERS}
        if not places:
            continue
        helpers = {each.name for each in facts.functions if each.parameters and each.qualified_name in places}
        places |= {call.function for call in facts.calls if last_part(call.target) in helpers}
        for call in facts.calls:
            if last_part(call.target) in helpers:
                given = tuple(_given(repo, path, call.strings))
                found[path, call.function] = (*found.get((path, call.function), ()), *given)
        rows = code_only((repo.text(path) or "")[:LONGEST_PROGRAM]).split("\n")
        for function in facts.functions:
            body = "\n".join(rows[function.line - 1 : function.end_line])
            if function.qualified_name not in places:
                # Elsewhere in the module the words of a command are put together for what runs it.
                body = "\n".join(each[0] for each in LISTED_COMMAND.finditer(body))
            place = path, function.qualified_name
            named = tuple(_named(repo, path, body, "\n".join(rows))) if body else ()
            found[place] = (*found.get(place, ()), *named)
        if None in places:
            inside = {row for each in facts.functions for row in range(each.line - 1, each.end_line)}
            body = "\n".join("" if number in inside else row for number, row in enumerate(rows))
            found[path, None] = (*found.get((path, None), ()), *_named(repo, path, body))
    return {place: files for place, files in found.items() if files}


def _given(repo: Snapshot, path: str, texts: tuple[str, ...]) -> Iterator[str]:
    """The files that a function which starts processes is given by name: beside it, else the only one."""
    for each in texts:
        name = normpath(each).lstrip("/")
        if not name.endswith(".py") or name.startswith(".."):
            continue
        same = [
            other
            for other in repo.modules
            if other == name or other.endswith(f"/{name}") or name.endswith(f"/{other}")
        ]
        beside = join(dirname(path), name)
        if beside in same or len(same) == 1:
            yield beside if beside in same else same[0]


def _held_by(name: str, *texts: str) -> str:
    """The file that a name was given in the first of the texts that gives it one, its parts joined."""
    for text in texts:
        given = re.search(rf"\b{re.escape(name)}[ \t]*(?::[^=\n]{{1,60}})?=[ \t]*([^\n]{{1,300}})", text)
        parts = QUOTED_PART.findall(given[1]) if given is not None and name else []
        if parts and parts[-1].endswith(".py"):
            return "/".join(each.strip("/") if each is not parts[0] else each for each in parts)
    return ""


def _named(repo: Snapshot, path: str, text: str, whole: str = "") -> Iterator[str]:
    """The first-party programs that commands in a text start; names are looked up in it, then in the file."""
    index = module_index(repo)
    for match in PYTHON_COMMAND.finditer(ONLY_SAID.sub("", text)):
        module = match["module"] or match["module_word"]
        if module is not None:
            file = index.resolve("_", module)
            places = [file] if file is not None else []
            if file is not None and file.endswith("/__init__.py"):
                places = [f"{dirname(file)}/__main__.py"]
        else:
            name = match["file"] or match["file_word"] or _held_by(match["name"] or "", text, whole)
            plain = normpath(name).lstrip("/")
            parts = plain.split("/")
            places = [normpath(join(dirname(path), plain))] if not name.startswith("/") else []
            # In a container the repository, or a folder of it, lies somewhere else.
            last = len(parts) if name.startswith("/") else max(1, len(parts) - 1)
            places += ["/".join(parts[start:]) for start in range(last)]
        place = next((each for each in places if each in repo.modules), None)
        if place is not None and place != path:
            yield place
