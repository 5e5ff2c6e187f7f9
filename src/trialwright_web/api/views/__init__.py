"""The page on which an administrator makes and ends tokens."""
