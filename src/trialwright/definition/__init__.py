"""The study as data: models, strict loader, rule language.

`load_definition(directory)` turns a folder of YAML files into one frozen `Definition`, or refuses
it with every problem found, each with file, line, key and the likely cure.
"""

from trialwright.definition.load import Definition, load_definition

__all__ = ["Definition", "load_definition"]
