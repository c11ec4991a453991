"""The permission matrix: pages that are found, units and samples that are made, an oracle that knows only the tree."""
