"""What convert.py makes of tfjs's models, and what it makes nothing of."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

import convert as convert_module
from convert import convert
from refusal import Refusal

MODELS = Path(os.environ["TFJS_MODELS"])


class Convert(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.folder = self.home / "model"
        self.out = self.home / "out.keras"
        shutil.copytree(MODELS / "bare", self.folder)

    def alter(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Changes model.json."""
        file = self.folder / "model.json"
        model = json.loads(file.read_text())
        change(model)
        file.write_text(json.dumps(model))

    def alter_layer(self, **options: Any) -> None:
        """Changes options of the only layer."""
        self.alter(lambda model: layers_of(model)[0]["config"].update(options))

    def alter_weight(self, **parts: Any) -> None:
        """Changes what is said of the kernel."""
        self.alter(lambda model: model["weightsManifest"][0]["weights"][0].update(parts))

    def alter_paths(self, *names: Any) -> None:
        """Changes which files hold the weights."""
        self.alter(lambda model: model["weightsManifest"][0].update(paths=list(names)))

    @property
    def weight_file(self) -> Path:
        return next(self.folder.glob("*.bin"))

    def assert_refused(self, *parts: str) -> None:
        """Asserts that it is refused with these words, and that nothing is written."""
        with self.assertRaises(Refusal) as caught:
            convert(self.folder, self.out)
        for part in parts:
            self.assertIn(part, str(caught.exception))
        self.assertEqual([self.folder], list(self.home.iterdir()))

    # What it carries over.

    def test_keras_computes_what_tfjs_computes_from_every_layer_and_activation(self) -> None:
        folders = [folder for folder in MODELS.iterdir() if (folder / "model.json").exists()]
        self.assertEqual(19, len(folders))
        for folder in folders:
            with self.subTest(folder.name):
                convert(folder, self.out)
                outputs = keras.saving.load_model(self.out).predict(np.load(folder / "x.npy"), verbose=0)
                np.testing.assert_allclose(outputs, np.load(folder / "outputs.npy"), rtol=1e-5, atol=1e-5)

    def test_every_activation_that_it_knows_is_among_them(self) -> None:
        from keras_layers import ACTIVATIONS

        saved = [json.loads((folder / "model.json").read_text()) for folder in MODELS.iterdir()]
        seen = {layer["config"].get("activation") for model in saved for layer in layers_of(model)}
        self.assertEqual(ACTIVATIONS, seen - {None})

    def test_penalties_constraints_rates_and_frozen_layers_stay(self) -> None:
        convert(MODELS / "layers", self.out)
        drop, first, flat, squashed, frozen, output = keras.saving.load_model(self.out).layers
        self.assertEqual(0.5, drop.rate)
        self.assertEqual({"l1": 0, "l2": 0.25}, first.kernel_regularizer.get_config())
        self.assertEqual({"l1": 0.5, "l2": 0}, first.bias_regularizer.get_config())
        self.assertEqual({"max_value": 3, "axis": 1}, first.kernel_constraint.get_config())
        self.assertIsInstance(first.bias_constraint, keras.constraints.NonNeg)
        norms = {"min_value": 0.5, "max_value": 2, "rate": 0.75, "axis": 0}
        self.assertEqual(norms, output.kernel_constraint.get_config())
        self.assertIsInstance(output.bias_constraint, keras.constraints.UnitNorm)
        layers = [drop, first, flat, squashed, frozen, output]
        self.assertEqual([True, True, True, True, False, True], [layer.trainable for layer in layers])
        names = ["drop", "first", "flat", "squashed", "frozen", "output"]
        self.assertEqual(names, [layer.name for layer in layers])

    def test_the_state_of_the_optimizer_is_left_out(self) -> None:
        convert(MODELS / "trained", self.out)
        model = keras.saving.load_model(self.out)
        self.assertFalse(model.compiled)
        self.assertEqual([(3, 2), (2,)], [weight.shape for weight in model.weights])

    def test_weights_may_lie_in_several_files_and_groups(self) -> None:
        content = self.weight_file.read_bytes()
        (self.folder / "a.bin").write_bytes(content[:7])
        (self.folder / "b.bin").write_bytes(content[7:24])
        (self.folder / "c.bin").write_bytes(content[24:])

        def split(model: dict[str, Any]) -> None:
            kernel, bias = model["weightsManifest"][0]["weights"]
            kernels = {"paths": ["a.bin", "b.bin"], "weights": [kernel]}
            model["weightsManifest"] = [kernels, {"paths": ["c.bin"], "weights": [bias]}]

        self.alter(split)
        expected = convert(MODELS / "bare", self.out).get_weights()
        for weight, same in zip(convert(self.folder, self.out).get_weights(), expected, strict=True):
            np.testing.assert_array_equal(weight, same)

    # What it refuses.

    def test_refuses_a_lambda_layer_with_its_name(self) -> None:
        self.alter(lambda model: layers_of(model).append({"class_name": "Lambda", "config": {"name": "x"}}))
        self.assert_refused("layer 2 (Lambda) must be an InputLayer or one of Activation, Dense,", "got Lambda.")

    def test_refuses_classes_that_it_does_not_know_wherever_they_are(self) -> None:
        evil = {"class_name": "Evil", "module": "os", "registered_name": "system", "config": {}}
        for option in ("kernel_regularizer", "bias_constraint"):
            with self.subTest(option):
                self.alter_layer(**{option: evil})
                self.assert_refused(f"layer 1 (Dense): {option} must be ", ", got Evil.")
                self.alter_layer(**{option: None})
        self.alter_layer(activation=evil)
        self.assert_refused("layer 1 (Dense): activation must be text")

    def test_refuses_activations_that_keras_has_otherwise(self) -> None:
        for name in ("hard_sigmoid", "gelu_new", "os.system"):
            with self.subTest(name):
                self.alter_layer(activation=name)
                self.assert_refused("layer 1 (Dense): activation must be one of elu, ", f"got {name}.")

    def test_refuses_options_that_it_has_not_read(self) -> None:
        self.alter_layer(lora_rank=4)
        self.assert_refused("layer 1 (Dense): lora_rank must be left out: it has no equivalent here, got 4.")
        self.alter_layer(lora_rank=None, activity_regularizer={"class_name": "L1L2", "config": {}})
        self.assert_refused("layer 1 (Dense): activity_regularizer must be left out")

    def test_refuses_options_of_a_wrong_kind(self) -> None:
        wrong = {
            "units": (2.5, "an integer >= 1, got 2.5"),
            "use_bias": (1, "true or false, got 1"),
            "name": ("a/b", "text without a slash, and unique, got a/b"),
            "dtype": ("float16", "float32, got float16"),
            "batch_input_shape": ([None, -3], "[null, ...] with integers >= 1, got [None, -3]"),
            "trainable": ("yes", "true or false, got yes"),
        }
        whole = (self.folder / "model.json").read_text()
        for option, (value, words) in wrong.items():
            with self.subTest(option):
                self.alter_layer(**{option: value})
                self.assert_refused(f"layer 1 (Dense): {option} must be {words}.")
                (self.folder / "model.json").write_text(whole)

    def test_refuses_penalties_and_rates_out_of_range(self) -> None:
        self.alter_layer(kernel_regularizer={"class_name": "L1L2", "config": {"l1": -1}})
        self.assert_refused("layer 1 (Dense): kernel_regularizer: l1 must be a number in [0, 1e+30], got -1.")
        self.alter_layer(kernel_regularizer=None)
        drop = {"class_name": "Dropout", "config": {"name": "drop", "rate": 1.5}}
        self.alter(lambda model: layers_of(model).append(drop))
        self.assert_refused("layer 2 (Dropout): rate must be a number in [0, 1], got 1.5.")

    def test_refuses_two_layers_of_one_name(self) -> None:
        self.alter(lambda model: layers_of(model).append(layers_of(model)[0]))
        self.assert_refused("layer 2 (Dense): name must be text without a slash, and unique, got only.")

    def test_refuses_what_is_no_sequential(self) -> None:
        self.alter(lambda model: model["modelTopology"].update(class_name="Model"))
        self.assert_refused("model.json: class_name must be Sequential, got Model.")

    def test_refuses_a_model_without_layers_or_without_an_input_shape(self) -> None:
        self.alter_layer(batch_input_shape=None)
        self.assert_refused("layer 1 (Dense): batch_input_shape must be given in the first layer, got None.")
        self.alter(lambda model: layers_of(model).clear())
        self.assert_refused("model.json: layers must be at least one, got [].")

    def test_refuses_graph_models(self) -> None:
        self.alter(lambda model: model.update(format="graph-model"))
        self.assert_refused("format must be 'layers-model', got graph-model.")

    def test_refuses_what_is_no_json(self) -> None:
        for text in ("", "{", "[" * 100_000, "\x80", '{"a": 1}', "[]", "null"):
            with self.subTest(text[:10]):
                (self.folder / "model.json").write_bytes(text.encode("latin1"))
                self.assert_refused("model.json must be ")

    def test_refuses_a_model_json_without_end(self) -> None:
        with (self.folder / "model.json").open("r+b") as file:
            file.truncate(2**40)
        self.assert_refused("model.json must be of at most 16777216 bytes, got 1099511627776.")

    def test_refuses_files_outside_the_folder(self) -> None:
        # It would be what is asked for.
        outside = MODELS / "bare" / self.weight_file.name
        (self.folder / "link.bin").symlink_to(outside)
        (self.folder / "folder.bin").mkdir()
        names = [str(outside), f"../{self.folder.name}/{outside.name}", "..", ".", "", "a\\b", "a\x00b", "link.bin"]
        for name in [*names, "folder.bin", "none.bin"]:
            with self.subTest(name):
                self.alter_paths(name)
                self.assert_refused("paths must be names of files in the folder, got ")

    def test_refuses_weights_of_another_size(self) -> None:
        content = self.weight_file.read_bytes()
        for name, wrong in {"short": content[:-1], "long": content + b"\0", "empty": b""}.items():
            with self.subTest(name):
                (self.folder / f"{name}.bin").write_bytes(wrong)
                self.alter_paths(f"{name}.bin")
                self.assert_refused(f"weights must be of the 32 bytes that their shapes say, got {len(wrong)} in ")

    def test_refuses_shapes_that_promise_more_than_there_is(self) -> None:
        self.alter_weight(shape=[10**9, 10**9])
        self.assert_refused("must be of the 4000000000000000008 bytes that their shapes say, got 32 in ")
        self.alter_weight(shape=[3, 2])
        self.alter_layer(units=10**12)
        self.assert_refused("layer 1 (Dense): kernel must be a weight of shape (3, 1000000000000), got (3, 2).")

    def test_refuses_damaged_weights(self) -> None:
        content = bytearray(self.weight_file.read_bytes())
        content[5] ^= 1
        self.weight_file.write_bytes(content)
        self.assert_refused(".bin must be undamaged, got 32 bytes of another checksum.")

    def test_refuses_weights_that_are_no_plain_float32(self) -> None:
        self.alter_weight(dtype="int32")
        self.assert_refused("only/kernel must be of plain float32 numbers, got int32.")
        self.alter_weight(dtype="float32", quantization={"dtype": "uint8", "min": 0, "scale": 1})
        self.assert_refused("only/kernel must be of plain float32 numbers, got quantised ones.")

    def test_refuses_shapes_of_no_integers(self) -> None:
        for shape, words in (([-3, -2], "integers >= 0"), ([True, 6], "integers >= 0"), ([1.5, 4], "a list of int")):
            with self.subTest(str(shape)):
                self.alter_weight(shape=shape)
                self.assert_refused(f"only/kernel: shape must be {words}, got {shape}.")

    def test_refuses_weights_of_one_name(self) -> None:
        self.alter(lambda model: model["weightsManifest"].append(model["weightsManifest"][0]))
        self.assert_refused("names of weights must be unique, got only/kernel twice.")
        self.alter(lambda model: model["weightsManifest"].pop())
        self.alter_weight(name="only/bias")
        self.assert_refused("names of weights must be text, and unique, got only/bias.")

    def test_refuses_weights_that_are_missing_or_left_over(self) -> None:
        self.alter_weight(name="other/kernel")
        self.assert_refused("layer 1 (Dense): kernel must be a weight of shape (3, 2), got none.")
        self.alter_weight(name="only/kernel")
        self.alter_layer(use_bias=False)
        self.assert_refused("weights must be those of its layers, got only/bias too.")

    def test_refuses_another_name_than_keras_and_leaves_what_is_there(self) -> None:
        self.out = self.home / "out.h5"
        self.assert_refused("OUT must be a name that ends in .keras, got ")
        out = self.home / "there.keras"
        out.write_text("there")
        self.alter_weight(dtype="int32")
        with self.assertRaises(Refusal):
            convert(self.folder, out)
        self.assertEqual("there", out.read_text())

    # The command line.

    def test_the_command_line_says_what_it_made_or_what_was_wrong(self) -> None:
        command = [sys.executable, convert_module.__file__, str(self.folder), str(self.out)]
        made = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
        self.assertEqual((0, f"{self.out}: 1 layers, 8 weights.\n"), (made.returncode, made.stdout))
        self.alter_layer(activation="hard_sigmoid")
        failed = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
        self.assertEqual(1, failed.returncode)
        self.assertRegex(failed.stderr, r"^convert: layer 1 \(Dense\): activation must be one of .*\.\n$")


def layers_of(model: dict[str, Any]) -> list[dict[str, Any]]:
    return model["modelTopology"]["config"]["layers"]
