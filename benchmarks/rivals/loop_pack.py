"""What the hand-written loop looks up: everything that depends on a code, a date or some modifiers alone."""

from datetime import date
from typing import Any, Final

from benchmarks.plain.dated import Dated
from benchmarks.plain.fees import Figures, Localities
from benchmarks.plain.lines import PLANS
from benchmarks.plain.pairs import Edits
from benchmarks.rivals.marks import rule_of, today
from benchmarks.rivals.names import POLICIES, SERIES_POLICIES
from scrubjay.ruleset import Ruleset

TIMED, UNTIMED, HOURLY = 1, 2, 3


class Code:
    """What the policies say of a code whatever the date."""

    def __init__(self, pack: "Pack", code: str) -> None:
        rules = pack.rules
        self.kind = 0
        for kind, name in ((TIMED, "total-time"), (UNTIMED, "untimed"), (HOURLY, "hourly")):
            if code in rules[name].codes:
                self.kind = kind
        self.series = next((at for at in range(SERIES_POLICIES) if code in pack.series[at][:2]), -1)
        self.bundled = code in pack.bundled
        self.unpaid = self.bundled or code in pack.invalid
        self.needs_plan = code in rules["plan-of-care-modifier"].codes
        bound = rules["plan-of-care-modifier"].bound
        self.plan = next((PLANS[each.modifier] for each in bound if code in each.codes), 0)
        self.set = 0
        self.rank = 0
        for number, name in enumerate(("one-pt-evaluation", "one-ot-evaluation"), start=1):
            if code in rules[name].codes:
                self.set, self.rank = number, rules[name].codes.index(code)
        self.primaries = next(
            (each.primaries for each in rules["add-on-codes"].pairs if each.code == code), None
        )
        self.one = code in rules["documentation-97530"].codes
        self.treatment = code in rules["documentation-treatment"].codes
        self.passive = code in rules["passive-modalities"].codes
        self.under_plan = code in rules["plan-of-care"].codes
        self.by_clock = code in rules["one-on-one-time"].codes
        self.in_group = code in rules["one-on-one-time"].group_codes
        self.helped_timed = code in rules["assistant-modifier"].timed
        self.helped = self.helped_timed or code in rules["assistant-modifier"].untimed


class Today:
    """What the policies say on a date."""

    def __init__(self, pack: "Pack", day: date) -> None:
        ruleset = pack.ruleset
        self.day = day
        self.covered = day in ruleset.coverage
        self.in_force = [policy.timeline.on(day) is not None for policy in ruleset.policies]
        self.any = any(self.in_force)
        fees, deductible = rule_of(ruleset, "fee-schedule", day), rule_of(ruleset, "deductible", day)
        threshold = rule_of(ruleset, "kx-threshold", day)
        assistant, withheld = (
            rule_of(ruleset, "assistant-modifier", day),
            rule_of(ruleset, "sequestration", day),
        )
        self.factors: dict[bool | None, int | None] = {}
        if fees is not None:
            factor, qualifying = int(fees.conversion_factor * 10_000), fees.qp_conversion_factor
            special = None if qualifying is None else int(qualifying * 10_000)
            self.factors = {False: factor, True: special or factor, None: None if special else factor}
        self.deductible = None if deductible is None else int(deductible.amount)
        self.threshold = 0 if threshold is None else int(threshold.amount)
        self.withheld = 0 if withheld is None else int(withheld.share * 100)
        self.own = (assistant and assistant.own_minutes) or 1 << 40
        self.values = pack.values.on(day)
        self.edits = [edits.on(day) for edits in pack.edits]
        self.limits = [table.on(day) for table in pack.limits]


class Pack:
    """The policies and tables of a ruleset. Raises `ValueError` for one that the loop does not follow."""

    def __init__(self, ruleset: Ruleset) -> None:
        if tuple(policy.id.partition(":")[2] for policy in ruleset.policies) != POLICIES:
            raise ValueError("the loop is written for other policies, or another order of them")
        self.ruleset = ruleset
        self.rules: Final = {name: rule_of(ruleset, name, today) for name in POLICIES}
        rules = self.rules
        self.series = [
            (each.first, each.further, each.first_minutes, each.further_minutes)
            for each in (rules[name] for name in POLICIES[:SERIES_POLICIES])
        ]
        self.bundled, self.invalid = (
            {each.code for each in rules[name].codes} for name in ("bundled-codes", "invalid-codes")
        )
        fees = rules["fee-schedule"]
        self.values = Dated(fees.rvu, lambda row: Figures(fees, row))
        self.localities = Localities(fees)
        self.facilities = frozenset(fees.facility_places)
        both = rules["ncci-practitioner"], rules["ncci-outpatient-hospital"]
        self.edits = [Edits(each.tables) for each in both]
        self.distinct = frozenset((both[0].general, *both[0].specific))
        self.specific = frozenset(both[0].specific)
        self.lifting = self.distinct | frozenset(both[0].others)
        limits = rules["mue-practitioner"], rules["mue-outpatient-hospital"]
        self.limits = [Dated(each.table, lambda row: (row["units"], row["mai"])) for each in limits]
        self.complete = [each.complete_for or frozenset() for each in limits]
        self.separating = frozenset(limits[0].separating)
        self.one = frozenset(rules["documentation-97530"].elements)
        self.treatment = frozenset(rules["documentation-treatment"].elements)
        self.fees: dict[Any, tuple[int, int]] = {}
        self._codes: dict[str, Code] = {}
        self._days: dict[date, Today] = {}

    def code(self, code: str) -> Code:
        found = self._codes.get(code)
        if found is None:
            found = self._codes[code] = Code(self, code)
        return found

    def day(self, day: date) -> Today:
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = Today(self, day)
        return found
