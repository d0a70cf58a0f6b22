"""Goes on with a model's training, as one of several processes or as all of them.

Of the three engines that Keras 3 runs on, JAX is the one on which its `fit` trains across processes. Tried, on CPUs, with
Keras 3.15.1:

- TensorFlow 2.21, MultiWorkerMirroredStrategy: `fit` fails in its first step ("Attempt to convert a value (PerReplica ...)
  with an unsupported type"; keras-team/keras issue 20585). A training loop written by hand works.
- PyTorch 2.15, DistributedDataParallel over gloo: `keras.distribution` does not know it, and `fit` nothing of the other
  processes: each trains alone, and the weights differ. A training loop written by hand works. PyPI's wheel comes with
  gigabytes of libraries for GPUs.
- JAX 0.10, keras.distribution.DataParallel over jax.distributed with gloo: works as it stands, with weights that are equal
  bit for bit.
"""

import json
import os
import socket
import sys
from dataclasses import dataclass

os.environ.setdefault("KERAS_BACKEND", "jax")

import jax
import keras
import numpy as np

from share import Share
from training import Training


@dataclass(frozen=True)
class Place:
    """Who a worker is among the others, and where they meet."""

    rank: int
    # HOST:PORT of worker 0, which must be free there.
    address: str
    # Seconds to wait for the others to come.
    timeout: int = 60


# Seconds after which a worker that has died without a word is missed.
HEARTBEAT = 20


def run_worker(training: Training, place: Place) -> None:
    """Trains as one of the workers; returns when all of them have ended.

    When the others do not come, and when one of them dies, JAX ends this process, with SIGABRT and words.
    """
    is_local = place.address.startswith("127.0.0.1:")
    if not is_local:
        warn_of_own_name()
    # Otherwise the process would take the signal to end for news.
    jax.config.update("jax_enable_preemption_service", False)
    jax.distributed.initialize(
        place.address,
        num_processes=training.workers,
        process_id=place.rank,
        initialization_timeout=place.timeout,
        heartbeat_timeout_seconds=HEARTBEAT,
        shutdown_timeout_seconds=place.timeout,
        # Workers of this machine alone are nobody else's business.
        coordinator_bind_address=place.address if is_local else None,
    )
    # Variables have a copy on every worker, batches are put together of the parts that the workers bring.
    keras.distribution.set_distribution(keras.distribution.DataParallel(auto_shard_dataset=False))
    share = Share(training, range(place.rank, place.rank + 1))
    model, history = fit(training, share)
    # Saving makes variables, which would wait for the other workers to make them too.
    keras.distribution.set_distribution(None)
    report = training.out / f"worker-{place.rank}"
    np.savez(report.with_suffix(".npz"), *model.get_weights())
    np.save(report.with_suffix(".rows.npy"), np.flatnonzero(share.seen))
    if place.rank == 0:
        save(training, model, history)
    jax.distributed.shutdown()


def warn_of_own_name() -> None:
    """Says so where the others will not reach this machine: gloo listens at what the machine's own name stands for."""
    name = socket.gethostname()
    try:
        address = socket.gethostbyname(name)
    except OSError as error:
        address = str(error)
    if address.startswith("127.") or not address[0].isdigit():
        words = f"this machine's name, {name}, must stand for an address that the other workers reach, got {address}"
        print(f"Warning: {words}; /etc/hosts says so.", file=sys.stderr)


def run_alone(training: Training) -> None:
    """Does the same steps in this process, on the whole of each batch."""
    save(training, *fit(training, Share(training, range(training.workers))))


def fit(training: Training, share: Share) -> tuple[keras.Model, dict[str, list[float]]]:
    """Trains a copy of the model on what a share brings."""
    # What Dropout layers drop must be the same everywhere.
    keras.utils.set_random_seed(training.seed)
    model = keras.saving.load_model(training.model)
    model.compile(
        optimizer=keras.optimizers.Adam(training.learning_rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    # The share has its own order, which is not drawn from this process's random numbers.
    return model, model.fit(share, epochs=training.epochs, shuffle=False, verbose=0).history


def save(training: Training, model: keras.Model, history: dict[str, list[float]]) -> None:
    """Leaves the model, with its optimizer's state, and how its training went."""
    model.save(training.out / "trained.keras")
    (training.out / "history.json").write_text(json.dumps(history))
