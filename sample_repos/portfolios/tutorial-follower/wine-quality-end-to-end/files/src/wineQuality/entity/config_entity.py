from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DataIngestionConfig:
    root_dir: Path
    source_url: str
    local_file: Path
    unzip_dir: Path


@dataclass(frozen=True)
class DataValidationConfig:
    root_dir: Path
    data_file: Path
    status_file: Path
    columns: list


@dataclass(frozen=True)
class ModelTrainerConfig:
    root_dir: Path
    data_file: Path
    model_file: Path
    alpha: float
    l1_ratio: float
    test_size: float
    target: str


@dataclass(frozen=True)
class ModelEvaluationConfig:
    root_dir: Path
    data_file: Path
    model_file: Path
    metric_file: Path
    mlflow_uri: str
    params: dict
    target: str
