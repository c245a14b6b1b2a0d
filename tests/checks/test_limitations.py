from __future__ import annotations

import pytest

from analyzer.model import Level
from tests.support.findings import assert_found, told
from tests.support.notebooks import notebook
from tests.support.snapshots import run, snapshot

LONG = "The rows end in March, so nothing is known of the summer. " * 3
NINETEEN, TWENTY = " ".join(["word"] * 19), " ".join(["word"] * 20)

HEADINGS = {
    "Limitations": Level.SUBSTANTIVE,
    "Known issues": Level.SUBSTANTIVE,
    "Assumptions": Level.SUBSTANTIVE,
    "Non-goals": Level.SUBSTANTIVE,
    "Nongoals": Level.SUBSTANTIVE,
    "Goals": Level.ABSENT,
    "Out-of-scope": Level.SUBSTANTIVE,
    "Threats not mitigated": Level.SUBSTANTIVE,
    "Mitigated threats": Level.ABSENT,
    "Scope": Level.ABSENT,
    "What this does not do": Level.SUBSTANTIVE,
    "What the service doesn't do": Level.SUBSTANTIVE,
    "What this does": Level.ABSENT,
    "What to do when it does not start": Level.ABSENT,
    "With more time": Level.ABSENT,
    "The precision-recall trade-off": Level.ABSENT,
    "Possible improvements": Level.ABSENT,
    "Improvements": Level.ABSENT,
    "Future work": Level.ABSENT,
    "Improvements to the loader": Level.ABSENT,
    "Assumptions / Test Harness Requirements": Level.ABSENT,
    "Assumptions to confirm": Level.ABSENT,
    "AT-06: a known limitation is told": Level.ABSENT,
    "Assumptions about the data": Level.SUBSTANTIVE,
    "Known issues (resolved)": Level.ABSENT,
    "Known issues (open)": Level.SUBSTANTIVE,
    "Known issues and solutions": Level.ABSENT,
    "Known issues and workarounds": Level.SUBSTANTIVE,
    "Answers to the open questions": Level.ABSENT,
    "Next steps": Level.ABSENT,
    "Next steps: integrate your project": Level.ABSENT,
    "Results": Level.ABSENT,
    "What this does not change": Level.ABSENT,
    "What this does not mean": Level.SUBSTANTIVE,
    "7. 한계 (정직)": Level.SUBSTANTIVE,
    "한계 탐색": Level.ABSENT,
    "已知限制": Level.SUBSTANTIVE,
    "速率限制": Level.ABSENT,
    "既知の問題": Level.SUBSTANTIVE,
    "Limitaciones": Level.SUBSTANTIVE,
    "3. Limites": Level.SUBSTANTIVE,
    "Limites de la API": Level.ABSENT,
    "Ограничения": Level.SUBSTANTIVE,
}


@pytest.mark.parametrize(("heading", "level"), HEADINGS.items())
def test_a_heading_tells_what_a_section_is_about(heading: str, level: Level) -> None:
    repo = snapshot({"README.md": f"# It\n\n## {heading}\n\n{LONG}\n"})
    assert_found(
        run("limitations", repo), level, "README.md:3", f"a section on limitations, 36 words: '{heading}'"
    )


@pytest.mark.parametrize(
    ("path", "heading", "level"),
    [
        ("docs/issues/0001-load-rows.md", "Out of scope", Level.ABSENT),
        ("tasks/01.md", "Non-goals", Level.ABSENT),
        ("docs/issues/0001-load-rows.md", "Limitations", Level.SUBSTANTIVE),
        ("docs/design/0001-load-rows.md", "Out of scope", Level.SUBSTANTIVE),
        (".github/ISSUE_TEMPLATE/feature.md", "Out of scope", Level.ABSENT),
        ("docs/handoff_loader.md", "Out of scope", Level.ABSENT),
        ("docs/plans/2031-03-01-load-rows.md", "Out of scope", Level.PRESENT),
        ("docs/plans/2031-03-01-load-rows.md", "Assumptions and defaults", Level.ABSENT),
        ("docs/loading.md", "Assumptions and defaults", Level.SUBSTANTIVE),
        ("docs/plans/2031-03-01-load-rows.md", "Limitations and assumptions", Level.SUBSTANTIVE),
        ("docs/plans/2031-03-01-load-rows.md", "Limitations", Level.SUBSTANTIVE),
        ("docs/LOADER_PLAN.md", "Non-goals", Level.PRESENT),
        ("docs/plans/loader.md", "Non-goals", Level.SUBSTANTIVE),
        ("docs/v2_code_proposal.md", "Non-goals", Level.PRESENT),
        ("docs/project_proposal.md", "Non-goals", Level.SUBSTANTIVE),
        ("docs/v2_phase5_design.md", "Non-goals", Level.PRESENT),
        ("docs/phases.md", "Non-goals", Level.SUBSTANTIVE),
        ("PLAN.md", "Non-goals", Level.SUBSTANTIVE),
    ],
)
def test_what_a_task_or_a_change_leaves_out_is_the_next_ones(path: str, heading: str, level: Level) -> None:
    assert run("limitations", snapshot({path: f"# It\n\n## {heading}\n\n{LONG}\n"})).level is level


