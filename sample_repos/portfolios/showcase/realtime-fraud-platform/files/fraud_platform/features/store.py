"""Online and offline feature store."""


class FeatureStore:
    """Serves features with low latency."""

    def __init__(self):
        self._features = {}

    def get_online_features(self, entity_id):
        """Get the features of an entity."""
        return self._features.get(entity_id, {})

    def materialize(self):
        """Materialize offline features into the online store."""
        # TODO: connect to Redis
        pass
