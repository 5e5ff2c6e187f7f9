"""Files of other systems: look at what they would change, then import all of it or nothing."""
