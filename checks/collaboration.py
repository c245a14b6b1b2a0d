"""Collaboration: changes that were proposed and merged, by more than one person."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from analyzer.declarations import Competency, FileKind, OtherLanguages, Questions
from analyzer.engine.registry import check
from analyzer.facts.history.people import people_taking_part
from analyzer.facts.history.proposals import merged_proposal
from analyzer.model import Evidence, Fact, Level, NotApplicable, Observation, Unseen
from analyzer.repository import Snapshot
from analyzer.text import plural

SEVERAL_PULL_REQUESTS = 10
SEVERAL_PEOPLE = 2
REVIEW_RULES = {
    "codeowners": "names the reviewers",
    "pull_request_template.md": "provides a template for proposals",
    "pull_request_template": "provides a template for proposals",
    "merge_request_templates": "provides a template for proposals",
}


@check(
    id="collaboration",
    title="collaboration",
    reads=(FileKind.HISTORY,),
    max_level=Level.SUBSTANTIVE,
    questions=Questions(
        competency=Competency.COMMUNICATION,
        present="Which merged proposal changed most between its first and its final version, and why?",
        absent=(
            "Who reviews your changes before they are merged, and what did the last reviewer make you change?"
        ),
        strong="Remembers a review comment that changed the design, and says why it was right.",
        weak="Reviews were a formality, or there was nobody to review the change.",
    ),
    other_languages=OtherLanguages("history is read, whatever the language"),
    covers=("K4",),
)
def collaboration(repo: Snapshot) -> Iterator[Observation]:
    """Changes were proposed and then merged, and more than one person took part.

    Read from what forges and merging services write into the commit that merges a proposal; the reviews
    themselves are not in a repository. Proposals by bots are not counted. Present: merged pull requests are
    visible. Substantive: at least 10 of them, and at least 2 people who wrote the work or merged a proposal;
    names and addresses that can be one person's are one. Fact: the number of pull requests.
    Review rules (code owners, a template) are only claimed: history does not show whether they are followed.
    """
    if repo.history_problem is not None:
        yield Unseen(f"part of the history could not be read: {repo.history_problem}")
    if not repo.work:
        if repo.history_problem is None:
            yield NotApplicable("the assessed branch has no commits besides merges and bots")
        return
    merged = {found for each in repo.commits if (found := merged_proposal(each)) is not None}
    count, people = len(merged), people_taking_part(repo)
    yield Fact("pull_requests", count)
    if count:
        several = count >= SEVERAL_PULL_REQUESTS and people >= SEVERAL_PEOPLE
        level = Level.SUBSTANTIVE if several else Level.PRESENT
        by = "one person" if people == 1 else f"at least {people:,} people"
        note = f"{plural(count, 'merged pull request')} in a history of {by}"
        yield Evidence(None, None, level, note)
    for path in repo.paths:
        rule = next((REVIEW_RULES[part] for part in _rule_names(path) if part in REVIEW_RULES), None)
        if rule is not None:
            yield Evidence(path, 1, Level.CLAIMED, f"a review rule: {rule}")


def _rule_names(path: str) -> tuple[str, ...]:
    lowered = path.casefold()
    return (basename(lowered), basename(lowered.rpartition("/")[0]))
