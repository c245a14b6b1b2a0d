from wineQuality import logger
from wineQuality.components.data_validation import DataValidation
from wineQuality.config.configuration import ConfigurationManager

STAGE_NAME = "Data validation stage"


class DataValidationPipeline:
    def main(self):
        config = ConfigurationManager()
        data_validation = DataValidation(config=config.get_data_validation_config())
        data_validation.validate_all_columns()


if __name__ == "__main__":
    try:
        logger.info(f">>>>>> {STAGE_NAME} started <<<<<<")
        DataValidationPipeline().main()
        logger.info(f">>>>>> {STAGE_NAME} completed <<<<<<")
    except Exception as e:
        logger.exception(e)
        raise e
