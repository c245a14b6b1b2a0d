from wineQuality import logger
from wineQuality.pipeline.stage_01_data_ingestion import DataIngestionPipeline
from wineQuality.pipeline.stage_02_data_validation import DataValidationPipeline
from wineQuality.pipeline.stage_03_model_trainer import ModelTrainerPipeline
from wineQuality.pipeline.stage_04_model_evaluation import ModelEvaluationPipeline

for name, pipeline in [
    ("Data ingestion", DataIngestionPipeline),
    ("Data validation", DataValidationPipeline),
    ("Model training", ModelTrainerPipeline),
    ("Model evaluation", ModelEvaluationPipeline),
]:
    try:
        logger.info(f">>>>>> {name} stage started <<<<<<")
        pipeline().main()
        logger.info(f">>>>>> {name} stage completed <<<<<<\n\nx==========x")
    except Exception as e:
        logger.exception(e)
        raise e
