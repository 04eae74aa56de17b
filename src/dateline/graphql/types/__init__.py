"""The types of the API. May import: answers, exports; graphql.inputs, and graphql.links for the way up.

From the lowest: values and parties; events; alternatives; figures and statements; parts and their lists; the state of
a company; the company; companies in order; the snapshot.
"""
