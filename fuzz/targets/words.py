"""Targets: documents, what they claim, paths, people and their names, and the redactor applied to them."""

from __future__ import annotations

from analyzer.blind.addresses import words_of_address
from analyzer.blind.identifying import handles_of_address, identifying_file
from analyzer.blind.name_search import search_for, spellings_of_handle, spellings_of_person, squeezed
from analyzer.blind.redactor import Redactor, redactor_of_words
from analyzer.claims.assessment import read_own_statements
from analyzer.claims.figures import figures_of
from analyzer.claims.sentences import Context, claims_of, own_claims_of
from analyzer.commits import CommitRecord, Commits
from analyzer.identities import head_count, identify, matched_identities
from analyzer.parsing.ci.systems import ci_system, is_ci_looking
from analyzer.parsing.dockerfile.stages import is_devcontainer
from analyzer.parsing.documents.pdf import parse_pdf
from analyzer.parsing.documents.prose import Prose, parse_prose
from analyzer.parsing.tasks.files import target_kind
from analyzer.repository.bots import is_bot
from analyzer.repository.file_kinds import kinds
from analyzer.repository.first_party import first_party, is_licence
from analyzer.sources import Author, Candidate
from fuzz.target import Target
from fuzz.targets.shared import PLAIN_FILE, line_count, text_of, with_mark

_MARKUP = (
    "# h\n", "h\n===\n", "h\n---\n", "```sh\n", "~~~\n", "    ", "- ", "* ", "1. ", "> ", "| a | b |\n", "|---|\n", "[a](b)", "![a](b)", "[a]: b\n", "<!--", "-->",
    "<a href='x'>", "</a>", "<h1>", "</h1>", "<details>", "`", "**", "__", "::\n", ".. note:: ", ".. code-block:: sh\n", ":ref:`x`", "= h\n", "|x|", "---\n", "a. B", "&amp;", "<br>", "\\", "[ ] ", "[x] ",
)  # fmt: skip
_CLAIMS = (
    "We deployed the model to production", "serving 2M requests/day", "p99 latency of 40 ms", "99.9% uptime", "with canary releases", "is not", "will be", "you can", "e.g. ",
    "reduced cost by 30 %", "monitoring with Prometheus", "automated retraining", "95% test coverage", ", but ", "; ", "TODO", "120 ms", "k", "M", "€", "/s", "per second", "~", "≥", "two ", "if ", "- ",
)  # fmt: skip
_PATHS = (
    "src/", "tests/", ".github/workflows/", ".yml", ".yaml", ".py", "Dockerfile", "docker-compose", "requirements", ".txt", "/", ".", "-", "_", "vendor/", "node_modules/", "env", "conda", "meta",
    "README", ".md", "Jenkinsfile", "azure-pipelines", "compose", "prod", "Makefile", "run", "bin/", "dist/", ".ipynb_checkpoints/", "LICENSE", ".min.js", "buildspec", "cloudbuild", "\n", "A", "é",
)  # fmt: skip
_PEOPLE = (
    "Ada Example", "ada.example@example.com", "12+ada@users.noreply.github.com", "ada-example", "AdaExample", "ada_example", "ADA", "[bot]", "@", "+", ".", "-", "_", " ", "\n", "https://github.com/ada/x",
    "www.ada.dev", "git@github.com:ada/x.git", "deadbeef1", "ａｄａ", "Àdà", "аda", "ﬁ", "ß", "İ", "李", "0", "://", "example.com/ada",
)  # fmt: skip
ADA = Candidate(targets=("ada",), login="ada", identities=("Ada Example", "ada@example.com"))
REDACTOR: Redactor = redactor_of_words(("https://github.com/ada-example/shop",), ADA.identities)


def _prose(content: bytes, facts: object) -> None:
    assert isinstance(facts, Prose)
    last = line_count(content)
    assert all(1 <= each[0] <= last for each in (*facts.code_blocks, *facts.links))
    assert all(each.text and len(each.text) <= 500 for each in facts.sentences)


