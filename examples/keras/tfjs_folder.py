"""Reads the folder that tfjs's `model.save` leaves behind, and trusts nothing in it.

tfjs's own Python package would do it, but does not hold up: tensorflowjs 4.22, its last, installs 67 packages of 2.9 GB,
and ends at once with an error of protobuf, whose versions two of them do not agree on.
"""

import hashlib
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from refusal import refusal

# A topology is a page or two; one of this size is none.
LARGEST_TOPOLOGY = 16 * 2**20

# This library names a file of weights after the first 16 digits of its SHA-256.
CHECKSUM = re.compile(r"weights-([0-9a-f]{16})(?:-[0-9a-f-]{36})?\.bin")


@dataclass(frozen=True)
class TfjsModel:
    """A saved model: what it is made of, as in its model.json, and its weights by name, float32."""

    topology: dict[str, Any]
    weights: dict[str, np.ndarray]


def read_folder(folder: Path) -> TfjsModel:
    """Reads model.json and the files of weights that it names.

    Raises Refusal when it is no saved LayersModel, when it names files outside the folder, or when these are damaged or
    of another size than it says; OSError when the file system refuses.
    """
    file = folder / "model.json"
    if file.stat().st_size > LARGEST_TOPOLOGY:
        raise refusal(str(file), f"of at most {LARGEST_TOPOLOGY} bytes", file.stat().st_size)
    try:
        model = json.loads(file.read_bytes())
    # Bytes that are no UTF-8, text that is no JSON, and brackets in brackets without end.
    except (ValueError, RecursionError) as error:
        raise refusal(str(file), "JSON", str(error)) from None
    if not isinstance(model, dict) or not isinstance(model.get("modelTopology"), dict):
        raise refusal(str(file), "a saved tfjs model, with modelTopology", model)
    # tfjs itself leaves it out where its converter has not written it.
    if model.get("format", "layers-model") != "layers-model":
        raise refusal(f"{file}: format", "'layers-model'", model["format"])
    weights: dict[str, np.ndarray] = {}
    for group in entries(model.get("weightsManifest"), f"{file}: weightsManifest", kind=dict):
        for name, values in read_group(folder, group).items():
            if name in weights:
                raise refusal(f"{file}: names of weights", "unique", f"{name} twice")
            weights[name] = values
    return TfjsModel(model["modelTopology"], weights)


def read_group(folder: Path, group: dict[str, Any]) -> dict[str, np.ndarray]:
    """Reads the model's weights of one group of the manifest: files that belong together, end to end."""
    where = str(folder / "model.json")
    shapes: dict[str, tuple[int, ...]] = {}
    left_out: set[str] = set()
    for spec in entries(group.get("weights"), f"{where}: weights", kind=dict):
        name = spec.get("name")
        if not isinstance(name, str) or name in shapes:
            raise refusal(f"{where}: names of weights", "text, and unique", name)
        # That of the optimizer, which Keras would not know what to do with, counts only as what lies between others.
        if spec.get("group") == "optimizer" and spec.get("dtype") in ("float32", "int32"):
            left_out.add(name)
        elif spec.get("dtype") != "float32" or spec.get("quantization") is not None:
            got = "quantised ones" if spec.get("quantization") is not None else spec.get("dtype")
            raise refusal(f"{where}: {name}", "of plain float32 numbers", got)
        sides = entries(spec.get("shape"), f"{where}: {name}: shape", kind=int)
        if any(isinstance(side, bool) or side < 0 for side in sides):
            raise refusal(f"{where}: {name}: shape", "integers >= 0", sides)
        shapes[name] = tuple(sides)
    names = entries(group.get("paths"), f"{where}: paths", kind=str)
    files = [file_inside(folder, name) for name in names]
    expected = sum(4 * math.prod(shape) for shape in shapes.values())
    # Before anything is read: the manifest may promise more than there is memory.
    size = sum(file.stat().st_size for file in files)
    if size != expected:
        raise refusal(f"{where}: weights", f"of the {expected} bytes that their shapes say", f"{size} in {names}")
    numbers = np.frombuffer(b"".join(map(read_weights, files)), dtype="<f4")
    weights = {}
    start = 0
    for name, shape in shapes.items():
        end = start + math.prod(shape)
        if name not in left_out:
            weights[name] = numbers[start:end].reshape(shape)
        start = end
    return weights


def file_inside(folder: Path, name: str) -> Path:
    """Returns the path of a file that lies in the folder, and not only seems to."""
    file = folder / name
    is_plain = re.fullmatch(r"[^/\\\x00:]+", name) is not None and name not in (".", "..")
    if not is_plain or file.resolve().parent != folder.resolve():
        raise refusal(f"{folder / 'model.json'}: paths", "names of files in the folder", name)
    if not file.is_file():
        raise refusal(f"{folder / 'model.json'}: paths", "names of files in the folder", f"{name}, which is none")
    return file


def read_weights(file: Path) -> bytes:
    """Reads a file of weights, and compares it with the checksum in its name where there is one."""
    content = file.read_bytes()
    digits = CHECKSUM.fullmatch(file.name)
    if digits is not None and hashlib.sha256(content).hexdigest()[:16] != digits[1]:
        raise refusal(str(file), "undamaged", f"{len(content)} bytes of another checksum")
    return content


def entries(value: Any, where: str, kind: type) -> list[Any]:
    """Returns a list of JSON whose entries are all of one kind."""
    if not isinstance(value, list) or not all(isinstance(entry, kind) for entry in value):
        raise refusal(where, f"a list of {kind.__name__}", value)
    return value
