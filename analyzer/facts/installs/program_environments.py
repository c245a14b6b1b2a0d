"""Which locks and seeds of other languages belong to programs that work with a model."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from posixpath import dirname

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies import DependencyFile
from analyzer.repository import Snapshot, derived
from analyzer.wiring.language_roles import Place
from analyzer.wiring.other_programs.index import import_edges, programs
from analyzer.wiring.other_programs.served import OF_MODELS
from analyzer.wiring.other_programs.uses import uses
from analyzer.wiring.other_programs.vocabulary.signs import Subject
from analyzer.wiring.places import USUAL, surroundings
from analyzer.wiring.roles import is_test_path

ECOSYSTEM_OF = {
    "JavaScript": "npm", "TypeScript": "npm", "Go": "go", "Java": "maven", "Kotlin": "maven",
    "Scala": "maven", "Ruby": "rubygems", "R": "cran", "Julia": "julia", "C#": "nuget", "Rust": "cargo",
}  # fmt: skip
# Files that name exact versions of what a program is built with, beside locks.
LISTED_EXACTLY = frozenset({"jvm", "nuget"})
SEEDING_CALL = lazy_regex(
    r"(?:.*[.#])?(?:set[.·]seed|seed!|srand|torch_manual_seed|manual_seed|set_random_seed|setRandomSeed|setSeed"
    r"|withSeed|set_seed|Seed|seedrandom|seed_everything)(?:\(\))?"
)
SEEDING_KEYWORDS = frozenset({"seed", "random_state", "randomSeed", "random_seed", "rng", "seedValue"})
# A generator of numbers is no seed; what it is made with is one: `rng=StableRNG(7)`, `rng = 7`.
GENERATOR_KEYWORD = "rng"
_SEEDED = (
    r"(?:\d{1,20}\b|(?:\w{1,40}\.)?[A-Z]\w{0,40}\(\s{0,20}(?:\w{1,40}\s{0,4}=\s{0,4})?[\w:]"
    r"|(?:\w{1,40}\.)?(?!default_rng\b)[a-z]\w{0,60}\()"
)
SEEDED_GENERATOR = lazy_regex(rf"\brng\s{{0,4}}=\s{{0,4}}{_SEEDED}")
GIVEN_GENERATOR = lazy_regex(r"\brng\b(?:\s{0,4}=\s{0,4}(?P<name>[A-Za-z_]\w{0,60})\s{0,4}(?=[,);\n]|\Z))?")
NAMED_GENERATOR = lazy_regex(
    rf"(?m)^[ \t]{{0,40}}(?:const\s)?([A-Za-z_]\w{{0,60}})[ \t]{{0,4}}=[ \t]{{0,4}}{_SEEDED}"
)
ROWS_OF_TRAINING_CALL = 12
SEED_ROW_CUT = 300

# A trainer that is set up, whether what it is part of is fitted in the same file or elsewhere.
TRAINER_BUILT = lazy_regex(r".*MLContext\(\)\.\w+\.Trainers\.\w+(?:\(\))?")
# `new MLContext(1)`: its only argument is the seed.
SEED_FIRST = lazy_regex(r".*[.#]MLContext(?:\(\))?")


@derived
def _training(repo: Snapshot) -> frozenset[str]:
    """The files of programs that train a model, or set up what trains one."""
    found = {each.path for each in uses(repo, Subject.TRAINING) if each.called}
    for path, facts in programs(repo).items():
        if facts.language == "C#" and any(TRAINER_BUILT.fullmatch(call.target) for call in facts.calls):
            found.add(path)
    return frozenset(found)


@derived
def _asking(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The files of programs that work with a model, by ecosystem."""
    found: dict[str, set[str]] = {}
    for use in uses(repo, *OF_MODELS):
        ecosystem = ECOSYSTEM_OF.get(programs(repo)[use.path].language)
        if use.called and ecosystem is not None:
            found.setdefault(ecosystem, set()).add(use.path)
    return {each: frozenset(paths) for each, paths in found.items()}


