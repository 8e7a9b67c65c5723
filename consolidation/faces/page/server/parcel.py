"""Data on its way to the browser, closed: reacton looks for elements inside every list and dict it is given.

Looking took half the time of a picture; into a parcel it does not look. Templates get what is inside.
"""

import inspect
from collections.abc import Callable
from typing import Any

import solara


class Parcel:
    """A value that is compared, sent, and not searched."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parcel) and self.value == other.value

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Parcel of {type(self.value).__name__}>"


def closed(value: Any) -> Any:
    """Lists and dicts as parcels; what is small stays as it is."""
    return Parcel(value) if isinstance(value, list | dict) else value


def opened(value: Any, _: Any = None) -> Any:
    """What is inside, for the browser."""
    return value.value if isinstance(value, Parcel) else value


def template(path: str) -> Callable[[Callable[..., None]], Callable[..., Any]]:
    """`solara.component_vue` whose lists and dicts travel closed."""

    def decorate(function: Callable[..., None]) -> Callable[..., Any]:
        names = [name for name in inspect.signature(function).parameters if not name.startswith("event_")]
        component = solara.component_vue(path, to_json=dict.fromkeys(names, opened))(function)

        def wrapped(**given: Any) -> Any:
            return component(**{name: closed(value) for name, value in given.items()})

        wrapped.__doc__ = function.__doc__
        return wrapped

    return decorate
