"""What a policy's answers are called and entail, and what their effects do to a line."""

from typing import Any

from benchmarks.plain.lines import BUNDLED, DENIED, HELD, Line
from scrubjay.policy import Policy
from scrubjay.rulings import Action, Outcome

REDUCE, HOLD, DENY = int(Action.REDUCE), int(Action.HOLD), int(Action.DENY)
NO_DATA = int(Outcome.NO_DATA)


class Answer:
    """One thing that a policy says: its outcome, how it weighs on the visit, and what follows."""

    __slots__ = ("action", "bundles", "name", "number", "outcome", "weight")

    def __init__(self, number: int, name: str, outcome: int, weight: int, action: int, bundles: bool) -> None:
        self.number = number
        self.name = name
        self.outcome = outcome
        self.weight = weight
        self.action = action
        self.bundles = bundles


class Says:
    """The answers of a policy by name, and the remittance codes of its denials."""

    def __init__(self, policy: Policy, number: int) -> None:
        self.number = number
        self.unknown = Answer(number, "unknown", NO_DATA, NO_DATA, 0, False)
        answers, default = policy.kind.answers, Action[policy.terms.action.upper()]
        for name, answer in zip(answers.names, answers.items, strict=True):
            weight, action = answer.weighs(default), answer.follows(default)
            made = Answer(number, name, int(answer.outcome), int(weight.outcome), int(action), answer.bundles)
            setattr(self, name, made)
        remit = policy.terms.remit
        self.group, self.carc = (remit.group, remit.carc) if remit else ("", "")
        self.denial = (number, self.group, self.carc)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def settle(line: Line, says: Says, units: int, answer: Answer) -> None:
    """Where two policies speak of the units of one line, the smaller number holds; 0 is a denial."""
    line.supported = units if line.supported is None else min(line.supported, units)
    if line.units is None:
        line.payable = line.supported
    if answer.action == REDUCE:
        line.payable = min(line.payable, units)
        if line.units and not units:
            deny(line, says, answer)


def follow(line: Line, says: Says, answer: Answer) -> None:
    """What follows from a failure: nothing, or the line is held or denied; one that is denied stays so."""
    if line.closed:
        return
    if answer.action == HOLD:
        line.status = HELD
    elif answer.action == DENY:
        deny(line, says, answer)


def deny(line: Line, says: Says, answer: Answer) -> None:
    """Nothing is payable, and the whole charge is taken off; a line that is denied already stays as it is."""
    if line.closed:
        return
    line.closed = True
    line.status = BUNDLED if answer.bundles else DENIED
    line.payable = line.allowed = 0
    line.unjudged = False
    clear(line)
    if line.charge:
        adjust(line, says.denial, line.charge)


def adjust(line: Line, key: tuple[int, str, str], amount: int) -> None:
    """Take an amount off the line under a policy, a group code and a reason code."""
    line.adjustments.append((key, amount))
    line.adjusted += amount
    if key[1] == "PR":
        line.patient_owes += amount


def clear(line: Line) -> None:
    line.adjustments = []
    line.adjusted = line.patient_owes = 0


def unprice(line: Line) -> None:
    """A price that cannot be judged is no price."""
    if not line.closed:
        line.unjudged = True
        line.allowed = None
        clear(line)


def half_up(numerator: int, denominator: int) -> int:
    """Divide what is not negative, rounded to the nearest, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def percent(share: Any) -> str:
    return f"{(share * 100).normalize():f} %"


def any_of(words: Any) -> str:
    """Words in a sentence: "GP", "GP or GO", "GP, GO or GN"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last
