"""What came of a call that may refuse: for fuzzing, where either is right."""

from collections.abc import Callable
from typing import Any, TypeVar

Value = TypeVar("Value")


def code_or_value(error: type[Any], call: Callable[[], Value]) -> tuple[str, Value | None]:
    """The code of the refusal and None, or "" and what the call returned. Any other error goes on."""
    try:
        return "", call()
    except error as refused:
        return str(refused.code), None
