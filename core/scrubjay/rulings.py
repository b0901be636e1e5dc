"""What a policy can say: outcomes, actions, declared answers, and the ruling over a batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any

from attrs import Factory, field, frozen
from numpy.typing import NDArray

from scrubjay.columns import Coded
from scrubjay.masks import choose

Array = NDArray[Any]
FactValue = Array | Coded | int | str | bool
Facts = Mapping[str, FactValue]


class Outcome(IntEnum):
    """What a policy says about one line or encounter; a greater value is worse."""

    NOT_APPLICABLE = 0
    PASS = 1
    BYPASSED = 2
    NO_DATA = 3
    FAIL = 4
    ERROR = 5

    @property
    def word(self) -> str:
        """The name used in packs and JSON."""
        return self.name.lower()


class Action(IntEnum):
    """What follows from a `fail`; a greater value weighs more."""

    NONE = 0
    INFORM = 1
    WARN = 2
    REDUCE = 3
    HOLD = 4
    DENY = 5

    @property
    def word(self) -> str:
        """The name used in packs and JSON."""
        return self.name.lower()


class Gravity(IntEnum):
    """How an answer weighs under a policy: its outcome, and for a `fail` what follows; greater is worse.

    A failure that only informs or warns weighs no more than a pass.
    """

    SILENT = 0
    MET = 1
    LIFTED = 2
    UNKNOWN = 3
    REDUCED = 4
    HELD = 5
    DENIED = 6
    BROKEN = 7

    @property
    def outcome(self) -> Outcome:
        """The outcome that weighs on the encounter."""
        return _WEIGHT[self]


_WEIGHT = {
    Gravity.SILENT: Outcome.NOT_APPLICABLE,
    Gravity.MET: Outcome.PASS,
    Gravity.LIFTED: Outcome.BYPASSED,
    Gravity.UNKNOWN: Outcome.NO_DATA,
    Gravity.REDUCED: Outcome.FAIL,
    Gravity.HELD: Outcome.FAIL,
    Gravity.DENIED: Outcome.FAIL,
    Gravity.BROKEN: Outcome.ERROR,
}

_LIKE_OUTCOME = {
    Outcome.NOT_APPLICABLE: Gravity.SILENT,
    Outcome.PASS: Gravity.MET,
    Outcome.BYPASSED: Gravity.LIFTED,
    Outcome.NO_DATA: Gravity.UNKNOWN,
    Outcome.ERROR: Gravity.BROKEN,
}

_LIKE_ACTION = {Action.REDUCE: Gravity.REDUCED, Action.HOLD: Gravity.HELD, Action.DENY: Gravity.DENIED}


@frozen
class Suggestion:
    """A change that would mend the claim.

    `text` and the values of `change` are templates over the facts ("{units}"). A `safe` change only
    restates what the encounter already says; one that asserts a clinical fact is never safe, and neither is
    one that leaves a line no unit.
    """

    text: str
    change: Mapping[str, str]
    safe: bool = False


@frozen
class Answer:
    """One thing that a kind can say, declared once: its outcome and its sentence over the facts.

    `action` overrides the policy's action for this answer; `missing` names the input that a `no_data`
    answer lacks; `remedy` says what to do; with `bundles`, a line that it denies counts as bundled.
    """

    outcome: Outcome
    text: str
    action: Action | None = None
    missing: str = ""
    remedy: str = ""
    suggestion: Suggestion | None = None
    bundles: bool = False

    @property
    def placeholders(self) -> set[str]:
        """The names of the facts that its templates speak of."""
        texts = [self.text, self.remedy]
        if self.suggestion is not None:
            texts += [self.suggestion.text, *self.suggestion.change.values()]
        return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}

    def follows(self, default: Action) -> Action:
        """What follows from this answer under a policy whose action is `default`."""
        if self.outcome is not Outcome.FAIL:
            return Action.NONE
        return default if self.action is None else self.action

    def weighs(self, default: Action) -> Gravity:
        """How it weighs under a policy whose action is `default`."""
        if self.outcome is Outcome.FAIL:
            return _LIKE_ACTION.get(self.follows(default), Gravity.MET)
        return _LIKE_OUTCOME[self.outcome]


def passes(text: str) -> Answer:
    """An answer for what was checked and is met."""
    return Answer(Outcome.PASS, text)


def bypassed(text: str) -> Answer:
    """An answer for what would have failed, were it not for something on the claim."""
    return Answer(Outcome.BYPASSED, text)


def fails(
    text: str,
    *,
    remedy: str = "",
    action: Action | None = None,
    suggestion: Suggestion | None = None,
    bundles: bool = False,
) -> Answer:
    """An answer for what was checked and is not met."""
    return Answer(Outcome.FAIL, text, action=action, remedy=remedy, suggestion=suggestion, bundles=bundles)


def not_applicable(text: str) -> Answer:
    """An answer for what the policy does not speak about."""
    return Answer(Outcome.NOT_APPLICABLE, text)


def no_data(text: str, *, missing: str, remedy: str = "", suggestion: Suggestion | None = None) -> Answer:
    """An answer for what cannot be judged; `missing` names the input."""
    return Answer(Outcome.NO_DATA, text, missing=missing, remedy=remedy, suggestion=suggestion)


BROKE = -1
"""The number, in a ruling, of the answer of a policy that broke on a line."""


class Answers:
    """The answers of a kind, in order; `answers.name` is an answer's number in a ruling. At most 200."""

    def __init__(self, **answers: Answer) -> None:
        self.names = tuple(answers)
        self.items = tuple(answers.values())
        self.__dict__.update((name, number) for number, name in enumerate(answers))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> int: ...

    else:

        def __getattr__(self, name):
            raise AttributeError(f"no answer is named {name!r}; there are {', '.join(self.names)}")

    def __len__(self) -> int:
        return len(self.items)

    def choose(self, size: int, default: int, *cases: tuple[Array, int]) -> Array:
        """One answer per line: that of the first case whose mask holds, else `default`.

        Raises `ValueError` for a mask of another length.
        """
        return choose(size, default, cases)


