"""Model registry."""


class ModelRegistry:
    """Registers and promotes models."""

    def register_model(self, name, model):
        """Register a model."""
        print(f"Registered {name}")
        return 1

    def rollback(self, name):
        """Roll back to the previous version."""
        print(f"Rolled back {name}")
