"""Text as a scanned repository could hold it, and a scorecard that carries it in every field."""

from __future__ import annotations

from msgspec.structs import replace

from analyzer.model import (
    Contribution,
    Evidence,
    Fact,
    Flag,
    LeftOut,
    Level,
    Located,
    Question,
    Severity,
    Status,
    Support,
    Unseen,
)
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.scorecard import Scorecard
from analyzer.sources import Candidate, SkippedFile
from tests.support.scorecards import ALL_WIRED, claim, finding, repository, scorecard, unread

HARMLESS = "harmless"
TEXTS = (
    "<script>alert(1)</script>",
    "</style></title></textarea><img src=x onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "' onmouseover='alert(1)",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "&lt;b&gt; &#60;script&#62; &amp;",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
    "javascript:alert(1)",
    "[click](javascript:alert(1)) ![x](https://evil.example/x.png)",
    "<https://evil.example> https://evil.example www.evil.example mailto:a@evil.example",
    "[ref]: https://evil.example 'x'",
    "@octocat @org/team a@b.example o/r@1234567 @",
    "#1 o/r#123 GH-12 !12 ~bug %12 &7 $7 :tada: :+1:",
    "`code` ``double`` ``` unpaired ` ~~~",
    "| a | b |\\| \\\\| --- |",
    "*a* **b** _c_ __init__.py ~~d~~ \\* \\",
    "# heading",
    "- list",
    "+ list",
    "1. list",
    "12) list",
    "> quote",
    "===",
    "---",
    "    indented",
    "two\nlines\r\nand\ttabs\x0b\x0c\x85\u2028\u2029end",
    "\n\n# heading after a break",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link \x9b1m \x00\x07\x7f",
    "safe\u202egnp.exe \u2066iso\u2069 \u200bzero\ufeff",
    "bad-\udcff-byte lone \ud83d \udc00",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u200b=1+1",
    "＝1+1",
    "\"=1+1\",\"=2+2\";=3+3",
    "[bold red]x[/bold red] [/] [link=https://evil.example]x[/link]",
    "../../../../etc/passwd",
    "naïve 模型 🙂",
    "n" * 10_000,
    "@" * 10_000,
    "",
    " ",
)  # fmt: skip


def carrying(text: str, *, url: str | None = "https://github.com/octocat/service") -> Scorecard:
    """A scorecard of two repositories, one of them unread, with `text` wherever they could have put it."""
    place = Evidence(text, 7, Level.WIRED, text)
    read = repository(
        text,
        ALL_WIRED,
        replace(finding("ci", evidence=(place, place)), message=text),
        finding("ci_tests", evidence=(place,), ceiling=Level.SUSTAINED, unseen=(Unseen(text, text),)),
        finding("typed_code", evidence=(place, Evidence(None, None, Level.PRESENT, text, (text,)))),
        finding("monitoring", status=Status.UNKNOWN, reason=text, unseen=(Unseen(text),)),
        finding("tests", status=Status.ERROR, reason=text),
        finding("model_code", status=Status.NOT_APPLICABLE, reason=text),
        finding("experiment_tracking", evidence=(replace(place, level=Level.CLAIMED),)),
        share=Share(0.25, 0.5),
        flags=(Flag("hollow_ci", Severity.SERIOUS, text, (place,)), Flag(text, Severity.ASK, text)),
        facts=(Fact("languages", text), Fact(text, 1), Fact("notebook_ratio", 0.5)),
        skipped=(SkippedFile(text, text, ("python",)), SkippedFile(text, text)),
        url=url,
    )
    read = replace(
        read,
        provenance={text: PathProvenance(Share(0.0, 0.25), text, text, Origin.OTHER, f"{text} first", 3, 2)},
        commit_provenance={
            (text,): PathProvenance(Share(0.0, 0.25), text, text, None, f"{text} first", 3, 2)
        },
    )
    gone = replace(unread(f"{text} gone", text), url=text, head=text)
    who = Candidate((text,), text, (text,), "declared")
    located = Located(text, place)
    return replace(
        scorecard(read, gone, candidate=who),
        left_out=(LeftOut(text, text),),
        claims=(
            claim(text, Support.UNSUPPORTED, repository=text, path=text, signals=(text,)),
            claim(text, Support.NOT_ASSESSABLE, repository=None, path=text, signals=()),
            claim(text, Support.SUPPORTED, located, repository=text, path=text),
        ),
        questions=(
            Question(text, text, text, text, text, located),
            Question(text, text, text, text, text, Located(f"{text} unknown", place)),
        ),
        contributions=(Contribution(text, text, 1, 2, text),),
    )
