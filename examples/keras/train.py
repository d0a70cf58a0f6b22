"""Goes on with the training of a .keras file, data-parallel, on several worker processes.

    python train.py MODEL.keras DATA OUT

starts two workers on this machine. On two machines, which have the same MODEL.keras and DATA, run one each:

    python train.py MODEL.keras DATA OUT --address 10.0.0.1:4000 --rank 0    # on 10.0.0.1
    python train.py MODEL.keras DATA OUT --address 10.0.0.1:4000 --rank 1    # on the other

Each machine's own name must stand for an address that the others reach, not for 127.0.1.1: see README.md.
"""

import argparse
import faulthandler
import re
import socket
import sys
from pathlib import Path

from launch import launch
from refusal import Refusal
from training import Training, read_data


def main() -> int:
    """Runs the command line: one worker where it says which, else all of them."""
    args = parser().parse_args()
    if (args.rank is None) != (args.address is None):
        sys.exit("train: --rank and --address must be given together, got one of them.")
    if args.address is not None and re.fullmatch(r".+:\d+", args.address) is None:
        sys.exit(f"train: --address must be HOST:PORT, got {args.address}.")
    if args.rank is not None and not 0 <= args.rank < args.workers:
        sys.exit(f"train: --rank must be an integer in [0, {args.workers - 1}], got {args.rank}.")
    names = ["model", "data", "out", "workers", "epochs", "batch_size", "learning_rate", "seed"]
    training = Training(**{name: getattr(args, name) for name in names})
    try:
        training.check()
        x, _ = read_data(training.data)
        if len(x) < training.workers:
            sys.exit(f"train: DATA must have a row for each worker, got {len(x)}.")
        training.out.mkdir(parents=True, exist_ok=True)
    except (Refusal, OSError, ValueError) as error:
        sys.exit(str(error))
    if args.rank is None:
        return launch_here(training, args.timeout, args.limit)
    # Wherever it is stuck then.
    faulthandler.dump_traceback_later(args.limit, exit=True)
    # Here, as the one that starts the workers does not need it.
    from worker import Place, run_worker

    run_worker(training, Place(args.rank, args.address, args.timeout))
    return 0


def launch_here(training: Training, timeout: int = 60, limit: int = 600) -> int:
    """Runs all workers on this machine; returns 0, or an exit status as `launch` does."""
    options = {
        "workers": training.workers,
        "epochs": training.epochs,
        "batch-size": training.batch_size,
        "learning-rate": training.learning_rate,
        "seed": training.seed,
        "address": free_address(),
        "timeout": timeout,
        "limit": limit,
    }
    shared = [str(training.model), str(training.data), str(training.out)]
    shared += [word for name, value in options.items() for word in (f"--{name}", str(value))]
    training.out.mkdir(parents=True, exist_ok=True)
    ranks = range(training.workers)
    commands = [[sys.executable, str(Path(__file__).resolve()), *shared, "--rank", str(rank)] for rank in ranks]
    return launch(commands, [training.out / f"worker-{rank}.log" for rank in ranks], limit)


def free_address() -> str:
    """Returns an address of this machine that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def parser() -> argparse.ArgumentParser:
    """Returns the options of the command line."""
    made = argparse.ArgumentParser(description="Goes on with the training of a .keras file on several workers.")
    made.add_argument("model", type=Path, metavar="MODEL.keras", help="ends in probabilities of classes")
    made.add_argument("data", type=Path, metavar="DATA", help="a folder with x.npy (float32) and labels.npy")
    made.add_argument("out", type=Path, metavar="OUT", help="a folder; worker 0 leaves trained.keras there")
    made.add_argument("--workers", type=int, default=Training.workers)
    made.add_argument("--rank", type=int, help="which worker this is, from 0; without it, all start here")
    made.add_argument("--address", metavar="HOST:PORT", help="where worker 0 is, and which free port it takes")
    made.add_argument("--epochs", type=int, default=Training.epochs)
    made.add_argument("--batch-size", type=int, default=Training.batch_size, help="rows a step, of all workers")
    made.add_argument("--learning-rate", type=float, default=Training.learning_rate)
    made.add_argument("--seed", type=int, default=Training.seed)
    made.add_argument("--timeout", type=int, default=60, help="seconds to wait for the other workers to come")
    made.add_argument("--limit", type=int, default=600, help="seconds after which a worker gives up")
    return made


if __name__ == "__main__":
    sys.exit(main())