def _is_of_another_part(repo: Snapshot, file: DependencyFile) -> bool:
    """Whether a lock lies in a folder without what works with a model: a page beside the server.

    Only npm's: what a project of .NET or a module of the JVM needs may stand in another one.
    """
    folder = dirname(file.path)
    if not folder or file.ecosystem != "npm":
        return False
    asking = _asking(repo).get(file.ecosystem, frozenset())
    return bool(asking) and not any(each.startswith(f"{folder}/") for each in asking)


@derived
def model_ecosystems(repo: Snapshot) -> Mapping[str, bool]:
    """The ecosystems whose programs work with a model, and whether they train one."""
    found = dict.fromkeys(_asking(repo), False)
    for path in _training(repo):
        ecosystem = ECOSYSTEM_OF.get(programs(repo)[path].language)
        if ecosystem is not None and not is_test_path(path):
            found[ecosystem] = True
    return found


@derived
def other_ecosystems(repo: Snapshot) -> frozenset[str]:
    """Those of programs outside of browsers, where the repository has no Python; of pages where all are."""
    if repo.modules or not programs(repo):
        return frozenset()
    places = surroundings(repo)
    every = {
        path: ECOSYSTEM_OF.get(facts.language, "")
        for path, facts in programs(repo).items()
        if not is_test_path(path)
    }
    outside = frozenset(
        ecosystem
        for path, ecosystem in every.items()
        if places.get(path, USUAL).place not in (Place.BROWSER, Place.DEVICE)
    )
    return outside or frozenset(every.values())


def is_of_programs(repo: Snapshot, file: DependencyFile) -> bool:
    """Whether a file says what programs in another language run with that work with a model, or are all."""
    return file.ecosystem in model_ecosystems(repo) or file.ecosystem in other_ecosystems(repo)


def needs_no_more(repo: Snapshot, file: DependencyFile) -> bool:
    """Whether a lock is all that the programs need: they have a model, and train none or with a seed."""
    trains = model_ecosystems(repo).get(file.ecosystem)
    if trains is None or _is_of_another_part(repo, file):
        return False
    return not trains or any(
        ECOSYSTEM_OF.get(programs(repo)[path].language) == file.ecosystem
        for path, _line, _note in seeds(repo)
    )


@derived
def seeds(repo: Snapshot) -> tuple[tuple[str, int, str], ...]:
    """The first seed of each file that trains a model, or that such a file imports or is imported by."""
    training = _training(repo)
    near = set(training)
    for path, imported in import_edges(repo).items() if training else ():
        if path in training:
            near.update(imported)
        elif not training.isdisjoint(imported):
            near.add(path)
    return tuple(_seeds(repo, sorted(near), training))


def _seeds(repo: Snapshot, near: list[str], training: frozenset[str]) -> Iterator[tuple[str, int, str]]:
    for path in near:
        if is_test_path(path):
            continue
        text = repo.text(path) or ""
        rows = text.split("\n") if GENERATOR_KEYWORD in text else []
        seeded = frozenset(NAMED_GENERATOR.findall(text)) if rows else frozenset[str]()
        for call in programs(repo)[path].calls:
            by_keyword = next((name for name, _value in call.keywords if name in SEEDING_KEYWORDS), None)
            if by_keyword == GENERATOR_KEYWORD and not _is_seeded(rows, call.line, seeded):
                continue
            if call.positional and by_keyword is None and SEED_FIRST.fullmatch(call.target):
                by_keyword = "seed"
            if by_keyword is not None or SEEDING_CALL.fullmatch(call.target) is not None:
                where = "where a model is trained" if path in training else "beside the code that trains"
                shown = (
                    f"{by_keyword}="
                    if by_keyword is not None
                    else call.target.rpartition("#")[2].replace("·", ".")
                )
                yield path, call.line, f"a seed {where}: {shown}"
                break


def _is_seeded(rows: Sequence[str], line: int, seeded: Container[str]) -> bool:
    """Whether the generator that a call is given is made with a number, there or under its name in the file.

    One that a function only hands on is made by whoever calls it, if anybody does.
    """
    given = "\n".join(each[:SEED_ROW_CUT] for each in rows[line - 1 : line - 1 + ROWS_OF_TRAINING_CALL])
    if SEEDED_GENERATOR.search(given) is not None:
        return True
    match = GIVEN_GENERATOR.search(given)
    return ((match["name"] if match is not None else None) or GENERATOR_KEYWORD) in seeded
