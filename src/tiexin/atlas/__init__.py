"""地图边界: outlines of places, each with the number under which its map was approved."""
