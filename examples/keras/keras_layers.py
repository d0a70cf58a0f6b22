"""The layers of tfjs that have an equivalent in Keras 3, and the differences between the two."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np

from layer_config import LayerConfig
from refusal import refusal

# Names on which both agree. Not here: hard_sigmoid, whose slope is 1/5 in tfjs and 1/6 in Keras 3; and gelu_new, which
# Keras 3 has under no name.
ACTIVATIONS = {
    "elu",
    "gelu",
    "linear",
    "log_softmax",
    "mish",
    "relu",
    "relu6",
    "selu",
    "sigmoid",
    "softmax",
    "softplus",
    "softsign",
    "swish",
    "tanh",
}

Weights = Mapping[str, np.ndarray]
Shape = tuple[int, ...]


def dense(config: LayerConfig, shape: Shape, weights: Weights) -> keras.Layer:
    """Makes a Dense layer; its units must be those of its kernel, so that no number in the file alone takes memory."""
    # Every weight is in the file, and an initializer would draw what is overwritten; some of them Keras does not know.
    config.ignore("kernel_initializer", "bias_initializer")
    name = config.options.get("name")
    units = config.integer("units", minimum=1)
    use_bias = config.flag("use_bias", default=True)
    expected = {"kernel": (shape[-1], units), **({"bias": (units,)} if use_bias else {})}
    for part, sides in expected.items():
        weight = weights.get(f"{name}/{part}")
        if weight is None or weight.shape != sides:
            got = "none" if weight is None else weight.shape
            raise refusal(f"{config.where}: {part}", f"a weight of shape {sides}", got)
    return keras.layers.Dense(
        units,
        activation=activation(config, default="linear"),
        use_bias=use_bias,
        kernel_regularizer=regularizer(config, "kernel_regularizer"),
        bias_regularizer=regularizer(config, "bias_regularizer"),
        kernel_constraint=constraint(config, "kernel_constraint"),
        bias_constraint=constraint(config, "bias_constraint"),
        **common(config),
    )


def dropout(config: LayerConfig, shape: Shape, weights: Weights) -> keras.Layer:
    """Makes a Dropout layer. Its draws are Keras's own, whatever the seed was for in tfjs."""
    config.ignore("seed")
    return keras.layers.Dropout(config.number("rate", minimum=0, maximum=1, default=math.nan), **common(config))


def activation_layer(config: LayerConfig, shape: Shape, weights: Weights) -> keras.Layer:
    """Makes an Activation layer."""
    return keras.layers.Activation(activation(config), **common(config))


def flatten(config: LayerConfig, shape: Shape, weights: Weights) -> keras.Layer:
    """Makes a Flatten layer."""
    order = config.text("data_format", default="channels_last")
    if order not in ("channels_first", "channels_last"):
        raise config.refusal("data_format", "channels_first or channels_last", order)
    return keras.layers.Flatten(data_format=order, **common(config))


LAYERS: dict[str, Callable[[LayerConfig, Shape, Weights], keras.Layer]] = {
    "Activation": activation_layer,
    "Dense": dense,
    "Dropout": dropout,
    "Flatten": flatten,
}


def common(config: LayerConfig) -> dict[str, Any]:
    """Returns what every layer has: its name, and whether it learns."""
    return {"name": config.text("name"), "trainable": config.flag("trainable", default=True)}


def activation(config: LayerConfig, default: str | None = None) -> str:
    """Returns the name of an activation function that is the same in both."""
    name = config.text("activation", default)
    if name not in ACTIVATIONS:
        raise config.refusal("activation", f"one of {', '.join(sorted(ACTIVATIONS))}", name)
    return name


def regularizer(config: LayerConfig, option: str) -> keras.regularizers.Regularizer | None:
    """Returns a penalty on weights; tfjs writes all of them as L1L2."""

    def make(name: str, options: LayerConfig) -> keras.regularizers.Regularizer:
        if name != "L1L2":
            raise config.refusal(option, "L1L2", name)
        return keras.regularizers.L1L2(options.number("l1", 0, default=0), options.number("l2", 0, default=0))

    return config.made(option, make)


def constraint(config: LayerConfig, option: str) -> keras.constraints.Constraint | None:
    """Returns a constraint on weights: the same four, of the same options, in both."""

    def make(name: str, options: LayerConfig) -> keras.constraints.Constraint:
        if name == "NonNeg":
            return keras.constraints.NonNeg()
        if name == "UnitNorm":
            return keras.constraints.UnitNorm(options.integer("axis", 0, default=0))
        if name == "MaxNorm":
            return keras.constraints.MaxNorm(
                options.number("max_value", 0, default=2), options.integer("axis", 0, default=0)
            )
        if name == "MinMaxNorm":
            return keras.constraints.MinMaxNorm(
                options.number("min_value", 0, default=0),
                options.number("max_value", 0, default=1),
                options.number("rate", 0, default=1),
                options.integer("axis", 0, default=0),
            )
        raise config.refusal(option, "NonNeg, UnitNorm, MaxNorm or MinMaxNorm", name)

    return config.made(option, make)
