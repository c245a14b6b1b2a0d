from __future__ import annotations

import pytest

from analyzer.model import Level, Status
from tests.support.findings import assert_found, told
from tests.support.snapshots import library, run, snapshot

SERVICE = {"svc/__init__.py": "", "svc/app.py": "from flask import Flask\n\napp = Flask(__name__)\n"}
FILLER = "The service answers predictions for the churn team and this text says how it is kept alive. " * 12
POSTMORTEM = f"""# Post-mortem: wrong predictions

{FILLER}

## Impact

On 2024-03-01 about 12% of requests got a wrong answer for 45 minutes.

## Root cause

The feature job wrote empty columns.

## Action items

- alert on empty columns
"""
RUNBOOK = f"""# Runbook

{FILLER}

## Symptoms

The alert on latency fires.

## Recovery

Restart the service. The usual cause is a full queue; escalate after ten tries.
"""
PARTS = "Runbook: cause, symptoms, recovery"
REPORT = "Post-mortem: wrong predictions"
REPORTED = f"{REPORT}: impact, cause, actions, symptoms; with dates, figures and a cause"
RULES = "groups:\n- rules:\n  - alert: A\n    annotations:\n      {}: https://host/docs/latency.md{}\n"


def text(words: int, *lines: str, title: str = "Runbook") -> str:
    """A document with so many words below its title, and the lines below it."""
    used = sum(len(line.replace("#", "").split()) for line in lines)
    filler = "".join(
        "Word " if each % 10 == 0 else "word. " if each % 10 == 9 else "word " for each in range(words - used)
    )
    return "\n\n".join([f"# {title}", filler, *lines]) + "\n"


WIRED = {
    "a post-mortem": ({"docs/postmortems/march.md": POSTMORTEM}, "docs/postmortems/march.md", REPORTED),
    "an incident by its title": (
        {"docs/march.md": POSTMORTEM.replace("Post-mortem:", "Incident of March:")}, "docs/march.md",
        REPORTED.replace("Post-mortem", "Incident of March")),
    "a cause in a sentence": (
        {"docs/march.md": POSTMORTEM.replace("Post-mortem:", "Incident of March:").replace("## Root cause", "It was caused by a full disk.")},
        "docs/march.md", "with dates, figures and a cause"),
    "a cause behind its label": (
        {"docs/march.md": POSTMORTEM.replace("Post-mortem:", "Incident of March:").replace("## Root cause", "**Root cause:** a full disk.")},
        "docs/march.md", "with dates, figures and a cause"),
    "a date in words": ({"docs/incident.md": POSTMORTEM.replace("2024-03-01", "1 March 2024")}, "docs/incident.md", REPORTED),
    "a runbook that an alert links to": (
        {"docs/runbooks/latency.md": RUNBOOK, "alerts.yml": RULES.format("runbook_url", "#symptoms")},
        "docs/runbooks/latency.md", f"{PARTS}; an alert rule links to it"),
    "a document of another name that an alert links to": (
        {"docs/latency.md": RUNBOOK.replace("# Runbook", "# Latency"), "alerts.yml": RULES.format("runbook_url", "#symptoms")},
        "docs/latency.md", f"{PARTS.replace('Runbook', 'Latency')}; an alert rule links to it"),
    "a runbook that an alert of another form links to": (
        {"docs/runbooks/latency.md": RUNBOOK, "a.tf": 'runbook = "https://host/docs/latency.md/"\n'},
        "docs/runbooks/latency.md", "an alert rule links to it"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "path", "words"), WIRED.values(), ids=WIRED)
def test_a_report_with_figures_or_a_linked_runbook_is_wired(
    files: dict[str, str], path: str, words: str
) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, **files})), Level.WIRED, f"{path}:1", words)


