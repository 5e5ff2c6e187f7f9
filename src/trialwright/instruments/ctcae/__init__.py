"""Grades of adverse events by CTCAE v5.0: laboratory results, clinical terms, the list of terms.

Only numbers, codes and our own short names are here; the wording comes from a file of the site.
"""
