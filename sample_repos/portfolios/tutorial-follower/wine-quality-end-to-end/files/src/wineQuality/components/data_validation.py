import pandas as pd


class DataValidation:
    def __init__(self, config):
        self.config = config

    def validate_all_columns(self):
        data = pd.read_csv(self.config.data_file, sep=";")
        validation_status = None
        for column in data.columns:
            if column not in self.config.columns:
                validation_status = False
            else:
                validation_status = True
            with open(self.config.status_file, "w") as file:
                file.write(f"Validation status: {validation_status}")
        return validation_status