SUBSTANTIVE = {
    "a report without a date": ({"docs/postmortem.md": POSTMORTEM.replace("On 2024-03-01", "Once")}, REPORT),
    "a report with one figure": ({"docs/postmortem.md": POSTMORTEM.replace("12%", "some")}, REPORT),
    "a report without a cause": (
        {"docs/postmortem.md": POSTMORTEM.replace("Root cause", "What we saw in the errors")}, f"{REPORT}: impact, actions, symptoms"),
    "a report whose cause is still to be found": (
        {"docs/postmortem.md": POSTMORTEM.replace("The feature job wrote empty columns.", "Under investigation.")}, REPORT),
    "a report with a ticket about its cause": (
        {"docs/postmortem.md": POSTMORTEM.replace("## Root cause\n\nThe feature", "- [ ] Root cause analysis ticket created\n\nA"),}, REPORT),
    "a report of an exercise": (
        {"docs/outage.md": POSTMORTEM.replace("# Post-mortem", "# A controlled outage")}, "A controlled outage"),
    "a report of a failure test": ({"docs/outage-failure-tests.md": POSTMORTEM}, REPORT),
    "a runbook with dates, figures and a cause": (
        {"RUNBOOK.md": RUNBOOK + "\nOn 2024-03-01 it took 45 minutes and 12% of requests.\n"}, PARTS),
    "a runbook": ({"RUNBOOK.md": RUNBOOK}, PARTS),
    "a runbook by its title": ({"docs/latency.md": RUNBOOK}, PARTS),
    "a runbook in its folder": ({"docs/runbooks/latency.md": RUNBOOK.replace("# Runbook", "# Latency")}, "Latency: cause"),
    "a runbook without a title": (
        {"RUNBOOK.md": RUNBOOK.replace("# Runbook", "").replace("## Symptoms", "").replace("## Recovery", "")}, "RUNBOOK.md: "),
    "a runbook that another file links to": (
        {"docs/runbooks/latency.md": RUNBOOK, "a.py": "runbook_url = 'https://host/latency.md'\n",
         "a.json": '{"runbook_url": "https://host/latency.md"}'}, PARTS),
    "a runbook beside one that an alert links to": (
        {"docs/runbooks/other.md": RUNBOOK, "alerts.yml": RULES.format("runbook_url", "")}, PARTS),
    "an alert that links to it in another field": (
        {"docs/runbooks/latency.md": RUNBOOK, "alerts.yml": RULES.format("link", "")}, PARTS),
    "three parts, one of them recovery": (
        {"RUNBOOK.md": text(120, "Restart it.", "The alert fires.", "Availability of 99 %.")}, "Runbook: symptoms, recovery, objectives"),
    "commands as a part": (
        {"RUNBOOK.md": text(130, "Restart it.", "The alert fires.", "```sh\nkubectl get pods\n```")},
        "Runbook: symptoms, recovery, commands"),
    "three open fields": (
        {"RUNBOOK.md": text(120, "Restart it.", "The alert fires.", "Availability of 99 %.", "TBD, TODO and [date].")},
        "Runbook: symptoms, recovery, objectives"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "words"), SUBSTANTIVE.values(), ids=SUBSTANTIVE)
def test_a_document_with_content_is_substantive(files: dict[str, str], words: str) -> None:
    finding = run("incident_docs", snapshot({**SERVICE, **files}))
    assert_found(finding, Level.SUBSTANTIVE, f"{next(iter(files))}:1", words)
    assert ";" not in finding.evidence[0].note


PRESENT = {
    "how to set it up": f"# Runbook\n\n{FILLER}\n\n## Start\n\n```bash\nmake up\n```\n",
    "two parts": text(120, "Restart it.", "The alert fires."),
    "three parts, one a word without its figure": text(120, "Restart it.", "The alert fires.", "Our latency."),
    "three parts without impact, cause or recovery": text(
        130, "The alert fires.", "Availability of 99 %.", "```sh\nkubectl get pods\n```"),
}  # fmt: skip


@pytest.mark.parametrize("document", PRESENT.values(), ids=PRESENT)
def test_a_document_that_says_little_about_failures_is_present(document: str) -> None:
    finding = run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": document}))
    assert told(finding) == ["PRESENT RUNBOOK.md:1 Runbook: little about failures"]


