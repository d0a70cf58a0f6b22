"""What is trained, on what, and how: the same for every worker."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from refusal import refusal


@dataclass(frozen=True)
class Training:
    """One training by any number of workers."""

    # A .keras file, not compiled, that ends in probabilities of classes.
    model: Path
    # A folder with x.npy, float32 rows, and labels.npy, the class of each; each worker reads its part of the rows only.
    data: Path
    # A folder that gets trained.keras from worker 0, and from each its weights and which rows it has seen.
    out: Path
    workers: int = 2
    epochs: int = 3
    # Rows a step, of all workers together.
    batch_size: int = 100
    learning_rate: float = 0.001
    # An integer >= 0 that fixes the order of the rows, and what Dropout layers drop.
    seed: int = 1

    def check(self) -> None:
        """Raises Refusal when a number makes no sense."""
        for name, minimum in {"workers": 1, "epochs": 1, "batch_size": 1, "seed": 0}.items():
            if getattr(self, name) < minimum:
                raise refusal(f"train: {name}", f"an integer >= {minimum}", getattr(self, name))
        if not 0 < self.learning_rate < float("inf"):
            raise refusal("train: learning_rate", "a number > 0", self.learning_rate)
        if self.batch_size % self.workers != 0:
            got = f"{self.batch_size} for {self.workers} workers"
            raise refusal("train: batch_size", "a multiple of the number of workers", got)


def read_data(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Returns the rows and their classes; the rows stay on the disk until they are looked at."""
    x = np.load(folder / "x.npy", mmap_mode="r", allow_pickle=False)
    labels = np.load(folder / "labels.npy", allow_pickle=False)
    if x.dtype != np.float32 or x.ndim < 2:
        raise refusal(f"{folder / 'x.npy'}", "float32 rows", f"{x.dtype} of shape {x.shape}")
    if labels.dtype.kind not in "iu" or labels.shape != x.shape[:1]:
        got = f"{labels.dtype} of shape {labels.shape}"
        raise refusal(f"{folder / 'labels.npy'}", f"{len(x)} integers", got)
    return x, labels
