"""What a study is refused for: one fault in one file, and the sentence its author reads.

Every row must be refused with exactly one problem, on the line of the change.
"""

import pytest

from study_copy import study_copy as study_copy

SEX = "{id: sex, label: {en: Sex, zh: 性别}, type: code, codelist: sex, sharing: {action: keep}}"
BIRTH = "type: date, sharing: {action: age_band}"
INR = "type: decimal, unit: none, range: [0.5, 20], step: 0.01"


def row(file, old, new, key, what, cure=""):
    return pytest.param(file, old, new, key, what, cure, id=what)


KEYS = [
    row(
        "forms/demography.yaml",
        "codelist: sex",
        "codelst: sex",
        "items.1.codelst",
        "the key 'codelst' is not known here",
        "did you mean 'codelist'?",
    ),
    row(
        "study.yaml",
        "registry_id: NCT07120750",
        "registry_id: NCT07120750\nregistry_id: NCT1",
        "registry_id",
        "the key 'registry_id' is set twice",
        "it is first set on line 13; keep one",
    ),
    row(
        "site.yaml",
        "time_zone: Asia/Shanghai",
        "time_zone: Asia/Shangai",
        "time_zone",
        "'Asia/Shangai': expected a time zone such as Asia/Shanghai",
    ),
    row(
        "site.yaml",
        "time_zone: Asia/Shanghai",
        "time_zone: null",
        "time_zone",
        "'null' is neither a value nor none",
        "leave the value empty, or quote the word",
    ),
    row(
        "site.yaml",
        "zh: 深圳市第三人民医院",
        "zh: ",
        "name.zh",
        "'zh' has no value",
        "fill in `zh:`",
    ),
    row(
        "site.yaml",
        "zh: 深圳市第三人民医院",
        "zh: ' '",
        "name.zh",
        "'zh' is empty",
        "fill in `zh:`",
    ),
    row(
        "sharing.yaml",
        "smallest_class: 5",
        "smallest_class: 05",
        "risk.smallest_class",
        "'05': expected a whole number such as 12, in plain digits, no zero in front",
    ),
    row(
        "sharing.yaml",
        "smallest_class: 5",
        "smallest_class: 1_000",
        "risk.smallest_class",
        "'1_000': expected a whole number such as 12, in plain digits, no zero in front",
    ),
    row(
        "study.yaml",
        "one_of: [ETV, TDF, TAF, TMF]",
        "one_of: ETV",
        "groups.0.one_of",
        "'one_of' is 'ETV', where a list such as [a, b] is expected",
        "check the indentation",
    ),
    row(
        "study.yaml",
        "registry_id: NCT07120750",
        "registry_id: [NCT07120750]",
        "registry_id",
        "'registry_id' is one text, not a list or table",
        "quote the text",
    ),
]

ITEMS = [
    row(
        "forms/liver_chemistry.yaml",
        INR,
        INR.replace("unit: none, ", ""),
        "items.3",
        "a decimal item needs a unit; write `unit: none` for a pure number",
    ),
    row(
        "forms/liver_chemistry.yaml",
        INR,
        INR.replace(", range: [0.5, 20]", ""),
        "items.3",
        "a decimal item needs a range such as [0, 100]",
    ),
    row(
        "forms/liver_chemistry.yaml",
        "range: [0.5, 20]",
        "range: [20, 0.5]",
        "items.3",
        "the range starts above its end",
    ),
    row(
        "forms/demography.yaml",
        "type: date, ",
        "",
        "items.0.type",
        "'type' is missing",
        "say what is entered: date, integer, decimal, code, yes_no, text or result",
    ),
    row(
        "forms/demography.yaml",
        "type: date",
        "type: dat",
        "items.0.type",
        "'dat' is not possible for 'type'",
        "did you mean 'date'?",
    ),
    row(
        "forms/demography.yaml",
        ", sharing: {action: age_band}",
        "",
        "items.0.sharing",
        "'sharing' is missing",
        "decide what is shared, such as `sharing: {action: drop, because: an exclusion}`",
    ),
    row(
        "forms/demography.yaml",
        ", zh: 出生日期",
        "",
        "items.0.label.zh",
        "'zh' is missing",
        "write the label in Chinese, `zh:`",
    ),
    row(
        "forms/demography.yaml",
        SEX,
        SEX.replace(", codelist: sex", ""),
        "items.1",
        "a code item needs a codelist",
    ),
    row(
        "forms/demography.yaml",
        BIRTH,
        f"codelist: sex, {BIRTH}",
        "items.0",
        "a date item has no codelist; is its type `code`?",
    ),
    row(
        "forms/consent.yaml",
        "type: date, sharing: {action: study_day}",
        "type: date, sharing: {action: keep}",
        "items.0.sharing",
        "the date consent_date cannot be shared as 'keep'",
        "use study_day or drop",
    ),
    row(
        "forms/investigator_judgement.yaml",
        "type: text, required: false, sharing: {action: drop",
        "type: text, required: false, sharing: {action: keep",
        "items.5.sharing",
        "the free text judgement_reason cannot be shared",
        "use drop (rule REG-07)",
    ),
    row(
        "forms/demography.yaml",
        SEX,
        SEX.replace("keep", "study_day"),
        "items.1.sharing",
        "'study_day' is for dates, sex is code",
        "use keep or drop",
    ),
    row(
        "forms/demography.yaml",
        SEX,
        f"{SEX}\n  - {SEX}",
        "items.2",
        "the item 'demography.sex' is declared 2 times",
        "keep one, rename the other",
    ),
    row(
        "forms/demography.yaml",
        "id: sex,",
        "id: Sex,",
        "items.1.id",
        "'Sex' is not a valid name",
        "letters, digits and _ only; items are written form.item, rules like REC-01",
    ),
]

