import json
import os

import yaml

from wineQuality import logger


def read_yaml(path):
    """Read a yaml file into a dictionary."""
    with open(path) as file:
        content = yaml.safe_load(file)
    logger.info(f"read {path}")
    return content


def create_directories(paths):
    """Create all directories in a list."""
    for path in paths:
        os.makedirs(path, exist_ok=True)
        logger.info(f"created directory {path}")


def save_json(path, data):
    """Save a dictionary as json."""
    with open(path, "w") as file:
        json.dump(data, file, indent=4)
    logger.info(f"saved {path}")
