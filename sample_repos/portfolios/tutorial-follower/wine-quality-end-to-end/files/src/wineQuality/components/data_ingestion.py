import os
import urllib.request as request
import zipfile

from wineQuality import logger


class DataIngestion:
    def __init__(self, config):
        self.config = config

    def download_file(self):
        if not os.path.exists(self.config.local_file):
            filename, headers = request.urlretrieve(self.config.source_url, self.config.local_file)
            logger.info(f"{filename} downloaded: {headers}")
        else:
            logger.info("file already exists")

    def extract_zip_file(self):
        with zipfile.ZipFile(self.config.local_file, "r") as zip_ref:
            zip_ref.extractall(self.config.unzip_dir)
