"""Bytes of strangers: CSV and ODM-XML are read strictly, or refused with the line."""

import pytest

from study_copy import prtras001
from trialwright.capture.imports.odm import odm_values
from trialwright.capture.imports.plan import ImportRefused
from trialwright.exchange import odm_clinical
from trialwright.exchange.csv_table import CsvRefused, read_csv
from trialwright.exchange.odm_clinical import OdmRefused, read_clinical_data


def test_a_table_is_read_with_the_line_of_each_row():
    data = '\ufeffa,b\n1,"two\nlines"\n\n,\n3,四\n'.encode()
    table = read_csv(data, name="t.csv")
    assert table.columns == ("a", "b")
    assert [(row.line, dict(row.values)) for row in table.rows] == [
        (2, {"a": "1", "b": "two\nlines"}),
        (6, {"a": "3", "b": "四"}),
    ]


def test_a_chinese_encoding_is_read_when_it_is_named():
    data = "患者,值\n一,2\n".encode("gb18030")
    assert read_csv(data, name="t.csv", encoding="gb18030").columns == ("患者", "值")
    with pytest.raises(CsvRefused, match="not utf-8"):
        read_csv(data, name="t.csv")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,a\n1,2\n", "twice"),
        (b"a,\n1,2\n", "column 2 has no name"),
        (b"a,b\n1\n", "1 fields stand under 2 columns"),
        (b"a,b\n1,2,3\n", "3 fields"),
        (b'a,b\n1,"2\n', "quote"),
        (b"a\x00,b\n1,2\n", "NUL"),
        (b"PK\x03\x04\xff\xfe", "not utf-8"),
        (b"a," + b"b" * 6_000_000, "larger than 5 MB"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "too long"),
    ],
)
def test_a_table_that_would_need_guessing_is_refused(data, what):
    with pytest.raises(CsvRefused, match=what):
        read_csv(data, name="t.csv")


ITEM = '<ItemData ItemOID="liver_chemistry.albumin" Value="41.5"><MeasurementUnitRef MeasurementUnitOID="g/L"/></ItemData>'


def odm(
    items=ITEM, study="prtras001", namespace=odm_clinical.NAMESPACE, head="", form="liver_chemistry"
):
    return f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<ODM xmlns="{namespace}" FileType="Transactional">
<ClinicalData StudyOID="{study}" MetaDataVersionOID="1"><SubjectData SubjectKey="P001">
<StudyEventData StudyEventOID="W12"><FormData FormOID="{form}"><ItemGroupData ItemGroupOID="g">
{items}
</ItemGroupData></FormData></StudyEventData></SubjectData></ClinicalData></ODM>""".encode()


def test_an_item_is_read_with_all_its_keys():
    (item,) = read_clinical_data(odm(), "f.xml")
    assert (item.study, item.subject, item.event, item.form) == (
        *("prtras001", "P001", "W12"),
        "liver_chemistry",
    )
    assert (item.item, item.value, item.unit, item.line) == (
        *("liver_chemistry.albumin", "41.5", "g/L"),
        5,
    )


def test_typed_items_and_nulls_are_read():
    typed = '<ItemDataFloat ItemOID="albumin">41.5</ItemDataFloat><ItemData ItemOID="ast" IsNull="Yes"/>'
    first, second = read_clinical_data(odm(typed), "f.xml")
    assert (first.value, second.value) == ("41.5", None)


def test_values_of_the_file_become_values_of_the_study():
    items = read_clinical_data(odm(), "f.xml")
    (value,) = odm_values(prtras001(), items, "f.xml")
    assert (value.key, value.item, value.value, value.unit) == (
        ("P001", "W12", "liver_chemistry", 0),
        *("albumin", "41.5", "g/L"),
    )


def test_data_of_another_study_are_refused():
    with pytest.raises(ImportRefused, match="of the study 'other'"):
        odm_values(prtras001(), read_clinical_data(odm(study="other"), "f.xml"), "f.xml")


def test_a_repeating_form_needs_its_number():
    items = read_clinical_data(odm(form="adverse_event"), "f.xml")
    with pytest.raises(ImportRefused, match="repeat key '' is no number"):
        odm_values(prtras001(), items, "f.xml")


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd">'


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (odm(head=BOMB), "document type"),
        (odm(head=OUTSIDE), "document type"),
        (odm('<ItemData ItemOID="albumin" Value="&a;"/>'), "no well-formed XML"),
        (odm()[:-10], "no well-formed XML"),
        (odm(namespace="http://www.cdisc.org/ns/odm/v2.0"), "no ODM 1.3"),
        (b"not xml", "no well-formed XML"),
        (b"", "no well-formed XML"),
        (odm("<a>" * 40), "more than 32 deep"),
        (odm('<ItemData Value="1"/>'), "no ItemOID"),
        (odm('<ItemData ItemOID="albumin" Value="1" TransactionType="Remove"/>'), "Remove"),
        (odm().replace(b"FormData", b"FormDate"), "outside of FormData"),
        (odm().decode().encode("utf-16"), "no well-formed XML"),
    ],
)
def test_a_file_that_is_no_safe_odm_is_refused(data, what):
    with pytest.raises(OdmRefused, match=what):
        read_clinical_data(data, "f.xml")


def test_size_and_number_of_items_are_limited(monkeypatch):
    monkeypatch.setattr(odm_clinical, "LIMIT_ITEMS", 2)
    with pytest.raises(OdmRefused, match="more than 2 items"):
        read_clinical_data(odm(ITEM * 3), "f.xml")
    monkeypatch.setattr(odm_clinical, "LIMIT_BYTES", 100)
    with pytest.raises(OdmRefused, match="larger"):
        read_clinical_data(odm(), "f.xml")