@frozen(eq=False)
class AdjustmentColumn:
    """Amounts in cents, one per line, that a policy takes off a line's charge."""

    group: str
    carc: str
    amount: Array
    rarcs: tuple[str, ...] = ()


@frozen(eq=False, slots=False)
class Ruling:
    """What one policy says about every line (or encounter) of a batch.

    `answer` numbers the kind's answers. `facts` are the values it computed, a column or one value for all;
    or a function that gives them, for what only a reader needs: it is called when somebody asks, and must
    read nothing of the batch that later policies settle. The rest is the effect it asks for, each a column:
    `units` that the minutes support (-1 where unknown), `allowed` cents (`MISSING` where it says nothing),
    `adjustments`, `remarks` (a mask by remark code), and columns `published` under names that the kind
    declares, for policies that rule later (`MISSING` where it says nothing). `broke` says, by encounter, how
    the policy broke there.
    """

    answer: Array
    _facts: Facts | Callable[[], Facts] = field(default=Factory(dict), alias="facts")
    units: Array | None = None
    allowed: Array | None = None
    adjustments: tuple[AdjustmentColumn, ...] = ()
    remarks: Mapping[str, Array] = field(default=Factory(dict))
    published: Mapping[str, Array] = field(default=Factory(dict))
    broke: Mapping[int, str] = field(default=Factory(dict))

    @cached_property
    def facts(self) -> Facts:
        """The facts behind the answers."""
        return self._facts() if callable(self._facts) else self._facts

    @property
    def tells(self) -> bool:
        """Are the facts there, or only a function that gives them?"""
        return not callable(self._facts)

    @property
    def asks(self) -> bool:
        """Does it ask for any effect beside the actions of its answers?"""
        return (
            self.units is not None
            or self.allowed is not None
            or bool(self.adjustments or self.remarks or self.published)
        )
