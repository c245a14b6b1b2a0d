"""Folders of images, one folder inside for each class, that an evaluation loads by their path."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, normpath

from analyzer.facts.evaluations.evaluation_modules import is_named_for_evaluation
from analyzer.lazy_regex import lazy_regex
from analyzer.parsing.python import code_only, words_of
from analyzer.repository import Snapshot, derived
from analyzer.text import word_set
from analyzer.wiring.modules import last_part
from analyzer.wiring.roles import is_test

# https://www.tensorflow.org/api_docs/python/tf/keras/utils/image_dataset_from_directory,
# https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html
LOADS_FOLDERS = word_set("image_dataset_from_directory ImageFolder flow_from_directory DatasetFolder")
IMAGE_ENDINGS = (".jpg", ".jpeg", ".png", ".bmp", ".webp", ".gif", ".tif", ".tiff")
FEWEST_IMAGES = 10
FEWEST_CLASSES = 2
# What a model learns from judges none.
LEARNED_FROM = word_set("train training")
QUOTED_FOLDER_PATH = lazy_regex(r"[\"']([\w./-]{1,150})[\"']")


@derived
def _image_sets(repo: Snapshot) -> Mapping[str, int]:
    """The folders of images by class that are kept, and how many images are in them."""
    classes: dict[str, dict[str, int]] = {}
    for path in repo.all_paths:
        if path.lower().endswith(IMAGE_ENDINGS):
            folder = dirname(path)
            inside = classes.setdefault(dirname(folder), {}) if folder else {}
            inside[folder] = inside.get(folder, 0) + 1
    return {
        folder: sum(each.values())
        for folder, each in classes.items()
        if folder and len(each) >= FEWEST_CLASSES and sum(each.values()) >= FEWEST_IMAGES
    }


def images_loaded_at(repo: Snapshot, path: str) -> tuple[int, str] | None:
    """The line where a module for evaluation, or a test, loads such a folder that it names, and its words."""
    if not is_named_for_evaluation(path) and not is_test(repo, path):
        return None
    loading = [call for call in repo.modules[path].calls if last_part(call.target) in LOADS_FOLDERS]
    if not loading or not _image_sets(repo):
        return None
    named = {normpath(each) for each in QUOTED_FOLDER_PATH.findall(code_only(repo.text(path) or ""))}
    for folder in sorted(_image_sets(repo)):
        known = any(folder == each or folder.endswith(f"/{each}") for each in named)
        if known and words_of(folder.rpartition("/")[2]).isdisjoint(LEARNED_FROM):
            return loading[0].line, f"the image folder {folder}"
    return None
