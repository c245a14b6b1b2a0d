"""One repository at one commit, as the checks see it.

A Snapshot is immutable. It knows which files are first-party, reads a blob when somebody asks for
it, and parses every blob once whoever asks. What it could not read is in `skipped`, with the reason
and the kinds of file it would have been, so that a check can say what it has not seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

from msgspec.structs import replace

from analyzer.commits import Commit, Commits
from analyzer.declarations import FileKind
from analyzer.parsing.ci import Pipeline, unfolded
from analyzer.parsing.dependencies import DependencyFile
from analyzer.parsing.dockerfile import Dockerfile
from analyzer.parsing.documents import Prose
from analyzer.parsing.notebook import HEADER_KEYS, NotebookFacts, is_run_document, parse_document
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.python import PythonFacts
from analyzer.parsing.structured import Document, load_json, load_yaml
from analyzer.parsing.tasks import Service, TargetFile
from analyzer.repository.backstop import OverTimeError, whole
from analyzer.repository.bots import is_work
from analyzer.repository.configuration import ConfigurationFiles
from analyzer.repository.contents import MISSING, Contents, File, Missed, Reader, Streamer, is_possible
from analyzer.repository.file_kinds import Exclusion, first_party, folders_of, kinds, language
from analyzer.repository.gaps import Gap, skipped_file
from analyzer.repository.others_work import own_names
from analyzer.repository.oversize import is_data
from analyzer.repository.reading import READERS, TEXT_LIMIT, ReadingBudget, own_limit
from analyzer.repository.remembered import Asked, KeptFacts, Remembered
from analyzer.repository.versions import NO_VERSIONS, Versions
from analyzer.sources import IMPOSSIBLE_PATH, SkippedFile, Tag

__all__ = ["MISSING", "File", "Snapshot"]

Facts = TypeVar("Facts")


class Snapshot:
    """One repository at one commit: files, their parsed facts, history, and what was not read."""

    name: str
    """The repository's name, as reports show it."""
    head: str
    """The id of the commit."""
    commits: Commits
    """The history of the assessed branch, newest commit first."""
    tags: tuple[Tag, ...]
    """The tags of these commits, sorted by name."""
    history_problem: str | None
    """Why the history is not whole, if it is not."""
    tree_problem: str | None
    """Why the list of files is not whole, if it is not."""
    left_out: tuple[SkippedFile, ...]
    """What stands in the commit and is none of its files: symbolic links, submodules, what is lost."""
    unlisted: tuple[str, ...]
    """The kinds of file that may be among those which are not listed."""
    versions: Versions
    """The old texts of the few files that say what runs: `paths`, `of(path)`, and the `problem`, if any."""

    def __init__(
        self,
        name: str,
        head: str,
        files: Sequence[File],
        read: Reader,
        *,
        commits: Sequence[Commit] = (),
        tags: Sequence[Tag] = (),
        left_out: Sequence[SkippedFile] = (),
        history_problem: str | None = None,
        tree_problem: str | None = None,
        budget: ReadingBudget | None = None,
        stream: Streamer | None = None,
        unlisted: tuple[str, ...] = (),
        versions: Versions = NO_VERSIONS,
        kept: KeptFacts | None = None,
    ) -> None:
        self.name = name
        self.head = head
        self.commits = commits if isinstance(commits, Commits) else Commits.of(commits)
        self.tags = tuple(tags)
        self.history_problem = history_problem
        self.tree_problem = tree_problem
        self.unlisted, self.versions = unlisted, versions
        self._contents = Contents(whole(read), stream)
        self._all_files = {file.path: file for file in files if is_possible(file.path)}
        impossible = (file.path for file in files if not is_possible(file.path))
        self.left_out = (*left_out, *(SkippedFile(path, IMPOSSIBLE_PATH) for path in impossible))
        self._parsed: dict[tuple[str, str], tuple[object, str | None]] = {}
        self._remembered = Remembered(kept, self._contents, budget or ReadingBudget())
        self._derived: dict[object, object] = {}
        self._unfinished: set[object] = set()
        self._problems: dict[str, set[Gap]] = {}

    # -- files ---------------------------------------------------------------------------------

    @property
    def all_paths(self) -> tuple[str, ...]:
        """Every regular file of the commit, first-party or not, sorted."""
        return tuple(sorted(self._all_files))

    @cached_property
    def _first_party(self) -> tuple[frozenset[str], tuple[Exclusion, ...]]:
        return first_party(self.all_paths, self._head_of, own_names(self.name, self.commits))

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The first-party files, sorted."""
        return tuple(sorted(self._first_party[0]))

    @property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """What is not first-party: vendored trees, generated files, run artefacts."""
        return self._first_party[1]

    @cached_property
    def work(self) -> Commits:
        """The commits that are somebody's work, newest first: neither merges nor a bot's."""
        return self.commits.where(is_work)

    def exists(self, path: str) -> bool:
        """Whether the path is a first-party file."""
        return path in self._first_party[0]

    def blob(self, path: str) -> str:
        """The object id of a file of the commit: the same for the same bytes."""
        return self._all_files[path].blob

    def size(self, path: str) -> int | None:
        """The bytes of a file of the commit; None if its object is missing."""
        return self._all_files[path].size

    @cached_property
    def directories(self) -> frozenset[str]:
        """Every directory that holds a first-party file, without a trailing slash; "" is the root."""
        return folders_of(self.paths)

    @cached_property
    def _by_kind(self) -> Mapping[FileKind, tuple[str, ...]]:
        table: dict[FileKind, list[str]] = {}
        for path in self.paths:
            for kind in kinds(path):
                table.setdefault(kind, []).append(path)
        return {kind: tuple(paths) for kind, paths in table.items()}

    def of_kind(self, kind: FileKind) -> tuple[str, ...]:
        """The first-party files of one kind, sorted."""
        return self._by_kind.get(kind, ())

    @cached_property
    def languages(self) -> Mapping[str, int]:
        """Number of first-party files per programming language."""
        table = Counter(name for path in self.paths if (name := language(path)) is not None)
        return dict(sorted(table.items(), key=lambda item: (-item[1], item[0])))

    # -- content -------------------------------------------------------------------------------

    def content(self, path: str, limit: int = TEXT_LIMIT) -> bytes | None:
        """The bytes of a first-party file; None (and an entry in `skipped`) if it cannot be read."""
        file = self._all_files.get(path)
        if file is None or not self.exists(path):
            return None
        loaded = self._contents.load(file, max(limit, own_limit(path)))
        if loaded.reason is not None:
            missed = frozenset[FileKind]() if loaded.missed is Missed.NOTHING else kinds(path)
            self._note(path, Gap(loaded.reason, missed, loaded.missed is Missed.A_PART))
        return loaded.content

    def text(self, path: str) -> str | None:
        """The file as text; bytes that are not UTF-8 are replaced."""
        content = self.content(path)
        return None if content is None else content.decode("utf-8", "replace")

    def beginning(self, path: str, limit: int, largest: int = TEXT_LIMIT) -> str:
        """The beginning of any file of at most `largest` bytes as text, first-party or not; "" of others."""
        file = self._all_files.get(path)
        if file is None or file.size is None or file.size > largest:
            return ""
        content = self._contents.aside(file, file.size)
        return "" if content is None else content[:limit].decode("utf-8", "replace")

    def _head_of(self, path: str) -> bytes | None:
        return self._contents.head(self._all_files[path], TEXT_LIMIT)

    def _skip(self, path: str, reason: str, kind: FileKind | None = None) -> None:
        """Note why a file was not read: by the reader of one kind, or by any at all."""
        self._note(path, Gap(reason, kinds(path) if kind is None else frozenset({kind})))

    def _note(self, path: str, gap: Gap) -> None:
        self._problems.setdefault(path, set()).add(gap)

    def _facts(
        self,
        key: tuple[str, str],
        path: str,
        parse: Callable[[bytes], Facts],
        limit: int,
        kind: FileKind | None,
        form: Any = None,
    ) -> Facts | None:
        """What `parse` makes of a file, a `form`, once for a key; `kind` misses what it could not read."""
        file = self._all_files.get(path)
        if file is None or not self.exists(path):
            return None
        if key not in self._parsed:
            asked = Asked(*key, form, file, max(limit, own_limit(path)))
            read = self._remembered.facts(asked, lambda: self.content(path, limit), parse)
            if read is None:
                return None
            self._parsed[key] = read
        facts, reason = self._parsed[key]
        if reason is not None:
            self._skip(path, reason, kind)
        return facts  # type: ignore[return-value]  # the key fixes the type

    def _table_facts(self, kind: FileKind, path: str) -> object:
        reader = READERS[kind]
        key = (kind, path if reader.by_path else self._all_files[path].blob)
        return self._facts(key, path, partial(reader.parse, path), reader.limit, kind, reader.facts)

    @cached_property
    def _tables(self) -> Mapping[FileKind, Mapping[str, Any]]:
        """The facts of all files, by kind and path.

        The smallest are read first, whatever their kind: what uses up the budget costs the others nothing.
        """
        read = ((kind, filter(reader.reads, self.of_kind(kind))) for kind, reader in READERS.items())
        jobs = [(self._all_files[path].size or 0, path, kind) for kind, paths in read for path in paths]
        tables: dict[FileKind, dict[str, object]] = {kind: {} for kind in READERS}
        for _size, path, kind in sorted(jobs):
            facts = self._table_facts(kind, path)
            if facts is not None:
                tables[kind][path] = facts
        return {kind: dict(sorted(table.items())) for kind, table in tables.items()}

    # -- parsed facts --------------------------------------------------------------------------

    @cached_property
    def _python_files(self) -> Mapping[str, PythonFacts]:
        table: Mapping[str, PythonFacts] = self._tables[FileKind.PYTHON]
        for path, facts in table.items():
            if facts.problem is not None and facts.dialect != "recovered":
                self._skip(path, facts.problem, FileKind.PYTHON)
        return table

    @cached_property
    def modules(self) -> Mapping[str, PythonFacts]:
        """The Python files that are live code: no notebook exports."""
        return {path: facts for path, facts in self._python_files.items() if not facts.notebook_export}

    @cached_property
    def programs(self) -> Mapping[str, ProgramFacts]:
        """Programs in the other languages that are read here; what a machine wrote is not missed."""
        return self._with_problems(FileKind.SOURCE)

    @cached_property
    def notebook_exports(self) -> Mapping[str, PythonFacts]:
        """Python files that are notebooks written out as scripts."""
        return {path: facts for path, facts in self._python_files.items() if facts.notebook_export}

    @cached_property
    def notebooks(self) -> Mapping[str, NotebookFacts]:
        """The notebooks, code cells only: of Jupyter, and documents in which Python code is run."""
        table: Mapping[str, NotebookFacts] = self._tables[FileKind.NOTEBOOK]
        for path, facts in table.items():
            if facts.problem is not None and (facts.partly or not facts.code_cells):
                self._note(path, Gap(facts.problem, frozenset({FileKind.NOTEBOOK}), facts.partly))
        python = {path: each for path, each in self.run_documents.items() if each.language == "python"}
        return dict(sorted({**table, **python}.items()))

    @cached_property
    def run_documents(self) -> Mapping[str, NotebookFacts]:
        """Documents in which code of any language is run."""
        headed = (path for path, prose in self.prose.items() if not HEADER_KEYS.isdisjoint(prose.header_keys))
        named = (each for each in self.paths if is_run_document(each))
        read = ((path, self._content_facts("document", path, parse_document)) for path in (*headed, *named))
        return {path: facts for path, facts in read if facts is not None and facts.code_cells}

    @cached_property
    def dockerfiles(self) -> Mapping[str, Dockerfile]:
        """Container build files under any of their names; in an empty one nothing is built."""
        table: Mapping[str, Dockerfile] = self._with_problems(FileKind.DOCKERFILE)
        return {path: image for path, image in table.items() if image.stages or image.problem is not None}

    @cached_property
    def pipelines(self) -> Mapping[str, Pipeline]:
        """CI configuration, where the CI system reads it, with what it takes from other files."""
        files = ConfigurationFiles(self.paths, self.of_kind, self.yaml)
        return self._with_problems(FileKind.CI, unfolded(self._tables[FileKind.CI], files))

    @cached_property
    def target_files(self) -> Mapping[str, tuple[TargetFile, ...]]:
        """Files whose targets a command can be followed into."""
        table: Mapping[str, tuple[TargetFile, ...]] = self._tables[FileKind.TARGETS]
        for path, files in table.items():
            for file in files:
                # Where compose cannot read a file either, no command leads into it.
                if file.problem is not None and file.kind != "compose":
                    self._skip(path, file.problem, FileKind.TARGETS)
        return table

    @cached_property
    def services(self) -> Mapping[str, tuple[Service, ...]]:
        """The services of every compose file."""
        table = self._tables[FileKind.COMPOSE]
        for path, (_services, problem) in table.items():
            if problem is not None:
                self._skip(path, problem, FileKind.COMPOSE)
        return {path: services for path, (services, _problem) in table.items()}

    @cached_property
    def dependencies(self) -> Mapping[str, DependencyFile]:
        """What is declared to be installed, file by file."""
        return self._with_problems(FileKind.DEPENDENCIES)

    @cached_property
    def prose(self) -> Mapping[str, Prose]:
        """README and other documents."""
        return self._with_problems(FileKind.PROSE)

    def yaml(self, path: str) -> tuple[Document, ...]:
        """The documents of any YAML file; empty if it cannot be read."""
        return self._content_facts("yaml", path, load_yaml) or ()

    def json(self, path: str) -> Document | None:
        """The value of any JSON file; None if it cannot be read."""
        return self._content_facts("json", path, load_json)

    def _content_facts(self, name: str, path: str, parse: Callable[[bytes], Facts]) -> Facts | None:
        file = self._all_files.get(path)
        return None if file is None else self._facts((name, file.blob), path, parse, TEXT_LIMIT, None)

    def _with_problems(self, kind: FileKind, table: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        table = self._tables[kind] if table is None else table
        for path, facts in ((path, facts) for path, facts in table.items() if facts.problem is not None):
            aside = kind is FileKind.SOURCE and facts.by_machine
            self._note(path, Gap(facts.problem, frozenset[FileKind]() if aside else frozenset({kind})))
        return table

    def derived(self, build: Callable[[Snapshot], Facts]) -> Facts:
        """What `build` makes of this snapshot, made once. A function under `@derived` asks for it itself."""
        if build in self._unfinished:
            raise TimeoutError("computing it used too much processor time")
        if build not in self._derived:
            try:
                self._derived[build] = build(self)
            except OverTimeError:
                self._unfinished.add(build)
                raise
        return self._derived[build]  # type: ignore[return-value]  # the function fixes the type

    def forget_derived(self) -> None:
        """What was derived is derived anew: a check that was ended may have left it half done."""
        self._derived.clear()

    # -- what was not read ---------------------------------------------------------------------

    def read_all(self) -> None:
        """Parses everything that checks read, within the reading budget."""
        read: tuple[Mapping[str, Any], ...] = (
            *(self._python_files, self.programs, self.notebooks, self.dockerfiles, self.pipelines),
            *(self.target_files, self.services, self.dependencies, self.prose),
        )
        for table in read:
            len(table)

    @property
    def skipped(self) -> tuple[SkippedFile, ...]:
        """Every file a check could have read and nobody did, with the reason, sorted by path.

        Parses everything first, so that the answer does not depend on which checks ran before. What is
        read later may add to it: the runner looks once for the signals, when all their checks are done.
        """
        self.read_all()
        for path in self.paths:
            # A file that no check reads is not missed (and of a remote repository never fetched).
            if self._all_files[path].size is None and kinds(path):
                self._skip(path, MISSING)
        named = {each.path: each for each in self.left_out}
        named |= {path: skipped_file(path, gaps) for path, gaps in self._problems.items()}
        return tuple(self._unless_data(named[path]) for path in sorted(named))

    def _unless_data(self, file: SkippedFile) -> SkippedFile:
        """What is no first-party work is not missed, nor is data that is not there."""
        excluded = file.path in self._all_files and not self.exists(file.path)
        below = file.path.startswith(self._excluded_directories)
        data = file.reason == MISSING and is_data(file.path)
        return replace(file, kinds=()) if excluded or below or data else file

    @cached_property
    def _excluded_directories(self) -> tuple[str, ...]:
        return tuple(each.path for each in self.exclusions if each.path.endswith("/"))
