"""Reads the configuration of a layer, and refuses what nobody has read: it could change what the layer computes."""

from collections.abc import Callable
from typing import Any, TypeVar

from refusal import refusal

T = TypeVar("T")


class LayerConfig:
    """The options of one layer, as tfjs writes them; each is read once, by the kind that it must be of.

    An option that is missing or null has its default.
    """

    def __init__(self, options: Any, where: str) -> None:
        if not isinstance(options, dict):
            raise refusal(where, "a layer's options", options)
        self.where = where
        self.options = dict(options)

    def take(self, option: str, default: Any = None) -> Any:
        """Returns a value of any kind."""
        value = self.options.pop(option, None)
        return default if value is None else value

    def text(self, option: str, default: str | None = None) -> str:
        """Returns text."""
        value = self.take(option, default)
        if not isinstance(value, str):
            raise self.refusal(option, "text", value)
        return value

    def flag(self, option: str, default: bool) -> bool:
        """Returns true or false."""
        value = self.take(option, default)
        if not isinstance(value, bool):
            raise self.refusal(option, "true or false", value)
        return value

    def integer(self, option: str, minimum: int, default: int | None = None) -> int:
        """Returns an integer from the minimum up."""
        value = self.take(option, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < minimum:
            raise self.refusal(option, f"an integer >= {minimum}", value)
        return value

    def number(self, option: str, minimum: float, default: float, maximum: float = 1e30) -> float:
        """Returns a number in a range, which nan is not."""
        value = self.take(option, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not minimum <= value <= maximum:
            raise self.refusal(option, f"a number in [{minimum}, {maximum}]", value)
        return float(value)

    def made(self, option: str, make: Callable[[str, "LayerConfig"], T]) -> T | None:
        """Returns what is made of an object of a class, by the class's name and the object's options, all of which must be
        read; None where there is no object."""
        value = self.take(option)
        if value is None:
            return None
        if not isinstance(value, dict) or not isinstance(value.get("class_name"), str):
            raise self.refusal(option, "an object with class_name", value)
        options = LayerConfig(value.get("config"), f"{self.where}: {option}")
        made = make(value["class_name"], options)
        options.end()
        return made

    def ignore(self, *options: str) -> None:
        """Drops options that have no influence on a model whose weights are all known."""
        for option in options:
            self.options.pop(option, None)

    def end(self) -> None:
        """Refuses what is left."""
        for option, value in self.options.items():
            if value is not None:
                raise self.refusal(option, "left out: it has no equivalent here", value)

    def refusal(self, option: str, condition: str, got: Any) -> Exception:
        """Returns the error to raise: it says which layer's option is wrong."""
        return refusal(f"{self.where}: {option}", condition, got)
