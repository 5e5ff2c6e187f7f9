"""Frozen data cuts: what everything after capture reads."""
