"""The endpoints of very many participants at once, as Polars tables.

The rules are those of the functions beside this folder, which take one participant: here each is
written over columns, and tests hold both to the same answers.
"""
