"""Personal contact data, taken out of everything that is shown (CON-01).

The registry publishes names, telephone numbers and addresses of single persons. They stay in the
stored record, byte for byte, and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from trialwright.record.json_values import JsonValue, to_json

if TYPE_CHECKING:
    from trialwright.record.read import Record

MASK: Final = "[contact masked]"

# Inside these objects every text is masked but the ones that say only what a person's part is.
_CONTACT_OBJECTS: Final = frozenset(
    {"centralContacts", "overallOfficials", "contacts", "pointOfContact"}
)
_PUBLIC_KEYS: Final = frozenset({"role", "affiliation", "organization"})
_PERSONAL_KEYS: Final = frozenset({"investigatorFullName", "oldNameTitle"})

# Bounded parts, so that a hostile text cannot make the search slow.
_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~\\-]{1,64}[ ]?[@＠][ ]?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_PHONE_FORMS: Final = (
    # international, after + or 00
    r"(?<![\w.])(?:\+|\b00)[1-9][0-9]{0,3}(?:[ ().\-–/]{0,3}[0-9]){6,14}(?![0-9])",
    # Chinese mobile
    r"(?<![\w.+-])(?:86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![\w-])",
    # Chinese fixed line
    r"(?<![\w.-])\(?0[0-9]{2,3}\)?[ -][0-9]{3,4}[ -]?[0-9]{4}(?![\w-])",
    # North American
    r"(?<![\w.-])(?:1[ .-])?(?:\([2-9][0-9]{2}\)[ ]?|[2-9][0-9]{2}[-. ])"
    r"[0-9]{3}[-. ][0-9]{4}(?![\w-])",
    # any number after a word that says what it is
    r"(?i:(?<=phone)|(?<=tel)|(?<=tel\.)|(?<=fax)|(?<=mobile)|(?<=电话)|(?<=手机))"
    r"[ :：.]{1,3}[0-9(](?:[ ().\-–/]{0,2}[0-9]){5,14}(?![0-9])",
)
_PHONE = re.compile("|".join(_PHONE_FORMS))
# Every form has five digits close together, and few texts do.
_MAY_BE_PHONE = re.compile(r"[0-9](?:[^0-9]{0,3}[0-9]){4}")


def mask_text(text: str) -> str:
    """The text with every e-mail address and telephone number replaced by MASK."""
    kept, end = [], 0
    for start, stop in contact_spans(text):
        kept += [text[end:start], MASK]
        end = stop
    return "".join([*kept, text[end:]]) if kept else text


def contact_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The half-open spans that `mask_text` replaces, in order, none overlapping another."""
    addresses: list[tuple[int, int]] = []
    if "@" in text or "＠" in text:
        addresses = [match.span() for match in _EMAIL.finditer(text)]
        # No telephone number has a bracket in it, so none reaches into an address.
        text = _EMAIL.sub(lambda match: "]" * len(match[0]), text)
    numbers = _PHONE.finditer(text) if _MAY_BE_PHONE.search(text) else ()
    return tuple(sorted([*addresses, *(match.span() for match in numbers)]))


def mask_contacts(value: JsonValue) -> JsonValue:
    """A copy of a record, or of a part of it, without personal contact data."""
    if isinstance(value, Mapping):
        return {mask_text(key): _masked_child(key, child) for key, child in value.items()}
    if isinstance(value, (list, tuple)):
        return [mask_contacts(child) for child in value]
    return mask_text(value) if isinstance(value, str) else value


def masked_json(record: Record) -> str:
    """The whole record as indented JSON without personal contact data."""
    return to_json(mask_contacts(record.study))


def _masked_child(key: str, child: JsonValue) -> JsonValue:
    if key in _PERSONAL_KEYS:
        return MASK
    return _masked_person(child) if key in _CONTACT_OBJECTS else mask_contacts(child)


def _masked_person(value: JsonValue) -> JsonValue:
    """What may be shown of a contact: nothing that a key does not make public."""
    if isinstance(value, Mapping):
        return {
            mask_text(key): mask_contacts(child) if key in _PUBLIC_KEYS else MASK
            for key, child in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked_person(child) for child in value]
    return MASK if value is not None else None
