"""A property that is computed when first asked for, and then is a plain attribute."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - it is used like `property`
    """What `functools.cached_property` is, without the lock that it takes before Python 3.12.

    A batch of one encounter reads some fifty such properties, each once. The value is an attribute of the
    instance, which may also be assigned.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> once[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> once[T] | T:
        """The value, kept under the property's name."""
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._make(instance)
        return value
