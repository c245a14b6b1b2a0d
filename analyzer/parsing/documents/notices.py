"""Sentences in documents that nobody wrote for this one: notices of licences, and what a template came with.

The template is that of model cards (huggingface_hub, `templates/modelcard_template.md`); where it was filled
in, the reader has other sentences.
"""

from __future__ import annotations

import re

from analyzer.lazy_regex import lazy_regex

LICENCE_NOTICE = lazy_regex(
    r"permissions and limitations under|licensed under the .{2,60} licen[cs]e|WITHOUT WARRANTIES OR COND"
    r"|SOFTWARE IS PROVIDED .AS IS|Permission is hereby granted, free of charge"
    r"|Redistributions? (?:of source|in binary)"
    r"|you may not use this file except in compliance|obtain a copy of the Licen[cs]e",
    re.IGNORECASE,
)
CARD_SENTENCE = lazy_regex(
    r"\W*(?:(?:[^.:]{1,60}:\s{0,4})?\[?more information needed\]?"
    r"|more information needed for further recommendations"
    r"|this is the model card of an? (?:\S{1,3} )?transformers model that has been pushed on the hub"
    r"|this model card has been automatically generated"
    r"|this modelcard aims to be a base template for new models"
    r"|it has been generated using this raw template"
    r"|users \(both direct and downstream\) should be made aware of the risks, biases,? and limitations of"
    r" the model"
    r"|use the code below to get started with the model"
    r"|carbon emissions can be estimated using .{1,100} presented in lacoste et al.{0,20})\W*",
    re.IGNORECASE,
)
# Each of these sentences has one of them.
WORDS_OF_NOTICES = (
    "limitations under", "licensed under", "warranties", "software is", "hereby", "redistribution",
    "compliance", "obtain a", "information needed", "model card", "modelcard", "raw template", "downstream",
    "code below", "lacoste",
)  # fmt: skip


def is_notice(text: str) -> bool:
    """Whether a heading or a sentence is a licence's or a template's."""
    return may_be_notice(text) and (
        LICENCE_NOTICE.search(text) is not None or CARD_SENTENCE.fullmatch(text) is not None
    )


def may_be_notice(text: str) -> bool:
    """A tenth of the time of a search. Outside ASCII a letter may be another's where case is ignored."""
    lowered = text.lower()
    return not text.isascii() or any(word in lowered for word in WORDS_OF_NOTICES)
