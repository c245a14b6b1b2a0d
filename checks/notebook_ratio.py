"""How much of the work is in notebooks, and whether any of it became modules."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Premise, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.code.live_modules import SHOWN_MODULES
from analyzer.facts.documents.licence_headers import is_under_anothers_licence
from analyzer.facts.notebooks.foreign_notebooks import languages_shown, program_lines
from analyzer.facts.notebooks.notebook_balance import Balance, balance
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation
from analyzer.parsing.python import code_lines, code_only
from analyzer.repository import Snapshot
from analyzer.text import plural, word_set
from analyzer.wiring.language_roles import Place
from analyzer.wiring.modules import import_graph
from analyzer.wiring.places import surroundings
from analyzer.wiring.roles import PUT_AWAY, is_test, is_test_path

HALF = 0.5
# Of the modules with most lines, these are ordered by the lines that are no texts.
MODULES_LOOKED_INTO = 12
# Scripts among the notebooks show least that code is outside of them.
NOTEBOOK_FOLDERS = word_set("notebook notebooks")
# What Airflow, Alembic, Jupyter and Versioneer write at the start of a project.
SETTINGS_OF_TOOLS = word_set(
    "webserver_config.py versioneer.py jupyter_notebook_config.py jupyter_server_config.py _version.py"
    " setup.py"
)
DOCUMENT_FOLDERS = word_set("docs doc documentation")


@check(
    id="notebook_ratio",
    title="code outside notebooks",
    reads=(FileKind.PYTHON, FileKind.SOURCE, FileKind.NOTEBOOK),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.TRADEOFFS,
        present="Did {path} begin in one of the notebooks here, and what is different between the two?",
        absent="Pick your best notebook: what are the first five changes before it can serve a user?",
        strong="Says what had to change so that others could import, test and run it.",
        weak="Moved the cells into a file.",
        premise=Premise(
            # Of a few cells beside many modules, nothing became anything.
            fact="notebook_ratio",
            more_than=0.1,
            not_of=(".ipynb",),
            otherwise="Which part of {path} would you move to its own module first, and what would you test?",
        ),
    ),
    other_languages=OtherLanguages(
        "modules of another language are code outside notebooks",
        (Role.MODULES,),
    ),
    covers=("H3",),
)
def notebook_ratio(repo: Snapshot) -> Iterator[Observation]:
    """The code is in modules that can be imported, tested and shipped.

    Notebooks exported as scripts count as notebooks, once beside their notebook; only code cells count.
    Present: there are modules besides the notebooks. Substantive: modules contain at least half of the
    code lines, or a notebook imports them. Programs in other languages are modules unless they run in a
    browser or on a device, and R Markdown, Quarto, Pluto, Livebook, Zeppelin, those of Azure Synapse
    and the sources of Databricks are notebooks. Facts: the number of notebooks, their code lines and
    their share.
    """
    numbers = balance(repo)
    if numbers.notebook_lines + numbers.module_lines == 0:
        if not repo.of_kind(FileKind.PYTHON) and not repo.of_kind(FileKind.NOTEBOOK):
            others = ", ".join(list(repo.languages)[:3])
            yield NotApplicable(f"no Python code; the code is in {others}" if others else "no code")
        return
    yield Fact("notebooks", numbers.notebooks + numbers.exports)
    yield Fact("notebook_code_lines", numbers.notebook_lines)
    yield Fact("module_code_lines", numbers.module_lines)
    yield Fact("notebook_ratio", round(numbers.ratio, 3))
    if numbers.module_lines:
        yield from _evidence(repo, numbers)


def _evidence(repo: Snapshot, numbers: Balance) -> Iterator[Evidence]:
    """The largest modules, and the notebooks that use them; tests only where nothing else has code."""
    graph = import_graph(repo)
    modules = set(repo.modules)
    importing = sorted(path for path in repo.notebooks if graph.get(path, frozenset()) & modules)
    level = Level.SUBSTANTIVE if importing or numbers.ratio <= HALF else Level.PRESENT
    in_part = {each.path for each in repo.skipped if each.partly}
    filled = [path for path, facts in repo.modules.items() if facts.code_lines or path in in_part]
    filled = [path for path in filled if not _is_of_a_tool(repo, path)] or filled
    outside = [path for path in filled if NOTEBOOK_FOLDERS.isdisjoint(path.split("/")[:-1])]
    others = {path: number for path, number in program_lines(repo).items() if number}
    untested = [path for path in outside or filled if not is_test(repo, path)]
    shown = untested or ([] if any(not is_test_path(path) for path in others) else filled)
    lines = {path: repo.modules[path].code_lines for path in shown}
    own = {each: others[each] for each in others if not is_under_anothers_licence(repo, each)}
    lines |= {path: number for path, number in own.items() if not is_test_path(path)} or own
    lines = lines or others
    lines = {path: number for path, number in lines.items() if not _is_put_away(path)} or lines
    by_language = f" ({languages_shown(repo)})" if others else ""
    aside = "; what runs on a device is not counted" if _has_device_programs(repo) else ""
    largest = sorted(lines, key=lambda path: (-lines[path], path))[:MODULES_LOOKED_INTO]
    running = {path: _running_lines(repo, path, lines[path]) for path in largest}
    for path in sorted(largest, key=lambda path: (-running[path], path))[:SHOWN_MODULES]:
        yield Evidence(
            path,
            1,
            level,
            f"{plural(lines[path], 'line')} of code; modules contain "
            f"{1 - numbers.ratio:.0%} of the code lines{by_language}{aside}",
            size=running[path],
        )
    # Of little code in modules the notebook that imports it shows more than the module does.
    size = max(lines.values(), default=0) + 1 if numbers.ratio > HALF else 0
    for path in importing:
        yield Evidence(path, None, level, "a notebook that imports modules of the repository", size=size)


def _running_lines(repo: Snapshot, path: str, number: int) -> int:
    """The lines of a module without those of long texts: the pages that a program writes are no code."""
    if path not in repo.modules:
        return number
    text = repo.text(path) or ""
    return number - code_lines(code_only(text)) + code_lines(code_only(text, long_texts=False))


def _is_put_away(path: str) -> bool:
    return any(PUT_AWAY.fullmatch(part.casefold()) for part in path.split("/")[:-1])


def _has_device_programs(repo: Snapshot) -> bool:
    places = surroundings(repo) if repo.programs else {}
    return any(each.place is Place.DEVICE for each in places.values())


def _is_of_a_tool(repo: Snapshot, path: str) -> bool:
    """Whether a module is the settings that a tool wrote or reads, or bears the licence of somebody else."""
    name = basename(path)
    if name == "conf.py" and not DOCUMENT_FOLDERS.isdisjoint(path.split("/")[:-1]):
        return True
    return name in SETTINGS_OF_TOOLS or is_under_anothers_licence(repo, path)
