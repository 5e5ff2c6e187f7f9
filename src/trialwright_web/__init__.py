"""The site: what people see of a study in a browser. The only place that imports Django."""