BEGUN = "a template with fields to fill in"
SHOWN = "an example or a template of such a document"
CLAIMED = {
    "a template": ("docs/postmortem-template.md", POSTMORTEM, SHOWN),
    "a folder of templates": ("docs/template/postmortem.md", POSTMORTEM, SHOWN),
    "a name with that word elsewhere": ("docs/templated/postmortem.md", POSTMORTEM, BEGUN),
    "an example by its title": ("docs/postmortem.md", POSTMORTEM.replace("Post-mortem", "Post-mortem example"), SHOWN),
    "fields that nobody filled in": (
        "docs/incident.md", POSTMORTEM + "\n- Date: YYYY-MM-DD\n- Who: TBD\n- When: TBD\n- Link: [link]\n", BEGUN),
    "headings alone": ("RUNBOOK.md", "# Runbook\n\n## Symptoms\n\n## Recovery\n\n## Cause\n", "a stub of 0 words"),
    "a stub": ("RUNBOOK.md", text(39), "a stub of 39 words"),
    "a short one on no failure": ("RUNBOOK.md", text(60, "Restore the packages."), "short, 60 words"),
    "a demonstration": ("docs/demo-runbook.md", RUNBOOK.replace("## Symptoms", "").replace("## Recovery", ""), "for a demonstration"),
    "a demonstration in Chinese": (
        "docs/run.md", RUNBOOK.replace("# Runbook", "# 演示 Runbook").replace("## Symptoms", "").replace("## Recovery", ""),
        "for a demonstration"),
    "four open fields": (
        "RUNBOOK.md", text(120, "Restart it.", "The alert fires.", "Availability of 99 %.", "TBD, TODO and [date], [name]."), BEGUN),
    "a prompt of an agent in a folder of another spelling": (
        "src/Prompts/incident-runbook.md", RUNBOOK, "instructions for a coding agent"),
    "a prompt of an agent": ("prompts/incident-runbook.md", RUNBOOK, "instructions for a coding agent"),
    "a long title": ("RUNBOOK.md", text(20, title="Runbook " + "x" * 100), f"Runbook {'x' * 72}: a"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "document", "words"), CLAIMED.values(), ids=CLAIMED)
def test_a_beginning_is_claimed(path: str, document: str, words: str) -> None:
    assert_found(
        run("incident_docs", snapshot({**SERVICE, path: document})), Level.CLAIMED, f"{path}:1", words
    )


COURSE = RUNBOOK.replace("# Runbook", "# {}")
ROAD = (
    "Each row of 2031-03-01 has the lanes, the severity and the cause; it took 45 min and 12% had an impact. "
    * 9
)
NOTHING = {
    "incidents of traffic": ("docs/incidents.md", f"# Traffic incidents\n\n{ROAD}\n\nRecovery.\n"),
    "incidents with one word of what runs": (
        "docs/incidents.md",
        f"# Incidents\n\n{ROAD}\n\nA dashboard, a dashboard.\n",
    ),
    "a playbook of sellers": ("docs/playbook.md", f"# Sales playbook\n\n{ROAD}\n\nRecover the customer.\n"),
    "a course on operations": ("README.md", COURSE.format("Machine Learning Operations (MLOps) Course")),
    "operations of mathematics": ("docs/matrix.md", COURSE.format("Matrix operations")),
    "operations of a field": ("docs/mlops.md", COURSE.format("Machine learning operations")),
    "a lecture on incidents": ("docs/l3.md", COURSE.format("Lecture 3: incident response")),
    "playbooks that install": ("docs/ansible.md", COURSE.format("Ansible playbooks")),
    "a licence": ("LICENSE.md", COURSE.format("Service level objectives and error budgets")),
    "a text of a knowledge base": ("data/kb/outage.md", POSTMORTEM),
    "a prompt of a program": ("src/Prompts/runbook.md", f"{RUNBOOK}\nRespond strictly as structured JSON.\n"),
    "a guide for users": ("docs/usage/troubleshooting.md", RUNBOOK.replace("# Runbook", "# Help")),
    "any document": ("README.md", RUNBOOK.replace("# Runbook", "# Service")),
    "a document without a title": ("README.md", FILLER),
}


@pytest.mark.parametrize(("path", "document"), NOTHING.values(), ids=NOTHING)
def test_any_other_document_is_none(path: str, document: str) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, path: document})), Level.ABSENT)


