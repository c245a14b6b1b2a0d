"""Settings come from the environment; a missing one stops the job before it reads anything."""

import os


class MissingSetting(RuntimeError):
    pass


def setting(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise MissingSetting(f"{name} is not set")
    return value
