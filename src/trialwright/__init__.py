"""Trialwright: from a study's registry record to its report and its shared data.

Read the rooms in the order of a study: record, definition, capture, synthetic, datasets,
endpoints, analysis, report, sharing. A room imports earlier rooms and `instruments`, never later
ones.
"""

__version__ = "0.1.0"
