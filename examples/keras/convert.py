"""Makes a .keras file of a model that tfjs has saved.

    python convert.py MODEL_FOLDER OUT.keras

The folder is what `model.save(fileSystem('my-model'))` leaves: model.json and a file of weights. What is carried over is a
Sequential of Dense, Dropout, Activation and Flatten layers, their weights, penalties and constraints, and which layers are
frozen. The optimizer stays behind, with its state if tfjs was asked to save it: compile the model anew in Keras.
Initializers stay behind too: every weight is set.
"""

import argparse
import os
import sys
from pathlib import Path

# Any backend will do.
os.environ.setdefault("KERAS_BACKEND", "jax")

import keras

from build_model import build_model
from refusal import Refusal, refusal
from tfjs_folder import read_folder


def convert(folder: Path, out: Path) -> keras.Sequential:
    """Reads the folder, writes the file, and returns the model.

    Raises Refusal when the folder holds anything but a model that can be carried over exactly, or `out` is not named .keras;
    then nothing is written.
    """
    if out.suffix != ".keras":
        raise refusal("OUT", "a name that ends in .keras", str(out))
    model = build_model(read_folder(folder))
    # Beside, and renamed, so that the file is the old one or the new one at any moment.
    temporary = out.with_name(f"{out.stem}.{os.getpid()}.tmp.keras")
    try:
        model.save(temporary)
        temporary.replace(out)
    finally:
        temporary.unlink(missing_ok=True)
    return model


def main() -> None:
    """Runs the command line."""
    parser = argparse.ArgumentParser(description="Makes a .keras file of a model that tfjs has saved.")
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("out", type=Path, metavar="OUT.keras")
    args = parser.parse_args()
    try:
        model = convert(args.folder, args.out)
    except (Refusal, OSError) as error:
        sys.exit(f"convert: {error}")
    print(f"{args.out}: {len(model.layers)} layers, {model.count_params()} weights.")


if __name__ == "__main__":
    main()
