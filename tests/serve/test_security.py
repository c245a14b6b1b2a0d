"""Who may ask the page for what: tables of requests, and what each is answered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from analyzer.serve import guard
from analyzer.serve.app import ROUTES
from analyzer.serve.guard import CHANGING_METHODS, FORM_BYTES, HEADERS, limit_of
from analyzer.serve.office import Office
from analyzer.serve.rates import Allowance, Rates
from analyzer.serve.sessions import MOST_SESSIONS, SESSION_SECONDS, Sessions
from analyzer.serve.settings import Settings, is_every_address, is_loopback, names_of
from tests.support.scorecards import repository, scorecard
from tests.support.serving import HERE, ORIGIN, PAGE, PORT, an_office, client_of, keep, mark_in

TOKEN = "t" * 43
REMOTE = Settings(names=names_of("10.0.0.7", ["reviews.example.com"]), local=False, token=TOKEN, port=PORT)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("open") / "kept") as opened:
        keep(opened, "octocat", scorecard(repository()))
        yield opened


@pytest.fixture
def client(office: Office) -> TestClient:
    """A browser of which no request was counted yet."""
    return client_of(office)


def ours(client: TestClient) -> dict[str, str]:
    """The headers of a request that a script of ours sends."""
    return {"origin": ORIGIN, "x-mark": mark_in(client.get("/", headers=PAGE).text)}


# -- by which name ---------------------------------------------------------------------------------------


def test_a_name_that_is_not_ours_is_refused(client: TestClient) -> None:
    for host in (HERE, "localhost:8650", "LOCALHOST", "[::1]:8650", "127.0.0.1"):
        assert client.get("/", headers={"host": host}).status_code == 200, host
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8650", "", "[::1",
                 "evil.example:8650#localhost", "localhost@evil.example", "10.0.0.7"):  # fmt: skip
        answer = client.get("/", headers={"host": host})
        assert answer.status_code == 421 and "octocat" not in answer.text, host


@pytest.mark.parametrize(
    ("host", "any_address", "known"),
    [
        ("10.0.0.7:8650", False, True), ("reviews.example.com", False, True), ("10.0.0.8", False, False),
        ("10.0.0.8", True, True), ("[fe80::1]:8650", True, True), ("evil.example", True, False),
        ("10.0.0.8.evil.example", True, False),
    ],
)  # fmt: skip
def test_on_every_address_a_number_is_a_name_and_no_other_is(
    host: str, any_address: bool, known: bool
) -> None:
    settings = Settings(names=REMOTE.names, any_address=any_address, local=False)
    assert settings.is_known_host(host) is known


@pytest.mark.parametrize(
    ("host", "loopback", "every"),
    [
        ("127.0.0.1", True, False), ("127.8.8.8", True, False), ("::1", True, False), ("localhost", True, False),
        ("0.0.0.0", False, True), ("::", False, True), ("10.0.0.7", False, False), ("example.com", False, False),
    ],
)  # fmt: skip
def test_what_others_can_reach_is_known(host: str, loopback: bool, every: bool) -> None:
    assert (is_loopback(host), is_every_address(host)) == (loopback, every)


def test_requests_that_a_server_hands_on_are_not_of_this_machine(client: TestClient) -> None:
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "X-Forwarded-Host"):
        answer = client.get("/", headers={header: "10.0.0.9"})
        assert answer.status_code == 421 and "octocat" not in answer.text


# -- from which page -------------------------------------------------------------------------------------

CHANGING_ROUTES = sorted(
    (method, route.path.replace("{id}", "octocat"))
    for route in ROUTES
    for method in (route.methods or set()) & CHANGING_METHODS
)
OWN = {"origin": ORIGIN}


def test_every_change_has_an_address_that_the_tables_below_ask() -> None:
    assert {path for _method, path in CHANGING_ROUTES} == {
        "/scans", "/lists", "/login", "/logout", "/candidates/octocat", "/candidates/octocat/again",
        "/candidates/octocat/stop", "/candidates/octocat/delete", "/candidates/octocat/notes",
    }  # fmt: skip


FOREIGN: tuple[dict[str, str], ...] = (
    *({}, {"origin": "null"}, {"origin": "https://evil.example"}, {"origin": "http://127.0.0.1:9999"}),
    *({"origin": f"http://evil.example/{HERE}"}, {"origin": "http://[", "sec-fetch-site": "same-origin"}),
    *({"sec-fetch-site": site} for site in ("cross-site", "same-site", "none")),
    *({**OWN, "sec-fetch-site": "cross-site"}, {"origin": "null", "sec-fetch-site": "cross-site"}),
)


@pytest.mark.parametrize(("method", "path"), CHANGING_ROUTES)
def test_no_change_is_made_for_another_site_or_without_the_mark(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    mark, before = ours(client)["x-mark"], dict(office.shelf.asked)
    monkeypatch.setattr(guard.Guard, "_require_patience", lambda *_: None)
    for headers in FOREIGN:
        answer = client.request(method, path, headers={**headers, "x-mark": mark}, content=b"target=ada")
        assert answer.status_code == 403 and "of another site" in answer.json()["error"], headers
    for wrong in () if path == "/login" else (None, b"", b"0" * 64, "é".encode()):
        pairs = [(b"origin", ORIGIN.encode()), *([] if wrong is None else [(b"x-mark", wrong)])]
        answer = client.request(method, path, headers=pairs, content=b"target=ada")
        assert answer.status_code == 403 and "not of this page" in answer.json()["error"], wrong
    assert office.shelf.asked == before


def test_the_mark_of_another_browser_is_none(office: Office, client: TestClient) -> None:
    other = client_of(office)
    answer = client.post("/scans", data={"target": "ada"}, headers={**OWN, "x-mark": ours(other)["x-mark"]})
    assert answer.status_code == 403 and "ada" not in office.shelf.asked


@pytest.mark.parametrize(
    ("name", "headers"),
    [("a", OWN), ("b", {"origin": "null", "sec-fetch-site": "same-origin"}),
     ("c", {"sec-fetch-site": "same-origin"}), ("d", {**OWN, "sec-fetch-site": "same-origin"})],
)  # fmt: skip
def test_a_form_of_ours_is_taken_with_and_without_a_script(
    client: TestClient, office: Office, name: str, headers: dict[str, str]
) -> None:
    mark = ours(client)["x-mark"]
    answer = client.post("/scans", data={"target": name, "mark": mark}, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert office.desk.place(name) is not None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}, 403),
        ({"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-mode": "navigate"}, 200),
        ({"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}, 200),
    ],
)
def test_no_other_page_reads_or_embeds_anything(
    client: TestClient, headers: dict[str, str], status: int
) -> None:
    for path in ("/", "/candidates/octocat/scorecard.json", "/static/forms.js"):
        assert client.get(path, headers=headers).status_code == status


def test_other_methods_are_none(client: TestClient) -> None:
    for method in ("TRACE", "PATCH", "OPTIONS", "CONNECT", "X"):
        assert client.request(method, "/", headers=OWN).status_code == 405


# -- with which token ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("remote") / "kept", REMOTE) as opened:
        keep(opened, "octocat", scorecard(repository()))
        yield opened


THERE = {"origin": "http://10.0.0.7:8650"}


@pytest.fixture
def guarded(remote: Office) -> TestClient:
    client = client_of(remote)
    client.base_url = THERE["origin"]
    return client


READING_ROUTES = [
    ("GET", route.path.replace("{id}", "octocat").replace("{form}", "json"))
    for route in ROUTES
    if "GET" in (route.methods or ()) and route.path not in ("/login", "/static/{name}")
]


def test_without_the_token_nothing_is_told(guarded: TestClient) -> None:
    asked = [each for each in (*CHANGING_ROUTES, *READING_ROUTES) if each[1] != "/login"]
    assert len(asked) > 15
    for method, path in asked:
        for cookie in ({}, {"cookie": f"repo_evidence_{PORT}={TOKEN}"}):
            answer = guarded.request(method, path, headers={**THERE, **cookie})
            assert answer.status_code == 401 and "octocat" not in answer.text, path
            assert "set-cookie" not in answer.headers


def test_a_page_without_the_token_leads_to_the_door(guarded: TestClient) -> None:
    answer = guarded.get("/candidates/octocat", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert guarded.get("/login", headers=PAGE).status_code == 200
    assert guarded.get("/static/login.js").status_code == 200


def test_the_token_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_has(
    guarded: TestClient,
) -> None:
    answer = guarded.post("/login", data={"token": TOKEN}, headers=THERE)
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 303 and TOKEN not in cookie
    assert cookie.endswith("; Path=/; HttpOnly; SameSite=Strict")
    behind = guarded.post(
        "/login",
        data={"token": TOKEN},
        headers={"host": "reviews.example.com", "origin": "https://reviews.example.com"},
    )
    assert behind.headers["set-cookie"].endswith("; SameSite=Strict; Secure")
    value = {"cookie": cookie.partition(";")[0]}
    page = guarded.get("/", headers={**PAGE, **value})
    assert page.status_code == 200 and TOKEN not in page.text
    left = guarded.post("/logout", headers={**THERE, **value, "x-mark": mark_in(page.text)})
    assert left.headers["location"] == "/login" and "Max-Age=0" in left.headers["set-cookie"]
    assert guarded.get("/", headers=value).status_code == 401


def test_guesses_of_the_token_are_slowed_down(guarded: TestClient) -> None:
    for token in ("", "t", TOKEN[:-1], TOKEN + "t", "é" * 43):
        answer = guarded.post("/login", data={"token": token}, headers=THERE)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False), token
    assert int(guarded.post("/login", data={"token": TOKEN}, headers=THERE).headers["retry-after"]) >= 1


def test_a_cookie_ends_and_the_oldest_gives_way() -> None:
    now = 0.0
    sessions = Sessions(TOKEN, lambda: now)
    first = sessions.begin()
    now = SESSION_SECONDS - 1
    assert sessions.knows(first)
    now = SESSION_SECONDS
    assert not sessions.knows(first)
    second = sessions.begin()
    for _ in range(MOST_SESSIONS - 1):
        last = sessions.begin()
    assert sessions.knows(second) and sessions.knows(last)
    sessions.begin()
    assert not sessions.knows(second)


def test_no_text_of_the_settings_shows_the_token() -> None:
    assert TOKEN not in repr(REMOTE) + str(REMOTE)


FAR = (
    *("octocat/service", "@ada", "https://github.com/ada/service", "github.com/ada", "ada"),
    *("https://github.com/ada/service/tree/main/src", "octocat; ada/service"),
)
NEAR = (
    *("/etc", "~/x", "./x", "..", ".", "scorecards", ".batch", "file:///etc", "ada; /etc", "ext::sh -c x"),
    *("https://127.0.0.1/ada/service", "https://intranet.example/a/b.git", "https://gitlab.com/a/b"),
    *("https://github.com.evil.example/a/b", "https://github.com@evil.example/a/b", "git@intranet:a/b"),
    "http://github.com:8080/a/b",
)


def test_whoever_is_elsewhere_names_no_folder_and_no_other_server(
    remote: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page works in its own folder, so that no other name exists to it."""
    monkeypatch.chdir(remote.shelf.path)
    for target, status in (*((each, 303) for each in FAR), *((each, 400) for each in NEAR)):
        guarded = client_of(remote)
        guarded.base_url = THERE["origin"]
        signed = guarded.post("/login", data={"token": TOKEN}, headers=THERE).headers["set-cookie"]
        own = {**THERE, "cookie": signed.partition(";")[0]}
        mark = mark_in(guarded.get("/", headers={**PAGE, **own}).text)
        answer = guarded.post("/scans", data={"target": target, "mark": mark}, headers=own)
        assert answer.status_code == status, target
        rows = f'target,id\n"{target}",x\n'.encode()
        listed = guarded.post("/lists", files={"list": ("a.csv", rows)}, headers={**own, "x-mark": mark})
        assert listed.status_code == status, target


