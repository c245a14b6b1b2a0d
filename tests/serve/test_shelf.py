"""What is kept about candidates, what another try may change, and that nothing is left of whoever is deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analyzer.batch.candidates import Row
from analyzer.batch.folder import Missed, Record, as_json, batch_folder, opened
from analyzer.batch.summaries import summary_of
from analyzer.report.json import to_json
from analyzer.serve.notes import DEEPEST_NOTE, MOST_NOTE_VALUES, BadNotes, checked_notes
from analyzer.serve.shelf import NOTES, Shelf
from analyzer.serve.views import row_view
from analyzer.sources import Source
from analyzer.store import CacheSettings
from analyzer.store.database import Database
from tests.support.scorecards import repository, scorecard, unread
from tests.support.serving import an_office, client_of, keep, mark_in

CARD = scorecard(repository())
FAILED = Missed("the server could not be reached", True)


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_nothing_is_left_of_whoever_is_deleted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with an_office(kept) as office:
        keep(office, "ada", scorecard(repository("ada/service", url="https://github.com/ada/service")))
        before = bytes_below(kept)
        keep(office, "octocat", CARD, Missed("gone", True, "octocat/gone"))
        keep(office, "octocat", CARD)
        office.shelf.write_beside("octocat", NOTES, b'{"octocat": 1}')
        (kept / "summary.csv").write_text("octocat")
        (kept / "run.json").write_text("{}")
        client = client_of(office)
        own = {"origin": "http://127.0.0.1:8650", "x-mark": mark_in(client.get("/").text)}
        assert client.delete("/candidates/octocat", headers=own).status_code == 204
        assert client.get("/candidates/octocat").status_code == 404
        assert bytes_below(kept) == before
        # A scan that ends after that finds nobody to keep it for.
        office.shelf.keep(Record("octocat", "k"), "{}")
        with pytest.raises(KeyError):
            office.shelf.write_beside("octocat", NOTES, b"{}")
        assert bytes_below(kept) == before
        assert client.get("/candidates/ada").status_code == 200
    with opened(Shelf(kept), {}) as shelf:
        assert (list(shelf.asked), list(shelf.records)) == (["ada"], ["ada"])


def test_a_line_of_the_journal_that_was_cut_is_nobodys_and_goes(tmp_path: Path) -> None:
    with an_office(tmp_path / "kept") as office:
        keep(office, "ada", CARD)
        with (tmp_path / "kept" / ".batch" / "journal.jsonl").open("ab") as file:
            file.write(b'{"id":"octocat","missed":')
        office.shelf.delete("ada")
        assert (tmp_path / "kept" / ".batch" / "journal.jsonl").read_bytes() == b""


def test_a_try_without_success_leaves_the_scorecard_and_says_why(tmp_path: Path) -> None:
    with an_office(tmp_path / "kept") as office:
        keep(office, "octocat", CARD)
        keep(office, "octocat", None, FAILED)
        row = row_view("octocat", office.shelf, office.desk)
        assert row is not None and row.has_card and (row.status, row.reasons) == ("failed", (FAILED.reason,))
        assert row.remedy == "It may pass: scan again later."
        keep(office, "octocat", scorecard(unread()), Missed("too large", False, "octocat/gone"))
        row = row_view("octocat", office.shelf, office.desk)
        assert row is not None and row.status == "incomplete"
        assert (row.reasons, row.remedy) == (("octocat/gone: too large",), "")
        keep(office, "ghost", None, Missed("there is no user 'ghost'", False))
        row = row_view("ghost", office.shelf, office.desk)
        assert (
            row is not None and not row.has_card and row.remedy.startswith("Another try would say the same")
        )


def test_whoever_is_wanted_is_wanted_after_another_start(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with opened(Shelf(kept), {}) as shelf:
        shelf.ask([Row(0, 0, "ada", ("ada",), ("Ada",), None, "platform"), Row(0, 0, "bob", ("bob",))])
        shelf.answered("bob")
    with opened(Shelf(kept), {}) as shelf:
        assert [(each.row, each.pending) for each in shelf.asked.values()] == [
            (Row(0, 0, "ada", ("ada",), ("Ada",), None, "platform"), True),
            (Row(0, 0, "bob", ("bob",)), False),
        ]
        assert not shelf.is_done("ada", "k")
        assert [kept.stat().st_mode & 0o077, (kept / "reviews").stat().st_mode & 0o077][1] == 0
    (kept / ".batch" / "asked.json").write_text('{"rows":[{"id":"../x","targets":["a"]}]}')
    with opened(Shelf(kept), {}) as shelf:
        assert shelf.asked == {}
    (kept / ".batch" / "asked.json").write_text("[")
    with opened(Shelf(kept), {}) as shelf:
        assert shelf.asked == {}


def test_notes_are_kept_as_they_are_and_not_over_anothers(tmp_path: Path) -> None:
    with an_office(tmp_path / "kept") as office:
        keep(office, "octocat", CARD)
        client = client_of(office)
        own = {"origin": "http://127.0.0.1:8650", "x-mark": mark_in(client.get("/").text)}
        place = "/candidates/octocat/notes"
        first = client.get(place)
        assert first.json() == {}
        notes = {"schema": "1", "card": "ab", "marks": {"</script>": ["\u202e", "é"]}}
        put = client.put(place, json=notes, headers={**own, "if-match": first.headers["etag"]})
        assert put.status_code == 204
        again = client.get(place)
        assert (again.json(), again.headers["etag"]) == (notes, put.headers["etag"])
        late = client.put(place, json={}, headers={**own, "if-match": first.headers["etag"]})
        assert late.status_code == 412 and client.get(place).json() == notes
        assert client.put(place, content=b"[1]", headers=own).status_code == 400
        assert client.put("/candidates/nobody/notes", json={}, headers=own).status_code == 404


def test_what_a_batch_has_made_can_be_read_compared_and_deleted(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with batch_folder(kept, {}) as folder:
        for id in ("octocat", "ada"):
            folder.keep(Record(id, "k", summarised=as_json(summary_of(CARD))), to_json(CARD))
    with an_office(kept) as office:
        client = client_of(office)
        page = client.get("/").text
        assert "Scan again" not in page and "Markdown" not in page
        assert "octocat" in client.get("/candidates/octocat").text
        compared = client.get("/compare?id=octocat&id=ada&id=nobody").text
        assert "candidate 2" in compared and "octocat/service" not in compared
        assert client.get("/compare?id=octocat&id=nobody").status_code == 400
        assert client.get("/candidates/octocat/scorecard.md").status_code == 404
        own = {"origin": "http://127.0.0.1:8650", "x-mark": mark_in(page)}
        assert client.post("/candidates/octocat/again", headers=own).status_code == 409
        assert client.post("/candidates/octocat/delete", headers=own).status_code == 303
        assert (office.shelf.ids(), office.shelf.card("octocat")) == (["ada"], None)


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"{}" + b"}" * (depth - 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not JSON"), (b"{", "not JSON"), (b'{"a": NaN}', "not JSON"), (b"\xff", "not JSON"),
        (b"[" * 200_000, "not JSON"), (b"null", "not an object"), (b"[]", "not an object"),
        (nested(DEEPEST_NOTE + 1), "nested too deeply"),
        (json.dumps({"a": [0] * (MOST_NOTE_VALUES - 1)}).encode(), "too many values"),
    ],
)  # fmt: skip
def test_what_are_no_notes_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(BadNotes, match=why):
        checked_notes(content)


def test_notes_at_the_limits_are_taken() -> None:
    for content in (nested(DEEPEST_NOTE), json.dumps({"a": [0] * (MOST_NOTE_VALUES - 2)}).encode()):
        assert json.loads(checked_notes(content)) == json.loads(content)


def test_what_was_read_for_a_scan_without_a_scorecard_is_forgotten_too(tmp_path: Path) -> None:
    cache = CacheSettings(tmp_path / "cache")

    def kept_results() -> list[bytes]:
        database = Database(cache.folder, cache.limit)
        found = [key for key in (b"far", b"here") if database.get("results", key)]
        database.close()
        return found

    database = Database(cache.folder, cache.limit)
    database.put("results", b"far", b"", b"https://github.com/ada/service")
    database.put("results", b"here", b"", b"a folder")
    database.close()
    far = Source("service", "https://github.com/ada/service.git", True, "https://github.com/ada/service")
    with an_office(tmp_path / "kept", cache=cache) as office:
        for id in ("ada", "bob"):
            office.shelf.ask([Row(0, 0, id, (id,))])
        office.shelf.reads("ada", [far])
        office.shelf.reads("nobody", [far])
    with an_office(tmp_path / "kept", cache=cache) as office:
        assert office.shelf.delete("bob", cache) is None and kept_results() == [b"far", b"here"]
        assert office.shelf.delete("ada", cache) is None and kept_results() == [b"here"]
        office.shelf.ask([Row(0, 0, "eve", ("./eve",))])
        office.shelf.reads("eve", [Source("eve", "/home/eve", False, None)])
        office.shelf.ask([Row(0, 0, "eve", ("./eve",))])
        assert office.shelf.delete("eve", cache) is None and kept_results() == []
