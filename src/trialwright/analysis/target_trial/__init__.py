"""Emulating a target trial: strategies, clones and time zero where treatment starts later."""
