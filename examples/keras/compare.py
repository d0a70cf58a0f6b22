"""Takes a model from tfjs to Keras 3, goes on with its training on two workers, and checks every step of the way.

    python compare.py FOLDER

FOLDER is what keras.ts has written: model/, the rows to train on in train/, and in test/ others with tfjs's own outputs.
Ends with 1 when a check fails.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np

from convert import convert
from train import launch_here
from training import Training, read_data
from worker import run_alone

# float32 sums of up to 784 terms, in another order.
SAME_OUTPUTS = 1e-5

# Two workers add up each gradient in two parts: sums in another order, so another rounding, of 6e-8, in each of the
# hundreds of steps; Adam, which divides a gradient by its size, makes no less of it where the gradient is small. Measured:
# 5e-7 in weights that move by 0.2.
SAME_WEIGHTS = 1e-5


class Table:
    """Prints what was compared, line by line, and keeps whether all of it was as it must be."""

    def __init__(self) -> None:
        self.is_good = True

    def add(self, what: str, value: str, must: str, is_good: bool) -> None:
        """Adds a line: what was measured, what came out, and what had to."""
        self.is_good = self.is_good and bool(is_good)
        print(f"{what:48}{value:>20}   {must:24}{'ok' if is_good else 'WRONG'}", flush=True)


def main(folder: Path) -> int:
    """Returns the exit status."""
    table = Table()
    test, labels = read_data(folder / "test")
    expected = np.load(folder / "test" / "outputs.npy", allow_pickle=False)

    file = folder / "fine-tuned.keras"
    convert(folder / "model", file)
    # From the file, as anybody would get it.
    before = keras.saving.load_model(file)
    outputs = before.predict(test, verbose=0)
    difference = largest_difference([outputs], [expected])
    what = f"outputs for {len(test)} rows, tfjs and Keras"
    table.add(what, f"differ by {difference:.1e}", f"<= {SAME_OUTPUTS:.0e}", difference <= SAME_OUTPUTS)

    both = Training(model=file, data=folder / "train", out=folder / "two-workers")
    status = launch_here(both)
    if status != 0:
        return status
    compare_workers(table, both)
    after = keras.saving.load_model(both.out / "trained.keras")
    # As the workers had it in memory.
    saved = largest_difference(after.get_weights(), worker_weights(both, 0))
    table.add("weights saved, and those of worker 0", f"differ by {saved:.1e}", "equal", saved == 0)

    scores = [score(model.predict(test, verbose=0), labels) for model in (before, after)]
    (loss_before, accuracy_before), (loss_after, accuracy_after) = scores
    table.add(
        "test loss, before and after",
        f"{loss_before:.3f}, {loss_after:.3f}",
        "less",
        loss_after < loss_before,
    )
    table.add(
        "test accuracy, before and after",
        f"{accuracy_before:.2%}, {accuracy_after:.2%}",
        "more",
        accuracy_after > accuracy_before,
    )

    alone = replace(both, out=folder / "one-process")
    alone.out.mkdir(exist_ok=True)
    run_alone(alone)
    single = keras.saving.load_model(alone.out / "trained.keras")
    moved = largest_difference(after.get_weights(), before.get_weights())
    difference = largest_difference(after.get_weights(), single.get_weights())
    table.add("weights, before and after", f"differ by {moved:.1e}", "> 0.01", moved > 0.01)
    table.add(
        "weights, two workers and one process",
        f"differ by {difference:.1e}",
        f"<= {SAME_WEIGHTS:.0e}",
        difference <= SAME_WEIGHTS,
    )
    return 0 if table.is_good else 1


def compare_workers(table: Table, training: Training) -> None:
    """Compares what the workers ended with, and what each has seen."""
    ranks = range(training.workers)
    first, *others = [worker_weights(training, rank) for rank in ranks]
    same = all(equal_bits(first, other) for other in others)
    table.add("weights of the workers", "equal bit for bit" if same else "different", "equal", same)
    seen = [np.load(training.out / f"worker-{rank}.rows.npy", allow_pickle=False) for rank in ranks]
    rows = len(read_data(training.data)[0])
    counts = ", ".join(str(len(part)) for part in seen)
    apart = np.array_equal(np.sort(np.concatenate(seen)), np.arange(rows))
    half = all(len(part) == rows // training.workers for part in seen)
    table.add(f"of {rows} rows, the workers saw", counts, "each a half of its own", apart and half)


def worker_weights(training: Training, rank: int) -> list[np.ndarray]:
    """Returns the weights that a worker had in memory when its training ended."""
    with np.load(training.out / f"worker-{rank}.npz", allow_pickle=False) as archive:
        return [archive[name] for name in archive.files]


def equal_bits(one: list[np.ndarray], other: list[np.ndarray]) -> bool:
    """Says whether all numbers are the same, the sign of a zero too."""
    return [part.tobytes() for part in one] == [part.tobytes() for part in other]


def largest_difference(one: list[np.ndarray], other: list[np.ndarray]) -> float:
    """Returns the largest difference of two numbers at the same place; nan where there is one."""
    return float(np.max([np.abs(a.astype(np.float64) - b).max() for a, b in zip(one, other, strict=True)]))


def score(outputs: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Returns the mean negative log-likelihood of the classes, and how many are right."""
    likely = outputs[np.arange(len(labels)), labels]
    # float32 ends at 1e-38.
    return float(-np.log(np.maximum(likely, 1e-38)).mean()), float((outputs.argmax(1) == labels).mean())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python compare.py FOLDER")
    sys.exit(main(Path(sys.argv[1])))
