"""A/B testing framework."""

import random


class CanaryDeploymentManager:
    """Manages canary deployments."""

    def route(self, request):
        """Route a request to a variant."""
        return "canary" if random.random() < 0.05 else "champion"

    def rollback_if_unhealthy(self):
        """Roll back if the canary is unhealthy."""
        return False
