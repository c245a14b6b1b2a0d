from wineQuality import logger
from wineQuality.components.data_ingestion import DataIngestion
from wineQuality.config.configuration import ConfigurationManager

STAGE_NAME = "Data ingestion stage"


class DataIngestionPipeline:
    def main(self):
        config = ConfigurationManager()
        data_ingestion = DataIngestion(config=config.get_data_ingestion_config())
        data_ingestion.download_file()
        data_ingestion.extract_zip_file()


if __name__ == "__main__":
    try:
        logger.info(f">>>>>> {STAGE_NAME} started <<<<<<")
        DataIngestionPipeline().main()
        logger.info(f">>>>>> {STAGE_NAME} completed <<<<<<")
    except Exception as e:
        logger.exception(e)
        raise e
