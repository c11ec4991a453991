"""开始: the first start of an installation in which nothing is founded yet, from a code to the first plan."""
