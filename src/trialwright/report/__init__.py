"""The report of a study: results set as text, tables and figures, in HTML and PDF."""