@pytest.mark.parametrize(("characters", "level"), [(38, Level.PRESENT), (40, Level.SUBSTANTIVE)])
def test_two_characters_of_a_text_without_spaces_are_a_word(characters: int, level: Level) -> None:
    repo = snapshot({"README.md": f"# 模型\n\n## 局限\n\n{'数' * characters}\n"})
    assert run("limitations", repo).level is level


TRADES = {
    "a heading alone": ("", Level.ABSENT, 0),
    "praise of what was chosen": ("We use a queue. It scales well and everybody knows it.", Level.ABSENT, 0),
    "a link": ("See [the design](design.md).", Level.ABSENT, 0),
    "what it costs": ("We use a queue. Answers come later, at the cost of a second.", Level.PRESENT, 9),
    "what it is worse at": ("A linear model is easy to read and less exact.", Level.PRESENT, 10),
    "what it does not do": ("The cache is simple. It does not forget users.", Level.PRESENT, 5),
    "enough of it": (
        "A linear model is easy to read and less exact. It does not know the summer, nor any shop of another town.",
        Level.SUBSTANTIVE,
        22,
    ),
}


@pytest.mark.parametrize("heading", ["Trade-offs", "Design tradeoffs", "Decisions and trade-offs:"])
@pytest.mark.parametrize(("text", "level", "words"), TRADES.values(), ids=TRADES)
def test_of_trade_offs_only_what_they_cost_is_a_limit(
    heading: str, text: str, level: Level, words: int
) -> None:
    repo = snapshot({"README.md": f"# It\n\n## {heading}\n\n{text}\n"})
    note = f"trade-offs that name a limit, {words} words"
    assert_found(run("limitations", repo), level, "README.md:3", note)


PLANS = {
    "what is missing now": (
        "The rows end in March, so the model does not know the summer.",
        Level.PRESENT,
        13,
    ),
    "enough of what is missing now": (
        "The rows end in March, so the model does not know the summer. It only reads tables of one shop.",
        Level.SUBSTANTIVE,
        20,
    ),
    "plans beside what is missing": (
        "Add a queue.\n\nThe model does not know the summer.\n\n- Deploy it\n",
        Level.PRESENT,
        7,
    ),
    "instructions about what is missing": (
        "- Phase 2: Create missing test files\n- Move hardcoded values\n- Add tests that are not there\n"
        "- Do not start yet\n- Confirm that there are no errors\n",
        Level.ABSENT,
        0,
    ),
    "limits that are planned": ("- Resources: memory limits for each flow\n- Rate limits\n", Level.ABSENT, 0),
    "conditions and wishes": (
        "If it does not start, look at the logs.\n\nThe build should no longer fail.\n\nNo more gaps.\n",
        Level.ABSENT,
        0,
    ),
    "a question": ("Why does the model not know the summer?\n", Level.ABSENT, 0),
    "what is there now, behind an instruction": (
        "- Cache the answers - currently each one is computed\n",
        Level.PRESENT,
        9,
    ),
    "a state that begins like an instruction": ("- Test files are not kept\n", Level.PRESENT, 5),
    "what is absent": ("- No load test of the service yet\n", Level.PRESENT, 7),
    "plans": ("- Add a queue\n- Deploy it to a cluster\n- Write a front end\n", Level.ABSENT, 0),
}


@pytest.mark.parametrize("heading", ["Next steps", "Future work", "Improvements", "What I would do"])
@pytest.mark.parametrize(("text", "level", "words"), PLANS.values(), ids=PLANS)
def test_of_plans_only_what_is_missing_now_is_a_limit(
    heading: str, text: str, level: Level, words: int
) -> None:
    note = f"plans that say what is missing, {words} words: '{heading}'"
    found = run("limitations", snapshot({"README.md": f"# It\n\n## {heading}\n\n{text}\n"}))
    assert_found(found, level, "README.md:3", note)


