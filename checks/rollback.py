"""Rolling back to an earlier version when the new one fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename, dirname

from analyzer.declarations import Competency, FileKind, OtherLanguages, Purpose, Questions, Role
from analyzer.engine.registry import check
from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.deliveries.delivery_tables import REHEARSALS, Work
from analyzer.facts.deliveries.idle_scripts import only_talks
from analyzer.facts.deliveries.model_restores import line_of_restore
from analyzer.facts.deliveries.placeholder_hosts import host_in_script, placeholder_hosts
from analyzer.facts.documents.back_commands import (
    BACK_COMMANDS,
    OF_TAGS,
    OPEN_ADDRESS,
    UNDOES_SOMETHING,
    names_back_command,
    names_other_task,
    scripts_by_name,
)
from analyzer.facts.documents.back_sections import (
    GOING_BACK,
    back_sections,
    lines_of_questions,
    puts_a_version,
    step_back,
)
from analyzer.facts.documents.operating_documents import WORK_COMMAND
from analyzer.facts.documents.own_documents import own_documents
from analyzer.facts.flows.command_texts import commands_in
from analyzer.facts.history.reverts import reverts
from analyzer.facts.purposes.purpose import is_library
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Prose
from analyzer.parsing.python import Function
from analyzer.parsing.structured import block
from analyzer.parsing.structured import line as line_of
from analyzer.parsing.tasks import Target
from analyzer.references import stopped_modules
from analyzer.repository import Snapshot
from analyzer.text import word_set
from analyzer.wiring.checkout import inside
from analyzer.wiring.commands.ci_commands import ci_runs, triggers_of
from analyzer.wiring.commands.reach import Reached
from analyzer.wiring.roles import is_test_path
from analyzer.wiring.runs.run_modules import modules_run
from analyzer.wiring.starts.entrypoints import is_idle_command
from analyzer.wiring.testing.handed_code import RUNNING_CALLS

# One of these is in everything that the expression finds, and plain text is found ten times faster.
BACK_WORDS = ("roll", "revert", "restor", "return")
# The same word for something else: databases undo transactions, version control undoes commits.
OTHER_ROLLBACKS = lazy_regex(
    r"transaction|savepoint|\b(?:session|db|conn|connection|cursor|tx|database|self\._?conn)\w{0,40}\.rollback"
    r"|\bROLLBACK;|\b(?:alembic|flyway|liquibase|rails|knex|sequelize|django)\b|migrat|\bschema\b|rollback\(",
    re.IGNORECASE,
)
# What only tries out or looks at a way back takes none.
TRIES_OUT = lazy_regex(
    r"\b(?:tests?|check|verify|drill|simulate|smoke|e2e|status|list|show)\b", re.IGNORECASE
)
NOT_A_SERVICE = lazy_regex(r"migrat|\bdb\b|database|transaction|session|\bsql", re.IGNORECASE)
# A command of one's own by that name; in a sentence the same words are none ("the rollback procedure").
OWN_BACK_COMMAND = lazy_regex(
    r"\s*(?:[$>%]\s{1,4})?(?:-?\s?(?:run|command):\s{1,4})?(?:[A-Z_]{1,40}=\S{0,80}\s{1,4})?"
    r"(?:[a-z0-9_./~@{$\"'<-][^\s:]{0,80}\s{1,4}){0,6}rollback(?:-to)? [-\w$\"'{<]"
)
# Blocks whose lines are no commands of a shell.
PROGRAM_BLOCKS = word_set(
    "ruby rb erb javascript js jsx typescript ts tsx svelte vue go golang java kotlin scala csharp cs c# "
    "rust rs python py php elixir ex swift sql julia r"
)
# A list of files, a list of points, and code that only says it.
NO_COMMAND = lazy_regex(
    r"[\u2500-\u257f]|^\s*[-*]\s+[A-Z]|^\s*(?:@?echo|printf|print|(?:self\.)?_?log(?:ger|ging)?)\b"
)
COMMENT = lazy_regex(r"^\s*(?:#|//|--)")
LOGS_OF_CHANGES = lazy_regex(
    r"(?:^|/)(?:changelog|changes|history|news|release[_-]?notes)[^/]*", re.IGNORECASE
)
# Commands of tools that do nothing else.
TOOL_BACK = lazy_regex(
    r"\bhelm (?:-\S{1,40} (?:\S{1,80} )?){0,4}rollback "
    r"|\bkubectl (?:-\S{1,40} (?:\S{1,80} )?){0,4}rollout undo|\boc rollback "
    r"|\bargocd app rollback |\bargo rollouts undo |\bnomad job revert |\bdocker service rollback "
    r"|\bheroku (?:releases:)?rollback\b|\bvercel rollback\b|\bwrangler rollback\b|\bmodal app rollback\b"
)
# Commands that send the traffic to one named version, whichever it is.
MOVES_TRAFFIC = lazy_regex(
    r"\bgcloud run services update-traffic\b|\bgcloud app services set-traffic\b|\baws lambda update-alias\b"
    r"|\baws ecs update-service\b[^\n]{0,200}--task-definition|\baws sagemaker update-endpoint\b"
    r"|\baz containerapp (?:revision (?:activate|copy)|ingress traffic set)\b"
    r"|\baz webapp deployment slot swap\b"
    r"|\baz ml online-endpoint update\b|\bgcloud ai endpoints\b|\bkubectl set image\b"
    r"|\b(?:helm|vercel|wrangler|heroku|modal app|netlify|argocd app) (?:releases:)?rollback\b"
    r"|\brollout undo\b|\bnomad job revert\b|\bbentoml deployment update\b|\bflyctl deploy\b|\bfly deploy\b"
    r"|set_registered_model_alias|transition_model_version_stage"
)
VERSION_INPUTS = lazy_regex(
    r"version|tag|sha|revision|image|alias|commit|ref\b|release|digest|task[-_]?def|deployment[-_]?id"
    r"|build[-_]?(?:id|number)",
    re.IGNORECASE,
)
# Calls that put a version, an alias or a pointer somewhere, by their last name or in full.
MOVES = lazy_regex(
    r"(?:set|update|write|save|restore|promote|deploy|redeploy|activate|switch|swap|move|symlink|transition"
    r"|undeploy|patch)(?:_\w{1,60})?|put_parameter|copy_model_version|create_endpoint\w{0,20}|(?:safe_)?dump"
)
# Of these, what only leaves a file; and the name of a file.
FILE_WRITES = word_set(
    "write write_text write_bytes write_json write_file write_yaml writelines dump safe_dump"
)
WRITTEN_FILE = lazy_regex(r"\w\.\w{1,8}$")
# A program that goes back is shown before a document of the same level that says how.
PROGRAM_FIRST = 1
# Triggers that are a person's.
STARTED_BY_SOMEBODY = word_set("workflow_dispatch manual web")
# What only says where, or how much is told.
SETS_ASIDE = word_set(
    "set_tracking_uri set_registry_uri set_experiment set_tag set_tags set_level set_page_config"
)
MOVING_TARGETS = RUNNING_CALLS | word_set(
    "shutil.copy shutil.copy2 shutil.copytree shutil.move os.replace os.symlink os.rename"
)


@check(
    id="rollback",
    title="rollback",
    reads=(FileKind.PROSE, FileKind.TARGETS, FileKind.CI, FileKind.PYTHON),
    questions=Questions(
        competency=Competency.DEBUGGING,
        present="Following {path}, how long until the old version answers, and who may start the rollback?",
        absent="The version you shipped on Friday evening is worse than the last one: what do you type?",
        strong="Knows the minutes and the command, and what does not roll back by itself.",
        weak="Would only fix forward.",
        presumes_model=True,
    ),
    not_asked={
        Purpose.LIBRARY: "a library runs nothing that could be rolled back",
        Purpose.RESEARCH: "research code runs nothing that could be rolled back",
    },
    other_languages=OtherLanguages(
        "documents, tasks, scripts and CI are read; a program can restore a version",
        (Role.DEPLOY,),
    ),
    covers=("C1", "C2", "C10"),
    near=("roll_back", "revert", "restor", "recover"),
    named=("rollback",),
)
def rollback(repo: Snapshot) -> Iterator[Observation]:
    """The previous version can be restored, by a written procedure or a command.

    Undoing a transaction or a schema migration does not count. A heading alone is claimed. Present: a
    commit in the history reverts, five minutes to a month later, one that touched what is served, or one
    step of a document goes back by a command that moves what answers. Substantive: a procedure with its
    commands; a script, task or function that restores an earlier version, also of a model's files; or a
    manually started deployment with the version as its input. Wired: CI runs the command, the script or
    the task that rolls back, or a started program or a task runs the code that does. What only prints
    rolls nothing back; a function that only writes a file is present, or substantive where other code
    reads that file; a script or pipeline that asks a host nobody has is at most substantive.
    """
    for path, document in own_documents(repo).items():
        if LOGS_OF_CHANGES.match(basename(path)) is None:
            yield from _procedures(repo, path, document)
    yield from _commands(repo)
    yield from _programs(repo)
    yield from _inputs(repo)
    if not is_library(repo):
        yield from reverts(repo)


def _procedures(repo: Snapshot, path: str, document: Prose) -> Iterator[Evidence]:
    titled: list[tuple[int, str]] = []
    told: list[tuple[int, str]] = []
    for each in back_sections(path, document):
        lines = range(each.begin, each.end)
        code = "\n".join(body for line, _language, body in document.code_blocks if line in lines)
        sentences = " ".join(sentence.text for sentence in document.sentences if sentence.line in lines)
        about_data = OTHER_ROLLBACKS.search(each.heading) or OTHER_ROLLBACKS.search(code)
        if not about_data:
            commands = names_back_command(repo, f"{code}\n{UNDOES_SOMETHING.sub('', sentences)}")
            works = WORK_COMMAND.search(OF_TAGS.sub("", code)) is not None or puts_a_version(
                repo.text(path) or "", each
            )
            commands = commands or (not each.asks and works)
            answered = commands and not _only_pretends(repo, path, code)
            (told if answered else titled).append((each.begin, each.heading))
    tests = lines_of_questions(document)
    for line, language, body in document.code_blocks:
        if not _may_go_back(body) or any(line in lines for lines in tests):
            continue
        for offset, text in enumerate(body.split("\n")):
            goes_back = _is_back_command(text[:500]) and OTHER_ROLLBACKS.search(text) is None
            goes_back = goes_back and not names_other_task(repo, text[:500])
            goes_back = goes_back and (
                names_back_command(repo, text[:500])
                or (language not in PROGRAM_BLOCKS and OWN_BACK_COMMAND.match(text[:500]) is not None)
            )
            if goes_back and COMMENT.match(text) is None and not _only_pretends(repo, path, text):
                told.append((line + offset, text.strip()))
                break
    for line, what in told[:1]:
        level, note = Level.SUBSTANTIVE, f"a rollback procedure with its commands: {what[:80]}"
        if OPEN_ADDRESS.search(repo.text(path) or ""):
            level, note = Level.PRESENT, f"{note}; the document's addresses are not filled in"
        yield Evidence(path, line, level, note)
    step = None if told else step_back(repo.text(path) or "", document)
    if step is not None:
        yield Evidence(path, step[0], Level.PRESENT, f"a step that goes back by a command: {step[1][:80]}")
    elif not told:
        for line, what in titled[:1]:
            yield Evidence(path, line, Level.CLAIMED, f"a heading without a command: {what[:80]}")


def _may_go_back(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in BACK_WORDS)


def _is_back_command(line: str) -> bool:
    if not _may_go_back(line):
        return False
    named = BACK_COMMANDS.search(line) or OWN_BACK_COMMAND.match(line)
    return named is not None and GOING_BACK.search(line) is not None and NO_COMMAND.search(line) is None


def _only_pretends(repo: Snapshot, path: str, code: str) -> bool:
    """Whether every script of ours that a document's commands name only prints."""
    scripts = [each for each in _named_files(repo, path, code) if each.endswith(".sh")]
    return bool(scripts) and all(only_talks(repo.text(each) or "") for each in scripts)


