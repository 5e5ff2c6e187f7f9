"""Published measures as pure functions: values in, a frozen answer out, no study and no clock."""