SPOKEN_OF = {
    "two words of what runs": (
        "docs/incidents.md",
        f"# Incidents\n\n{ROAD}\n\nThe service, its latency; recovery.\n",
    ),
    "in its title": ("docs/playbook.md", f"# Playbook of the scoring service\n\n{ROAD}\n\nRecovery.\n"),
    "in a name of its own": ("docs/INCIDENT_RESPONSE.md", f"# Data\n\n{ROAD}\n\nRecovery.\n"),
    "in its folder": ("runbooks/incidents.md", f"# Incidents\n\n{ROAD}\n\nRecovery.\n"),
    "in other letters": ("docs/incidents.md", f"# Incidents\n\n{ROAD}\n\nRecovery. {'故障' * 90}\n"),
}


@pytest.mark.parametrize(("path", "document"), SPOKEN_OF.values(), ids=SPOKEN_OF)
def test_incidents_and_playbooks_are_of_what_runs(path: str, document: str) -> None:
    assert run("incident_docs", snapshot({**SERVICE, path: document})).level >= Level.PRESENT


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("docs/operations.md", "How it is run"),
        ("OPERATIONS.md", "How it is run"),
        ("docs/run.md", "Operations"),
        ("docs/run.md", "Operations guide"),
        ("docs/run.md", "Production operations"),
    ],
)
def test_operations_are_told_by_a_whole_name(path: str, title: str) -> None:
    found = run("incident_docs", snapshot({**SERVICE, path: COURSE.format(title)}))
    assert found.level is Level.SUBSTANTIVE


