"""R: how files see each other, and what starts them: packages, sourced files, modules of box, applications.

Sources: https://r-pkgs.org/code.html, https://shiny.posit.co/r/reference/shiny/latest/loadsupport.html (R/),
https://www.rplumber.io/articles/hosting.html (plumb, entrypoint.R), https://klmr.me/box/reference/use.html,
https://books.ropensci.org/targets/ (_targets.R, tar_source), https://appsilon.github.io/rhino/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.programs import ANY_PACKAGE, FROM_PACKAGE, ProgramFacts, parse_program
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.r.experiments import R_EXPERIMENT_SIGNS
from analyzer.wiring.other_programs.r.folders import Around
from analyzer.wiring.other_programs.r.generics import methods_of_generic
from analyzer.wiring.other_programs.r.models import R_MODEL_SIGNS
from analyzer.wiring.other_programs.r.services import R_SERVICE_SIGNS
from analyzer.wiring.other_programs.r.training import R_TRAINING_SIGNS
from analyzer.wiring.other_programs.vocabulary.language import Language

R_PACKAGE_LINE = lazy_regex(r"^Package:[ \t]*([\w.]{1,80})", 0x8)  # MULTILINE
R_NAMESPACE_IMPORT = lazy_regex(r"^[ \t]*import(?:From)?\([ \t]*\"?([\w.]{1,80})", 0x8)
# Where AWS Lambda looks for what runs functions in a language it does not know.
LAMBDA_BOOTSTRAP = "/var/runtime/bootstrap"
R_SCRIPT_RUN = lazy_regex(r"(?:\\n|\b)Rscript[ \t]+([\w./-]{1,200}\.[rR])\b")
R_PROGRAMS = word_set("R Rscript r littler Rterm")
R_ENDINGS = (".R", ".r")
# Files of an application that its folder is started by, and what is loaded with them.
R_APPLICATION_FILES = ("app.R", "server.R", "ui.R", "global.R")
R_APPLICATION_MARKS = word_set("app.r server.r")
R_PLACES = ("file", "dir", "appDir", "script")
# What marks the folder that paths of a project begin in.
R_ROOT_MARKS = word_set("DESCRIPTION renv.lock _targets.R app.R server.R .here rhino.yml")
# What R has without an import.
R_ATTACHED = ("base", "stats", "utils", "methods", "graphics", "datasets")
# Calls that start a file or a folder, and the files that they look for in a folder.
R_STARTING_CALLS: Mapping[str, tuple[str, ...]] = {
    "plumb": ("entrypoint.R", "plumber.R"),
    "pr": (),
    "plumb_api": ("plumber.R",),
    "api": (),
    "source": (),
    "sys.source": (),
    "runApp": R_APPLICATION_FILES,
    "shinyAppDir": R_APPLICATION_FILES,
    "shinyAppFile": (),
    "tar_make": ("_targets.R",),
    "tar_make_future": ("_targets.R",),
    "tar_make_clustermq": ("_targets.R",),
    "r_make": ("_drake.R",),
}
R_UNNAMED = "lambda@"
# Functions of a package that its users start it by.
R_MAIN_FUNCTIONS = word_set("run_app run_api run main launch_app start_api start_server run_server")


@derived
def _r_files(repo: Snapshot) -> tuple[str, ...]:
    return tuple(path for path in repo.paths if path.endswith(R_ENDINGS))


@derived
def _r_folders(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in _r_files(repo):
        found.setdefault(dirname(path), []).append(path)
    return {folder: tuple(paths) for folder, paths in found.items()}


@derived
def _r_packages(repo: Snapshot) -> Mapping[str, str]:
    """The folder of each package of the repository, by its name."""
    found = {}
    for path in repo.paths:
        if basename(path) == "DESCRIPTION":
            match = R_PACKAGE_LINE.search(repo.text(path) or "")
            if match is not None:
                found[match[1]] = dirname(path)
    return found


@derived
def _roots(repo: Snapshot) -> frozenset[str]:
    """The folders that a project begins in; the repository itself is one."""
    marked = (
        dirname(path) for path in repo.paths if basename(path) in R_ROOT_MARKS or path.endswith(".Rproj")
    )
    return frozenset(("", *marked))


def _root_of(repo: Snapshot, path: str) -> str:
    folder = dirname(path)
    while folder not in _roots(repo):
        folder = dirname(folder)
    return folder


def resolve_r(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The files that are sourced or imported as modules, and those of a package of the repository."""
    if module in _r_packages(repo):
        yield from _r_folders(repo).get(join(_r_packages(repo)[module], "R").lstrip("/"), ())
        return
    if module.endswith("/"):
        for base in _bases_of(repo, path):
            folder = normpath(join(base, module))
            yield from _r_folders(repo).get("" if folder == "." else folder, ())
        return
    if "/" not in module and not module.endswith(R_ENDINGS):
        return
    names = (
        (module,) if module.endswith(R_ENDINGS) else (f"{module}.R", f"{module}.r", f"{module}/__init__.R")
    )
    for base in _bases_of(repo, path):
        for name in names:
            yield from _existing(repo, base, name)


