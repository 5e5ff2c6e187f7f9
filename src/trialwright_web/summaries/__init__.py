"""What is computed of each participant and kept, so that a page of everybody is a question in SQL.

Nothing here is data: all of it follows from the current entries, the definition and the program.
Each row says from which line of the journal it was made, and is made again when that is no longer
the last one. So a page never shows what was true before the last save.
"""
