from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.repository.bots import is_bot
from analyzer.sources import Author


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"), True),
        (Author("Renovate Bot", "bot@renovateapp.com"), True),
        (Author("someone", "41898282+github-actions[bot]@users.noreply.github.com"), True),
        (Author("Automated", "actions@users.noreply.github.com"), True),
        (Author("Automated", "github-actions@github.com"), True),
        (Author("Data", "github-actions@users.noreply.github.com"), True),
        (Author("Ada", "7+actions@users.noreply.github.com"), False),
        (Author("Devin Example", "devin@example.com"), False),
        (Author("Claude Example", "claude@example.com"), False),
        (Author("Abbot Costello", "abbot@example.com"), False),
        (Author("GitHub", "noreply@github.com"), False),
        (Author("inara[BOT]", "inara@example.com"), True),
        (Author("Probe", "bot+0c7e@example.com"), True),
        (Author("Probe", "ada+shopbot@example.com"), True),
        (Author("Ada", "12+abbot@users.noreply.github.com"), False),
        (Author("Deploy", "project_12_bot_a1b2@noreply.gitlab.com"), True),
        (Author("Deploy", "project12_bot@noreply.gitlab.com"), True),
        (Author("Deploy", "group_3_bot_ff@noreply.gitlab.example.com"), True),
        (Author("Deploy", "service_account_group_3_ff@noreply.gitlab.com"), True),
        (Author("Ada", "project_bot_a1@example.com"), False),
        (Author("Job", "travis@worker-1.prod.travis-ci.org"), True),
        (Author("Job", "loader@shop-1.iam.gserviceaccount.com"), True),
        (Author("Job", "runner@fv-az12-345"), True),
        (Author("Job", "runner@fv-home"), False),
        (Author("bitbucket-pipelines", "commits-noreply@bitbucket.org"), True),
        (Author("Hosted Weblate", "hosted@weblate.org"), True),
        (Author("Ada", "ada@weblate.org"), False),
        (Author("system", "system@huggingface.co"), True),
        (Author("Ada", "ada@huggingface.co"), False),
        (Author("Maker", "it+shopagent@example.com"), True),
        (Author("Ada", "ada+agents@example.com"), False),
        (Author("Ada", "12+shopagent@users.noreply.github.com"), False),
        (Author("gitea-actions", "tea@example.com"), True),
        (Author("Crowdin Translations", "shop@example.com"), True),
        (Author("Crowdin Example", "shop@example.com"), False),
        (Author("Website Translations", "shop@example.com"), False),
        (Author("Forgejo Actions", "tea@example.com"), True),
        (Author("Fixer.io", "commits@fixer.io"), True),
        (Author("fixer-io", "support@fixer.io"), True),
        (Author("Ada.dev", "ada@ada.dev"), False),
        (Author("Ada.dev", "hello@ada.dev"), False),
        (Author("Ada", "commits@fixer.io"), False),
    ],
)
def test_automation_is_told_by_its_address(author: Author, expected: bool) -> None:
    assert is_bot(author) is expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("shop-bot", "ada@example.com"), True),
        (Author("shop_bot", "ada@example.com"), True),
        (Author("ShopBot", "ada@example.com"), True),
        (Author("Shopbot", "ada@example.com"), False),
        (Author("shop-ci", "ada@example.com"), True),
        (Author("Shop Bot", "12+ShopBot@users.noreply.github.com"), True),
        (Author("Ada", "12+ShopBot@users.noreply.github.com"), False),
        (Author("tip-bot for Ada Example", "ada@example.com"), True),
        (Author("Release Bot", "release@example.com"), True),
        (Author("Release Bot (from CI)", "ada@example.com"), True),
        (Author("Data Shop Bot", "shop@example.com"), True),
        (Author("Shop Bot", "noreply@example.com"), True),
        (Author("Bot", "ada@example.com"), True),
        (Author("Shop Robot", "shop@example.com"), True),
        (Author("Jan Bot", "jan@example.com"), False),
        (Author("Jan Bot", "jan.bot@example.com"), False),
        (Author("Jan Bot", "jbot@example.com"), False),
        (Author("Jan Bot", "janb1@example.com"), False),
        (Author("Axel le Bot", "axellebot@example.com"), False),
        (Author("Bot Example", "bot.example@example.com"), False),
        (Author("Planner Agent", "planner-agent@example.com"), True),
        (Author("Planner Agent", "planner@example.com"), True),
        (Author("Planner Agent", "ada@example.com"), False),
        (Author("Planner Agent 2", "planner-agent-2@example.com"), True),
        (Author("Planner Agent 2", "ada@example.com"), False),
        (Author("Shop Git Automation", "ada@example.com"), True),
        (Author("Automation", "ada@example.com"), False),
        (Author("CI Pipeline User", "user@example.com"), True),
        (Author("Build User", "user@example.com"), False),
        (Author("Shop Build Service (shops)", "ada@example.com"), True),
        (Author("Shop Service", "ada@example.com"), False),
        (Author("Azure Pipelines", "ada@example.com"), True),
        (Author("Azure Shop", "ada@example.com"), False),
        (Author("AWS CodeBuild", "ada@example.com"), True),
        (Author("Woodpecker CI", "ada@example.com"), True),
        (Author("Woodpecker", "ada@example.com"), False),
        (Author("ImgBotApp", "x@example.com"), True),
        (Author("argocd-image-updater", "noreply@argoproj.io"), True),
        (Author("Argo Workflows", "argo-workflows@cluster.example"), True),
        (Author("fluxcdbot", "fluxcdbot@users.noreply.github.com"), True),
        (Author("Flux", ""), True),
        (Author("Flux", "flux@example.com"), False),
        (Author("Jenkins", "jenkins@ci.example"), True),
        (Author("Travis", "travis@example.com"), False),
        (Author("Ada Jenkins", "ada.jenkins@example.com"), False),
        (Author("", ""), False),
    ],
)
def test_a_word_in_a_name_tells_automation_only_where_no_persons_name_has_it(
    author: Author, expected: bool
) -> None:
    assert is_bot(author) is expected


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (Author("Copilot", "198982749+Copilot@users.noreply.github.com"), True),
        (Author("Copilot", "175728472+Copilot@users.noreply.github.com"), True),
        (Author("Copilot", "175728472+copilots@users.noreply.github.com"), False),
        (Author("Copilot", "175728472+my-copilot@users.noreply.github.com"), False),
        (Author("Copilot", "copilot@example.org"), False),
        (Author("Claude Opus 4.1", "claude@anthropic.com"), True),
        (Author("Claude", "noreply@anthropic.com"), True),
        (Author("Claude Code", "claude-code@anthropic.com"), True),
        (Author("Claude Example", "claude.example@anthropic.com"), False),
        (Author("Claude", "claude@example.com"), False),
        (Author("openhands", "openhands@all-hands.dev"), True),
        (Author("Ada", "openhands@all-hands.dev"), True),
        (Author("Ada", "ada@all-hands.dev"), False),
        (Author("Devin", "devin@cognition.ai"), True),
        (Author("Devin AI", "158243242+devin-ai-integration[bot]@users.noreply.github.com"), True),
        (Author("Devin Example", "devin@example.com"), False),
        (Author("Cursor Agent", "cursoragent@cursor.com"), True),
        (Author("codex", "codex@openai.com"), True),
        (Author("google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"), True),
        (Author("Jules", "jules@example.com"), False),
        (Author("aider (gpt-4o)", "aider@aider.chat"), True),
    ],
)
def test_a_coding_agent_is_told_by_its_makers_address(author: Author, expected: bool) -> None:
    assert is_bot(author) is expected


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_name_and_address_is_told(name: str, email: str) -> None:
    assert is_bot(Author(name, email)) in (True, False)