def _commands(repo: Snapshot) -> Iterator[Evidence]:
    """Scripts and tasks named for it, and commands of CI and tasks that roll back."""
    called = _called_scripts(repo)
    for path, files in repo.target_files.items():
        if is_test_path(path):
            continue
        for file in files:
            for target in file.targets:
                restores = line_of_restore(target.name, target.script[:20_000])
                named = target.line if _goes_back(target.name) else _line_back(target)
                where = named if restores is None else target.line_at(restores)
                if (
                    where is not None
                    and not OTHER_ROLLBACKS.search(target.script)
                    and not only_talks(target.script)
                ):
                    is_script = file.kind == "shell"
                    wired = path in called if is_script else _starts_ours(repo, path, target.script)
                    does = "rolls back" if restores is None else "puts a model's files back"
                    note = f"{'script' if is_script else 'task'} that {does}: {target.name[:60]}"
                    if (host := host_in_script(target.script)) is not None:
                        wired, note = False, f"{note}; names the placeholder {host}"
                    # A restore that CI runs is a drill: it restores what the same job has backed up.
                    level = Level.WIRED if wired and restores is None else Level.SUBSTANTIVE
                    yield Evidence(path, where, level, note)
    for run in ci_runs(repo):
        line = " ".join(run.reached.words)
        if _is_way_back(run.reached, line):
            place = run.reached.trail[0]
            by_hand = set(triggers_of(run.pipeline, run.job)) <= STARTED_BY_SOMEBODY
            note = f"CI rolls back {'when started manually' if by_hand else 'automatically'}: {line[:100]}"
            unfilled = placeholder_hosts(repo).get(run.pipeline.path)
            if unfilled is None:
                yield Evidence(place.path, place.line, Level.WIRED, note)
            else:
                note = f"{note}; the pipeline asks the placeholder {unfilled.host}"
                yield Evidence(place.path, place.line, Level.SUBSTANTIVE, note)


