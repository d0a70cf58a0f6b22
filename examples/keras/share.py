"""Which rows a worker takes, and in which order."""

import os

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

from training import Training, read_data


def share_of(rows: int, workers: int, rank: int) -> range:
    """Returns the rows of one worker: a run of them, which needs to be on its machine only.

    All are of one length; rows that do not divide among the workers are left out.
    """
    length = rows // workers
    return range(rank * length, (rank + 1) * length)


class Share(keras.utils.PyDataset):
    """The batches of one worker: its part of each batch of all, from its own rows, in an order of its own every epoch.

    For several ranks it holds the parts of all of them, one after the other: what one process needs to do the same steps
    as the workers together.
    """

    def __init__(self, training: Training, ranks: range) -> None:
        super().__init__()
        self.x, self.labels = read_data(training.data)
        self.shares = {rank: share_of(len(self.x), training.workers, rank) for rank in ranks}
        self.part = training.batch_size // training.workers
        self.seed = training.seed
        self.epoch = 0
        # What has been handed over, as rows of the data.
        self.seen = np.zeros(len(self.x), dtype=bool)

    def __len__(self) -> int:
        """Returns how many batches an epoch has; the last may be smaller."""
        return -(-len(next(iter(self.shares.values()))) // self.part)

    def __getitem__(self, batch: int) -> tuple[np.ndarray, np.ndarray]:
        """Returns the rows and classes of a batch of this epoch."""
        rows = np.concatenate([self.part_of(rank, batch) for rank in self.shares])
        self.seen[rows] = True
        return self.x[rows], self.labels[rows].astype(np.int32)

    def on_epoch_end(self) -> None:
        """Draws another order; Keras calls it."""
        self.epoch += 1

    def part_of(self, rank: int, batch: int) -> np.ndarray:
        """Returns the rows that a worker gives to a batch."""
        share = self.shares[rank]
        # A function of these numbers alone: every process draws the same for the same worker.
        order = np.random.default_rng([self.seed, rank, self.epoch]).permutation(len(share))
        return share.start + order[batch * self.part : (batch + 1) * self.part]
