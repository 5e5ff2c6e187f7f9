"""Values that were not measured, drawn many times, and what the draws say together (STA-10)."""