def _line_back(target: Target) -> int | None:
    """Where a task or script runs a command of a tool that goes back; None if it does not."""
    if "roll" not in target.script and "revert" not in target.script:
        return None
    for number, each in enumerate(target.script[:20_000].split("\n"), 1):
        if TOOL_BACK.search(each) and COMMENT.match(each) is None and NO_COMMAND.search(each) is None:
            return target.line_at(number)
    return None


def _goes_back(name: str) -> bool:
    words = name.replace("_", " ").replace("-", " ")
    return (
        GOING_BACK.search(words) is not None
        and NOT_A_SERVICE.search(words) is None
        and TRIES_OUT.search(words) is None
    )


def _is_way_back(reached: Reached, line: str) -> bool:
    if is_idle_command(reached.words) or basename(reached.words[0]) in ("git", "grep"):
        return False
    if not REHEARSALS.isdisjoint(reached.words):
        return False
    return _is_back_command(line) and not OTHER_ROLLBACKS.search(line)


def _called_scripts(repo: Snapshot) -> frozenset[str]:
    """Scripts that CI or a task starts by name."""
    found = {place.path for run in ci_runs(repo) for place in run.reached.trail[1:]}
    for path, files in repo.target_files.items():
        for file in files:
            if file.kind != "shell":
                for target in file.targets:
                    found.update(_named_files(repo, path, target.script))
    return frozenset(found)


