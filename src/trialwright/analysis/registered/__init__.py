"""The analyses of analysis.yaml, run on endpoint rows: from declarations to result rows."""

from trialwright.analysis.registered.run import run_analyses

__all__ = ["run_analyses"]
