"""One walk through the calls of the modules that a start imports: what each name in them may mean.

A method runs of an object: one whose class nothing on the way names has none, unless objects come from where
nobody can look: a framework that makes them, a class that is chosen by a text, or a file of kept objects.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable, Iterator

from analyzer.parsing.python import BUILTINS, ClassDefinition, Function
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.decorators import ATTRIBUTE_DECORATORS, is_handed_over, only_wraps
from analyzer.wiring.models.model_catalogue import LOAD_CALLS, PICKLES
from analyzer.wiring.modules import ModuleIndex, last_part, module_index, package_of
from analyzer.wiring.runs.bare_calls import asked_without_arguments, needs_an_argument
from analyzer.wiring.runs.chosen_entries import not_chosen
from analyzer.wiring.runs.known_code import COMMON_METHODS, PLAIN_BASES, Place, known_code
from analyzer.wiring.runs.reachability import FRAMEWORK_METHODS
from analyzer.wiring.starts.entrypoints import HANDLER_NAMES

# What is called on a function to have it called later, or elsewhere.
HANDING_ON = word_set("delay apply_async remote send enqueue spawn submit kiq s si")
# Where a framework keeps objects of its users: what is taken from there may be ours.
SHELVES = word_set("state g current_app extensions session_state ctx user_data bot_data")
# Decorators of classes whose methods a server calls by their names.
SERVED_CLASSES = word_set(
    "ray.serve bentoml.service fastapi_utils.cbv.cbv fastapi_restful.cbv.cbv modal.App.cls"
)
# What makes an object of a class that only a text, a setting or the base class itself names.
MAKING_BY_NAME = word_set(
    "getattr() importlib.import_module __import__ pydoc.locate hydra.utils.instantiate hydra.utils.call "
    "hydra.utils.get_class hydra.utils.get_object django.utils.module_loading.import_string "
    "werkzeug.utils.import_string pkgutil.iter_modules globals() inspect.getmembers connexion.App "
    "connexion.FlaskApp connexion.AsyncApp"
)
SUBCLASSES = word_set("__subclasses__ __init_subclass__")
# What is done once, before an object is kept in a file.
FITTING = word_set("fit fit_transform fit_predict")
# https://docs.djangoproject.com/en/stable/topics/http/middleware/#other-middleware-hooks
METHODS_OF_MIDDLEWARE = word_set(
    "__init__ __call__ process_request process_view process_exception process_template_response "
    "process_response"
)
# Functions of a started module that a server or a platform calls by their name.
CALLED_BY_NAME = HANDLER_NAMES | word_set(
    "app application create_app make_app build_app get_app init run serve cli model_fn input_fn predict_fn "
    "output_fn transform_fn initialize handle predict create_graph make_graph build_graph get_graph"
)


class Walk:
    """One walk from the beginnings to everything that may run."""

    def __init__(self, repo: Snapshot, begun: frozenset[str], modules: frozenset[str]) -> None:
        self.modules = modules
        self._repo = repo
        self._begun = begun
        self._index: ModuleIndex = module_index(repo)
        known = known_code(repo)
        self._names, self._meant, self._spoken = known.names, known.meant, known.spoken
        self._by_method, self._calls, self._functions = known.by_method, known.calls, known.functions
        self._found: set[Place] = set()
        self._seen: dict[str, set[str]] = {path: set() for path in modules}
        self.made: set[Place] = set()
        self._queue: deque[Place] = deque()
        self._held, self._kept = known.held, known.kept
        self._objects: set[Place] = set()
        self._only_kept: set[Place] = set()
        self._waiting: dict[Place, list[Place]] = {}
        self._whole = False
        called = {call.target for path in modules for call in repo.modules[path].calls}
        self._by_texts = not MAKING_BY_NAME.isdisjoint(called) or any(
            last_part(target) in SUBCLASSES for target in called
        )
        self._opens_files = not (PICKLES | LOAD_CALLS).isdisjoint(called)

    def run(self, functions: Iterable[Place] = ()) -> frozenset[Place]:
        """Every function that may run; beside what the modules begin, these are called."""
        for path in sorted(self.modules):
            self._begin(path)
        for place in functions:
            self._reach(place)
        while self._queue:
            path, name = self._queue.popleft()
            function = self._functions[path, name]
            self._use(path, (*function.names, *self._calls[path].get(name, ())))
            self._mention(function.takes)
        return frozenset(self._found)

    def run_everything(self) -> None:
        """Takes every function of the modules for called, and every method of what objects are made of."""
        self._whole = True
        self.run(place for place in self.places() if place not in self._by_method)

    def may_run(self, place: Place) -> bool:
        """Whether a function needs no object, or one of its class may be there."""
        owner = self._by_method.get(place)
        if owner is None or self._by_texts:
            return True
        key = (place[0], owner.qualified_name)
        return key in self._objects and not (key in self._only_kept and last_part(place[1]) in FITTING)

    def _begin(self, path: str) -> None:
        """The code of the module itself, and what others call: handlers, hooks, methods of a framework."""
        facts = self._repo.modules[path]
        started = path in self._begun
        end = facts.main_guard if facts.main_guard is not None and not started else math.inf
        names = [*facts.named, *(value for _name, value, line in facts.assigned if line < end)]
        names += [each.target for each in facts.calls if each.function is None and each.line < end]
        names += facts.named_when_run if started else ()
        left = not_chosen(self._repo).get(path)
        self._use(path, names if left is None else [each for each in names if last_part(each) not in left])
        for each in facts.classes:
            key = (path, each.qualified_name)
            if key in self._held:
                self._exists(path, each)
            elif self._opens_files and key in self._kept:
                self._exists(path, each, kept=True)
        for function in facts.functions:
            if self._is_begun(path, function, started=started):
                self._reach((path, function.qualified_name))

    def _is_begun(self, path: str, function: Function, *, started: bool) -> bool:
        if any(self._hands_over(path, each.target) for each in function.decorators):
            return True
        owner = self._by_method.get((path, function.qualified_name))
        if owner is not None:
            if any(package_of(each.target.replace("()", ""), SERVED_CLASSES) for each in owner.decorators):
                return not function.name.startswith("_") or function.name in ("__init__", "__call__")
            return self._is_before_views(path, owner, function) or any(
                self._calls_back(path, base) for base in owner.bases
            )
        return started and (function.name in CALLED_BY_NAME or function.name in FRAMEWORK_METHODS)

    def _is_before_views(self, path: str, owner: ClassDefinition, function: Function) -> bool:
        """Whether Django calls a method around its views: of a class that is made with what answers."""
        if function.name not in METHODS_OF_MIDDLEWARE:
            return False
        making = self._functions.get((path, f"{owner.qualified_name}.__init__"))
        return making is not None and "get_response" in making.parameters

    def _hands_over(self, path: str, decorator: str) -> bool:
        """Whether a decorator gives a function away; one of ours may be seen to do no more than call it."""
        if not is_handed_over(decorator):
            return False
        target = decorator.removesuffix("()")
        own = self._defined(path, target, self._names.functions.get(last_part(target), ()))
        return own is None or not only_wraps(self._repo, own)

    def _calls_back(self, path: str, base: str) -> bool:
        """Whether a base class may call methods by itself: it is somebody else's, and does more than hold."""
        if package_of(base, PLAIN_BASES) is not None or base in self._repo.modules[path].local_definitions:
            return False
        return not base.startswith(".") and not self._is_ours(path, base, base)

    def _reach(self, place: Place) -> None:
        if place not in self._found and place[0] in self.modules and place in self._functions:
            self._found.add(place)
            self._queue.append(place)
            owner = self._by_method.get(place)
            if owner is not None:
                kept = (place[0], owner.qualified_name) in self._only_kept
                self._exists(place[0], owner, kept=kept)

    def _use(self, path: str, targets: Iterable[str]) -> None:
        seen = self._seen[path]
        for target in targets:
            if target not in seen:
                seen.add(target)
                self._follow(path, target)

    def _follow(self, path: str, target: str) -> None:
        name = last_part(target)
        self._mention((target,))
        # `P().run` names the class as well as the method.
        for where, each in self._classes_in(target) if "()" in target else self._names.classes.get(name, ()):
            self._constructed(where, each)
        if name in HANDING_ON or name in self._names.functions or name in self._names.methods:
            for place in self.meant(path, target):
                if self.may_run(place):
                    self._reach(place)
                else:
                    owner = self._by_method[place]
                    self._waiting.setdefault((place[0], owner.qualified_name), []).append(place)

    def _mention(self, targets: Iterable[str]) -> None:
        """Classes that dotted names speak of: a function may be handed an object of one, or ask it itself."""
        for target in targets:
            for where, each in self._classes_in(target):
                self._exists(where, each)

    def _classes_in(self, target: str) -> tuple[tuple[str, ClassDefinition], ...]:
        found = self._spoken.get(target)
        if found is None:
            classes, parts = self._names.classes, target.replace("()", "").split(".")
            found = self._spoken[target] = tuple(each for part in parts for each in classes.get(part, ()))
        return found

    def _exists(self, path: str, each: ClassDefinition, *, kept: bool = False) -> None:
        """There may be an object of the class: what was asked of an unknown one may run of it.

        `kept`: as far as is known only in a file, where it lies fitted: nothing fits it again.
        """
        key = (path, each.qualified_name)
        if path not in self.modules or (key in self._objects and (kept or key not in self._only_kept)):
            return
        self._objects.add(key)
        if kept:
            self._only_kept.add(key)
        else:
            self._only_kept.discard(key)
        for base in each.bases:
            for where, above in self._names.classes.get(last_part(base), ()):
                self._exists(where, above, kept=kept)
        self._mention(each.names)
        methods = (f"{each.qualified_name}.{name}" for name in each.methods) if self._whole else ()
        for place in (*self._waiting.pop(key, ()), *((path, name) for name in methods)):
            if self.may_run(place):
                self._reach(place)
            else:
                self._waiting.setdefault(key, []).append(place)

    def meant(self, path: str, target: str) -> tuple[Place, ...]:
        """The functions that a name in this module may mean."""
        found = self._meant.get((path, target))
        if found is None:
            found = self._meant[path, target] = self._found_by_name(path, target)
        return found

    def _found_by_name(self, path: str, target: str) -> tuple[Place, ...]:
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
        if "." not in target:
            return tuple(functions)
        owned = self._of_class(path, target.rpartition(".")[0], name)
        if owned is not None:
            return owned
        if methods and asked_without_arguments(self._repo, path, target):
            methods = [each for each in methods if not needs_an_argument(self._repo, each)]
        return (*functions, *methods)

    def _of_class(self, path: str, owner: str, method: str) -> tuple[Place, ...] | None:
        """The methods of a class that is named, or of those above it; None where no class is known.

        `X.load`, and what is asked of `X()`, runs no method of that name of another class.
        """
        owner = owner.removesuffix("()")
        if "(" in owner or owner.startswith("?") or last_part(owner) in self._names.functions:
            return None
        queue = deque(self._classes_meant(path, owner))
        found: list[Place] = []
        seen: set[Place] = set()
        known = bool(queue)
        while queue:
            where, each = queue.popleft()
            if (where, each.qualified_name) in seen:
                continue
            seen.add((where, each.qualified_name))
            if method in each.methods:
                found.append((where, f"{each.qualified_name}.{method}"))
                continue
            for base in each.bases:
                above = self._names.classes.get(last_part(base), ())
                known = known and (bool(above) or self._is_another_s(where, base))
                queue.extend(above)
            known = known and "__getattr__" not in each.methods
        if not found and known:
            return tuple(self._below(seen, method))
        return tuple(found) if found or known else None

    def _is_another_s(self, path: str, base: str) -> bool:
        """Whether a base class is an installed package's, and has no methods but its own."""
        if package_of(base, PLAIN_BASES) is not None:
            return True
        return "." in base.strip(".") and not base.startswith(".") and not self._is_ours(path, base, base)

    def _below(self, classes: set[Place], method: str) -> Iterator[Place]:
        """The methods of a name in classes below one of these: what an object may be of as well."""
        names = {last_part(name) for _path, name in classes}
        for place in self._names.methods.get(method, ()):
            above = deque(self._by_method[place].bases)
            seen: set[str] = set()
            while above:
                base = last_part(above.popleft())
                if base in names:
                    yield place
                    break
                if base not in seen:
                    seen.add(base)
                    above.extend(
                        part for _path, each in self._names.classes.get(base, ()) for part in each.bases
                    )

    def _classes_meant(self, path: str, owner: str) -> list[tuple[str, ClassDefinition]]:
        """The classes that a name may mean: of the file itself, of the module it names, else of any."""
        classes = self._names.classes.get(last_part(owner), ())
        here = [each for each in classes if each[0] == path and each[1].qualified_name == owner]
        if here or "." not in owner:
            return here or list(classes)
        file = self._index.resolve(path, owner.rpartition(".")[0] or owner)
        return [each for each in classes if each[0] == file] or list(classes)

    def may_call(self, path: str, target: str) -> Iterator[Place]:
        """The functions that a name in this module may run, constructors too."""
        yield from (each for each in self.meant(path, target) if self.may_run(each))
        for where, each in self._names.classes.get(last_part(target), ()):
            yield from ((where, f"{each.qualified_name}.{name}") for name in ("__init__", "__call__"))

    def used_in(self, place: Place) -> tuple[str, ...]:
        """What a function names: in its body, and in what its parameters depend on."""
        function = self._functions[place]
        return (*function.names, *function.takes, *self._calls[place[0]].get(place[1], ()))

    def places(self) -> Iterable[Place]:
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
        same = [(each.module, each.name) for each in facts.imports if each.module.partition(".")[0] == root]
        return bool(same) and not any(self._is_ours(path, module, target, name) for module, name in same)

    def _is_ours(self, path: str, module: str, target: str, name: str | None = None) -> bool:
        """Whether a name of this module is ours; a folder without `__init__.py` is where a file of it is."""
        if self._index.is_local(path, module, name):
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

    def _defined(self, path: str, target: str, functions: Iterable[Place]) -> Place | None:
        """The function that a name certainly means: of the file itself, or of the module it names."""
        if (path, target) in self._functions and (path, target) not in self._by_method:
            return path, target
        module, _dot, name = target.rpartition(".")
        if not module or "(" in module or module.startswith("?"):
            return None
        file = self._index.resolve(path, module if module.strip(".") else module + ".")
        return next((each for each in functions if each == (file, name)), None)
