"""Names of measures of a service."""

from __future__ import annotations

import pytest

from analyzer.facts.telemetry.service_measures import is_service_measure

MEASURES = (
    "latency_ms p95_latency elapsed elapsedMs duration_ms response_time requestDuration total_tokens token_usage "
    "tokens_per_second throughput error_count request_count failed_requests http_requests error_rate cpu_percent"
).split()
OTHERS = (
    "token access_token api_tokens timeout max_tokens latency_threshold error status duration trip_duration "
    "temperature vibration_g user_id loss accuracy memory requests time created_time step"
).split()


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_of_answers(name: str) -> None:
    assert is_service_measure(name)


@pytest.mark.parametrize("name", OTHERS)
def test_another_name(name: str) -> None:
    assert not is_service_measure(name)
