"""Runs the tests of this folder, and says how each one went in a line of JSON: null, or what was wrong.

    python run_tests.py MODELS

MODELS is the folder that saveModels.ts fills.
"""

import json
import os
import sys
import unittest
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


class Results(unittest.TextTestResult):
    """Keeps what was wrong with each test, under the name of its function; one that is skipped has shown nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wrong: dict[str, str | None] = {}

    def startTest(self, test: unittest.TestCase) -> None:
        super().startTest(test)
        self.wrong[name_of(test)] = None

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        super().addError(test, err)
        self.wrong[name_of(test)] = self.errors[-1][1]

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        super().addFailure(test, err)
        self.wrong[name_of(test)] = self.failures[-1][1]

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.wrong[name_of(test)] = f"{subtest}\n{self._exc_info_to_string(err, test)}"

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        super().addSkip(test, reason)
        # A part of a test that is skipped leaves the whole of it unshown.
        test = getattr(test, "test_case", test)
        self.wrong[name_of(test)] = f"skipped: {reason}"

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        super().addUnexpectedSuccess(test)
        self.wrong[name_of(test)] = "passed, where a failure is expected"


def name_of(test: unittest.TestCase) -> str:
    """Returns the name of a test's function, or of what failed before there were any."""
    return test.id().rsplit(".", 1)[-1]


if __name__ == "__main__":
    os.environ["KERAS_BACKEND"] = "jax"
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["TFJS_MODELS"] = sys.argv[1]
    sys.path.insert(0, str(HERE.parent.parent / "examples" / "keras"))
    tests = unittest.defaultTestLoader.discover(str(HERE))
    results = unittest.TextTestRunner(resultclass=Results).run(tests)
    print(json.dumps(results.wrong))
