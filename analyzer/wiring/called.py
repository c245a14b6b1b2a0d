"""What is really called: from a start through every call to the functions that may run.

An import runs the code of a module, not its functions, and a constructed object runs only the methods that
somebody calls. A start reaches a function where a chain of calls leads to it; a call of something whose
class is not known reaches every function of that name that the start imports.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analyzer.parsing.python import BUILTINS, ClassDefinition, Function, PythonFacts
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.endpoints import endpoints
from analyzer.wiring.entrypoints import HANDLER_NAMES, service_modules, starts
from analyzer.wiring.modules import ModuleIndex, last_part, module_index, package_of, reached_from
from analyzer.wiring.reachability import FRAMEWORK_METHODS

# Decorators that do not hand the function to anybody: it runs where it is called.
PLAIN_DECORATORS = word_set(
    "staticmethod classmethod abc.abstractmethod typing.overload typing.override typing.final "
    "typing_extensions.override functools.wraps functools.lru_cache functools.cache "
    "functools.singledispatch contextlib.contextmanager contextlib.asynccontextmanager "
    "torch.no_grad torch.inference_mode torch.jit.script torch.compile tensorflow.function jax.jit numba.jit "
    "numba.njit tenacity.retry backoff.on_exception backoff.on_predicate typeguard.typechecked "
    "beartype.beartype cachetools.cached streamlit.cache_data streamlit.cache_resource joblib.Memory.cache "
    "langsmith.traceable mlflow.trace opentelemetry.trace.get_tracer.start_as_current_span "
    "deprecated.deprecated"
)
ATTRIBUTE_DECORATORS = word_set("property functools.cached_property cached_property")
# Bases that call nothing of a class by themselves.
PLAIN_BASES = word_set(
    "object abc.ABC typing.Protocol typing.Generic typing.NamedTuple typing.TypedDict enum.Enum enum.IntEnum "
    "enum.StrEnum enum.Flag Exception ValueError RuntimeError KeyError TypeError str int dict list tuple set "
    "pydantic.BaseModel pydantic_settings.BaseSettings pydantic.BaseSettings typing_extensions.TypedDict "
    "typing_extensions.Protocol marshmallow.Schema msgspec.Struct"
)
MOST_CALLERS = 6
# Methods of containers, sessions, files and loggers: of an object that nobody knows they say nothing.
COMMON_METHODS = word_set(
    "get execute add commit close append extend update items keys values filter filter_by all first one "
    "count read write info debug error warning json format split join strip lower upper decode copy "
    "pop refresh flush rollback delete order_by limit offset scalar scalars fetchone fetchall setdefault "
    "sort index startswith endswith replace isoformat dict model_dump"
)
# What is called on a function to have it called later, or elsewhere.
HANDING_ON = word_set("delay apply_async remote send enqueue spawn submit kiq s si")
# Where a framework keeps objects of its users: what is taken from there may be ours.
SHELVES = word_set("state g current_app extensions session_state ctx user_data bot_data")
# Functions of a started module that a server or a platform calls by their name.
CALLED_BY_NAME = HANDLER_NAMES | word_set(
    "app application create_app make_app build_app get_app init run serve cli model_fn input_fn predict_fn "
    "output_fn transform_fn initialize handle predict"
)


@dataclass(frozen=True, slots=True)
class Called:
    """Functions that may run and classes that are used, by file and qualified name; the modules imported."""

    modules: frozenset[str] = frozenset()
    functions: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[tuple[str, str]] = frozenset()

    def has(self, path: str, function: str | None) -> bool:
        """Whether code of a function, or of the module itself, may run; nested code runs with its outer."""
        if path not in self.modules:
            return False
        if function is not None and (path, function) in self.classes:
            return True
        while function:
            if (path, function) in self.functions:
                return True
            function = function.rpartition(".")[0]
        return function is None


def called_from(
    repo: Snapshot,
    beginnings: Iterable[str],
    functions: Iterable[tuple[str, str]] = (),
    imported: Iterable[str] = (),
) -> Called:
    """What may run where these modules are started, others imported, and these functions called."""
    begun = frozenset(beginnings)
    walk = _Walk(repo, begun, reached_from(repo, begun.union(imported)) & repo.modules.keys())
    return Called(walk.modules, walk.run(functions), frozenset(walk.made))


def leading_to(
    repo: Snapshot, beginnings: Iterable[str], goals: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The goals, and every function from which a chain of calls may lead to one of them."""
    begun = frozenset(beginnings)
    walk = _Walk(repo, begun, reached_from(repo, begun) & repo.modules.keys())
    called_by: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for place in walk.places():
        for target in walk.used_in(place):
            for called in (*walk.meant(place[0], target), *walk.made_by(target)):
                called_by.setdefault(called, []).append(place)
    found = set(goals)
    queue = deque(sorted(found))
    while queue:
        for place in called_by.get(queue.popleft(), ()):
            if place not in found:
                found.add(place)
                queue.append(place)
    return frozenset(found)