def _bases_of(repo: Snapshot, path: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((dirname(path), _root_of(repo, path), "")))


def _existing(repo: Snapshot, base: str, name: str) -> Iterator[str]:
    found = normpath(join(base, name.lstrip("/")))
    if repo.exists(found):
        yield found


def beside_r(repo: Snapshot, path: str) -> Iterator[str]:
    """The files of the same package; of an application, its other files and those in its `R/`."""
    folder = dirname(path)
    if basename(folder) == "R" or folder == "R":
        root = dirname(folder)
        yield from (each for each in _r_folders(repo).get(folder, ()) if each != path)
        if join(root, "DESCRIPTION").lstrip("/") in repo.paths:
            return
    elif basename(path) in R_APPLICATION_FILES:
        root = folder
        yield from _r_folders(repo).get(join(root, "R").lstrip("/"), ())
    else:
        return
    for name in R_APPLICATION_FILES:
        other = join(root, name).lstrip("/")
        if other != path and repo.exists(other):
            yield other


def attached_r(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The packages that a file sees without attaching them: those of R, of its package, of its project."""
    return (*R_ATTACHED, *_attached_in_root(repo).get(_root_of(repo, path), ()))


@derived
def _attached_in_root(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """What NAMESPACE files import, and what any file of a project attaches: R keeps it from then on."""
    found: dict[str, dict[str, None]] = {}
    for path in repo.paths:
        if basename(path) == "NAMESPACE":
            names = R_NAMESPACE_IMPORT.findall(repo.text(path) or "")
            found.setdefault(dirname(path), {}).update(dict.fromkeys(names))
    for path, facts in repo.programs.items():
        if facts.language == "R":
            names = [each.module for each in facts.imports if each.name == "*" and "/" not in each.module]
            found.setdefault(_root_of(repo, path), {}).update(dict.fromkeys(names))
    return {root: tuple(names) for root, names in found.items()}


# -- what starts files -------------------------------------------------------------------------


def started_r(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """What `Rscript x.R` and `R -e 'plumber::plumb("x.R")$run()'` start; a file for an entry point."""
    words = unwrap(words)
    program = basename(words[0]) if words else ""
    image = repo.dockerfiles.get(path)
    around = Around(repo, folder, image)
    if program in R_PROGRAMS:
        yield from _by_options(around, words[1:])
    elif words and words[0].endswith(R_ENDINGS):
        yield from around.meant(words[0])
    elif program == "shiny-server":
        for each in R_APPLICATION_FILES:
            yield from around.meant(each)
    elif image is not None:
        yield from _by_bootstrap(around, image)


def _by_bootstrap(around: Around, image: Dockerfile) -> Iterator[str]:
    """What the runtime of a function runs, which the image writes: the command only names the function."""
    for stage in image.stages[-1:]:
        for each in stage.instructions:
            if each.keyword == "RUN" and LAMBDA_BOOTSTRAP in each.value:
                for name in R_SCRIPT_RUN.findall(each.value[:4000]):
                    yield from around.meant(name)


def _by_options(around: Around, words: tuple[str, ...]) -> Iterator[str]:
    """What the files and the expressions of a command start."""
    for is_file, written in _run_by(words):
        if is_file:
            yield from around.meant(written)
        else:
            yield from _started_by_calls(around, parse_program("expression.R", written.encode()))


def _run_by(words: tuple[str, ...]) -> Iterator[tuple[bool, str]]:
    """The files (True) and the expressions that a command of R runs."""
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word.startswith(("-e ", "-e'")):
            yield False, word[2:]
        elif word == "-e" and rest:
            yield False, rest.pop(0)
        elif word.startswith(("--file=", "-f=")):
            yield True, word.partition("=")[2]
        elif word.endswith(R_ENDINGS):
            yield True, word
            return


def begun_r(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[tuple[str, str]]:
    """The functions that an expression calls: `R -e 'ours::train()'`, `R -e 'source("a.R"); train()'`."""
    words = unwrap(words)
    if not words or basename(words[0]) not in R_PROGRAMS:
        return
    around = Around(repo, folder, repo.dockerfiles.get(path))
    for is_file, written in _run_by(words[1:]):
        facts = parse_program("expression.R", written.encode()) if not is_file else ProgramFacts("R")
        sourced = [
            file
            for each in facts.calls
            if each.target.rpartition(FROM_PACKAGE)[2] in ("source", "sys\u00b7source")
            for name in each.strings[:1]
            for file in around.meant(name)
        ]
        loaded = [each.module for each in facts.imports if each.module in _r_packages(repo)]
        for call in facts.calls:
            module, _, name = call.target.rpartition(FROM_PACKAGE)
            packages = loaded if module == ANY_PACKAGE else [module]
            files = [f for each in packages if each in _r_packages(repo) for f in resolve_r(repo, path, each)]
            for file in dict.fromkeys((*sourced, *files)):
                there = repo.programs.get(file)
                if there is not None and any(each.qualified_name == name for each in there.functions):
                    yield file, name


def without_application(repo: Snapshot, words: tuple[str, ...], path: str) -> str | None:
    """The call of a command in an image that runs the application of a folder which has none."""
    words, image = unwrap(words), repo.dockerfiles.get(path)
    if image is None or not words or basename(words[0]) not in R_PROGRAMS:
        return None
    around = Around(repo, dirname(path), image)
    for is_file, written in _run_by(words[1:]):
        facts = parse_program("expression.R", written.encode()) if not is_file else ProgramFacts("R")
        for call in facts.calls:
            name, place = call.target.rpartition(FROM_PACKAGE)[2], _place_of(call)
            is_said = bool(place) or not call.positional
            is_folder = R_STARTING_CALLS.get(name) is R_APPLICATION_FILES and not place.endswith(R_ENDINGS)
            if is_folder and is_said and around.lacks(place, ("app.R", "server.R")):
                return f"{name}()"
    return None


def _started_by_calls(around: Around, facts: ProgramFacts) -> Iterator[str]:
    repo = around.repo
    for call in facts.calls:
        module, _, name = call.target.rpartition(FROM_PACKAGE)
        name = name.replace("\u00b7", ".")
        if module in _r_packages(repo):
            yield from _defining(repo, _r_packages(repo)[module], name)
        if module == "rhino" and name == "app":
            yield from around.meant("app/main.R")
        if name not in R_STARTING_CALLS:
            continue
        place = _place_of(call)
        if place.endswith(R_ENDINGS):
            yield from around.meant(place)
        else:
            yield from _looked_for(around, name, place, is_said=bool(place) or not call.positional)


def _place_of(call: Call) -> str:
    """The file or folder that a call names, "" where it names none."""
    named = [value for key, value in call.keywords if key in R_PLACES and value]
    return next(iter((*call.strings, *named)), "")


def _looked_for(around: Around, call: str, place: str, *, is_said: bool) -> Iterator[str]:
    """The files that a call looks for in a folder: an application has `app.R`, or else `server.R`."""
    names = R_STARTING_CALLS[call]
    if names is not R_APPLICATION_FILES:
        yield from around.in_folder(place, names)[:1]
    elif is_said:
        found = around.in_folder(place, names)
        if any(basename(each).casefold() in R_APPLICATION_MARKS for each in found):
            yield from found


def _defining(repo: Snapshot, package: str, function: str) -> Iterator[str]:
    for path in _r_folders(repo).get(join(package, "R").lstrip("/"), ()):
        facts = repo.programs.get(path)
        if facts is not None and any(each.qualified_name == function for each in facts.functions):
            yield path


def found_r(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """What a started file hands to a server, and the functions that plumber or a runtime finds in it."""
    if any(call.target.endswith("#start_lambda") for call in facts.calls) or any(
        mark.target.startswith("plumber#") for each in facts.functions for mark in each.decorators
    ):
        yield path
    yield from _started_by_calls(Around(repo, dirname(path)), facts)


def called_r(facts: ProgramFacts) -> Iterator[str]:
    """What plumber calls of its file: what is annotated or has no name; of other files, everything."""
    answering = {
        each.qualified_name
        for each in facts.functions
        if any(mark.target.startswith("plumber#") for mark in each.decorators)
    }
    for each in facts.functions:
        is_unnamed = each.name.startswith(R_UNNAMED) and not each.nested
        if not answering or is_unnamed or each.qualified_name in answering or each.name in R_MAIN_FUNCTIONS:
            yield each.qualified_name


@derived
def _loaded_together(repo: Snapshot) -> Mapping[str, int]:
    """A number for each file: the same for those that source each other, or see each other without that."""
    group = {path: number for number, path in enumerate(_r_files(repo))}
    members = {number: [path] for path, number in group.items()}
    for path, facts in repo.programs.items():
        if path not in group:
            continue
        seen = [each for one in facts.imports for each in resolve_r(repo, path, one.module)]
        for other in (*seen, *beside_r(repo, path)):
            small, large = sorted((group[path], group.get(other, group[path])), key=lambda n: len(members[n]))
            if small != large:
                for each in members[small]:
                    group[each] = large
                members[large] += members.pop(small)
    return group


def dispatched_r(repo: Snapshot, path: str, target: str) -> Iterator[tuple[str, str]]:
    """The methods of a generic function."""
    yield from methods_of_generic(repo, path, target, _loaded_together(repo))


R_LANGUAGE = Language(
    names=("R",),
    signs=(*R_SERVICE_SIGNS, *R_MODEL_SIGNS, *R_TRAINING_SIGNS, *R_EXPERIMENT_SIGNS),
    resolve=resolve_r,
    started=started_r,
    beside=beside_r,
    attached=attached_r,
    found=found_r,
    called=called_r,
    begun=begun_r,
    dispatched=dispatched_r,
    starts=R_MAIN_FUNCTIONS,
    constructors=frozenset({"initialize"}),
)
