"""What the checks of the data say: findings by kind, each with its row, and protocol deviations."""

from __future__ import annotations

from collections.abc import Iterator

from trialwright.capture.data_findings import CheckedData
from trialwright.capture.eligibility_record import EligibilityDeviation
from trialwright.capture.finding import Finding
from trialwright.report.document import Block, Column, Heading, Paragraph, Table, TableRow, plain

#: Findings of one kind that are listed; the file beside the report holds them all.
MOST_LISTED = 12
FINDINGS_FILE = "findings.csv"


def data_blocks(data: CheckedData, synthetic: bool) -> Iterator[Block]:
    """How many findings there are, the findings themselves, and who was enrolled by deviation."""
    yield Paragraph(plain(_sentence(len(data.findings))))
    if data.findings and synthetic:
        yield Paragraph(plain(_ON_PURPOSE))
    if data.findings:
        yield _kinds(data.findings)
        yield _listing(data.findings)
    yield Heading("Protocol deviations at enrolment")
    if not data.deviations:
        yield Paragraph(plain("None: everyone enrolled was eligible on the day of enrolment."))
        return
    yield Paragraph(plain("No criterion was waived: each decision stands as it was made."))
    yield _deviations(data.deviations)


_ON_PURPOSE = (
    "The synthetic cohort holds mistakes on purpose, so that the checks have something to find: see "
    "unit_slips, failed_tests, dna_platforms and ae_grades among the assumptions of the cohort."
)


def _sentence(number: int) -> str:
    if not number:
        return "The checks of the data found nothing to ask the site about."
    return (
        f"The checks of the data found {number} things to ask the site about. No entry was changed: "
        "a value that cannot be read counts as missing, every other is used as it is."
    )


def _kinds(findings: tuple[Finding, ...]) -> Table:
    columns = (Column("Finding", "text", 6), Column("Number"), Column("Participants"))
    rows = []
    for kind, members in _by_kind(findings).items():
        people = {finding.entry.partition(".")[0] for finding in members}
        rows.append(TableRow((plain(kind), plain(str(len(members))), plain(str(len(people))))))
    return Table("finding-kinds", "Findings by kind", columns, tuple(rows), style="list")


def _listing(findings: tuple[Finding, ...]) -> Table:
    columns = (Column("Entry and item", "text", 4), Column("What was found", "text", 7))
    rows = []
    for kind, members in _by_kind(findings).items():
        shown = members[:MOST_LISTED]
        more = f" (the first {MOST_LISTED} of {len(members)})" if len(members) > len(shown) else ""
        rows.append(TableRow((plain(f"{kind}{more}", "strong"), ()), "group"))
        rows += [TableRow((plain(_place(f)), plain(f.message))) for f in shown]
    note = f"Every finding with its entry and item stands in {FINDINGS_FILE}, beside this report."
    return Table("findings", "Findings", columns, tuple(rows), (note,), style="list")


def _place(finding: Finding) -> str:
    return f"{finding.entry} {finding.item}".strip()


def _by_kind(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.kind, []).append(finding)
    return dict(sorted(found.items(), key=lambda pair: (len(pair[1]), pair[0])))


def _deviations(deviations: tuple[EligibilityDeviation, ...]) -> Table:
    heads = ("Participant", "Criteria not met", "Reason", "By", "At")
    columns = tuple(
        Column(head, "text", share) for head, share in zip(heads, (2, 3, 5, 2, 3), strict=True)
    )
    rows = tuple(
        TableRow(
            tuple(map(plain, (d.participant, _criteria(d), d.reason, d.by, f"{d.at:%F %R %Z}")))
        )
        for d in deviations
    )
    return Table("deviations", "Protocol deviations at enrolment", columns, rows, style="list")


def _criteria(deviation: EligibilityDeviation) -> str:
    return ", ".join(f"{name} {verdict}" for name, verdict in deviation.criteria.items())
