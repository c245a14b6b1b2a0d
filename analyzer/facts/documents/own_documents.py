"""The documents that speak of the repository itself.

A text that a program of the repository reads (a corpus, a knowledge base, samples, golden answers) is data,
a prompt is sent to a model, a licence speaks of everybody's rights, and instructions for coding agents tell
a tool what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from posixpath import basename, dirname

from analyzer.facts.documents.operating_documents import is_for_a_model
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.documents import Prose
from analyzer.parsing.programs import called_name
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import code_files, last_part
from analyzer.wiring.roles import is_for_agents, is_test_path

LEGAL = lazy_regex(
    r"(?:licen[cs]es?|licen[cs]ing|copying|copyright|notice|patents|eula|terms|privacy|third[-_]party[-_]\w{1,20})"
    r"(?:[-_.].{0,40})?\Z",
    re.IGNORECASE,
)
# Folders of material, by what people call them: texts that are read, searched, answered from or scored.
MATERIAL_FOLDERS = word_set(
    "corpus corpora knowledge knowledge_base knowledgebase kb dataset datasets data raw_data seed_data "
    "sample_data sample_docs sample_documents sample_plans samples source_documents source_docs rag_docs "
    "rag_data golden goldens golden_set golden_answers fixtures testdata test_data mock_data uploads "
    "documents_to_index ingest ingestion_data training_data eval_data evaluation_data policies_kb "
    "vectorstore vector_store embeddings articles_data demo_data synthetic_data docs_corpus content_library"
)
# Folders that programs write to: logs, and what was taken out of other people's documents.
DUMP_FOLDERS = word_set(
    "logs log dump dumps extracted extractions extracted_text extracted_texts parsed parsed_docs parsed_text "
    "crawled scraped converted ocr_output"
)
OUTPUT_FOLDERS = word_set("output outputs out")
# Texts that people write into a folder of outputs, or have written there to be read.
TOLD = lazy_regex(r"readme|report|summar|result|analys|evaluat|finding|conclusion", re.IGNORECASE)
# A record that people keep among their documents is no output of a program.
KEPT_RECORDS = word_set("docs doc documentation")
# Classes and functions that read a folder of texts, by the last part of their names.
TEXT_READERS = word_set(
    "DirectoryLoader SimpleDirectoryReader TextLoader UnstructuredMarkdownLoader UnstructuredFileLoader "
    "PyPDFDirectoryLoader ObsidianLoader MarkdownReader load_documents ingest_documents ingest_folder "
    "index_documents load_corpus load_knowledge_base build_index ingest_directory MarkdownToDocument"
)
MOST_FOLDERS = 50
LISTING_CALLS = word_set(
    "listdir walk scandir glob rglob iglob iterdir readdir readdirSync globSync ReadDir WalkDir Walk Glob "
    "GetFiles EnumerateFiles children entries newDirectoryStream list\u00b7files"
)
TEXT_ENDING = lazy_regex(r"[\"'`*]\.(?:md|markdown|txt|rst|mdx)\b|\*\.(?:md|txt)")
PREPARES_TEXTS = lazy_regex(
    r"(?i)text_?splitter|\bchunk|embed(?:ding|_?documents|_?texts?)|vector_?store|\bnew Document\(|upsert"
)
WORD_BREAK = lazy_regex(r"[-\s]")
# A folder where a path is meant: "docs" alone is as often the name of a value.
_NAME_OF_FOLDER = r"([A-Za-z][\w-]{0,60}(?:/[\w-]{1,60}){0,4})"
_QUOTED_FOLDER = rf"[\"'`]{_NAME_OF_FOLDER}/?[\"'`]"
FOLDER_AS_PATH = lazy_regex(
    rf"[\"'`]\./{_NAME_OF_FOLDER}/?[\"'`]"
    rf"|(?:join|resolve|Path|Combine)\((?:[^()\n]|\([^()\n]{{0,60}}\)){{0,80}}?{_QUOTED_FOLDER}"
    rf"|(?i:dir(?:ectory)?|path|folder|root)\w{{0,12}}[\"']?\s?(?::=|[=:])\s?{_QUOTED_FOLDER}"
    rf"|(?:listdir|walk|scandir|i?glob|readdir(?:Sync)?|ReadDir|WalkDir|GetFiles)\("
    rf"[\"'`]{_NAME_OF_FOLDER}[/\"'`]"
    rf"|/ {_QUOTED_FOLDER}"
)


@derived
def own_documents(repo: Snapshot) -> Mapping[str, Prose]:
    """Documents by path, as in `repo.prose`, without texts that are data, outputs, law or instructions."""
    read = _folders_read(repo)
    return {
        path: prose
        for path, prose in repo.prose.items()
        if not is_for_agents(path)
        and LEGAL.match(basename(path)) is None
        and not _is_material(path, read)
        and not is_for_a_model(path, prose)
    }


def _is_material(path: str, read: frozenset[str]) -> bool:
    if basename(path).casefold().startswith("readme"):
        return False  # what describes a folder of data is no data
    folders = [WORD_BREAK.sub("_", each.casefold()) for each in path.split("/")[:-1]]
    if MATERIAL_FOLDERS & set(folders) or _is_output(folders, basename(path)):
        return True
    folder = dirname(path)
    while folder:
        if folder in read:
            return True
        folder = dirname(folder)
    return False


def _is_output(folders: list[str], name: str) -> bool:
    """Whether a program wrote a text: into a log, a dump, or among outputs without being a report."""
    if KEPT_RECORDS & set(folders):
        return False
    return bool(DUMP_FOLDERS & set(folders)) or bool(OUTPUT_FOLDERS & set(folders) and not TOLD.search(name))


@derived
def _folders_read(repo: Snapshot) -> frozenset[str]:
    """Folders of the repository that are handed to something that reads texts from a folder."""
    found = islice(_named_to_readers(repo), MOST_FOLDERS), islice(_listed_for_models(repo), MOST_FOLDERS)
    return frozenset(chain(*found)) & repo.directories


def _listed_for_models(repo: Snapshot) -> Iterator[str]:
    """The folders that a program names which lists a folder's texts and cuts or embeds them for a model."""
    called = {path: facts.calls for path, facts in repo.modules.items()}
    called |= {path: facts.calls for path, facts in repo.programs.items()}
    for path, calls in called.items():
        if is_test_path(path) or not any(called_name(each.target) in LISTING_CALLS for each in calls):
            continue
        text = repo.text(path) or ""
        if TEXT_ENDING.search(text) is None or PREPARES_TEXTS.search(text) is None:
            continue
        for match in FOLDER_AS_PATH.finditer(text):
            name = next(each for each in match.groups() if each)
            yield name
            if dirname(path):
                yield f"{dirname(path)}/{name}"


def _named_to_readers(repo: Snapshot) -> Iterator[str]:
    for code in code_files(repo):
        if is_test_path(code.path):
            continue
        readers = [call for call in code.facts.calls if last_part(call.target) in TEXT_READERS]
        if not readers:
            continue
        texts = [
            text for call in readers for text in (*call.strings, *(value for _key, value in call.keywords))
        ]
        texts += [value for _name, value, _line in code.facts.assigned]
        base = dirname(code.path)
        for text in texts:
            name = text.strip().removeprefix("./").rstrip("/")
            if name and len(name) < 200 and not name.startswith(("/", ".")):
                yield name
                if base:
                    yield f"{base}/{name}"
