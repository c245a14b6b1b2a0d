"""Which commands and actions deploy with the tools of platforms for sites, functions and workers."""

from __future__ import annotations

import pytest

from analyzer.facts.deliveries.edge_deployments import action_deploys_to_edge, deploys_to_edge


@pytest.mark.parametrize(
    ("command", "directory", "expected"),
    [
        ("", "", False),
        ("npx", "", False),
        ("wrangler deploy", "", True),
        ("npx wrangler deploy --env production", "", True),
        ("npx --yes wrangler@4 deploy", "", True),
        ("pnpm dlx wrangler pages deploy dist --project-name=shop", "web", True),
        ("yarn wrangler publish", "", True),
        ("wrangler dev", "", False),
        ("wrangler pages dev", "", False),
        ("wrangler pages deploy docs/dist", "", False),
        ("wrangler deploy", "docs", False),
        ("wrangler pages deploy --directory=documentation", "", False),
        ("bundle exec cap production deploy", "", True),
        ("cap production deploy:check", "", False),
        ("cap deploy", "", False),
        ("bin/kamal deploy -d staging", "", True),
        ("kamal redeploy", "", True),
        ("kamal rollback 1", "", False),
        ("firebase deploy --only functions", "", True),
        ("firebase emulators:exec deploy", "", False),
        ("supabase functions deploy answer", "", True),
        ("supabase functions serve", "", False),
        # Without a word the tools of sites deploy a preview.
        ("vercel deploy --prebuilt --prod", "", True),
        ("vercel --prod --token=x", "", True),
        ("vercel deploy", "", False),
        ("vercel pull --prod", "", False),
        ("netlify deploy --dir=dist --prod", "", True),
        ("netlify deploy --dir=dist", "", False),
        ("netlify build --prod", "", False),
    ],
)
def test_a_command_deploys_to_a_platform(command: str, directory: str, expected: bool) -> None:
    assert deploys_to_edge(command.split(), directory) is expected


@pytest.mark.parametrize(
    ("uses", "options", "expected"),
    [
        ("cloudflare/wrangler-action@v3", {}, True),
        ("cloudflare/wrangler-action@v3", {"command": "pages deploy dist"}, True),
        ("cloudflare/wrangler-action@v3", {"command": "d1 migrations apply DB"}, False),
        ("Cloudflare/pages-action@1", {}, True),
        ("amondnet/vercel-action@v25", {"vercel-args": "--prod"}, True),
        ("amondnet/vercel-action@v25", {}, False),
        ("netlify/actions/cli@master", {"args": "deploy --dir=a --prod"}, True),
        ("netlify/actions/cli@master", {"args": "deploy --dir=a"}, False),
        ("nwtgck/actions-netlify@v3", {"production-deploy": "true"}, True),
        ("nwtgck/actions-netlify@v3", {}, False),
        ("FirebaseExtended/action-hosting-deploy@v0", {"channelId": "live"}, True),
        ("FirebaseExtended/action-hosting-deploy@v0", {}, False),
        ("actions/checkout@v4", {}, False),
    ],
)
def test_an_action_deploys_to_a_platform(uses: str, options: dict[str, str], expected: bool) -> None:
    assert action_deploys_to_edge(uses, options) is expected
