from wineQuality import logger
from wineQuality.components.model_evaluation import ModelEvaluation
from wineQuality.config.configuration import ConfigurationManager

STAGE_NAME = "Model evaluation stage"


class ModelEvaluationPipeline:
    def main(self):
        config = ConfigurationManager()
        evaluation = ModelEvaluation(config=config.get_model_evaluation_config())
        evaluation.evaluate()
        # evaluation.log_into_mlflow()


if __name__ == "__main__":
    try:
        logger.info(f">>>>>> {STAGE_NAME} started <<<<<<")
        ModelEvaluationPipeline().main()
        logger.info(f">>>>>> {STAGE_NAME} completed <<<<<<")
    except Exception as e:
        logger.exception(e)
        raise e
