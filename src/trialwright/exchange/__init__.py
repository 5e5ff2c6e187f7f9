"""Outside formats only: bytes to plain values and back. Nothing here knows a study."""
