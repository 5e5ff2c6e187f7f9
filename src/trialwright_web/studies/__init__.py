"""The public pages of one study."""