def _named_files(repo: Snapshot, path: str, script: str) -> Iterator[str]:
    by_name = scripts_by_name(repo)
    for word in re.split(r"[\s\"'`;&|()]+", script[:20_000]):
        if word.endswith((".sh", ".py")):
            candidate = inside(dirname(path), word)
            if repo.exists(candidate):
                yield candidate
            else:
                # The folder stands in a variable: `$(SCRIPTS)/rollback.sh`.
                yield from by_name.get(basename(word), ())


def _starts_ours(repo: Snapshot, path: str, script: str) -> bool:
    stopped = stopped_modules(repo)
    return "python -m " in script or any(each not in stopped for each in _named_files(repo, path, script))


def _programs(repo: Snapshot) -> Iterator[Evidence]:
    """Functions and modules named for it that move a version, an alias or a pointer."""
    stopped = stopped_modules(repo)
    run, task_files = modules_run(repo) - stopped, _called_scripts(repo) - stopped
    for path, facts in repo.modules.items():
        if is_test_path(path) or "migration" in path or "alembic" in path:
            continue
        named_module = _goes_back(basename(path).removesuffix(".py"))
        for function in facts.functions:
            if not (_goes_back(function.name) or (named_module and function.name in ("main", "run", "cli"))):
                continue
            undoes = any(name.endswith((".rollback", "apply_rollback")) for name in function.names)
            moved = [name for name in function.names if _moves(name)]
            if undoes or not moved:
                continue
            acting = next((name for name in moved if name.rpartition(".")[2] not in FILE_WRITES), None)
            note = f"{function.name} rolls back: calls {(acting or moved[0])[:80]}"
            if acting is None:
                level = Level.SUBSTANTIVE if _is_read(repo, path, function) else Level.PRESENT
                note += ", which only writes a file"
            else:
                level = Level.WIRED if path in run or path in task_files else Level.SUBSTANTIVE
            yield Evidence(path, function.line, level, note, size=PROGRAM_FIRST)
            break


def _is_read(repo: Snapshot, path: str, function: Function) -> bool:
    """Whether other live code names a file that the function names: a pointer to what is served."""
    names = {
        basename(text)
        for call in repo.modules[path].calls
        if call.function == function.qualified_name
        for text in call.strings
        if WRITTEN_FILE.search(text)
    }
    others = (each for each in repo.modules if each != path and not is_test_path(each))
    return bool(names) and any(name in (repo.text(each) or "") for each in others for name in names)


def _moves(target: str) -> bool:
    if target == "set" or target.rpartition(".")[2] in SETS_ASIDE:
        return False
    return target in MOVING_TARGETS or MOVES.fullmatch(target.rpartition(".")[2]) is not None


def _inputs(repo: Snapshot) -> Iterator[Evidence]:
    """Manually started deployments with the version to deploy as an input."""
    delivering = {each.pipeline.path for each in deliveries(repo) if each.work is Work.DEPLOYS}
    moving = {path for path in repo.pipelines if MOVES_TRAFFIC.search(commands_in(repo, path))}
    for path in sorted(delivering | moving):
        pipeline = repo.pipelines[path]
        body = commands_in(repo, path)
        for document in repo.yaml(path):
            event = block(block(block(document.value).get("on")).get("workflow_dispatch"))
            for key in block(event.get("inputs")):
                if VERSION_INPUTS.search(key) and f"inputs.{key}" in body:
                    named = GOING_BACK.search(f"{pipeline.name} {basename(path)}")
                    level = Level.WIRED if named else Level.SUBSTANTIVE
                    note = f"deploys a manually chosen version: input {key[:40]}"
                    yield Evidence(path, line_of(key), level, note)