def _sentence(content: bytes) -> object:
    text = text_of(content)
    contexts = (
        Context(),
        Context(("Results",), item=True),
        Context(of_library=True),
        Context(opening=True, title=True),
    )
    found = [[topic.name for topic in claims_of(text, context)] for context in contexts]
    return found, [topic.name for topic in own_claims_of(text)], figures_of(text)


def _own(content: bytes) -> object:
    try:
        return read_own_statements(content, "cv.md")
    except ValueError as error:
        return str(error)


def _paths(content: bytes) -> object:
    paths = tuple(dict.fromkeys(text_of(content).split("\n")))
    kept, excluded = first_party(paths, lambda _path: content[:4096])
    return (
        [(sorted(kinds(each)), ci_system(each), is_ci_looking(each), target_kind(each)) for each in paths],
        [(is_devcontainer(each), is_licence(each), identifying_file(each)) for each in paths],
        sorted(kept),
        excluded,
    )


def _every_path_once(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    kept = facts[2]
    assert len(kept) == len(set(kept)) <= text_of(content).count("\n") + 1


def _identity(content: bytes) -> object:
    """A history whose lines are `name <address>`."""
    authors = []
    for line in text_of(content).split("\n"):
        name, _, email = line.partition("<")
        authors.append(Author(name.strip(), email.rstrip("> ")))
    commits = Commits.of(
        CommitRecord("0" * 40, each, tuple(authors[:2]), each, 0, 0, 1, "x") for each in authors
    )
    identity = identify(ADA, commits)
    assert identity is not None
    found = [(identity.origin(each).value, is_bot(each), words_of_address(each.email)) for each in authors]
    return found, matched_identities(ADA, commits), head_count(identity, commits), head_count(None, commits)


def _redacted(content: bytes) -> str:
    return REDACTOR.text(text_of(content))


def _nothing_shows(_content: bytes, facts: object) -> None:
    text = str(facts)
    assert REDACTOR.text(text) == text, "what was hidden leaves something to hide"
    folded = text.casefold()
    assert "ada example" not in folded and "ada@example.com" not in folded


def _search(content: bytes) -> object:
    """The first line is a name, the rest a text that may hold it."""
    name, _, text = text_of(content).partition("\n")
    words = spellings_of_person(name) | spellings_of_handle(name)
    replaced = search_for(words).replaced(text, "\x00")
    return sorted(words), replaced, handles_of_address(name)


def _only_names_go(content: bytes, facts: object) -> None:
    assert isinstance(facts, tuple)
    words, replaced, _handles = facts
    text = text_of(content).partition("\n")[2]
    if "\x00" not in text:
        position = 0
        for piece in replaced.split("\x00"):
            position = text.find(piece, position)
            assert position >= 0, "more than names was replaced"
            position += len(piece)
        assert all(each == squeezed(each).text for each in words), "a spelling that no text can hold"


_PDF = ("obj", "endobj", "stream", "endstream", "<<", ">>", "/Kids", "/Count", "/Length", "0 R", "Tj", "T*")
TARGETS = (
    Target("prose", parse_prose, (*PLAIN_FILE, _prose), (with_mark,), None, _MARKUP),
    Target("pdf", parse_pdf, tokens=_PDF, growth=600),
    # No sentence is longer than 500 characters.
    Target("claims", _sentence, tokens=(*_CLAIMS, *_MARKUP[:10]), growth=600, largest=600),
    Target("own-claims", _own, tokens=(*_CLAIMS, *_MARKUP), growth=1000),
    Target("paths", _paths, (_every_path_once,), tokens=_PATHS, growth=600, largest=8192),
    Target("identity", _identity, tokens=_PEOPLE, growth=600),
    Target("redactor", _redacted, (_nothing_shows,), tokens=_PEOPLE),
    Target("name-search", _search, (_only_names_go,), tokens=_PEOPLE),
)
