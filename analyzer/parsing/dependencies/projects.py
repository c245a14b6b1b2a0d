"""Project metadata files: pyproject.toml of every build tool, setup.cfg, Pipfile, pixi.toml, conda, npm.

Standards: PEP 518 (build-system), PEP 621 (project), PEP 735 (dependency-groups). The tools' own
tables follow the documentation of poetry, flit, pdm, hatch, uv, rye, pixi and setuptools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.dependencies.facts import (
    DEPENDENCIES_LIMIT,
    Dependency,
    DependencyFile,
    included,
    is_exact,
    requirement,
    unique,
)
from analyzer.parsing.dependencies.setup_script import console_scripts
from analyzer.parsing.lines import lines_of
from analyzer.parsing.structured import (
    Document,
    block,
    items,
    load_ini,
    load_json,
    load_toml,
    load_yaml,
    text,
)
from analyzer.parsing.structured import line as line_of
from analyzer.parsing.text import decode

_NAME = lazy_regex(r"(?:[\w.-]+::)?([A-Za-z0-9_][\w.-]*)\s*+(.*)")
_ARRAY_LINES = 100
_MARKER = lazy_regex(r";\s*+[\w.]++\s*+(?:[<>=!~]|in\b|not\b)")
_CONDA_SECTION = lazy_regex(r"\s+(build|host|run|run_constrained):\s*")
_CONDA_ITEM = lazy_regex(r"\s*-\s+([A-Za-z0-9_][\w.-]*)\s*+([^#]*)(?:#.*)?")


class _Found(Struct):
    """What has been read of one file so far."""

    path: str
    source: list[str] = field(default_factory=list)
    dependencies: list[Dependency] = field(default_factory=list)
    includes: list[str | None] = field(default_factory=list)
    entry_points: list[tuple[str, str, int]] = field(default_factory=list)
    packages: list[str | None] = field(default_factory=list)
    py_modules: list[str | None] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    def add(self, *found: Dependency | None) -> None:
        self.dependencies.extend(each for each in found if each is not None)

    def listed(self, value: object, group: str) -> None:
        """A list of PEP 508 strings; anything else in it (an included group) is passed over."""
        line = line_of(value)
        for each in items(value):
            line = self._line_of_string(text(each), max(line, line_of(each)))
            self.add(requirement(text(each), line, group))

    def _line_of_string(self, words: str, first: int) -> int:
        """The line of a string of an array: the loader of TOML knows only where the array begins."""
        spellings = (f'"{words}"', f"'{words}'")
        for number, line in enumerate(self.source[first - 1 : first - 1 + _ARRAY_LINES], first):
            if spellings[0] in line or spellings[1] in line:
                return number
        return first

    def listed_by_group(self, value: object, rename: Mapping[str, str] | None = None) -> None:
        for group, each in block(value).items():
            self.listed(each, (rename or {}).get(group, group))

    def table(self, value: object, group: str) -> None:
        """A table of name = version constraint, or name = {version = ..., git = ..., path = ...}."""
        for name, specification in block(value).items():
            self.row(name, specification, group)

    def row(self, name: str, specification: object, group: str) -> None:
        """One entry of such a table; there may be several specifications for one name."""
        if name.lower() != "python":
            for each in items(specification):
                self.add(_from_table(name, each, group))

    def scripts(self, value: object) -> None:
        for name, target in block(value).items():
            details = block(target)
            words = text(target) or text(details.get("reference")) or text(details.get("callable"))
            if words:
                self.entry_points.append((name, words.partition("[")[0].strip(), line_of(target)))

    def result(self, kind: str, problem: str | None) -> DependencyFile:
        return DependencyFile(
            kind=kind,
            path=self.path,
            dependencies=tuple(self.dependencies[:DEPENDENCIES_LIMIT]),
            includes=unique(self.includes),
            problem=problem,
            entry_points=tuple(self.entry_points),
            packages=unique(self.packages),
            py_modules=unique(self.py_modules),
            name=next((name for name in self.names if name), None),
        )


def _from_table(name: str, specification: object, group: str) -> Dependency | None:
    details = block(specification)
    if "path" in details or "workspace" in details:
        return None
    address = text(details.get("git")) or text(details.get("url")) or text(details.get("file"))
    constraint = text(specification) or text(details.get("version")) or address
    found = requirement(name, line_of(name), group)
    if found is None:
        return None
    pinned = not details.keys().isdisjoint(("rev", "ref", "tag")) if address else is_exact(constraint)
    return Dependency(found.name, f"{name} {constraint}".strip(), found.line, pinned, group, constraint)


def _at(value: object, *keys: str) -> object:
    """The value at a path of keys, None where there is none."""
    for key in keys:
        value = block(value).get(key)
    return value


def _texts(value: object) -> list[str]:
    return [text(each) for each in items(value)]


def parse_pyproject(path: str, content: bytes) -> DependencyFile:
    """Read a pyproject.toml, whichever tool builds the project."""
    document = load_toml(content)
    root, found = document.value, _Found(path, decode(content).split("\n"))
    project, tool = block(_at(root, "project")), block(_at(root, "tool"))
    found.names.append(text(project.get("name")))
    found.listed(_at(root, "build-system", "requires"), "build")
    found.listed(project.get("dependencies"), "main")
    found.listed_by_group(project.get("optional-dependencies"))
    found.scripts(project.get("scripts"))
    found.scripts(project.get("gui-scripts"))
    found.listed_by_group(_at(root, "dependency-groups"))
    for read in (_read_poetry, _read_flit, _read_pdm_and_uv, _read_hatch, _read_setuptools):
        read(tool, found)
    _read_pixi(tool.get("pixi"), found)
    return found.result("pyproject", document.problem)


def _read_poetry(tool: Mapping[str, object], found: _Found) -> None:
    poetry = block(tool.get("poetry"))
    found.names.append(text(poetry.get("name")))
    extras = {
        name: extra for extra, names in block(poetry.get("extras")).items() for name in _texts(names) if name
    }
    for name, specification in block(poetry.get("dependencies")).items():
        found.row(name, specification, extras.get(name, "main"))
    found.table(poetry.get("dev-dependencies"), "dev")
    for group, content in block(poetry.get("group")).items():
        found.table(block(content).get("dependencies"), group)
    found.scripts(poetry.get("scripts"))
    found.packages += [text(block(each).get("include")) for each in items(poetry.get("packages"))]


def _read_flit(tool: Mapping[str, object], found: _Found) -> None:
    metadata = block(_at(tool, "flit", "metadata"))
    found.names.append(text(metadata.get("dist-name")) or text(metadata.get("module")))
    found.listed(metadata.get("requires"), "main")
    found.listed(metadata.get("dev-requires"), "dev")
    found.listed_by_group(metadata.get("requires-extra"))
    found.scripts(_at(tool, "flit", "scripts"))
    found.packages += [text(metadata.get("module")), text(_at(tool, "flit", "module", "name"))]


def _read_pdm_and_uv(tool: Mapping[str, object], found: _Found) -> None:
    found.listed_by_group(_at(tool, "pdm", "dev-dependencies"))
    found.listed(_at(tool, "uv", "dev-dependencies"), "dev")
    found.listed(_at(tool, "rye", "dev-dependencies"), "dev")


def _read_hatch(tool: Mapping[str, object], found: _Found) -> None:
    for environment, content in block(_at(tool, "hatch", "envs")).items():
        group = "dev" if environment == "default" else environment
        found.listed(block(content).get("dependencies"), group)
        found.listed(block(content).get("extra-dependencies"), group)
    found.packages += _texts(_at(tool, "hatch", "build", "targets", "wheel", "packages"))


def _read_setuptools(tool: Mapping[str, object], found: _Found) -> None:
    setuptools = block(tool.get("setuptools"))
    found.packages += _texts(setuptools.get("packages"))
    found.py_modules += _texts(setuptools.get("py-modules"))
    dynamic = block(setuptools.get("dynamic"))
    for content in [dynamic.get("dependencies"), *block(dynamic.get("optional-dependencies")).values()]:
        files = block(content).get("file")
        found.includes += [included(found.path, each) for each in _texts(files)]


def _read_pixi(value: object, found: _Found) -> None:
    pixi = block(value)
    found.names += [text(_at(pixi, "workspace", "name")), text(_at(pixi, "project", "name"))]
    features = [("main", pixi), *((name, each) for name, each in block(pixi.get("feature")).items())]
    for group, content in features:
        found.table(block(content).get("dependencies"), group)
        found.table(block(content).get("pypi-dependencies"), group)


def parse_pixi(path: str, content: bytes) -> DependencyFile:
    """Read a pixi.toml."""
    document, found = load_toml(content), _Found(path)
    _read_pixi(document.value, found)
    return found.result("pixi", document.problem)


def parse_pipfile(path: str, content: bytes) -> DependencyFile:
    """Read a Pipfile: any table of it that is no setting is a category of packages."""
    document, found = load_toml(content), _Found(path)
    for category, value in block(document.value).items():
        if category not in ("source", "requires", "scripts", "pipenv"):
            found.table(value, {"packages": "main", "dev-packages": "dev"}.get(category, category))
    return found.result("pipfile", document.problem)


def parse_setup_cfg(path: str, content: bytes) -> DependencyFile:
    """Read the setuptools sections of a setup.cfg."""
    document, found = load_ini(content), _Found(path)
    root = block(document.value)
    options = block(root.get("options"))
    found.names.append(text(block(root.get("metadata")).get("name")))
    for key, group in (("install_requires", "main"), ("tests_require", "test"), ("setup_requires", "build")):
        _ini_requirements(options.get(key), group, found)
    for extra, value in block(root.get("options.extras_require")).items():
        _ini_requirements(value, extra, found)
    scripts = block(root.get("options.entry_points"))
    for key in ("console_scripts", "gui_scripts"):
        found.entry_points.extend(console_scripts(_ini_lines(scripts.get(key))))
    found.packages += [each for each, _ in _ini_lines(options.get("packages")) if "find" not in each]
    found.py_modules += [each for each, _ in _ini_lines(options.get("py_modules"))]
    return found.result("setup.cfg", document.problem)


def _ini_lines(value: object) -> Iterator[tuple[str, int]]:
    for offset, line in enumerate(text(value).split("\n")):
        bare = line.partition(" #")[0].strip()
        if bare and not bare.startswith("#"):
            yield bare, line_of(value) + offset


def _ini_requirements(value: object, group: str, found: _Found) -> None:
    for line, number in _ini_lines(value):
        if line.startswith("file:"):
            found.includes += [included(found.path, each) for each in line[len("file:") :].split(",")]
        else:
            found.add(*(requirement(each, number, group) for each in _unjoined(line)))


def _unjoined(line: str) -> list[str]:
    """Requirements of one line; a semicolon separates them unless an environment marker follows."""
    return [line] if _MARKER.search(line) is not None else line.split(";")


def parse_conda_environment(path: str, content: bytes) -> DependencyFile:
    """Read a conda environment with its pip block. A YAML file of another purpose declares nothing."""
    documents, found = load_yaml(content), _Found(path)
    document = documents[0] if documents else Document(None, None)
    found.names.append(text(_at(document.value, "name")))
    for each in items(_at(document.value, "dependencies")):
        found.add(_conda_requirement(text(each), line_of(each)))
        for pip in items(block(each).get("pip")):
            line = text(pip)
            if line.startswith(("-r", "-c")):
                found.includes.append(included(path, line[2:]))
            else:
                found.add(requirement(line.removeprefix("-e").strip(), line_of(pip)))
    return found.result("conda-environment", document.problem)


def _conda_requirement(words: str, line: int, group: str = "main") -> Dependency | None:
    """`channel::name=version=build`, `name >=1.2,<2`; python itself is no dependency."""
    match = _NAME.fullmatch(words.strip())
    if match is None or match[1] in ("python", "pip"):
        return None
    found = requirement(match[1], line, group)
    constraint = match[2].strip()
    return found and Dependency(found.name, words.strip(), line, is_exact(constraint), group, constraint)


def parse_conda_recipe(path: str, content: bytes) -> DependencyFile:
    """Read the requirements of a conda recipe line by line: its template placeholders are not YAML."""
    found, group, inside = _Found(path), "", False
    for number, line in enumerate(lines_of(decode(content)), 1):
        if line[:1].strip():
            inside, group = line.startswith("requirements:"), ""
        elif (section := _CONDA_SECTION.fullmatch(line)) is not None:
            group = {"run": "main"}.get(section[1], "build") if inside else ""
        elif group and (item := _CONDA_ITEM.fullmatch(line)) is not None:
            found.add(_conda_requirement(f"{item[1]} {item[2]}", number, group))
    return found.result("conda-recipe", None)


def parse_package_json(path: str, content: bytes) -> DependencyFile:
    """Read an npm package.json: names and ranges as written."""
    document, found = load_json(content), _Found(path)
    found.names.append(text(_at(document.value, "name")))
    for key, group in (("dependencies", "main"), ("devDependencies", "dev")):
        for name, value in block(_at(document.value, key)).items():
            if not name:
                continue
            constraint = text(value)
            pinned, raw = is_exact(constraint), f"{name}@{constraint}"
            found.add(Dependency(name, raw, line_of(name), pinned, group, constraint))
    return found.result("package-json", document.problem)
