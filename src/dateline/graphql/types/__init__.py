"""The types of the API, lowest first; the way up is links.py. May import: answers, exports.request."""
