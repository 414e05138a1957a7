"""Tables as data: event types, CAMEO, countries and organisations, offices, officials, words of estimate.

The rule: what can be a table is a table, with a comment that says why; `tables` is its one loader.
"""
