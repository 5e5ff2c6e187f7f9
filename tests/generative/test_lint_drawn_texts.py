"""Rules on texts drawn from their own vocabulary, in orders nobody would write."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lint_drafts import AS_OF, draft
from trialwright.record.lint.run import lint_record
from trialwright.record.paths import value_at

# Fragments that the rules look for, and what stands between them in records.
FRAGMENTS = [
    *("COBAS TaqMan HBV", "LLOQ = 10 IU/mL", "undetectable", "<10 IU/mL", "(", ")", "\\>2 cm"),
    *(
        "LI-RADS",
        "LR-5",
        "washout",
        "Types: Local (near), Far (>2 cm)",
        "Definition:",
        "defined as",
    ),
    *("WHO-UMC", "definite/probable/unrelated", "SAE", "death, disability, hospitalization"),
    *("Grade 1-5", "≥ grade 2", "during treatment", "follow-up", "sample size", "power 80%"),
    *(
        "HR 0",
        "HR = 0.6",
        "HR 1",
        "alpha 5%",
        "recurrence rate 0% to 99%",
        "compared",
        "adjusted for",
    ),
    *(
        "Inclusion Criteria:",
        "Exclusion Criteria:",
        "* ",
        "1. ",
        "- ",
        "纳入标准：",
        "岁",
        "年龄≥18岁",
    ),
    *(
        "18 to 70 years",
        "life expectancy > 3 months",
        "investigator",
        "severe X or any history of X",
    ),
    *(
        "six months after publication",
        "study completion",
        "data monitoring committee",
        "for 5 years",
    ),
    *("systemic therapy such as surgery", "creatinine > 1.5 ULN", "anonymized", "resected tissue"),
    *(
        "have undergone surgery",
        "allergy to interferon",
        "peginterferon",
        "\n",
        "\n\n",
        "\r\n",
        ".",
        " ",
    ),
    *("９", "İ", "\u2028", "𝟗", "1,5", "99999999999999999999", "0.0000000001", "²", "\\", "\ud7ff"),
]
texts = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map(" ".join)
outcomes = st.lists(st.tuples(texts, texts, texts), max_size=3)
records = st.fixed_dictionaries(
    {"primary": outcomes, "secondary": outcomes},
    optional={
        **dict.fromkeys(("title", "summary", "description", "criteria", "population"), texts),
        **dict.fromkeys(("specimens", "sharing_text", "sharing_time", "sharing_access"), texts),
        "minimum_age": st.sampled_from(["18 Years", "2 Months", "N/A", ""]),
        "sex": st.sampled_from(["ALL", "MALE", "FEMALE"]),
        "count": st.integers(0, 10**6),
        "committee": st.booleans(),
        "sharing": st.sampled_from(["YES", "NO"]),
        "retention": st.sampled_from(["SAMPLES_WITH_DNA", "NONE_RETAINED"]),
        "interventions": st.lists(
            st.fixed_dictionaries({}, optional={"name": texts, "description": texts}), max_size=3
        ),
        "contacts": st.lists(
            st.fixed_dictionaries({}, optional={"name": texts, "email": texts}), max_size=2
        ),
    },
)


@given(records)
@settings(max_examples=120, deadline=None)
def test_no_rule_fails_and_every_span_quotes_the_source(fields: dict[str, object]) -> None:
    record = draft(**fields)  # type: ignore[arg-type]
    for finding in lint_record(record, AS_OF).findings:
        if finding.span and "centralContacts" not in finding.path:
            source = value_at(record, finding.path)
            assert isinstance(source, str)
            assert source[finding.span.start : finding.span.end] == finding.span.text
