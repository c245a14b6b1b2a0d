from wineQuality.constants import CONFIG_FILE_PATH, PARAMS_FILE_PATH, SCHEMA_FILE_PATH
from wineQuality.entity.config_entity import (
    DataIngestionConfig,
    DataValidationConfig,
    ModelEvaluationConfig,
    ModelTrainerConfig,
)
from wineQuality.utils.common import create_directories, read_yaml


class ConfigurationManager:
    def __init__(self, config_path=CONFIG_FILE_PATH, params_path=PARAMS_FILE_PATH, schema_path=SCHEMA_FILE_PATH):
        self.config = read_yaml(config_path)
        self.params = read_yaml(params_path)
        self.schema = read_yaml(schema_path)
        create_directories([self.config["artifacts_root"]])

    def get_data_ingestion_config(self):
        config = self.config["data_ingestion"]
        create_directories([config["root_dir"]])
        return DataIngestionConfig(**config)

    def get_data_validation_config(self):
        config = self.config["data_validation"]
        create_directories([config["root_dir"]])
        return DataValidationConfig(columns=self.schema["columns"], **config)

    def get_model_trainer_config(self):
        config = self.config["model_trainer"]
        create_directories([config["root_dir"]])
        return ModelTrainerConfig(**self.params, **config)

    def get_model_evaluation_config(self):
        config = self.config["model_evaluation"]
        trainer = self.config["model_trainer"]
        create_directories([config["root_dir"]])
        return ModelEvaluationConfig(
            data_file=trainer["data_file"],
            model_file=trainer["model_file"],
            params=self.params,
            target=self.params["target"],
            **config,
        )
