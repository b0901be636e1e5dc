"""What a limit over a time can say about a line."""

from __future__ import annotations

from typing import Final

from scrubjay.kinds import Fact
from scrubjay.rulings import Answers, bypassed, fails, no_data, not_applicable, passes

SAYS: Final = Answers(
    other=not_applicable("{code} does not count towards this limit"),
    closed=not_applicable("nothing of {code} is payable, so that it does not count"),
    within=passes("{measure}: {here} here, after {before} {span}; the payer accepts {most}"),
    nth=passes("number {number} {span}, of {most} {measure} that the payer accepts"),
    over=fails(
        "{measure}: {here} here, after {before} {span}; the payer accepts {most}, {fits} of them here",
        remedy="correct the claim if it is wrong; what is left lies above what the payer accepts",
    ),
    over_whole=fails(
        "{measure}: {here} here, after {before} {span}; the payer accepts {most}, and a line only in full",
        remedy="correct the claim if it is wrong; what is left lies above what the payer accepts",
    ),
    over_all=fails(
        "{total} {measure} {span}: the payer accepts {most}, and none of them where there are more",
        remedy="correct the claim if it is wrong",
    ),
    beyond=fails(
        "number {number} {span}: the payer accepts {most} {measure}",
        remedy="correct the claim if it is wrong; what is left lies above what the payer accepts",
    ),
    unauthorized=fails(
        "above {most} {measure} {span} an authorisation is needed, and none covers {code} on this date",
        remedy="ask the payer for an authorisation, or give the one that covers the service",
    ),
    authorized=bypassed("above {most} {measure} {span}; authorisation {authorization} covers it"),
    no_units=no_data("the units of {code} are missing", missing="units", remedy="give the units of the line"),
    no_minutes=no_data(
        "the minutes of {code} are missing", missing="minutes", remedy="give the minutes of the line"
    ),
    incomplete=no_data(
        "what an earlier line that counts with {code} {span} amounts to is missing",
        missing="units or minutes of another line",
        remedy="give the units, or the minutes, of every line",
    ),
    no_count=no_data(
        "what had been counted {span} before this call is missing",
        missing="counts",
        remedy="give {accumulator} in the counts of the encounter, 0 where there is nothing",
    ),
    unclear=no_data(
        "a line does not say whose it is, and what counts apart ({apart}) decides",
        missing="discipline or provider",
        remedy="say it on every line that counts: the modifier of the plan of care, the provider",
    ),
    no_benefit_year=no_data(
        "the benefit year of the date of service is not known",
        missing="benefit_year_from",
        remedy="give the first day of the benefit year in which the date of service falls",
    ),
    no_authorizations=no_data(
        "above {most} {measure} {span} an authorisation is needed, and the authorisations are missing",
        missing="authorizations",
        remedy="give the payer's authorisations, an empty list where there are none",
    ),
)

FACTS: Final = {
    "measure": Fact("What is counted."),
    "span": Fact("Over what time it is counted, in words."),
    "most": Fact("How much of it the payer accepts."),
    "here": Fact("How much of it the line is, as earlier policies left it."),
    "before": Fact("How much had been counted before the line."),
    "number": Fact("Which one the line's visit, day or code is, from 1."),
    "total": Fact("How much all lines that count together amount to."),
    "fits": Fact("How much of the line fits under the limit."),
    "accumulator": Fact("The name, in the counts, of what had been counted before.", origin="history"),
    "apart": Fact("What is counted apart."),
    "authorization": Fact("The number of the authorisation that covers the line.", origin="encounter"),
}
