"""All pages of a pack by their path, and the index of several packs."""

from __future__ import annotations

from collections.abc import Sequence

from scrubjay.docs.markdown import code, items, link, page, plain, table
from scrubjay.docs.packs.bases import extends_page
from scrubjay.docs.packs.changes import changes_page
from scrubjay.docs.packs.data import code_sets_page, labels_page, sources_page, supplied_page, tables_page
from scrubjay.docs.packs.policies import policies_page, remitted
from scrubjay.docs.packs.surroundings import ORDER, Surroundings, pack_page
from scrubjay.docs.readme import remade
from scrubjay.packs.model import Pack, PolicyEntry
from scrubjay.packs.readme import readme
from scrubjay.ruleset import Ruleset
from scrubjay.timeline import FOREVER, Interval


def pack_index(packs: Sequence[Pack]) -> str:
    """The page that lists packs, each beside its folder of pages."""
    intro = (
        "A pack states the policies of one payer. A pack without payers holds what other packs build on. "
        "`scrubjay packs` lists what is installed on your machine, with the packs of others, and "
        "`scrubjay pack docs` makes pages such as these of any pack. What the tiers mean is told in "
        f"{link('quality tiers and freshness', '../../explanation/tiers.md')}."
    )
    rows = (
        (
            link(pack.id, f"{pack.id}/index.md"),
            plain(pack.title),
            pack.tier,
            ", ".join(map(code, pack.payers)),
            _coverage(pack),
            str(len(pack.policies)),
        )
        for pack in packs
    )
    heads = ("pack", "title", "tier", "payers", "dates of service", "policies")
    return page("Packs", intro, table(heads, rows))


def pack_pages(pack: Pack, ruleset: Ruleset, around: Surroundings) -> dict[str, str]:
    """Every page of one pack by its path within the pack's folder of pages. Raises `PackError`.

    `ruleset` is the pack compiled, with the policies of those that it extends.
    """
    by_stage: dict[str, list[PolicyEntry]] = {}
    for entry in pack.policies.values():
        by_stage.setdefault(around.stage(entry.kind), []).append(entry)
    made: dict[str, str] = {}
    for stage in filter(by_stage.__contains__, ORDER):
        made[f"policies/{stage}.md"] = policies_page(pack, stage, by_stage[stage], around)
    if pack.extends:
        made["extends.md"] = extends_page(pack, ruleset)
    if pack.policies or pack.overrides:
        made["changes.md"] = changes_page(pack)
        made["not-expressed.md"] = _not_expressed(pack)
    if pack.supplied or pack.supplies:
        made["supplied.md"] = supplied_page(pack)
    if pack.code_sets:
        made["code-sets.md"] = code_sets_page(pack, around)
    if pack.labels:
        made["labels.md"] = labels_page(pack)
    if pack.tables:
        made["tables.md"] = tables_page(pack)
    if pack.sources:
        made["sources.md"] = sources_page(pack)
    return {"index.md": _index(pack, by_stage, made), **made}


def _index(pack: Pack, by_stage: dict[str, list[PolicyEntry]], made: dict[str, str]) -> str:
    about = [f"Pack: {code(pack.id)}, version {code(pack.version)}"]
    if pack.tier:
        about.append(f"Quality tier: {pack.tier}")
    if pack.payers:
        about.append(f"Payers: {', '.join(map(code, pack.payers))}")
    if pack.line_of_business:
        about.append(f"Line of business: {plain(pack.line_of_business)}")
    if dates := _coverage(pack):
        about.append(f"Dates of service: {dates}")
    if pack.extends:
        bases = (f"{code(each.pack)} {code(each.version)}" for each in pack.extends)
        about.append(f"Extends: {', '.join(bases)}")
    if pack.requires:
        needs = (f"{code(each.pack)} {code(each.version)}" for each in pack.requires)
        about.append(f"Requires: {', '.join(needs)}")
    parts = [items(about), remade(readme(pack.root))]
    for stage in filter(by_stage.__contains__, ORDER):
        rows = (_row(entry) for entry in by_stage[stage])
        parts.append(f"## Policies of stage {link(stage, f'policies/{stage}.md')}")
        parts.append(table(("policy", "what it demands", "status", "otherwise", "codes"), rows))
    others = [name for name in made if not name.startswith("policies/")]
    if others:
        parts += ["## More about this pack", items(link(_TITLES[name], name) for name in others)]
    return pack_page(pack.title, *parts)


_TITLES = {
    "extends.md": "What is taken over from other packs, and what is changed",
    "changes.md": "Changes by date of service",
    "not-expressed.md": "What the policies cannot express",
    "supplied.md": "What is left to be supplied, and what is supplied",
    "code-sets.md": "Code sets",
    "labels.md": "Labels of codes",
    "tables.md": "Tables",
    "sources.md": "Sources",
}


def _row(entry: PolicyEntry) -> tuple[str, ...]:
    statuses = dict.fromkeys(version.status for version in entry.versions)
    shown = ", ".join(map(plain, statuses))
    return code(entry.id), plain(entry.title), shown, plain(entry.action), remitted(entry.remit)


def _not_expressed(pack: Pack) -> str:
    intro = "What the sources say and the parameters of these policies cannot. Findings show it too."
    told = [(entry.title, entry.untranslatable) for entry in pack.policies.values()]
    told += [(entry.label, entry.untranslatable or ()) for entry in pack.overrides.values()]
    parts = [
        part for name, lacks in told if lacks for part in (f"## {plain(name)}", items(map(plain, lacks)))
    ]
    return pack_page(f"{pack.title}: not expressed", intro, *(parts or ["There is nothing of the kind."]))


def _coverage(pack: Pack) -> str:
    if pack.coverage_from is None:
        return ""
    return str(Interval(pack.coverage_from, pack.coverage_through or FOREVER))