BOUNDS = {
    "what is outside": ("It reads rows of one shop. It does not read those of another.", Level.PRESENT, 7),
    "enough of it": (f"It does not read {NINETEEN[:-15]}.", Level.SUBSTANTIVE, 20),
    "what is inside": ("It reads rows of one shop.", Level.ABSENT, 0),
}


@pytest.mark.parametrize("heading", ["Scope boundaries", "Goals and non-goals", "范围边界", "范围与非目标"])
@pytest.mark.parametrize(("text", "level", "words"), BOUNDS.values(), ids=BOUNDS)
def test_of_the_bounds_of_a_scope_only_what_is_outside_is_a_limit(
    heading: str, text: str, level: Level, words: int
) -> None:
    repo = snapshot({"README.md": f"# It\n\n## {heading}\n\n{text}\n"})
    assert_found(run("limitations", repo), level, "README.md:3", f"a section on limitations, {words} words")


DECISIONS = {
    "the negative ones": (f"## Consequences\n\n### Negative\n\n{LONG}\n", Level.SUBSTANTIVE, "README.md:5", 36),
    "the negative ones beside what was traded": (f"## Consequences\n\n### Negative / Trade-offs\n\n{LONG}\n", Level.SUBSTANTIVE, "README.md:5", 36),
    "negative samples": (f"## Consequences\n\n### Negative / Samples\n\n{LONG}\n", Level.ABSENT, "", 0),
    "of one heading": (f"## Negative consequences\n\n{LONG}\n", Level.SUBSTANTIVE, "README.md:3", 36),
    "few words": ("## Consequences\n\n### Cons\n\nIt is slow.\n", Level.PRESENT, "README.md:5", 3),
    "the positive ones": (f"## Consequences\n\n### Positive\n\n{LONG}\n", Level.ABSENT, "", 0),
    "negative rows of a table": (f"## Labels\n\n### Negative\n\n{LONG}\n", Level.ABSENT, "", 0),
    "a list of both": (
        "## Consequences\n\n- Good, because it is fast.\n- Bad, because it needs memory.\n",
        Level.PRESENT, "README.md:3", 5),
    "a list that says what is not possible": (
        "## Consequences\n\n- Scores are made at night.\n- The shop cannot ask for one customer.\n",
        Level.PRESENT, "README.md:3", 7),
    "a list of what is no longer needed": (
        "## Consequences\n\n- No cluster is needed.\n- Nobody must not forget it.\n", Level.ABSENT, "", 0),
    "a list of the good": ("## Consequences\n\n- Good, because it is fast.\n", Level.ABSENT, "", 0),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "place", "words"), DECISIONS.values(), ids=DECISIONS)
def test_of_a_decision_the_negative_consequences_are_limits(
    text: str, level: Level, place: str, words: int
) -> None:
    found = run("limitations", snapshot({"README.md": f"# It\n\n{text}"}))
    assert_found(found, level, place, f"what a decision costs, {words} words")


LEVELS = {
    "20 words": (f"## Limitations\n\n{TWENTY}\n", Level.SUBSTANTIVE, 3, "20 words: 'Limitations'"),
    "20 words in two sentences": (
        f"## Limitations\n\nOne two.\n\n{TWENTY[:-10]}\n", Level.SUBSTANTIVE, 3, "20 words: 'Limitations'"),
    "19 words": (f"## Limitations\n\n{NINETEEN}\n", Level.PRESENT, 3, "19 words: 'Limitations'"),
    "one word": ("## Limitations\n\nMany.\n", Level.PRESENT, 3, "1 word: 'Limitations'"),
    "an empty section": (f"## Limitations\n\n## Licence\n\n{TWENTY}\n", Level.CLAIMED, 3, "0 words: 'Limitations'"),
    "text under its own headings": (
        f"## Limitations\n\n### Rows\n\nOne two.\n\n### Shops\n\n{TWENTY[:-10]}\n\n## Licence\n\nNo.\n",
        Level.SUBSTANTIVE, 3, "20 words: 'Limitations'"),
    "plans under its own headings": (
        f"## Limitations\n\nOne.\n\n### Next steps\n\n{TWENTY}\n", Level.PRESENT, 3, "1 word: 'Limitations'"),
    "a later section of the same name": (
        f"## Limitations\n\n### Rows\n\nOne.\n\n## Load\n\n### Rows\n\n{TWENTY}\n",
        Level.PRESENT, 3, "1 word: 'Limitations'"),
    "a later section": (f"## Results\n\nGood.\n\n## Limitations\n\n{TWENTY}\n", Level.SUBSTANTIVE, 7, "20 words"),
    "no section": (f"## Results\n\n{TWENTY}\n", Level.ABSENT, 0, ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "line", "words"), LEVELS.values(), ids=LEVELS)
