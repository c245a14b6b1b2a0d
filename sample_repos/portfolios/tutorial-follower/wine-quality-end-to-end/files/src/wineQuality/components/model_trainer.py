import joblib
import pandas as pd
from sklearn.linear_model import ElasticNet
from sklearn.model_selection import train_test_split


class ModelTrainer:
    def __init__(self, config):
        self.config = config

    def train(self):
        data = pd.read_csv(self.config.data_file, sep=";")
        train, _ = train_test_split(data, test_size=self.config.test_size)
        model = ElasticNet(alpha=self.config.alpha, l1_ratio=self.config.l1_ratio, random_state=42)
        model.fit(train.drop([self.config.target], axis=1), train[[self.config.target]])
        joblib.dump(model, self.config.model_file)
