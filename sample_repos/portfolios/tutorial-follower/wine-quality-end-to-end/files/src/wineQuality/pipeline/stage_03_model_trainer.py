from wineQuality import logger
from wineQuality.components.model_trainer import ModelTrainer
from wineQuality.config.configuration import ConfigurationManager

STAGE_NAME = "Model training stage"


class ModelTrainerPipeline:
    def main(self):
        config = ConfigurationManager()
        model_trainer = ModelTrainer(config=config.get_model_trainer_config())
        model_trainer.train()


if __name__ == "__main__":
    try:
        logger.info(f">>>>>> {STAGE_NAME} started <<<<<<")
        ModelTrainerPipeline().main()
        logger.info(f">>>>>> {STAGE_NAME} completed <<<<<<")
    except Exception as e:
        logger.exception(e)
        raise e
