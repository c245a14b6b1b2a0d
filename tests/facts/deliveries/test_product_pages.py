"""Which published pages are a product: those that ask a service."""

from __future__ import annotations

import pytest

from analyzer.facts.deliveries.deliveries import deliveries
from analyzer.facts.deliveries.delivery_tables import Work
from analyzer.testing import snapshot

FLOW = ".github/workflows/pages.yml"
POST = "fetch(API, { method: 'POST', body: question })\n"


def pages(path: str, deploy: str = "actions/deploy-pages@v4") -> str:
    return (
        "on: {push: {branches: [main]}}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
        f"      - uses: actions/upload-pages-artifact@v3\n        with:\n          path: {path}\n"
        f"      - uses: {deploy}\n        with:\n          folder: {path}\n"
    )


WEB = {"web/index.html": "<script src='app.js'></script>\n", "web/app.js": POST}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({FLOW: pages("web"), **WEB}, True),
        ({FLOW: pages("./web/"), **WEB}, True),
        ({FLOW: pages("web", "JamesIves/github-pages-deploy-action@v4"), **WEB}, True),
        ({FLOW: pages("web"), **WEB, "web/app.js": "new EventSource(`${API}/answers`)\n"}, True),
        # Documentation, what only reads files of its own, what is built, and what is only uploaded.
        ({FLOW: pages("docs"), "docs/index.html": "", "docs/app.js": POST}, False),
        ({FLOW: pages("web"), **WEB, "web/app.js": "fetch('figures.json')\n"}, False),
        ({FLOW: pages("web"), "web/index.html": "<p>text</p>\n"}, False),
        ({FLOW: pages("web/dist"), **WEB}, False),
        ({FLOW: pages("web"), "web/app.js": POST}, False),
        ({FLOW: pages("web", "actions/checkout@v4"), **WEB}, False),
    ],
)
def test_a_page_that_asks_a_service_is_delivered(files: dict[str, str], expected: bool) -> None:
    found = [each for each in deliveries(snapshot(files)) if each.work is Work.DEPLOYS]
    assert bool(found) is expected


def built(command: str, path: str = "web/dist") -> str:
    step = f"      - run: {command}\n        working-directory: web\n"
    return pages(path).replace("    steps:\n", f"    steps:\n{step}")


SOURCES = {"web/package.json": '{"dependencies": {"react": "1", "vite": "1"}}', "web/src/app.tsx": POST}
WITH_MODEL = (
    'import { pipeline } from "@huggingface/transformers";\n'
    'export const ask = await pipeline("text-generation", "m");\n'
)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({FLOW: built("npm run build"), **SOURCES}, True),
        ({FLOW: built("npx vite build"), **SOURCES}, True),
        ({FLOW: built("pnpm --filter web build"), **SOURCES}, True),
        ({FLOW: built("npm run build"), **SOURCES, "web/src/app.tsx": WITH_MODEL}, True),
        # Nothing builds it here; what asks nobody; what makes documentation; a folder of text; no package.
        ({FLOW: built("npm ci"), **SOURCES}, False),
        ({FLOW: built("npm run build"), **SOURCES, "web/src/app.tsx": "render()\n"}, False),
        (
            {
                FLOW: built("npm run build"),
                **SOURCES,
                "web/package.json": '{"dependencies": {"vitepress": "1"}}',
            },
            False,
        ),
        ({FLOW: built("npm run build", "web/docs/dist"), **SOURCES}, False),
        ({FLOW: built("npm run build", "web/pages"), **SOURCES}, False),
        ({FLOW: built("npm run build", "other/dist"), **SOURCES}, False),
    ],
)
def test_a_page_that_a_bundler_builds_is_delivered_where_it_asks_somebody(
    files: dict[str, str], expected: bool
) -> None:
    found = [each for each in deliveries(snapshot(files)) if each.work is Work.DEPLOYS]
    assert bool(found) is expected