SCHEDULE = [
    row(
        "schedule.yaml",
        "window: [-28, 2]",
        "window: [-28, -2]",
        "visits.3",
        "a window is written as [days before, days after], such as [-7, 7]",
    ),
    row(
        "schedule.yaml",
        "visits: [24, 48,",
        "visits: [24, 50,",
        "series.0",
        "qlqc30: week 50 is no visit of this series",
    ),
    row(
        "schedule.yaml",
        "every_days: 84",
        "every_days: 85",
        "series.0",
        "visits named by {week} need every_days in whole weeks; or use {n}",
    ),
    row(
        "schedule.yaml",
        "day: 728",
        "day: 99999",
        "visits.3.day",
        "'99999': input should be less than or equal to 20000",
    ),
]

STUDY = [
    row(
        "study.yaml",
        "items: [consent.consent_date]",
        "items: [consent.consent_signed_by]",
        "origins.0.items.0",
        "consent.consent_signed_by is code, where date is needed",
        "name an item of type date",
    ),
    row(
        "study.yaml",
        "group_item: enrolment.treatment_group",
        "group_item: demography.sex",
        "group_item",
        "the code list sex and the groups differ",
        "give codelists/sex.csv the codes NA, NA_PEGIFN",
    ),
    row(
        "study.yaml",
        "    pick: last\n",
        "    pick: last\n    not_before: T_E\n",
        "origins.1.not_before",
        "T_R may not lie before T_E, which stands below it",
        "move T_E above T_R",
    ),
    row(
        "eligibility.yaml",
        "inputs: [hbsag_result, hbsag_unit]",
        "inputs: [hbsag_result]",
        "derived.2.inputs",
        "the measure hbsag_sign has other inputs",
        "write inputs: [hbsag_result, hbsag_unit]",
    ),
    row(
        "eligibility.yaml",
        "birth_date: {item: demography.birth_date}",
        "birth_date: {item: demography.birth_date, unit_of: demography.sex}",
        "inputs.birth_date",
        "give exactly one of item, unit_of or rows_of",
    ),
]

SOURCES = [
    row(
        "endpoints.yaml",
        "news_of: recurrence",
        "news_of: recurence",
        "endpoints.6.settings.news_of",
        "there is no endpoint 'recurence'",
        "did you mean 'recurrence'?",
    ),
    row(
        "study.yaml",
        "record: protocolSection.designModule.studyType",
        "record: protocolSection.designModule.studyKind",
        "facts.2.source",
        "the record has no such place: protocolSection.designModule has no 'studyKind'",
        "check the path",
    ),
    row(
        "study.yaml",
        "quote: single-center",
        "quote: multi-center",
        "facts.4.source",
        "the record does not say 'multi-center' there",
        "quote the record word for word",
    ),
    row(
        "study.yaml",
        "registry_id: NCT07120750",
        "registry_id: NCT07120751",
        "registry_id",
        "the record is that of NCT07120750, not NCT07120751",
        "correct the number, or put the study's own record into the folder",
    ),
    row(
        "study.yaml",
        "value: 332",
        "value: 333",
        "facts.0.source",
        "the record says '332' here, not '333'",
        "take the record's value",
    ),
    row(
        "study.yaml",
        "source: {assumption: the record names no estimand, ",
        "source: {site_parameter: estimand, ",
        "facts.13.source",
        "no site parameter 'estimand'",
        "declare it in site.yaml",
    ),
    row(
        "study.yaml",
        "source: {assumption: the record names no estimand, ",
        "source: {record: x, assumption: the record names no estimand, ",
        "facts.13.source",
        "give exactly one of record, assumption or site_parameter",
    ),
    row(
        "study.yaml",
        "source: {assumption: the record names no estimand, ",
        "source: {assumption: the record names no estimand, quote: none, ",
        "facts.13.source",
        "a quote needs the record path it is taken from",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "what", "cure"), [*KEYS, *ITEMS, *SCHEDULE, *STUDY, *SOURCES]
)
def test_one_fault_is_refused_at_its_place(study, file, old, new, key, what, cure):
    line = study.edit(file, old, new)
    problem = study.only_problem()
    assert (problem.file, problem.key, problem.what) == (file, key, what)
    assert problem.cure == cure
    # A fault of a whole item or series stands on its first line, a repeated key on its own.
    first = min(line, study.line_of(file, key.split(".")[:2]))
    assert first <= problem.line <= line + new.count("\n")


