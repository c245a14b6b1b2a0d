"""Names and words that do harm where they are shown: in all five formats."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from tests.hostile.case import SOUND, SOUND_LEVELS, Case, Finished, Stage, holding
from tests.hostile.git_objects import commit_text
from tests.hostile.parser_cases import MODEL
from tests.support.command_line import document
from tests.support.repositories import CommitSpec, build_repository, git, set_head, write_object

FORMATS = ("terminal", "json", "html", "markdown", "csv")
NAMES = (
    "new\nline", "\x1b[31mred\x07", os.fsdecode(b"bad\xff\xfe"), "\u202egpj\u2066", "-rf", "--upload-pack=x", "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>", "=cmd|' calc'!A0", "+1+1", "@SUM(1+1)", "\t=1+1", "!![bold red]x[", "[link=x]y", "`code`|a|b|", "{{ 7 * 7 }}",
    "![x](javascript:alert(1))", "[click](javascript:alert(1))", "\u200b\ufeffzero", "\x9b1mC1", "n" * 200,
)  # fmt: skip
AUTHORS = (
    b"<img src=x onerror=alert(1)> <a@x>",
    b"\"'><svg onload=alert(1)> <script>alert(1)</script>",
    b"\x1b[31mred\x1b]8;;https://evil.example\x07 <b@x>",
    b"=cmd|' calc'!A0 <c@x>",
    b"[bold red]Ada[ <=1+1@x>",
    b"bad\xff\xfe \xe2\x80\xaeadA <e\xff@x>",
)
README = """# [click](javascript:alert(1)) <script>alert(1)</script> [bold red]x[

[monitoring](javascript:alert(1)) ![x](https://evil.example/x.png) <img src=x onerror=alert(1)>

We have deployed <b onmouseover=alert(1)>this model</b> to production with [monitoring](javascript:alert(1)) and drift detection.
We reduced the latency by 40 % for \x1b[31m12,000 customers\x1b[0m.
=cmd|' calc'!A0 has 100 % test coverage.
"""
SCHEMES = ("http://", "https://", "#", "mailto:")


def hostile_names(stage: Stage) -> None:
    """Files, authors, documents and repositories with such names."""
    files = {f"{name}.py": f"# {number}\n{MODEL}" for number, name in enumerate(NAMES)}
    files |= {
        f"{name}/Dockerfile": 'FROM python:3.12\nCMD ["python", "-m", "shop.price"]\n' for name in NAMES
    }
    repository = build_repository(
        stage.repository, [CommitSpec({**SOUND, **files, "README.md": README})], bare=True
    )
    tree, last = git(repository, "rev-parse", "HEAD^{tree}", "HEAD").split()
    for name, author in zip(NAMES, AUTHORS, strict=False):
        who, message = author + b" 1700000000 +0000", f"{name} {README}".encode("utf-8", "surrogateescape")
        last = write_object(repository, "commit", commit_text(tree, message, [last], who, who))
    set_head(repository, last)
    for name in NAMES:
        build_repository(stage.portfolio / name, [CommitSpec({**SOUND, "README.md": README})], bare=True)


def in_format(form: str) -> Callable[[Stage], None]:
    def build(stage: Stage) -> None:
        hostile_names(stage)
        stage.arguments[stage.arguments.index("json")] = form
        if form == "terminal":
            stage.arguments.append("--verbose")

    return build


class _Page(HTMLParser):
    """What a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or (name in ("href", "src") and not (value or "").startswith(SCHEMES)):
                self.bad.append(f"{tag} {name}={value}")
        sends = tag == "form" and dict(attrs) != {
            "method": "dialog"
        }  # which closes a dialog, and sends nothing
        if sends or tag in ("img", "iframe", "object", "base", "b"):
            self.bad.append(tag)


def _acts(page: str) -> list[str]:
    parser = _Page()
    parser.feed(page)
    return parser.bad


def _sound(stage: Stage, finished: Finished) -> None:
    form = stage.arguments[stage.arguments.index("-f") + 1]
    text = finished.stdout
    assert "innocent" in text or form in ("terminal", "markdown")
    text.encode("utf-8")
    if form == "json":
        assert len(document(text)["repositories"]) == len(NAMES) + 2
    elif form == "html":
        assert _acts(text) == []
        assert "Content-Security-Policy" in text and text.lower().count("<script") <= 1
    elif form == "markdown":
        assert _acts(MarkdownIt("commonmark", {"html": True}).render(text)) == []
    elif form == "csv":
        cells = [cell for line in csv.reader(io.StringIO(text)) for cell in line]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")] == []
    else:
        assert "[bold red]" in text and f"{len(NAMES) + 2} of {len(NAMES) + 2} repositories" in text


def colliding(stage: Stage) -> None:
    """Names that are one on a disk that ignores case or normalises Unicode."""
    names = (
        "Train.py",
        "train.py",
        "TRAIN.py",
        "caf\u00e9.py",
        "cafe\u0301.py",
        "\u212bngstrom.py",
        "\u00c5ngstrom.py",
        "train.py ",
        "train.py.",
    )
    stage.holding({name: f"# {number}\n{MODEL}" for number, name in enumerate(names)})
    build_repository(stage.portfolio / "HOSTILE", [CommitSpec(SOUND)], bare=True)


def _both(stage: Stage, finished: Finished) -> None:
    assert finished.row("hostile")["facts"]["languages"] == "Python 10"
    assert finished.row("HOSTILE")["assessed"] is True


def javascript_readme(stage: Stage) -> None:
    stage.holding({"README.md": README})
    stage.arguments[stage.arguments.index("json")] = "html"


MAILMAP = "Famous Engineer <famous@example.com> <ada@example.com>\n* <famous@example.com> <ada@example.com>\n"


def forged_mailmap(stage: Stage) -> None:
    stage.holding({".mailmap": MAILMAP, "model.py": MODEL})
    stage.arguments += ["--identity", "ada@example.com"]


def _still_ada(stage: Stage, finished: Finished) -> None:
    shares = [finished.row(name)["candidate_share"] for name in ("hostile", "innocent")]
    # One drop says nothing sure of anybody; it would be nothing at all if the map were believed.
    assert shares == [[0.0, 1.0], [0.0, 1.0]]


def mailmap_only(stage: Stage) -> None:
    stage.holding({".mailmap": MAILMAP, "model.py": MODEL})
    stage.arguments += ["--identity", "famous@example.com"]


CASES: tuple[Case, ...] = (
    *(
        Case(f"hostile names, authors and documents in {form}", in_format(form), assessed=True if form == "json" else None, also=_sound)
        for form in FORMATS
    ),
    Case("names that collide", colliding, also=_both),
    Case("javascript link in a README", javascript_readme, assessed=None, also=_sound),
    Case("mailmap forgery", forged_mailmap, remote=None, also=_still_ada),
    Case("somebody whom only the mailmap knows", mailmap_only, code=2, assessed=None, said=("matches no commit",)),
    Case(
        "attributes with filters, export-ignore and UTF-16",
        holding({
            ".gitattributes": "* filter=evil diff=evil export-ignore export-subst working-tree-encoding=UTF-16 merge=evil ident\n",
            "model.py": MODEL,
        }),
        levels={**SOUND_LEVELS, "model_code": "substantive", "serving": "substantive"},
    ),
)  # fmt: skip
