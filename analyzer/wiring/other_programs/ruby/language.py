"""Ruby: how constants find their files, what starts programs, and what frameworks find by themselves.

Sources: https://guides.rubyonrails.org/autoloading_and_reloading_constants.html (Zeitwerk),
https://guides.rubyonrails.org/initialization.html, https://guides.rubyonrails.org/routing.html,
https://bundler.io/guides/gemfile.html, https://github.com/sidekiq/sidekiq/wiki/Getting-Started.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.code_facts import Call, Keywords
from analyzer.parsing.programs import ProgramFacts
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.other_programs.ruby.choices import chosen_methods
from analyzer.wiring.other_programs.ruby.hanami import found_by_hanami, hanami_actions
from analyzer.wiring.other_programs.ruby.limits import RUBY_LIMIT_SIGNS
from analyzer.wiring.other_programs.ruby.models import RUBY_MODEL_SIGNS
from analyzer.wiring.other_programs.ruby.packages import RUBY_SIGNS
from analyzer.wiring.other_programs.ruby.rack import rack_methods
from analyzer.wiring.other_programs.vocabulary.language import ByConvention, Language
from analyzer.wiring.other_programs.vocabulary.named_types import files_of_type, types_used
from analyzer.wiring.other_programs.vocabulary.signs import Subject, sign

RUBY_NAME = "Ruby"
# Every program may use these.
STANDARD_LIBRARY = ("ruby",)
GEM_LINE = lazy_regex(
    r"""^[ \t]*(?:gem|\w{1,20}\.add(?:_runtime)?_dependency)[ (]+["']([\w-]{1,80})["']""", re.M
)
LOCKED_GEM = lazy_regex(r"^ {4}([\w-]{1,80}) \(", re.M)
RAILS_SERVERS = word_set("puma unicorn unicorn_rails passenger thin falcon pitchfork iodine")
WORKERS = word_set("sidekiq good_job solid_queue resque shoryuken sneakers karafka que delayed_job racecar")
RAKEFILES = word_set("Rakefile rakefile Rakefile.rb rakefile.rb")
# What Rails loads by itself when it starts.
RAILS_FILES = lazy_regex(
    r"config/(?:application|environment|boot|routes|puma)\.rb|config/(?:initializers|routes|environments)/.+\.rb"
    r"|app/(?:controllers|channels|graphql|api|apis|mailboxes|admin|components|livewire|rpc)/.+\.rb"
)
WORKER_FILES = lazy_regex(
    r"config/(?:application|environment|boot)\.rb|config/initializers/.+\.rb"
    r"|app/(?:jobs|workers|sidekiq|consumers|mailers)/.+\.rb|karafka\.rb"
)
BEFORE_ACTIONS = lazy_regex(r"(?:prepend_|append_)?(?:before|around)_(?:action|filter)")
ROUTE_TARGET = lazy_regex(r"(?:\w{1,20}=)?/?((?:\w+/)*\w+)#(\w+)")
# Jobs are performed under other names.
PERFORMS = (
    "perform_later perform_async perform_now perform_in perform_at perform_bulk perform_inline perform_sync"
)
# What a service object of ActiveInteraction is run by: https://github.com/AaronLasseigne/active_interaction#execution.
EXECUTES = ("run", "run!")

RACK_APPLICATION = sign(Subject.HANDLER, "Rack application", "", None)
LOCK_OF_GEMS = lazy_regex(r"Gemfile(?:\.[^/]{1,80})?\.lock|gems\.locked")


@derived
def _gems(repo: Snapshot) -> Mapping[str, frozenset[str]]:
    """The gems that the files of each folder and below may use, by the folder of a Gemfile or gemspec."""
    found: dict[str, set[str]] = {}
    for path in repo.paths:
        name = basename(path)
        if name in ("Gemfile", "gems.rb") or name.endswith((".gemspec", ".gemfile")):
            found.setdefault(dirname(path), set()).update(GEM_LINE.findall(repo.text(path) or ""))
        elif LOCK_OF_GEMS.fullmatch(name):
            found.setdefault(dirname(path), set()).update(LOCKED_GEM.findall(repo.text(path) or ""))
    return {folder: frozenset(gems) for folder, gems in found.items()}


def declared_gems(repo: Snapshot, folder: str) -> frozenset[str]:
    """The gems that the Gemfile or gemspec of a folder names, or its lock file."""
    return _gems(repo).get(folder, frozenset())


@derived
def _ambient_of(repo: Snapshot) -> dict[str, tuple[str, ...]]:
    del repo
    return {}


def ambient_ruby(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The gems of the Gemfiles above a file, which Bundler requires."""
    known, folder = _ambient_of(repo), dirname(path)
    if folder not in known:
        gems = set(STANDARD_LIBRARY)
        for place, each in _gems(repo).items():
            if not place or folder == place or folder.startswith(f"{place}/"):
                gems |= each
        known[folder] = tuple(sorted(gems))
    return known[folder]


@derived
def _roots(repo: Snapshot) -> tuple[str, ...]:
    """The folders below which `require` looks."""
    roots = {"", "lib", "app"}
    for path in repo.paths:
        if basename(path) in ("Gemfile", "config.ru") or path.endswith(".gemspec"):
            roots.update(normpath(join(dirname(path), each)) for each in ("", "lib", "app"))
    return tuple(sorted("" if each == "." else each for each in roots))


def resolve_ruby(repo: Snapshot, path: str, module: str) -> Iterator[str]:
    """The file that `require` or `require_relative` means."""
    plain = module if module.endswith(".rb") else f"{module}.rb"
    if module.startswith("."):
        yield normpath(join(dirname(path), plain))
        return
    yield from (each for root in _roots(repo) if repo.exists(each := normpath(join(root, plain))))


@derived
def _seen_from(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """For each file, those that define the constants it uses: they are loaded when they are used."""
    found = {}
    for path, facts in repo.programs.items():
        if facts.language == RUBY_NAME:
            files = (each for name in types_used(facts) for each in files_of_type(repo, RUBY_NAME, name))
            found[path] = tuple(dict.fromkeys(each for each in files if each != path))
    return found


def beside_ruby(repo: Snapshot, path: str) -> tuple[str, ...]:
    """The files of the constants that a file uses."""
    return _seen_from(repo).get(path, ())


def started_ruby(repo: Snapshot, words: tuple[str, ...], folder: str, path: str) -> Iterator[str]:
    """What a command of Ruby starts: a program, a Rack application, the workers of an application."""
    del path
    words = _command(unwrap(words))
    program, rest = (basename(words[0]), words[1:]) if words else ("", ())
    plain = [each for each in rest if not each.startswith("-")]
    if program in ("rails", "rake") or program in RAILS_SERVERS or program in ("rackup", "hanami"):
        is_task = program == "rake" or (program == "rails" and plain[:1] not in ([], ["server"], ["s"]))
        yield from _tasks(repo, folder, plain) if is_task else _application(repo, folder, plain)
    elif program in WORKERS:
        yield from _workers(repo, folder, rest, program)
    elif program in ("ruby", "jruby") or program.endswith(".rb"):
        script = program if program.endswith(".rb") else next(iter(plain), "")
        script = words[0] if program.endswith(".rb") else script
        yield from (
            each for place in _folders(repo, folder) for each in (normpath(join(place, _inside(script))),)
        )
        if basename(script) in ("rails", "rake"):
            yield from started_ruby(repo, (basename(script), *plain[1:]), folder, "")
    elif program in ("dev", "docker-entrypoint", "thrust", "foreman", "overmind") and plain:
        yield from started_ruby(repo, tuple(plain), folder, "")


def _inside(script: str) -> str:
    return script.lstrip("/").removeprefix("app/") if script.startswith("/app/") else script.lstrip("/")


def _command(words: tuple[str, ...]) -> tuple[str, ...]:
    """What Bundler, Thruster and wrappers run."""
    while words and basename(words[0]) in ("bundle", "thrust", "dumb-init", "tini", "rbtrace", "ddtracerb"):
        words = words[2:] if words[1:2] in (("exec",), ("--",)) else words[1:]
    return words


def _folders(repo: Snapshot, folder: str) -> tuple[str, ...]:
    """Where a command may run: beside the file it stands in, in an application above, or at the root."""
    found = [folder]
    while folder:
        folder = dirname(folder)
        found.append(folder)
    return tuple(dict.fromkeys(found))


def _application(repo: Snapshot, folder: str, plain: list[str]) -> Iterator[str]:
    """`config.ru` or the file that is named, in the nearest folder that has one."""
    named = [each for each in plain if each.endswith((".ru", ".rb"))]
    for place in _folders(repo, folder):
        for each in (*named, "config.ru", "config/environment.rb", "config/application.rb", "config/puma.rb"):
            if repo.exists(found := normpath(join(place, each))):
                yield found
        if repo.exists(join(place, "config.ru")) or repo.exists(join(place, "config/application.rb")):
            return


def _workers(repo: Snapshot, folder: str, rest: tuple[str, ...], program: str) -> Iterator[str]:
    """The jobs of the application, or the file that is required with `-r`; Karafka has a file of its own."""
    for flag, value in pairwise(rest):
        if flag in ("-r", "--require"):
            yield normpath(join(folder, value))
    for place in _folders(repo, folder):
        prefix = f"{place}/" if place else ""
        boot = "karafka.rb" if program == "karafka" else "config/application.rb"
        if repo.exists(f"{prefix}{boot}"):
            yield from (each for each in repo.paths if _below(each, prefix, WORKER_FILES))
            return


def _below(path: str, prefix: str, pattern: re.Pattern[str]) -> bool:
    return path.startswith(prefix) and pattern.fullmatch(path.removeprefix(prefix)) is not None


def _tasks(repo: Snapshot, folder: str, plain: list[str]) -> Iterator[str]:
    """The files that define a task: `rake models:train` is in `lib/tasks/models.rake` or names it."""
    wanted = {each.partition("[")[0].rpartition(":")[2] for each in plain}
    for place in _folders(repo, folder):
        prefix = f"{place}/" if place else ""
        for path in repo.paths:
            if path.startswith(prefix) and (path.endswith(".rake") or basename(path) in RAKEFILES):
                facts = repo.programs.get(path)
                named = {word for call in facts.calls for word in _task_names(call)} if facts else set()
                if wanted & named:
                    yield path


def _task_names(call: Call) -> Iterator[str]:
    if call.target == "task":
        yield from call.strings
        yield from (name for name, _value in call.keywords)


def rack_conventions(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[ByConvention]:
    """The methods by which classes answer as Rack asks, where a gem of Rack is at hand."""
    methods = list(rack_methods(repo, path, facts))
    if methods and any(each.startswith("rack") for each in ambient_ruby(repo, path)):
        for name, number in methods:
            yield ByConvention(RACK_APPLICATION, name, number, "", (name,))


def found_by_rails(repo: Snapshot, path: str, facts: ProgramFacts) -> Iterator[str]:
    """What an application of Rails loads when it starts: routes, initialisers, controllers."""
    del facts
    yield from found_by_hanami(repo, path)
    name = path.rpartition("/")[2]
    place = dirname(path)
    if name in ("environment.rb", "application.rb", "puma.rb") and basename(place) == "config":
        place = dirname(place)
    elif name != "config.ru":
        return
    prefix = f"{place}/" if place else ""
    if repo.exists(f"{prefix}config/application.rb"):
        yield from (each for each in repo.paths if _below(each, prefix, RAILS_FILES))


@derived
def _controllers(repo: Snapshot) -> Mapping[str, tuple[str, ...]]:
    """The files of controllers by the last part of their name in routes."""
    found: dict[str, list[str]] = {}
    for path in repo.paths:
        if path.endswith("_controller.rb"):
            found.setdefault(basename(path).removesuffix("_controller.rb"), []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def routed_by_rails(
    repo: Snapshot, path: str, strings: tuple[str, ...], keywords: Keywords
) -> Iterator[tuple[str, str]]:
    """The action of `to: "answers#create"`; the actions of `resources :answers`."""
    yield from hanami_actions(repo, path, keywords)
    named = [
        match
        for each in (*strings, *(value for _name, value in keywords))
        if (match := ROUTE_TARGET.fullmatch(each))
    ]
    for match in named:
        yield from _actions(repo, match[1].rpartition("/")[2], (match[2],))
    for each in strings if not named else ():
        for name in (each, f"{each}s"):
            yield from _actions(repo, name, ())


def _actions(repo: Snapshot, name: str, actions: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Some actions of a controller, or all of them: those of members and collections are named inside."""
    for path in _controllers(repo).get(name, ()):
        facts = repo.programs.get(path)
        for each in facts.functions if facts is not None else ():
            if not each.nested and (not actions or each.name in actions):
                yield path, each.qualified_name
        # What a controller has done before its actions, and may answer instead of them.
        for handed in facts.handed if facts is not None else ():
            if BEFORE_ACTIONS.fullmatch(handed.target) is not None and handed.enclosing is None:
                yield path, handed.receiver


RUBY_LANGUAGE = Language(
    names=(RUBY_NAME,),
    signs=(*RUBY_MODEL_SIGNS, *RUBY_SIGNS, *RUBY_LIMIT_SIGNS),
    resolve=resolve_ruby,
    started=started_ruby,
    beside=beside_ruby,
    found=found_by_rails,
    runs_imported=True,
    starts=frozenset({"perform", "process", "consume", "work"}),
    constructors=frozenset({"initialize"}),
    attached=ambient_ruby,
    same_methods=dict.fromkeys(PERFORMS.split(), "perform") | dict.fromkeys(EXECUTES, "execute"),
    bare_methods=True,
    shares_names=False,
    unique_methods=True,
    opens_modules=True,
    dispatched=chosen_methods,
    # Everything but calls that only ask or name what they are handed.
    hands_classes=lazy_regex(r"(?!(?:raise|rescue_from|retry_on|discard_on|describe)$).*[^?]"),
    routed=routed_by_rails,
    conventions=rack_conventions,
    broad=("rails", "active", "action", "sidekiq", "sinatra", "rack", "govuk_", "bundler"),
)
