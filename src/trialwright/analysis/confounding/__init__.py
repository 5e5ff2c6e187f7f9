"""Comparing groups that nobody randomised: propensity, weights, balance and what stays open."""
