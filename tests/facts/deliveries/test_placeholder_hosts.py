from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.deliveries.placeholder_hosts import host_in_script, named_host, placeholder_hosts
from analyzer.wiring.commands.reach import Place
from tests.support.snapshots import snapshot

WORKFLOW = ".github/workflows/ship.yml"
# A word of a command, and the placeholder in it.
WORDS = {
    "https://api.example.com/health": "api.example.com",
    "https://api.mlops.example.com/api/v1/health": "api.mlops.example.com",
    "http://example.org:8080": "example.org",
    "deploy@host.example": None,
    "https://churn.invalid/x": "churn.invalid",
    "https://api.yourdomain.com": "api.yourdomain.com",
    "https://your-api-host.run.app/x": "your-api-host.run.app",
    "https://mycompany.com/x": "mycompany.com",
    "ubuntu@ec2-12-34-56-78.compute-1.amazonaws.com": "ec2-12-34-56-78",
    "http://203.0.113.7/x": "203.0.113.7",
    "https://<host>/x": "<host>",
    "https://api.example.company.net/x": None,
    "https://counterexample.com/x": None,
    "https://example.com.evil.net/x": None,
    "https://ec2-3-88-41-7.compute-1.amazonaws.com": None,
    "http://203.0.114.7/x": None,
    "https://yourself.com": None,
    "https://${HOST}/x": None,
    "http://localhost:8000/x": None,
    "ops@example.com": None,
}


@pytest.mark.parametrize(("word", "host"), WORDS.items(), ids=WORDS)
def test_the_placeholder_in_a_word(word: str, host: str | None) -> None:
    assert named_host(["-f", word]) == host


# A script, and the placeholder that one of its commands is sent to.
SCRIPTS = {
    "curl": ("curl -f https://api.example.com/health\n", "api.example.com"),
    "with sudo": ("sudo curl -f https://api.example.com/health\n", "api.example.com"),
    "ssh": ("ssh ubuntu@ec2-12-34-56-78.amazonaws.com docker pull x\n", "ec2-12-34-56-78"),
    "a comment": ("# curl https://api.example.com/health\ntrue\n", None),
    "an echo": ("echo see https://api.example.com/docs\n", None),
    "an address of who commits": ("git config user.email ci@example.com\n", None),
    "a real host": ("curl -f https://api.churn.io/health\n", None),
}


@pytest.mark.parametrize(("script", "host"), SCRIPTS.values(), ids=SCRIPTS)
def test_the_placeholder_that_a_script_asks(script: str, host: str | None) -> None:
    assert host_in_script(script) == host


def test_the_first_command_of_each_pipeline() -> None:
    head = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: "
    files = {
        WORKFLOW: f"{head}|\n          true\n          curl https://api.example.com\n          curl example.org/x\n",
        ".github/workflows/b.yml": f"{head}bash ops/check.sh\n",
        ".github/workflows/c.yml": f"{head}curl https://api.churn.io\n",
        "ops/check.sh": "curl https://api.yourdomain.com\n",
        "README.md": "curl https://api.example.com\n",
    }
    found = placeholder_hosts(snapshot(files))
    assert {path: (each.place.line, each.host) for path, each in found.items()} == {
        WORKFLOW: (8, "api.example.com"),
        ".github/workflows/b.yml": (6, "api.yourdomain.com"),
    }
    assert found[WORKFLOW].place == Place(WORKFLOW, 8)


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_words_have_an_answer(words: list[str]) -> None:
    assert named_host(words) is None or len(named_host(words) or "") <= 100
