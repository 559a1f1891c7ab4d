"""What are picture vectors worth? Partners of held-out brands told by calibrated similarity, beside the plain cosine."""

import argparse

from benchmarks.topic_matching import add_folders
from matchmaker.bundles import Metric
from training.datasets.brand_micro_influencer import SOURCE
from training.datasets.image_pairs import read_stand_in
from training.topic_fit.images import calibrated


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this benchmark."""
    add_folders(parser)


def run(arguments: argparse.Namespace) -> list[Metric]:
    """On vectors of hashtags in place of pictures: AUC and calibration by brands the calibration did not see."""
    return list(calibrated([(SOURCE.name, read_stand_in(arguments.data))]).rows)
