"""演示: a whole province of invented people and enterprises in real places, the same on every machine.

`script.write` draws everything as plain values from one seed; `actions.build` plays it through the product's own
actions, so that a demo holds nothing that people could not have entered themselves.
"""
