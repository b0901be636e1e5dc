"""What a failure under a policy weighs, where a stage does not say it: columns of outcomes by weight."""

from typing import Final

LIGHT: Final = (
    "distinct_modifiers",
    "participation",
    "kx_blanket",
    "medical_review",
    "documentation_97530",
    "documentation_treatment",
)
"""A failure warns or informs, and weighs as a pass."""

HEAVY: Final = (
    "assistant_pairing",
    "bundled_codes",
    "invalid_codes",
    "plan_of_care_modifier",
    "opposing_liability",
    "necessity_and_notice",
    "denial_expected",
    "excluded_by_law",
    "notice_on_institutional_claim",
    "one_pt_evaluation",
    "one_ot_evaluation",
    "add_on_codes",
    "fee_schedule",
    "mppr",
    "kx_threshold",
    "kx_threshold_ot",
    "deductible",
    "coinsurance",
    "assistant_reduction",
    "sequestration",
)
