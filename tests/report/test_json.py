from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from analyzer.claims.judging import judge
from analyzer.model import (
    Contribution,
    Evidence,
    Fact,
    Flag,
    LeftOut,
    Level,
    Severity,
    Statement,
    Status,
    Unseen,
)
from analyzer.provenance import Origin, PathProvenance, Share
from analyzer.report.json import EVIDENCE_LIMIT, to_json
from analyzer.scorecard import Scorecard
from analyzer.sources import Candidate, SkippedFile
from tests.support.scorecards import (
    ALL_WIRED,
    CHECKS,
    HEAD,
    finding,
    flag,
    repository,
    scorecard,
    unread,
)

SCHEMA = json.loads(files("analyzer.report").joinpath("scorecard.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def written(card: Scorecard) -> dict[str, Any]:
    text = to_json(card)
    assert text.isascii()
    assert text.endswith("}\n")
    document: dict[str, Any] = json.loads(text)
    VALIDATOR.validate(document)
    return document


def full() -> Scorecard:
    card = scorecard(
        repository(
            "octocat/service",
            ALL_WIRED,
            finding("tests", Level.PRESENT, ceiling=Level.WIRED),
            finding("monitoring", status=Status.NOT_APPLICABLE, reason="nothing to run"),
            share=Share(1 / 3, 1),
            facts=(Fact("notebook_ratio", 0.123456), Fact("active_days", 9), Fact("bad", float("nan"))),
            flags=(flag("bulk_import"), flag("hollow_ci", Severity.SERIOUS), flag("bulk_import")),
            skipped=(SkippedFile("z.bin", "binary"), SkippedFile("a.py", "larger than 512 kB", ("python",))),
        ),
        unread("octocat/gone"),
        candidate=Candidate(("octocat",), "octocat", ("Octo Cat",), "account"),
    )
    return replace(card, as_of="2026-01-01", left_out=(LeftOut("octocat/fork", "fork"),))


def test_the_schema_is_a_schema_and_closed() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = written(full()) | {"surprise": 1}
    assert not VALIDATOR.is_valid(document)


@pytest.mark.parametrize("card", [scorecard(), scorecard(unread()), scorecard(repository(url=None))])
def test_small_scorecards_keep_the_contract(card: Scorecard) -> None:
    written(card)


def test_the_keys_come_in_the_order_of_the_contract() -> None:
    document = written(full())
    assert list(document) == [
        "schema_version", "tool", "rubric", "as_of", "candidate", "verdict", "dimensions", "flags", "claims",
        "questions", "left_out", "contributions", "repositories", "blind", "signals", "not_seen",
    ]  # fmt: skip
    assert list(document["repositories"][1]) == [
        "name", "url", "fork_of", "head", "assessed", "problem", "candidate_share", "commits", "facts", "flags",
        "skipped_files", "signals", "purpose", "life", "activity", "code",
    ]  # fmt: skip
    assert list(document["verdict"]) == [
        "label", "score", "low", "high", "coverage", "reasons", "meaning", "summed",
    ]  # fmt: skip


def test_one_repository_in_full() -> None:
    document = written(full())
    gone, service = document["repositories"]
    assert (gone["name"], gone["assessed"], gone["problem"], gone["signals"]) == (
        "octocat/gone", False, "the clone did not end in time", {},
    )  # fmt: skip
    assert service["facts"] == {"active_days": 9, "bad": None, "notebook_ratio": 0.1235}
    assert service["candidate_share"] == [0.3333, 1.0]
    assert service["flags"] == ["bulk_import", "hollow_ci"]
    assert [each["path"] for each in service["skipped_files"]] == ["a.py", "z.bin"]
    assert list(service["signals"]) == sorted(CHECKS)
    assert service["signals"]["dockerfile"] == {
        "status": "measured",
        "level": "wired",
        "ceiling": "wired",
        "message": "dockerfile: said",
        "reason": None,
        "evidence": [
            {
                "path": "dockerfile.py",
                "line": 3,
                "level": "wired",
                "note": "a note on dockerfile",
                "commit": HEAD,
                "date": "2026-03-04",
                "share": [0.3333, 1.0],
                "introduced": None,
                "first_date": None,
                "days": 0,
                "authors": 0,
                "permalink": f"https://github.com/octocat/service/blob/{HEAD}/dockerfile.py#L3",
                "share_of": "commits",
                "lines": None,
            }
        ],
        "max_level": "wired",
        "weight": 0.83,
        "points": 0.9,
        "earned": [0.59994, 0.9],
        "near": [],
        "may_hold": None,
        "credited": ["wired", "wired"],
    }
    assert (service["signals"]["monitoring"]["level"], service["signals"]["monitoring"]["reason"]) == (
        None, "nothing to run",
    )  # fmt: skip
    assert (service["signals"]["tests"]["level"], service["signals"]["tests"]["ceiling"]) == (
        "present",
        "wired",
    )


def test_evidence_says_who_brought_it_when_and_how_many_worked_on_it() -> None:
    result = repository(levels={"dockerfile": Level.WIRED}, share=Share(0.5, 1.0))
    path = PathProvenance(Share(0.5, 1.0), HEAD, "2026-03-04", Origin.OTHER, "2025-01-02", 7, 3)
    result = replace(result, provenance={"dockerfile.py": path}, fork_of="grace/service")
    row = written(scorecard(result))["repositories"][0]
    shown = row["signals"]["dockerfile"]["evidence"][0]
    assert [shown[key] for key in ("introduced", "first_date", "date", "days", "authors")] == [
        "other", "2025-01-02", "2026-03-04", 7, 3,
    ]  # fmt: skip
    assert row["fork_of"] == "grace/service"
    whole = Evidence(None, None, Level.PRESENT, "of the whole repository")
    row = written(scorecard(repository("r", None, finding("ci", evidence=(whole,)))))["repositories"][0]
    shown = row["signals"]["ci"]["evidence"][0]
    assert [shown[key] for key in ("introduced", "first_date", "days", "authors")] == [None] * 4


SHOWING = "c" * 40


@pytest.mark.parametrize(
    ("path", "line", "link"),
    [
        (None, None, f"/commit/{SHOWING}"),
        ("values.yaml", None, f"/commit/{SHOWING}"),
        ("values.yaml", 3, f"/blob/{HEAD}/values.yaml#L3"),
    ],
)
def test_evidence_that_commits_show_names_the_first_of_them(
    path: str | None, line: int | None, link: str
) -> None:
    shown = Evidence(path, line, Level.SUSTAINED, "released", (SHOWING, "d" * 40))
    result = repository("r", None, finding("ci", evidence=(shown,)), share=Share(1, 1))
    of_commits = PathProvenance(Share(0.5, 0.5), SHOWING, "2026-03-04", None, "2025-01-02", 2, 1)
    result = replace(result, commit_provenance={shown.commits: of_commits})
    row = written(scorecard(result))["repositories"][0]["signals"]["ci"]
    assert row["level"] == "sustained"
    expected = {
        "commit": SHOWING, "date": "2026-03-04", "share": [0.5, 0.5], "first_date": "2025-01-02", "days": 2,
        "authors": 1, "permalink": f"https://github.com/octocat/service{link}",
    }  # fmt: skip
    assert {key: row["evidence"][0][key] for key in expected} == expected


def test_what_could_not_be_seen_has_an_entry_a_cause_with_its_remedy() -> None:
    (found,) = written(scorecard(repository(), unread(), unread("octocat/lost")))["not_seen"]
    assert (found["count"], found["repositories"], found["places"], found["signals"]) == (
        2, ["octocat/gone", "octocat/lost"], [], [],
    )  # fmt: skip
    assert "the clone did not end in time" in found["words"] and found["remedy"]
    many = tuple(SkippedFile(f"{number:02}.py", "larger than 2 MB", ("source",)) for number in range(21))
    (found,) = written(scorecard(repository(skipped=many)))["not_seen"]
    assert (found["count"], len(found["places"]), found["places"][0]) == (21, 20, "octocat/service: 00.py")


def test_contributions_are_written_in_the_order_given() -> None:
    given = (
        Contribution("acme/platform", "https://github.com/acme/platform", 3, 0, "2025-06-07"),
        Contribution("other/tool", "https://github.com/other/tool", 0, 2, None),
    )
    assert written(replace(scorecard(), contributions=given))["contributions"] == [
        {
            "repository": "acme/platform",
            "url": "https://github.com/acme/platform",
            "pull_requests": 3,
            "commits": 0,
            "last_date": "2025-06-07",
        },
        {
            "repository": "other/tool",
            "url": "https://github.com/other/tool",
            "pull_requests": 0,
            "commits": 2,
            "last_date": None,
        },
    ]


def test_the_verdict_is_the_scorecards() -> None:
    card = full()
    verdict = written(card)["verdict"]
    assert verdict["score"] == verdict["low"] == card.verdict.low
    assert (verdict["label"], verdict["high"]) == (card.verdict.label, card.verdict.high)


def test_flags_come_loudest_first() -> None:
    assert [each["id"] for each in written(full())["flags"]] == ["hollow_ci", "bulk_import", "bulk_import"]


def test_evidence_of_a_flag_has_its_place() -> None:
    loud = Flag(
        "hollow_tests", Severity.SERIOUS, "no asserts", (Evidence("t.py", 4, Level.PRESENT, "empty"),)
    )
    place = written(scorecard(repository(flags=(loud,))))["flags"][0]["evidence"][0]
    assert (place["path"], place["permalink"].endswith("t.py#L4"), place["share"]) == ("t.py", True, None)


def test_a_claim_has_its_place_and_the_evidence_for_it() -> None:
    service = repository(levels=ALL_WIRED, share=Share(0.5, 1))
    said = Statement("It is monitored.", "README.md", 7, "monitoring", ("monitoring",))
    claims = judge((replace(service, statements=(said,)),), (replace(said, path="cv.md", line=1),))
    own, theirs = written(replace(scorecard(service), claims=claims))["claims"]
    assert list(theirs) == [
        "text",
        "repository",
        "path",
        "line",
        "signals",
        "support",
        "evidence",
        "topic",
        "author",
    ]
    assert (theirs["repository"], theirs["path"], theirs["line"]) == ("octocat/service", "README.md", 7)
    (place,) = theirs["evidence"]
    assert (place["path"], place["share"], place["commit"]) == ("monitoring.py", [0.5, 1.0], HEAD)
    assert place["permalink"].endswith("monitoring.py#L3")
    assert (own["repository"], own["path"], own["support"]) == (None, "cv.md", "supported")
    assert own["evidence"][0]["note"] == "octocat/service: a note on monitoring"


def test_an_unsupported_claim_has_no_evidence() -> None:
    said = Statement("It is monitored.", "README.md", 7, "monitoring", ("monitoring",))
    card = replace(scorecard(repository()), claims=judge((replace(repository(), statements=(said,)),)))
    assert [(each["support"], each["evidence"]) for each in written(card)["claims"]] == [("unsupported", [])]


def test_a_check_that_left_no_finding_is_unknown_not_absent() -> None:
    result = repository()
    kept = {signal: found for signal, found in result.findings.items() if signal != "ci"}
    signal = written(scorecard(replace(result, findings=kept)))["repositories"][0]["signals"]["ci"]
    assert (signal["status"], signal["level"], signal["ceiling"]) == ("unknown", None, "sustained")
    assert signal["may_hold"] == "any"


def test_where_nobody_was_named_no_share_is_given() -> None:
    service = written(scorecard(repository(levels=ALL_WIRED)))["repositories"][0]
    assert service["candidate_share"] is None
    assert service["signals"]["ci"]["evidence"][0]["share"] is None


def test_evidence_is_strongest_first_and_capped() -> None:
    many = tuple(Evidence(f"p{n:03}.py", 1, Level.PRESENT, "") for n in reversed(range(60)))
    best = Evidence("z.py", 1, Level.WIRED, "")
    signal = written(scorecard(repository("r", None, finding("ci", evidence=(*many, best)))))["repositories"][
        0
    ]["signals"]["ci"]
    paths = [each["path"] for each in signal["evidence"]]
    assert paths[:3] == ["z.py", "p000.py", "p001.py"]
    assert len(paths) == EVIDENCE_LIMIT
    assert signal["message"] == "ci: said (11 more not listed)"


def test_what_earns_most_is_listed_however_much_there_is() -> None:
    many = tuple(Evidence(f"p{n:03}.py", 1, Level.PRESENT, "") for n in range(60))
    shares = {each.path or "": Share(0.0, 0.1) for each in many}
    shares |= {"p057.py": Share(0.25, 0.25), "p058.py": Share(0.24, 0.5), "p059.py": Share(0.24, 0.49)}
    result = repository("r", None, finding("ci", evidence=many), shares=shares)
    signal = written(scorecard(result))["repositories"][0]["signals"]["ci"]
    paths = [each["path"] for each in signal["evidence"]]
    assert paths == [f"p{n:03}.py" for n in (*range(48), 57, 58)]
    assert signal["credited"] == ["present", "present"]


@pytest.mark.parametrize(
    ("unseen", "status", "word"),
    [
        ((), Status.MEASURED, None),
        ((Unseen("large"),), Status.MEASURED, "any"),
        ((Unseen("large", at_most=Level.PRESENT),), Status.MEASURED, "present"),
        (
            (Unseen("large", at_most=Level.PRESENT), Unseen("lost", at_most=Level.WIRED)),
            Status.UNKNOWN,
            "wired",
        ),
        ((Unseen("large", at_most=Level.PRESENT), Unseen("lost")), Status.MEASURED, "any"),
        ((Unseen("large", at_most=Level.PRESENT),), Status.ERROR, "any"),
    ],
)
def test_what_was_not_seen_may_hold_so_much(
    unseen: tuple[Unseen, ...], status: Status, word: str | None
) -> None:
    result = repository("r", None, finding("ci", status=status, unseen=unseen))
    assert written(scorecard(result))["repositories"][0]["signals"]["ci"]["may_hold"] == word


@pytest.mark.parametrize("bad", ["\udcff", "\ud83d", "\ude00", "a\x1b[31m\0", "</script>\u2028"])
def test_hostile_names_are_accepted_by_strict_parsers(bad: str) -> None:
    card = scorecard(
        repository(bad, None, finding("ci", Level.WIRED, path=f"{bad}.py"), facts=(Fact(bad, bad),)),
        candidate=Candidate((bad,), None, (bad,)),
    )
    document = written(card)
    text = json.dumps(document, ensure_ascii=False)
    text.encode("utf-8")
    assert "\ud83d" not in text


def test_the_same_scorecard_gives_the_same_bytes_in_any_order() -> None:
    one, two = repository("a", ALL_WIRED), repository("b", flags=(flag("x"), flag("y")))
    other = replace(two, flags=two.flags[::-1], findings=dict(reversed(list(two.findings.items()))))
    assert to_json(scorecard(one, two)) == to_json(scorecard(other, one))


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=20), st.sampled_from(list(Level)))
def test_any_text_keeps_the_contract(text: str, level: Level) -> None:
    found = finding("ci", evidence=(Evidence(text, None, level, text),), reason=text)
    written(scorecard(repository(text, None, found), unread(text, text)))
