"""What is a claim and what is none, sentence by sentence, from our own pen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.claims.figures import figures_of
from analyzer.claims.sentences import Context, claims_of, own_claims_of
from analyzer.claims.topics import TOPICS
from analyzer.engine.registry import load_checks
from tests.support.bounds import ends

FEATURES = Context(headings=("Shelf counter", "Features"), item=True)
OPENING = Context(headings=("Shelf counter",), opening=True, own_names=frozenset({"shelf", "counter"}))
PLAIN = Context(headings=("Shelf counter", "Architecture"), own_names=frozenset({"shelf", "counter"}))

CLAIMS = [
    # scale, latency, cost
    ("The API serves 1M requests a day.", PLAIN, "scale"),
    ("It handles 3k rps on two small machines.", PLAIN, "scale"),
    ("Our service processes 250 images per second.", PLAIN, "scale"),
    ("Can sustain 500 requests/s", PLAIN, "scale"),
    ("Fast: embeds images with one runtime, another one and more of the same, at 800 QPS", PLAIN, "scale"),
    ("Throughput | 10M requests/day", PLAIN, "scale"),
    ("p99 latency | 20 ms", PLAIN, "latency"),
    ("The p95 latency is 120 ms.", PLAIN, "latency"),
    ("Predictions are answered in under 40 ms.", PLAIN, "latency"),
    ("An inference time of about 0.3 seconds on a laptop", PLAIN, "latency"),
    ("The batch job takes 2 ms per image.", PLAIN, "latency"),
    ("A prediction costs $0.002 per call.", PLAIN, "cost"),
    # what no repository can show
    ("99.95 % uptime over the last year", PLAIN, "uptime"),
    ("Uptime | 99.99 %", PLAIN, "uptime"),
    ("Used by more than 12,000 customers in four countries.", PLAIN, "users"),
    ("The recommender reaches 2M monthly active users.", PLAIN, "users"),
    ("Deployed model reduces churn by up to 30 %", PLAIN, "outcome"),
    ("Fraud prevented | $4.2M / year", PLAIN, "outcome"),
    ("The new ranking increased conversion by 4.5 %.", PLAIN, "outcome"),
    ("It saves the warehouse $300k a year.", PLAIN, "outcome"),
    # production
    ("The model has been running in production since March.", PLAIN, "production"),
    ("We brought the model into production in six weeks.", PLAIN, "production"),
    ("Shelf counter is currently in production.", PLAIN, "production"),
    ("A production-ready service for counting shelves.", OPENING, "production"),
    ("Production-grade scoring of listings", FEATURES, "production"),
    # monitoring, drift, alerting, on-call, incidents
    ("Predictions are monitored with Prometheus and Grafana.", PLAIN, "monitoring"),
    ("The service exposes Prometheus metrics at /metrics.", PLAIN, "monitoring"),
    ("Model performance is continuously monitored", PLAIN, "monitoring"),
    ("Real-time monitoring of the model", FEATURES, "monitoring"),
    ("Real-time service monitoring", FEATURES, "monitoring"),
    ("Real-time monitoring of the fraud model", FEATURES, "monitoring"),
    ("Real-time monitoring of traffic predictions", FEATURES, "monitoring"),
    ("Sensor monitoring, with a Prometheus dashboard", FEATURES, "monitoring"),
    ("Grafana dashboards and tracing", FEATURES, "monitoring"),
    ("Model monitoring and dashboards", FEATURES, "monitoring"),
    ("Performance timings and monitoring integration tests", FEATURES, "tests"),
    ("We built a monitoring stack around the model.", PLAIN, "monitoring"),
    ("Drift detection for all inputs", FEATURES, "drift"),
    ("Input drift is checked every night.", PLAIN, "drift"),
    ("Alerts are sent to Slack.", PLAIN, "alerting"),
    ("Slack alerts for failed runs", FEATURES, "alerting"),
    ("PagerDuty on-call rotation", FEATURES, "on_call"),
    ("Blameless post-mortems", FEATURES, "incidents"),
    # tests
    ("98 % test coverage", PLAIN, "tests"),
    ("The code is thoroughly tested.", PLAIN, "tests"),
    ("Over 300 unit tests", PLAIN, "tests"),
    ("Unit and integration tests", FEATURES, "tests"),
    ("We wrote unit tests for every transformation.", PLAIN, "tests"),
    ("The endpoint was load-tested with Locust.", PLAIN, "load_tests"),
    # deployment, rollback, experiments, retraining
    ("The API has been deployed on Heroku.", PLAIN, "deployment"),
    ("We deployed the model as a REST service.", PLAIN, "deployment"),
    ("Deployed to AWS with Terraform.", PLAIN, "deployment"),
    ("Deployed the model on a small cluster.", PLAIN, "deployment"),
    ("The service is live on Render", PLAIN, "deployment"),
    ("Containerized deployment with Docker", FEATURES, "deployment"),
    ("Complete pipeline with CI/CD and deployment to AWS.", OPENING, "deployment"),
    ("Zero-downtime deployments", FEATURES, "deployment"),
    ("Autoscaled on Kubernetes", FEATURES, "deployment"),
    ("Continuous deployment is set up for both services.", PLAIN, "deployment"),
    ("Automatic rollback of a bad model", FEATURES, "rollback"),
    ("Canary releases that roll back automatically", FEATURES, "rollback"),
    ("We implemented a rollback procedure.", PLAIN, "rollback"),
    ("Both rankings were A/B tested.", PLAIN, "experiment"),
    ("A/B testing and canary releases", FEATURES, "experiment"),
    ("We ran an A/B test over four weeks.", PLAIN, "experiment"),
    ("Ranker: A/B-tested with users, NDCG rose", FEATURES, "experiment"),
    ("Shadow deployments of every candidate", FEATURES, "experiment"),
    ("The model is retrained every week.", PLAIN, "retraining"),
    ("Automated retraining with Airflow", FEATURES, "retraining"),
    ("[x] Drift detection", FEATURES, "drift"),
    # a ticked item of a plan was done; the stack is what is used
    ("[x] CI/CD with GitHub Actions", Context(("Shelf counter", "Roadmap"), item=True), "deployment"),
    ("[x] Drift detection", Context(("Next steps", "Phase 2"), item=True), "drift"),
    ("p99 latency of 20 ms", Context(("Success metrics achieved",), item=True), "latency"),
    ("CI/CD | GitHub Actions", Context(("Shelf counter", "Tech Stack"), item=True), "deployment"),
    ("Evidently: drift detection", Context(("Technologies",), item=True), "drift"),
    # what leads a list in
    ("Four Grafana dashboards", Context(("Shelf counter",), "The system includes:", item=True), "monitoring"),
    ("Drift detection of inputs", Context(("Shelf counter",), "**Key features:**", item=True), "drift"),
    ("The service has 48 automated tests with pytest:", PLAIN, "tests"),
    ("The system includes complete monitoring with four dashboards:", PLAIN, "monitoring"),
    # other verbs and subjects
    ("The pipeline utilizes Prefect for runs and Evidently for drift detection.", PLAIN, "drift"),
    ("This directory contains the whole monitoring stack of the shelves.", PLAIN, "monitoring"),
    ("The entire deployment is automated using GitHub Actions CI/CD.", PLAIN, "deployment"),
    ("Shelf Counter includes comprehensive monitoring and tracing.", PLAIN, "monitoring"),
    ("Shelf Counter is a production-ready service for shops.", PLAIN, "production"),
    ("A/B testing: champion vs challenger at request time", FEATURES, "experiment"),
    ("170 tests - 160 unit tests with all external I/O mocked", PLAIN, "tests"),
    ("It increased churn retention by 12 %.", PLAIN, "outcome"),
    ("p99 latency | < 20 ms", PLAIN, "latency"),
    ("A production-ready service with encryption", OPENING, "production"),
    ("Ready to use - one-click deployment", FEATURES, "deployment"),
    ("Monitoring dashboards of all new models", Context(("Features",), item=True), "monitoring"),
]

BOTH = [
    "Monitoring with drift detection",
    "Lakehouse monitoring with drift detection",
    "Monitoring: drift detection on a schedule",
    "Model monitoring (drift detection)",
    "Monitoring & Drift Detection",
    "Monitoring of data drift and performance",
    "Monitors model quality and data drift",
    "Data drift and model monitoring",
    "Drift-aware monitoring",
]


@pytest.mark.parametrize("text", BOTH)
def test_monitoring_with_drift_is_a_claim_of_both(text: str) -> None:
    assert {topic.name for topic in claims_of(text, FEATURES)} == {"monitoring", "drift"}


@pytest.mark.parametrize("text", ["Monitoring of the weather", "Monitors the weather", "A boat drifts"])
def test_what_else_is_monitored_is_no_claim(text: str) -> None:
    assert not list(claims_of(text, FEATURES))


NO_CLAIMS = [
    # what is compared with something else
    ("Unlike Datadog, the service is monitored with Prometheus.", PLAIN),
    ("Competitors are deployed on AWS.", PLAIN),
    ("Other platforms answer in 20 ms per request.", PLAIN),
    ("They use automated retraining.", FEATURES),
    ("Multiple kinds: API, service, and monitoring tests", FEATURES),
    ("Real-time drift detection compared to commercial vendors", FEATURES),
    ("Real-time sensor monitoring", FEATURES),
    ("Live traffic monitoring", FEATURES),
    # negations
    ("The API is not deployed on Kubernetes.", PLAIN),
    ("There is no monitoring.", FEATURES),
    ("We haven't deployed it anywhere.", PLAIN),
    ("Runs without monitoring", FEATURES),
    ("Unit tests are missing.", PLAIN),
    ("Nothing here was measured above 50 requests per second.", PLAIN),
    ("We rolled nothing out as a canary release.", FEATURES),
    # plans
    ("We will deploy the model to AWS.", PLAIN),
    ("TODO: drift detection", FEATURES),
    ("Monitoring with Grafana (planned)", FEATURES),
    ("A/B testing is in progress", FEATURES),
    ("[ ] Drift detection", FEATURES),
    ("🚧 Automated retraining", FEATURES),
    ("The goal is a p99 latency of 20 ms.", PLAIN),
    ("The service should handle 1k requests per second.", PLAIN),
    ("The model might be deployed on Lambda.", PLAIN),
    ("Automated retraining", Context(("Shelf counter", "Future work"), item=True)),
    ("Drift detection", Context(("Shelf counter", "Roadmap", "Features"), item=True)),
    ("p99 latency | 20 ms", Context(("Service level objectives",), item=True)),
    ("Real-time monitoring", Context(("Features", "Next steps"), item=True)),
    # what was wanted, whatever tick stands before it, and what was put away
    ("✅ Average latency: <3 seconds", Context(("Success Metrics", "Phase 1"), item=True)),
    ("[x] Average latency: <3 seconds", Context(("Goals",), item=True)),
    ("Average latency: 3 seconds", Context(("Success criteria",), item=True)),
    ("Average latency: 3 seconds", Context(("KPIs (planned)",), item=True)),
    ("Average latency: 3 seconds", Context(("Acceptance criteria",), item=True)),
    ("Our service was deployed with Helm on AWS.", Context(("Part 8: Cloud (Archived)",))),
    ("Our service was deployed with Helm on AWS.", Context(("Speed",), past=True)),
    # what it was designed for
    ("The system is designed to handle 3k requests per second.", PLAIN),
    ("It is meant for serving 1M requests a day.", PLAIN),
    ("Designed for CI/CD pipelines and scripts", FEATURES),
    ("Suitable for automation and CI/CD", FEATURES),
    ("Automated alerts", PLAIN),
    ("[ ] CI/CD with GitHub Actions", Context(("Shelf counter", "Roadmap"), item=True)),
    ("CI/CD with GitHub Actions", Context(("Shelf counter", "Roadmap"), item=True)),
    ("[x] Drift detection", Context(("Pull request checklist",), item=True)),
    ("CI/CD | GitHub Actions", Context(("Shelf counter", "Architecture"), item=True)),
    # lists of what happens when, and of what to do then
    ("p95 latency of 200 ms", Context(("Features",), "Rollback triggers:", item=True)),
    ("Handling drift alerts", Context(("Features",), "This folder holds procedures for:", item=True)),
    ("Grafana dashboards", Context(("Shelf counter",), "The system will include:", item=True)),
    ("Grafana dashboards", Context(("Shelf counter",), "Run the following commands:", item=True)),
    ("Grafana dashboards", Context(("Shelf counter",), "Our service uses these endpoints:", item=True)),
    ("Run the 12 unit tests with:", PLAIN),
    ("CI/CD authentication is handled via:", PLAIN),
    ("The monitoring of the API was implemented with:", PLAIN),
    ("The following pipeline uses automated retraining:", PLAIN),
    ("Using Grafana dashboards with the stack:", PLAIN),
    # no name of the project's own
    ("Scanner includes comprehensive monitoring and tracing.", PLAIN),
    ("MLflow is a production-grade tracker for experiments.", PLAIN),
    # over a time, from cold, between machines
    ("p95 latency > 500 ms for 3 minutes", PLAIN),
    ("HighResponseTime (warning): p95 >2s", PLAIN),
    ("chat p95 latency <= 3s", PLAIN),
    ("chat p95 latency \u2264 3s", PLAIN),
    ("The store is fetched at a cold start (~30 s latency).", PLAIN),
    ("Worker to database: < 2 ms latency (same VPC)", PLAIN),
    # a part only, a figure of a model, a folder
    ("Enterprise-grade encryption", FEATURES),
    ("Production-ready error handling", FEATURES),
    ("Improved churn recall from 68 % to 79 %", PLAIN),
    ("Continuous monitoring: polls every 5 minutes for new tools", FEATURES),
    ("This folder contains the observability documentation.", PLAIN),
    # conditions, how-to, questions, what a reader may do
    ("If the API is deployed on Heroku, set the port.", PLAIN),
    ("You can deploy the model to AWS.", PLAIN),
    ("To deploy the model to production, run the script.", PLAIN),
    ("Run the unit tests", FEATURES),
    ("Deploy the model to production", FEATURES),
    ("Is the model monitored with Prometheus?", PLAIN),
    ("Which model is deployed in production | models/production.json", FEATURES),
    ("How the model is deployed to production on AWS", FEATURES),
    ("Where the service is monitored with Prometheus", PLAIN),
    ("The following steps deploy the service:", PLAIN),
    ("The image can be deployed on any cluster.", PLAIN),
    ("Next, the model is deployed to SageMaker.", PLAIN),
    ("Once the API is deployed on your cluster, open the page.", PLAIN),
    ("Please see the section on continuous deployment.", PLAIN),
    ("It is deployed by running the following command.", PLAIN),
    ("In this course we deployed a model.", PLAIN),
    # other products and the world at large
    ("Prometheus is a monitoring system and time series database.", PLAIN),
    ("MLflow tracks experiments and provides model monitoring.", PLAIN),
    ("Grafana Cloud provides real-time monitoring of everything.", FEATURES),
    ("Kubernetes helps with zero-downtime deployments.", PLAIN),
    # what changes is a table; when an alert fires
    ("Schema evolution - add or change columns zero-downtime", FEATURES),
    ("Slow response time (>2s)", PLAIN),
    ("High p99 latency > 500 ms", PLAIN),
    ("Elevated latency: over 300 ms", FEATURES),
    ("SageMaker supports A/B testing of models.", FEATURES),
    ("Companies typically monitor models in production.", PLAIN),
    ("Drift detection is important in production systems.", PLAIN),
    ("Most models are never deployed to production.", PLAIN),
    ("A model that was deployed in practice often decays.", PLAIN),
    # words that mean something else
    ("The free tier is limited to 60 requests per minute.", PLAIN),
    ("The client gives up after a timeout of 200 ms.", PLAIN),
    ("`EtaSlow` fires when the p95 latency is over 150 ms.", PLAIN),
    ("The session has automatic rollback of transactions.", PLAIN),
    ("The intervals reach 90 % coverage.", PLAIN),
    ("Accuracy | 98 %", PLAIN),
    ("AUC | 0.997", PLAIN),
    ("The data set holds 2M rows.", PLAIN),
    ("Join 40k developers in our chat.", PLAIN),
    ("The docs are hosted on GitHub Pages.", PLAIN),
    ("The training took 20 seconds.", PLAIN),
    ("MobileNet | 20 ms | 30 ms | 71 %", PLAIN),
    # what is meant, or being made
    ("Cloud-ready: Designed for production deployment with monitoring", FEATURES),
    ("Ready for the cloud - designed to scale, with monitoring", FEATURES),
    ("Microservices with full observability (in development)", FEATURES),
    ("The monitoring stack is in development.", FEATURES),
    ("All 6 services fully testable - enterprise-grade coverage", FEATURES),
    # a name of something where nothing says that it was done
    ("Drift detection", PLAIN),
    ("Unit tests live in the folder next to the code.", PLAIN),
    ("Monitoring", PLAIN),
    ("Production-ready tools, compared", PLAIN),
    # what a library has, it has for its users
    ("Drift detection for tabular data", Context(("Features",), item=True, of_library=True)),
    ("Models are deployed as REST endpoints.", Context(("Overview",), of_library=True)),
    # other languages
    ("Le modèle est déployé en production sur Kubernetes.", PLAIN),
    ("模型已部署到生产环境", PLAIN),
    ("", PLAIN),
    ("***", FEATURES),
]


def topics(text: str, context: Context) -> list[str]:
    return [each.name for each in claims_of(text, context)]


@pytest.mark.parametrize(("text", "context", "topic"), CLAIMS, ids=[each[0] for each in CLAIMS])
def test_a_claim_is_read(text: str, context: Context, topic: str) -> None:
    assert topic in topics(text, context)


@pytest.mark.parametrize(("text", "context"), NO_CLAIMS, ids=[each[0] or "nothing" for each in NO_CLAIMS])
def test_what_is_no_claim_is_not_taken_for_one(text: str, context: Context) -> None:
    assert topics(text, context) == []


OWN = [
    ("Built and ran a fraud model serving 3k rps at p99 < 40 ms.", {"scale", "latency"}),
    ("Deployed four models to production.", {"production"}),
    ("Cut inference latency by 40 %", {"latency"}),
    ("Deploy and monitor forecasting models", {"deployment", "monitoring"}),
    ("Introduced drift alerts and weekly retraining", {"drift", "alerting", "retraining"}),
    ("Reduced churn by 12 % through better targeting", {"outcome"}),
    ("Led a team of five engineers", {"team"}),
    ("On-call for six services, wrote the post-mortems", {"on_call", "incidents"}),
    ("Ran A/B tests on 2 million users", {"experiment", "users"}),
    ("Rolled back a bad model in four minutes", {"rollback"}),
    ("Wrote the test suite and the CI/CD pipeline", {"tests", "deployment"}),
    ("Releases without downtime on Kubernetes", {"deployment"}),
    ("I have not deployed a model yet.", set()),
    ("Want to learn how models are deployed", set()),
    ("Designed the A/B testing framework", {"experiment"}),
    ("Kubernetes, Docker, MLflow", set()),
    ("Improved accuracy from 82 % to 91 %", set()),
    ("Fluent in Spanish", set()),
    ("Split the data into training and test set", set()),
]


@pytest.mark.parametrize(("text", "expected"), OWN, ids=[each[0] for each in OWN])
def test_in_a_file_of_ones_own_the_doing_needs_no_saying(text: str, expected: set[str]) -> None:
    assert {each.name for each in own_claims_of(text)} == expected


def test_a_list_of_skills_claims_nothing() -> None:
    assert list(own_claims_of("Kubernetes, monitoring, A/B testing", ("CV", "Skills"))) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("p99 of 120 ms, 99.9 % uptime", ("120 ms", "99.9 %")),
        ("serves 1M requests a day", ("1M requests a day",)),
        ("costs $0.002 per call", ("$0.002 per call",)),
        ("3k rps on 2 machines", ("3k rps",)),
        ("saved $4.2M / year", ("$4.2M / year",)),
        ("12,000 customers and 340 unit tests", ("12,000 customers", "340 unit tests")),
        ("2x faster", ("2x",)),
        ("version 2.1 of model 7", ()),
    ],
)
def test_figures_keep_their_units(text: str, figures: tuple[str, ...]) -> None:
    assert figures_of(text) == figures


@pytest.mark.parametrize("topic", TOPICS, ids=lambda each: each.name)
def test_every_row_of_the_table_has_words_and_names_signals_that_exist(topic: object) -> None:
    row = next(each for each in TOPICS if each is topic)
    assert row.says or row.names or row.own
    assert set(row.signals) <= set(load_checks().checks)
    assert not row.measured or "load_testing" in row.signals


WORDS = "we deployed in production serving 10M requests / day a/b tests p99 20 ms monitored with ( [ ] | , . not $4 % "


@given(
    st.one_of(st.text(max_size=500), st.lists(st.sampled_from(WORDS.split(" ")), max_size=90).map(" ".join))
)
def test_no_sentence_breaks_the_reader(text: str) -> None:
    for context in (PLAIN, FEATURES, OPENING):
        assert set(topics(text, context)) <= {each.name for each in TOPICS}
    list(own_claims_of(text))
    assert len(figures_of(text)) <= 5


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "a ",
        "(",
        "[",
        "A ",
        "10M ",
        "serving ",
        "serving 1 ",
        "drift ",
        "x@",
        "model ",
        "1k reduc ",
        "we ",
    ],
)
@ends
def test_reading_a_sentence_costs_what_its_length_does(piece: str) -> None:
    """One of twelve times the length that is read: what costs half a second there would cost minutes here."""
    text = (piece * 6_000)[:6_000]
    for context in (PLAIN, FEATURES, OPENING):
        list(claims_of(text, context))
    list(own_claims_of(text))
    figures_of(text)
