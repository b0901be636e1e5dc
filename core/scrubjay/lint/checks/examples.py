"""Does every policy show, in examples beside it, when it is met, when not, and where its dates begin?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from attrs import frozen

from scrubjay.kinds import Kind
from scrubjay.lint.model import Subject, check
from scrubjay.packs.faults import Fault
from scrubjay.packs.model import OverrideEntry, Pack, PolicyEntry, PolicyTest
from scrubjay.rulings import Outcome
from scrubjay.timeline import Interval

DAY = timedelta(days=1)


@check("SJ104", "No passing test")
def no_passing_test(subject: Subject) -> Iterator[Fault]:
    """No test beside a policy or an override and no scenario expects `pass`, though its kind can say it.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "22 minutes make one"
      date = 2024-01-01
      lines = [{ code = "97110", minutes = 22, units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "23 minutes make two units"
      date = 2024-01-01
      lines = [{ code = "97110", minutes = 23, units = 2 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "22 minutes make one"
      date = 2024-06-03
      lines = [{ code = "97110", minutes = 22, units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Why** A policy that fails everything it sees passes all tests that expect it to fail.
    """
    return _without(subject, Outcome.PASS, "SJ104")


@check("SJ105", "No failing test")
def no_failing_test(subject: Subject) -> Iterator[Fault]:
    """No test beside a policy or an override and no scenario expects `fail`, though its kind can say it.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "23 minutes make two units"
      date = 2024-01-01
      lines = [{ code = "97110", minutes = 23, units = 2 }]
      expect = [{ line = 1, outcome = "pass" }]
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "23 minutes make two units"
      date = 2024-01-01
      lines = [{ code = "97110", minutes = 23, units = 2 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "22 minutes make one"
      date = 2024-06-03
      lines = [{ code = "97110", minutes = 22, units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Why** A policy that never fails anything, for want of the right code set or threshold, passes all tests
    that expect it to pass.
    """
    return _without(subject, Outcome.FAIL, "SJ105")


@check("SJ106", "No boundary test")
def no_boundary_test(subject: Subject) -> Iterator[Fault]:
    """No test of a policy is dated where one of its versions begins or ends, or of an override where it does.

    That is the first or the last day of any version, or the day before or after it. What lies outside the
    pack's coverage does not count: a version that began before it begins, for this, on its first day.

    **Bad**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "23 minutes make two units"
      date = 2024-05-06
      lines = [{ code = "97110", minutes = 23, units = 2 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "22 minutes make one"
      date = 2024-06-03
      lines = [{ code = "97110", minutes = 22, units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Good**

    ```toml
    [[policy]]
    id = "total-time"

      [[policy.test]]
      name = "23 minutes make two units"
      date = 2024-01-01
      lines = [{ code = "97110", minutes = 23, units = 2 }]
      expect = [{ line = 1, outcome = "pass" }]

      [[policy.test]]
      name = "22 minutes make one"
      date = 2024-06-03
      lines = [{ code = "97110", minutes = 22, units = 2 }]
      expect = [{ line = 1, outcome = "fail" }]
    ```

    **Why** Figures change with the date of service, and a wrong date shows on no other day.
    """
    for each in _shown(subject):
        days = _boundaries(each.spans, subject.ruleset.coverage)
        if days and not any(test.data["date"] in days for test in each.tests):
            shown = ", ".join(str(day) for day in sorted(days)[:4])
            begins = "a version begins or ends" if each.key == "id" else "it begins or ends"
            message = f"no test of {each.name!r} is dated where {begins}"
            yield each.fault("SJ106", message, f"date one of them on {shown}")


@check("SJ112", "Disabled without a test")
def untested_disable(subject: Subject) -> Iterator[Fault]:
    """No `[[override.test]]` shows that an override disables its policy.

    **Bad**

    ```toml title="pack.toml"
    extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
    ```

    ```toml
    [[override]]
    policy = "commercial-blocks:untimed"
    change = "disable"
    label = "off"
    effective = 2026-01-01
    reason = "The contract says so."
    verified_on = 2026-11-21
    cites = [{ source = "manual", at = "page 30" }]

      [[override.test]]
      name = "the day before"
      date = 2025-12-31
      lines = [{ code = "97161", units = 1 }]
      expect = [{ line = 1, outcome = "pass" }]
    ```

    **Good**

    ```toml title="pack.toml"
    extends = [{ pack = "commercial-blocks", version = ">=2026.1" }]
    ```

    ```toml
    [[override]]
    policy = "commercial-blocks:untimed"
    change = "disable"
    label = "off"
    effective = 2026-01-01
    reason = "The contract says so."
    verified_on = 2026-11-21
    cites = [{ source = "manual", at = "page 30" }]

      [[override.test]]
      name = "from then on"
      date = 2026-01-01
      lines = [{ code = "97161", units = 3 }]
      expect = [{ line = 1, outcome = "not_applicable", answer = "disabled" }]
    ```

    **Why** A policy that is silent for another reason, such as its dates, looks as if it were disabled. An
    override that states a version needs what a policy needs: a test that passes, and one that fails.
    """
    for _, override in subject.overrides:
        answers = {each.get("answer") for test in override.entry.tests for each in test.data["expect"]}
        if override.entry.change == "disable" and "disabled" not in answers:
            entry = override.entry
            message = f"no test of {entry.label!r} expects the answer 'disabled'"
            remedy = 'add an [[override.test]] that expects answer = "disabled"'
            yield entry.document.fault("SJ112", (*entry.place, "label"), message, remedy)


@frozen
class _Shown:
    """What examples stand beside: a policy, or an override of one."""

    name: str
    kind: Kind
    spans: tuple[Interval, ...]
    entry: PolicyEntry | OverrideEntry
    key: str

    @property
    def tests(self) -> tuple[PolicyTest, ...]:
        return self.entry.tests

    def fault(self, code: str, message: str, remedy: str) -> Fault:
        return self.entry.document.fault(code, (*self.entry.place, self.key), message, remedy)


def _shown(subject: Subject) -> Iterator[_Shown]:
    for policy in subject.policies:
        spans = tuple(span for span, _ in policy.timeline)
        yield _Shown(policy.entry.id, policy.kind, spans, policy.entry, "id")
    for policy, override in subject.overrides:
        yield _Shown(override.entry.label, policy.kind, (override.dates,), override.entry, "label")


def _boundaries(spans: Iterable[Interval], coverage: Interval) -> set[date]:
    days: set[date] = set()
    for span in filter(None, (span.overlap(coverage) for span in spans)):
        if span.start > date.min:
            days |= {span.start - DAY, span.start}
        if span.end < date.max:
            days |= {span.end, span.end + DAY}
    return days


def _in_scenarios(pack: Pack, name: str) -> Iterator[str]:
    """The outcomes that scenarios expect of a policy: some policies fail only beside other encounters."""
    for scenario in pack.scenarios:
        for table in scenario.data.get("encounter", [scenario.data]):
            for finding in table.get("expect", {}).get("findings", ()):
                if finding["policy"] in (name, f"{pack.id}:{name}"):
                    yield finding["outcome"]


def _without(subject: Subject, outcome: Outcome, code: str) -> Iterator[Fault]:
    for shown in _shown(subject):
        if isinstance(shown.entry, OverrideEntry) and shown.entry.change == "disable":
            continue
        expected = {each["outcome"] for test in shown.tests for each in test.data["expect"]}
        expected |= set(_in_scenarios(subject.pack, shown.name))
        can_say = {answer.outcome for answer in shown.kind.answers.items}
        if outcome in can_say and outcome.word not in expected:
            message = f"no test of {shown.name!r} expects {outcome.word!r}"
            a_test = "a [[policy.test]]" if shown.key == "id" else "an [[override.test]]"
            remedy = f'add {a_test} that expects outcome = "{outcome.word}"'
            yield shown.fault(code, message, remedy)
