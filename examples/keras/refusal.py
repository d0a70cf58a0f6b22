"""How what cannot be used is refused: in the words of src/check.ts."""

from typing import Any

LONGEST = 100


class Refusal(ValueError):
    """What somebody handed over is not what it must be."""


def refusal(where: str, condition: str, got: Any) -> Refusal:
    """Returns the error to raise: `<where> must be <condition>, got <got>.`"""
    text = got if isinstance(got, str) else repr(got)
    return Refusal(f"{where} must be {condition}, got {shorten(text)}.")


def shorten(text: str) -> str:
    """Returns one line of a bearable length, that no terminal takes for a command."""
    line = "".join(character if character.isprintable() else "?" for character in text[: LONGEST + 1])
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}..."
