"""How the study is watched over: the dashboard, the audit view, and what the lock waits for."""
