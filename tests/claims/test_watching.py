"""What is said of monitoring and of delivery, and means something else."""

from __future__ import annotations

import pytest

from analyzer.claims.judging import judge
from analyzer.claims.watching import watches_no_service
from analyzer.model import Evidence, Level, Statement, Support
from tests.support.scorecards import finding, repository

OTHER = {
    "4 pages (Dashboard, Forecast, Monitoring)": True,
    "Tabs: Overview, Monitoring and Settings": False,
    "Tabs: Overview, Settings, Monitoring": True,
    "Pages for monitoring the model": False,
    "4 pages and monitoring": False,
    "Airflow UI for pipeline visualization and monitoring": True,
    "Prefect dashboard for monitoring": True,
    "Airflow UI and Prometheus monitoring": False,
    "MLflow UI for model monitoring": False,
    "Grafana dashboard for monitoring": False,
    "Health Checks: Service health monitoring at /": True,
    "Health monitoring via /health": True,
    "Service health monitoring": False,
    "Health checks at /health, Prometheus monitoring": False,
    "Polls a folder for new files": True,
    "Evaluation and observability platform for agents and bots.": True,
    "An open-source monitoring toolkit that reads logs": True,
    "Evaluation platform with monitoring and tools for agents": False,
    "Monitoring platform with Grafana": False,
    "Observability platform": False,
}


@pytest.mark.parametrize(("text", "other"), OTHER.items())
def test_names_of_pages_tools_and_routes_claim_no_monitoring(text: str, other: bool) -> None:
    assert watches_no_service(text) is other


DELIVERIES = {
    "CI/CD: the workflow builds the image and pushes to ECR": False,
    "CI/CD pushes the images": False,
    "CI/CD publishes a package": False,
    "CI/CD | GitHub Actions → ghcr.io": False,
    "CI/CD -> Docker Hub": False,
    "CI/CD → tests": True,
    "CI/CD forces a new deployment": False,
    "CI/CD on push to main": True,
    "CI/CD runs when somebody pushes": True,
    "CI/CD with GitHub Actions": True,
}


@pytest.mark.parametrize(("text", "supported"), DELIVERIES.items())
def test_what_checks_the_code_delivers_nothing(text: str, supported: bool) -> None:
    checks = finding("ci", evidence=(Evidence("ci.yml", 3, Level.WIRED, "CI job tests: pytest"),))
    brings = finding("ci_delivery", evidence=(Evidence("cd.yml", 3, Level.SUBSTANTIVE, "publishes"),))
    nothing = finding("ci_delivery")
    said = Statement(text, "README.md", 3, "deployment", ("ci_delivery", "ci"))
    (alone,) = judge((repository("a", {}, checks, nothing),), (said,))
    (both,) = judge((repository("a", {}, checks, brings),), (said,))
    assert alone.support is (Support.SUPPORTED if supported else Support.UNSUPPORTED)
    assert both.support is Support.SUPPORTED
    assert supported or [each.evidence.path for each in both.places] == ["cd.yml"]
