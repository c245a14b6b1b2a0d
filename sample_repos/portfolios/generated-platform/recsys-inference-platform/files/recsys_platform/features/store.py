"""Online feature store."""


class FeatureStore:
    """Low-latency feature retrieval."""

    def __init__(self, client: object | None = None) -> None:
        self._client = client

    def get(self, user_id: str, items: list[str]) -> list[list[float]]:
        return [[0.5, 0.1, float(len(item))] for item in items]