def test_level_follows_the_words_under_the_heading(text: str, level: Level, line: int, words: str) -> None:
    document = f"# It\n\n{text}"
    for path, content, row in (
        ("README.md", document, line),
        ("a.ipynb", notebook("x = 1", text=document), None),
    ):
        assert_found(run("limitations", snapshot({path: content})), level, f"{path}:{row}", words)


UNDONE = "It is **not** validated for clinical use. It does **not** detect rare diseases of children."
STATED = {
    "two sentences": (f"## Safety Disclaimer\n\n{UNDONE}\n", Level.PRESENT, "README.md:3", "15 words"),
    "a list": (
        "## Disclaimer\n\n- It may hallucinate.\n- The scores have not been calibrated on any other hospital.\n"
        "- The bounds do not cover patients below the age of eighteen.\n",
        Level.SUBSTANTIVE, "README.md:3", "24 words"),
    "one sentence": ("## Disclaimer\n\nIt is not validated for clinical use.\n", Level.ABSENT, "", ""),
    "what it cannot do": (f"## What it can't do (yet)\n\n{TWENTY}\n", Level.SUBSTANTIVE, "README.md:3", "20 words"),
    "what it can do": (f"## What it can do\n\n{TWENTY}\n", Level.ABSENT, "", ""),
    "gaps that are known": (f"## Known gaps\n\n{TWENTY}\n", Level.SUBSTANTIVE, "README.md:3", "20 words"),
    "gaps in the data": (f"## Gaps\n\n{TWENTY}\n", Level.ABSENT, "", ""),
    "where it fails": (f"## Where the model fails\n\n{TWENTY}\n", Level.SUBSTANTIVE, "README.md:3", "20 words"),
    "a limit of what is owed": (
        f"## Limitation of Liability\n\n{TWENTY}\n\n## Limitations on all claims\n\n{TWENTY}\n", Level.ABSENT, "", ""),
    "the same in French": (f"## Limitation de responsabilité\n\n{TWENTY}\n", Level.ABSENT, "", ""),
    "limits of what was measured": (
        f"## Limitations of the claims data\n\n{TWENTY}\n", Level.SUBSTANTIVE, "README.md:3", "20 words"),
    "a waiver of warranty": (
        "## Disclaimer\n\nIt is provided as is and is not tested for any purpose. The authors do not guarantee"
        " that it works. It does not ensure anything, and nobody is liable.\n", Level.ABSENT, "", ""),
    "what to do": (
        "## Disclaimer\n\nDo not use it with money that you need. Never trust it. Ask a doctor.\n",
        Level.ABSENT, "", ""),
    "the same under another heading": (f"## Results\n\n{UNDONE}\n", Level.ABSENT, "", ""),
    "a label before a list": (
        "## Threats\n\n**Threats Not Mitigated**:\n- The user installs malware\n- The provider is compromised\n\n"
        "A paragraph of something else.\n", Level.PRESENT, "README.md:5", "8 words: 'Threats Not Mitigated'"),
    "a label before a list of long lines": (
        f"**Known limitations:**\n\n- {NINETEEN[:60]}\n  and nothing\n- of the winter\n\n**Licence:**\n\n{TWENTY}\n",
        Level.PRESENT, "README.md:3", "17 words: 'Known limitations'"),
    "a label before its text": (
        "**Limitations**: rows of one shop only.\n", Level.PRESENT, "README.md:3", "5 words: 'Limitations'"),
    "a label before a link": ("Known issues: see the tracker.\n", Level.ABSENT, "", ""),
    "a list of contents": (
        "- [Limitations](#a)\n- [How to install it](#b)\n- [How to start it](#c)\n", Level.ABSENT, "", ""),
    "the word in a sentence": ("It has few limitations: rows are of one shop only.\n", Level.ABSENT, "", ""),
    "a heading comes before a label": (
        "**Limitations**: rows of one shop only.\n\n## Caveats\n\nSome.\n", Level.PRESENT, "README.md:5", "1 word"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "level", "place", "words"), STATED.values(), ids=STATED)