# -- how much and how often ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/scans", "/candidates/octocat/notes", "/lists"])
def test_a_body_is_taken_up_to_its_limit(client: TestClient, path: str) -> None:
    method = "PUT" if path.endswith("notes") else "POST"
    headers = {**ours(client), "content-type": "application/octet-stream"}
    for size, refused in ((limit_of(path), False), (limit_of(path) + 1, True)):
        whole = client.request(method, path, headers=headers, content=b" " * size)
        assert (whole.status_code == 413) is refused
        streamed = client.request(method, path, headers=headers, content=iter([b" " * (size - 1), b" "]))
        # What says no length is counted as it comes; a form that is none is not read.
        assert (streamed.status_code == 413) is (refused and path.endswith("notes"))


def test_a_length_that_is_none_is_refused(client: TestClient) -> None:
    for length in (b"-1", b"1e3", b"x", b"9" * 30, "\u0663".encode()):
        headers = [(b"origin", ORIGIN.encode()), (b"content-length", length)]
        assert client.post("/scans", headers=headers).status_code == 413


def test_a_body_that_never_comes_is_not_waited_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.0)
    assert client.put("/candidates/octocat/notes", headers=ours(client), content=b"{}").status_code == 408


def test_many_requests_of_one_address_are_too_many() -> None:
    now = 100.0
    rates = Rates(Allowance(2, 0.5), lambda: now)
    assert [rates.take("a") for _ in range(3)] == [0.0, 0.0, 2.0]
    assert rates.take("b") == 0.0
    now = 101.0
    assert rates.take("a") == 1.0
    now = 102.0
    assert [rates.take("a"), rates.take("a")] == [0.0, 2.0]


