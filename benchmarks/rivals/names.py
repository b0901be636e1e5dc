"""The policies of the Medicare ruleset by number, which the rivals are written for."""

from typing import Final

POLICIES: Final = (
    "cognitive-work",
    "work-hardening",
    "caregiver-training",
    "speech-device-evaluation",
    "direct-care-training",
    "pelvic-biofeedback",
    "hearing-status",
    "developmental-testing",
    "hourly",
    "remote-monitoring",
    "total-time",
    "untimed",
    "assistant-pairing",
    "assistant-modifier",
    "bundled-codes",
    "invalid-codes",
    "excluded-codes",
    "distinct-modifiers",
    "plan-of-care-modifier",
    "opposing-liability",
    "necessity-and-notice",
    "denial-expected",
    "excluded-by-law",
    "notice-on-institutional-claim",
    "ncci-practitioner",
    "ncci-outpatient-hospital",
    "one-pt-evaluation",
    "one-ot-evaluation",
    "mue-practitioner",
    "mue-outpatient-hospital",
    "add-on-codes",
    "fee-schedule",
    "participation",
    "mppr",
    "kx-threshold",
    "kx-threshold-ot",
    "kx-blanket",
    "medical-review",
    "deductible",
    "coinsurance",
    "assistant-reduction",
    "sequestration",
    "documentation-97530",
    "documentation-treatment",
    "passive-modalities",
    "one-on-one-time",
    "plan-of-care",
    "progress-report",
    "visits-of-a-day",
)
SERIES = 0
SERIES_POLICIES = 8
"""How many of the first policies count a series by the midpoint. Made-up claims have no remote monitoring."""
HOURLY = 8
(TOTAL_TIME, UNTIMED, PAIRING, ASSISTANT, BUNDLED, INVALID, UNCOVERED, DISTINCT) = range(10, 18)
(PLAN_MODIFIER, OPPOSING, NECESSITY, DENIAL_EXPECTED, EXCLUDED, NOTICE) = range(18, 24)
(PTP, PTP_HOSPITAL, PT_EVALUATION, OT_EVALUATION, MUE, MUE_HOSPITAL, ADD_ON) = range(24, 31)
(FEE, PARTICIPATION, MPPR, KX, KX_OT, BLANKET, REVIEW) = range(31, 38)
(DEDUCTIBLE, COINSURANCE, REDUCTION, SEQUESTRATION) = range(38, 42)
(DOC_ONE, DOC_TREATMENT, PASSIVE, CLOCK, CERTIFIED, PROGRESS, TOGETHER) = range(42, 49)

PASS, BYPASSED, NO_DATA, FAIL = 1, 2, 3, 4
PAYABLE, BUNDLED_LINE, HELD, DENIED = range(4)
