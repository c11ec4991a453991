"""练习: a small tree of invented unions beside the real one, in which officers try everything and nothing counts.

It stands under no real unit, so no total, list, search or workbook of a real unit can reach it; nothing is filtered.
"""