HELP = (
    "# {title}\n\nHow it is put on a server.\n\n## {section}\n\n### It does not answer\n\nLook at the logs of the backend, then "
    "ask its health route: it says whether the database can be reached.\n\n### Errors of the interface\n\nCheck the "
    "rewrites and the token.\n"
)
ENTRY = (
    "# Engineering log\n\n## The start\n\nWe chose a framework.\n\n## Answers of 503\n\nThe deployed backend was down every "
    "morning.\n\nThe cause: imports took all memory at the start.\n\nThe fix: they are made when they are needed.\n"
)
LABELLED_ENTRY = (
    "# Notes\n\nWhat we saw.\n\n{}\n\nSymptom: the pods crashed at noon.\n\nRoot cause: the model took all memory."
    "\n\nFix: it is loaded once.\n"
)
AT_HOME = (
    "# Deployment\n\n## Troubleshooting\n\n- Port 8000 is already in use: find the program with lsof and stop it, or "
    "choose another one.\n- ModuleNotFoundError: set the PYTHONPATH to the folder of the repository and start it "
    "again from there.\n- Docker daemon does not answer: start Docker Desktop first and wait for a minute.\n"
)
PART = "# {}\n\nIt runs.\n\n## Troubleshooting\n\n- Look: `docker logs app`\n- All: `docker compose ps`\n"
SECTIONS = {
    "of a deployment guide": ("DEPLOY.md", HELP.format(title="Put it there", section="Troubleshooting"), 5),
    "of a deployment guide, by its title": ("docs/run.md", HELP.format(title="Deployment", section="4. Common problems"), 5),
    "of a deployment guide in Chinese": (
        "docs/部署.md", "# 指南\n\n## 🐛 故障排查\n\n" + "字" * 48 + "\n", 3),
    "of a deployment guide, on a failed job": (
        "DEPLOY.md", HELP.format(title="Put it there", section="Debug a failed job"), 5),
    "of a deployment guide in French": ("DEPLOY.md", HELP.format(title="Put it there", section="Dépannage"), 5),
    "of the README of images of a service": (
        "docker/README.md", HELP.format(title="Images", section="Troubleshooting") + "\nEach request is logged.\n", 5),
    "of the README of one image of a service": (
        "k8s/api/README.md", HELP.format(title="Images", section="Troubleshooting") + "\nEach request is logged.\n", 5),
    "of a part that runs": ("docs/STREAMLIT_SETUP.md", PART.format("Streamlit"), 5),
    "of a part that runs, by its title": ("docs/run.md", PART.format("Drift monitoring"), 5),
    "of a log": ("ENGINEERING_LOG.md", ENTRY, 7),
    "of a log, by its title": ("docs/notes.md", ENTRY, 7),
    "of another document, its parts named": ("docs/notes.md", LABELLED_ENTRY.format("### Issue 3: 503 of the api"), 5),
    "of a date": ("README.md", LABELLED_ENTRY.format("### 2031-04-02"), 5),
    "of trouble at home and of the service": ("DEPLOY.md", HELP.format(
        title="Put it there", section="Troubleshooting") + "\nPort 8000 already in use: stop it.\n", 5),
    "of lessons": ("docs/lessons-learned.md", ENTRY.replace("Engineering log", "Notes"), 7),
}  # fmt: skip
NO_SECTIONS = {
    "of a part that runs, with one command": (
        "docs/STREAMLIT_SETUP.md", PART.format("Streamlit").replace("`docker compose ps`", "the list")),
    "of a part that runs, with one command twice": (
        "docs/STREAMLIT_SETUP.md", PART.format("Streamlit").replace("docker compose ps", "docker logs app")),
    "of a document on something else": ("docs/run.md", PART.format("Rows")),
    "of a README on a part": ("README.md", PART.format("Streamlit")),
    "a quick start": ("docs/STREAMLIT_QUICKSTART.md", PART.format("Streamlit")),
    "of a part, for users": ("docs/usage/api.md", PART.format("Api")),
    "of a guide for users": ("docs/usage.md", HELP.format(title="Use it", section="Troubleshooting")),
    "of a deployment guide, about something else": (
        "DEPLOY.md", HELP.format(title="Put it there", section="Configuration")),
    "too short in Chinese": ("docs/部署.md", "# 指南\n\n## 故障排查\n\n" + "字" * 47 + "\n"),
    "of a deployment guide, on how to debug": ("DEPLOY.md", HELP.format(title="Put it there", section="Debug it")),
    "of questions in Chinese": ("docs/部署.md", "# 指南\n\n## 常见问题\n\n" + "字" * 60 + "\n"),
    "too short": ("DEPLOY.md", "# Deployment\n\n## Troubleshooting\n\nLook at the logs.\n"),
    "of a deployment guide, of trouble at home": ("DEPLOY.md", AT_HOME),
    "an entry without a number": ("docs/notes.md", LABELLED_ENTRY.format("### The api")),
    "an entry without a fix": ("docs/notes.md", LABELLED_ENTRY.format("### Issue 3").replace("Fix:", "We")),
    "an entry of changes": ("CHANGELOG.md", LABELLED_ENTRY.format("### Issue 3")),
    "an entry of what does not run": (
        "docs/notes.md", LABELLED_ENTRY.format("### Issue 3").replace("the pods", "my laptop")),
    "no cause": ("ENGINEERING_LOG.md", ENTRY.replace("The cause: imports", "Imports")),
    "no fix": ("ENGINEERING_LOG.md", ENTRY.replace("The fix: they", "They")),
    "nothing that runs failed": (
        "ENGINEERING_LOG.md", ENTRY.replace("503", "a test").replace("was down", "was slow")),
    "of the README of images that say one word of a service": (
        "docker/README.md", HELP.format(title="Images", section="Troubleshooting")),
    "of another document beside images": (
        "docker/usage.md", HELP.format(title="Images", section="Troubleshooting") + "\nEach request is logged.\n"),
    "of the README of a package of a service": (
        "api/README.md", HELP.format(title="Images", section="Troubleshooting") + "\nEach request is logged.\n"),
    "another document": ("docs/notes.md", ENTRY.replace("Engineering log", "Notes")),
    "a course": ("docs/deployment.md", HELP.format(title="Lesson 3: deployment", section="Troubleshooting")),
}  # fmt: skip


@pytest.mark.parametrize(("path", "document", "line"), SECTIONS.values(), ids=SECTIONS)
def test_a_section_about_failures_is_present(path: str, document: str, line: int) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, path: document})), Level.PRESENT, f"{path}:{line}")


@pytest.mark.parametrize(("path", "document"), NO_SECTIONS.values(), ids=NO_SECTIONS)
def test_any_other_section_is_none(path: str, document: str) -> None:
    assert_found(run("incident_docs", snapshot({**SERVICE, path: document})), Level.ABSENT)


