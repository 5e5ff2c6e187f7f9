"""The clinical data of a CDISC ODM 1.3 file, from bytes to plain values.

XML of strangers is read with the parser of the standard library (Expat) and nothing of a document
type: a DOCTYPE is refused before any entity could be declared, so nothing is expanded and nothing
fetched. Size, depth and the number of items are limited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from trialwright.errors import Problem, TrialwrightError
from trialwright.sentence import sentence

LIMIT_BYTES: Final = 20_000_000
LIMIT_DEPTH: Final = 32
LIMIT_ITEMS: Final = 500_000
NAMESPACE: Final = "http://www.cdisc.org/ns/odm/v1.3"
#: A file may add to data or correct it. What it removes has to be decided by a person.
_TRANSACTIONS: Final = frozenset({"Insert", "Update", "Upsert", "Context"})
# Element of the hierarchy -> the attribute that names it, and the one that counts it.
_LEVELS: Final = {
    "ClinicalData": ("StudyOID", ""),
    "SubjectData": ("SubjectKey", ""),
    "StudyEventData": ("StudyEventOID", "StudyEventRepeatKey"),
    "FormData": ("FormOID", "FormRepeatKey"),
    "ItemGroupData": ("ItemGroupOID", "ItemGroupRepeatKey"),
}
_TYPED: Final = "ItemData"


class OdmRefused(TrialwrightError):
    """The file is no clinical data of ODM that can be read safely."""


@dataclass(frozen=True)
class OdmItem:
    """One value of one subject, with the keys it stands under and its line in the file.

    `value` is None where the file says that there is none (IsNull). A repeat key that is not
    written is empty.
    """

    study: str
    subject: str
    event: str
    event_repeat: str
    form: str
    form_repeat: str
    group: str
    group_repeat: str
    item: str
    value: str | None
    unit: str
    line: int


def read_clinical_data(data: bytes, name: str) -> tuple[OdmItem, ...]:
    """Every item value of an ODM 1.3 file, in the order of the file.

    ItemData with a Value, and the typed forms (ItemDataFloat and others) with their text, are read.
    Raises OdmRefused: too large, too deep, a DOCTYPE, no well-formed XML, an encoding that is not
    known, no ODM, a key that is missing, or a transaction that removes data.
    """
    if len(data) > LIMIT_BYTES:
        what = sentence("the file is larger than {most} MB", most=LIMIT_BYTES // 1000000)
        raise OdmRefused(Problem(name, 0, "", what, sentence("split it by subject")))
    reader = _Reader(name)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        what = sentence(
            "no well-formed XML: {cause}",
            cause=expat.errors.messages.get(error.code, "unknown fault"),
        )
        cure = sentence("export it again; was the file cut off?")
        raise OdmRefused(Problem(name, error.lineno, "", what, cure)) from None
    except (LookupError, ValueError):
        # Expat asks Python for an encoding it does not know; one of several bytes it cannot use.
        if reader.depth:
            raise  # not before the first element: a fault of this program
        what = sentence("the encoding that the XML names is not read")
        raise OdmRefused(Problem(name, 1, "", what, sentence("export it as UTF-8"))) from None
    return tuple(reader.items)


class _Reader:
    """Follows the elements of one file and collects its items."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.items: list[OdmItem] = []
        self.depth = 0
        self.keys: dict[str, tuple[str, str]] = {}
        self.attributes: dict[str, str] = {}
        self.inside = ""
        self.text: list[str] = []
        self.began = 0
        self.unit = ""
        # The namespace stands before the name of each element, with a blank between.
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters

    def _doctype(self, *_: object) -> None:
        raise self._refused(
            sentence("the file has a document type, which could bring entities"),
            sentence("remove it"),
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        namespace, _, element = tag.rpartition(" ")
        if self.depth > LIMIT_DEPTH:
            raise self._refused(sentence("elements stand more than {most} deep", most=LIMIT_DEPTH))
        if self.depth == 1 and (namespace, element) != (NAMESPACE, "ODM"):
            cure = sentence("the root must be ODM of {wanted}", wanted=NAMESPACE)
            raise self._refused(
                sentence(
                    "{element} of {namespace} is no ODM 1.3",
                    element=element,
                    namespace=namespace or sentence("no namespace"),
                ),
                cure,
            )
        if namespace != NAMESPACE:
            return
        if attributes.get("TransactionType", "Upsert") not in _TRANSACTIONS:
            what = sentence(
                "{element} has TransactionType {type}",
                element=element,
                type=attributes["TransactionType"],
            )
            raise self._refused(what, sentence("data are never removed by an import"))
        if element in _LEVELS:
            key, repeat = _LEVELS[element]
            self.keys[element] = (self._key(element, attributes, key), attributes.get(repeat, ""))
        elif element.startswith(_TYPED) and not self.inside:
            self._begin_item(element, attributes)
        elif element == "MeasurementUnitRef" and self.inside:
            self.unit = attributes.get("MeasurementUnitOID", "")

    def _begin_item(self, element: str, attributes: dict[str, str]) -> None:
        missing = [level for level in _LEVELS if level not in self.keys]
        if missing:
            raise self._refused(
                sentence("{element} stands outside of {parent}", element=element, parent=missing[0])
            )
        if len(self.items) >= LIMIT_ITEMS:
            raise self._refused(
                sentence("more than {most} items", most=LIMIT_ITEMS),
                sentence("split it by subject"),
            )
        self._key(element, attributes, "ItemOID")
        self.inside, self.attributes, self.text, self.unit = element, attributes, [], ""
        self.began = self.parser.CurrentLineNumber

    def _characters(self, text: str) -> None:
        if self.inside:
            self.text.append(text)

    def _end(self, tag: str) -> None:
        self.depth -= 1
        namespace, _, element = tag.rpartition(" ")
        if namespace != NAMESPACE:
            return
        if element == self.inside:
            self.items.append(self._item())
            self.inside = ""
        self.keys.pop(element, None)

    def _item(self) -> OdmItem:
        study, subject, event, form, group = (self.keys[level] for level in _LEVELS)
        typed = self.inside != _TYPED
        value = "".join(self.text) if typed else self.attributes.get("Value", "")
        null = self.attributes.get("IsNull") == "Yes" or not value
        return OdmItem(
            study[0],
            subject[0],
            *event,
            *form,
            *group,
            self.attributes["ItemOID"],
            None if null else value,
            self.unit,
            self.began,
        )

    def _key(self, element: str, attributes: dict[str, str], name: str) -> str:
        if not attributes.get(name):
            raise self._refused(sentence("{element} has no {name}", element=element, name=name))
        return attributes[name]

    def _refused(self, what: str, cure: str = "") -> OdmRefused:
        return OdmRefused(Problem(self.name, self.parser.CurrentLineNumber, "", what, cure))
