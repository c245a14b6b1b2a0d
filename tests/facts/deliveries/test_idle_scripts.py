from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.facts.deliveries.idle_scripts import function_only_talks, only_talks
from tests.support.python_facts import read

# Shell text, and whether it only speaks of what it should do.
SCRIPTS = {
    "echo": ("#!/bin/bash\nset -e\necho 'Rolling back'\nprintf done\nexit 0\n", True),
    "silent echo of a recipe": ("@echo hi\n-sleep 1\n", True),
    "a function that logs": ('log() { echo "[$(date)] $1"; }\nlog "rolling back"\nsleep 5\n', True),
    "a note in a file": ("echo '{\"version\": 1}' > state.json\ncat > b.json <<EOF\n{}\nEOF\n", True),
    "a test of its argument": ('if [ -z "$1" ]; then\n  echo usage\n  exit 1\nfi\necho back\n', True),
    "a loop that waits": ("for i in 1 2 3; do\n  echo $i\n  sleep 1\ndone\n", True),
    "nothing": ("# helm rollback churn\n", True),
    "a command among them": ("echo back\nhelm rollback churn\n", False),
    "a command that may fail": ("kubectl rollout undo deploy/churn || true\n", False),
    "a command in a function": ("back() { helm rollback churn; }\nback\n", False),
    "a command in a substitution": ("OUT=$(kubectl rollout undo deploy/churn)\necho $OUT\n", False),
    "a command in backquotes": ("OUT=`helm rollback churn`\n", False),
    "a substitution that only looks": ("NOW=$(date +%s)\necho $NOW\n", True),
    "a link that is switched": ("ln -sfn v1 current\n", False),
    "a file that is edited": ("sed -i s/v2/v1/ values.yaml\n", False),
    "a text that is cut": ("sed s/v2/v1/ values.yaml\n", True),
    "a program of ours": ("python ops/back.py\n", False),
    "a line of another Python": ("python3 -c 'import ops; ops.back()'\n", False),
    "a line of Python with more rights": ("sudo -E python3.11 -c 'import ops'\n", False),
    "a print with more rights": ("sudo echo back\n", True),
    "a line of Python": ("python -c 'import ops; ops.back()'\n", False),
}


@pytest.mark.parametrize(("script", "talks"), SCRIPTS.values(), ids=SCRIPTS)
def test_a_script_that_only_talks(script: str, talks: bool) -> None:
    assert only_talks(script) is talks


IMPORTS = "import json, logging, subprocess, time\nfrom datetime import datetime\n\nlogger = logging.getLogger('x')\n"
# The body of a function, and whether it only speaks of what it should do.
FUNCTIONS = {
    "nothing": ("pass", True),
    "print": ("print('deployed')", True),
    "log and wait": ("logger.info('x %s', v)\ntime.sleep(3)\nreturn {'status': 'ok'}", True),
    "a note in a file": ("with open('s.json', 'w') as f:\n    json.dump({'v': v}, f)", True),
    "a line of its own history": ("self.history.append({'v': v, 'at': datetime.now().isoformat()})", True),
    "a program": ("logger.info('x')\nsubprocess.run(['helm', 'upgrade'])", False),
    "a client": ("client.update_service(service=v)", False),
    "another function": ("logger.info('x')\nrun('helm upgrade')", False),
}


@pytest.mark.parametrize(("body", "talks"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_function_that_only_talks(body: str, talks: bool) -> None:
    lines = "\n".join(f"    {line}" for line in body.split("\n"))
    facts = read(f"{IMPORTS}from ops import run\n\ndef deploy(self, v, client):\n{lines}\n")
    assert function_only_talks(facts, facts.functions[0]) is talks


@given(st.text(alphabet="$(`)echo ;|&\n'\"{}[]<>@#-xyz", max_size=200))
def test_any_script_has_an_answer(script: str) -> None:
    assert only_talks(script) in (True, False)
