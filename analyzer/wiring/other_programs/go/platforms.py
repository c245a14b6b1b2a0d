"""Which Go programs a platform starts by a file or a command: functions, images without a build file.

Sources: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/building-custom-runtimes.html,
https://www.serverless.com/framework/docs/providers/aws/guide/functions, https://ko.build/features/k8s,
https://cloud.google.com/appengine/docs/standard/reference/app-yaml?tab=go,
https://cloud.google.com/sdk/gcloud/reference/functions/deploy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from posixpath import basename, dirname, join, normpath

from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.shell import unwrap
from analyzer.repository import Snapshot, derived
from analyzer.wiring.commands.ci_commands import ci_runs
from analyzer.wiring.other_programs.go.builds import built_anywhere, go_folders, main_folders, mains_at
from analyzer.wiring.roles import is_example_path, is_test_path

MOST_GO_STARTS = 100
LONGEST_GO_PLATFORM = 256 * 1024
GO_RUNTIME = lazy_regex(r"(?i)runtime[\"']?[ \t]*[:=][ \t]*[\"']?(?:provided(?:\.al\d+)?|go1\.x|go\d{0,3})\b")
GO_LAMBDA_MARK = lazy_regex(r"AWS::(?:Serverless|Lambda)::Function|aws_lambda_function|(?m:^functions:)")
# Lines that say where the code of a function is, or what its program is called.
GO_FUNCTION_LINE = lazy_regex(
    r"[ \t]*(?:CodeUri|handler|Handler|source_dir)[ \t]*[:=][ \t]*[\"']?([\w./${}-]{1,200})[\"']?[ \t]*"
)
GO_KO_IMAGE = lazy_regex(r".{0,200}ko://([\w./-]{1,300}).*")
GO_APP_ENGINE = lazy_regex(r"runtime:[ \t]*[\"']?go\d*[\"']?[ \t]*")
GO_APP_ENGINE_MAIN = lazy_regex(r"main:[ \t]*[\"']?([\w./-]{1,200})[\"']?[ \t]*")
GO_LAMBDA_START = "github.com/aws/aws-lambda-go/lambda#Start"
GO_VARIABLE_FOLDER = lazy_regex(r"\$\{[^}]{0,60}\}/?")
GO_GCLOUD_RUNTIME = lazy_regex(r"(?:--runtime=)?go\d{2,3}")

# A file and a line that start something, and the Go file that they start.
Place = tuple[str, int, str]


def deployed_go(repo: Snapshot) -> Iterator[Place]:
    """What platforms start."""
    if go_folders(repo):
        yield from islice(_deployed(repo), MOST_GO_STARTS)


def _deployed(repo: Snapshot) -> Iterator[Place]:
    for path in repo.paths:
        if not path.endswith((".yaml", ".yml", ".tf")) or is_example_path(path) or is_test_path(path):
            continue
        content = repo.text(path) or ""
        if len(content) > LONGEST_GO_PLATFORM:
            continue
        if "ko://" in content:
            for number, name in _lines(content, GO_KO_IMAGE):
                yield from _at(repo, path, number, mains_at(repo, "", name))
        if GO_RUNTIME.search(content) is None:
            continue
        if GO_LAMBDA_MARK.search(content) is not None:
            yield from _functions(repo, path, content)
        elif basename(path).startswith("app."):
            main = next((name for _line, name in _lines(content, GO_APP_ENGINE_MAIN)), ".")
            for number, _runtime in islice(_lines(content, GO_APP_ENGINE), 1):
                yield from _at(repo, path, number, mains_at(repo, dirname(path), main))
    yield from _cloud_functions(repo)


def _lines(content: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(content.split("\n"), 1):
        match = pattern.fullmatch(row[:500])
        if match is not None:
            yield number, match[1] if match.re.groups else match[0]


def _at(repo: Snapshot, path: str, number: int, folders: Iterable[str]) -> Iterator[Place]:
    for folder in folders:
        for file in main_folders(repo)[folder]:
            yield path, number, file


def _functions(repo: Snapshot, path: str, content: str) -> Iterator[Place]:
    """The programs of functions: by the folder of their code, the name of what is built, or the only one."""
    found = False
    lines = list(_lines(content, GO_FUNCTION_LINE))
    for number, written in lines:
        name = GO_VARIABLE_FOLDER.sub("", written)
        folders = list(mains_at(repo, dirname(path), name)) if name.strip("./") else []
        folders = [each for each in folders if each in lambda_folders(repo)]
        for place in _at(repo, path, number, folders):
            found = True
            yield place
        for each in built_anywhere(repo) if not folders and basename(name) != "bootstrap" else ():
            if each.name == basename(name):
                found = True
                yield from ((path, number, file) for file in each.files)
    if not found and len(lambda_folders(repo)) == 1 and lines:
        yield from _at(repo, path, lines[0][0], lambda_folders(repo))


@derived
def lambda_folders(repo: Snapshot) -> tuple[str, ...]:
    """The folders of programs that wait for the calls of AWS Lambda."""
    return tuple(
        folder
        for folder, files in main_folders(repo).items()
        if any(
            call.target.startswith(GO_LAMBDA_START)
            for path in files
            if (facts := repo.programs.get(path)) is not None
            for call in facts.calls
        )
    )


def _cloud_functions(repo: Snapshot) -> Iterator[Place]:
    """`gcloud functions deploy name --runtime go122 --source ./functions` in a CI job."""
    for run in ci_runs(repo):
        words = unwrap(run.reached.words)
        if words[:3] != ("gcloud", "functions", "deploy") or not any(map(GO_GCLOUD_RUNTIME.fullmatch, words)):
            continue
        source = next(
            (
                each.removeprefix("--source=") if each.startswith("--source=") else following
                for each, following in zip(words, (*words[1:], ""), strict=True)
                if each.startswith("--source=") or each == "--source"
            ),
            ".",
        )
        folder = normpath(join(run.reached.directory, source))
        place = run.reached.trail[0]
        for file in go_folders(repo).get("" if folder == "." else folder, ()):
            yield place.path, place.line, file