DANGLING = [
    ("study.yaml", "group_item: enrolment.treatment_group", "group_item: enrolment.group", "item"),
    ("study.yaml", "one_of: [ETV, ", "one_of: [ETX, ", "drug"),
    ("study.yaml", "with: [PEGIFN]", "with: [PEGIFM]", "drug"),
    ("study.yaml", "items: [radical_treatment.procedure_date]", "items: [radical.date]", "item"),
    ("study.yaml", "not_before: T_E", "not_before: T_X", "origin date"),
    ("schedule.yaml", "origin: consent", "origin: consnt", "origin date"),
    ("schedule.yaml", "forms: [virology]", "forms: [virologie]", "form"),
    ("schedule.yaml", "not_after: {origin: T_T", "not_after: {origin: TT", "origin date"),
    ("schedule.yaml", "origin: T_R\n    count", "origin: TR\n    count", "origin date"),
    ("schedule.yaml", "{form: qlqc30,", "{form: qlq,", "form"),
    ("schedule.yaml", "{form: death,", "{form: deaths,", "form"),
    ("forms/demography.yaml", "codelist: sex", "codelist: gender", "code list"),
    ("eligibility.yaml", "{item: demography.sex}", "{item: demography.gender}", "item"),
    ("eligibility.yaml", "{unit_of: virology.hbsag_result}", "{unit_of: virology.hbsag}", "item"),
    ("eligibility.yaml", "form: other_malignancy", "form: other", "item"),
    ("eligibility.yaml", "asked: medical_history.other_malignancy", "asked: a.b", "item"),
    ("eligibility.yaml", "cured: malignancy_cured}", "cured: cured}", "item"),
    ("eligibility.yaml", "date_item: virology.virology_date", "date_item: virology.day", "item"),
    ("eligibility.yaml", "until: T_R", "until: TR", "origin date"),
    ("endpoints.yaml", "item: demography.sex", "item: demography.gender", "item"),
    ("endpoints.yaml", "scan_usable: mri_read.usable", "scan_usable: mri_read.use", "item"),
    ("endpoints.yaml", "origin: consent", "origin: konsent", "origin date"),
    ("analysis.yaml", "reference_group: NA", "reference_group: NB", "group"),
    ("sharing.yaml", "item: demography.sex", "item: demography.gender", "item"),
    ("sharing.yaml", "origin: T_R", "origin: TR", "origin date"),
    ("synthetic.yaml", "{parameter: na_regimen", "{parameter: na_regime", "site parameter"),
    ("report.yaml", "parameter: complete_removal", "parameter: removal", "site parameter"),
]


@pytest.mark.parametrize(("file", "old", "new", "kind"), DANGLING)
def test_a_name_that_leads_nowhere_is_refused(study, file, old, new, kind):
    study.edit(file, old, new)
    found = [p for p in study.problems() if p.what.startswith(f"there is no {kind} '")]
    assert found and {problem.file for problem in found} == {file}
    assert all(problem.line and problem.key and problem.cure for problem in found)


@pytest.mark.parametrize("key", ["display", "population", "endpoint", "sensitivity", "baseline"])
def test_an_analysis_that_reads_nothing_is_refused(study, key):
    import re

    text = study.path("analysis.yaml").read_text("utf-8")
    used = re.search(rf"\b{key}: (\w+)[,\n}}]", text[text.index("\nanalyses:") :])
    study.path("analysis.yaml").write_text(
        text[: text.index("\nanalyses:")]
        + text[text.index("\nanalyses:") :].replace(
            used[0], used[0].replace(used[1], "nothing"), 1
        ),
        encoding="utf-8",
    )
    kind = "baseline item" if key == "baseline" else key
    assert any(p.what == f"there is no {kind} 'nothing'" for p in study.problems())


def test_only_a_recurrence_is_news(study):
    study.edit("endpoints.yaml", "news_of: recurrence", "news_of: hbsag_loss")
    assert "`news_of` of qol_change names no endpoint of recurrence" in study.only_problem().what
