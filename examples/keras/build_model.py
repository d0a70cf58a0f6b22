"""Makes a Keras model of a saved tfjs one."""

import math
from typing import Any

import keras

from keras_layers import LAYERS, Shape
from layer_config import LayerConfig
from refusal import refusal
from tfjs_folder import TfjsModel


def build_model(model: TfjsModel) -> keras.Sequential:
    """Makes a keras.Sequential of the same layers and weights, not compiled.

    Raises Refusal when the topology is no Sequential of the layers that have an equivalent, or when the weights are not
    exactly those that its layers need.
    """
    layers = sequential_layers(model.topology)
    names: set[str] = set()
    made: list[keras.Layer] = []
    input_shape: Shape | None = None
    shape: Shape = ()
    for place, (class_name, options) in enumerate(layers):
        config = LayerConfig(options, f"layer {place + 1} ({class_name})")
        name = config.options.get("name")
        # A slash would be the one between a layer and its weight.
        if not isinstance(name, str) or not name or "/" in name or name in names:
            raise config.refusal("name", "text without a slash, and unique", name)
        names.add(name)
        given = config.take("batch_input_shape")
        if given is not None and place == 0:
            input_shape = shape = read_shape(given, config)
        if input_shape is None:
            raise config.refusal("batch_input_shape", "given in the first layer", given)
        if config.text("dtype", default="float32") != "float32":
            raise refusal(f"{config.where}: dtype", "float32", options["dtype"])
        if class_name == "InputLayer":
            if place > 0 or config.flag("sparse", default=False):
                raise refusal(config.where, "the first, of dense rows", options)
            config.ignore("name")
        elif class_name in LAYERS:
            made.append(LAYERS[class_name](config, shape, model.weights))
            shape = tuple(made[-1].compute_output_shape((None, *shape))[1:])
        else:
            raise refusal(config.where, f"an InputLayer or one of {', '.join(LAYERS)}", class_name)
        config.end()
    if input_shape is None or not made:
        raise refusal("model.json: layers", "at least one", layers)
    return with_weights(keras.Sequential([keras.Input(input_shape), *made]), model)


def with_weights(sequential: keras.Sequential, model: TfjsModel) -> keras.Sequential:
    """Sets every weight by its name; refuses weights that no layer has."""
    unused = set(model.weights)
    for layer in sequential.layers:
        names = [f"{layer.name}/{weight.name}" for weight in layer.weights]
        layer.set_weights([model.weights[name] for name in names])
        unused.difference_update(names)
    if unused:
        raise refusal("model.json: weights", "those of its layers", f"{', '.join(sorted(unused))} too")
    return sequential


def sequential_layers(topology: dict[str, Any]) -> list[tuple[str, Any]]:
    """Returns the class and the options of each layer of a Sequential."""
    if topology.get("class_name") != "Sequential":
        raise refusal("model.json: class_name", "Sequential", topology.get("class_name"))
    config = topology.get("config")
    layers = config.get("layers") if isinstance(config, dict) else None
    if not isinstance(layers, list):
        raise refusal("model.json: config", "a list of layers", config)
    for layer in layers:
        if not isinstance(layer, dict) or not isinstance(layer.get("class_name"), str):
            raise refusal("model.json: layers", "objects with class_name", layer)
    return [(layer["class_name"], layer.get("config")) for layer in layers]


def read_shape(given: Any, config: LayerConfig) -> Shape:
    """Returns the shape of one row; how many rows come at once is the caller's choice in Keras."""
    shape = given[1:] if isinstance(given, list) else []
    if not shape or not all(type(side) is int and side > 0 for side in shape) or math.prod(shape) > 2**31:
        raise config.refusal("batch_input_shape", "[null, ...] with integers >= 1", given)
    return tuple(shape)
