"""Everything that changes captured data: each action is one transaction and one line of the journal.

Pages, imports, the interface for programs and the rehearsal all act through these functions and
through nothing else. Each names who acts (`by`), and why where the table of permissions asks for
it. The decisions are the library's; here they are stored.
"""
