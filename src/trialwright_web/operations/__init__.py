"""What who runs a site does from a command line: anchor, export, back up, restore, examine."""