DEVELOPED = HELP.format(title="The database", section="Troubleshooting")
LATER = {
    "two sentences about development": ("\n\nSeed it again. Start it locally.\n", True),
    "one sentence about development": ("\n\nStart it locally.\n", False),
    "words that only begin so": ("\n\nThe device is slow. Devise a locale.\n", False),
}


@pytest.mark.parametrize(("more", "later"), LATER.values(), ids=LATER)
def test_a_section_about_development_comes_after_one_about_the_service(more: str, later: bool) -> None:
    files = {
        "infra/a.md": DEVELOPED + more,
        "production/b.md": DEVELOPED + LATER["two sentences about development"][0],
    }
    finding = run("incident_docs", snapshot({**SERVICE, **files}))
    assert [each.path for each in finding.evidence] == sorted(files, reverse=later)


TROUBLES = "# Troubleshooting{}\n\n## It answers 503\n\n{}\n\n```\n{}\n```\n"
OPERATING = "kubectl logs deploy/scorer\nkubectl rollout restart deploy/scorer"
GUIDES = {
    "commands of a cluster": ("TROUBLESHOOTING.md", TROUBLES.format("", "Look, then restart it.", OPERATING), Level.PRESENT),
    "by its title": ("docs/help.md", TROUBLES.format(" the scorer", "Roll it back.", OPERATING), Level.PRESENT),
    "in a folder of the name": (
        "docs/troubleshooting/503.md", TROUBLES.format("", "Scale it.", OPERATING).replace("# Tr", "# No tr"),
        Level.PRESENT),
    "commands of a machine": (
        "docs/troubleshooting.md", TROUBLES.format("", "Restart it.", "systemctl status api\njournalctl -u api"),
        Level.PRESENT),
    "as much as a runbook": (
        "docs/troubleshooting.md", TROUBLES.format("", RUNBOOK.replace("# Runbook", ""), OPERATING), Level.SUBSTANTIVE),
    "one command": (
        "docs/troubleshooting.md", TROUBLES.format("", "Restart it.", "systemctl status api"), Level.ABSENT),
    "nothing that brings it back": (
        "docs/troubleshooting.md", TROUBLES.format("", "Look.", "kubectl logs a\nkubectl get pods"), Level.ABSENT),
    "for users": ("docs/usage/troubleshooting.md", TROUBLES.format("", "Restart it.", OPERATING), Level.ABSENT),
    "for those who install it": (
        "TROUBLESHOOTING.md",
        TROUBLES.format("", "It may crash. Restart the shell.", "pip install -e .\ndocker compose up\ndocker logs api"),
        Level.ABSENT),
    "a lesson": (
        "docs/troubleshooting.md", TROUBLES.format(": lesson 3", "Restart it.", OPERATING), Level.ABSENT),
}  # fmt: skip


@pytest.mark.parametrize(("path", "document", "level"), GUIDES.values(), ids=GUIDES)
def test_a_guide_to_troubleshooting_is_for_those_who_operate_a_service(
    path: str, document: str, level: Level
) -> None:
    assert run("incident_docs", snapshot({**SERVICE, path: document})).level is level


def test_evidence_points_to_the_title() -> None:
    finding = run("incident_docs", snapshot({**SERVICE, "RUNBOOK.md": f"Hello.\n\n{RUNBOOK}"}))
    assert_found(finding, Level.SUBSTANTIVE, "RUNBOOK.md:3", PARTS)


def test_a_library_is_not_asked() -> None:
    files = {**library("calm"), "calm/__init__.py": "x = 1\n"}
    assert run("incident_docs", snapshot(files)).status is Status.NOT_APPLICABLE


def test_a_document_that_a_script_of_the_repository_writes_is_claimed() -> None:
    path = "incidents/outage.md"
    writer = "from pathlib import Path\n\nPath('incidents/outage.md').write_text('x')\n"
    finding = run("incident_docs", snapshot({**SERVICE, path: POSTMORTEM, "scripts/drill.py": writer}))
    assert_found(finding, Level.CLAIMED, f"{path}:1", f"{REPORT}: written by scripts/drill.py:3")
    reader = writer.replace("write_text('x')", "read_text()")
    finding = run("incident_docs", snapshot({**SERVICE, path: POSTMORTEM, "scripts/drill.py": reader}))
    assert finding.level is Level.WIRED
