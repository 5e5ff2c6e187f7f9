"""Synthetic participants: what a site would type, from parameters alone (clinical-rules section 13)."""
