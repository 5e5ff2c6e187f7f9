"""Data capture as decisions: what an entry is, when a visit is due, who may take part."""
