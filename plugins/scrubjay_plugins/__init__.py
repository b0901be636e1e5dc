"""The kinds of policy that ship with ScrubJay, one module a subject.

They are registered the way any plugin's are: an entry point of group `scrubjay` names this package.
"""

from __future__ import annotations

import scrubjay
from scrubjay_plugins.advice.benchmark import Benchmark
from scrubjay_plugins.advice.certification import Certification
from scrubjay_plugins.advice.clock import Clock
from scrubjay_plugins.advice.documentation import Documentation
from scrubjay_plugins.advice.passive import PassiveModalities
from scrubjay_plugins.advice.progress_report import ProgressReport
from scrubjay_plugins.advice.same_day import SameDay
from scrubjay_plugins.coding.add_on import AddOns
from scrubjay_plugins.coding.not_beside import NotBeside
from scrubjay_plugins.coding.one_line import OneLine
from scrubjay_plugins.coding.one_of_a_set import OneOfASet
from scrubjay_plugins.coding.pair_edits import PairEdits
from scrubjay_plugins.coding.status_codes import StatusCodes
from scrubjay_plugins.cost_share.assistant import Assistant
from scrubjay_plugins.cost_share.coinsurance import Coinsurance
from scrubjay_plugins.cost_share.copayment import Copayment
from scrubjay_plugins.cost_share.deductible import Deductible
from scrubjay_plugins.cost_share.sequestration import Sequestration
from scrubjay_plugins.formats import READERS, WRITERS
from scrubjay_plugins.limits.amount import Amount
from scrubjay_plugins.limits.at_most import AtMost
from scrubjay_plugins.limits.authorization import Authorization
from scrubjay_plugins.limits.interval import Interval
from scrubjay_plugins.limits.relative_values import RelativeValues
from scrubjay_plugins.limits.units_per_day import UnitsPerDay
from scrubjay_plugins.modifiers.assistant import AssistantModifier
from scrubjay_plugins.modifiers.denied import Denied
from scrubjay_plugins.modifiers.exactly_one import ExactlyOne
from scrubjay_plugins.modifiers.excludes import Excludes
from scrubjay_plugins.modifiers.requires import Requires
from scrubjay_plugins.pricing.assistant_rate import AssistantRate
from scrubjay_plugins.pricing.contract_fees import ContractFees
from scrubjay_plugins.pricing.contract_reduction import ContractReduction
from scrubjay_plugins.pricing.multiple_procedure import MultipleProcedure
from scrubjay_plugins.pricing.participation import Participation
from scrubjay_plugins.pricing.per_visit import PerVisit
from scrubjay_plugins.pricing.resource_based import ResourceBased
from scrubjay_plugins.pricing.share_of_charge import ShareOfCharge
from scrubjay_plugins.pricing.share_of_schedule import ShareOfSchedule
from scrubjay_plugins.thresholds.annual import Annual
from scrubjay_plugins.thresholds.early import EarlyModifier
from scrubjay_plugins.thresholds.review import Review
from scrubjay_plugins.units.not_published import NotPublished
from scrubjay_plugins.units.per_code import PerCode
from scrubjay_plugins.units.series import Series
from scrubjay_plugins.units.total_time import TotalTime
from scrubjay_plugins.units.untimed import Untimed


@scrubjay.hookimpl
def scrubjay_kinds(context: scrubjay.Context) -> list[type]:
    """The built-in kinds."""
    return [
        TotalTime,
        PerCode,
        Untimed,
        NotPublished,
        Series,
        Annual,
        Review,
        EarlyModifier,
        Benchmark,
        Certification,
        ProgressReport,
        Documentation,
        PassiveModalities,
        SameDay,
        Clock,
        ExactlyOne,
        Requires,
        Excludes,
        Denied,
        AssistantModifier,
        StatusCodes,
        PairEdits,
        OneOfASet,
        OneLine,
        NotBeside,
        AddOns,
        AtMost,
        Amount,
        RelativeValues,
        Interval,
        Authorization,
        UnitsPerDay,
        ResourceBased,
        ShareOfSchedule,
        ContractFees,
        ShareOfCharge,
        PerVisit,
        Participation,
        AssistantRate,
        MultipleProcedure,
        ContractReduction,
        Deductible,
        Copayment,
        Coinsurance,
        Assistant,
        Sequestration,
    ]


@scrubjay.hookimpl
def scrubjay_readers(context: scrubjay.Context) -> list[scrubjay.Reader]:
    """JSON and JSON Lines."""
    return READERS


@scrubjay.hookimpl
def scrubjay_writers(context: scrubjay.Context) -> list[scrubjay.Writer]:
    """Text, JSON and Markdown."""
    return WRITERS
