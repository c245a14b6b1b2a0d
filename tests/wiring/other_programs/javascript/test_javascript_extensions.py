"""What the manifest of a browser's extension starts."""

from __future__ import annotations

import pytest

from analyzer.wiring.other_programs.started import programs_started
from tests.support.snapshots import snapshot

WORKER = '{{\n  "manifest_version": {},\n  "background": {{\n    "service_worker": "src/a.js"\n  }}\n}}\n'
OTHER = '{{"manifest_version": 2, {}}}\n'
PAGE = {"src/page.html": '<html><script type="module" src="a.js"></script></html>\n'}
FOUND: dict[str, tuple[dict[str, str], list[int]]] = {
    "a service worker": ({"manifest.json": WORKER.format(3)}, [4]),
    "another version": ({"manifest.json": WORKER.format(4)}, []),
    "an app's manifest": ({"manifest.json": WORKER.replace("manifest_version", "version").format(3)}, []),
    "another name": ({"app.json": WORKER.format(3)}, []),
    "scripts": ({"manifest.json": OTHER.format('"background": {"scripts": ["src/a.js"]}')}, [1]),
    "content": ({"manifest.json": OTHER.format('"content_scripts": [{"js": ["src/a.js"]}]')}, [1]),
    "a page": ({"manifest.json": OTHER.format('"options_page": "src/page.html"'), **PAGE}, [1]),
    "a page that nothing names": ({"manifest.json": OTHER.format('"name": "src/page.html"'), **PAGE}, []),
    "a file that is not there": ({"manifest.json": OTHER.format('"options_page": "a.html"'), **PAGE}, []),
}


@pytest.mark.parametrize(("files", "lines"), FOUND.values(), ids=FOUND)
def test_extensions(files: dict[str, str], lines: list[int]) -> None:
    repo = snapshot({"src/a.js": "export function f() {\n  return 1;\n}\nf();\n", **files})
    assert [(each.line, each.module) for each in programs_started(repo)] == [
        (each, "src/a.js") for each in lines
    ]