def test_disclaimers_and_labels_state_limits(text: str, level: Level, place: str, words: str) -> None:
    assert_found(run("limitations", snapshot({"README.md": f"# It\n\n{text}"})), level, place, words)


def test_the_strongest_section_of_every_document_is_told() -> None:
    files = {
        "README.md": "# A\n\n## Caveats\n\nSome.\n\n## Future work\n\nMore.\n",
        "b.md": "# Limitations\n",
        "c.md": f"# C\n\n## Non-goals\n\nMore.\n\n## Limits\n\n### Caveats\n\n{LONG}\n\n## Caveats of rows\n\n{LONG}\n",
    }
    assert told(run("limitations", snapshot(files))) == [
        "SUBSTANTIVE c.md:9 a section on limitations, 36 words: 'Caveats'",
        "PRESENT README.md:3 a section on limitations, 1 word: 'Caveats'",
        "CLAIMED b.md:1 a section on limitations, 0 words: 'Limitations'",
    ]


@pytest.mark.parametrize("path", ["CHANGELOG.md", "docs/contributing.md"])
def test_what_is_said_about_the_making_is_not_about_the_result(path: str) -> None:
    repo = snapshot({path: f"# It\n\n## Improvements\n\n{LONG}\n"})
    assert_found(run("limitations", repo), Level.ABSENT)


MANY = "where examples of an endpoint are evaluated, and in which order, depends on the version of the library that is installed there now"


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (f"- Caveat: {MANY}.", Level.PRESENT),
        (f"- Caveats: {MANY}.", Level.SUBSTANTIVE),
        (f"**Known limitations**: {MANY}.", Level.SUBSTANTIVE),
        (f"## Next steps\n\nThis will not only {MANY}.", Level.ABSENT),
        (f"## Next steps\n\nThis does not say {MANY}.", Level.SUBSTANTIVE),
    ],
)
def test_one_remark_is_no_list_and_a_plan_no_limit(text: str, level: Level) -> None:
    assert run("limitations", snapshot({"README.md": f"# A\n\n{text}\n"})).level is level


BOTH = {
    "limits in any words": ("Only one shop is read.\n\nAdd no other.\n", Level.PRESENT, 5),
    "instructions": ("Add no other shop.\n", Level.ABSENT, 0),
}


@pytest.mark.parametrize(("text", "level", "words"), BOTH.values(), ids=BOTH)
def test_of_limits_beside_plans_no_instruction_counts(text: str, level: Level, words: int) -> None:
    repo = snapshot({"README.md": f"# It\n\n## Limitations and next steps\n\n{text}"})
    assert_found(run("limitations", repo), level, "README.md:3", f"{words} words")


WRITES = "import mlflow\n\ndef keep(meta):\n    mlflow.log_text(render(meta), 'model_card.md')\n"
CARD_TEXT = '\n\ndef render(meta):\n    return f"""# Model card: {meta}\n\n## Use\nShops.\n\n## Limitations\n%s\n"""\n'
CARD_CASES = {
    "what the card says": (WRITES + CARD_TEXT % "- It does not know the summer.", Level.PRESENT),
    "a heading alone": (WRITES + CARD_TEXT % "", Level.ABSENT),
    "of a card that nothing writes": (CARD_TEXT % "- It does not know the summer.", Level.ABSENT),
    "of another text": (WRITES + CARD_TEXT.replace("Model card", "Report") % "- No summer.", Level.ABSENT),
    "in comments": (WRITES + "# Model card\n## Limitations\n# It does not know the summer.\n", Level.ABSENT),
}


@pytest.mark.parametrize(("source", "level"), CARD_CASES.values(), ids=CARD_CASES)
def test_a_card_that_code_writes_may_state_them(source: str, level: Level) -> None:
    note = "in a model card that code writes, 6 words: 'Limitations'"
    found = run("limitations", snapshot({"cards.py": source}))
    assert_found(found, level, *(("cards.py:13", note) if level is Level.PRESENT else ()))
    assert run("limitations", snapshot({"tests/test_cards.py": source})).level is Level.ABSENT


def test_what_a_plan_assumes_counts_where_it_says_a_limit() -> None:
    document = "# It\n\n## Assumptions\n\nThe unit is a kilometre. Rows of the summer are not supported.\n"
    finding = run("limitations", snapshot({"docs/loading-plan.md": document}))
    assert_found(finding, Level.PRESENT, "docs/loading-plan.md:3", "what the plan of one change leaves out")
