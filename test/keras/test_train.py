"""What share.py, launch.py and train.py do, and how they end."""

import contextlib
import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from dataclasses import replace
from pathlib import Path
from unittest import mock

import keras
import numpy as np

import train
from launch import TIMED_OUT, launch
from refusal import Refusal
from share import Share, share_of
from training import Training, read_data
from worker import run_alone, warn_of_own_name

SIDES = 6
CLASSES = 3
# Not a multiple of anything here.
ROWS = 205


class Train(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        random = np.random.default_rng(1)
        x = random.normal(size=(ROWS, SIDES)).astype(np.float32)
        np.save(self.home / "x.npy", x)
        np.save(self.home / "labels.npy", x[:, :CLASSES].argmax(1).astype(np.uint8))
        keras.utils.set_random_seed(1)
        layers = [keras.layers.Dense(8, "tanh"), keras.layers.Dropout(0.5), keras.layers.Dense(CLASSES, "softmax")]
        keras.Sequential([keras.Input((SIDES,)), *layers]).save(self.home / "model.keras")
        self.training = Training(
            model=self.home / "model.keras", data=self.home, out=self.home / "out", batch_size=40, learning_rate=0.01
        )

    def command(self, **options: object) -> list[str]:
        """Returns the command line of train.py."""
        words = [str(self.home / "model.keras"), str(self.home), str(self.home / "out")]
        words += [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [sys.executable, train.__file__, *words]

    def run_command(self, **options: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self.command(**options), capture_output=True, text=True, check=False, timeout=200)

    def start_endless(self) -> tuple[subprocess.Popen[bytes], list[int]]:
        """Starts a training that takes for ever, and returns it and its workers when they train."""
        command = self.command(epochs=10**6, **{"batch-size": 40})
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        self.addCleanup(process.kill)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        logs = [self.home / "out" / f"worker-{rank}.log" for rank in range(2)]
        # Gloo says when the workers have found each other.
        wait_for(lambda: all(log.exists() and "Gloo" in log.read_text() for log in logs))
        workers = [int(pid) for pid in children.read_text().split()]
        self.assertEqual(2, len(workers))
        return process, workers

    # Shares.

    def test_shares_are_disjoint_runs_of_one_length(self) -> None:
        self.assertEqual([range(0, 3), range(3, 6), range(6, 9)], [share_of(11, 3, rank) for rank in range(3)])

    def test_every_epoch_brings_each_row_of_a_share_once_in_another_order(self) -> None:
        share = Share(self.training, range(1, 2))
        epochs = []
        for _ in range(3):
            batches = [share.part_of(1, batch) for batch in range(len(share))]
            self.assertEqual([20, 20, 20, 20, 20, 2], [len(batch) for batch in batches])
            epochs.append(np.concatenate(batches))
            np.testing.assert_array_equal(np.sort(epochs[-1]), np.arange(102, 204))
            share.on_epoch_end()
        for one, other in ((0, 1), (0, 2), (1, 2)):
            self.assertTrue((epochs[one] != epochs[other]).any())
        # Nor do the workers go through their shares in step.
        first = Share(self.training, range(1))
        self.assertTrue((first.part_of(0, 0) + 102 != epochs[0][:20]).any())

    def test_a_batch_of_all_shares_is_the_parts_of_the_workers(self) -> None:
        both = Share(self.training, range(2))
        parts = [Share(self.training, range(rank, rank + 1)) for rank in range(2)]
        self.assertEqual(len(both), len(parts[0]))
        for batch in range(len(both)):
            for whole, *halves in zip(both[batch], *(part[batch] for part in parts), strict=True):
                np.testing.assert_array_equal(whole, np.concatenate(halves))
        self.assertEqual([204, 102, 102], [share.seen.sum() for share in (both, *parts)])

    # Training.

    def test_two_workers_end_with_equal_weights_which_are_those_of_one_process(self) -> None:
        self.assertEqual(0, train.launch_here(self.training))
        first, second = (np.load(self.training.out / f"worker-{rank}.npz") for rank in range(2))
        seen = [np.load(self.training.out / f"worker-{rank}.rows.npy") for rank in range(2)]
        np.testing.assert_array_equal(seen[0], np.arange(102))
        np.testing.assert_array_equal(seen[1], np.arange(102, 204))

        alone = replace(self.training, out=self.home / "alone")
        alone.out.mkdir()
        run_alone(alone)
        before, saved, single = (
            keras.saving.load_model(file).get_weights()
            for file in (self.training.model, self.training.out / "trained.keras", alone.out / "trained.keras")
        )
        self.assertEqual(len(first.files), len(saved))
        self.assertGreater(np.abs(saved[0] - before[0]).max(), 0.01)
        for name, weight, same in zip(first.files, saved, single, strict=True):
            self.assertEqual(first[name].tobytes(), second[name].tobytes())
            np.testing.assert_array_equal(weight, first[name])
            # Dropout has dropped the same units. Sums in another order: rounding, in 18 steps of Adam.
            np.testing.assert_allclose(weight, same, rtol=0, atol=1e-5)

    def test_training_can_be_taken_up_where_the_saved_file_ends(self) -> None:
        self.assertEqual(0, train.launch_here(self.training))
        model = keras.saving.load_model(self.training.out / "trained.keras")
        self.assertEqual(18, int(model.optimizer.iterations))
        x, labels = read_data(self.home)
        self.assertEqual(["loss"], list(model.fit(x, labels, epochs=1, verbose=0).history)[-1:])

    # How it ends otherwise.

    def test_a_launch_ends_with_the_first_that_fails_and_kills_the_others(self) -> None:
        sleep = "import os, sys, time; print(os.getpid(), flush=True); time.sleep(1000)"
        fail = "import sys, time; time.sleep(1); sys.exit(7)"
        status, printed = self.launch([sleep, fail])
        self.assertEqual(7, status)
        self.assertIn("Worker 1 failed", printed)
        self.assert_gone(int((self.home / "0.log").read_text()))

    def test_a_launch_ends_when_its_time_is_over(self) -> None:
        sleep = "import os, time; print(os.getpid(), flush=True); time.sleep(1000)"
        status, printed = self.launch(["pass", sleep], limit=2)
        self.assertEqual(TIMED_OUT, status)
        self.assertIn("workers [1] have not ended", printed)
        self.assert_gone(int((self.home / "1.log").read_text()))

    def test_a_launch_returns_signals_as_shells_do(self) -> None:
        status, _ = self.launch(["import os, signal; os.kill(os.getpid(), signal.SIGKILL)"])
        self.assertEqual(128 + signal.SIGKILL, status)

    def launch(self, programs: list[str], limit: float = 60) -> tuple[int, str]:
        """Launches Python programs; returns the status, and what was printed."""
        printed = io.StringIO()
        commands = [[sys.executable, "-c", program] for program in programs]
        with contextlib.redirect_stderr(printed):
            logs = [self.home / f"{place}.log" for place in range(len(programs))]
            status = launch(commands, logs, limit)
        return status, printed.getvalue()

    def test_a_worker_that_is_killed_ends_the_training(self) -> None:
        process, workers = self.start_endless()
        os.kill(workers[1], signal.SIGKILL)
        self.assertNotEqual(0, process.wait(timeout=60))
        for worker in workers:
            self.assert_gone(worker)

    def test_workers_end_with_the_process_that_started_them(self) -> None:
        process, workers = self.start_endless()
        process.terminate()
        self.assertEqual(128 + signal.SIGTERM, process.wait(timeout=60))
        for worker in workers:
            self.assert_gone(worker)

    def test_a_worker_whose_others_do_not_come_ends(self) -> None:
        for rank in (0, 1):
            with self.subTest(rank):
                ended = self.run_command(rank=rank, address="127.0.0.1:1" if rank else train.free_address(), timeout=3)
                self.assertNotEqual(0, ended.returncode)
                self.assertIn("DEADLINE_EXCEEDED", ended.stderr)

    def test_a_worker_that_is_stuck_ends_when_its_time_is_over(self) -> None:
        ended = self.run_command(rank=0, address=train.free_address(), timeout=1000, limit=8)
        self.assertEqual(1, ended.returncode)
        self.assertIn("Timeout (0:00:08)!", ended.stderr)

    def test_what_a_worker_says_when_it_fails_is_shown(self) -> None:
        (self.home / "model.keras").write_text("no model")
        ended = self.run_command()
        self.assertNotEqual(0, ended.returncode)
        self.assertIn("failed; the end of ", ended.stderr)
        self.assertIn("model.keras", ended.stderr)

    def test_warns_where_others_will_not_reach_this_machine(self) -> None:
        cases = {"10.0.0.1": "", "127.0.1.1": "got 127.0.1.1; /etc/hosts", socket.gaierror("no such name"): "got no such name;"}
        for answer, words in cases.items():
            printed = io.StringIO()
            with mock.patch("socket.gethostbyname", side_effect=[answer]), contextlib.redirect_stderr(printed):
                warn_of_own_name()
            self.assertIn(words, printed.getvalue())
            self.assertEqual(words == "", printed.getvalue() == "")

    # What it refuses.

    def test_refuses_numbers_that_make_no_sense(self) -> None:
        wrong = {
            "workers": (0, "train: workers must be an integer >= 1, got 0."),
            "epochs": (0, "train: epochs must be an integer >= 1, got 0."),
            "seed": (-1, "train: seed must be an integer >= 0, got -1."),
            "batch_size": (41, "train: batch_size must be a multiple of the number of workers, got 41 for 2 workers."),
            "learning_rate": (float("nan"), "train: learning_rate must be a number > 0, got nan."),
        }
        for name, (value, words) in wrong.items():
            with self.subTest(name), self.assertRaises(Refusal) as caught:
                replace(self.training, **{name: value}).check()
            self.assertEqual(words, str(caught.exception))

    def test_refuses_data_that_do_not_go_together(self) -> None:
        np.save(self.home / "labels.npy", np.zeros(3, np.int32))
        with self.assertRaisesRegex(Refusal, "labels.npy must be 205 integers, got int32 of shape \\(3,\\)\\."):
            read_data(self.home)
        np.save(self.home / "x.npy", np.zeros((3, 2)))
        with self.assertRaisesRegex(Refusal, "x.npy must be float32 rows, got float64 of shape \\(3, 2\\)\\."):
            read_data(self.home)

    def test_refuses_arrays_of_objects_which_could_run_anything(self) -> None:
        np.save(self.home / "labels.npy", np.array([print] * ROWS, dtype=object), allow_pickle=True)
        with self.assertRaisesRegex(ValueError, "allow_pickle=False"):
            read_data(self.home)

    def test_refuses_half_a_place_and_places_that_there_are_not(self) -> None:
        cases = [
            ({"rank": 0}, "train: --rank and --address must be given together, got one of them.\n"),
            ({"rank": 2, "address": "127.0.0.1:1"}, "train: --rank must be an integer in [0, 1], got 2.\n"),
            ({"rank": 0, "address": "here"}, "train: --address must be HOST:PORT, got here.\n"),
            ({"workers": 500, "batch-size": 500}, "train: DATA must have a row for each worker, got 205.\n"),
        ]
        for options, words in cases:
            with self.subTest(words):
                ended = self.run_command(**options)
                self.assertEqual((1, words), (ended.returncode, ended.stderr))

    def assert_gone(self, pid: int) -> None:
        """Asserts that a process has ended."""
        wait_for(lambda: not Path(f"/proc/{pid}").exists(), seconds=30)


def wait_for(condition, seconds: float = 100) -> None:
    """Returns when the condition holds; raises when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError("waited in vain")
        time.sleep(0.05)
