from urllib.parse import urlparse

import joblib
import mlflow
import mlflow.sklearn
import numpy as np
import pandas as pd
from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

from wineQuality.utils.common import save_json


class ModelEvaluation:
    def __init__(self, config):
        self.config = config

    def eval_metrics(self, actual, predicted):
        rmse = np.sqrt(mean_squared_error(actual, predicted))
        return rmse, mean_absolute_error(actual, predicted), r2_score(actual, predicted)

    def evaluate(self):
        data = pd.read_csv(self.config.data_file, sep=";")
        self.model = joblib.load(self.config.model_file)
        predicted = self.model.predict(data.drop([self.config.target], axis=1))
        self.rmse, self.mae, self.r2 = self.eval_metrics(data[[self.config.target]], predicted)
        save_json(self.config.metric_file, {"rmse": self.rmse, "mae": self.mae, "r2": self.r2})

    def log_into_mlflow(self):
        mlflow.set_registry_uri(self.config.mlflow_uri)
        store = urlparse(mlflow.get_tracking_uri()).scheme
        with mlflow.start_run():
            mlflow.log_params(self.config.params)
            mlflow.log_metrics({"rmse": self.rmse, "mae": self.mae, "r2": self.r2})
            if store != "file":
                mlflow.sklearn.log_model(self.model, "model", registered_model_name="ElasticnetModel")
            else:
                mlflow.sklearn.log_model(self.model, "model")
