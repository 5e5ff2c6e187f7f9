"""Django's SQLite, with one writer at a time in this process.

SQLite lets a second writer wait by asking again and again, with longer and longer pauses: under
eight threads one of them may wait for seconds while others pass. Here writers wait for a lock of
the process and are woken as soon as it is free. Other processes, such as a restore or a command,
still meet SQLite's own lock.
"""
