"""Moves the alias that the service loads: `python -m parcel_eta.promote 41`.

Also the way back: promoting an older version is a rollback.
"""

from __future__ import annotations

import argparse
import logging

from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from parcel_eta.train import REGISTERED_NAME

MAX_WORSE_MINUTES = 0.3

log = logging.getLogger(__name__)


def mae(client: MlflowClient, version: str) -> float:
    """Holdout error of the run that made this version, in minutes."""
    run = client.get_model_version(REGISTERED_NAME, version).run_id
    return client.get_run(run).data.metrics["mae"]


def promote(client: MlflowClient, version: str, force: bool = False) -> None:
    """Make `version` the champion, unless it is clearly worse than the present one."""
    try:
        champion = client.get_model_version_by_alias(REGISTERED_NAME, "champion").version
    except MlflowException:
        champion = None
    if champion is not None and not force:
        worse = mae(client, version) - mae(client, champion)
        if worse > MAX_WORSE_MINUTES:
            raise SystemExit(
                f"{version} is {worse:.2f} min worse than {champion}; --force to insist"
            )
    client.set_registered_model_alias(REGISTERED_NAME, "champion", version)
    log.info("champion: %s, before: %s", version, champion)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("version")
    parser.add_argument("--force", action="store_true", help="for rollbacks")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    promote(MlflowClient(), options.version, options.force)


if __name__ == "__main__":
    main()
