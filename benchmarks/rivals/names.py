"""The policies of the Medicare ruleset by number, which the rivals are written for."""

from typing import Final

POLICIES: Final = (
    "cognitive-work",
    "work-hardening",
    "caregiver-training",
    "speech-device-evaluation",
    "hourly",
    "total-time",
    "untimed",
    "assistant-pairing",
    "assistant-modifier",
    "bundled-codes",
    "invalid-codes",
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
)
SERIES = 0
(HOURLY, TOTAL_TIME, UNTIMED, PAIRING, ASSISTANT, BUNDLED, INVALID, DISTINCT) = range(4, 12)
(PLAN_MODIFIER, OPPOSING, NECESSITY, DENIAL_EXPECTED, EXCLUDED, NOTICE) = range(12, 18)
(PTP, PTP_HOSPITAL, PT_EVALUATION, OT_EVALUATION, MUE, MUE_HOSPITAL, ADD_ON) = range(18, 25)
(FEE, PARTICIPATION, MPPR, KX, KX_OT, BLANKET, REVIEW) = range(25, 32)
(DEDUCTIBLE, COINSURANCE, REDUCTION, SEQUESTRATION) = range(32, 36)
(DOC_ONE, DOC_TREATMENT, PASSIVE, CLOCK, CERTIFIED, PROGRESS) = range(36, 42)

PASS, BYPASSED, NO_DATA, FAIL = 1, 2, 3, 4
PAYABLE, BUNDLED_LINE, HELD, DENIED = range(4)
