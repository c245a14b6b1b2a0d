"""Which documents speak of the repository, and which are texts that its programs read."""

from __future__ import annotations

import pytest

from analyzer.facts.documents.own_documents import own_documents
from analyzer.testing import snapshot

TEXT = "# What to do\n\nRestart it.\n"
LOADS = "from langchain_community.document_loaders import DirectoryLoader\n{}\n"

LISTS = "import fs from 'fs';\nconst dir = './docs';\nfor (const f of fs.readdirSync(dir)) {\n  if (f.endsWith('.md')) textSplitter(f);\n}\n"

OWN = {
    "a runbook": ("docs/runbooks/api.md", {}, True),
    "a README of a folder of data": ("data/README.md", {}, True),
    "a text of a corpus": ("corpus/api.md", {}, False),
    "a text of a knowledge base": ("app/knowledge-base/incidents/outage.md", {}, False),
    "a golden answer": ("eval/golden/1.md", {}, False),
    "a licence": ("LICENSE.md", {}, False),
    "a licence of another spelling": ("docs/LICENCE-docs.txt", {}, False),
    "terms": ("TERMS.md", {}, False),
    "a document about licensing a model": ("docs/terminology.md", {}, True),
    "instructions for an agent": (".claude/skills/deploy/SKILL.md", {}, False),
    "what a program logged": ("logs/pdf_test/tables.md", {}, False),
    "what was taken out of documents": ("pipeline/extracted-text/a.md", {}, False),
    "an output": ("outputs/doc_1.md", {}, False),
    "a report among the outputs": ("outputs/evaluation_report.md", {}, True),
    "a log that people keep": ("docs/logs/2024.md", {}, True),
    "a document about logs": ("docs/logging.md", {}, True),
    "a README of logs": ("logs/README.md", {}, True),
    "a folder that a program reads": (
        "runbooks/api.md",
        {"load.py": LOADS.format('DirectoryLoader("./runbooks", glob="*.md")')},
        False,
    ),
    "a folder that a program reads by a keyword": (
        "runbooks/api.md",
        {"load.py": LOADS.format('DirectoryLoader(path="runbooks/")')},
        False,
    ),
    "a folder that a program reads by a name": (
        "app/plans/a/api.md",
        {"app/load.py": LOADS.format('PLANS = "plans"\nDirectoryLoader(PLANS)')},
        False,
    ),
    "a folder that a test reads": (
        "runbooks/api.md",
        {"tests/test_a.py": LOADS.format('DirectoryLoader("runbooks")')},
        True,
    ),
    "a folder that something else names": ("runbooks/api.md", {"load.py": 'print("runbooks")\n'}, True),
    "a folder whose texts a program cuts": ("docs/handbook.md", {"src/load.ts": LISTS}, False),
    "a folder whose texts a module cuts": (
        "docs/handbook.md",
        {"load.py": 'import os\nfor f in os.listdir("docs"):\n    if f.endswith(".md"):\n        chunk(f)\n'},
        False,
    ),
    "a folder that is joined to another": (
        "docs/handbook.md",
        {"src/load.ts": LISTS.replace("'./docs'", "path.join(process.cwd(), 'docs')")},
        False,
    ),
    "a folder below another": (
        "docs/handbook.md",
        {
            "load.py": "from pathlib import Path\nfor f in (Path(__file__).parent / 'docs').glob('*.md'):\n    chunk(f)\n"
        },
        False,
    ),
    "a folder under a name": (
        "docs/handbook.md",
        {"load.py": "DATA_DIR = 'docs'\nfor f in Path(DATA_DIR).glob('*.md'):\n    chunk(f)\n"},
        False,
    ),
    "a value of the name of a folder": (
        "docs/handbook.md",
        {"load.py": "for f in Path(a).glob('*.md'):\n    chunk(f)\nfound = state['docs']\n"},
        True,
    ),
    "a folder whose texts a program only shows": (
        "docs/handbook.md",
        {"src/load.ts": LISTS.replace("textSplitter", "show")},
        True,
    ),
    "a folder of which a program lists no texts": (
        "docs/handbook.md",
        {"src/load.ts": LISTS.replace(".md", ".pdf")},
        True,
    ),
    "a folder that a program names and does not list": (
        "docs/handbook.md",
        {"src/load.ts": LISTS.replace("readdirSync", "mkdirSync")},
        True,
    ),
    "a folder whose texts a test cuts": ("docs/handbook.md", {"tests/load.test.ts": LISTS}, True),
    "another folder is read": (
        "runbooks/api.md",
        {"load.py": LOADS.format('DirectoryLoader("texts")'), "texts/a.md": TEXT},
        True,
    ),
}


def test_a_prompt_is_no_document() -> None:
    prompt = "You are a reader of {{ name }}.\n"
    assert set(own_documents(snapshot({"docs/a.md": prompt, "docs/b.md": TEXT}))) == {"docs/b.md"}


@pytest.mark.parametrize(("path", "files", "own"), OWN.values(), ids=OWN)
def test_a_document_of_the_repository_is_no_text_that_it_reads(
    path: str, files: dict[str, str], own: bool
) -> None:
    assert (path in own_documents(snapshot({path: TEXT, **files}))) is own
