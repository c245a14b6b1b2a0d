"""Whether the text says which metric decides, and why.

Shown for every repository; only the rubric "take-home" gives it weight, because for production work
other signals show the same more reliably.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.result_texts import line_of, quoted, result_texts
from analyzer.lazy_regex import lazy_regex
from analyzer.model import Evidence, Level, Observation
from analyzer.parsing.documents import Sentence
from analyzer.repository import Snapshot

METRIC = lazy_regex(
    r"\b(?:accuracy|precision|recall|f1|f-1|f-score|auc|auroc|roc|rmse|mse|mae|mape|smape|r2|log[ -]?loss|mcc"
    r"|kappa|ndcg|map@|perplexity|bleu|rouge|brier|lift|false (?:negative|positive|alarm)s?)\b",
    re.IGNORECASE,
)
# An entry of a list of things to do, and words that only sound like a metric of a model.
NO_METRIC = lazy_regex(
    r"^(?:[-*+]\s{1,4})?\[[ xX]\]\s.*|\b(?:mixed|half|single|double|full|floating[- ]point|numeric(?:al)?"
    r"|decimal|arithmetic|[bf]p?\d{1,2}|\d{1,2}[- ]bit|lower|reduced)[- ]precision\b"
    r"|\b(?:i|we|you|please) recall\b",
    re.IGNORECASE,
)
# Everyday words, and what tells that a sentence without a reason means a measure of a model.
EVERYDAY = lazy_regex(r"\b(?:accuracy|precision|recall|lift)\b", re.IGNORECASE)
MEANT = lazy_regex(
    r"\d\s?%|\d?[.,]\d|\b(?:metrics?|scores?|models?|classif\w{1,8}|predict\w{0,6}|evaluat\w{1,5}|test set"
    r"|validation|held[- ]out|threshold|curve|benchmark\w{0,3}|trained|training|judged?"
    r"|measured?|reported?)\b"
    r"|\b(?:accuracy|precision|recall|lift)\s?[:=|]|^(?:\W|\b(?:and|or|accuracy|precision|recall|lift)\b){1,40}$",
    re.IGNORECASE,
)
# The company of this name: what only a product has, and its place in a list of makers of models.
MAKERS = (
    r"\b(?:openai|anthropic|claude|chatgpt|gpt-?\d?\w?|gemini|google|mistral|cohere|groq|ollama|deepseek|grok"
    r"|xai|bedrock|azure|copilot|openrouter|tavily|bing|brave|exa|serpapi|serper|duckduckgo)\b"
)
BESIDE = r"(?: ai)?(?:\s?[,/|&+]|\s(?:and|or|vs\.?)\b)\s?(?:(?:and|or)\s)?"
COMPANY = lazy_regex(
    r"\bperplexity(?:\.ai|'s"
    r"|[ _-](?:ai|labs|apis?|pro|sonar|(?:api )?keys?|account|providers?|mcp|search|llms?))\b"
    rf"|{MAKERS}{BESIDE}(?-i:Perplexity)\b|\b(?-i:Perplexity){BESIDE}{MAKERS}",
    re.IGNORECASE,
)
REASON = lazy_regex(
    r"\b(?:because|since|so that|therefore|rather than|instead of|chose|chosen|choose|prefer|preferred"
    r"|matters?|costl(?:y|ier)|expensive|cheaper|imbalanc\w{1,5}|penali[sz]e\w?|trade-?offs?|worse than"
    r"|more important|we care|optimi[sz]e[sd]? for|robust to)\b",
    re.IGNORECASE,
)


@check(
    id="metric_choice",
    title="choice of metric",
    reads=(FileKind.PROSE, FileKind.NOTEBOOK, FileKind.SOURCE),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.EVALUATION,
        present="Who is served worst by the metric in {path}, and which one would they have chosen?",
        absent="Which kind of error is more expensive here, and how does your metric reflect that?",
        strong="Says what each kind of error costs and to whom, and derives the metric from that.",
        weak="It is the usual metric for this kind of problem.",
    ),
    other_languages=OtherLanguages("documents are read, with code or without"),
    covers=("E8",),
)
def metric_choice(repo: Snapshot) -> Iterator[Observation]:
    """The text names the metric that decides, and says why.

    Read in documents and in the text cells of notebooks, in English. Present: a quality metric is named.
    Substantive: one sentence, or two in a row, name a metric and give a reason.
    """
    for path, prose in result_texts(repo):
        named: Sentence | None = None
        for before, sentence in zip((None, *prose.sentences), prose.sentences, strict=False):
            if not METRIC.search(COMPANY.sub("", NO_METRIC.sub("", sentence.text))):
                continue
            if named is None and _is_measured(sentence.text):
                named = sentence
            near = sentence.text + (" " + before.text if before is not None else "")
            if REASON.search(near):
                note = f"a metric is named with a reason: {quoted(sentence.text)}"
                yield Evidence(path, line_of(repo, path, sentence.line), Level.SUBSTANTIVE, note)
                break
        else:
            if named is not None:
                note = f"a metric is named: {quoted(named.text)}"
                yield Evidence(path, line_of(repo, path, named.line), Level.PRESENT, note)


def _is_measured(text: str) -> bool:
    """Whether a sentence that gives no reason means a measure, and not the word of everyday language."""
    plain = COMPANY.sub("", EVERYDAY.sub("", text))
    return METRIC.search(plain) is not None or MEANT.search(text) is not None
