"""The register of patches and the two ways to change moto.

Owns the list that `--list` prints and that the tests must cover one by one.
Never patches anything itself.
"""

import functools
from collections.abc import Callable
from typing import Any

PATCHES: dict[str, Callable[[], None]] = {}


def patch(function: Callable[[], None]) -> Callable[[], None]:
    """Registers one correction under its function's name; the docstring says what is wrong and who suffers."""
    if function.__name__ in PATCHES:
        raise ValueError(f"two patches are called {function.__name__}")
    if not function.__doc__:
        raise ValueError(f"{function.__name__} does not say what it corrects")
    PATCHES[function.__name__] = function
    return function


def after(cls: type, name: str, change: Callable[..., Any]) -> None:
    """Runs `change(self, result, *args, **kwargs)` after the method; a result other than None replaces the method's."""
    original = getattr(cls, name)

    @functools.wraps(original)
    def wrapped(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        changed = change(self, result, *args, **kwargs)
        return result if changed is None else changed

    setattr(cls, name, wrapped)


def apply_all() -> None:
    for change in PATCHES.values():
        change()
