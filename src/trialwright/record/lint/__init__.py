"""The record as its strictest reviewer reads it: rules in, findings out."""
