"""Two versions of a record side by side: what differs, and what the difference means."""
