"""Random records that the registry's own description of its interface accepts."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import yaml

SCHEMA_FILE = "ctg-oas-v2.yaml"
UNITS = ("Year", "Years", "Month", "Months", "Week", "Weeks", "Day", "Days", "Hours", "Minutes")
# Texts that have broken readers: empty, blank, escaped, long, foreign, hostile, almost meaningful.
TEXTS = (
    "",
    " ",
    "Overall survival",
    "A Randomized, Open-label Study of Drug A in Two Groups",
    "From enrolment up to 24 months, every 12 weeks ± 7 days",
    "through study completion, an average of 1 year",
    "Inclusion Criteria:\n\n1. Age \\>= 18 years\n2. HBsAg < 0.05 IU/mL\n\nExclusion Criteria:\n\n* none",
    "The sample size is 332 (power 80%, alpha 0.05, HR 0.6); log-rank test.",
    "纳入标准：\n1. 年龄18至70岁\n排除标准：\n1. 妊娠",
    "Ensayo clínico aleatorizado, doble ciego; criterios de inclusión",
    "\\[1\\] \\*not\\* a list 4\\. 1.2.1.1",
    "=HYPERLINK(1) <script>alert(1)</script> {{7*7}}",
    "ask ada@example.org or +1 202 555 0123",
    "\u202eright to left\u2028line 🧪 e\u0301",
    "word " * 300,
    "x" * 1200,
    "9" * 40,
)
KEPT = 0.6
LONGEST_LIST = 3


class Schemas(dict[str, Any]):
    """The schemas by name; a failing test prints them as one word."""

    def __repr__(self) -> str:
        return f"Schemas({len(self)})"


def load_schemas(folders: list[Path]) -> Schemas | None:
    """The schemas of the interface, from the first file of its name below the folders."""
    files = [file for folder in folders for file in sorted(folder.rglob(SCHEMA_FILE))]
    if not files:
        return None
    described: dict[str, Any] = yaml.load(files[0].read_bytes(), Loader=yaml.CSafeLoader)
    return Schemas(described["components"]["schemas"])


def random_study(schemas: dict[str, Any], rng: Random) -> dict[str, Any]:
    """A study with any of the fields the schema has; only its number is always there."""
    study: dict[str, Any] = _value(schemas, schemas["Study"], rng)
    protocol = study.setdefault("protocolSection", {})
    protocol.setdefault("identificationModule", {})["nctId"] = f"NCT{rng.randrange(10**8):08}"
    return study


def _value(schemas: dict[str, Any], schema: dict[str, Any], rng: Random) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return _named(name, schemas, rng)
    if "enum" in schema:
        return rng.choice(schema["enum"])
    match schema["type"]:
        case "object":
            required = schema.get("required", ())
            kept = {
                name: child
                for name, child in schema["properties"].items()
                if name in required or rng.random() < KEPT
            }
            return {name: _value(schemas, child, rng) for name, child in kept.items()}
        case "array":
            return [
                _value(schemas, schema["items"], rng) for _ in range(rng.randint(0, LONGEST_LIST))
            ]
        case "integer":
            return rng.choice((0, 1, 332, -1, 10**12))
        case "number":
            return rng.choice((0, 0.5, -73.25, 51.0))
        case "boolean":
            return rng.random() < 0.5
    return _text(schema, rng)


def _named(name: str, schemas: dict[str, Any], rng: Random) -> Any:
    """Three schemas say in words only what a text must look like."""
    match name:
        case "nct":
            return f"NCT{rng.randrange(10**8):08}"
        case "PartialDate":
            return _date(rng)[: rng.choice((4, 7, 10))]
        case "DateTimeMinutes":
            return f"{_date(rng)}T10:30"
    return _value(schemas, schemas[name], rng)


def _text(schema: dict[str, Any], rng: Random) -> str:
    if schema.get("format") == "date":
        return _date(rng)
    if "pattern" in schema:
        return f"{rng.randrange(120)} {rng.choice(UNITS)}"
    return rng.choice(TEXTS)


def _date(rng: Random) -> str:
    return f"{rng.randrange(1990, 2040)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