def callers_of(
    repo: Snapshot, modules: Iterable[str], functions: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """The functions, and those of the modules that call one of them by name, directly or through others."""
    found = set(functions)
    names = {name.rpartition(".")[2] for _path, name in found}
    uses: list[tuple[tuple[str, str], frozenset[str]]] = []
    for path in sorted(modules):
        calls = _known_code(repo).calls[path]
        for each in repo.modules[path].functions:
            used = (*each.names, *calls.get(each.qualified_name, ()))
            uses.append(((path, each.qualified_name), frozenset(map(last_part, used))))
    for _round in range(MOST_CALLERS):
        more = {place for place, used in uses if place not in found and used & names}
        if not more:
            break
        found |= more
        names = {name.rpartition(".")[2] for _path, name in more}
    return frozenset(found)


@derived
def called_by_requests(repo: Snapshot) -> Called:
    """What may run while a request is answered: of applications and routes, whoever starts them."""
    return called_from(repo, service_modules(repo) | {each.path for each in endpoints(repo)})


@derived
def called_by_services(repo: Snapshot) -> Called:
    """What may run while requests are answered: by applications, routes, and what is started with them."""
    begun = service_modules(repo) | {each.path for each in endpoints(repo)}
    return called_from(repo, begun | {each.module for each in starts(repo) if each.module is not None})


@dataclass(slots=True)
class _Names:
    """What the functions and classes of the modules are called, by the last part of their names."""

    functions: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    methods: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    classes: dict[str, list[tuple[str, ClassDefinition]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Known:
    """What every walk asks for, of all modules: `meant` remembers what names were found to mean."""

    names: _Names
    by_method: Mapping[tuple[str, str], ClassDefinition]
    calls: Mapping[str, Mapping[str, list[str]]]
    functions: Mapping[tuple[str, str], Function]
    meant: dict[tuple[str, str], tuple[tuple[str, str], ...]] = field(default_factory=dict)


@derived
def _known_code(repo: Snapshot) -> _Known:
    return _Known(
        _names_of(repo, repo.modules),
        {
            (path, f"{each.qualified_name}.{method}"): each
            for path, facts in repo.modules.items()
            for each in facts.classes
            for method in each.methods
        },
        {path: _calls_by_function(facts) for path, facts in repo.modules.items()},
        {
            (path, each.qualified_name): each
            for path, facts in repo.modules.items()
            for each in facts.functions
        },
    )


class _Walk:
    """One walk from the beginnings to everything that may run."""

    def __init__(self, repo: Snapshot, begun: frozenset[str], modules: frozenset[str]) -> None:
        self.modules = modules
        self._repo = repo
        self._begun = begun
        self._index: ModuleIndex = module_index(repo)
        known = _known_code(repo)
        self._names, self._meant = known.names, known.meant
        self._by_method, self._calls, self._functions = known.by_method, known.calls, known.functions
        self._found: set[tuple[str, str]] = set()
        self._seen: dict[str, set[str]] = {path: set() for path in modules}
        self.made: set[tuple[str, str]] = set()
        self._queue: deque[tuple[str, str]] = deque()

    def run(self, functions: Iterable[tuple[str, str]] = ()) -> frozenset[tuple[str, str]]:
        for path in sorted(self.modules):
            self._begin(path)
        for place in functions:
            self._reach(place)
        while self._queue:
            path, name = self._queue.popleft()
            function = self._functions[path, name]
            self._use(path, (*function.names, *self._calls[path].get(name, ())))
        return frozenset(self._found)

    def _begin(self, path: str) -> None:
        """The code of the module itself, and what others call: handlers, hooks, methods of a framework."""
        facts = self._repo.modules[path]
        started = path in self._begun
        names = [*facts.named, *(value for _name, value, _line in facts.assigned)]
        end = facts.main_guard if facts.main_guard is not None and not started else math.inf
        names += [each.target for each in facts.calls if each.function is None and each.line < end]
        names += facts.named_when_run if started else ()
        self._use(path, names)
        for function in facts.functions:
            if self._is_begun(path, function, started=started):
                self._reach((path, function.qualified_name))

    def _is_begun(self, path: str, function: Function, *, started: bool) -> bool:
        if any(is_handed_over(each.target) for each in function.decorators):
            return True
        owner = self._by_method.get((path, function.qualified_name))
        if owner is not None:
            return any(self._calls_back(path, base) for base in owner.bases)
        return started and (function.name in CALLED_BY_NAME or function.name in FRAMEWORK_METHODS)

    def _calls_back(self, path: str, base: str) -> bool:
        """Whether a base class may call methods by itself: it is somebody else's, and does more than hold."""
        if package_of(base, PLAIN_BASES) is not None or base in self._repo.modules[path].local_definitions:
            return False
        return not base.startswith(".") and not self._is_ours(path, base, base)

    def _reach(self, place: tuple[str, str]) -> None:
        if place not in self._found and place[0] in self.modules and place in self._functions:
            self._found.add(place)
            self._queue.append(place)

    def _use(self, path: str, targets: Iterable[str]) -> None:
        seen = self._seen[path]
        for target in targets:
            if target not in seen:
                seen.add(target)
                self._follow(path, target)

    def _follow(self, path: str, target: str) -> None:
        name = last_part(target)
        # `P().run` names the class as well as the method.
        for part in target.replace("()", "").split(".") if "()" in target else (name,):
            for where, each in self._names.classes.get(part, ()):
                self._constructed(where, each)
        if name in HANDING_ON or name in self._names.functions or name in self._names.methods:
            for place in self.meant(path, target):
                self._reach(place)

    def meant(self, path: str, target: str) -> tuple[tuple[str, str], ...]:
        """The functions that a name in this module may mean."""
        found = self._meant.get((path, target))
        if found is None:
            found = self._meant[path, target] = self._found_by_name(path, target)
        return found

    def _found_by_name(self, path: str, target: str) -> tuple[tuple[str, str], ...]:
        name = last_part(target)
        if name in HANDING_ON and "." in target:
            target = target.rpartition(".")[0]
            name = last_part(target)
        functions, methods = self._names.functions.get(name, ()), self._names.methods.get(name, ())
        if (not functions and not methods) or self._is_foreign(path, target):
            return ()
        if (target.startswith("?") and name in COMMON_METHODS) or (name.startswith("__") and "." in target):
            return ()
        exact = self._defined(path, target, functions)
        if exact is not None:
            return (exact,)
        return (*functions, *methods) if "." in target else tuple(functions)

    def made_by(self, target: str) -> Iterator[tuple[str, str]]:
        """The constructors that a name may run."""
        for where, each in self._names.classes.get(last_part(target), ()):
            yield from ((where, f"{each.qualified_name}.{name}") for name in ("__init__", "__call__"))

    def used_in(self, place: tuple[str, str]) -> tuple[str, ...]:
        """What a function names: in its body, and in what its parameters depend on."""
        function = self._functions[place]
        return (*function.names, *function.takes, *self._calls[place[0]].get(place[1], ()))

    def places(self) -> Iterable[tuple[str, str]]:
        """Every function of the modules."""
        return (place for place in self._functions if place[0] in self.modules)

    def _constructed(self, path: str, each: ClassDefinition) -> None:
        if (path, each.qualified_name) in self.made or path not in self.modules:
            return
        self.made.add((path, each.qualified_name))
        for base in each.bases:
            for where, above in self._names.classes.get(last_part(base), ()):
                self._constructed(where, above)
        for method in each.methods:
            place = (path, f"{each.qualified_name}.{method}")
            function = self._functions.get(place)
            dunder = method.startswith("__") and method.endswith("__")
            read = function is not None and any(
                decorator.target in ATTRIBUTE_DECORATORS for decorator in function.decorators
            )
            if dunder or read:
                self._reach(place)

    def _is_foreign(self, path: str, target: str) -> bool:
        """Whether the name belongs to an installed package, or to Python itself."""
        root = target.partition(".")[0].removesuffix("()")
        if root in ("", "?", "super") or SHELVES & set(target.replace("()", "").split(".")[1:-1]):
            return False
        facts = self._repo.modules[path]
        if root in facts.local_definitions:
            return False
        if root in BUILTINS or self._made_elsewhere(path, target):
            return True
        same = [each.module for each in facts.imports if each.module.partition(".")[0] == root]
        return bool(same) and not any(self._is_ours(path, each, target) for each in same)

    def _is_ours(self, path: str, module: str, target: str) -> bool:
        """Whether a name of this module is ours; a folder without `__init__.py` is where a file of it is."""
        if self._index.is_local(path, module):
            return True
        parts = target.replace("()", "").split(".")
        return any(
            self._index.resolve(path, ".".join(parts[:end])) is not None for end in range(len(parts), 1, -1)
        )

    def _made_elsewhere(self, path: str, target: str) -> bool:
        """Whether the name is a variable of a module of ours that holds an installed package's object."""
        parts = target.replace("()", "").split(".")
        for end in range(len(parts) - 1, 0, -1):
            module = ".".join(parts[:end])
            file = self._index.resolve(path, module) if module.strip(".") else None
            if file is None or file not in self._repo.modules:
                continue
            held = {name: value for name, value, _line in self._repo.modules[file].assigned}
            value = held.get(parts[end], "")
            return "." in value and file != path and self._is_foreign(file, value)
        return False

    def _defined(
        self, path: str, target: str, functions: Iterable[tuple[str, str]]
    ) -> tuple[str, str] | None:
        """The function that a name certainly means: of the file itself, or of the module it names."""
        if (path, target) in self._functions and (path, target) not in self._by_method:
            return path, target
        module, _dot, name = target.rpartition(".")
        if not module or "(" in module or module.startswith("?"):
            return None
        file = self._index.resolve(path, module if module.strip(".") else module + ".")
        return next((each for each in functions if each == (file, name)), None)


def is_handed_over(decorator: str) -> bool:
    """Whether a decorator gives the function to somebody who calls it: a router, a scheduler."""
    plain = decorator.replace("()", "")
    if plain in PLAIN_DECORATORS | ATTRIBUTE_DECORATORS or plain.endswith(
        (".setter", ".getter", ".register")
    ):
        return plain.endswith(".register")
    return True


def _calls_by_function(facts: PythonFacts) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for call in facts.calls:
        if call.function is not None:
            found.setdefault(call.function, []).append(call.target)
    return found


def _names_of(repo: Snapshot, modules: Iterable[str]) -> _Names:
    names = _Names()
    for path in sorted(modules):
        facts = repo.modules[path]
        methods = {f"{each.qualified_name}.{method}" for each in facts.classes for method in each.methods}
        for function in facts.functions:
            table = names.methods if function.qualified_name in methods else names.functions
            table.setdefault(function.name, []).append((path, function.qualified_name))
        for each in facts.classes:
            names.classes.setdefault(each.name, []).append((path, each))
    return names
