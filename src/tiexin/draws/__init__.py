"""Draws: who is visited or checked is drawn by lot, so that anybody can prove it afterwards."""
