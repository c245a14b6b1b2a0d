"""Files by which a platform or a machine runs a repository: process files, specifications, units, crontabs.

Sources: https://render.com/docs/blueprint-spec (`autoDeployTrigger`), https://vercel.com/docs/project-configuration,
https://docs.digitalocean.com/products/app-platform/reference/app-spec/ (`deploy_on_push`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from msgspec import Struct

from analyzer.facts.deliveries.server_deployments import CAPISTRANO, KAMAL, server_deployments
from analyzer.lazy_regex import lazy_regex
from analyzer.repository import Snapshot, derived
from analyzer.wiring.roles import is_example_path, is_test_path
from analyzer.wiring.routes.handlers import FUNCTION_HANDLER, configured_handlers
from analyzer.wiring.starts.entrypoints import starts
from analyzer.wiring.starts.platform_starts import platform_of, platform_starts

# Files that only one platform reads, and that say by being there where the repository runs.
NAMED_FILES = {
    "fly.toml": "Fly.io",
    "vercel.json": "Vercel",
    "netlify.toml": "Netlify",
    "render.yaml": "Render",
    "railway.toml": "Railway",
    "railway.json": "Railway",
    "wrangler.toml": "Workers",
    "wrangler.json": "Workers",
    "wrangler.jsonc": "Workers",
    "apprunner.yaml": "App Runner",
    "azure.yaml": "Azure Developer CLI",
    "apphosting.yaml": "App Hosting",
    "serverless.yml": "Serverless",
    "heroku.yml": "Heroku",
    "nixpacks.toml": "Nixpacks",
    "zappa_settings.json": "Zappa",
    "samconfig.toml": "AWS SAM",
    "Dockerrun.aws.json": "Elastic Beanstalk",
    "captain-definition": "CapRover",
    ".platform.app.yaml": "Platform.sh",
}
# Folders with a site about the project.
SITES = lazy_regex(r"(?:^|/)(?:docs?|documentation|website|site|book|blog)/", re.IGNORECASE)
ON_PUSH = lazy_regex(
    r"[ \t]*(?:-[ \t]*)?(?:deploy_on_push:[ \t]*true|autoDeploy:[ \t]*(?:true|yes)"
    r"|autoDeployTrigger:[ \t]*(?:commit|checksPass))\b"
)
# Keys of such files: what is started, what is built, and the parts.
_KEY = r"[ \t]{0,40}(?:-[ \t]{0,4})?[\[\"']{0,3}(?:"
_ENDS = r")[\]\"']{0,3}[ \t]{0,4}(?:[:=]|$)"
WHAT_IS_RUN = tuple(
    lazy_regex(_KEY + names + _ENDS)
    for names in (
        r"(?:docker|start|run)[_-]?[cC]ommand|start|cmd|entrypoint|main|handler|app_function",
        r"build[_-]?[cC]ommand|builder|builds?|[dD]ockerfile(?:_?[pP]ath)?|runtime|framework|image",
        r"services|functions|processes|http_service",
    )
)
MOST_PLATFORM_ROWS = 400
# What runs on a machine of its own rather than on a platform.
OWN_MACHINES = frozenset({"systemd", "cron", "supervisord", "PM2", "launchd", KAMAL, CAPISTRANO})


class PlatformFile(Struct, frozen=True):
    """A file that a platform or machine reads. `module` is what it starts, "" where that is not first-party
    Python; `on_push`: the file says that a push is deployed, at this line.
    """

    path: str
    line: int
    platform: str
    module: str = ""
    on_push: int | None = None

    @property
    def note(self) -> str:
        """What the file is for, as a report says it."""
        runs = "runs it" if not self.module else f"starts {self.module}"
        where = "a machine" if self.platform in OWN_MACHINES else "a platform"
        return f"{self.platform}: {where} {runs} by this file"


@derived
def platform_files(repo: Snapshot) -> tuple[PlatformFile, ...]:
    """The files by which something outside runs the repository, one entry a file."""
    found: dict[str, PlatformFile] = {}
    for each in _starting(repo):
        found.setdefault(each.path, each)
    for path in repo.paths:
        platform = NAMED_FILES.get(basename(path))
        if platform is not None and path not in found and not _is_aside(path):
            on_push = _deployed_on_push(repo, path)
            found[path] = PlatformFile(path, _telling_line(repo, path), platform, on_push=on_push)
    for path, line, tool in server_deployments(repo):
        if path not in found and not _is_aside(path):
            found[path] = PlatformFile(path, line, tool)
    return tuple(found.values())


def _starting(repo: Snapshot) -> Iterator[PlatformFile]:
    """Files that start a first-party program."""
    for start in starts(repo):
        if start.module is not None and platform_of(start.path) == "Procfile" and not _is_aside(start.path):
            yield PlatformFile(start.path, start.line, "Procfile", start.module)
    for each in platform_starts(repo):
        platform = platform_of(each.path)
        if platform is not None and not _is_aside(each.path):
            on_push = _deployed_on_push(repo, each.path)
            yield PlatformFile(each.path, each.line, platform, each.module, on_push)
    for handler in configured_handlers(repo):
        told = handler.path not in repo.modules and handler.path not in repo.dockerfiles
        if handler.starts and handler.tool == FUNCTION_HANDLER and told and not _is_aside(handler.path):
            yield PlatformFile(handler.path, handler.line, "functions", handler.module)


def _is_aside(path: str) -> bool:
    return is_example_path(path) or is_test_path(path) or SITES.search(path) is not None


def _telling_line(repo: Snapshot, path: str) -> int:
    """The first row of a file that says what is started, else what is built, else what there is."""
    rows = (repo.text(path) or "").split("\n")[:MOST_PLATFORM_ROWS]
    for keys in WHAT_IS_RUN:
        line = next((number for number, row in enumerate(rows, 1) if keys.match(row[:300])), None)
        if line is not None:
            return line
    return 1


def _deployed_on_push(repo: Snapshot, path: str) -> int | None:
    if not path.endswith((".yaml", ".yml")):
        return None
    lines = (repo.text(path) or "").split("\n")
    return next((number for number, each in enumerate(lines, 1) if ON_PUSH.match(each)), None)
