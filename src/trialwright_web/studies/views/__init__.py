"""One module for each page: fetch, call, answer."""