def test_what_is_refused_says_when_to_come_again(client: TestClient) -> None:
    said = {client.post("/scans", headers=OWN, content=b"x" * FORM_BYTES).status_code for _ in range(80)}
    assert said == {403, 429}


# -- with which headers ----------------------------------------------------------------------------------


def test_every_answer_forbids_what_it_does_not_need(client: TestClient) -> None:
    plain = {name: value for name, value in HEADERS.items() if name != "content-security-policy"}
    odd = (
        "/login",
        "/static/serve.css",
        "/nowhere",
        "/candidates/nobody",
        "/candidates/octocat/scorecard.md",
    )
    for path in (*(path for _method, path in READING_ROUTES), *odd):
        answer = client.get(path)
        assert {name: answer.headers[name] for name in plain} == plain
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
        assert "sandbox" in policy or "frame-ancestors 'none'" in policy


def test_an_address_leads_nowhere_else(client: TestClient, office: Office) -> None:
    (office.shelf.path / "secret").write_text("secret")
    for id in (
        "%2e%2e",
        "..%2f..%2fsecret",
        "%2fetc%2fpasswd",
        ".batch",
        "octocat%00",
        "octocat/",
        "x" * 5000,
    ):
        for rest in ("", "/notes", "/scorecard.json", "/scorecard.html", "/delete"):
            answer = client.get(f"/candidates/{id}{rest}")
            assert answer.status_code in (404, 307) and "secret" not in answer.text
    for name in ("../app.py", "%2e%2e%2fapp.py", "home.html.j2", "app.py", ""):
        assert client.get(f"/static/{name}").status_code == 404
    assert client.get("/candidates/octocat/scorecard.py").status_code == 404


def test_a_bug_says_nothing_of_what_was_sent(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(id: str) -> bytes:
        raise ZeroDivisionError("canary")

    monkeypatch.setattr(office.shelf, "card", fail)
    answer = client.get("/candidates/octocat/scorecard.json", headers=PAGE)
    assert answer.status_code == 500 and "canary" not in answer.text
    assert capsys.readouterr().err == "bug in repo-evidence: ZeroDivisionError in a request\n"
